//! What a value is found by: a hash of its normalised form under the schema's equality rule.

use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};

use crate::directory::dn::Dn;
use crate::directory::matching::prepare::{self, Case};

/// Numbers an entry within one tree; later entries have higher numbers. 0 is above all suffixes.
pub(super) type Id = u32;

/// 96 bits of two keyed hashes: equal only for equal values, as far as anyone can find out.
pub(super) type Key = [u32; 3];

/// The schema's equality rules, and the secret of this tree's hashes.
pub(super) struct Rules {
    secrets: [RandomState; 2],
}

impl Rules {
    pub(super) fn new() -> Self {
        let secrets = [RandomState::new(), RandomState::new()];
        Self { secrets }
    }

    /// The attribute type of a description, in the one spelling that indexes are named by.
    pub(super) fn kind<'a>(&self, description: &'a str) -> Cow<'a, str> {
        let kind = description.split(';').next().unwrap_or_default();
        if kind.bytes().any(|byte| byte.is_ascii_uppercase()) {
            kind.to_ascii_lowercase().into()
        } else {
            kind.into()
        }
    }

    /// Whether values of this type name entries.
    pub(super) fn is_dn_valued(&self, kind: &str) -> bool {
        [
            "member",
            "manager",
            "memberof",
            "owner",
            "seealso",
            "uniquemember",
        ]
        .contains(&kind)
    }

    /// The key of a value; `None` if it is not of the type's syntax.
    pub(super) fn value(&self, kind: &str, value: &[u8]) -> Option<Key> {
        if self.is_dn_valued(kind) {
            return Some(self.name(&Dn::from_bytes(value).ok()?));
        }
        if ["objectguid", "objectsid"].contains(&kind) {
            return Some(self.hash(value));
        }
        let mut folded = String::with_capacity(value.len());
        prepare::fold(std::str::from_utf8(value).ok()?, Case::Ignore, |c| {
            folded.push(c)
        });
        Some(self.hash(folded.as_bytes()))
    }

    /// The key of a name.
    pub(super) fn name(&self, dn: &Dn) -> Key {
        self.hash(dn.normalized().as_bytes())
    }

    /// The key of the name above; `None` above the root.
    pub(super) fn superior(&self, dn: &Dn) -> Option<Key> {
        if dn.is_root() {
            return None;
        }
        // In the normalised form every comma separates RDNs.
        let above = dn.normalized().split_once(',');
        Some(self.hash(above.map_or("", |(_, above)| above).as_bytes()))
    }

    fn hash(&self, bytes: &[u8]) -> Key {
        let [a, b] = &self.secrets;
        let (a, b) = (a.hash_one(bytes), b.hash_one(bytes));
        [a as u32, (a >> 32) as u32, b as u32]
    }
}
