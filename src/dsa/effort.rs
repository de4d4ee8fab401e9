//! How much may be done for one operation before others have their turn, and what ends one that takes longer.
//!
//! Every step whose work grows with the directory or the request counts it. An operation is tried at once, with a bound of about a
//! millisecond; where that is not enough, nothing has come of it, and it becomes [`Work`](super::reply::Reply::Work): done again on a thread
//! of its own, which looks every few thousand steps whether to go on. Writes of this kind work on a version of their own, which takes the
//! place of the directory in one assignment.
//!
//! | What grows | Where | Bound |
//! |---|---|---|
//! | closures of LDAP_MATCHING_RULE_IN_CHAIN | `ops/search/chain` | counted by links, one closure a name and request, shared between names |
//! | the groups of a token, one closure for each of two starts | `operational/links` | the batch is on a thread |
//! | parts of a filter: compiling it, putting it to an entry | `ops/search/mod`, `ops/search/cursor` | more than [`PARTS`]: on a thread; a batch of entries ends after two milliseconds |
//! | members of a group that a filter on `memberOf` names | `ops/search/prepare` | counted by members |
//! | an index that a search asks for | `ops/search/mod` | counted by entries; built beside the directory |
//! | the entries of a rename, a tree delete | `ops/modify_dn`, `ops/delete` | counted by entries |
//! | values that name what was renamed or deleted | `ops/links` | counted by values, one pass over each entry |
//! | values of an add or a modify | `ops/add`, `ops/modify` | more than [`VALUES`] in the request: on a thread |
//! | rounds of a stored password's scheme | `directory/password` | a million rounds, above which it is not checked |
//! | a message | `wire` | `max-pdu`, `max-depth` |
//! | an answer | `ops/search/cursor` | sent in batches, between which an abandon is seen |
//! | loading of LDIF and schema | `server/builder` | before the first connection |

use std::{
    cell::Cell,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, SystemTime},
};

use crate::clock::Clock;

/// Steps that are taken at once: a link, an entry, a value. About a millisecond.
pub(crate) const AT_ONCE: usize = 20_000;

/// Steps between two looks at what may end a long operation.
const BETWEEN: usize = 4_096;

/// Parts of a filter above which a search has a thread of its own.
pub(crate) const PARTS: usize = 2_000;

/// Values of an add or a modify above which it has a thread of its own.
pub(crate) const VALUES: usize = 2_000;

/// Why an operation was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// There is more to do than is done at once.
    TooMuch,
    /// Nobody waits for it any more.
    Stopped,
    /// The time that the client or the server allows is used up.
    Late,
}

/// What ends a long operation, from another thread.
#[derive(Debug)]
pub(crate) struct Stop {
    stopped: AtomicBool,
    clock: Clock,
    until: Option<SystemTime>,
}

impl Stop {
    /// For an operation that may take so many seconds from now; 0 = as many as it needs.
    pub(crate) fn after(clock: &Clock, seconds: u64) -> Self {
        let until = || clock.now().checked_add(Duration::from_secs(seconds));
        Self {
            stopped: AtomicBool::new(false),
            clock: clock.clone(),
            until: (seconds > 0).then(until).flatten(),
        }
    }

    /// Ends it at the next look.
    pub(crate) fn set(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    fn ended(&self) -> Option<Ended> {
        if self.stopped.load(Ordering::Relaxed) {
            return Some(Ended::Stopped);
        }
        let late = self.until.is_some_and(|until| self.clock.now() >= until);
        late.then_some(Ended::Late)
    }
}

/// What is left of the work that one operation may do.
#[derive(Debug)]
pub(crate) struct Effort<'a> {
    left: Cell<usize>,
    stop: Option<&'a Stop>,
    ended: Cell<Option<Ended>>,
}

impl<'a> Effort<'a> {
    /// As much as is done at once.
    pub(crate) fn at_once() -> Self {
        Self {
            left: Cell::new(AT_ONCE),
            stop: None,
            ended: Cell::new(None),
        }
    }

    /// As much as there is to do, until it is stopped.
    pub(crate) fn until(stop: &'a Stop) -> Self {
        Self {
            left: Cell::new(BETWEEN),
            stop: Some(stop),
            ended: Cell::new(stop.ended()),
        }
    }

    /// Counts so many steps; whether to go on.
    pub(crate) fn spend(&self, steps: usize) -> bool {
        if self.ended.get().is_some() {
            return false;
        }
        match (self.left.get().checked_sub(steps), self.stop) {
            (Some(left), _) => self.left.set(left),
            (None, None) => self.ended.set(Some(Ended::TooMuch)),
            (None, Some(stop)) => {
                self.left.set(BETWEEN);
                self.ended.set(stop.ended());
            }
        }
        self.ended.get().is_none()
    }

    /// Whether more can be done than is done at once.
    pub(crate) fn is_long(&self) -> bool {
        self.stop.is_some()
    }

    /// Why there is nothing left, if there is nothing left.
    pub(crate) fn ended(&self) -> Option<Ended> {
        self.ended.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_at_once_is_bounded_and_a_long_operation_is_ended_by_its_stop_or_its_time() {
        let short = Effort::at_once();
        assert!(short.spend(AT_ONCE) && !short.spend(1) && !short.spend(0));
        assert_eq!(short.ended(), Some(Ended::TooMuch));
        let clock = Clock::at(SystemTime::UNIX_EPOCH);
        let stop = Stop::after(&clock, 2);
        let long = Effort::until(&stop);
        assert!(long.spend(10 * AT_ONCE) && long.spend(BETWEEN + 1));
        clock.advance(Duration::from_secs(2));
        assert!(!long.spend(BETWEEN + 1));
        assert_eq!(long.ended(), Some(Ended::Late));
        let stop = Stop::after(&clock, 0);
        let long = Effort::until(&stop);
        clock.advance(Duration::from_secs(1 << 20));
        assert!(long.spend(BETWEEN + 1));
        stop.set();
        // At the next look, not before.
        assert!(long.spend(1) && !long.spend(BETWEEN));
        assert_eq!(long.ended(), Some(Ended::Stopped));
        assert_eq!(Effort::until(&stop).ended(), Some(Ended::Stopped));
    }
}
