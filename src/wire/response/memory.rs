//! What a response takes up in memory, which an empty value of two octets on the wire does thirtyfold.

use std::mem::size_of;

use super::{ExtendedResponse, LdapResult, Response};
use crate::wire::{Control, request::PartialAttribute};

/// What an allocator takes for so many octets: a header, and steps of sixteen.
fn allocated(octets: usize) -> usize {
    match octets {
        0 => 0,
        octets => (octets + 8).next_multiple_of(16).max(32),
    }
}

/// Octets of memory of a list of texts.
pub(crate) fn texts_memory(texts: &[String]) -> usize {
    let each = texts
        .iter()
        .map(|text| size_of::<String>() + allocated(text.len()));
    each.sum()
}

impl PartialAttribute {
    /// Octets of memory, its place in a list included.
    pub(crate) fn memory(&self) -> usize {
        let values = self.values.iter().map(|value| allocated(value.len()));
        size_of::<Self>()
            + allocated(self.description.len())
            + allocated(self.values.capacity() * size_of::<Vec<u8>>())
            + values.sum::<usize>()
    }
}

impl LdapResult {
    fn memory(&self) -> usize {
        allocated(self.matched_dn.len())
            + allocated(self.diagnostic.len())
            + texts_memory(&self.referrals)
    }
}

impl Response {
    /// Octets of memory, those of its controls included.
    pub(crate) fn memory(&self, controls: &[Control]) -> usize {
        let own = match self {
            Self::SearchEntry(entry) => {
                let attributes = entry.attributes.iter().map(PartialAttribute::memory);
                allocated(entry.dn.len()) + attributes.sum::<usize>()
            }
            Self::SearchReference(urls) => texts_memory(urls),
            Self::Bind {
                result,
                sasl_credentials: value,
            } => result.memory() + allocated(value.as_ref().map_or(0, Vec::len)),
            Self::Extended(ExtendedResponse {
                result,
                name,
                value,
            }) => {
                result.memory()
                    + allocated(name.as_ref().map_or(0, String::len))
                    + allocated(value.as_ref().map_or(0, Vec::len))
            }
            Self::Intermediate { name, value } => {
                allocated(name.as_ref().map_or(0, String::len))
                    + allocated(value.as_ref().map_or(0, Vec::len))
            }
            Self::SearchDone(result)
            | Self::Modify(result)
            | Self::Add(result)
            | Self::Delete(result)
            | Self::ModifyDn(result)
            | Self::Compare(result) => result.memory(),
        };
        let controls = controls.iter().map(|control| {
            size_of::<Control>()
                + allocated(control.oid.len())
                + allocated(control.value.as_ref().map_or(0, Vec::len))
        });
        size_of::<Self>() + own + controls.sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Envelope, Limits};

    /// 100,000 empty values are 200,000 octets on the wire.
    #[test]
    fn empty_values_count_by_what_they_take_up() {
        let entry = Response::SearchEntry(super::super::SearchEntry {
            dn: b"cn=a".to_vec(),
            attributes: vec![PartialAttribute {
                description: "member".into(),
                values: vec![Vec::new(); 100_000],
            }],
        });
        let raw = entry.encode(1, &[]);
        assert_eq!(raw.len(), 200_042);
        let limits = Limits::default();
        let envelope = Envelope::decode(raw.into(), &limits).unwrap();
        let decoded = Response::decode(&envelope, &limits).unwrap();
        let memory = decoded.memory(&[]);
        assert!((2_400_000..=6_300_000).contains(&memory), "{memory}");
    }
}
