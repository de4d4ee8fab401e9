//! Everything that a server's tests expect of its clients.

use std::{
    cell::Cell,
    sync::{
        Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use super::{
    Expectation, Matcher, Unverified,
    expectation::{Counted, InOrder, Watch},
    failure::Unmet,
    ranges::entries,
    ready_made::ReadyMade,
};
use crate::transcript::{Record, Requests};

/// The most requests that a strict server tells of.
const MOST: usize = 20;

/// How long an unbind that a client has sent may take to be read.
const ON_ITS_WAY: Duration = Duration::from_secs(2);

/// The expectations of a server.
#[derive(Default)]
pub(crate) struct Watched {
    state: Mutex<State>,
    /// There is something new to look at.
    changed: Condvar,
    /// Somebody looks at answers.
    reads: AtomicBool,
}

#[derive(Default)]
struct State {
    watches: Vec<Box<dyn Watch>>,
    strict: bool,
    unexpected: Vec<Record>,
    /// How many requests there had been at the last verdict.
    judged: u64,
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

    /// The requests that came since the last verdict, as far as they are on record.
    pub(crate) fn unjudged(&self, requests: &Requests) -> Requests {
        let number = Cell::new(requests.dropped());
        let judged = self.state().judged;
        requests.filtered(|_| {
            number.set(number.get() + 1);
            number.get() > judged
        })
    }

    /// `before` are the requests that came already: they do not count, but are told of.
    pub(crate) fn expect(&self, expectation: Expectation, before: &Requests) {
        self.state()
            .watches
            .push(Box::new(Counted::new(expectation, before)));
    }

    pub(crate) fn in_order(&self, expectations: Vec<Expectation>, before: &Requests) {
        self.state()
            .watches
            .push(Box::new(InOrder::new(expectations, before)));
    }

    pub(crate) fn forbid(&self, matcher: Matcher, before: &Requests) {
        self.expect(matcher.times(0), before);
    }

    pub(crate) fn keep(&self, rule: ReadyMade, before: &Requests) {
        let watch = rule.watch(before);
        if watch.reads_answers() {
            self.reads.store(true, Ordering::Relaxed);
        }
        self.state().watches.push(watch);
    }

    pub(crate) fn strict(&self) {
        self.state().strict = true;
    }

    /// Whether anybody wants to see requests.
    pub(crate) fn any(&self) -> bool {
        let state = self.state();
        state.strict || !state.watches.is_empty()
    }

    /// Shows a request to every expectation.
    pub(crate) fn see(&self, record: &Record) {
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
        self.changed.notify_all();
    }

    /// Shows messages that are sent to those who look at answers.
    pub(crate) fn answered(&self, connection: u64, messages: &[u8]) {
        if !self.reads.load(Ordering::Relaxed) {
            return;
        }
        let mut state = self.state();
        for entry in entries(messages) {
            for watch in &mut state.watches {
                watch.answered(connection, &entry);
            }
        }
    }

    /// A connection has ended.
    pub(crate) fn forget(&self, connection: u64) {
        for watch in &mut self.state().watches {
            watch.forget(connection);
        }
        self.changed.notify_all();
    }

    /// Waits until what has no answer has come, which a client that sent it does not wait for.
    fn settled(&self) -> MutexGuard<'_, State> {
        let end = Instant::now() + ON_ITS_WAY;
        let mut state = self.state();
        while state.watches.iter().any(|watch| watch.may_come()) {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            let waited = self.changed.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        state
    }

    /// The verdict; no expectation is left behind. `seen` says how many requests there were, and `requests` has them where one is to be told of.
    pub(crate) fn verify(
        &self,
        seen: impl FnOnce() -> u64,
        requests: impl FnOnce() -> Requests,
    ) -> Result<(), Unverified> {
        drop(self.settled());
        let fresh = State {
            judged: seen(),
            ..State::default()
        };
        let state = std::mem::replace(&mut *self.state(), fresh);
        self.reads.store(false, Ordering::Relaxed);
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
                why: None,
            });
        }
        match unmet.is_empty() {
            true => Ok(()),
            false => Err(Unverified::new(unmet, all, requests())),
        }
    }
}
