//! The tables of a tree, and the one function through which every write changes them.

use std::fmt;
use std::sync::Arc;

use super::index::{Index, Posting, posting, under};
use super::key::{Id, Key, Rules};
use super::names::Names;
use super::shapes::Shapes;
use super::tree::Tree;
use crate::directory::{
    dn::Dn,
    entry::{Attribute, Description, Entry},
    schema::Schema,
};

/// What is indexed from the start, beside names and attributes whose values are DNs.
const INDEXED: [&str; 8] = [
    "objectClass",
    "uid",
    "sAMAccountName",
    "userPrincipalName",
    "cn",
    "mail",
    "objectGUID",
    "objectSid",
];

/// Who wrote an entry: in every entry mostly the same, and hardly ever asked for.
const WRITERS: [&str; 2] = ["creatorsName", "modifiersName"];

/// Computed by every server that has them, beside what the schema marks.
const COMPUTED: [&str; 6] = [
    "memberOf",
    "entryDN",
    "subschemaSubentry",
    "hasSubordinates",
    "numSubordinates",
    "structuralObjectClass",
];

/// A directory information tree: entries, found by name, by place and by value.
///
/// A clone is a version of the tree, made in a microsecond whatever its size. It stays as it is
/// while the original changes. Writes copy only what a version still holds.
///
/// ```
/// use std::sync::Arc;
/// use ldaplab::directory::{Dit, Dn, Entry, schema::Schema};
///
/// let mut dit = Dit::new(Arc::new(Schema::standard().clone()));
/// let org = Dn::parse("dc=example,dc=org")?;
/// dit.add_suffix(org.clone());
/// dit.insert(Entry::new(org))?;
/// let before = dit.clone();
/// let mut ada = Entry::new(Dn::parse("uid=ada,dc=example,dc=org")?);
/// ada.set("uid", ["ada"]);
/// dit.insert(ada)?;
/// assert_eq!(dit.find("uid", b"ADA").count(), 1);
/// assert_eq!((before.len(), dit.len()), (1, 2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Dit {
    pub(super) rules: Arc<Rules>,
    pub(super) suffixes: Arc<Vec<Dn>>,
    pub(super) entries: Tree<Id, Stored>,
    pub(super) names: Tree<Posting>,
    /// A superior and its subordinate.
    pub(super) edges: Tree<(Id, Id)>,
    pub(super) indexes: Vec<Index>,
    computed: Arc<Vec<Box<str>>>,
    pub(super) descriptions: Arc<Names>,
    pub(super) shapes: Arc<Shapes>,
    pub(super) last: Id,
    pub(super) version: u64,
}

/// An entry and the number of its superior.
#[derive(Clone)]
pub(super) struct Stored {
    pub(super) entry: Arc<Entry>,
    pub(super) superior: Id,
}

impl Dit {
    /// An empty tree without suffixes, whose indexes follow the equality rules of a schema.
    #[must_use]
    pub fn new(schema: Arc<Schema>) -> Self {
        let rules = Rules::new(schema);
        let index = |description| {
            let kind = rules.kind(description);
            kind.form.map(|form| Index::new(kind.name, form))
        };
        let computed = rules.computed().chain(COMPUTED).map(Into::into);
        Self {
            suffixes: Arc::default(),
            entries: Tree::default(),
            names: Tree::default(),
            edges: Tree::default(),
            indexes: INDEXED.into_iter().filter_map(index).collect(),
            computed: Arc::new(computed.collect()),
            descriptions: Arc::default(),
            shapes: Arc::default(),
            last: 0,
            version: 0,
            rules: Arc::new(rules),
        }
    }

    /// Names an entry that needs no superior: a naming context.
    pub fn add_suffix(&mut self, suffix: Dn) {
        if !self.suffixes.contains(&suffix) {
            Arc::make_mut(&mut self.suffixes).push(suffix);
        }
    }

    /// The naming contexts, in the order in which they were named.
    #[must_use]
    pub fn suffixes(&self) -> &[Dn] {
        &self.suffixes
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Rises with every write and every restore.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Builds an index over an attribute type, unless there is one; from then on it is kept.
    ///
    /// Costs a walk over all entries; nothing if the type has no equality rule. [`Candidates::wanted`](super::Candidates::wanted) says which
    /// index a search would have used.
    pub fn index_on(&mut self, description: &str) {
        self.index_on_while(description, &|_| true);
    }

    /// The same, as long as `go_on` says so after so many more entries; an index that was broken off is none.
    pub(crate) fn index_on_while(&mut self, description: &str, go_on: &dyn Fn(usize) -> bool) {
        let kind = self.rules.kind(description);
        let Some(form) = kind.form.filter(|_| self.index(kind.name).is_none()) else {
            return;
        };
        let mut index = Index::new(kind.name, form);
        let mut postings = Vec::new();
        for (&id, stored) in self.entries.iter() {
            if !go_on(1) {
                return;
            }
            for attribute in self.of_kind(&stored.entry, kind.name) {
                index.postings(&self.rules, attribute.values(), id, &mut postings);
            }
        }
        index.tree = sorted(postings);
        self.indexes.push(index);
        Arc::make_mut(&mut self.descriptions).forget_slots();
    }

    /// The attribute types that are indexed, each by one of its names.
    pub fn indexes(&self) -> impl Iterator<Item = &str> {
        self.indexes.iter().map(|index| &*index.kind)
    }

    /// Names the attribute types whose values the server computes when it is asked, instead of
    /// those that the schema knows as such and RFC 4512's: no index answers a filter on them.
    pub fn set_computed<'a>(&mut self, descriptions: impl IntoIterator<Item = &'a str>) {
        let kinds = descriptions.into_iter();
        let kinds = kinds.map(|description| self.rules.kind(description).name.into());
        self.computed = Arc::new(kinds.collect());
    }

