//! What a test expects its program to ask, and how often.

use std::ops::{Bound, RangeBounds};

use super::{
    Matcher,
    failure::{Nearest, Unmet},
};
use crate::{
    transcript::{Record, Requests},
    wire::response::SearchEntry,
};

/// A matcher, how often, and a name. Made by [`Matcher::times`].
///
/// ```
/// use ldaplab::server::{LdapServer, search};
///
/// let dc = LdapServer::openldap("dc=example,dc=org").start()?;
/// dc.expect(search().filter("(uid=ada)").times(1..=2).named("lookup"));
/// // … the program under test …
/// let unmet = dc.verify().unwrap_err();
/// assert!(unmet.to_string().contains("lookup"));
/// # Ok::<(), ldaplab::server::StartError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Expectation {
    pub(super) matcher: Matcher,
    pub(super) least: usize,
    /// `None` for any number.
    pub(super) most: Option<usize>,
    pub(super) name: Option<String>,
}

/// How often: a number, or a range of numbers.
pub trait Times {
    /// The least and the most; `None` for without end.
    fn bounds(&self) -> (usize, Option<usize>);
}

impl Times for usize {
    fn bounds(&self) -> (usize, Option<usize>) {
        (*self, Some(*self))
    }
}

macro_rules! ranges {
    ($($range:ty),*) => {
        $(impl Times for $range {
            fn bounds(&self) -> (usize, Option<usize>) {
                let least = match self.start_bound() {
                    Bound::Included(least) => *least,
                    Bound::Excluded(least) => *least + 1,
                    Bound::Unbounded => 0,
                };
                let most = match self.end_bound() {
                    Bound::Included(most) => Some(*most),
                    Bound::Excluded(end) => Some(end.saturating_sub(1)),
                    Bound::Unbounded => None,
                };
                (least, most)
            }
        })*
    };
}

ranges!(
    std::ops::Range<usize>,
    std::ops::RangeInclusive<usize>,
    std::ops::RangeFrom<usize>,
    std::ops::RangeTo<usize>,
    std::ops::RangeToInclusive<usize>
);

impl Matcher {
    /// Expects so many of these requests: `1`, `1..=2`, `2..`.
    #[must_use]
    pub fn times(self, times: impl Times) -> Expectation {
        let (least, most) = times.bounds();
        Expectation {
            matcher: self,
            least,
            most,
            name: None,
        }
    }

    /// Expects at least one of these requests, and calls that so in failures.
    #[must_use]
    pub fn named(self, name: &str) -> Expectation {
        Expectation::from(self).named(name)
    }
}

impl Expectation {
    /// Sets what it is called in failures.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.name = Some(name.to_owned());
        self
    }

    /// `lookup: search(uid=ada), 1 to 2 times`
    pub(super) fn words(&self) -> String {
        let name = self
            .name
            .as_ref()
            .map_or_else(String::new, |name| format!("{name}: "));
        let times = match (self.least, self.most) {
            (1, Some(1)) => "once".to_owned(),
            (_, Some(0)) => "never".to_owned(),
            (least, Some(most)) if least == most => format!("{least} times"),
            (0, Some(most)) => format!("at most {}", counted(most)),
            (least, Some(most)) => format!("{least} to {most} times"),
            (0, None) => "any number of times".to_owned(),
            (least, None) => format!("at least {}", counted(least)),
        };
        format!("{name}{}, {times}", self.matcher)
    }
}

/// `never since it was expected, but twice before: …`
fn late(seen: usize, before: usize) -> String {
    let since = match seen {
        0 => "never".to_owned(),
        seen => counted(seen),
    };
    format!(
        "{since} since it was expected, and {} before; expect it before the program runs",
        counted(before)
    )
}

/// `once`, `3 times`.
pub(super) fn counted(times: usize) -> String {
    match times {
        1 => "once".to_owned(),
        times => format!("{times} times"),
    }
}

impl From<Matcher> for Expectation {
    /// At least once.
    fn from(matcher: Matcher) -> Self {
        matcher.times(1..)
    }
}

/// Something that looks at every request and has an opinion at the end.
pub(crate) trait Watch: Send {
    /// Looks at a request; whether it is one that was expected.
    fn see(&mut self, record: &Record) -> bool;
    /// What is wrong so far.
    fn verdict(&self) -> Option<Unmet>;
    /// Whether what is missing may be on its way still, though the client has gone on: it waits for no answer.
    fn may_come(&self) -> bool {
        false
    }
    /// Whether what it is about has come, so that it could be broken.
    fn tried(&self) -> bool {
        true
    }
    /// Whether it is to be shown what is answered.
    fn reads_answers(&self) -> bool {
        false
    }
    /// Looks at an entry that is sent.
    fn answered(&mut self, connection: u64, entry: &SearchEntry) {
        let _ = (connection, entry);
    }
    /// A connection has ended.
    fn forget(&mut self, connection: u64) {
        let _ = connection;
    }
}

/// An expectation being counted.
pub(super) struct Counted {
    pub(super) expectation: Expectation,
    seen: usize,
    /// How many came before it was expected, as far as they are on record.
    before: usize,
    nearest: Nearest,
    /// The first that is too much.
    extra: Option<Record>,
}

