//! Rules: a matcher, faults, how often; and the guard that takes a rule back.

use std::{
    collections::HashSet,
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{Course, Fault};
use crate::{clock::SplitMix64, harness::expect::Matcher, transcript::Record};

/// When faults act: on the requests of a matcher, perhaps only some of them.
///
/// ```
/// use ldaplab::server::{Fault, Rule, search};
/// use std::time::Duration;
///
/// let rule = Rule::new(search().filter("(uid=ada)"), Fault::delay(Duration::from_millis(200))).times(2);
/// assert_eq!(rule.to_string(), "search(uid=ada): delay=200ms times=2");
/// assert_eq!("search(uid=ada): delay=200ms times=2".parse::<Rule>().unwrap().to_string(), rule.to_string());
/// ```
#[derive(Clone, Debug)]
pub struct Rule {
    pub(super) matcher: Matcher,
    pub(super) faults: Vec<Fault>,
    pub(super) times: Option<u32>,
    pub(super) nth: Option<u64>,
    pub(super) probability: Option<f64>,
    pub(super) seed: u64,
    pub(super) between: Option<(Matcher, Matcher)>,
}

impl Rule {
    /// A fault on every request that a matcher selects.
    pub fn new(matcher: Matcher, fault: Fault) -> Self {
        Self {
            matcher,
            faults: vec![fault],
            times: None,
            nth: None,
            probability: None,
            seed: 0,
            between: None,
        }
    }

    /// Adds a fault, which acts on what the ones before it made of the answer.
    #[must_use]
    pub fn and(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Only so often.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Only on this one of the requests that are selected, counted from 1.
    #[must_use]
    pub fn nth(mut self, nth: u64) -> Self {
        self.nth = Some(nth);
        self
    }

    /// Only with this probability, from 0 to 1; the same requests are hit for the same seed.
    #[must_use]
    pub fn probability(mut self, probability: f64, seed: u64) -> Self {
        let none = probability.is_nan();
        self.probability = Some(if none {
            0.0
        } else {
            probability.clamp(0.0, 1.0)
        });
        self.seed = seed;
        self
    }

    /// What chance follows from: which requests are hit, and how long a jitter is. 0 unless set.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Only behind a request of the first matcher, and no more from the next of the second on, on the same connection.
    #[must_use]
    pub fn between(mut self, after: Matcher, until: Matcher) -> Self {
        self.between = Some((after, until));
        self
    }
}

/// The rules of a server, in the order they were given.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    armed: Mutex<Vec<Armed>>,
    next: AtomicU64,
}

/// A rule and what it has seen.
#[derive(Debug)]
struct Armed {
    number: u64,
    rule: Rule,
    selected: u64,
    hits: u64,
    /// Draws which requests are hit.
    chance: SplitMix64,
    /// Draws by how much, apart from the other, so that it does not change which are hit.
    amount: SplitMix64,
    /// The connections between the two requests of the rule.
    between: HashSet<u64>,
}

impl Armed {
    /// Whether the faults act on a request.
    fn acts(&mut self, record: &Record) -> bool {
        if let Some((after, until)) = &self.rule.between {
            if until.matches(record) {
                self.between.remove(&record.connection);
            }
            let inside = self.between.contains(&record.connection);
            if after.matches(record) {
                self.between.insert(record.connection);
            }
            if !inside {
                return false;
            }
        }
        let faults = &self.rule.faults;
        if !faults.iter().any(|fault| fault.applies(&record.request))
            || !self.rule.matcher.matches(record)
        {
            return false;
        }
        self.selected += 1;
        if self.rule.nth.is_some_and(|nth| nth != self.selected) {
            return false;
        }
        if self
            .rule
            .times
            .is_some_and(|times| self.hits >= times.into())
        {
            return false;
        }
        if let Some(probability) = self.rule.probability
            && unit(self.chance.next()) >= probability
        {
            return false;
        }
        self.hits += 1;
        true
    }
}

/// A number from 0 to below 1, of the 53 bits that fit.
pub(super) fn unit(random: u64) -> f64 {
    (random >> 11) as f64 / (1_u64 << 53) as f64
}

impl Rules {
    fn armed(&self) -> std::sync::MutexGuard<'_, Vec<Armed>> {
        self.armed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a rule that acts until the guard goes.
    pub(crate) fn inject(self: &Arc<Self>, rule: Rule) -> FaultGuard {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        self.armed().push(Armed {
            number,
            selected: 0,
            hits: 0,
            chance: SplitMix64::new(rule.seed),
            amount: SplitMix64::new(!rule.seed),
            rule,
            between: HashSet::new(),
        });
        FaultGuard {
            rules: Arc::clone(self),
            number,
            keep: false,
        }
    }

    /// Forgets a connection that has ended.
    pub(crate) fn forget(&self, connection: u64) {
        for armed in self.armed().iter_mut() {
            armed.between.remove(&connection);
        }
    }

    /// Whether any fault is armed.
    pub(crate) fn any(&self) -> bool {
        !self.armed().is_empty()
    }

    /// The faults that act on a request; counts the hits.
    pub(crate) fn choose(&self, record: &Record) -> Course {
        let mut course = Course::default();
        for armed in self.armed().iter_mut() {
            if armed.acts(record) {
                for fault in &armed.rule.faults {
                    let random = armed.amount.next();
                    if fault.applies(&record.request) {
                        course.add(fault, random);
                    }
                }
            }
        }
        course
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
        self.with(|armed| armed.rule.times = Some(times));
        self
    }

    /// Lets the fault act as long as the server lives.
    pub fn forever(mut self) {
        self.keep = true;
    }

    /// How often the fault acted.
    pub fn hits(&self) -> u64 {
        self.with(|armed| armed.hits).unwrap_or(0)
    }

    fn with<T>(&self, act: impl FnOnce(&mut Armed) -> T) -> Option<T> {
        let mut armed = self.rules.armed();
        armed
            .iter_mut()
            .find(|armed| armed.number == self.number)
            .map(act)
    }
}

impl Drop for FaultGuard {
    fn drop(&mut self) {
        if !self.keep {
            self.rules
                .armed()
                .retain(|armed| armed.number != self.number);
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::text::print(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{harness::expect, wire::Request};

    fn record(connection: u64, request: Request) -> Record {
        Record::new(connection, 1, false, String::new(), request, Vec::new())
    }

    #[test]
    fn connections_that_have_ended_are_forgotten() {
        let rules = Arc::new(Rules::default());
        let rule = Rule::new(expect::any(), Fault::close());
        let guard = rules.inject(rule.between(expect::delete(), expect::unbind()));
        let inside = |rules: &Rules| rules.armed()[0].between.len();
        for connection in 1..=1000 {
            rules.choose(&record(connection, Request::Delete(Vec::new())));
        }
        assert_eq!(inside(&rules), 1000);
        rules.choose(&record(1, Request::Unbind));
        assert_eq!(inside(&rules), 999);
        (2..=1000).for_each(|connection| rules.forget(connection));
        assert_eq!((inside(&rules), guard.hits()), (0, 0));
    }

    #[test]
    fn a_number_from_zero_to_below_one_is_drawn() {
        assert_eq!(unit(0), 0.0);
        assert!(unit(u64::MAX) < 1.0);
        assert_eq!(unit(1 << 63), 0.5);
    }
}
