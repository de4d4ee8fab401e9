//! What is not as expected, in words that are enough to mend it.

use std::fmt;

use super::{
    Matcher,
    telling::{cut, line},
};
use crate::transcript::{Record, Requests};

/// The first and the last requests of a connection that are told of, where there are more.
const FIRST: usize = 10;
const LAST: usize = 30;

/// The connections that are told of.
const MOST_CONNECTIONS: usize = 5;

/// The expectations that are told of.
const MOST_UNMET: usize = 20;

/// The request that came nearest to a matcher that none met.
#[derive(Clone, Debug, Default)]
pub(super) struct Nearest(Option<(usize, Record)>);

impl Nearest {
    /// Keeps a request if it is nearer than the one that is kept.
    pub(super) fn consider(&mut self, matcher: &Matcher, record: &Record) {
        let Some(nearness) = matcher.nearness(record) else {
            return;
        };
        if self.0.as_ref().is_none_or(|(kept, _)| nearness > *kept) {
            self.0 = Some((nearness, record.clone()));
        }
    }
}

/// One expectation that is not met.
#[derive(Clone, Debug)]
pub(super) struct Unmet {
    pub(super) expected: String,
    pub(super) got: String,
    /// The request that is too much.
    pub(super) about: Option<Record>,
    pub(super) nearest: Option<Nearest>,
    pub(super) matcher: Option<Matcher>,
    /// Why it matters and what to do.
    pub(super) why: Option<&'static str>,
}

/// What is not as expected: every expectation that is not met, with the request that came nearest, and what went over its connection.
#[derive(Clone)]
pub struct Unverified {
    unmet: Vec<Unmet>,
    expectations: usize,
    requests: Requests,
}

impl Unverified {
    pub(super) fn new(unmet: Vec<Unmet>, expectations: usize, requests: Requests) -> Self {
        Self {
            unmet,
            expectations,
            requests,
        }
    }

    /// How many expectations are not met.
    pub fn count(&self) -> usize {
        self.unmet.len()
    }

    /// Whether something has not come: a program that has failed on its own stops asking.
    pub(crate) fn misses(&self) -> bool {
        self.unmet.iter().any(|unmet| unmet.about.is_none())
    }

    /// A request in one line, with what came of it: that was not known when it was seen.
    fn told(&self, record: &Record) -> String {
        let same = |other: &&Record| {
            (other.connection, other.id) == (record.connection, record.id)
                && other.request == record.request
        };
        line(self.requests.iter().find(same).unwrap_or(record))
    }

    fn timeline(&self, f: &mut fmt::Formatter<'_>, connection: u64) -> fmt::Result {
        writeln!(f, "connection #{connection}:")?;
        let requests = self
            .requests
            .filtered(|record| record.connection == connection);
        let left_out = requests.count().saturating_sub(FIRST + LAST);
        for (number, record) in requests.iter().enumerate() {
            if left_out > 0 && number == FIRST {
                writeln!(f, "  … {left_out} more …")?;
            }
            if left_out == 0 || number < FIRST || number >= FIRST + left_out {
                writeln!(f, "  {}", line(record))?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Unverified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = match self.expectations {
            1 => "the expectation is not met".to_owned(),
            all => format!("{} of {all} expectations are not met", self.unmet.len()),
        };
        writeln!(f, "{of}")?;
        let mut connections = Vec::new();
        for unmet in self.unmet.iter().take(MOST_UNMET) {
            writeln!(f)?;
            writeln!(f, "expected  {}", unmet.expected)?;
            writeln!(f, "got       {}", unmet.got)?;
            if let Some(record) = &unmet.about {
                writeln!(f, "          {}", self.told(record))?;
                connections.push(record.connection);
            }
            if let Some(why) = unmet.why {
                writeln!(f, "because   {why}")?;
            }
            let Some(nearest) = &unmet.nearest else {
                continue;
            };
            match (&nearest.0, &unmet.matcher) {
                (Some((_, record)), Some(matcher)) => {
                    writeln!(f, "nearest   {}", self.told(record))?;
                    for (word, wanted, seen) in matcher.differences(record) {
                        writeln!(
                            f,
                            "          {word}: expected {}, got {}",
                            cut(&wanted),
                            cut(&seen)
                        )?;
                    }
                    connections.push(record.connection);
                }
                _ => writeln!(f, "nearest   no other request of that operation came")?,
            }
        }
        if self.unmet.len() > MOST_UNMET {
            let more = self.unmet.len() - MOST_UNMET;
            writeln!(f, "\n… and {more} more expectations that are not met")?;
        }
        connections.sort_unstable();
        connections.dedup();
        writeln!(f)?;
        if self.requests.is_empty() {
            return write!(f, "no request came at all");
        }
        if connections.is_empty() {
            let every = self.requests.iter().map(|record| record.connection);
            connections = every.collect();
            connections.dedup();
        }
        for connection in connections.iter().take(MOST_CONNECTIONS) {
            self.timeline(f, *connection)?;
        }
        if connections.len() > MOST_CONNECTIONS {
            let more = connections.len() - MOST_CONNECTIONS;
            writeln!(f, "… and {more} more connections")?;
        }
        if self.requests.dropped() > 0 {
            writeln!(
                f,
                "({} older requests were dropped)",
                self.requests.dropped()
            )?;
        }
        Ok(())
    }
}

debug_is_display!(Unverified);

impl std::error::Error for Unverified {}
