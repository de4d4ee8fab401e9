//! The entries that a search looks at, one version of them.

use std::sync::Arc;
use std::vec;

use super::key::Id;
use super::store::{Dit, Stored};
use crate::{
    directory::{
        dn::Dn,
        entry::Entry,
        filter::{Compiled, Item},
    },
    wire::request::Scope,
};

/// How many entries are fetched at a time.
const BATCH: usize = 128;

/// A subtree of more entries, or of more than a sixteenth of all, is walked by looking at everything that came after its base.
const SMALL: usize = 4_096;

impl Dit {
    /// The entries in scope among which every one must be that matches the filter, in the order in
    /// which they were added: superiors before subordinates, the same with and without an index.
    ///
    /// Whether an entry matches is for the caller to find out. A base that does not exist has no
    /// candidates; the base of all suffixes is the root. Attributes that the server computes are
    /// to be named by [`set_computed`](Self::set_computed).
    #[must_use]
    pub fn candidates(&self, base: &Dn, scope: Scope, filter: &Compiled) -> Candidates {
        let mut candidates = Candidates {
            version: self.clone(),
            base: base.clone(),
            nested: self.nested(base),
            place: 0,
            scope,
            ids: Vec::new().into_iter(),
            walk: None,
            fetched: Vec::new().into_iter(),
            examined: 0,
            index: None,
            wanted: Vec::new(),
            settled: None,
            in_scope: false,
        };
        let Some(place) = self.place_of(base) else {
            return candidates;
        };
        candidates.place = place;
        if matches!(scope, Scope::Base | Scope::Other(_)) {
            match self.check(place, filter) {
                Some(settled) => {
                    candidates.settled = settled;
                    candidates.ids = vec![place].into_iter();
                }
                None => candidates.examined = 1,
            }
            return candidates;
        }
        let found = self.plan(filter);
        candidates.wanted = found.wanted;
        candidates.settled = found.settled;
        if let Some((ids, index)) = found.ids {
            candidates.ids = ids.into_iter();
            candidates.index = Some(index);
            return candidates;
        }
        if scope == Scope::One {
            candidates.ids = self.subordinates(place).collect::<Vec<_>>().into_iter();
            candidates.in_scope = true;
            return candidates;
        }
        let most = (self.len() / 16).clamp(BATCH, SMALL);
        match self.numbers_below(place, most) {
            Some(mut ids) => {
                if scope == Scope::Sub {
                    ids.insert(0, place);
                }
                candidates.in_scope = candidates.nested.is_empty();
                candidates.ids = ids.into_iter();
            }
            None => {
                candidates.walk = Some(Walk {
                    next: place,
                    inside: Vec::new(),
                });
            }
        }
        candidates
    }

    /// The suffixes below a base, which are naming contexts of their own.
    fn nested(&self, base: &Dn) -> Vec<Dn> {
        let below = |suffix: &&Dn| !base.is_root() && *suffix != base && suffix.is_within(base);
        self.suffixes.iter().filter(below).cloned().collect()
    }
}

/// An iterator over candidates that holds its own version of the tree: it needs no lock, may be
/// kept between batches of a long search, and sees no later write.
#[derive(Debug)]
pub struct Candidates {
    version: Dit,
    base: Dn,
    nested: Vec<Dn>,
    place: Id,
    scope: Scope,
    ids: vec::IntoIter<Id>,
    walk: Option<Walk>,
    fetched: vec::IntoIter<Arc<Entry>>,
    examined: usize,
    index: Option<String>,
    wanted: Vec<String>,
    settled: Option<Item>,
    /// Whether only entries in scope are listed.
    in_scope: bool,
}

/// A walk over all entries in order, which meets superiors first.
#[derive(Debug)]
struct Walk {
    next: Id,
    /// One bit for each entry, set if it lies in the subtree.
    inside: Vec<u64>,
}

impl Candidates {
    /// The version of the tree that this search sees: for back links and other look-ups.
    #[must_use]
    pub fn version(&self) -> &Dit {
        &self.version
    }

    /// How many entries have been looked at so far, those out of scope included.
    #[must_use]
    pub fn examined(&self) -> usize {
        self.examined
    }

    /// The attribute type whose index was used.
    #[must_use]
    pub fn index_used(&self) -> Option<&str> {
        self.index.as_deref()
    }

    /// The attribute types for which [`Dit::index_on`] would help searches like this one.
    #[must_use]
    pub fn wanted(&self) -> &[String] {
        &self.wanted
    }

    /// The equality item of the filter that an index says is true of all candidates: it need not be put to them.
    #[must_use]
    pub fn settled(&self) -> Option<Item> {
        self.settled
    }

    fn in_scope(&self, id: Id, stored: &Stored) -> bool {
        if self.in_scope {
            return true;
        }
        let dn = stored.entry.dn();
        match self.scope {
            Scope::Base | Scope::Other(_) => id == self.place,
            Scope::One => stored.superior == self.place,
            Scope::Children if id == self.place => false,
            Scope::Sub | Scope::Children => {
                dn.is_within(&self.base) && !self.nested.iter().any(|context| dn.is_within(context))
            }
        }
    }

    fn fetch_listed(&mut self) -> Vec<Arc<Entry>> {
        let mut fetched = Vec::new();
        while fetched.is_empty() && self.ids.len() > 0 {
            for _ in 0..BATCH {
                let Some(id) = self.ids.next() else { break };
                let Some(stored) = self.version.entries.get(&id) else {
                    continue;
                };
                self.examined += 1;
                if self.in_scope(id, stored) {
                    fetched.push(Arc::clone(&stored.entry));
                }
            }
        }
        fetched
    }

    fn fetch_walked(&mut self) -> Vec<Arc<Entry>> {
        let mut fetched = Vec::new();
        while fetched.is_empty()
            && let Some(walk) = &mut self.walk
        {
            let mut seen = 0;
            for (&id, stored) in self.version.entries.from(&walk.next).take(BATCH) {
                seen += 1;
                walk.next = id.saturating_add(1);
                if self.place == 0 || id == self.place || walk.is_inside(stored.superior) {
                    walk.enter(id);
                    if id != self.place || self.scope == Scope::Sub {
                        fetched.push(Arc::clone(&stored.entry));
                    }
                }
            }
            self.examined += seen;
            if seen < BATCH {
                self.walk = None;
            }
        }
        fetched
    }
}

impl Iterator for Candidates {
    type Item = Arc<Entry>;

    fn next(&mut self) -> Option<Arc<Entry>> {
        if self.fetched.len() == 0 {
            let listed = self.fetch_listed();
            let fetched = if listed.is_empty() {
                self.fetch_walked()
            } else {
                listed
            };
            self.fetched = fetched.into_iter();
        }
        self.fetched.next()
    }
}

impl Walk {
    fn is_inside(&self, id: Id) -> bool {
        let word = self.inside.get(id as usize / 64);
        word.is_some_and(|word| word >> (id % 64) & 1 == 1)
    }

    fn enter(&mut self, id: Id) {
        let word = id as usize / 64;
        if self.inside.len() <= word {
            self.inside.resize(word + 1, 0);
        }
        self.inside[word] |= 1 << (id % 64);
    }
}
