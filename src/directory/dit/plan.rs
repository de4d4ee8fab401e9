//! Which index answers a filter with the fewest entries.

use super::index::Index;
use super::key::{Id, Key};
use super::store::Dit;
use crate::wire::filter::Filter;

/// Look-ups whose results together hold every entry for which the filter can be true.
struct Plan<'a> {
    lookups: Vec<(&'a Index, Key)>,
    /// How many entries that is.
    cost: usize,
}

/// What [`Dit::plan`] found.
pub(super) struct Found {
    /// The entries to look at, in order, and the index that named them; else all.
    pub(super) ids: Option<(Vec<Id>, String)>,
    /// Types for which an index would have helped.
    pub(super) wanted: Vec<String>,
}

impl Dit {
    pub(super) fn plan(&self, filter: &Filter) -> Found {
        let mut wanted = Vec::new();
        // Counting stops early: a look-up with few entries is found without counting the large ones.
        let mut most = 64;
        while most / 64 <= self.len() {
            wanted.clear();
            if let Some(plan) = self.smallest(filter, most, &mut wanted) {
                let mut ids: Vec<Id> = Vec::with_capacity(plan.cost);
                for (index, key) in &plan.lookups {
                    ids.extend(index.find(*key));
                }
                if plan.lookups.len() > 1 {
                    ids.sort_unstable();
                    ids.dedup();
                }
                let name = plan
                    .lookups
                    .first()
                    .map(|(index, _)| index.kind.to_string());
                let ids = Some((ids, name.unwrap_or_default()));
                return Found { ids, wanted };
            }
            most *= 16;
        }
        Found { ids: None, wanted }
    }

    /// The cheapest plan that costs less than `most`.
    fn smallest<'a>(
        &'a self,
        filter: &Filter,
        most: usize,
        wanted: &mut Vec<String>,
    ) -> Option<Plan<'a>> {
        match filter {
            Filter::Equality(description, value) => {
                let kind = self.rules.kind(description);
                if self.is_computed(&kind) {
                    return None;
                }
                // An attribute that no entry holds may be one that the server makes up.
                let key = self.rules.value(&kind, value)?;
                let Some(index) = self.index(&kind).filter(|index| index.tree.len() > 0) else {
                    if self.index(&kind).is_none() {
                        wanted.push(kind.into_owned());
                    }
                    return None;
                };
                let cost = index.find(key).take(most).count();
                let lookups = vec![(index, key)];
                (cost < most).then_some(Plan { lookups, cost })
            }
            Filter::And(parts) => parts
                .iter()
                .filter_map(|part| self.smallest(part, most, wanted))
                .min_by_key(|plan| plan.cost),
            Filter::Or(parts) => {
                let mut union = Plan {
                    lookups: Vec::new(),
                    cost: 0,
                };
                for part in parts {
                    let plan = self.smallest(part, most, wanted)?;
                    union.lookups.extend(plan.lookups);
                    union.cost += plan.cost;
                }
                (union.cost < most).then_some(union)
            }
            _ => None,
        }
    }
}
