//! SearchResultEntry written straight from the stored entry, RFC 4511 section 4.5.2.

use super::{
    ber::{
        tag,
        write::{self, Open},
    },
    control::{self, Control},
    response,
};

/// Writes one SearchResultEntry message without building it first.
///
/// Call [`EntryWriter::begin`], then [`attribute`](Self::attribute) for each attribute, then
/// [`finish`](Self::finish). Appends to the buffer, which may hold earlier messages. Lengths are minimal, as OpenLDAP's
/// are; no value is copied but into the buffer.
///
/// ```
/// use ldaplab::wire::EntryWriter;
///
/// let mut out = Vec::new();
/// let mut entry = EntryWriter::begin(&mut out, 2, b"cn=a");
/// entry.attribute("cn", [b"a"]);
/// entry.finish(&[]);
/// assert_eq!(out, b"\x30\x18\x02\x01\x02\x64\x13\x04\x04cn=a\x30\x0b\x30\x09\x04\x02cn\x31\x03\x04\x01a");
/// ```
#[derive(Debug)]
#[must_use = "a message without `finish` has no length"]
pub struct EntryWriter<'a> {
    out: &'a mut Vec<u8>,
    message: Open,
    operation: Open,
    attributes: Open,
}

impl<'a> EntryWriter<'a> {
    /// Starts an entry.
    pub fn begin(out: &'a mut Vec<u8>, id: i32, dn: &[u8]) -> Self {
        let message = write::open(out, tag::SEQUENCE);
        write::integer(out, tag::INTEGER, i64::from(id));
        let operation = write::open(out, response::tag::SEARCH_ENTRY);
        write::octets(out, dn);
        let attributes = write::open(out, tag::SEQUENCE);
        Self {
            out,
            message,
            operation,
            attributes,
        }
    }

    /// Writes one attribute; no values writes an empty SET (typesOnly, empty ranges).
    pub fn attribute<V: AsRef<[u8]>>(
        &mut self,
        description: &str,
        values: impl IntoIterator<Item = V>,
    ) {
        partial_attribute(self.out, description, values);
    }

    /// Writes one attribute whose values are OCTET STRINGs already, in pieces one after the other.
    ///
    /// ```
    /// use ldaplab::wire::EntryWriter;
    ///
    /// let (mut one, mut other) = (Vec::new(), Vec::new());
    /// let mut entry = EntryWriter::begin(&mut one, 2, b"cn=a");
    /// entry.encoded("cn", [&b"\x04\x01a"[..], b"\x04\x01b"]);
    /// entry.finish(&[]);
    /// let mut entry = EntryWriter::begin(&mut other, 2, b"cn=a");
    /// entry.attribute("cn", [b"a", b"b"]);
    /// entry.finish(&[]);
    /// assert_eq!(one, other);
    /// ```
    pub fn encoded<'v>(
        &mut self,
        description: &str,
        values: impl IntoIterator<Item = &'v [u8]> + Clone,
    ) {
        let set: usize = values.clone().into_iter().map(<[u8]>::len).sum();
        let kind = description.len();
        let content = write::size(kind) + write::size(set);
        write::header(self.out, tag::SEQUENCE, content);
        write::octets(self.out, description.as_bytes());
        write::header(self.out, tag::SET, set);
        for piece in values {
            self.out.extend_from_slice(piece);
        }
    }

    /// Writes one attribute whose values are OCTET STRINGs already, in one piece, behind what was made of its description before.
    ///
    /// ```
    /// use ldaplab::wire::{AttributeHead, EntryWriter};
    ///
    /// let head = AttributeHead::new("cn");
    /// let mut out = Vec::new();
    /// let mut entry = EntryWriter::begin(&mut out, 2, b"cn=a");
    /// entry.headed(&head, b"\x04\x01a");
    /// entry.finish(&[]);
    /// assert_eq!(out, b"\x30\x18\x02\x01\x02\x64\x13\x04\x04cn=a\x30\x0b\x30\x09\x04\x02cn\x31\x03\x04\x01a");
    /// ```
    pub fn headed(&mut self, head: &AttributeHead, values: &[u8]) {
        let AttributeHead(head) = head;
        // The octet behind the SEQUENCE's tag counts all that follows it.
        let (start, content) = (self.out.len(), head.len() - 2 + values.len());
        if content < 0x80 {
            self.out.extend_from_slice(head);
            self.out[start + 1] = content as u8;
            self.out[start + head.len() - 1] = values.len() as u8;
        } else {
            let description = &head[2..head.len() - 2];
            let content = description.len() + write::size(values.len());
            write::header(self.out, tag::SEQUENCE, content);
            self.out.extend_from_slice(description);
            write::header(self.out, tag::SET, values.len());
        }
        self.out.extend_from_slice(values);
    }

    /// Ends the message.
    pub fn finish(self, controls: &[Control]) {
        write::close(self.out, self.attributes);
        write::close(self.out, self.operation);
        control::encode_all(self.out, controls);
        write::close(self.out, self.message);
    }
}

/// What stands before the values of an attribute in an entry, made once for many entries: [`EntryWriter::headed`] takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeHead(Vec<u8>);

impl AttributeHead {
    /// Of a description, with its options.
    pub fn new(description: &str) -> Self {
        let mut head = vec![tag::SEQUENCE, 0];
        write::octets(&mut head, description.as_bytes());
        head.extend_from_slice(&[tag::SET, 0]);
        Self(head)
    }
}

/// A PartialAttribute, RFC 4511 section 4.1.7.
pub(crate) fn partial_attribute<V: AsRef<[u8]>>(
    out: &mut Vec<u8>,
    description: &str,
    values: impl IntoIterator<Item = V>,
) {
    write::constructed(out, tag::SEQUENCE, |out| {
        write::octets(out, description.as_bytes());
        write::constructed(out, tag::SET, |out| {
            for value in values {
                write::octets(out, value.as_ref());
            }
        });
    });
}
