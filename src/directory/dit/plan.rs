//! Which index answers a filter with the fewest entries.

use super::index::{Index, under};
use super::key::{Id, Key};
use super::store::Dit;
use crate::directory::filter::{Choice, Compiled, Term};

/// What [`Dit::plan`] found.
pub(super) struct Found {
    /// The entries to look at, in order, and what named them; else all.
    pub(super) ids: Option<(Vec<Id>, String)>,
    /// Types for which an index would have helped.
    pub(super) wanted: Vec<String>,
}

/// Look-ups whose results together hold every entry for which the filter can be true.
struct Lookups<'a> {
    index: &'a str,
    /// No index: the key of a name.
    keys: Vec<(Option<&'a Index>, Key)>,
}

impl Dit {
    pub(super) fn plan(&self, filter: &Compiled) -> Found {
        let mut wanted = Vec::new();
        let choices = filter.candidates();
        let choices = choices
            .iter()
            .filter_map(|choice| self.lookups(choice, &mut wanted));
        let choices: Vec<_> = choices.collect();
        // Counting stops early: a choice of few entries is found without counting the large ones.
        let mut most = 64;
        while most / 64 <= self.len() && !choices.is_empty() {
            let costs = choices.iter().map(|choice| self.cost(choice, most));
            let cheapest = costs.zip(&choices).min_by_key(|(cost, _)| *cost);
            if let Some((cost, choice)) = cheapest
                && cost < most
            {
                let ids = Some((self.ids(choice, cost), choice.index.to_owned()));
                return Found { ids, wanted };
            }
            most *= 16;
        }
        Found { ids: None, wanted }
    }

    /// What answers a choice; `None` if one of its terms has no index.
    fn lookups<'a>(
        &'a self,
        choice: &'a Choice<'_>,
        wanted: &mut Vec<String>,
    ) -> Option<Lookups<'a>> {
        let mut lookups = Lookups {
            index: "",
            keys: Vec::new(),
        };
        match choice {
            Choice::Terms(terms) => {
                for term in terms {
                    let index = self.index_for(term, wanted)?;
                    lookups.index = &index.kind;
                    let key = self.rules.hash(term.value);
                    lookups.keys.push((Some(index), key));
                }
            }
            Choice::Names(names) => {
                lookups.index = "entryDN";
                let keys = names.iter().map(|name| self.rules.hash(name.as_bytes()));
                lookups.keys.extend(keys.map(|key| (None, key)));
            }
        }
        Some(lookups)
    }

    fn index_for(&self, term: &Term<'_>, wanted: &mut Vec<String>) -> Option<&Index> {
        if self.is_computed(term.attribute) {
            return None;
        }
        let index = self.index(term.attribute);
        if index.is_none() && self.rules.kind(term.attribute).form == Some(term.form) {
            wanted.push(term.attribute.to_owned());
        }
        // An attribute that no entry holds may be one that the server makes up.
        index.filter(|index| index.form == term.form && index.tree.len() > 0)
    }

    /// How many entries the look-ups name; not counted beyond `most`.
    fn cost(&self, lookups: &Lookups<'_>, most: usize) -> usize {
        let mut cost = 0;
        for &(index, key) in &lookups.keys {
            cost += index.map_or(1, |index| index.find(key).take(most - cost).count());
            if cost >= most {
                break;
            }
        }
        cost
    }

    fn ids(&self, lookups: &Lookups<'_>, cost: usize) -> Vec<Id> {
        let mut ids = Vec::with_capacity(cost);
        for &(index, key) in &lookups.keys {
            let tree = index.map_or(&self.names, |index| &index.tree);
            ids.extend(under(tree, key));
        }
        if lookups.keys.len() > 1 {
            ids.sort_unstable();
            ids.dedup();
        }
        ids
    }
}
