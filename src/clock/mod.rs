//! Time, real or set by hand, and the two ways in which directories write it.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::sync::Notify;

mod civil;
pub mod filetime;
pub mod generalized_time;
mod random;

pub(crate) use random::SplitMix64;

/// Where the current time comes from: the machine's clock, or a time that stands still until it is
/// advanced. Clones are handles to the same clock.
///
/// ```
/// use ldaplab::clock::Clock;
/// use std::time::{Duration, SystemTime};
/// let clock = Clock::at(SystemTime::UNIX_EPOCH);
/// let handle = clock.clone();
/// handle.advance(Duration::from_secs(60));
/// assert_eq!(clock.now(), SystemTime::UNIX_EPOCH + Duration::from_secs(60));
/// ```
#[derive(Clone)]
pub struct Clock(Arc<Inner>);

struct Inner {
    /// `None`: the machine's clock.
    base: Option<SystemTime>,
    ahead: Mutex<Duration>,
    moved: Notify,
}

impl Clock {
    /// The machine's clock. [`advance`](Self::advance) sets this handle ahead of it.
    pub fn real() -> Self {
        Self::with(None)
    }

    /// A clock that stands at `time`.
    pub fn at(time: SystemTime) -> Self {
        Self::with(Some(time))
    }

    fn with(base: Option<SystemTime>) -> Self {
        Self(Arc::new(Inner {
            base,
            ahead: Mutex::new(Duration::ZERO),
            moved: Notify::new(),
        }))
    }

    /// The current time.
    pub fn now(&self) -> SystemTime {
        let base = self.0.base.unwrap_or_else(SystemTime::now);
        base.checked_add(self.ahead()).unwrap_or(base)
    }

    /// Moves the clock, and every clone of it, forwards.
    pub fn advance(&self, by: Duration) {
        let mut ahead = self.0.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        *ahead = ahead.saturating_add(by);
        drop(ahead);
        self.0.moved.notify_waiters();
    }

    /// Returns when so much time has passed since then on this clock, by itself or because it was advanced.
    pub(crate) async fn passed(&self, since: SystemTime, time: Duration) {
        loop {
            let moved = self.0.moved.notified();
            tokio::pin!(moved);
            // From here on no advance goes unnoticed.
            moved.as_mut().enable();
            let gone = self.now().duration_since(since).unwrap_or_default();
            let Some(left) = time.checked_sub(gone).filter(|left| !left.is_zero()) else {
                return;
            };
            if self.is_real() {
                tokio::select! {
                    () = tokio::time::sleep(left) => {}
                    () = moved => {}
                }
            } else {
                moved.await;
            }
        }
    }

    /// By how much this clock was advanced since it was made.
    pub fn ahead(&self) -> Duration {
        *self.0.ahead.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this clock follows the machine's.
    pub fn is_real(&self) -> bool {
        self.0.base.is_none()
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::real()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.is_real() { "real" } else { "set" };
        write!(
            f,
            "Clock({kind}, {})",
            generalized_time::format(self.now()).unwrap_or_default()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_set_by_hand_moves_only_when_advanced_and_its_clones_with_it() {
        let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_290_367);
        let clock = Clock::at(start);
        let handle = clock.clone();
        assert_eq!(clock.now(), start);
        handle.advance(Duration::from_secs(5));
        handle.advance(Duration::from_secs(6));
        assert_eq!(clock.now(), start + Duration::from_secs(11));
        assert_eq!(format!("{clock:?}"), "Clock(set, 20261121194618Z)");
    }

    #[test]
    fn an_advanced_real_clock_is_ahead_of_the_machine() {
        let clock = Clock::real();
        clock.advance(Duration::from_secs(3600));
        assert!(clock.is_real());
        assert!(clock.now() >= SystemTime::now() + Duration::from_secs(3500));
        clock.advance(Duration::MAX);
        let _no_panic = clock.now();
    }
}
