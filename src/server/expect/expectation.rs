//! What a test expects its program to ask, and how often.

use std::ops::{Bound, RangeBounds};

use super::{
    Matcher,
    failure::{Nearest, Unmet},
};
use crate::transcript::Record;

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
pub(super) trait Watch: Send {
    /// Looks at a request; whether it is one that was expected.
    fn see(&mut self, record: &Record) -> bool;
    /// What is wrong so far.
    fn verdict(&self) -> Option<Unmet>;
}

/// An expectation being counted.
pub(super) struct Counted {
    pub(super) expectation: Expectation,
    seen: usize,
    nearest: Nearest,
    last: Option<Record>,
}

impl Counted {
    pub(super) fn new(expectation: Expectation) -> Self {
        Self {
            expectation,
            seen: 0,
            nearest: Nearest::default(),
            last: None,
        }
    }
}

impl Watch for Counted {
    fn see(&mut self, record: &Record) -> bool {
        let matches = self.expectation.matcher.matches(record);
        if matches {
            self.seen += 1;
            self.last = Some(record.clone());
        } else {
            self.nearest.consider(&self.expectation.matcher, record);
        }
        matches
    }

    fn verdict(&self) -> Option<Unmet> {
        let wanted = &self.expectation;
        let too_many = wanted.most.is_some_and(|most| self.seen > most);
        let too_few = self.seen < wanted.least;
        (too_many || too_few).then(|| Unmet {
            expected: wanted.words(),
            got: match self.seen {
                0 => "never".to_owned(),
                seen => counted(seen),
            },
            about: match too_many {
                true => self.last.clone(),
                false => None,
            },
            nearest: too_few
                .then(|| self.nearest.clone())
                .filter(|_| self.seen == 0),
            matcher: Some(wanted.matcher.clone()),
        })
    }
}

/// Requests that must come one behind the other; others may come between.
pub(super) struct InOrder {
    pub(super) expectations: Vec<Expectation>,
    reached: usize,
    nearest: Nearest,
    early: Option<(String, Record)>,
}

impl InOrder {
    pub(super) fn new(expectations: Vec<Expectation>) -> Self {
        Self {
            expectations,
            reached: 0,
            nearest: Nearest::default(),
            early: None,
        }
    }
}

impl Watch for InOrder {
    fn see(&mut self, record: &Record) -> bool {
        let Some(due) = self.expectations.get(self.reached) else {
            return self
                .expectations
                .iter()
                .any(|one| one.matcher.matches(record));
        };
        if due.matcher.matches(record) {
            self.reached += 1;
            self.nearest = Nearest::default();
            return true;
        }
        self.nearest.consider(&due.matcher, record);
        let mut later = self.expectations[self.reached + 1..].iter();
        if let Some(early) = later.find(|one| one.matcher.matches(record)) {
            self.early
                .get_or_insert_with(|| (early.matcher.to_string(), record.clone()));
            return true;
        }
        self.expectations[..self.reached]
            .iter()
            .any(|one| one.matcher.matches(record))
    }

    fn verdict(&self) -> Option<Unmet> {
        let due = self.expectations.get(self.reached)?;
        let all = self.expectations.len();
        let got = match &self.early {
            Some((early, _)) => format!("{early} before it"),
            None => "never".to_owned(),
        };
        Some(Unmet {
            expected: format!(
                "step {} of {all} in order: {}",
                self.reached + 1,
                due.matcher
            ),
            got,
            about: self.early.as_ref().map(|(_, record)| record.clone()),
            nearest: self.early.is_none().then(|| self.nearest.clone()),
            matcher: Some(due.matcher.clone()),
        })
    }
}
