//! The grammar of RFC 4514 section 3.

use std::borrow::Cow;

use super::error::DnError;
use super::escape::{ber_string, escaped, hex_digit};
use super::normal::{is_plain, write_rdn};
use super::pair::Pair;

/// The longest DN that is read, in bytes.
pub const MAX_LENGTH: usize = 64 * 1024;
/// The most RDNs that a DN may have.
pub const MAX_DEPTH: usize = 512;

/// Appends the normalised form of a DN to `out`.
pub(super) fn normalize(text: &str, out: &mut String) -> Result<(), DnError> {
    let mut scanner = Scanner::new(text)?;
    let separators = text.bytes().filter(|&byte| byte == b',').count();
    if separators < MAX_DEPTH && is_plain(text.as_bytes()) {
        out.extend(text.chars().map(|character| character.to_ascii_lowercase()));
        return Ok(());
    }
    if scanner.is_blank() {
        return Ok(());
    }
    let mut pairs = Vec::with_capacity(1);
    for depth in 0.. {
        if depth == MAX_DEPTH {
            return Err(scanner.error("the DN has too many RDNs"));
        }
        scanner.rdn(&mut pairs)?;
        write_rdn(&pairs, out);
        if !scanner.separator(b',')? {
            return Ok(());
        }
        out.push(',');
    }
    Ok(())
}

/// Attribute types as written and unescaped values.
pub(super) type OwnedPairs = Vec<(String, Vec<u8>)>;

/// Reads exactly one RDN: its pairs and its normalised form.
pub(super) fn rdn(text: &str) -> Result<(OwnedPairs, String), DnError> {
    let mut scanner = Scanner::new(text)?;
    let mut pairs = Vec::with_capacity(1);
    scanner.rdn(&mut pairs)?;
    if scanner.separator(b',')? {
        return Err(DnError::new(scanner.at - 1, "more than one RDN"));
    }
    let mut normalized = String::with_capacity(text.len());
    write_rdn(&pairs, &mut normalized);
    let pairs = pairs
        .into_iter()
        .map(|pair| (pair.attribute.to_owned(), pair.value.into_owned()))
        .collect();
    Ok((pairs, normalized))
}

/// The pairs of one RDN.
pub(super) fn pairs(text: &str) -> Result<Vec<Pair<'_>>, DnError> {
    let mut pairs = Vec::with_capacity(1);
    Scanner::new(text)?.rdn(&mut pairs)?;
    Ok(pairs)
}

/// Splits a DN that is known to be good after its first RDN, in its written form.
pub(super) fn split_first(text: &str) -> (&str, Option<&str>) {
    let bytes = text.as_bytes();
    let (mut at, mut quoted) = (0, false);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'"' => quoted = !quoted,
            b',' if !quoted => return (&text[..at], Some(&text[at + 1..])),
            _ => {}
        }
        at += 1;
    }
    (text, None)
}

