//! Which index answers a filter with the fewest entries.

use super::index::Index;
use super::key::{Id, Key};
use super::store::Dit;
use crate::directory::filter::{Choice, Compiled, Item, Term};

/// What [`Dit::plan`] found.
pub(super) struct Found {
    /// The entries to look at, in order, and what named them; else all.
    pub(super) ids: Option<(Vec<Id>, String)>,
    /// Types for which an index would have helped.
    pub(super) wanted: Vec<String>,
    /// The equality item that is true of all of them.
    pub(super) settled: Option<Item>,
}

/// Look-ups whose results together hold every entry for which the filter can be true.
struct Lookups<'a> {
    index: &'a str,
    keys: Vec<(&'a Index, Key)>,
    settled: Option<Item>,
    /// The entries themselves, where they are known.
    numbers: Option<&'a [Id]>,
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
            let costs = choices.iter().map(|choice| Self::cost(choice, most));
            let cheapest = costs.zip(&choices).min_by_key(|(cost, _)| *cost);
            if let Some((cost, choice)) = cheapest
                && cost < most
            {
                let ids = Some((Self::ids(choice, cost), choice.index.to_owned()));
                let settled = choice.settled;
                return Found {
                    ids,
                    wanted,
                    settled,
                };
            }
            most *= 16;
        }
        Found {
            ids: None,
            wanted,
            settled: None,
        }
    }

    /// Whether an entry holds what the filter's single equality items say; `None` if an index denies one of them. What
    /// none of them says anything of is for the filter to find out.
    pub(super) fn check(&self, id: Id, filter: &Compiled) -> Option<Option<Item>> {
        let mut settled = None;
        for choice in filter.candidates() {
            let Some(lookups) = self.lookups(&choice, &mut Vec::new()) else {
                continue;
            };
            if let [(index, key)] = lookups.keys[..] {
                if !index.contains(key, id) {
                    return None;
                }
                settled = lookups.settled;
            }
        }
        Some(settled)
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
            settled: None,
            numbers: None,
        };
        match choice {
            Choice::Terms(terms) => {
                if let [term] = &terms[..] {
                    lookups.settled = Item::of(term.value);
                }
                for term in terms {
                    let index = self.index_for(term, wanted)?;
                    lookups.index = &index.kind;
                    let key = self.rules.hash(term.value);
                    lookups.keys.push((index, key));
                }
            }
            Choice::Set(set) => {
                lookups.index = "entryDN";
                lookups.numbers = set.numbers();
                lookups.settled = Some(Item::of_set(set));
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
    fn cost(lookups: &Lookups<'_>, most: usize) -> usize {
        let mut cost = lookups.numbers.map_or(0, <[Id]>::len);
        for &(index, key) in &lookups.keys {
            cost += index.find(key).take(most.saturating_sub(cost)).count();
            if cost >= most {
                break;
            }
        }
        cost
    }

    fn ids(lookups: &Lookups<'_>, cost: usize) -> Vec<Id> {
        if let Some(numbers) = lookups.numbers {
            return numbers.to_vec();
        }
        let mut ids = Vec::with_capacity(cost);
        for &(index, key) in &lookups.keys {
            ids.extend(index.find(key));
        }
        if lookups.keys.len() > 1 {
            ids.sort_unstable();
            ids.dedup();
        }
        ids
    }
}
