//! What links lead to, over any number of them: by the numbers of entries, without a name being read twice.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::index::Index;
use super::key::{Id, Key};
use super::store::Dit;
use crate::directory::{dn::Dn, entry::Entry, filter::EntrySet};

/// Links that are counted together.
const TOGETHER: usize = 1_024;

/// Entries of one version of the directory.
#[derive(Debug)]
pub struct Reached {
    version: Dit,
    /// Ascending.
    numbers: Arc<[Id]>,
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
        self.reached_up_while(description, start, &mut Closures::default(), &|_| true)
    }

    /// The same, with the closures that were found before, as long as `go_on` says so after so many more links. What comes of a walk that
    /// was broken off is of no use.
    pub(crate) fn reached_up_while(
        &self,
        description: &str,
        start: &Dn,
        known: &mut Closures,
        go_on: &dyn Fn(usize) -> bool,
    ) -> Reached {
        let (known, index) = (known.of(description, true), self.links(description));
        self.closure(self.id(start), known, go_on, |known| {
            walk(known, go_on, |at, seen| {
                let mut links = 1;
                for id in self.referring(index, start, at) {
                    seen.add(id);
                    links += 1;
                    if links == TOGETHER {
                        if !go_on(links) {
                            return;
                        }
                        links = 0;
                    }
                }
                go_on(links);
            })
        })
    }

    /// The entries that are reached up, nearest first, over those alone that `through` takes.
    pub(crate) fn reached_up_through(
        &self,
        description: &str,
        start: &Dn,
        through: &dyn Fn(&Entry) -> bool,
    ) -> impl Iterator<Item = &Arc<Entry>> {
        let index = self.links(description);
        // Whether each is taken is found out once.
        let mut left_out = Bits::default();
        let seen = walk(&Known::new(), &|_| true, |at, seen| {
            for id in self.referring(index, start, at) {
                if seen.met.has(id) || left_out.has(id) {
                    continue;
                }
                if self.entry(id).is_some_and(|entry| through(entry)) {
                    seen.add(id);
                } else {
                    left_out.set(id);
                }
            }
        });
        seen.order.into_iter().filter_map(|id| self.entry(id))
    }

    /// The numbers of the entries that name the start, or the entry of a number.
    fn referring<'d>(
        &'d self,
        index: Option<&'d Index>,
        start: &Dn,
        at: Option<Id>,
    ) -> impl Iterator<Item = Id> + use<'d> {
        let key = match at {
            None => Some(self.rules.name(start)),
            Some(id) => self.key_of(id),
        };
        let found = index.zip(key);
        found.into_iter().flat_map(|(index, key)| index.find(key))
    }

    /// The entries that `start` names in an attribute whose values are DNs, those that they name, and so on.
    #[must_use]
    pub fn reached_down(&self, description: &str, start: &Dn) -> Reached {
        self.reached_down_while(description, start, &mut Closures::default(), &|_| true)
    }

    /// The same, as [`reached_up_while`](Self::reached_up_while) has it.
    pub(crate) fn reached_down_while(
        &self,
        description: &str,
        start: &Dn,
        known: &mut Closures,
        go_on: &dyn Fn(usize) -> bool,
    ) -> Reached {
        let (known, start) = (known.of(description, false), self.id(start));
        // Values are mostly spelled alike: each is read once.
        let mut read: HashSet<&[u8]> = HashSet::new();
        self.closure(start, known, go_on, |known| {
            walk(known, go_on, |at, seen| {
                let entry = at.or(start).and_then(|id| self.entry(id));
                let values = entry.into_iter();
                for value in values.flat_map(|entry| entry.values(description)) {
                    if !go_on(1) {
                        return;
                    }
                    if read.insert(value)
                        && let Some(id) = Dn::from_bytes(value).ok().and_then(|dn| self.id(&dn))
                    {
                        seen.add(id);
                    }
                }
            })
        })
    }

    /// The closure of a start that is known, or that a walk finds and is known then.
    fn closure(
        &self,
        start: Option<Id>,
        known: &mut Known,
        go_on: &dyn Fn(usize) -> bool,
        walk: impl FnOnce(&Known) -> Seen,
    ) -> Reached {
        if let Some(closure) = start.and_then(|start| known.get(&start)) {
            return self.reached(Arc::clone(closure));
        }
        let numbers = walk(known).numbers();
        if let Some(start) = start.filter(|_| go_on(0)) {
            known.insert(start, Arc::clone(&numbers));
        }
        self.reached(numbers)
    }

    /// The entries of these names, of which some may not exist.
    #[must_use]
    pub fn named<'n>(&self, names: impl IntoIterator<Item = &'n [u8]>) -> Reached {
        self.named_while(names, &|_| true)
    }

    /// The same, as long as `go_on` says so after so many more names.
    pub(crate) fn named_while<'n>(
        &self,
        names: impl IntoIterator<Item = &'n [u8]>,
        go_on: &dyn Fn(usize) -> bool,
    ) -> Reached {
        let mut seen = Seen::default();
        for name in names {
            if !go_on(1) {
                break;
            }
            if let Some(id) = Dn::from_bytes(name).ok().and_then(|dn| self.id(&dn)) {
                seen.add(id);
            }
        }
        self.reached(seen.numbers())
    }

    fn key_of(&self, id: Id) -> Option<Key> {
        Some(self.rules.name(self.entry(id)?.dn()))
    }

    fn reached(&self, numbers: Arc<[Id]>) -> Reached {
        Reached {
            version: self.clone(),
            numbers,
        }
    }
}

