//! What a value is found by: a hash of its normal form under the schema's equality rule.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

use siphasher::sip128::SipHasher13;

use crate::directory::{
    attribute::AttributeDescription,
    dn::Dn,
    matching::{Form, normalize},
    schema::{AttributeType, Schema},
};

/// Numbers an entry within one tree; later entries have higher numbers. 0 is above all suffixes.
pub(super) type Id = u32;

/// 96 bits of a keyed hash: equal only for equal values, as far as anyone can find out.
pub(super) type Key = [u32; 3];

/// The schema's equality rules, and the secret of this tree's hash.
pub(super) struct Rules {
    schema: Arc<Schema>,
    hasher: SipHasher13,
    /// Of the class of referral objects, which every search asks after.
    referral: Key,
}

/// How the values of an attribute type are compared.
#[derive(Clone, Copy)]
pub(super) struct Kind<'a> {
    /// The type's first name; a type that the schema does not know, as written.
    pub(super) name: &'a str,
    /// `None` for a type without an equality rule.
    pub(super) form: Option<Form>,
    /// Whether values name entries.
    pub(super) is_dn_valued: bool,
}

impl Rules {
    pub(super) fn new(schema: Arc<Schema>) -> Self {
        let random = RandomState::new();
        let hasher = SipHasher13::new_with_keys(random.hash_one(0), random.hash_one(1));
        let mut rules = Self {
            schema,
            hasher,
            referral: Key::default(),
        };
        rules.referral = rules.hash(b"referral");
        rules
    }

    /// The attribute type of a description.
    pub(super) fn kind<'a>(&'a self, description: &'a str) -> Kind<'a> {
        let written = AttributeDescription::split(description).attribute_type();
        match self.schema.attribute_type(written) {
            Some(kind) => Kind {
                name: kind.name(),
                form: kind.equality().map(|rule| rule.form()),
                is_dn_valued: kind.is_dn_valued(),
            },
            None => Kind {
                name: written,
                form: Some(Form::CaseIgnore),
                is_dn_valued: false,
            },
        }
    }

    /// The key of the class `referral`, RFC 3296.
    pub(super) fn referral(&self) -> Key {
        self.referral
    }

    /// The types whose values a server computes: constructed ones and back links.
    pub(super) fn computed(&self) -> impl Iterator<Item = &str> {
        let is_back_link = |kind: &AttributeType| kind.link_id().is_some_and(|link| link % 2 == 1);
        let kinds = self.schema.attribute_types();
        kinds
            .filter(move |kind| kind.is_constructed() || is_back_link(kind))
            .map(AttributeType::name)
    }

    /// The key of a value; `None` if it is not of the syntax.
    pub(super) fn value(&self, form: Form, value: &[u8]) -> Option<Key> {
        Some(self.hash(&normalize(form, value)?))
    }

    /// The key of a name.
    pub(super) fn name(&self, dn: &Dn) -> Key {
        self.hash(dn.normalized().as_bytes())
    }

    /// The key of the name above; `None` above the root.
    pub(super) fn superior(&self, dn: &Dn) -> Option<Key> {
        Some(self.hash(dn.normalized_superior()?.as_bytes()))
    }

    /// The key of a normal form.
    pub(super) fn hash(&self, normal: &[u8]) -> Key {
        let hash = self.hasher.hash(normal);
        [hash.h1 as u32, (hash.h1 >> 32) as u32, hash.h2 as u32]
    }
}
