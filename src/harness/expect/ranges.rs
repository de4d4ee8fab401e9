//! Large attributes that Active Directory answers in parts, MS-ADTS 3.1.1.3.1.3.3: whether the client asks for the rest.

use std::collections::BTreeMap;

use super::{ReadyMade, expectation::Watch, failure::Unmet};
use crate::{
    directory::dn::Dn,
    transcript::Record,
    wire::{Envelope, Limits, Request, Response, request::Scope, response::SearchEntry},
};

/// Most parts that are kept in mind.
const MOST: usize = 1000;

/// The parts of attributes whose rest was not asked for yet.
pub(super) struct Ranges {
    rule: ReadyMade,
    /// By attribute, first value of the rest, and DN: what was answered, and the search.
    open: BTreeMap<(String, u64, String), (String, Option<Record>)>,
    /// The last search of each connection.
    searches: BTreeMap<u64, Record>,
    /// Whether any part was answered.
    answered: bool,
}

impl Ranges {
    pub(super) fn new(rule: ReadyMade) -> Self {
        Self {
            rule,
            open: BTreeMap::new(),
            searches: BTreeMap::new(),
            answered: false,
        }
    }
}

/// The attribute, and the first and last value of `member;range=0-1499`; no last for `*`.
fn range(description: &str) -> Option<(String, u64, Option<u64>)> {
    let lower = description.to_ascii_lowercase();
    let (attribute, range) = lower.split_once(";range=")?;
    let (first, last) = range.split_once('-')?;
    let last = match last {
        "*" => None,
        last => Some(last.parse().ok()?),
    };
    Some((attribute.to_owned(), first.parse().ok()?, last))
}

impl Watch for Ranges {
    fn see(&mut self, record: &Record) -> bool {
        let Request::Search(search) = &record.request else {
            return false;
        };
        self.searches.insert(record.connection, record.clone());
        let base = Dn::from_bytes(&search.base).ok();
        for (attribute, first, _) in search.attributes.iter().filter_map(|name| range(name)) {
            // A search of more than one entry may have found it again.
            let same = |dn: &str| search.scope != Scope::Base || Dn::parse(dn).ok() == base;
            self.open
                .retain(|(name, rest, dn), _| (name, *rest) != (&attribute, first) || !same(dn));
        }
        false
    }

    fn tried(&self) -> bool {
        self.answered
    }

    fn reads_answers(&self) -> bool {
        true
    }

    fn answered(&mut self, connection: u64, entry: &SearchEntry) {
        for one in &entry.attributes {
            let Some((attribute, _, Some(last))) = range(&one.description) else {
                continue;
            };
            self.answered = true;
            if self.open.len() < MOST {
                let dn = String::from_utf8_lossy(&entry.dn).into_owned();
                let search = self.searches.get(&connection).cloned();
                let answered = (one.description.clone(), search);
                self.open
                    .insert((attribute, last.saturating_add(1), dn), answered);
            }
        }
    }

    fn verdict(&self) -> Option<Unmet> {
        let ((attribute, rest, dn), (answered, search)) = self.open.first_key_value()?;
        let got = format!("{answered} of {dn}, and no request for {attribute};range={rest}-*:");
        Some(self.rule.broken(got, Some(search.clone()?)))
    }

    fn forget(&mut self, connection: u64) {
        self.searches.remove(&connection);
    }
}

/// The entries among the messages that are sent.
pub(super) fn entries(mut bytes: &[u8]) -> impl Iterator<Item = SearchEntry> {
    let limits = Limits::default();
    std::iter::from_fn(move || {
        let length = crate::harness::faults::message_length(bytes)?;
        let (message, rest) = bytes.split_at_checked(length)?;
        bytes = rest;
        let envelope = Envelope::decode(message.to_vec().into(), &limits).ok()?;
        Some(Response::decode(&envelope, &limits).ok())
    })
    .filter_map(|response| match response {
        Some(Response::SearchEntry(entry)) => Some(entry),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_told_from_the_last_and_from_other_options() {
        let member = || "member".to_owned();
        assert_eq!(
            range("Member;Range=0-1499"),
            Some((member(), 0, Some(1499)))
        );
        assert_eq!(range("member;range=1500-*"), Some((member(), 1500, None)));
        for other in [
            "member",
            "cn;lang-de",
            "member;range=",
            "member;range=a-b",
            "member;range=-",
        ] {
            assert_eq!(range(other), None, "{other}");
        }
    }
}
