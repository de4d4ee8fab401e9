//! What is not as expected, in words that are enough to mend it.

use std::fmt;

use super::{
    Matcher,
    telling::{cut, line},
};
use crate::transcript::{Record, Requests};

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
#[derive(Clone, Debug)]
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
        for record in &self
            .requests
            .filtered(|record| record.connection == connection)
        {
            writeln!(f, "  {}", line(record))?;
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
        for unmet in &self.unmet {
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
        for connection in connections {
            self.timeline(f, connection)?;
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

impl std::error::Error for Unverified {}
