//! Entries and their attributes, RFC 4512 section 2.
//!
//! An entry is built and changed by value; once the [`dit`](super::dit) holds it, it is shared
//! as `Arc<Entry>` and never changes, so that whoever found it may keep it. The layout is lean:
//! descriptions are shared and numbered by the directory, the values of an attribute lie as they are sent in one
//! buffer, or in the attribute itself when they are short, and a list of more than a hundred values is cut into chunks that
//! the next version of the entry shares.

mod description;
#[cfg(test)]
mod tests;
mod values;

use std::fmt;
use std::ops::Range;

pub(super) use self::description::Description;
use self::values::ValueList;
pub use self::values::Values;
use super::dn::Dn;
use crate::wire::is_secret;

/// A named set of attributes, RFC 4512 section 2.2.
///
/// Attributes keep the order in which they came, and so do their values.
///
/// ```
/// use ldaplab::directory::{dn::Dn, entry::Entry};
///
/// let mut ada = Entry::new(Dn::parse("uid=ada,ou=people,dc=example,dc=org").unwrap());
/// ada.set("objectClass", ["top", "person"]);
/// ada.push("mail", "ada@example.org");
/// assert_eq!(ada.text("MAIL"), Some("ada@example.org"));
/// assert!(ada.has_class("Person"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    dn: Dn,
    attributes: Vec<Attribute>,
}

impl Entry {
    /// An entry without attributes.
    pub fn new(dn: Dn) -> Self {
        Self {
            dn,
            attributes: Vec::new(),
        }
    }

    /// The entry's distinguished name.
    pub fn dn(&self) -> &Dn {
        &self.dn
    }

    /// Gives the entry another name. The attributes of the RDN are the caller's affair.
    pub fn set_dn(&mut self, dn: Dn) {
        self.dn = dn;
    }

    /// All attributes, in the order in which they came.
    pub fn attributes(&self) -> impl Iterator<Item = &Attribute> + Clone {
        self.attributes.iter()
    }

    /// The attribute with exactly this description, options included; case does not matter.
    pub fn attribute(&self, description: &str) -> Option<&Attribute> {
        self.attributes
            .iter()
            .find(|attribute| attribute.description.is(description))
    }

