//! Logical lines: unfolded, without comments, with their place in the file.

use std::borrow::Cow;

/// A logical line. Empty ones separate records.
pub(super) struct Line<'a> {
    /// The number of its first physical line, counted from 1.
    pub(super) number: usize,
    pub(super) text: Cow<'a, [u8]>,
}

/// Iterates over logical lines; a line that continues nothing is an error with its number.
pub(super) struct Lines<'a> {
    rest: &'a [u8],
    number: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a [u8]) -> Self {
        Self {
            rest: text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text),
            number: 0,
        }
    }

    /// The lines of a later part of a text, behind so many others.
    pub(super) fn behind(text: &'a [u8], number: usize) -> Self {
        Self { rest: text, number }
    }

    fn physical(&mut self) -> &'a [u8] {
        let end = self.rest.iter().position(|&byte| byte == b'\n');
        let (line, rest) = match end {
            Some(end) => (&self.rest[..end], &self.rest[end + 1..]),
            None => (self.rest, &b""[..]),
        };
        self.rest = rest;
        self.number += 1;
        line.strip_suffix(b"\r").unwrap_or(line)
    }

    fn continuation(&mut self) -> Option<&'a [u8]> {
        if self.rest.first() != Some(&b' ') {
            return None;
        }
        Some(&self.physical()[1..])
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Result<Line<'a>, usize>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.rest.is_empty() {
            let first = self.physical();
            let number = self.number;
            if first.first() == Some(&b'#') {
                while self.continuation().is_some() {}
                continue;
            }
            if first.first() == Some(&b' ') {
                // Editors leave lines of spaces behind; they separate records as empty ones do.
                if first.iter().all(|&byte| byte == b' ') {
                    return Some(Ok(Line {
                        number,
                        text: Cow::Borrowed(b""),
                    }));
                }
                return Some(Err(number));
            }
            let mut text = Cow::Borrowed(first);
            // What follows an empty line continues nothing.
            if !first.is_empty() {
                while let Some(more) = self.continuation() {
                    text.to_mut().extend_from_slice(more);
                }
            }
            return Some(Ok(Line { number, text }));
        }
        None
    }
}