/// Removes spaces around an RDN, but not an escaped one at its end.
pub(super) fn trim(text: &str) -> &str {
    let text = text.trim_start_matches(' ');
    let trimmed = text.trim_end_matches(' ');
    let backslashes = trimmed
        .bytes()
        .rev()
        .take_while(|&byte| byte == b'\\')
        .count();
    if backslashes % 2 == 1 && trimmed.len() < text.len() {
        &text[..=trimmed.len()]
    } else {
        trimmed
    }
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str) -> Result<Self, DnError> {
        if text.len() > MAX_LENGTH {
            return Err(DnError::new(
                MAX_LENGTH,
                "the DN is longer than 65536 bytes",
            ));
        }
        Ok(Self { text, at: 0 })
    }

    fn error(&self, cause: &'static str) -> DnError {
        DnError::new(self.at, cause)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn is_blank(&self) -> bool {
        self.text.bytes().all(|byte| byte == b' ')
    }

    fn skip_spaces(&mut self) {
        while self.peek() == Some(b' ') {
            self.at += 1;
        }
    }

    /// Steps over `separator` if it is next. Anything else but the end or `+` is an error.
    fn separator(&mut self, separator: u8) -> Result<bool, DnError> {
        self.skip_spaces();
        match self.peek() {
            Some(byte) if byte == separator => {
                self.at += 1;
                Ok(true)
            }
            None | Some(b',' | b'+') => Ok(false),
            Some(_) => Err(self.error("expected `,` or `+` after the value")),
        }
    }

    fn rdn(&mut self, pairs: &mut Vec<Pair<'a>>) -> Result<(), DnError> {
        pairs.clear();
        loop {
            pairs.push(self.pair()?);
            if !self.separator(b'+')? {
                return Ok(());
            }
        }
    }

    fn pair(&mut self) -> Result<Pair<'a>, DnError> {
        self.skip_spaces();
        let attribute = self.attribute()?;
        self.skip_spaces();
        if self.peek() != Some(b'=') {
            return Err(self.error("expected `=` after the attribute type"));
        }
        self.at += 1;
        self.skip_spaces();
        let (value, opaque) = match self.peek() {
            Some(b'#') => self.hex()?,
            Some(b'"') => (self.quoted()?, false),
            _ => (self.string()?, false),
        };
        Ok(Pair {
            attribute,
            value,
            opaque,
        })
    }

    /// A short name, or an OID with or without the prefix `OID.`
    fn attribute(&mut self) -> Result<&'a str, DnError> {
        let start = self.at;
        while self
            .peek()
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
        {
            self.at += 1;
        }
        let written = &self.text[start..self.at];
        if written.is_empty() {
            return Err(self.error("expected an attribute type, as in `cn=Alice`"));
        }
        if is_attribute_type(written) {
            Ok(written)
        } else {
            Err(DnError::new(
                start,
                "this is neither an attribute name nor an OID",
            ))
        }
    }

    /// `#` and pairs of hexadecimal digits: the BER encoding of the value.
    fn hex(&mut self) -> Result<(Cow<'a, [u8]>, bool), DnError> {
        self.at += 1;
        let digits = self.text.as_bytes()[self.at..]
            .iter()
            .take_while(|byte| byte.is_ascii_hexdigit())
            .count();
        if digits == 0 || digits % 2 == 1 {
            return Err(self.error("`#` starts a hexadecimal value, which needs pairs of digits; write `\\#` for the character"));
        }
        let encoded: Vec<u8> = self.text.as_bytes()[self.at..self.at + digits]
            .chunks_exact(2)
            .map(|pair| hex_digit(pair[0]) << 4 | hex_digit(pair[1]))
            .collect();
        self.at += digits;
        Ok(match ber_string(&encoded) {
            Some(content) => (Cow::Owned(content.to_vec()), false),
            None => (Cow::Owned(encoded), true),
        })
    }

    /// RFC 2253's quoted form: only `"` and `\` are special inside.
    fn quoted(&mut self) -> Result<Cow<'a, [u8]>, DnError> {
        self.at += 1;
        let start = self.at;
        let mut owned: Option<Vec<u8>> = None;
        loop {
            match self.peek() {
                None => return Err(self.error("the quoted value does not end")),
                Some(b'"') => {
                    let value = owned.map_or(
                        Cow::Borrowed(&self.text.as_bytes()[start..self.at]),
                        Cow::Owned,
                    );
                    self.at += 1;
                    return Ok(value);
                }
                Some(b'\\') => {
                    let value =
                        owned.get_or_insert_with(|| self.text.as_bytes()[start..self.at].to_vec());
                    let byte = escaped(self.text.as_bytes(), &mut self.at)?;
                    value.push(byte);
                }
                Some(byte) => {
                    if let Some(value) = &mut owned {
                        value.push(byte);
                    }
                    self.at += 1;
                }
            }
        }
    }

    fn string(&mut self) -> Result<Cow<'a, [u8]>, DnError> {
        let start = self.at;
        let mut owned: Option<Vec<u8>> = None;
        // Unescaped spaces at the end do not belong to the value.
        let mut end = start;
        let mut owned_end = 0;
        loop {
            match self.peek() {
                None | Some(b',' | b'+') => break,
                Some(b'\\') => {
                    let value =
                        owned.get_or_insert_with(|| self.text.as_bytes()[start..self.at].to_vec());
                    let byte = escaped(self.text.as_bytes(), &mut self.at)?;
                    value.push(byte);
                    owned_end = value.len();
                }
                Some(b';') => {
                    return Err(self.error(
                        "`;` does not separate RDNs; write `,`, or `\\;` for the character",
                    ));
                }
                Some(b'"') => return Err(self.error("`\"` inside a value is written `\\\"`")),
                Some(b'<' | b'>') => {
                    return Err(self.error("`<` and `>` in a value are written `\\<` and `\\>`"));
                }
                Some(0) => return Err(self.error("NUL in a value is written `\\00`")),
                Some(byte) => {
                    self.at += 1;
                    if let Some(value) = &mut owned {
                        value.push(byte);
                    }
                    if byte != b' ' {
                        end = self.at;
                        owned_end = owned.as_ref().map_or(0, Vec::len);
                    }
                }
            }
        }
        Ok(match owned {
            Some(mut value) => {
                value.truncate(owned_end);
                Cow::Owned(value)
            }
            None => Cow::Borrowed(&self.text.as_bytes()[start..end]),
        })
    }
}

pub(super) fn is_attribute_type(written: &str) -> bool {
    let oid = match written.get(..4) {
        Some(prefix) if prefix.eq_ignore_ascii_case("oid.") => &written[4..],
        _ => written,
    };
    if oid.starts_with(|first: char| first.is_ascii_digit()) {
        return oid
            .split('.')
            .all(|arc| !arc.is_empty() && arc.bytes().all(|byte| byte.is_ascii_digit()));
    }
    written.starts_with(|first: char| first.is_ascii_alphabetic())
        && written
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}
