//! Which values an attribute has, asked again and again while an entry is changed.

use std::{borrow::Cow, collections::HashSet};

use super::validate;
use crate::{
    directory::{
        attribute::AttributeDescription,
        dit::Dit,
        dn::Dn,
        entry::Entry,
        matching::{Form, normalize},
        schema::AttributeType,
    },
    dsa::agent::Dsa,
};

/// The values of an attribute. One value among many links is looked up in the directory's index; for several
/// the values are normalised once.
pub(super) struct Present<'a> {
    dit: &'a Dit,
    description: &'a str,
    form: Form,
    is_link: bool,
    normal: Option<HashSet<Vec<u8>>>,
}

impl<'a> Present<'a> {
    pub(super) fn new(dsa: &Dsa, dit: &'a Dit, description: &'a str) -> Self {
        let kind = AttributeDescription::split(description).attribute_type();
        let kind = dsa.schema.attribute_type(kind);
        Self {
            dit,
            description,
            form: validate::form(dsa, description),
            is_link: kind.is_some_and(AttributeType::is_dn_valued),
            normal: None,
        }
    }

    /// Whether an entry has a value; `alone` says that it is the only question.
    pub(super) fn has(&mut self, entry: &Entry, value: &[u8], alone: bool) -> bool {
        if alone && self.is_link && self.is_as_stored(entry) {
            return Dn::from_bytes(value)
                .is_ok_and(|target| self.dit.refers(entry.dn(), self.description, &target));
        }
        let form = self.form;
        let normal = self.normal.get_or_insert_with(|| {
            let values = entry.values(self.description);
            values.map(|value| key(form, value)).collect()
        });
        normal.contains(&key(form, value))
    }

    /// Counts a value in.
    pub(super) fn add(&mut self, value: &[u8]) {
        if let Some(normal) = &mut self.normal {
            normal.insert(key(self.form, value));
        }
    }

    fn is_as_stored(&self, entry: &Entry) -> bool {
        let stored = self.dit.get(entry.dn());
        stored.is_some_and(|stored| {
            stored.attribute(self.description) == entry.attribute(self.description)
        })
    }
}

/// What two values have in common that are the same.
pub(super) fn key(form: Form, value: &[u8]) -> Vec<u8> {
    normalize(form, value).map_or_else(|| value.to_vec(), Cow::into_owned)
}
