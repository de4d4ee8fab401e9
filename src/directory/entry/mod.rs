//! Entries and their attributes, RFC 4512 section 2.
//!
//! An entry is built and changed by value; once the [`dit`](super::dit) holds it, it is shared
//! as `Arc<Entry>` and never changes, so that whoever found it may keep it. The layout is lean:
//! `shape` is the list of attribute descriptions, which all entries of one kind share, `body` the values of all of them as they are sent, in
//! one piece of memory; a list of more than a hundred values lies beside it, cut into chunks (`values`) that the next version of the
//! entry shares.

mod attribute;
mod body;
mod description;
mod shape;
#[cfg(test)]
mod tests;
mod values;

use std::fmt;
use std::sync::Arc;

pub use self::attribute::Attribute;
use self::body::{Body, Open};
pub(super) use self::description::Description;
pub(crate) use self::shape::Shape;
pub use self::values::Values;
use self::values::{CHUNK, Chunked, put};
use super::dn::Dn;
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
#[derive(Clone)]
pub struct Entry {
    dn: Dn,
    shape: Arc<Shape>,
    body: Body,
    /// The long lists, by the place of their attribute, in no order; such an attribute has no octets in the body.
    long: Option<Box<Long>>,
}

type Long = [(usize, Arc<Chunked>)];

impl Entry {
    /// An entry without attributes.
    pub fn new(dn: Dn) -> Self {
        Self {
            dn,
            shape: Shape::empty(),
            body: Body::default(),
            long: None,
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
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'_>> + Clone {
        (0..self.shape.len()).map(|at| self.at(at))
    }

    /// The attribute with exactly this description, options included; case does not matter.
    pub fn attribute(&self, description: &str) -> Option<Attribute<'_>> {
        self.shape.find(description).map(|at| self.at(at))
    }

    /// The attribute at a place in the list, which is in it.
    pub(crate) fn at(&self, at: usize) -> Attribute<'_> {
        Attribute { entry: self, at }
    }

    fn packed(&self, at: usize) -> &[u8] {
        self.body.get(at, self.shape.len())
    }

    fn long_at(&self, at: usize) -> Option<&Chunked> {
        let mut long = self.long.as_deref()?.iter();
        long.find_map(|(own, chunked)| (*own == at).then_some(&**chunked))
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
        let mut values = values.into_iter().peekable();
        if values.peek().is_none() {
            self.remove(description);
            return;
        }
        let at = match self.shape.find(description) {
            Some(at) => {
                self.set_long(at, None);
                self.open().replace(at, &[]);
                at
            }
            None => self.append(description),
        };
        let mut count = 0;
        self.open().extend(at, |octets| {
            for value in values {
                put(octets, value.as_ref());
                count += 1;
            }
        });
        if count > CHUNK {
            self.chunk(at);
        }
    }

    /// An attribute without values, at the end.
    fn append(&mut self, description: &str) -> usize {
        let at = self.shape.len();
        self.open().push(|_| {});
        self.shape.push(Description::new(description));
        at
    }

    /// Gives an attribute that is absent one value.
    pub(crate) fn set_missing(&mut self, description: &str, value: impl AsRef<[u8]>) {
        if self.shape.find(description).is_none() {
            self.push(description, value);
        }
    }

    /// Makes room for so many more attributes.
    pub(crate) fn reserve(&mut self, more: usize) {
        self.open().reserve(more);
    }

    /// Adds one value at the end. Whether it is there already is the caller's affair.
    pub fn push(&mut self, description: &str, value: impl AsRef<[u8]>) {
        let at = match self.shape.find(description) {
            Some(at) => at,
            None => self.append(description),
        };
        if let Some(chunked) = self.long_mut(at) {
            return chunked.push(value.as_ref());
        }
        self.open().extend(at, |octets| put(octets, value.as_ref()));
        // A value has two octets at least: short lists need not be counted.
        let packed = self.packed(at);
        if packed.len() > 2 * CHUNK && Values::in_buffer(packed).nth(CHUNK).is_some() {
            self.chunk(at);
        }
    }

    /// Removes an attribute; says whether it was there.
    pub fn remove(&mut self, description: &str) -> bool {
        let Some(at) = self.shape.find(description) else {
            return false;
        };
        self.set_long(at, None);
        self.open().remove(at);
        self.shape.remove(at);
        for (own, _) in self.long.iter_mut().flatten() {
            *own -= usize::from(*own > at);
        }
        true
    }

    /// Removes the values that the predicate names, and the attribute with its last value.
    /// Returns how many went.
    pub fn remove_value(
        &mut self,
        description: &str,
        predicate: impl FnMut(&[u8]) -> bool,
    ) -> usize {
        let Some(at) = self.shape.find(description) else {
            return 0;
        };
        let removed = match self.long_mut(at) {
            None => self.open().retain_not(at, predicate),
            Some(chunked) => {
                let removed = chunked.remove(predicate);
                if chunked.len() <= CHUNK / 2 {
                    let mut octets = Vec::new();
                    chunked
                        .octets()
                        .for_each(|part| octets.extend_from_slice(part));
                    self.set_long(at, None);
                    self.open().replace(at, &octets);
                }
                removed
            }
        };
        if self.at(at).is_empty() {
            self.remove(description);
        }
        removed
    }

    /// Whether `objectClass` holds this name, as written (not through superclasses).
    pub fn has_class(&self, class: &str) -> bool {
        self.values("objectClass")
            .any(|value| value.eq_ignore_ascii_case(class.as_bytes()))
    }

    /// Gives back memory that only further changes would need.
    pub(crate) fn pack(&mut self) {
        self.body.keep();
    }

    /// The same, where an entry with the same attributes is at hand.
    pub(crate) fn pack_like(&mut self, other: Option<&Self>) {
        self.pack();
        if let Some(other) = other.filter(|other| other.shape == self.shape) {
            self.shape = Arc::clone(&other.shape);
        }
    }

    /// The list of the attributes' descriptions: in a directory the same one in memory for all entries with the same.
    pub(crate) fn shape(&self) -> &Arc<Shape> {
        &self.shape
    }

    /// Puts a list of the same descriptions, numbered otherwise, in the place of the entry's own.
    pub(super) fn set_shape(&mut self, shape: Arc<Shape>) {
        self.shape = shape;
    }

    fn open(&mut self) -> &mut Open {
        self.body.open(self.shape.len())
    }

    /// Cuts a list into chunks.
    fn chunk(&mut self, at: usize) {
        let packed = self.packed(at);
        let chunked = Chunked::new(Values::in_buffer(packed));
        self.set_long(at, Some(chunked));
        self.open().replace(at, &[]);
    }

    fn long_mut(&mut self, at: usize) -> Option<&mut Chunked> {
        let mut long = self.long.as_deref_mut()?.iter_mut();
        long.find_map(|(own, chunked)| (*own == at).then_some(Arc::make_mut(chunked)))
    }

    fn set_long(&mut self, at: usize, list: Option<Chunked>) {
        if self.long.is_none() && list.is_none() {
            return;
        }
        let others = self.long.take().unwrap_or_default().into_iter();
        let others = others.filter(|(own, _)| *own != at);
        let list = list.map(|chunked| (at, Arc::new(chunked)));
        let long: Box<Long> = others.chain(list).collect();
        self.long = (!long.is_empty()).then_some(long);
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.dn == other.dn && self.attributes().eq(other.attributes())
    }
}

impl Eq for Entry {}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let attributes: Vec<_> = self.attributes().collect();
        f.debug_struct("Entry")
            .field("dn", &self.dn.as_str())
            .field("attributes", &attributes)
            .finish()
    }
}
