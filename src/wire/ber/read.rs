//! Reading BER from slices, without a copy.

use std::fmt;

use super::tag;

/// Why an element cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BerError {
    /// An element ends after the one that holds it.
    Truncated,
    /// A tag number above 30, which takes more than one octet.
    HighTag,
    /// An indefinite or reserved length, or one of more than four octets.
    Length,
    /// Nested deeper than the limit.
    Depth(usize),
    /// More elements than the limit.
    Elements(usize),
    /// Something follows the last element.
    Trailing(&'static str),
    /// An element is not there.
    Missing(&'static str),
    /// An element has another tag.
    Tag {
        what: &'static str,
        expected: u8,
        found: u8,
    },
    /// A primitive value has a form that its type does not allow.
    Value(&'static str),
    /// A number that stands for none of the choices of its type; everything around it is sound.
    Unlisted(&'static str),
    /// A text that is not UTF-8.
    Text(&'static str),
}

impl BerError {
    /// Whether it is a limit of the reader's, no fault of the bytes.
    pub(crate) fn is_of_limits(&self) -> bool {
        matches!(self, Self::Depth(_) | Self::Elements(_))
    }
}

impl fmt::Display for BerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated => f.write_str("an element is longer than the one that holds it"),
            Self::HighTag => f.write_str("a tag of more than one octet"),
            Self::Length => f.write_str("a length that is indefinite or has more than four octets"),
            Self::Depth(limit) => write!(f, "elements nested more than {limit} deep"),
            Self::Elements(limit) => write!(f, "more than {limit} elements in one message"),
            Self::Unlisted(what) => write!(f, "{what} is none that there is"),
            Self::Trailing(what) => write!(f, "something follows the end of {what}"),
            Self::Missing(what) => write!(f, "{what} is missing"),
            Self::Tag {
                what,
                expected,
                found,
            } => write!(
                f,
                "{what} has the tag {found:#04x} instead of {expected:#04x}"
            ),
            Self::Value(what) => write!(f, "{what} has no valid value"),
            Self::Text(what) => write!(f, "{what} is not UTF-8"),
        }
    }
}

/// One element.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element<'a> {
    /// The identifier octet.
    pub(crate) tag: u8,
    /// What is inside.
    pub(crate) content: &'a [u8],
    /// Header and content.
    pub(crate) raw: &'a [u8],
}

/// Takes elements from the front of a slice.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The identifier octet of the next element.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// The next element, whatever it is.
    pub(crate) fn element(&mut self) -> Result<Element<'a>, BerError> {
        let (tag, header, length) = header(self.rest)?;
        let content = self.rest[header..]
            .get(..length)
            .ok_or(BerError::Truncated)?;
        let (raw, rest) = self.rest.split_at(header + length);
        self.rest = rest;
        Ok(Element { tag, content, raw })
    }

    /// The content of the next element, which must have this identifier octet.
    pub(crate) fn expect(
        &mut self,
        expected: u8,
        what: &'static str,
    ) -> Result<&'a [u8], BerError> {
        match self.peek() {
            None => Err(BerError::Missing(what)),
            Some(found) if found != expected => Err(BerError::Tag {
                what,
                expected,
                found,
            }),
            Some(_) => Ok(self.element()?.content),
        }
    }

    /// The content of the next element if it has this identifier octet.
    pub(crate) fn optional(&mut self, expected: u8) -> Result<Option<&'a [u8]>, BerError> {
        if self.peek() == Some(expected) {
            Ok(Some(self.element()?.content))
        } else {
            Ok(None)
        }
    }

    pub(crate) fn octets(&mut self, what: &'static str) -> Result<&'a [u8], BerError> {
        self.expect(tag::OCTET_STRING, what)
    }

    pub(crate) fn text(&mut self, what: &'static str) -> Result<String, BerError> {
        text(self.octets(what)?, what)
    }

    pub(crate) fn sequence(&mut self, what: &'static str) -> Result<Self, BerError> {
        Ok(Self::new(self.expect(tag::SEQUENCE, what)?))
    }

    pub(crate) fn integer(&mut self, what: &'static str) -> Result<i64, BerError> {
        integer(self.expect(tag::INTEGER, what)?, what)
    }

    pub(crate) fn enumerated(&mut self, what: &'static str) -> Result<i64, BerError> {
        integer(self.expect(tag::ENUMERATED, what)?, what)
    }

    pub(crate) fn boolean(&mut self, what: &'static str) -> Result<bool, BerError> {
        boolean(self.expect(tag::BOOLEAN, what)?, what)
    }

    /// Fails if anything is left.
    pub(crate) fn end(&self, what: &'static str) -> Result<(), BerError> {
        if self.is_empty() {
            Ok(())
        } else {
            Err(BerError::Trailing(what))
        }
    }
}

/// The identifier octet, the length of the header and the length of the content.
pub(crate) fn header(bytes: &[u8]) -> Result<(u8, usize, usize), BerError> {
    let (&tag, rest) = bytes.split_first().ok_or(BerError::Truncated)?;
    if tag & 0x1f == 0x1f {
        return Err(BerError::HighTag);
    }
    let (&first, rest) = rest.split_first().ok_or(BerError::Truncated)?;
    if first < 0x80 {
        return Ok((tag, 2, usize::from(first)));
    }
    let count = usize::from(first & 0x7f);
    if !(1..=4).contains(&count) {
        return Err(BerError::Length);
    }
    let octets = rest.get(..count).ok_or(BerError::Truncated)?;
    let length = octets
        .iter()
        .fold(0_u64, |length, &octet| length << 8 | u64::from(octet));
    let length = usize::try_from(length).map_err(|_| BerError::Length)?;
    // Only where usize has 32 bits can header and length overflow together.
    length.checked_add(2 + count).ok_or(BerError::Length)?;
    Ok((tag, 2 + count, length))
}

