//! Finding entries by name, by place, by value and by who refers to them.

use std::sync::Arc;

use super::index::Index;
use super::key::Id;
use super::store::{Dit, Stored};
use crate::directory::{dn::Dn, entry::Entry};

impl Dit {
    /// The entry of this name.
    #[must_use]
    pub fn get(&self, dn: &Dn) -> Option<&Arc<Entry>> {
        self.entry(self.id(dn)?)
    }

    /// The nearest existing entry above a name: matchedDN of `noSuchObject`, RFC 4511 section 4.1.9.
    #[must_use]
    pub fn deepest_ancestor(&self, dn: &Dn) -> Option<&Arc<Entry>> {
        std::iter::successors(dn.parent(), Dn::parent).find_map(|above| self.get(&above))
    }

    /// Whether anything lies below the entry of this name.
    #[must_use]
    pub fn is_leaf(&self, dn: &Dn) -> bool {
        self.id(dn).is_none_or(|id| !self.has_subordinates(id))
    }

    /// The direct subordinates of a name; of the root, the entries without a superior.
    pub fn children(&self, dn: &Dn) -> impl Iterator<Item = &Arc<Entry>> {
        let ids = self.place_of(dn).map(|id| self.subordinates(id));
        ids.into_iter().flatten().filter_map(|id| self.entry(id))
    }

    /// An entry and everything below it, in the order in which they were added. A suffix below
    /// is a naming context of its own and not part of it.
    pub fn subtree(&self, dn: &Dn) -> impl Iterator<Item = &Arc<Entry>> {
        let id = self.place_of(dn);
        let top = id.and_then(|id| self.entry(id));
        let below = id.and_then(|id| self.numbers_below(id, usize::MAX));
        let below = below.unwrap_or_default().into_iter();
        let below = below.filter_map(|id| self.entry(id));
        top.into_iter().chain(below)
    }

    /// The names of an entry and of everything below it, as [`subtree`](Self::subtree) has them; `None` if there are more than `most`,
    /// which is found without looking at more.
    pub(crate) fn names_below(&self, dn: &Dn, most: usize) -> Option<Vec<Dn>> {
        let id = self.id(dn)?;
        let below = self.numbers_below(id, most)?;
        let all = std::iter::once(id).chain(below);
        let name = |id| self.entry(id).map(|entry| entry.dn().clone());
        Some(all.filter_map(name).collect())
    }

    /// The entries that hold a value in an attribute type, whatever its options; by the index
    /// if there is one, else by looking at all.
    pub fn find(&self, description: &str, value: &[u8]) -> impl Iterator<Item = &Arc<Entry>> {
        let kind = self.rules.kind(description);
        let key = kind.form.and_then(|form| self.rules.value(form, value));
        let ids: Vec<Id> = match (key, self.index(kind.name)) {
            (None, _) => Vec::new(),
            (Some(key), Some(index)) => index.find(key).collect(),
            (Some(key), None) => {
                let key_of = |value: &[u8]| self.rules.value(kind.form?, value);
                let holds = |stored: &Stored| {
                    let attributes = self.of_kind(&stored.entry, kind.name);
                    let mut values = attributes.flat_map(|attribute| attribute.values());
                    values.any(|value| key_of(value) == Some(key))
                };
                let all = self.entries.iter();
                all.filter(|(_, stored)| holds(stored))
                    .map(|(&id, _)| id)
                    .collect()
            }
        };
        ids.into_iter().filter_map(|id| self.entry(id))
    }

    /// Whether any entry is a referral object, RFC 3296.
    #[must_use]
    pub fn has_referrals(&self) -> bool {
        let classes = self.index("objectClass");
        classes.is_some_and(|index| index.find(self.rules.referral()).next().is_some())
    }

    /// The entries that name `dn` in an attribute whose values are DNs: the groups of a member
    /// by `member`, which is what `memberOf` is made from. `dn` need not exist.
    pub fn referrers(&self, description: &str, dn: &Dn) -> impl Iterator<Item = &Arc<Entry>> {
        let index = self.links(description);
        let key = self.rules.name(dn);
        index
            .into_iter()
            .flat_map(move |index| index.find(key))
            .filter_map(|id| self.entry(id))
    }

    /// Whether the entry `from` names `to` in an attribute whose values are DNs, in a
    /// microsecond however many values there are.
    #[must_use]
    pub fn refers(&self, from: &Dn, description: &str, to: &Dn) -> bool {
        self.links(description)
            .zip(self.id(from))
            .is_some_and(|(index, id)| index.contains(self.rules.name(to), id))
    }

    /// The index of a type whose values are DNs.
    pub(super) fn links(&self, description: &str) -> Option<&Index> {
        let kind = self.rules.kind(description);
        self.index(kind.name).filter(|_| kind.is_dn_valued)
    }

    pub(super) fn entry(&self, id: Id) -> Option<&Arc<Entry>> {
        self.entries.get(&id).map(|stored| &stored.entry)
    }

    /// An entry's number, or 0 for the root.
    pub(super) fn place_of(&self, dn: &Dn) -> Option<Id> {
        if dn.is_root() { Some(0) } else { self.id(dn) }
    }

    pub(super) fn has_subordinates(&self, id: Id) -> bool {
        self.subordinates(id).next().is_some()
    }

    pub(super) fn subordinates(&self, superior: Id) -> impl Iterator<Item = Id> {
        self.edges
            .from(&(superior, 0))
            .map(|(&edge, ())| edge)
            .take_while(move |edge| edge.0 == superior)
            .map(|edge| edge.1)
    }

    /// Everything below an entry, in order.
    pub(super) fn below(&self, id: Id) -> Vec<(Id, Stored)> {
        let ids = self.numbers_below(id, usize::MAX).unwrap_or_default();
        let stored = |id| Some((id, self.entries.get(&id)?.clone()));
        ids.into_iter().filter_map(stored).collect()
    }

    /// The numbers of everything below an entry, in order; `None` if there are more than `most`.
    pub(super) fn numbers_below(&self, id: Id, most: usize) -> Option<Vec<Id>> {
        let mut found: Vec<Id> = Vec::new();
        let mut next = Some(id);
        let mut seen = 0;
        while let Some(superior) = next {
            found.extend(
                self.subordinates(superior)
                    .take((most - found.len()).saturating_add(1)),
            );
            if found.len() > most {
                return None;
            }
            next = found.get(seen).copied();
            seen += 1;
        }
        found.sort_unstable();
        Some(found)
    }
}
