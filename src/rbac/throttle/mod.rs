//! Guesses at passwords: counted by name, and slowed down.
//!
//! A table of bounded size. What is put out of it leaves its count behind among the `traces`, from which a name begins again that comes back:
//! by flooding the table nobody gets guesses back. What counts as under attack is also stored, so that a new process does not give guesses back either.

mod key;
#[cfg(test)]
mod tests;
mod traces;

use std::collections::{HashMap, HashSet};

pub(super) use key::Key;
use traces::Traces;

/// Failures in a row after which a name is closed for a while.
pub(super) const MOST_FAILURES: u32 = 10;
/// Seconds that it is closed after the tenth; twice as long after each further one, up to the longest.
const FIRST: u64 = 60;
const LONGEST: u64 = 15 * 60;
/// Seconds without a failure after which the earlier ones are forgotten.
const FORGOTTEN: u64 = 24 * 60 * 60;
/// Names that are counted.
const NAMES: usize = 10_000;
/// Failures from which on a name counts as one under attack, whose count outlives its place in the table, and the process.
const ATTACKED: u32 = 5;

/// What is kept of a count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) failures: u32,
    /// Seconds since 1970 of the last failure.
    pub(super) last: u64,
    /// Until when it is closed.
    pub(super) until: u64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    kept: Kept,
    /// Tries that have not ended.
    open: u32,
    /// Whether it is in the database.
    stored: bool,
}

impl Kept {
    fn fail(&mut self, now: u64) -> u32 {
        self.failures = self.failures.saturating_add(1);
        self.last = now;
        if let Some(further) = self.failures.checked_sub(MOST_FAILURES) {
            let delay = FIRST.checked_shl(further).unwrap_or(LONGEST).min(LONGEST);
            self.until = now + delay;
        }
        self.failures
    }
}

/// Whether a try may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Admission {
    /// It began, and must be ended.
    Begun,
    /// As many tries are on their way as there are failures left: one of them has to end first.
    Wait,
    /// Not in so many seconds.
    Closed(u64),
}

/// How a try ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Failed,
    Succeeded,
    /// It proved nothing.
    Open,
}

pub(super) struct Throttle {
    names: HashMap<Key, Count>,
    traces: Traces,
    most: usize,
    /// Those of which the database does not have what it should.
    unstored: HashSet<Key>,
}

impl Default for Throttle {
    fn default() -> Self {
        Self::new(NAMES, Traces::default())
    }
}

impl Throttle {
    fn new(most: usize, traces: Traces) -> Self {
        Self {
            names: HashMap::new(),
            traces,
            most,
            unstored: HashSet::new(),
        }
    }

    /// Begins with what was stored.
    pub(super) fn restore(&mut self, stored: impl IntoIterator<Item = (String, Kept)>, now: u64) {
        for (text, kept) in stored {
            let Some(key) = Key::parse(&text) else {
                continue;
            };
            let count = self.count(&key, now);
            (count.kept, count.stored) = (kept.aged(now), true);
            self.changed(&key);
        }
    }

    /// Whether the database has what it should.
    pub(super) fn is_stored(&self) -> bool {
        self.unstored.is_empty()
    }

    /// What is to be stored, by its name there; `None` for what is to be removed.
    pub(super) fn unstored(&mut self) -> Vec<(String, Option<Kept>)> {
        let all = std::mem::take(&mut self.unstored);
        let each = all.into_iter().map(|key| {
            let text = key.text();
            let count = self.names.get_mut(&key);
            let kept = count.and_then(|count| {
                count.stored = count.kept.failures >= ATTACKED;
                count.stored.then_some(count.kept)
            });
            (text, kept)
        });
        each.collect()
    }

    /// It could not be stored.
    pub(super) fn still_unstored(&mut self, all: &[(String, Option<Kept>)]) {
        // Further ones are those of names that are gone: that they stay in the database does no harm.
        if self.unstored.len() < 2 * self.most {
            self.unstored
                .extend(all.iter().filter_map(|(text, _)| Key::parse(text)));
        }
    }

    fn changed(&mut self, key: &Key) {
        let count = self.names.get(key).copied().unwrap_or_default();
        if count.stored || count.kept.failures >= ATTACKED {
            self.unstored.insert(key.clone());
        }
    }

    fn count(&mut self, key: &Key, now: u64) -> &mut Count {
        if !self.names.contains_key(key) {
            if self.names.len() >= self.most {
                self.make_room(now);
            }
            let kept = self.traces.take(key, now);
            let count = Count {
                kept,
                ..Count::default()
            };
            self.names.insert(key.clone(), count);
        }
        let count = self.names.entry(key.clone()).or_default();
        count.kept = count.kept.aged(now);
        count
    }

    /// Puts the one out with the fewest failures, of these the oldest. One that had some leaves them behind, so that who guesses at it goes on counting; a flood
    /// of names that fail once or twice leaves nothing.
    fn make_room(&mut self, now: u64) {
        let idle = self.names.iter().filter(|(_, count)| count.open == 0);
        let least = idle.min_by_key(|(_, count)| (count.kept.failures, count.kept.last));
        let Some((key, count)) = least else {
            // As many tries are open, which connections bound.
            return;
        };
        let (key, count) = (key.clone(), *count);
        self.names.remove(&key);
        let kept = count.kept.aged(now);
        if kept.failures >= ATTACKED {
            self.traces.leave(&key, kept, now);
        }
        match count.stored {
            true => self.unstored.insert(key),
            false => self.unstored.remove(&key),
        };
    }

    /// Begins a try.
    pub(super) fn begin(&mut self, key: &Key, now: u64) -> Admission {
        if let Some(left) = self.closed(key, now) {
            return Admission::Closed(left);
        }
        let count = self.count(key, now);
        // Behind the tenth failure one at a time.
        let room = MOST_FAILURES.saturating_sub(count.kept.failures).max(1);
        if count.open >= room {
            return Admission::Wait;
        }
        count.open += 1;
        Admission::Begun
    }

    /// Ends a try.
    pub(super) fn end(&mut self, key: &Key, end: End, now: u64) {
        let count = self.count(key, now);
        count.open = count.open.saturating_sub(1);
        match end {
            End::Failed => {
                count.kept.fail(now);
            }
            End::Succeeded => (count.kept.failures, count.kept.until) = (0, 0),
            End::Open => return,
        }
        self.changed(key);
    }

    /// Counts a failure outside of tries; how many there are in a row.
    pub(super) fn fail(&mut self, key: &Key, now: u64) -> u32 {
        let failures = self.count(key, now).kept.fail(now);
        self.changed(key);
        failures
    }

    /// For how many seconds it is closed.
    pub(super) fn closed(&self, key: &Key, now: u64) -> Option<u64> {
        let kept = match self.names.get(key) {
            Some(count) => count.kept.aged(now),
            None => self.traces.seen(key, now),
        };
        kept.until.checked_sub(now).filter(|left| *left > 0)
    }

    /// Takes back what was counted. It is kept as none, so that it does not begin again as a trace says.
    pub(super) fn forgive(&mut self, key: &Key, now: u64) {
        let count = self.count(key, now);
        (count.kept.failures, count.kept.until) = (0, 0);
        self.changed(key);
    }

    /// The same for a login name from any address.
    pub(super) fn forgive_everywhere(&mut self, login: &str, now: u64) {
        self.forgive(&Key::name(login), now);
        let folded = login.to_lowercase();
        let from = |key: &&Key| matches!(key, Key::From(name, _) if *name == folded);
        let all: Vec<Key> = self.names.keys().filter(from).cloned().collect();
        for key in &all {
            self.forgive(key, now);
        }
    }
}
