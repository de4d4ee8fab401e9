//! One entry of a search result, as a reader wants it.

use crate::{
    directory::dn::Dn,
    wire::{request::PartialAttribute, response::SearchEntry},
};

/// An entry that a search returned. Attribute names are compared without regard to case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The DN; bytes that are not UTF-8 are replaced.
    pub dn: String,
    /// The attributes, in the server's order.
    pub attributes: Vec<PartialAttribute>,
}

impl Entry {
    /// The values of an attribute description; none when the entry lacks it.
    pub fn values<'a>(&'a self, description: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.attributes
            .iter()
            .filter(move |attribute| attribute.description.eq_ignore_ascii_case(description))
            .flat_map(|attribute| attribute.values.iter().map(Vec::as_slice))
    }

    /// The values that are UTF-8.
    pub fn texts<'a>(&'a self, description: &'a str) -> impl Iterator<Item = &'a str> {
        self.values(description)
            .filter_map(|value| std::str::from_utf8(value).ok())
    }

    /// The first value.
    pub fn first<'a>(&'a self, description: &'a str) -> Option<&'a [u8]> {
        self.values(description).next()
    }

    /// The first value that is UTF-8.
    pub fn text<'a>(&'a self, description: &'a str) -> Option<&'a str> {
        self.texts(description).next()
    }

    /// Whether the entry has this value, compared as text without regard to case.
    pub fn has(&self, description: &str, value: &str) -> bool {
        self.texts(description)
            .any(|text| text.eq_ignore_ascii_case(value))
    }

    /// Whether a DN names this entry, as far as names tell: attribute types are compared by name, and what is no DN, such as
    /// Active Directory's `<GUID=…>` (MS-ADTS 3.1.1.3.1.2.4), is believed.
    ///
    /// ```
    /// let entry = ldaplab::client::Entry { dn: "CN=Ada, DC=corp".into(), attributes: Vec::new() };
    /// assert!(entry.has_name("cn=ada,dc=corp") && entry.has_name("<SID=S-1-5-32-544>"));
    /// assert!(!entry.has_name("cn=bob,dc=corp"));
    /// ```
    pub fn has_name(&self, dn: &str) -> bool {
        match (Dn::parse(&self.dn), Dn::parse(dn)) {
            (Ok(own), Ok(asked)) => own == asked,
            (Err(_), Ok(_)) => self.dn.eq_ignore_ascii_case(dn),
            (_, Err(_)) => true,
        }
    }

    /// Octets that it takes up in memory.
    pub(crate) fn memory(&self) -> usize {
        let attributes = self.attributes.iter().map(PartialAttribute::memory);
        size_of::<Self>() + self.dn.len() + attributes.sum::<usize>()
    }
}

impl From<SearchEntry> for Entry {
    fn from(entry: SearchEntry) -> Self {
        Self {
            dn: String::from_utf8_lossy(&entry.dn).into_owned(),
            attributes: entry.attributes,
        }
    }
}