    pub(super) fn is_computed(&self, kind: &str) -> bool {
        self.computed
            .iter()
            .any(|computed| computed.eq_ignore_ascii_case(kind))
    }

    pub(super) fn id(&self, dn: &Dn) -> Option<Id> {
        self.id_of(self.rules.name(dn))
    }

    pub(super) fn id_of(&self, name: Key) -> Option<Id> {
        under(&self.names, name).next()
    }

    pub(super) fn index(&self, kind: &str) -> Option<&Index> {
        self.indexes
            .iter()
            .find(|index| index.kind.eq_ignore_ascii_case(kind))
    }

    /// Puts an entry in, changes it, moves it or takes it out, and the indexes with it.
    pub(super) fn store(&mut self, id: Id, new: Option<Stored>) {
        let old = match &new {
            Some(new) => self.entries.insert(id, new.clone()),
            None => self.entries.remove(&id),
        };
        let superior = |stored: &Option<Stored>| stored.as_ref().map(|stored| stored.superior);
        let (from, to) = (superior(&old), superior(&new));
        if from != to {
            from.map(|superior| self.edges.remove(&(superior, id)));
            to.map(|superior| self.edges.insert((superior, id), ()));
        }
        let (old, new) = (old.map(|old| old.entry), new.map(|new| new.entry));
        if old.as_ref().map(|old| old.dn()) != new.as_ref().map(|new| new.dn()) {
            let name = |entry: Arc<Entry>| posting(self.rules.name(entry.dn()), id);
            let (from, to) = (old.clone().map(name), new.clone().map(name));
            from.map(|name| self.names.remove(&name));
            to.map(|name| self.names.insert(name, ()));
        }
        self.follow(id, old.as_deref(), new.as_deref());
        self.version += 1;
    }

    /// Has the indexes follow an entry's change. Types of which no attribute changed are left alone.
    fn follow(&mut self, id: Id, old: Option<&Entry>, new: Option<&Entry>) {
        let mut slots = Vec::new();
        for (own, others) in [(old, new), (new, old)] {
            for (at, attribute) in own.into_iter().flat_map(Entry::attributes).enumerate() {
                if !stays(at, attribute, others)
                    && let Some(slot) = self.slot(attribute)
                    && !slots.contains(&slot)
                {
                    slots.push(slot);
                }
            }
        }
        for slot in slots {
            let old = self.in_slot(old, slot);
            let new = self.in_slot(new, slot);
            self.indexes[slot].follow(&self.rules, id, &old, &new);
        }
    }

    /// The attributes whose type has the index at a place.
    fn in_slot<'a>(&mut self, entry: Option<&'a Entry>, slot: usize) -> Vec<Attribute<'a>> {
        let all = entry.into_iter().flat_map(Entry::attributes);
        all.filter(|own| self.slot(*own) == Some(slot)).collect()
    }

    /// The place of the index of an attribute's type.
    pub(super) fn slot(&mut self, attribute: Attribute<'_>) -> Option<usize> {
        let number = attribute.number();
        if let Some(known) = self.descriptions.slot(number) {
            return known;
        }
        let slot = self.find_slot(attribute.description());
        Arc::make_mut(&mut self.descriptions).set_slot(number, slot);
        slot
    }

    /// The place of a type's index. Types whose values are DNs get one with their first value, unless the server writes who it was.
    fn find_slot(&mut self, description: &str) -> Option<usize> {
        let kind = self.rules.kind(description);
        let is_kind = |index: &Index| index.kind.eq_ignore_ascii_case(kind.name);
        let found = self.indexes.iter().position(is_kind);
        if found.is_none() && kind.is_dn_valued && !WRITERS.contains(&kind.name) {
            self.indexes.push(Index::new(kind.name, kind.form?));
            return Some(self.indexes.len() - 1);
        }
        found
    }

    /// The attributes of one type: with different options, or under different names.
    pub(super) fn of_kind<'a>(
        &self,
        entry: &'a Entry,
        kind: &str,
    ) -> impl Iterator<Item = Attribute<'a>> {
        entry.attributes().filter(move |attribute| {
            let own = self.rules.kind(attribute.description());
            own.name.eq_ignore_ascii_case(kind)
        })
    }
}

impl fmt::Debug for Dit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dit")
            .field("suffixes", &self.suffixes)
            .field("entries", &self.len())
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// Whether the other version of the entry has an attribute, mostly at the same place, as it is in this one.
fn stays(at: usize, attribute: Attribute<'_>, other: Option<&Entry>) -> bool {
    let Some(other) = other else { return false };
    let descriptions = other.shape().descriptions();
    let is_it = |own: &Description| own.number() as usize == attribute.number();
    let there = descriptions.get(at).is_some_and(is_it).then_some(at);
    let place = there.or_else(|| descriptions.iter().position(is_it));
    place.is_some_and(|at| other.at(at).same_values(attribute))
}

/// A tree of postings in any order, repeated or not.
pub(super) fn sorted(mut postings: Vec<Posting>) -> Tree<Posting> {
    postings.sort_unstable();
    postings.dedup();
    Tree::from_sorted(postings.into_iter().map(|posting| (posting, ())))
}
