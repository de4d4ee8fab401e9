//! Guesses at passwords: counted by name, and slowed down.
//!
//! A table of bounded size. What is put out of it leaves its count behind in one of a fixed number of buckets, from which a name begins again that comes back:
//! by flooding the table nobody gets guesses back.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    net::{IpAddr, Ipv6Addr},
};

use crate::settings::Id;

/// Failures in a row after which a name is closed for a while.
pub(super) const MOST_FAILURES: u32 = 10;
/// Seconds that it is closed after the tenth; twice as long after each further one, up to the longest.
const FIRST: u64 = 60;
const LONGEST: u64 = 15 * 60;
/// Seconds without a failure after which the earlier ones are forgotten.
const FORGOTTEN: u64 = 24 * 60 * 60;
/// Names that are counted, and buckets for those that had to make room.
const NAMES: usize = 10_000;
const BUCKETS: usize = 4_096;
/// Failures from which on a name counts as one under attack, whose count outlives its place in the table.
const ATTACKED: u32 = 5;

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// A login name, folded: whether anybody has it or not.
    Name(String),
    /// A login name from one address: for those whom nobody else could let in again, and whom a stranger must not be able to shut out.
    From(String, IpAddr),
    /// An entry of a directory, which may have many login names.
    Entry(Id, String),
    /// A user on record.
    User(Id),
}

impl Key {
    /// The key of a login name that is tried from an address. Of IPv6 the network counts, for whoever has one address has them all.
    pub(super) fn from(login: &str, address: Option<IpAddr>) -> Self {
        let address = address
            .unwrap_or(Ipv6Addr::UNSPECIFIED.into())
            .to_canonical();
        let network = match address {
            IpAddr::V4(_) => address,
            IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        };
        Self::From(login.to_lowercase(), network)
    }

    pub(super) fn name(login: &str) -> Self {
        Self::Name(login.to_lowercase())
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    failures: u32,
    /// Seconds since 1970 of the last failure.
    last: u64,
    /// Until when it is closed.
    until: u64,
    /// Tries that have not ended.
    open: u32,
}

impl Count {
    fn fail(&mut self, now: u64) -> u32 {
        self.failures = self.failures.saturating_add(1);
        self.last = now;
        if let Some(further) = self.failures.checked_sub(MOST_FAILURES) {
            let delay = FIRST.checked_shl(further).unwrap_or(LONGEST).min(LONGEST);
            self.until = now + delay;
        }
        self.failures
    }

    fn aged(mut self, now: u64) -> Self {
        if now >= self.last.saturating_add(FORGOTTEN) {
            (self.failures, self.until) = (0, 0);
        }
        self
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
    buckets: Vec<Count>,
    most: usize,
    hasher: RandomState,
}

impl Default for Throttle {
    fn default() -> Self {
        Self::new(NAMES)
    }
}

impl Throttle {
    fn new(most: usize) -> Self {
        Self {
            names: HashMap::new(),
            buckets: vec![Count::default(); BUCKETS],
            most,
            hasher: RandomState::new(),
        }
    }

    fn bucket(&self, key: &Key) -> usize {
        self.hasher.hash_one(key) as usize % self.buckets.len()
    }

    fn seen(&self, key: &Key, now: u64) -> Count {
        match self.names.get(key) {
            Some(count) => count.aged(now),
            None => self.buckets[self.bucket(key)].aged(now),
        }
    }

    fn count(&mut self, key: &Key, now: u64) -> &mut Count {
        let count = self.seen(key, now);
        if self.names.len() >= self.most && !self.names.contains_key(key) {
            self.make_room();
        }
        let kept = self.names.entry(key.clone()).or_default();
        *kept = count;
        kept
    }

    /// Puts the one out with the fewest failures, of these the oldest. One that had some leaves them behind, so that who guesses at it goes on counting; a flood
    /// of names that fail once or twice leaves nothing.
    fn make_room(&mut self) {
        let idle = self.names.iter().filter(|(_, count)| count.open == 0);
        let Some((key, count)) = idle.min_by_key(|(_, count)| (count.failures, count.last)) else {
            // As many tries are open, which connections bound.
            return;
        };
        let (key, count) = (key.clone(), *count);
        self.names.remove(&key);
        if count.failures >= ATTACKED {
            let at = self.bucket(&key);
            let bucket = &mut self.buckets[at];
            bucket.failures = bucket.failures.max(count.failures.min(MOST_FAILURES));
            bucket.last = bucket.last.max(count.last);
        }
    }

