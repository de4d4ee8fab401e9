//! Which entries hold which values of one attribute type.

use std::sync::Arc;

use super::key::{Id, Key, Rules};
use super::tree::Tree;
use crate::directory::{
    entry::{Attribute, Values},
    matching::Form,
};

/// An equality index. For a type whose values are DNs it answers who refers to an entry.
#[derive(Clone)]
pub(super) struct Index {
    /// The type's first name in the schema.
    pub(super) kind: Arc<str>,
    pub(super) form: Form,
    pub(super) tree: Tree<Posting>,
}

/// A value's key and an entry that holds it.
pub(super) type Posting = [u32; 4];

pub(super) fn posting([a, b, c]: Key, id: Id) -> Posting {
    [a, b, c, id]
}

/// All entries under one key, in the order of their numbers.
pub(super) fn under(tree: &Tree<Posting>, key: Key) -> impl Iterator<Item = Id> {
    tree.from(&posting(key, 0))
        .map(|(posting, ())| posting)
        .take_while(move |posting| posting[..3] == key)
        .map(|posting| posting[3])
}

impl Index {
    pub(super) fn new(kind: &str, form: Form) -> Self {
        Self {
            kind: kind.into(),
            form,
            tree: Tree::default(),
        }
    }

    pub(super) fn find(&self, key: Key) -> impl Iterator<Item = Id> {
        under(&self.tree, key)
    }

    pub(super) fn contains(&self, key: Key, id: Id) -> bool {
        self.tree.contains(&posting(key, id))
    }

    /// Appends the postings of some values. Values that are not of the syntax have none.
    pub(super) fn postings(
        &self,
        rules: &Rules,
        values: Values<'_>,
        id: Id,
        postings: &mut Vec<Posting>,
    ) {
        let keys = values.filter_map(|value| rules.value(self.form, value));
        postings.extend(keys.map(|key| posting(key, id)));
    }

    /// Follows an entry's change from `old` to `new`, its attributes of this type.
    ///
    /// The values of one attribute differ from one another, RFC 4512 section 2.2: a value taken
    /// out of a list of thousands is not looked for in the rest of it.
    pub(super) fn follow<'a>(
        &mut self,
        rules: &Rules,
        id: Id,
        old: &[Attribute<'a>],
        new: &[Attribute<'a>],
    ) {
        let (mut gone, mut come) = (Vec::new(), Vec::new());
        match (old, new) {
            ([old], [new]) => {
                let (old, new) = old.unshared(*new);
                if old.clone().eq(new.clone()) {
                    return;
                }
                self.postings(rules, old, id, &mut gone);
                self.postings(rules, new, id, &mut come);
            }
            _ => {
                for (attributes, postings) in [(old, &mut gone), (new, &mut come)] {
                    for attribute in attributes {
                        self.postings(rules, attribute.values(), id, postings);
                    }
                }
            }
        }
        gone.sort_unstable();
        come.sort_unstable();
        for posting in &gone {
            if come.binary_search(posting).is_err() {
                self.tree.remove(posting);
            }
        }
        for posting in come {
            if gone.binary_search(&posting).is_err() {
                self.tree.insert(posting, ());
            }
        }
    }
}
