//! Adding, changing, deleting and moving entries.

use std::collections::HashMap;
use std::sync::Arc;

use super::error::DitError;
use super::key::{Id, Key};
use super::store::{Dit, Stored};
use crate::directory::{
    dn::Dn,
    entry::{Entry, Shape},
};

/// What moving one entry counts for, when the links of a walk count for one.
const STEPS: usize = 50;

/// Numbers that are kept back: more than the entries that one rename can move.
const RESERVE: Id = 1 << 28;

impl Dit {
    /// Adds an entry below its superior, or at the top if it is a suffix; RFC 4511 section 4.7.
    ///
    /// # Errors
    ///
    /// [`DitError::Exists`], [`DitError::NoSuperior`], [`DitError::Root`], [`DitError::Full`].
    pub fn insert(&mut self, entry: Entry) -> Result<Arc<Entry>, DitError> {
        let superior = self.place(entry.dn())?;
        Ok(self.append(entry, superior))
    }

    /// Puts a changed entry in the place of the one with its name; RFC 4511 section 4.6.
    /// The name keeps the spelling of the new entry.
    ///
    /// # Errors
    ///
    /// [`DitError::NoSuchEntry`].
    pub fn replace(&mut self, entry: Entry) -> Result<Arc<Entry>, DitError> {
        let (id, old) = self.stored(entry.dn())?;
        let superior = old.superior;
        let entry = self.own(entry);
        let new = Stored {
            entry: Arc::clone(&entry),
            superior,
        };
        self.store(id, Some(new));
        Ok(entry)
    }

    /// Deletes an entry without subordinates and returns it; RFC 4511 section 4.8.
    ///
    /// # Errors
    ///
    /// [`DitError::NoSuchEntry`], [`DitError::NotLeaf`].
    pub fn remove(&mut self, dn: &Dn) -> Result<Arc<Entry>, DitError> {
        let (id, old) = self.stored(dn)?;
        let entry = Arc::clone(&old.entry);
        if self.has_subordinates(id) {
            return Err(DitError::NotLeaf(dn.clone()));
        }
        self.store(id, None);
        Ok(entry)
    }

    /// Puts `entry` in the place of the one named `from`, under its own name, and renames what is
    /// below; RFC 4511 section 4.9. Returns the moved entries, the uppermost first.
    ///
    /// The attributes of the RDN are the caller's affair, and so are values elsewhere that name
    /// the moved entries: [`referrers`](Self::referrers) finds them.
    ///
    /// # Errors
    ///
    /// [`DitError::NoSuchEntry`] for `from`; [`DitError::Exists`], [`DitError::NoSuperior`] for the
    /// new name; [`DitError::BelowItself`].
    pub fn rename(&mut self, from: &Dn, entry: Entry) -> Result<Vec<Arc<Entry>>, DitError> {
        self.rename_while(from, entry, &|_| true)
    }

    /// The same, as long as `go_on` says so after so many more entries. A tree in which a rename was broken off is of no use.
    pub(crate) fn rename_while(
        &mut self,
        from: &Dn,
        entry: Entry,
        go_on: &dyn Fn(usize) -> bool,
    ) -> Result<Vec<Arc<Entry>>, DitError> {
        let (id, _) = self.stored(from)?;
        let to = entry.dn().clone();
        if to == *from {
            // Another spelling of the same name: what is below follows it.
            let mut moved = vec![self.replace(entry)?];
            for (id, mut stored) in self.below(id) {
                if !go_on(STEPS) {
                    break;
                }
                stored.entry = Arc::new(renamed(&stored.entry, from, &to));
                moved.push(Arc::clone(&stored.entry));
                self.store(id, Some(stored));
            }
            return Ok(moved);
        }
        if to.is_within(from) {
            return Err(DitError::BelowItself(to));
        }
        let superior = self.place(&to)?;
        let below = self.below(id);
        // Below a superior that came later, everything moves to the end of the order.
        if superior < id {
            let entry = self.own(entry);
            let mut moved = vec![Arc::clone(&entry)];
            self.store(id, Some(Stored { entry, superior }));
            for (id, mut stored) in below {
                if !go_on(STEPS) {
                    break;
                }
                stored.entry = Arc::new(renamed(&stored.entry, from, &to));
                moved.push(Arc::clone(&stored.entry));
                self.store(id, Some(stored));
            }
            return Ok(moved);
        }
        for &(id, _) in &below {
            if !go_on(STEPS) {
                return Ok(Vec::new());
            }
            self.store(id, None);
        }
        self.store(id, None);
        let mut numbers = HashMap::from([(id, self.last + 1)]);
        let mut moved = vec![self.append(entry, superior)];
        for (id, stored) in below {
            if !go_on(STEPS) {
                break;
            }
            numbers.insert(id, self.last + 1);
            moved.push(self.append(renamed(&stored.entry, from, &to), numbers[&stored.superior]));
        }
        Ok(moved)
    }

