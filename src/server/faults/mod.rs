//! Faults: what a server does instead of, or before, the right thing. One fault a file; a rule is a matcher, a
//! fault, and how often.

mod close;
mod delay;
mod garbage;
mod result;
mod rule;

use std::{fmt, time::Duration};

pub use rule::FaultGuard;
pub(super) use rule::Rules;

use crate::wire::LdapResult;

/// Something that goes wrong on purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Wait before answering.
    Delay(Duration),
    /// Answer with this result instead.
    Result(LdapResult),
    /// Close the connection without an answer; with `reset`, by RST.
    Close {
        /// Whether to send a reset instead of an orderly end.
        reset: bool,
    },
    /// Send these bytes instead of an answer, then go on.
    Garbage(Vec<u8>),
}

/// What a connection does next, once the faults had their say.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    /// Wait this long first.
    pub(super) delay: Duration,
    /// Then this, instead of the answer.
    pub(super) instead: Option<Instead>,
    /// The faults that acted, in words.
    pub(super) acted: Vec<String>,
}

#[derive(Debug)]
pub(super) enum Instead {
    Result(LdapResult),
    Close { reset: bool },
    Garbage(Vec<u8>),
}

impl Verdict {
    /// Adds a fault; waits add up, and of the rest the first acts.
    pub(super) fn add(&mut self, fault: &Fault) {
        self.acted.push(fault.to_string());
        match fault {
            Fault::Delay(by) => self.delay = self.delay.saturating_add(*by),
            Fault::Result(result) => {
                self.instead
                    .get_or_insert_with(|| Instead::Result(result.clone()));
            }
            Fault::Close { reset } => {
                self.instead.get_or_insert(Instead::Close { reset: *reset });
            }
            Fault::Garbage(bytes) => {
                self.instead
                    .get_or_insert_with(|| Instead::Garbage(bytes.clone()));
            }
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Delay(by) => write!(f, "delay={by:?}"),
            Self::Result(result) => write!(f, "result={}", result.code.0),
            Self::Close { reset: false } => f.write_str("close"),
            Self::Close { reset: true } => f.write_str("reset"),
            Self::Garbage(bytes) => write!(f, "garbage of {} bytes", bytes.len()),
        }
    }
}
