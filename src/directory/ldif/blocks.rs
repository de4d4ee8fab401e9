//! A text that comes piece by piece: only as much of it is held as its longest record, or a block, takes.

use std::io::{self, Read};

use super::content::Block;

/// How much is read at once.
const BLOCK: usize = 2 << 20;

/// Reads a text of content records block by block.
#[derive(Debug)]
pub(crate) struct Blocks<R> {
    from: R,
    /// What was read; the first part of it was handed out.
    held: Vec<u8>,
    handed_out: usize,
    /// Lines of the blocks before.
    lines: usize,
    begun: bool,
    ended: bool,
}

impl<R: Read> Blocks<R> {
    pub(crate) fn new(from: R) -> Self {
        Self {
            from,
            held: Vec::new(),
            handed_out: 0,
            lines: 0,
            begun: false,
            ended: false,
        }
    }

    /// The next records, whole; `None` behind the last.
    ///
    /// # Errors
    ///
    /// What reading gives.
    pub(crate) fn next(&mut self) -> io::Result<Option<Block<'_>>> {
        let before = self.held.drain(..self.handed_out);
        self.lines += before.filter(|byte| *byte == b'\n').count();
        let mut wanted = BLOCK;
        self.handed_out = loop {
            if !self.ended {
                let more = wanted.saturating_sub(self.held.len()) as u64;
                let read = self.from.by_ref().take(more).read_to_end(&mut self.held)?;
                self.ended = (read as u64) < more;
            }
            if self.ended {
                break self.held.len();
            }
            if let Some(end) = last_end(&self.held) {
                break end;
            }
            // One record that is longer than a block.
            wanted *= 2;
        };
        if self.handed_out == 0 {
            return Ok(None);
        }
        let behind = self.begun.then_some(self.lines);
        self.begun = true;
        Ok(Some(Block {
            text: &self.held[..self.handed_out],
            behind,
        }))
    }
}

/// Where the last record ends that an empty line ends.
fn last_end(text: &[u8]) -> Option<usize> {
    let mut ends = (0..text.len()).rev().filter(|at| text[*at] == b'\n');
    let mut end = ends.next()?;
    for before in ends {
        if matches!(&text[before + 1..end], b"" | b"\r") {
            return Some(end + 1);
        }
        end = before;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::ldif::{Options, read};

    /// Hands a text out in small pieces, as a pipe does.
    struct Pieces<'a>(&'a [u8]);

    impl Read for Pieces<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let len = into.len().min(self.0.len()).min(70_001);
            into[..len].copy_from_slice(&self.0[..len]);
            self.0 = &self.0[len..];
            Ok(len)
        }
    }

    #[test]
    fn a_text_in_blocks_has_the_records_and_lines_of_the_whole() {
        for end in ["\n", "\r\n"] {
            let mut text = format!("version: 1{end}{end}");
            for number in 0..40_000 {
                text += &format!(
                    "dn: cn={number},dc=x{end}cn: {number}{end}sn: a long name that is{end}  folded{end}description: as long as it takes for a few blocks of text{end}{end}"
                );
            }
            text += &format!("dn: cn=long,dc=x{end}");
            for number in 0..150_000 {
                text += &format!("member: cn={number},ou=people,dc=example{end}");
            }
            let whole = read(&text).unwrap();
            assert!(text.len() > 4 * BLOCK);
            let (mut blocks, mut found, mut count) = (Blocks::new(Pieces(text.as_bytes())), 0, 0);
            while let Some(block) = blocks.next().unwrap() {
                let records = block.records(&Options::default()).unwrap();
                assert!(records == whole[found..][..records.len()]);
                (found, count) = (found + records.len(), count + 1);
            }
            assert_eq!(found, 40_001);
            assert!(count > 2);
        }
    }

    #[test]
    fn an_error_in_a_later_block_names_its_line() {
        let text = "dn: cn=a,dc=x\ncn: a\n\n".repeat(200_000) + "dn: cn=b,dc=x\nx\n";
        let mut blocks = Blocks::new(text.as_bytes());
        let error = loop {
            let block = blocks.next().unwrap().unwrap();
            if let Err(error) = block.records(&Options::default()) {
                break error.to_string();
            }
        };
        assert!(
            error.starts_with("line 600002, column 2: there is no `:`"),
            "{error}"
        );
    }
}