    /// Checks a new name; the number of its superior.
    fn place(&self, dn: &Dn) -> Result<Id, DitError> {
        self.superior(dn, |_| None)
    }

    /// The same, where `added` knows names that are about to be added.
    pub(super) fn superior(
        &self,
        dn: &Dn,
        added: impl Fn(Key) -> Option<Id>,
    ) -> Result<Id, DitError> {
        let above = self.rules.superior(dn).ok_or(DitError::Root)?;
        if Id::MAX - self.last < RESERVE {
            return Err(DitError::Full);
        }
        if self.id(dn).is_some() {
            return Err(DitError::Exists(dn.clone()));
        }
        if self.suffixes.contains(dn) {
            return Ok(0);
        }
        added(above)
            .or_else(|| self.id_of(above))
            .ok_or_else(|| DitError::NoSuperior(dn.clone()))
    }

    pub(super) fn append(&mut self, entry: Entry, superior: Id) -> Arc<Entry> {
        let entry = self.own(entry);
        self.last += 1;
        let stored = Stored {
            entry: Arc::clone(&entry),
            superior,
        };
        self.store(self.last, Some(stored));
        entry
    }

    /// An entry as it is kept: without spare room, its descriptions this directory's own.
    pub(super) fn own(&mut self, mut entry: Entry) -> Arc<Entry> {
        entry.pack();
        let shape = self.own_shape(entry.shape());
        entry.set_shape(shape);
        Arc::new(entry)
    }

    /// This directory's list of the same descriptions.
    pub(super) fn own_shape(&mut self, shape: &Arc<Shape>) -> Arc<Shape> {
        let descriptions = &mut self.descriptions;
        let mut all = shape.descriptions().iter();
        if all.all(|description| descriptions.owns(description)) {
            return self.shapes.share(shape);
        }
        if let Some(own) = self.shapes.known(shape)
            && let mut all = own.descriptions().iter()
            && all.all(|description| descriptions.owns(description))
        {
            return own;
        }
        let own = shape.descriptions().iter().map(|description| {
            if descriptions.owns(description) {
                return description.clone();
            }
            let own = descriptions.find(description).cloned();
            own.unwrap_or_else(|| Arc::make_mut(descriptions).add(description.as_str()))
        });
        let own = self.shapes.share(&Arc::new(Shape::new(own.collect())));
        self.shapes.remember(shape, &own);
        own
    }

    fn stored(&self, dn: &Dn) -> Result<(Id, &Stored), DitError> {
        self.id(dn)
            .and_then(|id| Some((id, self.entries.get(&id)?)))
            .ok_or_else(|| DitError::NoSuchEntry(dn.clone()))
    }
}

fn renamed(entry: &Entry, from: &Dn, to: &Dn) -> Entry {
    let mut renamed = entry.clone();
    if let Some(dn) = entry.dn().rebase(from, to) {
        renamed.set_dn(dn);
    }
    renamed
}