/// A two's complement integer of one to eight octets; longer than minimal is accepted, as servers do.
pub(crate) fn integer(content: &[u8], what: &'static str) -> Result<i64, BerError> {
    if content.is_empty() || content.len() > 8 {
        return Err(BerError::Value(what));
    }
    let sign: i64 = if content[0] & 0x80 == 0 { 0 } else { -1 };
    Ok(content
        .iter()
        .fold(sign, |value, &octet| value << 8 | i64::from(octet)))
}

/// A boolean: one octet, anything but zero is true (Active Directory's and Samba's clients send `01`).
pub(crate) fn boolean(content: &[u8], what: &'static str) -> Result<bool, BerError> {
    match content {
        [octet] => Ok(*octet != 0),
        _ => Err(BerError::Value(what)),
    }
}

pub(crate) fn text_ref<'a>(content: &'a [u8], what: &'static str) -> Result<&'a str, BerError> {
    std::str::from_utf8(content).map_err(|_| BerError::Text(what))
}

pub(crate) fn text(content: &[u8], what: &'static str) -> Result<String, BerError> {
    text_ref(content, what).map(str::to_owned)
}

/// Deepest nesting that any limit can allow. A filter is a tree which recursive functions walk and drop, and a
/// thread of a test has a stack of 2 MiB.
pub(crate) const DEEPEST: usize = 1024;

/// Looks at every element in `bytes` once: each is whole, fills its parent together with its siblings, and lies at most
/// `max_depth` deep; there are at most `max_elements`. Uses no recursion.
pub(crate) fn walk(bytes: &[u8], max_depth: usize, max_elements: usize) -> Result<(), BerError> {
    let max_depth = max_depth.min(DEEPEST);
    // What is left to read on every level that is still open.
    let mut open = vec![Reader::new(bytes)];
    let mut count = 0_usize;
    while let Some(level) = open.last_mut() {
        if level.is_empty() {
            open.pop();
            continue;
        }
        let element = level.element()?;
        count += 1;
        if count > max_elements {
            return Err(BerError::Elements(max_elements));
        }
        if open.len() > max_depth {
            return Err(BerError::Depth(max_depth));
        }
        let constructed = element.tag & 0x20 != 0;
        if constructed {
            open.push(Reader::new(element.content));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_twos_complement_of_up_to_eight_octets() {
        for (octets, value) in [
            (&[0x00][..], 0),
            (&[0x7f], 127),
            (&[0x00, 0x80], 128),
            (&[0xff], -1),
            (&[0xff, 0x38], -200),
            (&[0x00, 0x00, 0x00, 0x05], 5),
            (&[0x80, 0, 0, 0, 0, 0, 0, 0], i64::MIN),
        ] {
            assert_eq!(integer(octets, "n"), Ok(value), "{octets:02x?}");
        }
        assert_eq!(integer(&[], "n"), Err(BerError::Value("n")));
        assert_eq!(integer(&[0; 9], "n"), Err(BerError::Value("n")));
    }

    #[test]
    fn lengths_are_definite_and_have_at_most_four_octets() {
        let content = |bytes: &'static [u8]| Reader::new(bytes).element().map(|e| e.content);
        assert_eq!(content(&[0x04, 0x01, 0x61]), Ok(&b"a"[..]));
        assert_eq!(content(&[0x04, 0x81, 0x01, 0x61]), Ok(&b"a"[..]));
        assert_eq!(content(&[0x04, 0x84, 0, 0, 0, 1, 0x61]), Ok(&b"a"[..]));
        assert_eq!(
            content(&[0x04, 0x85, 0, 0, 0, 0, 1, 0x61]),
            Err(BerError::Length)
        );
        assert_eq!(content(&[0x24, 0x80, 0, 0]), Err(BerError::Length));
        assert_eq!(content(&[0x04, 0xff]), Err(BerError::Length));
        assert_eq!(content(&[0x04, 0x02, 0x61]), Err(BerError::Truncated));
        assert_eq!(
            content(&[0x04, 0x84, 0xff, 0xff, 0xff, 0xff]),
            Err(BerError::Truncated)
        );
        assert_eq!(content(&[0x04, 0x82, 0x01]), Err(BerError::Truncated));
        assert_eq!(content(&[0x1f, 0x81, 0x00]), Err(BerError::HighTag));
    }

    #[test]
    fn the_walk_counts_levels_and_elements_and_finds_a_cut_child() {
        let nested = [0x30, 0x04, 0x30, 0x02, 0x30, 0x00];
        assert_eq!(walk(&nested, 3, 3), Ok(()));
        assert_eq!(walk(&nested, 2, 3), Err(BerError::Depth(2)));
        assert_eq!(walk(&nested, 3, 2), Err(BerError::Elements(2)));
        assert_eq!(
            walk(&[0x30, 0x02, 0x04, 0x01], 9, 9),
            Err(BerError::Truncated)
        );
        assert_eq!(walk(&[0x04, 0x02, 0x04, 0x01], 9, 9), Ok(()));
    }
}
