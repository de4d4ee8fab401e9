//! An entry as a filter sees it: stored attributes and those that are worked out.

use crate::{
    directory::{attribute::AttributeDescription, dit::Dit, dn::Dn, entry::Entry, filter},
    server::backend::Backend,
};

/// An entry in one version of the directory.
pub(in crate::server) struct Subject<'a> {
    backend: &'a Backend,
    dit: &'a Dit,
    entry: &'a Entry,
    secrets: bool,
}

impl<'a> Subject<'a> {
    /// `secrets` says whether passwords take part.
    pub(in crate::server) fn new(
        backend: &'a Backend,
        dit: &'a Dit,
        entry: &'a Entry,
        secrets: bool,
    ) -> Self {
        Self {
            backend,
            dit,
            entry,
            secrets,
        }
    }

    fn hides(&self, attribute: &str) -> bool {
        self.backend.vendor.hides(attribute)
            || !self.secrets && attribute.eq_ignore_ascii_case("userPassword")
    }
}

impl filter::Subject for Subject<'_> {
    fn dn(&self) -> &Dn {
        self.entry.dn()
    }

    fn any_value(&self, attribute: &str, test: &mut dyn FnMut(&[u8]) -> bool) -> bool {
        let vendor = &self.backend.vendor;
        if let Some(constructed) = vendor.constructed(attribute) {
            let values = constructed.values(&self.backend.naming, self.dit, self.entry);
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