impl Counted {
    /// `before` are the requests on record.
    pub(super) fn new(expectation: Expectation, before: &Requests) -> Self {
        let matches = |record: &&Record| expectation.matcher.matches(record);
        let before = before.iter().filter(matches).count();
        Self {
            expectation,
            before,
            seen: 0,
            nearest: Nearest::default(),
            extra: None,
        }
    }
}

impl Watch for Counted {
    fn see(&mut self, record: &Record) -> bool {
        let matches = self.expectation.matcher.matches(record);
        if matches {
            self.seen += 1;
            let too_many = self.expectation.most.is_some_and(|most| self.seen > most);
            if too_many {
                self.extra.get_or_insert_with(|| record.clone());
            }
        } else {
            self.nearest.consider(&self.expectation.matcher, record);
        }
        matches
    }

    fn verdict(&self) -> Option<Unmet> {
        let wanted = &self.expectation;
        let too_many = self.extra.is_some();
        let too_few = self.seen < wanted.least;
        (too_many || too_few).then(|| Unmet {
            expected: wanted.words(),
            got: match self.seen {
                _ if too_few && self.before > 0 => late(self.seen, self.before),
                0 => "never".to_owned(),
                seen if wanted.most == Some(0) => format!("{}, first:", counted(seen)),
                seen if too_many => format!("{}; the first that is too much:", counted(seen)),
                seen => counted(seen),
            },
            about: self.extra.clone(),
            nearest: too_few.then(|| self.nearest.clone()),
            matcher: Some(wanted.matcher.clone()),
            why: None,
        })
    }

    fn may_come(&self) -> bool {
        self.seen < self.expectation.least && self.expectation.matcher.is_unanswered()
    }
}

/// Requests that must come one behind the other; others may come between.
pub(super) struct InOrder {
    pub(super) expectations: Vec<Expectation>,
    /// How many of each step came before they were expected.
    before: Vec<usize>,
    /// The step that is due.
    reached: usize,
    /// How often it has come.
    seen: usize,
    nearest: Nearest,
    early: Option<Early>,
}

/// A request that came before its turn.
struct Early {
    /// Its own step.
    step: usize,
    /// The step that was due.
    due: usize,
    record: Record,
}

impl InOrder {
    pub(super) fn new(expectations: Vec<Expectation>, before: &Requests) -> Self {
        let matching = |one: &Expectation| {
            let matches = |record: &&Record| one.matcher.matches(record);
            before.iter().filter(matches).count()
        };
        Self {
            before: expectations.iter().map(matching).collect(),
            expectations,
            reached: 0,
            seen: 0,
            nearest: Nearest::default(),
            early: None,
        }
    }

    fn step(&self, step: usize) -> String {
        let matcher = self.expectations.get(step).map(|one| &one.matcher);
        let matcher = matcher.map_or_else(String::new, ToString::to_string);
        format!("step {}, {matcher}", step + 1)
    }
}

impl Watch for InOrder {
    fn see(&mut self, record: &Record) -> bool {
        let matches = |one: &Expectation| one.matcher.matches(record);
        let Some(due) = self.expectations.get(self.reached) else {
            return self.expectations.iter().any(matches);
        };
        if matches(due) {
            self.seen += 1;
            if self.seen >= due.least.max(1) {
                self.reached += 1;
                self.seen = 0;
                self.nearest = Nearest::default();
                // What came before another step may come in its turn.
                let reached = self.reached;
                self.early = self.early.take().filter(|early| early.step >= reached);
            }
            return true;
        }
        self.nearest.consider(&due.matcher, record);
        if self.expectations[..self.reached].iter().any(matches) {
            return true;
        }
        let later = self
            .expectations
            .iter()
            .skip(self.reached)
            .position(matches);
        let Some(later) = later else {
            return false;
        };
        if self.early.is_none() {
            self.early = Some(Early {
                step: self.reached + later,
                due: self.reached,
                record: record.clone(),
            });
        }
        true
    }

    fn verdict(&self) -> Option<Unmet> {
        let due = self.expectations.get(self.reached)?;
        let all = self.expectations.len();
        let name = due.name.as_ref();
        let name = name.map_or_else(String::new, |name| format!("{name}, "));
        let got = match (&self.early, self.seen) {
            (Some(early), _) if early.step == self.reached => {
                format!("only before {}:", self.step(early.due))
            }
            (Some(early), _) => format!("{} before it:", self.step(early.step)),
            (None, seen) if self.before[self.reached] > 0 => late(seen, self.before[self.reached]),
            (None, 0) => "never".to_owned(),
            (None, seen) => format!("{} of {}", counted(seen), due.least),
        };
        Some(Unmet {
            expected: format!(
                "step {} of {all} in order: {name}{}",
                self.reached + 1,
                due.matcher
            ),
            got,
            about: self.early.as_ref().map(|early| early.record.clone()),
            nearest: self.early.is_none().then(|| self.nearest.clone()),
            matcher: Some(due.matcher.clone()),
            why: None,
        })
    }

    fn may_come(&self) -> bool {
        let due = self.expectations.get(self.reached);
        due.is_some_and(|due| due.matcher.is_unanswered())
    }
}
