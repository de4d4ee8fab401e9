//! Adding many entries at once.

use std::collections::HashMap;

use super::error::{DitError, LoadError};
use super::index::{Posting, posting};
use super::key::{Id, Key};
use super::store::{Dit, Stored, sorted};
use super::tree::Tree;
use crate::directory::{entry::Entry, schema::NameHash};

impl Dit {
    /// Adds entries, superiors before subordinates, all or none. Sorts each index once instead of
    /// adding to it entry by entry, unless there are few entries compared with those that are there.
    ///
    /// # Errors
    ///
    /// [`LoadError`] names the first entry that [`insert`](Self::insert) would have refused.
    pub fn load(&mut self, entries: Vec<Entry>) -> Result<(), LoadError> {
        let superiors = self.places(&entries)?;
        if entries.len() < self.len() / 8 {
            for (entry, superior) in entries.into_iter().zip(superiors) {
                self.append(entry, superior);
            }
            return Ok(());
        }
        let first = self.last + 1;
        let mut stored = all(&self.entries);
        for ((entry, superior), id) in entries.into_iter().zip(superiors).zip(first..) {
            let entry = self.own(entry);
            stored.push((id, Stored { entry, superior }));
            self.last = id;
        }
        let added = &stored[self.len()..];
        let mut edges = all(&self.edges);
        edges.extend(added.iter().map(|(id, new)| ((new.superior, *id), ())));
        edges.sort_unstable();
        let name = |(id, new): &(Id, Stored)| posting(self.rules.name(new.entry.dn()), *id);
        let names = postings(&self.names).chain(added.iter().map(name));
        self.names = sorted(names.collect());
        self.edges = Tree::from_sorted(edges.into_iter());
        self.build_indexes(added);
        self.entries = Tree::from_sorted(stored.into_iter());
        self.version += 1;
        Ok(())
    }

    /// Checks the names of new entries; the numbers of their superiors.
    fn places(&self, entries: &[Entry]) -> Result<Vec<Id>, LoadError> {
        let mut known: HashMap<Key, Id, NameHash> =
            HashMap::with_capacity_and_hasher(entries.len(), NameHash::default());
        let mut superiors = Vec::with_capacity(entries.len());
        for (index, entry) in entries.iter().enumerate() {
            let dn = entry.dn();
            let refused = |cause| LoadError { index, cause };
            let superior = self.superior(dn, |key| known.get(&key).copied());
            superiors.push(superior.map_err(refused)?);
            let id = self.last + superiors.len() as Id;
            if known.insert(self.rules.name(dn), id).is_some() {
                return Err(refused(DitError::Exists(dn.clone())));
            }
        }
        Ok(superiors)
    }

    fn build_indexes(&mut self, added: &[(Id, Stored)]) {
        let mut found: Vec<Vec<Posting>> = vec![Vec::new(); self.indexes.len()];
        for (id, new) in added {
            for attribute in new.entry.attributes() {
                let Some(slot) = self.slot(attribute) else {
                    continue;
                };
                found.resize_with(self.indexes.len(), Vec::new);
                let index = &self.indexes[slot];
                index.postings(&self.rules, attribute.values(), *id, &mut found[slot]);
            }
        }
        for (index, mut found) in self.indexes.iter_mut().zip(found) {
            if !found.is_empty() {
                found.extend(postings(&index.tree));
                index.tree = sorted(found);
            }
        }
    }
}

fn all<K: Copy + Ord, V: Clone>(tree: &Tree<K, V>) -> Vec<(K, V)> {
    let pairs = tree.iter().map(|(key, value)| (*key, value.clone()));
    pairs.collect()
}

fn postings(tree: &Tree<Posting>) -> impl Iterator<Item = Posting> {
    tree.iter().map(|(posting, ())| *posting)
}
