//! From an old and a new entry to the changes between them, RFC 4511 section 4.6.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::entry::{Attribute, Entry};
use crate::wire::request::{Change, ChangeOperation, PartialAttribute};

/// How entries are compared and changes written.
///
/// Values are compared as sets of octets, so that neither their order nor repetition counts. A changed attribute is
/// replaced as a whole unless it is among [`by_value`](Self::by_value).
///
/// ```
/// use ldaplab::directory::{Dn, Entry, modlist::Modlist};
/// use ldaplab::wire::request::ChangeOperation;
///
/// let mut old = Entry::new(Dn::parse("uid=ada,dc=example").unwrap());
/// old.set("mail", ["ada@example.org"]);
/// old.set("modifyTimestamp", ["20260101000000Z"]);
/// let mut new = old.clone();
/// new.set("mail", ["ada@example.com"]);
/// new.remove("modifyTimestamp");
///
/// let changes = Modlist::new().ignoring(["modifyTimestamp"]).between(&old, &new);
/// assert_eq!(changes.len(), 1);
/// assert_eq!(changes[0].operation, ChangeOperation::Replace);
/// assert_eq!(changes[0].modification.description, "mail");
/// assert_eq!(changes[0].modification.values, [b"ada@example.com"]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Modlist {
    ignored: BTreeSet<String>,
    without_case: BTreeSet<String>,
    by_value: BTreeSet<String>,
    keep_missing: bool,
}

impl Modlist {
    /// Every attribute counts, and every octet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Leaves out attributes with these descriptions, in any case: operational ones, for example.
    #[must_use]
    pub fn ignoring<D: AsRef<str>>(mut self, descriptions: impl IntoIterator<Item = D>) -> Self {
        self.ignored.extend(lower(descriptions));
        self
    }

    /// Compares the values of these attributes without case.
    #[must_use]
    pub fn ignoring_case_of<D: AsRef<str>>(
        mut self,
        descriptions: impl IntoIterator<Item = D>,
    ) -> Self {
        self.without_case.extend(lower(descriptions));
        self
    }

    /// Changes these attributes value by value instead of replacing them: large groups, for example. The server needs
    /// an equality rule for them.
    #[must_use]
    pub fn by_value<D: AsRef<str>>(mut self, descriptions: impl IntoIterator<Item = D>) -> Self {
        self.by_value.extend(lower(descriptions));
        self
    }

    /// Keeps what only the old entry has: the new one is a part of an entry, not the whole.
    #[must_use]
    pub fn keeping_missing(mut self) -> Self {
        self.keep_missing = true;
        self
    }

    /// The changes that make the new entry out of the old one: first those of the new entry's attributes in their
    /// order, then the deletion of attributes that it lacks. The DNs are not looked at.
    #[must_use]
    pub fn between(&self, old: &Entry, new: &Entry) -> Vec<Change> {
        let mut changes = Vec::new();
        for attribute in self.counted(new) {
            let description = attribute.description();
            match old.attribute(description) {
                None => changes.push(change(
                    ChangeOperation::Add,
                    description,
                    distinct(attribute),
                )),
                Some(before) => self.differences(before, attribute, &mut changes),
            }
        }
        if !self.keep_missing {
            let gone = self
                .counted(old)
                .map(Attribute::description)
                .filter(|description| new.attribute(description).is_none());
            changes.extend(
                gone.map(|description| change(ChangeOperation::Delete, description, Vec::new())),
            );
        }
        changes
    }

    /// The attributes with which an entry is added.
    ///
    /// ```
    /// use ldaplab::directory::{Dn, Entry, modlist::Modlist};
    ///
    /// let mut entry = Entry::new(Dn::parse("uid=ada,dc=example").unwrap());
    /// entry.set("uid", ["ada"]);
    /// entry.set("entryUUID", ["7"]);
    /// let attributes = Modlist::new().ignoring(["entryUUID"]).of_new(&entry);
    /// assert_eq!(attributes[0].description, "uid");
    /// assert_eq!(attributes.len(), 1);
    /// ```
    #[must_use]
    pub fn of_new(&self, entry: &Entry) -> Vec<PartialAttribute> {
        self.counted(entry)
            .map(|attribute| PartialAttribute {
                description: attribute.description().to_owned(),
                values: distinct(attribute),
            })
            .collect()
    }

    fn counted<'a>(&'a self, entry: &'a Entry) -> impl Iterator<Item = Attribute<'a>> {
        entry
            .attributes()
            .filter(|attribute| !has(&self.ignored, attribute.description()))
    }

    fn differences(&self, old: Attribute<'_>, new: Attribute<'_>, changes: &mut Vec<Change>) {
        let description = new.description();
        let without_case = has(&self.without_case, description);
        let keys = |attribute: Attribute<'_>| -> BTreeSet<Vec<u8>> {
            attribute
                .values()
                .map(|value| key(value, without_case).into_owned())
                .collect()
        };
        let (before, after) = (keys(old), keys(new));
        if before == after {
            return;
        }
        if !has(&self.by_value, description) {
            changes.push(change(ChangeOperation::Replace, description, distinct(new)));
            return;
        }
        let only = |attribute: Attribute<'_>, others: &BTreeSet<Vec<u8>>| -> Vec<Vec<u8>> {
            let mut values = distinct(attribute);
            values.retain(|value| !others.contains(&*key(value, without_case)));
            values
        };
        for (operation, values) in [
            (ChangeOperation::Delete, only(old, &after)),
            (ChangeOperation::Add, only(new, &before)),
        ] {
            // A deletion without values would take the whole attribute.
            if !values.is_empty() {
                changes.push(change(operation, description, values));
            }
        }
    }
}

fn change(operation: ChangeOperation, description: &str, values: Vec<Vec<u8>>) -> Change {
    Change {
        operation,
        modification: PartialAttribute {
            description: description.to_owned(),
            values,
        },
    }
}

/// The values in their order, each once: servers refuse a repeated one.
fn distinct(attribute: Attribute<'_>) -> Vec<Vec<u8>> {
    let mut seen = BTreeSet::new();
    attribute
        .values()
        .filter(|value| seen.insert(*value))
        .map(<[u8]>::to_vec)
        .collect()
}

fn key(value: &[u8], without_case: bool) -> Cow<'_, [u8]> {
    match std::str::from_utf8(value) {
        _ if !without_case => Cow::Borrowed(value),
        Ok(text) => Cow::Owned(text.to_lowercase().into_bytes()),
        Err(_) => Cow::Owned(value.to_ascii_lowercase()),
    }
}

fn lower<D: AsRef<str>>(descriptions: impl IntoIterator<Item = D>) -> impl Iterator<Item = String> {
    descriptions
        .into_iter()
        .map(|description| description.as_ref().to_ascii_lowercase())
}

fn has(descriptions: &BTreeSet<String>, description: &str) -> bool {
    descriptions.contains(&description.to_ascii_lowercase())
}
