//! An entry as a filter sees it: stored attributes and those that are worked out.

use crate::{
    directory::{attribute::AttributeDescription, dit::Dit, dn::Dn, entry::Entry, filter},
    dsa::agent::Dsa,
};

/// An entry in one version of the directory.
pub(crate) struct Subject<'a> {
    dsa: &'a Dsa,
    dit: &'a Dit,
    entry: &'a Entry,
    secrets: bool,
}

impl<'a> Subject<'a> {
    /// `secrets` says whether passwords take part.
    pub(crate) fn new(dsa: &'a Dsa, dit: &'a Dit, entry: &'a Entry, secrets: bool) -> Self {
        Self {
            dsa,
            dit,
            entry,
            secrets,
        }
    }

    fn hides(&self, attribute: &str) -> bool {
        self.dsa.vendor.hides(attribute)
            || !self.secrets && attribute.eq_ignore_ascii_case("userPassword")
    }
}

impl filter::Subject for Subject<'_> {
    fn dn(&self) -> &Dn {
        self.entry.dn()
    }

    fn any_value(&self, attribute: &str, test: &mut dyn FnMut(&[u8]) -> bool) -> bool {
        let vendor = &self.dsa.vendor;
        if let Some(constructed) = vendor.constructed(attribute) {
            let values = constructed.values(&self.dsa.naming, self.dit, self.entry);
            return values.iter().any(|value| test(value));
        }
        let asked = AttributeDescription::split(attribute);
        if self.hides(asked.attribute_type()) {
            return false;
        }
        self.entry
            .attributes()
            .filter(|stored| asked.covers(&AttributeDescription::split(stored.description())))
            .flat_map(|stored| stored.values())
            .any(test)
    }

    fn any_attribute(&self, test: &mut dyn FnMut(&str, &[u8]) -> bool) -> bool {
        self.entry
            .attributes()
            .filter(|stored| !self.hides(stored.description()))
            .any(|stored| {
                stored
                    .values()
                    .any(|value| test(stored.description(), value))
            })
    }
}
