//! One attribute of an entry.

use std::fmt;
use std::ops::Range;

use super::Entry;
use super::values::{Chunked, Values};
use crate::wire::is_secret;

/// An attribute description with at least one value, RFC 4512 section 2.3. Borrowed from its entry.
#[derive(Clone, Copy)]
pub struct Attribute<'e> {
    pub(super) entry: &'e Entry,
    /// Its place, which is in the list.
    pub(super) at: usize,
}

pub(super) enum List<'e> {
    Packed(&'e [u8]),
    Chunked(&'e Chunked),
}

impl<'e> Attribute<'e> {
    /// Longer lists are cut into chunks.
    pub(crate) const SHORT: usize = super::CHUNK;

    /// The attribute description as first written: type or OID, with options.
    pub fn description(self) -> &'e str {
        self.entry.shape.descriptions()[self.at].as_str()
    }

    /// The number of the description in the directory that holds the entry, the same for the same description;
    /// 0 in an entry, or of an attribute, that no directory holds yet.
    pub(crate) fn number(self) -> usize {
        self.entry.shape.descriptions()[self.at].number() as usize
    }

    /// Whether a directory holds, or held, the entry with this attribute in it.
    pub(crate) fn is_kept(self) -> bool {
        self.number() > 0
    }

    fn list(self) -> List<'e> {
        match self.entry.long_at(self.at) {
            Some(chunked) => List::Chunked(chunked),
            None => List::Packed(self.entry.packed(self.at)),
        }
    }

    /// The values of a list that is not long, as an answer has them, in one piece; there are no more than [`SHORT`](Self::SHORT).
    pub(crate) fn packed(self) -> Option<&'e [u8]> {
        match self.list() {
            List::Packed(packed) => Some(packed),
            List::Chunked(_) => None,
        }
    }

    /// Whether the values are the same ones in the same order.
    pub(in crate::directory) fn same_values(self, other: Self) -> bool {
        match (self.list(), other.list()) {
            (List::Packed(own), List::Packed(other)) => own == other,
            _ => {
                let (own, other) = self.unshared(other);
                own.eq(other)
            }
        }
    }

    /// How many values there are.
    pub fn len(self) -> usize {
        match self.list() {
            List::Packed(_) => self.values().count(),
            List::Chunked(chunked) => chunked.len(),
        }
    }

    /// Never true of an attribute of an entry.
    pub fn is_empty(self) -> bool {
        self.values().next().is_none()
    }

    /// The values, in the order in which they came.
    pub fn values(self) -> Values<'e> {
        match self.list() {
            List::Packed(packed) => Values::in_buffer(packed),
            List::Chunked(chunked) => chunked.iter(),
        }
    }

    /// The values as an answer has them, OCTET STRINGs of BER one after the other: what
    /// [`EntryWriter::encoded`](crate::wire::EntryWriter::encoded) takes.
    pub fn octets(self) -> impl Iterator<Item = &'e [u8]> + Clone {
        let (packed, chunked) = match self.list() {
            List::Packed(packed) => (Some(packed), None),
            List::Chunked(chunked) => (None, Some(chunked)),
        };
        let chunks = chunked.into_iter().flat_map(Chunked::octets);
        packed.into_iter().chain(chunks)
    }

    /// The values from `range.start` up to, not including, `range.end`; what lies beyond the
    /// last value is left out. Of a long list it does not walk over what comes before.
    pub fn range(self, range: Range<usize>) -> impl Iterator<Item = &'e [u8]> {
        let values = match self.list() {
            List::Chunked(chunked) => chunked.iter_from(range.start),
            List::Packed(packed) => {
                let mut values = Values::in_buffer(packed);
                if range.start > 0 {
                    values.nth(range.start - 1);
                }
                values
            }
        };
        values.take(range.end.saturating_sub(range.start))
    }

    /// The values that only `self` and those that only `other` may hold, in time proportional to
    /// the chunks that the two do not share. Values in both lists may be named by both.
    pub(in crate::directory) fn unshared(self, other: Self) -> (Values<'e>, Values<'e>) {
        match (self.list(), other.list()) {
            (List::Chunked(own), List::Chunked(other)) => own.unshared(other),
            _ => (self.values(), other.values()),
        }
    }
}

impl PartialEq for Attribute<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.description() == other.description() && self.same_values(*other)
    }
}

impl Eq for Attribute<'_> {}

impl fmt::Debug for Attribute<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = 8;
        write!(f, "{}: ", self.description())?;
        if is_secret(self.description()) {
            return write!(f, "({} hidden)", self.len());
        }
        let values = self.values().take(shown);
        f.debug_list()
            .entries(values.map(|value| value.escape_ascii().to_string()))
            .finish()?;
        match self.len().saturating_sub(shown) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}