/// Walks from a start, with `links` adding what lies one link away from an entry that was met, or from the start.
fn walk(
    known: &Known,
    go_on: &dyn Fn(usize) -> bool,
    mut links: impl FnMut(Option<Id>, &mut Seen),
) -> Seen {
    let mut seen = Seen::default();
    let mut at = None;
    loop {
        links(at, &mut seen);
        at = seen.step(known, go_on);
        if at.is_none() {
            return seen;
        }
    }
}

/// Closures that were found in one version of the directory, by attribute and direction, then by their start: a walk that comes to a
/// start takes its closure over instead of going on from there.
#[derive(Debug, Default)]
pub(crate) struct Closures(Vec<((String, bool), Known)>);

type Known = HashMap<Id, Arc<[Id]>>;

impl Closures {
    fn of(&mut self, description: &str, up: bool) -> &mut Known {
        let is_it = |((own, own_up), _): &((String, bool), _)| {
            own.eq_ignore_ascii_case(description) && *own_up == up
        };
        let at = self.0.iter().position(is_it).unwrap_or_else(|| {
            self.0.push(((description.to_owned(), up), Known::new()));
            self.0.len() - 1
        });
        &mut self.0[at].1
    }
}

/// Numbers met, each once, in the order in which they were.
#[derive(Default)]
struct Seen {
    met: Bits,
    /// Those that lead to nothing that was not met.
    done: Bits,
    order: Vec<Id>,
    at: usize,
    /// The last closure that was taken over.
    taken: Option<Arc<[Id]>>,
}

#[derive(Default)]
struct Bits(Vec<u64>);

impl Bits {
    /// Whether it is new.
    fn set(&mut self, id: Id) -> bool {
        let (word, bit) = (id as usize / 64, 1 << (id % 64));
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        let new = self.0[word] & bit == 0;
        self.0[word] |= bit;
        new
    }

    fn has(&self, id: Id) -> bool {
        let word = self.0.get(id as usize / 64);
        word.is_some_and(|word| word & (1 << (id % 64)) != 0)
    }
}

impl Seen {
    fn add(&mut self, id: Id) {
        if self.met.set(id) {
            self.order.push(id);
        }
    }

    /// The next one from which to go on.
    fn step(&mut self, known: &Known, go_on: &dyn Fn(usize) -> bool) -> Option<Id> {
        loop {
            let next = *self.order.get(self.at)?;
            self.at += 1;
            if self.done.has(next) {
                continue;
            }
            let Some(closure) = known.get(&next) else {
                return Some(next).filter(|_| go_on(0));
            };
            if !go_on(closure.len()) {
                return None;
            }
            for id in closure.iter() {
                self.add(*id);
                self.done.set(*id);
            }
            self.taken = Some(Arc::clone(closure));
        }
    }

    /// What was met, in ascending order. A clique has one list for all.
    fn numbers(mut self) -> Arc<[Id]> {
        match self.taken {
            Some(taken) if taken.len() == self.order.len() => taken,
            _ => {
                self.order.sort_unstable();
                self.order.into()
            }
        }
    }
}
