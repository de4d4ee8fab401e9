//! Reading a text of content records: a long one in parts, each on a thread of its own.

use std::{ops::Range, thread};

use super::{
    error::LdifError,
    lines::Lines,
    read::{Options, Record, lines, utf8},
};

/// The shortest part that is worth a thread.
const PART: usize = 256 << 10;

/// Most threads.
const THREADS: usize = 8;

/// Reads the content records of an LDIF text. `changetype: add` counts as content; `:<` is refused.
///
/// # Errors
///
/// [`LdifError`] at the first line that is wrong.
///
/// ```
/// use ldaplab::directory::ldif;
///
/// let records = ldif::read(b"dn: cn=Ada,dc=x\nobjectClass: person\nsn:: TMO8\n")?;
/// assert_eq!(records[0].dn.as_str(), "cn=Ada,dc=x");
/// assert_eq!(records[0].values("SN").next().unwrap(), "L\u{fc}".as_bytes());
/// let error = ldif::read(b"cn: Ada\n").unwrap_err();
/// assert_eq!(error.to_string(), "line 1, column 1: the record starts with `cn` instead of `dn`; separate records by an empty line and start each with `dn: NAME`");
/// # Ok::<(), ldif::LdifError>(())
/// ```
pub fn read<'a, T: AsRef<[u8]> + ?Sized>(text: &'a T) -> Result<Vec<Record<'a>>, LdifError> {
    read_with(text, &Options::default())
}

/// Reads as [`read`] does, with options.
///
/// # Errors
///
/// [`LdifError`] at the first line that is wrong.
pub fn read_with<'a, T: AsRef<[u8]> + ?Sized>(
    text: &'a T,
    options: &Options<'_>,
) -> Result<Vec<Record<'a>>, LdifError> {
    let text = text.as_ref();
    Block { text, behind: None }.records(options)
}

/// A text, or whole records out of one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block<'a> {
    pub(super) text: &'a [u8],
    /// How many lines lie before a later block.
    pub(super) behind: Option<usize>,
}

impl<'a> Block<'a> {
    /// The content records of the block.
    pub(crate) fn records(self, options: &Options<'_>) -> Result<Vec<Record<'a>>, LdifError> {
        if self.behind.is_none() {
            utf8(self.text)?;
        }
        // Asking for the number of processors takes longer than reading a short text.
        if options.fetch.is_none()
            && self.text.len() >= 2 * PART
            && let threads = thread::available_parallelism().map_or(1, usize::from)
            && let Some(records) = in_parts(self, threads.min(THREADS).min(self.text.len() / PART))
        {
            return Ok(records);
        }
        self.lines(options)
    }

    fn lines(self, options: &Options<'_>) -> Result<Vec<Record<'a>>, LdifError> {
        match self.behind {
            None => lines(Lines::new(self.text), true, options),
            Some(before) => lines(Lines::behind(self.text, before), false, options),
        }
    }

    /// A part of the block.
    fn part(self, range: &Range<usize>) -> Self {
        let before = self.text[..range.start].iter();
        let before = || before.filter(|byte| **byte == b'\n').count();
        Self {
            text: &self.text[range.clone()],
            behind: match range.start {
                0 => self.behind,
                _ => Some(self.behind.unwrap_or(0) + before()),
            },
        }
    }
}

/// The records of a text, read in so many parts at once; `None` where it has no such parts, and where anything is wrong with it: it
/// is then read as a whole, for the first error.
fn in_parts(block: Block<'_>, count: usize) -> Option<Vec<Record<'_>>> {
    let parts = parts(block.text, count);
    let (first, others) = parts
        .split_first()
        .filter(|(_, others)| !others.is_empty())?;
    let part = |range: &Range<usize>| block.part(range).lines(&Options::default()).ok();
    thread::scope(|scope| {
        let part = &part;
        let start = |range| thread::Builder::new().spawn_scoped(scope, move || part(range));
        let others: Vec<_> = others.iter().map(start).collect();
        let mut records = part(first)?;
        for other in others {
            records.append(&mut other.ok()?.join().ok()??);
        }
        Some(records)
    })
}

/// About equal parts of a text, each but the last with an empty line at its end, which ends every record.
fn parts(text: &[u8], count: usize) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = 0;
    for number in 1..count {
        let about = start.max(text.len() / count * number);
        let rest = &text[about..];
        let empty = |end: &'static [u8]| {
            let at = rest.windows(end.len()).position(|window| window == end);
            at.map(|at| about + at + end.len())
        };
        let Some(end) = empty(b"\n\n").or_else(|| empty(b"\n\r\n")) else {
            break;
        };
        parts.push(start..end);
        start = end;
    }
    parts.push(start..text.len());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_read_in_parts_as_it_is_in_one() {
        for end in ["\n", "\r\n"] {
            let mut text = format!("version: 1{end}");
            for number in 0..20_000 {
                text += &format!(
                    "# a note{end}dn: cn={number},dc=x{end}cn: {number}{end}sn: a long name that is{end}  folded{end}{end}"
                );
            }
            let whole = lines(Lines::new(text.as_bytes()), true, &Options::default()).unwrap();
            assert_eq!(whole.len(), 20_000);
            for count in [2, 3, 8] {
                let parts = parts(text.as_bytes(), count);
                assert_eq!(parts.len(), count, "{end:?}");
                let joined: String = parts.iter().map(|part| &text[part.clone()]).collect();
                assert_eq!(joined, text);
            }
            let block = Block {
                text: text.as_bytes(),
                behind: None,
            };
            assert!(in_parts(block, 3).is_some_and(|records| records == whole));
            assert_eq!(read(&text).unwrap(), whole);
            text += "x\n";
            let error = read(&text).unwrap_err().to_string();
            assert!(
                error.starts_with("line 120002, column 2: there is no `:`"),
                "{error}"
            );
        }
    }
}
