//! A throw-away directory on maps: the standard ones or imbl's, by a parameter.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use std::sync::Arc;

use ldaplab::directory::{Dn, Entry};

pub(crate) type Id = u32;
type Key = (u8, Arc<[u8]>);

const INDEXED: [&str; 8] = [
    "objectClass",
    "sAMAccountName",
    "userPrincipalName",
    "cn",
    "mail",
    "objectGUID",
    "objectSid",
    "manager",
];
pub(crate) const ACCOUNT: u8 = 1;
pub(crate) const MANAGER: u8 = 7;

/// A kind of map and a kind of set that belong together.
pub(crate) trait Family: Clone + Send + Sync + 'static {
    type Map<K: Hash + Eq + Clone, V: Clone>: Map<K, V>;
    type Set: Set;
}

pub(crate) trait Map<K, V>: Default + Clone {
    fn get(&self, key: &K) -> Option<&V>;
    fn get_mut(&mut self, key: &K) -> Option<&mut V>;
    fn insert(&mut self, key: K, value: V) -> Option<V>;
    fn remove(&mut self, key: &K) -> Option<V>;
}

pub(crate) trait Set: Default + Clone {
    fn insert(&mut self, id: Id);
    fn remove(&mut self, id: Id);
    fn len(&self) -> usize;
    fn iter(&self) -> impl Iterator<Item = Id>;
}

#[derive(Clone)]
pub(crate) struct Std;

#[derive(Clone)]
pub(crate) struct Imbl;

impl Family for Std {
    type Map<K: Hash + Eq + Clone, V: Clone> = HashMap<K, V>;
    type Set = BTreeSet<Id>;
}

impl Family for Imbl {
    type Map<K: Hash + Eq + Clone, V: Clone> = imbl::HashMap<K, V>;
    type Set = imbl::OrdSet<Id>;
}

macro_rules! same_methods {
    ($map:path, $set:path) => {
        impl<K: Hash + Eq + Clone, V: Clone> Map<K, V> for $map {
            fn get(&self, key: &K) -> Option<&V> {
                self.get(key)
            }
            fn get_mut(&mut self, key: &K) -> Option<&mut V> {
                self.get_mut(key)
            }
            fn insert(&mut self, key: K, value: V) -> Option<V> {
                self.insert(key, value)
            }
            fn remove(&mut self, key: &K) -> Option<V> {
                self.remove(key)
            }
        }
        impl Set for $set {
            fn insert(&mut self, id: Id) {
                self.insert(id);
            }
            fn remove(&mut self, id: Id) {
                self.remove(&id);
            }
            fn len(&self) -> usize {
                self.len()
            }
            fn iter(&self) -> impl Iterator<Item = Id> {
                self.iter().copied()
            }
        }
    };
}

same_methods!(HashMap<K, V>, BTreeSet<Id>);
same_methods!(imbl::HashMap<K, V>, imbl::OrdSet<Id>);

#[derive(Clone)]
pub(crate) struct Stored {
    pub(crate) entry: Arc<Entry>,
    superior: Id,
}

#[derive(Clone)]
enum Ids<S> {
    One(Id),
    Many(S),
}

#[derive(Clone)]
pub(crate) struct Maps<F: Family> {
    names: F::Map<Dn, Id>,
    entries: F::Map<Id, Stored>,
    below: F::Map<Id, F::Set>,
    index: F::Map<Key, Ids<F::Set>>,
    last: Id,
}

impl<F: Family> Maps<F> {
    pub(crate) fn new() -> Self {
        Self {
            names: Default::default(),
            entries: Default::default(),
            below: Default::default(),
            index: Default::default(),
            last: 0,
        }
    }

    pub(crate) fn place(&mut self, entry: Entry) -> (Id, Stored) {
        let above = entry
            .dn()
            .parent()
            .and_then(|dn| self.names.get(&dn).copied());
        self.last += 1;
        let stored = Stored {
            entry: Arc::new(entry),
            superior: above.unwrap_or(0),
        };
        (self.last, stored)
    }

