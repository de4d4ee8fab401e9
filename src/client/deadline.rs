//! One moment after which nothing is waited for any more.

use std::{future::Future, time::Duration};

use tokio::time::{Instant, timeout_at};

/// Longest time that an [`Instant`] is moved into the future: a year stands for "for ever".
const LONGEST: Duration = Duration::from_secs(365 * 24 * 3600);

/// How long before probing a peer that stays silent, at most.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    /// When the work began whose last moment this is.
    whole: Instant,
    /// When this step of it began.
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
            whole: started,
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
        Self {
            whole: self.whole,
            ..Self::new(self.left() / parts, Some(self.at))
        }
    }

    /// What was left for this step, where the steps before it had used up nine tenths of the time: it was cut off before anything could be told of
    /// the other side.
    pub(crate) fn starved(self) -> Option<String> {
        let (all, own) = (self.at - self.whole, self.at - self.started);
        (own < all / 10).then(|| {
            format!(
                "{} of {} were left for it, the steps before had used up the rest",
                seconds(own),
                seconds(all)
            )
        })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_step_that_got_a_tenth_of_the_time_or_less_is_starved() {
        let deadline = Deadline::new(Duration::from_secs(10), None);
        assert_eq!(deadline.starved(), None);
        tokio::time::advance(Duration::from_secs(5)).await;
        let step = deadline.restarted();
        assert_eq!(step.starved(), None);
        tokio::time::advance(Duration::from_millis(4600)).await;
        // The step before had its time, this one has not.
        assert_eq!(step.starved(), None);
        let words = "0.4 s of 10.0 s were left for it, the steps before had used up the rest";
        assert_eq!(deadline.restarted().starved().as_deref(), Some(words));
    }
}
