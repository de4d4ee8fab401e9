//! Rules: a matcher, a fault, how often; and the guard that takes a rule back.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use super::{Fault, Verdict};
use crate::{server::expect::Matcher, wire::Request};

/// The rules of a server, in the order they were given.
#[derive(Debug, Default)]
pub(in crate::server) struct Rules {
    rules: Mutex<Vec<Rule>>,
    next: AtomicU64,
}

#[derive(Debug)]
struct Rule {
    number: u64,
    matcher: Matcher,
    fault: Fault,
    /// How often it still acts; `None` = without end.
    left: Option<u32>,
    hits: u64,
}

impl Rules {
    fn rules(&self) -> std::sync::MutexGuard<'_, Vec<Rule>> {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a rule that acts until the guard goes.
    pub(in crate::server) fn inject(
        self: &Arc<Self>,
        matcher: Matcher,
        fault: Fault,
    ) -> FaultGuard {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        self.rules().push(Rule {
            number,
            matcher,
            fault,
            left: None,
            hits: 0,
        });
        FaultGuard {
            rules: Arc::clone(self),
            number,
            keep: false,
        }
    }

    /// What the rules say of a request; counts their hits.
    pub(in crate::server) fn choose(&self, request: &Request) -> Verdict {
        let mut verdict = Verdict::default();
        for rule in self.rules().iter_mut() {
            if rule.left == Some(0) || !rule.matcher.matches(request) {
                continue;
            }
            rule.left = rule.left.map(|left| left - 1);
            rule.hits += 1;
            verdict.add(&rule.fault);
        }
        verdict
    }
}

/// A fault that is armed. Dropping the guard disarms it.
#[derive(Debug)]
#[must_use = "the fault is disarmed as soon as the guard is dropped: bind it to a name, or call `.forever()`"]
pub struct FaultGuard {
    rules: Arc<Rules>,
    number: u64,
    keep: bool,
}

impl FaultGuard {
    /// Lets the fault act only this often.
    pub fn times(self, times: u32) -> Self {
        self.with(|rule| rule.left = Some(times));
        self
    }

    /// Lets the fault act as long as the server lives.
    pub fn forever(mut self) {
        self.keep = true;
    }

    /// How often the fault acted.
    pub fn hits(&self) -> u64 {
        self.with(|rule| rule.hits).unwrap_or(0)
    }

    fn with<T>(&self, act: impl FnOnce(&mut Rule) -> T) -> Option<T> {
        let mut rules = self.rules.rules();
        rules
            .iter_mut()
            .find(|rule| rule.number == self.number)
            .map(act)
    }
}

impl Drop for FaultGuard {
    fn drop(&mut self) {
        if !self.keep {
            self.rules.rules().retain(|rule| rule.number != self.number);
        }
    }
}