    /// The values of an attribute; none if it is absent.
    pub fn values(&self, description: &str) -> Values<'_> {
        self.attribute(description)
            .map_or_else(Values::default, Attribute::values)
    }

    /// The first value of an attribute.
    pub fn first(&self, description: &str) -> Option<&[u8]> {
        self.values(description).next()
    }

    /// The first value of an attribute, if it is UTF-8.
    pub fn text(&self, description: &str) -> Option<&str> {
        std::str::from_utf8(self.first(description)?).ok()
    }

    /// Replaces the values of an attribute; without values the attribute is removed.
    pub fn set(&mut self, description: &str, values: impl IntoIterator<Item = impl AsRef<[u8]>>) {
        let list: ValueList = values.into_iter().collect();
        if list.is_empty() {
            self.remove(description);
            return;
        }
        match self.attribute_mut(description) {
            Some(attribute) => attribute.values = list,
            None => self.append(description, list),
        }
    }

    fn append(&mut self, description: &str, values: ValueList) {
        if self.attributes.len() == self.attributes.capacity() {
            // Doubling would leave holes in memory when many entries are loaded.
            self.attributes.reserve_exact(4);
        }
        self.attributes.push(Attribute {
            description: Description::new(description),
            values,
        });
    }

    /// Gives an attribute that is absent one value.
    pub(crate) fn set_missing(&mut self, description: &str, value: impl AsRef<[u8]>) {
        if self.attribute(description).is_none() {
            self.append(description, [value].into_iter().collect());
        }
    }

    /// Makes room for so many more attributes.
    pub(crate) fn reserve(&mut self, more: usize) {
        self.attributes.reserve_exact(more);
    }

    /// Adds one value at the end. Whether it is there already is the caller's affair.
    pub fn push(&mut self, description: &str, value: impl AsRef<[u8]>) {
        match self.attribute_mut(description) {
            Some(attribute) => attribute.values.push(value.as_ref()),
            None => self.append(description, [value].into_iter().collect()),
        }
    }

    /// Removes an attribute; says whether it was there.
    pub fn remove(&mut self, description: &str) -> bool {
        let before = self.attributes.len();
        self.attributes
            .retain(|attribute| !attribute.description.is(description));
        self.attributes.len() < before
    }

    /// Removes the values that the predicate names, and the attribute with its last value.
    /// Returns how many went.
    pub fn remove_value(
        &mut self,
        description: &str,
        predicate: impl FnMut(&[u8]) -> bool,
    ) -> usize {
        let Some(attribute) = self.attribute_mut(description) else {
            return 0;
        };
        let removed = attribute.values.remove(predicate);
        if attribute.is_empty() {
            self.remove(description);
        }
        removed
    }

    /// Whether `objectClass` holds this name, as written (not through superclasses).
    pub fn has_class(&self, class: &str) -> bool {
        self.values("objectClass")
            .any(|value| value.eq_ignore_ascii_case(class.as_bytes()))
    }

    /// Gives back memory that only further changes would need, and has every description replaced by the directory's own.
    pub(super) fn keep(&mut self, mut own: impl FnMut(&mut Description)) {
        self.attributes.shrink_to_fit();
        for attribute in &mut self.attributes {
            own(&mut attribute.description);
        }
    }

    /// The attributes as a list.
    pub(super) fn list(&self) -> &[Attribute] {
        &self.attributes
    }

    fn attribute_mut(&mut self, description: &str) -> Option<&mut Attribute> {
        self.attributes
            .iter_mut()
            .find(|attribute| attribute.description.is(description))
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("dn", &self.dn.as_str())
            .field("attributes", &self.attributes)
            .finish()
    }
}

/// An attribute description with at least one value, RFC 4512 section 2.3.
#[derive(Clone, PartialEq, Eq)]
pub struct Attribute {
    description: Description,
    values: ValueList,
}

impl Attribute {
    /// The attribute description as first written: type or OID, with options.
    pub fn description(&self) -> &str {
        self.description.as_str()
    }

    /// The number of the description in the directory that holds the entry, the same for the same description;
    /// 0 in an entry, or of an attribute, that no directory holds yet.
    pub(crate) fn number(&self) -> usize {
        self.description.number() as usize
    }

    /// Whether a directory holds, or held, the entry with this attribute in it.
    pub(crate) fn is_kept(&self) -> bool {
        self.number() > 0
    }

    /// Whether the values are the same ones in the same order.
    pub(super) fn same_values(&self, other: &Self) -> bool {
        self.values == other.values
    }

    /// How many values there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Never true of an attribute of an entry.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The values, in the order in which they came.
    pub fn values(&self) -> Values<'_> {
        self.values.iter()
    }

    /// The values as an answer has them, OCTET STRINGs of BER one after the other: what
    /// [`EntryWriter::encoded`](crate::wire::EntryWriter::encoded) takes.
    pub fn octets(&self) -> impl Iterator<Item = &[u8]> + Clone {
        self.values.octets()
    }

    /// The values from `range.start` up to, not including, `range.end`; what lies beyond the
    /// last value is left out. Does not walk over what comes before.
    pub fn range(&self, range: Range<usize>) -> impl Iterator<Item = &[u8]> {
        self.values
            .iter_from(range.start)
            .take(range.end.saturating_sub(range.start))
    }

    /// The values that only `self` and those that only `other` may hold, in time proportional to
    /// the chunks that the two do not share. Values in both lists may be named by both.
    pub(super) fn unshared<'a>(&'a self, other: &'a Self) -> (Values<'a>, Values<'a>) {
        self.values.unshared(&other.values)
    }
}

impl fmt::Debug for Attribute {
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
