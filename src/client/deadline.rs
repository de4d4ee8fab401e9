//! One moment after which nothing is waited for any more.

use std::{future::Future, time::Duration};

use tokio::time::{Instant, timeout_at};

/// Longest time that an [`Instant`] is moved into the future: a year stands for "for ever".
const LONGEST: Duration = Duration::from_secs(365 * 24 * 3600);

/// How long before probing a peer that stays silent, at most.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    started: Instant,
    at: Instant,
    /// Whether it ends because something larger does.
    of_the_whole: bool,
}

/// The deadline passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Passed;

impl Deadline {
    /// From now on, `timeout` long, but not beyond `latest`.
    pub(crate) fn new(timeout: Duration, latest: Option<Instant>) -> Self {
        let started = Instant::now();
        let at = started + timeout.min(LONGEST);
        Self {
            started,
            at: latest.map_or(at, |latest| latest.min(at)),
            of_the_whole: latest.is_some_and(|latest| latest < at),
        }
    }

    /// The moment itself.
    pub(crate) fn at(self) -> Instant {
        self.at
    }

    /// The same moment, counted from now: what a later step of the same work gets.
    pub(crate) fn restarted(self) -> Self {
        Self {
            started: Instant::now(),
            ..self
        }
    }

    /// One of `parts` equal shares of what is left.
    pub(crate) fn share(self, parts: usize) -> Self {
        let parts = u32::try_from(parts.max(1)).unwrap_or(u32::MAX);
        Self::new(self.left() / parts, Some(self.at))
    }

    /// When a peer that stays silent is looked at from another side: half-way, and after two seconds at the latest.
    pub(crate) fn patience(self) -> Instant {
        Instant::now() + (self.left() / 2).min(PATIENCE)
    }

    /// Whether it is the end of something that began earlier and may have used the time up.
    pub(crate) fn is_of_the_whole(self) -> bool {
        self.of_the_whole
    }

    /// What is left.
    pub(crate) fn left(self) -> Duration {
        self.at.saturating_duration_since(Instant::now())
    }

    /// Time since the start.
    pub(crate) fn elapsed(self) -> Duration {
        self.started.elapsed()
    }

    /// Time since the start, for people: `2.0 s`.
    pub(crate) fn waited(self) -> String {
        seconds(self.started.elapsed())
    }

    /// Runs a future until the deadline.
    pub(crate) async fn bound<F: Future>(self, future: F) -> Result<F::Output, Passed> {
        timeout_at(self.at, future).await.map_err(|_| Passed)
    }
}

/// A duration for people: `0.3 s`.
pub(crate) fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}
