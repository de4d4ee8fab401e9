//! Walking over DER (X.690) without trusting it: no recursion, no allocation, no panic.

/// One element: its identifier octet, its content, and the whole of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Element<'a> {
    pub(crate) tag: u8,
    pub(crate) value: &'a [u8],
    pub(crate) raw: &'a [u8],
}

impl<'a> Element<'a> {
    pub(crate) fn children(self) -> Reader<'a> {
        Reader::new(self.value)
    }
}

/// Elements that follow each other. It ends at the first thing that is no element.
#[derive(Debug, Clone)]
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next element; `None` at the end, at a high tag number, an indefinite length or one beyond the end.
    pub(crate) fn next_element(&mut self) -> Option<Element<'a>> {
        let bytes = self.0;
        let (&tag, rest) = bytes.split_first()?;
        let (&first, rest) = rest.split_first()?;
        if tag & 0x1F == 0x1F {
            return None;
        }
        let (len, rest) = match first {
            0..=0x7F => (usize::from(first), rest),
            0x81..=0x84 => {
                let (octets, rest) = rest.split_at_checked(usize::from(first & 0x7F))?;
                let len = octets.iter().fold(0u64, |sum, b| sum << 8 | u64::from(*b));
                (usize::try_from(len).ok()?, rest)
            }
            _ => return None,
        };
        let (value, rest) = rest.split_at_checked(len)?;
        self.0 = rest;
        let raw = &bytes[..bytes.len() - rest.len()];
        Some(Element { tag, value, raw })
    }

    /// The next element if it has this tag; otherwise it stays where it is.
    pub(crate) fn next_if(&mut self, tag: u8) -> Option<Element<'a>> {
        let before = self.clone();
        let found = self.next_element().filter(|element| element.tag == tag);
        if found.is_none() {
            *self = before;
        }
        found
    }
}

impl<'a> Iterator for Reader<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        self.next_element()
    }
}

/// The dotted form of an OBJECT IDENTIFIER's content; `None` if it is none.
pub(crate) fn oid(content: &[u8]) -> Option<String> {
    let mut arcs = Vec::new();
    let mut arc = 0u64;
    for byte in content {
        arc = arc.checked_mul(128)? + u64::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            arcs.push(std::mem::take(&mut arc));
        }
    }
    if content.last()? & 0x80 != 0 {
        return None;
    }
    let first = (arcs[0] / 40).min(2);
    let mut text = format!("{first}.{}", arcs[0] - first * 40);
    for arc in &arcs[1..] {
        text += &format!(".{arc}");
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_walked_and_broken_ones_end_the_walk() {
        let mut reader = Reader::new(b"\x02\x01\x05\x04\x81\x02ab");
        let first = reader.next_element().unwrap();
        assert_eq!((first.tag, first.value), (2, &b"\x05"[..]));
        assert!(reader.next_if(2).is_none());
        assert_eq!(reader.next_if(4).unwrap().value, b"ab");
        assert!(reader.is_empty());
        for broken in [
            &b"\x30"[..],
            b"\x30\x80\0\0",
            b"\x30\x05ab",
            b"\x1f\x81\x01\0",
            b"\x30\x89\0\0\0\0\0\0\0\0\x01a",
            b"\x30\x84\xff\xff\xff\xffa",
        ] {
            assert!(Reader::new(broken).next_element().is_none(), "{broken:?}");
        }
    }

    #[test]
    fn object_identifiers_are_dotted() {
        assert_eq!(oid(b"\x55\x04\x03").as_deref(), Some("2.5.4.3"));
        assert_eq!(
            oid(b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01").as_deref(),
            Some("1.2.840.113549.1.9.1")
        );
        assert_eq!(oid(b"\x88\x37\x03").as_deref(), Some("2.999.3"));
        assert_eq!(oid(b""), None);
        assert_eq!(oid(b"\x55\x84"), None);
        assert_eq!(oid(&[0xFF; 20]), None);
    }
}
