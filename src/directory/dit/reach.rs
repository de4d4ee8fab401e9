//! What links lead to, over any number of them: by the numbers of entries, without a name being read twice.

use std::collections::HashSet;

use super::key::{Id, Key};
use super::store::Dit;
use crate::directory::{dn::Dn, filter::EntrySet};

/// Entries of one version of the directory.
#[derive(Debug)]
pub struct Reached {
    version: Dit,
    /// Ascending.
    numbers: Vec<Id>,
}

impl EntrySet for Reached {
    fn contains(&self, dn: &Dn) -> bool {
        let number = self.version.id(dn);
        number.is_some_and(|number| self.numbers.binary_search(&number).is_ok())
    }

    fn numbers(&self) -> Option<&[u32]> {
        Some(&self.numbers)
    }
}

impl Reached {
    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }
}

impl Dit {
    /// The entries that name `start` in an attribute whose values are DNs, those that name them, and so on. `start` itself is among them only
    /// where a way leads back to it, and need not exist.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use ldaplab::directory::{Dit, Dn, Entry, schema::Schema};
    ///
    /// let mut dit = Dit::new(Arc::new(Schema::standard().clone()));
    /// dit.add_suffix(Dn::parse("o=a")?);
    /// dit.insert(Entry::new(Dn::parse("o=a")?))?;
    /// for (group, member) in [("cn=one,o=a", "cn=ada,o=a"), ("cn=two,o=a", "cn=one,o=a")] {
    ///     let mut group = Entry::new(Dn::parse(group)?);
    ///     group.set("member", [member]);
    ///     dit.insert(group)?;
    /// }
    /// assert_eq!(dit.reached_up("member", &Dn::parse("cn=ada,o=a")?).len(), 2);
    /// assert_eq!(dit.reached_up("member", &Dn::parse("cn=two,o=a")?).len(), 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn reached_up(&self, description: &str, start: &Dn) -> Reached {
        let mut seen = Seen::default();
        if let Some(index) = self.links(description) {
            let mut next = Some(self.rules.name(start));
            while let Some(key) = next {
                for id in index.find(key) {
                    seen.add(id);
                }
                next = seen.step().and_then(|id| self.key_of(id));
            }
        }
        self.reached(seen)
    }

    /// The entries that `start` names in an attribute whose values are DNs, those that they name, and so on.
    #[must_use]
    pub fn reached_down(&self, description: &str, start: &Dn) -> Reached {
        let mut seen = Seen::default();
        let mut next = self.id(start);
        // Values are mostly spelled alike: each is read once.
        let mut read: HashSet<&[u8]> = HashSet::new();
        while let Some(id) = next {
            let entry = self.entry(id);
            let values = entry
                .into_iter()
                .flat_map(|entry| entry.values(description));
            for value in values {
                if read.insert(value)
                    && let Some(id) = Dn::from_bytes(value).ok().and_then(|dn| self.id(&dn))
                {
                    seen.add(id);
                }
            }
            next = seen.step();
        }
        self.reached(seen)
    }

    /// The entries of these names, of which some may not exist.
    #[must_use]
    pub fn named<'n>(&self, names: impl IntoIterator<Item = &'n [u8]>) -> Reached {
        let mut seen = Seen::default();
        for name in names {
            if let Some(id) = Dn::from_bytes(name).ok().and_then(|dn| self.id(&dn)) {
                seen.add(id);
            }
        }
        self.reached(seen)
    }

    fn key_of(&self, id: Id) -> Option<Key> {
        Some(self.rules.name(self.entry(id)?.dn()))
    }

    fn reached(&self, seen: Seen) -> Reached {
        let mut numbers = seen.order;
        numbers.sort_unstable();
        Reached {
            version: self.clone(),
            numbers,
        }
    }
}

/// Numbers met, each once, in the order in which they were.
#[derive(Default)]
struct Seen {
    bits: Vec<u64>,
    order: Vec<Id>,
    at: usize,
}

impl Seen {
    fn add(&mut self, id: Id) {
        let (word, bit) = (id as usize / 64, 1 << (id % 64));
        if self.bits.len() <= word {
            self.bits.resize(word + 1, 0);
        }
        if self.bits[word] & bit == 0 {
            self.bits[word] |= bit;
            self.order.push(id);
        }
    }

    /// The next one from which to go on.
    fn step(&mut self) -> Option<Id> {
        let next = self.order.get(self.at).copied();
        self.at += 1;
        next
    }
}