    /// Begins a try.
    pub(super) fn begin(&mut self, key: &Key, now: u64) -> Admission {
        if let Some(left) = self.closed(key, now) {
            return Admission::Closed(left);
        }
        let count = self.count(key, now);
        // Behind the tenth failure one at a time.
        let room = MOST_FAILURES.saturating_sub(count.failures).max(1);
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
                count.fail(now);
            }
            End::Succeeded => (count.failures, count.until) = (0, 0),
            End::Open => {}
        }
    }

    /// Counts a failure outside of tries; how many there are in a row.
    pub(super) fn fail(&mut self, key: &Key, now: u64) -> u32 {
        self.count(key, now).fail(now)
    }

    /// For how many seconds it is closed.
    pub(super) fn closed(&self, key: &Key, now: u64) -> Option<u64> {
        let until = self.seen(key, now).until;
        until.checked_sub(now).filter(|left| *left > 0)
    }

    /// Takes back what was counted. It is kept as none, so that it does not begin again as a bucket says.
    pub(super) fn forgive(&mut self, key: &Key, now: u64) {
        let count = self.count(key, now);
        (count.failures, count.until) = (0, 0);
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

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: u64 = 2_000_000_000;

    fn guess(throttle: &mut Throttle, key: &Key, now: u64) -> Admission {
        let admission = throttle.begin(key, now);
        if admission == Admission::Begun {
            throttle.end(key, End::Failed, now);
        }
        admission
    }

    #[test]
    fn the_delay_grows_from_a_minute_to_a_quarter_of_an_hour() {
        let mut throttle = Throttle::default();
        let ada = Key::name("Ada");
        for _ in 0..10 {
            assert_eq!(guess(&mut throttle, &ada, NOON), Admission::Begun);
        }
        let mut now = NOON;
        for delay in [60, 120, 240, 480, 900, 900, 900] {
            assert_eq!(guess(&mut throttle, &ada, now), Admission::Closed(delay));
            assert_eq!(
                guess(&mut throttle, &ada, now + delay - 1),
                Admission::Closed(1)
            );
            now += delay;
            assert_eq!(guess(&mut throttle, &ada, now), Admission::Begun);
        }
        // What was a day ago is forgotten.
        now += FORGOTTEN;
        for _ in 0..10 {
            assert_eq!(guess(&mut throttle, &ada, now), Admission::Begun);
        }
        assert_eq!(guess(&mut throttle, &ada, now), Admission::Closed(60));
        throttle.forgive(&ada, now);
        assert_eq!(guess(&mut throttle, &ada, now), Admission::Begun);
    }

    #[test]
    fn at_most_as_many_tries_are_open_as_failures_are_left() {
        let mut throttle = Throttle::default();
        let ada = Key::name("ada");
        for _ in 0..10 {
            assert_eq!(throttle.begin(&ada, NOON), Admission::Begun);
        }
        assert_eq!(throttle.begin(&ada, NOON), Admission::Wait);
        throttle.end(&ada, End::Failed, NOON);
        assert_eq!(throttle.begin(&ada, NOON), Admission::Wait);
        throttle.end(&ada, End::Open, NOON);
        assert_eq!(throttle.begin(&ada, NOON), Admission::Begun);
        throttle.end(&ada, End::Succeeded, NOON);
        assert_eq!(throttle.begin(&ada, NOON), Admission::Begun);
    }

    #[test]
    fn a_flood_of_names_gives_no_guess_back() {
        let mut throttle = Throttle::new(100);
        let ada = Key::name("ada");
        for _ in 0..9 {
            assert_eq!(guess(&mut throttle, &ada, NOON), Admission::Begun);
        }
        // Names that fail once do not take her place, and nobody else pays for them.
        for number in 0..10_000 {
            let other = Key::name(&format!("x{number}"));
            assert_eq!(guess(&mut throttle, &other, NOON), Admission::Begun);
        }
        assert!(throttle.names.len() <= 100 && throttle.names.contains_key(&ada));
        // Names that fail as often do, and her count is kept.
        for number in 0..200 {
            let other = Key::name(&format!("y{number}"));
            for _ in 0..10 {
                guess(&mut throttle, &other, NOON + 1);
            }
        }
        assert!(throttle.names.len() <= 100 && !throttle.names.contains_key(&ada));
        assert_eq!(guess(&mut throttle, &ada, NOON + 2), Admission::Begun);
        assert!(matches!(
            guess(&mut throttle, &ada, NOON + 2),
            Admission::Closed(_)
        ));
        assert_eq!(throttle.buckets.len(), BUCKETS);
    }

    #[test]
    fn an_address_is_its_network() {
        let key = |text: &str| Key::from("Admin", Some(text.parse().unwrap()));
        assert_eq!(key("2001:db8:1:2:3::4"), key("2001:db8:1:2::1"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
        assert_ne!(key("192.0.2.1"), key("192.0.2.2"));
    }
}
