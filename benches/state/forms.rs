//! The forms that are compared: who may read when, what a snapshot is.

use std::sync::{Arc, Mutex, RwLock};

use ldaplab::directory::{Dit, Dn, Entry};
use ldaplab::wire::request::Scope;

use crate::maps::{ACCOUNT, Family, Id, Imbl, MANAGER, Maps, Std, Stored};
use crate::people::{SUFFIX, compiled, dn, tree};

/// What a server asks of its state.
pub(crate) trait Form: Sized {
    type Snapshot;
    fn load(entries: Vec<Entry>) -> Self;
    fn add(&self, entry: Entry);
    fn modify(&self, entry: Entry);
    fn delete(&self, dn: &Dn);
    fn rename(&self, from: &Dn, entry: Entry);
    /// How many entries have this sAMAccountName.
    fn equality(&self, account: &str) -> usize;
    /// How many entries name this one as their manager.
    fn referrers(&self, dn: &Dn) -> usize;
    /// Opens a cursor over everything that later writes do not disturb, and reads its first 64 entries.
    fn cursor(&self) -> usize;
    /// Reads everything through such a cursor.
    fn walk(&self) -> usize;
    fn snapshot(&self) -> Self::Snapshot;
    fn restore(&self, snapshot: &Self::Snapshot);
    /// Lets readers see every write so far.
    fn settle(&self) {}
}

fn touched(entries: &[Arc<Entry>]) -> usize {
    entries.iter().map(|entry| entry.attributes().count()).sum()
}

fn loaded<F: Family>(entries: Vec<Entry>) -> Maps<F> {
    let mut maps = Maps::new();
    for entry in entries {
        let (id, stored) = maps.place(entry);
        maps.store(id, Some(stored));
    }
    maps
}

/// Maps behind a lock; a snapshot is a clone, which for standard maps is a copy.
pub(crate) struct Guarded<F: Family>(RwLock<Maps<F>>);

impl<F: Family> Form for Guarded<F> {
    type Snapshot = Maps<F>;

    fn load(entries: Vec<Entry>) -> Self {
        Self(RwLock::new(loaded(entries)))
    }

    fn add(&self, entry: Entry) {
        let mut maps = self.0.write().expect("no writer panics");
        let (id, stored) = maps.place(entry);
        maps.store(id, Some(stored));
    }

    fn modify(&self, entry: Entry) {
        self.rename(&entry.dn().clone(), entry);
    }

    fn delete(&self, dn: &Dn) {
        let mut maps = self.0.write().expect("no writer panics");
        let id = maps.id(dn);
        maps.store(id, None);
    }

    fn rename(&self, from: &Dn, entry: Entry) {
        let mut maps = self.0.write().expect("no writer panics");
        let (id, stored) = maps.changed(from, entry);
        maps.store(id, Some(stored));
    }

    fn equality(&self, account: &str) -> usize {
        self.0
            .read()
            .expect("no writer panics")
            .find(ACCOUNT, account.as_bytes())
    }

    fn referrers(&self, dn: &Dn) -> usize {
        let maps = self.0.read().expect("no writer panics");
        maps.find(MANAGER, dn.as_str().as_bytes())
    }

    fn cursor(&self) -> usize {
        // Standard maps cannot be kept: the cursor holds all entries.
        let all = self.0.read().expect("no writer panics").walk(usize::MAX);
        touched(&all[..all.len().min(64)])
    }

    fn walk(&self) -> usize {
        touched(&self.0.read().expect("no writer panics").walk(usize::MAX))
    }

    fn snapshot(&self) -> Maps<F> {
        self.0.read().expect("no writer panics").clone()
    }

    fn restore(&self, snapshot: &Maps<F>) {
        let copy = snapshot.clone();
        *self.0.write().expect("no writer panics") = copy;
    }
}

/// Standard maps behind a lock, with a list of how to undo each write.
pub(crate) struct Journalled(RwLock<(Maps<Std>, Vec<Undo>)>);

/// An entry's number, and what was there before.
type Undo = (Id, Option<Stored>);

impl Journalled {
    fn store(&self, change: impl FnOnce(&mut Maps<Std>) -> (Id, Option<Stored>)) {
        let mut guard = self.0.write().expect("no writer panics");
        let (maps, journal) = &mut *guard;
        let (id, new) = change(maps);
        let old = maps.store(id, new);
        journal.push((id, old));
    }
}

impl Form for Journalled {
    type Snapshot = usize;

    fn load(entries: Vec<Entry>) -> Self {
        Self(RwLock::new((loaded(entries), Vec::new())))
    }

    fn add(&self, entry: Entry) {
        self.store(|maps| {
            let (id, stored) = maps.place(entry);
            (id, Some(stored))
        });
    }

    fn modify(&self, entry: Entry) {
        self.rename(&entry.dn().clone(), entry);
    }

    fn delete(&self, dn: &Dn) {
        self.store(|maps| (maps.id(dn), None));
    }

    fn rename(&self, from: &Dn, entry: Entry) {
        self.store(|maps| {
            let (id, stored) = maps.changed(from, entry);
            (id, Some(stored))
        });
    }

    fn equality(&self, account: &str) -> usize {
        self.0
            .read()
            .expect("no writer panics")
            .0
            .find(ACCOUNT, account.as_bytes())
    }

    fn referrers(&self, dn: &Dn) -> usize {
        let guard = self.0.read().expect("no writer panics");
        guard.0.find(MANAGER, dn.as_str().as_bytes())
    }

    fn cursor(&self) -> usize {
        let all = self.0.read().expect("no writer panics").0.walk(usize::MAX);
        touched(&all[..all.len().min(64)])
    }

