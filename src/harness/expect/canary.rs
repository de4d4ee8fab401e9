//! Login names that show whether a program escapes what it puts into filters.

use super::{ReadyMade, expectation::Watch, failure::Unmet};
use crate::{
    transcript::Record,
    wire::{Filter, Request},
};

/// A login name that breaks out of a filter. A client that escapes what it puts into filters (RFC 4515 section 3) sends it as one
/// value; see [`ReadyMade::FILTERS_ARE_ESCAPED`].
pub const CANARY: &str = "ldaplab-canary*)(uid=*";

/// A login name that leaves a filter a filter also where it is not escaped: most libraries refuse what [`CANARY`] makes of one, so that
/// nothing arrives, while this one arrives as a pattern.
pub const WILDCARD_CANARY: &str = "ldaplab-wild*card";

/// What of a canary reaches the server also when it was not escaped, and the canary.
const CANARIES: [(&str, &str); 2] = [
    ("ldaplab-canary", CANARY),
    ("ldaplab-wild", WILDCARD_CANARY),
];

/// Which canaries came whole, and the first that came torn.
pub(super) struct Canaries {
    rule: ReadyMade,
    whole: [bool; 2],
    torn: Option<Record>,
}

impl Canaries {
    pub(super) fn new(rule: ReadyMade) -> Self {
        Self {
            rule,
            whole: [false; 2],
            torn: None,
        }
    }
}

impl Watch for Canaries {
    fn see(&mut self, record: &Record) -> bool {
        for value in values(record) {
            for (number, (head, canary)) in CANARIES.iter().enumerate() {
                if holds(value, canary) {
                    self.whole[number] = true;
                } else if holds(value, head) {
                    self.torn.get_or_insert_with(|| record.clone());
                }
            }
        }
        false
    }

    fn verdict(&self) -> Option<Unmet> {
        if let Some(torn) = &self.torn {
            let got = "a name that is not one value:".to_owned();
            return Some(self.rule.broken(got, Some(torn.clone())));
        }
        let missing = CANARIES.iter().zip(self.whole).find(|(_, whole)| !whole);
        let ((_, canary), _) = missing.filter(|_| self.whole != [false; 2])?;
        let got = format!(
            "the login name {canary} in no search, though the other one was: it was not tried, or a library refused the filter that it makes where it is not escaped"
        );
        Some(self.rule.broken(got, None))
    }

    fn tried(&self) -> bool {
        self.whole == [true; 2]
    }
}

/// Whether a search has to do with a canary.
pub(super) fn of_canary(record: &Record) -> bool {
    values(record)
        .iter()
        .any(|value| CANARIES.iter().any(|(head, _)| holds(value, head)))
}

/// The values of a search's filter.
fn values(record: &Record) -> Vec<&[u8]> {
    let Request::Search(search) = &record.request else {
        return Vec::new();
    };
    let mut values: Vec<&[u8]> = Vec::new();
    let mut left = vec![&search.filter];
    while let Some(filter) = left.pop() {
        match filter {
            Filter::And(parts) | Filter::Or(parts) => left.extend(parts),
            Filter::Not(part) => left.push(part),
            Filter::Equality(_, value)
            | Filter::GreaterOrEqual(_, value)
            | Filter::LessOrEqual(_, value)
            | Filter::Approx(_, value) => values.push(value),
            Filter::Substrings(_, parts) => {
                let parts = parts.initial.iter().chain(&parts.any).chain(&parts.last);
                values.extend(parts.map(Vec::as_slice));
            }
            Filter::Extensible(assertion) => values.push(&assertion.value),
            Filter::Present(_) => {}
        }
    }
    values
}

fn holds(value: &[u8], part: &str) -> bool {
    value
        .windows(part.len())
        .any(|window| window == part.as_bytes())
}
