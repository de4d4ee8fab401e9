//! Everything that a server's tests expect of its clients.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{
    Expectation, Matcher, Unverified,
    expectation::{Counted, InOrder, Watch},
    failure::Unmet,
    rules::ReadyMade,
};
use crate::transcript::{Record, Requests};

/// The most requests that a strict server tells of.
const MOST: usize = 20;

/// The expectations of a server.
#[derive(Default)]
pub(in crate::server) struct Watched {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    watches: Vec<Box<dyn Watch>>,
    strict: bool,
    unexpected: Vec<Record>,
}

impl std::fmt::Debug for Watched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watched")
            .field("expectations", &self.state().watches.len())
            .finish()
    }
}

impl Watched {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(in crate::server) fn expect(&self, expectation: Expectation) {
        self.state()
            .watches
            .push(Box::new(Counted::new(expectation)));
    }

    pub(in crate::server) fn in_order(&self, expectations: Vec<Expectation>) {
        self.state()
            .watches
            .push(Box::new(InOrder::new(expectations)));
    }

    pub(in crate::server) fn forbid(&self, matcher: Matcher) {
        self.expect(matcher.times(0));
    }

    pub(in crate::server) fn keep(&self, rule: ReadyMade) {
        self.state().watches.push(rule.watch());
    }

    pub(in crate::server) fn strict(&self) {
        self.state().strict = true;
    }

    /// Shows a request to every expectation.
    pub(in crate::server) fn see(&self, record: &Record) {
        let mut state = self.state();
        if state.watches.is_empty() && !state.strict {
            return;
        }
        let mut expected = false;
        for watch in &mut state.watches {
            expected |= watch.see(record);
        }
        if state.strict && !expected && state.unexpected.len() < MOST {
            state.unexpected.push(record.clone());
        }
    }

    /// The verdict; no expectation is left behind.
    pub(in crate::server) fn verify(
        &self,
        requests: impl FnOnce() -> Requests,
    ) -> Result<(), Unverified> {
        let state = std::mem::take(&mut *self.state());
        let mut unmet: Vec<Unmet> = state
            .watches
            .iter()
            .filter_map(|watch| watch.verdict())
            .collect();
        let all = state.watches.len() + usize::from(state.strict);
        if let Some(first) = state.unexpected.first() {
            unmet.push(Unmet {
                expected: "no request but the expected ones (the server is strict)".to_owned(),
                got: match state.unexpected.len() {
                    1 => "another".to_owned(),
                    MOST => format!("{MOST} others or more, the first:"),
                    more => format!("{more} others, the first:"),
                },
                about: Some(first.clone()),
                nearest: None,
                matcher: None,
            });
        }
        match unmet.is_empty() {
            true => Ok(()),
            false => Err(Unverified::new(unmet, all, requests())),
        }
    }
}