    fn walk(&self) -> usize {
        touched(&self.0.read().expect("no writer panics").0.walk(usize::MAX))
    }

    fn snapshot(&self) -> usize {
        self.0.read().expect("no writer panics").1.len()
    }

    fn restore(&self, snapshot: &usize) {
        let mut guard = self.0.write().expect("no writer panics");
        let (maps, journal) = &mut *guard;
        for (id, old) in journal.drain(*snapshot..).rev() {
            maps.store(id, old);
        }
    }
}

/// imbl's maps: one version for the writer, another published for readers after every `EVERY` writes.
pub(crate) struct Published<const EVERY: usize> {
    own: Mutex<(Maps<Imbl>, usize)>,
    public: RwLock<Arc<Maps<Imbl>>>,
}

impl<const EVERY: usize> Published<EVERY> {
    fn store(&self, change: impl FnOnce(&mut Maps<Imbl>) -> (Id, Option<Stored>)) {
        let mut guard = self.own.lock().expect("no writer panics");
        let (maps, unpublished) = &mut *guard;
        let (id, new) = change(maps);
        maps.store(id, new);
        *unpublished += 1;
        if *unpublished >= EVERY {
            *unpublished = 0;
            self.publish(maps.clone());
        }
    }

    fn publish(&self, maps: Maps<Imbl>) {
        *self.public.write().expect("no writer panics") = Arc::new(maps);
    }

    fn read(&self) -> Arc<Maps<Imbl>> {
        Arc::clone(&self.public.read().expect("no writer panics"))
    }
}

impl<const EVERY: usize> Form for Published<EVERY> {
    type Snapshot = Arc<Maps<Imbl>>;

    fn load(entries: Vec<Entry>) -> Self {
        let maps = loaded::<Imbl>(entries);
        Self {
            public: RwLock::new(Arc::new(maps.clone())),
            own: Mutex::new((maps, 0)),
        }
    }

    fn add(&self, entry: Entry) {
        self.store(|maps| {
            let (id, stored) = maps.place(entry);
            (id, Some(stored))
        });
    }

    fn modify(&self, entry: Entry) {
        self.rename(&entry.dn().clone(), entry);
    }

    fn delete(&self, dn: &Dn) {
        self.store(|maps| (maps.id(dn), None));
    }

    fn rename(&self, from: &Dn, entry: Entry) {
        self.store(|maps| {
            let (id, stored) = maps.changed(from, entry);
            (id, Some(stored))
        });
    }

    fn equality(&self, account: &str) -> usize {
        self.read().find(ACCOUNT, account.as_bytes())
    }

    fn referrers(&self, dn: &Dn) -> usize {
        self.read().find(MANAGER, dn.as_str().as_bytes())
    }

    fn cursor(&self) -> usize {
        touched(&self.read().walk(64))
    }

    fn walk(&self) -> usize {
        touched(&self.read().walk(usize::MAX))
    }

    fn snapshot(&self) -> Arc<Maps<Imbl>> {
        self.read()
    }

    fn restore(&self, snapshot: &Arc<Maps<Imbl>>) {
        let mut own = self.own.lock().expect("no writer panics");
        *own = (Maps::clone(snapshot), 0);
        self.publish(Maps::clone(snapshot));
    }

    fn settle(&self) {
        let maps = self.own.lock().expect("no writer panics").0.clone();
        self.publish(maps);
    }
}

/// The crate's own tree behind a lock.
pub(crate) struct Tree(RwLock<Dit>);

impl Tree {
    fn cursor(&self) -> impl Iterator<Item = Arc<Entry>> + use<> {
        let dit = self.0.read().expect("no writer panics").clone();
        dit.candidates(&dn(SUFFIX), Scope::Sub, &compiled("(objectClass=*)"))
    }
}

impl Form for Tree {
    type Snapshot = ldaplab::directory::dit::Snapshot;

    fn load(entries: Vec<Entry>) -> Self {
        Self(RwLock::new(tree(entries)))
    }

    fn add(&self, entry: Entry) {
        let mut dit = self.0.write().expect("no writer panics");
        dit.insert(entry).expect("a new name");
    }

    fn modify(&self, entry: Entry) {
        let mut dit = self.0.write().expect("no writer panics");
        dit.replace(entry).expect("the entry exists");
    }

    fn delete(&self, dn: &Dn) {
        let mut dit = self.0.write().expect("no writer panics");
        dit.remove(dn).expect("the entry exists");
    }

    fn rename(&self, from: &Dn, entry: Entry) {
        let mut dit = self.0.write().expect("no writer panics");
        dit.rename(from, entry).expect("a new name");
    }

    fn equality(&self, account: &str) -> usize {
        let dit = self.0.read().expect("no writer panics");
        dit.find("sAMAccountName", account.as_bytes()).count()
    }

    fn referrers(&self, dn: &Dn) -> usize {
        let dit = self.0.read().expect("no writer panics");
        dit.referrers("manager", dn).count()
    }

    fn cursor(&self) -> usize {
        self.cursor()
            .take(64)
            .map(|entry| entry.attributes().count())
            .sum()
    }

    fn walk(&self) -> usize {
        self.cursor().map(|entry| entry.attributes().count()).sum()
    }

    fn snapshot(&self) -> Self::Snapshot {
        self.0.read().expect("no writer panics").snapshot()
    }

    fn restore(&self, snapshot: &Self::Snapshot) {
        let replaced = self.0.write().expect("no writer panics").restore(snapshot);
        drop(replaced);
    }
}
