//! In which encoding a file is that somebody wrote by hand: editors and shells write more than UTF-8.

use std::fmt;

/// Why octets are no UTF-8.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotUtf8 {
    /// They are UTF-16 with a byte order mark, or in the order of Windows without one.
    Utf16,
    /// They are UTF-16 in the other order, without a mark.
    Utf16BigEndian,
    /// They are UTF-32 with a byte order mark.
    Utf32,
    /// They are something else, first seen in this line, counted from 1.
    Line(usize),
}

impl NotUtf8 {
    /// What to do.
    pub fn cure(self) -> &'static str {
        match self {
            Self::Utf16 => {
                "write it as UTF-8: `Out-File -Encoding utf8`, or `iconv -f UTF-16 -t UTF-8`"
            }
            Self::Utf16BigEndian => "write it as UTF-8: `iconv -f UTF-16BE -t UTF-8`",
            Self::Utf32 => "write it as UTF-8: `iconv -f UTF-32 -t UTF-8`",
            Self::Line(_) => "write it as UTF-8: `iconv -f LATIN1 -t UTF-8`, where it is Latin-1",
        }
    }
}

impl fmt::Display for NotUtf8 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Utf16 => f.write_str("UTF-16, as PowerShell's `>` writes it"),
            Self::Utf16BigEndian => f.write_str("UTF-16 without a mark, its upper octets first"),
            Self::Utf32 => f.write_str("UTF-32"),
            Self::Line(line) => write!(f, "not UTF-8 in line {line}"),
        }
    }
}

debug_is_display!(NotUtf8);

impl std::error::Error for NotUtf8 {}

/// The encoding of octets that are wider than UTF-8: by their mark, or because every second of the first ones is a NUL, as it is in a text of Latin
/// letters without one.
pub(crate) fn wide(octets: &[u8]) -> Option<NotUtf8> {
    if octets.starts_with(b"\xff\xfe\0\0") || octets.starts_with(b"\0\0\xfe\xff") {
        return Some(NotUtf8::Utf32);
    }
    if octets.starts_with(b"\xff\xfe") || octets.starts_with(b"\xfe\xff") {
        return Some(NotUtf8::Utf16);
    }
    let head = &octets[..octets.len().min(64)];
    let (pairs, rest) = head.as_chunks::<2>();
    let every = |low: fn(&[u8; 2]) -> (u8, u8)| {
        let mut units = pairs.iter().map(low);
        !pairs.is_empty() && rest.is_empty() && units.all(|(letter, nul)| letter != 0 && nul == 0)
    };
    if every(|&[low, high]| (low, high)) {
        return Some(NotUtf8::Utf16);
    }
    every(|&[high, low]| (low, high)).then_some(NotUtf8::Utf16BigEndian)
}

/// The text of octets, without the mark that some editors put before UTF-8.
///
/// ```
/// use ldaplab::directory::encoding::utf8;
///
/// assert_eq!(utf8(b"\xef\xbb\xbfs3cret"), Ok("s3cret"));
/// let error = utf8(b"s\x003\x00").unwrap_err();
/// assert_eq!(error.to_string(), "UTF-16, as PowerShell's `>` writes it");
/// ```
///
/// # Errors
/// [`NotUtf8`].
pub fn utf8(octets: &[u8]) -> Result<&str, NotUtf8> {
    if let Some(wide) = wide(octets) {
        return Err(wide);
    }
    let text = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets);
    std::str::from_utf8(text).map_err(|error| {
        let before = &text[..error.valid_up_to()];
        NotUtf8::Line(1 + before.iter().filter(|&&octet| octet == b'\n').count())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told_apart() {
        for utf16 in [
            &b"\xff\xfea\0"[..],
            b"\xfe\xff\0a",
            b"d\0n\0:\0",
            b"\xff\xfe",
        ] {
            assert_eq!(utf8(utf16), Err(NotUtf8::Utf16), "{utf16:?}");
        }
        for (text, read) in [
            (&b"a"[..], "a"),
            (b"", ""),
            (b"\xef\xbb\xbf", ""),
            (b"\xc3\xbc\n", "\u{fc}\n"),
            (b"a\0b", "a\0b"),
        ] {
            assert_eq!(utf8(text), Ok(read));
        }
        assert_eq!(utf8(b"a\nb\xfc\n"), Err(NotUtf8::Line(2)));
        assert_eq!(utf8(b"\0d\0n\0:"), Err(NotUtf8::Utf16BigEndian));
        assert_eq!(utf8(b"\xff\xfe\0\0a\0\0\0"), Err(NotUtf8::Utf32));
    }
}