    /// The number of an entry and what it becomes with another content.
    pub(crate) fn changed(&self, from: &Dn, entry: Entry) -> (Id, Stored) {
        let id = *self.names.get(from).expect("the entry exists");
        let superior = self.entries.get(&id).expect("a name has an entry").superior;
        let entry = Arc::new(entry);
        (id, Stored { entry, superior })
    }

    pub(crate) fn id(&self, dn: &Dn) -> Id {
        *self.names.get(dn).expect("the entry exists")
    }

    /// Every write; returns what was there.
    pub(crate) fn store(&mut self, id: Id, new: Option<Stored>) -> Option<Stored> {
        let old = match &new {
            Some(new) => self.entries.insert(id, new.clone()),
            None => self.entries.remove(&id),
        };
        if old.as_ref().map(|old| old.superior) != new.as_ref().map(|new| new.superior) {
            if let Some(below) = old
                .as_ref()
                .and_then(|old| self.below.get_mut(&old.superior))
            {
                below.remove(id);
            }
            if let Some(superior) = new.as_ref().map(|new| new.superior) {
                if self.below.get(&superior).is_none() {
                    self.below.insert(superior, F::Set::default());
                }
                self.below.get_mut(&superior).expect("just made").insert(id);
            }
        }
        let dn = |stored: &Option<Stored>| stored.as_ref().map(|s| s.entry.dn().clone());
        let (from, to) = (dn(&old), dn(&new));
        if from != to {
            from.map(|dn| self.names.remove(&dn));
            to.map(|dn| self.names.insert(dn, id));
        }
        self.follow(id, old.as_ref(), new.as_ref());
        old
    }

    fn follow(&mut self, id: Id, old: Option<&Stored>, new: Option<&Stored>) {
        for (kind, description) in INDEXED.iter().enumerate() {
            let old = old.and_then(|stored| stored.entry.attribute(description));
            let new = new.and_then(|stored| stored.entry.attribute(description));
            if old == new {
                continue;
            }
            for value in old.iter().flat_map(|attribute| attribute.values()) {
                self.forget(key(kind as u8, value), id);
            }
            for value in new.iter().flat_map(|attribute| attribute.values()) {
                self.note(key(kind as u8, value), id);
            }
        }
    }

    fn forget(&mut self, key: Key, id: Id) {
        match self.index.get_mut(&key) {
            Some(Ids::Many(ids)) => ids.remove(id),
            Some(Ids::One(one)) if *one == id => {
                self.index.remove(&key);
            }
            _ => {}
        }
    }

    fn note(&mut self, key: Key, id: Id) {
        match self.index.get_mut(&key) {
            Some(Ids::Many(ids)) => ids.insert(id),
            Some(ids) => {
                let mut many = F::Set::default();
                if let Ids::One(one) = ids {
                    many.insert(*one);
                }
                many.insert(id);
                *ids = Ids::Many(many);
            }
            None => {
                self.index.insert(key, Ids::One(id));
            }
        }
    }

    pub(crate) fn find(&self, kind: u8, value: &[u8]) -> usize {
        match self.index.get(&key(kind, value)) {
            Some(Ids::One(_)) => 1,
            Some(Ids::Many(ids)) => ids.len(),
            None => 0,
        }
    }

    /// The first `most` entries below the top, superiors first.
    pub(crate) fn walk(&self, most: usize) -> Vec<Arc<Entry>> {
        let mut found = Vec::new();
        let mut tops = vec![0];
        while let Some(top) = tops.pop() {
            for id in self.below.get(&top).into_iter().flat_map(Set::iter) {
                if found.len() == most {
                    return found;
                }
                let stored = self.entries.get(&id).expect("an edge leads to an entry");
                found.push(Arc::clone(&stored.entry));
                if self.below.get(&id).is_some() {
                    tops.push(id);
                }
            }
        }
        found
    }
}

fn key(kind: u8, value: &[u8]) -> Key {
    if kind == MANAGER {
        let dn = Dn::from_bytes(value).expect("a good name");
        return (kind, dn.normalized().as_bytes().into());
    }
    (kind, value.to_ascii_lowercase().into())
}
