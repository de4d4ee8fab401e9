//! How an answer comes along, and how those before it did: what tells a slow server from a silent one when the time is up.

use std::time::Duration;

use tokio::time::Instant;

/// An answer on its way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Progress {
    sent: Instant,
    last: Option<Instant>,
    pub(super) longest_pause: Duration,
    pub(super) octets: u64,
    messages: u64,
    entries: u64,
}

impl Progress {
    /// Of a request that is sent now.
    pub(super) fn new() -> Self {
        Self {
            sent: Instant::now(),
            last: None,
            longest_pause: Duration::ZERO,
            octets: 0,
            messages: 0,
            entries: 0,
        }
    }

    /// So many octets came.
    pub(super) fn octets(&mut self, octets: usize) {
        let now = Instant::now();
        let pause = now - self.last.unwrap_or(self.sent);
        self.longest_pause = self.longest_pause.max(pause);
        self.last = Some(now);
        self.octets += octets as u64;
    }

    /// A message was whole, with this identifier octet.
    pub(super) fn message(&mut self, tag: u8) {
        self.messages += 1;
        self.entries += u64::from(tag == 0x64);
    }

    pub(super) fn has_begun(&self) -> bool {
        self.octets > 0
    }

    /// Time since anything came, or since the request where nothing did.
    pub(super) fn silence(&self) -> Duration {
        self.last.unwrap_or(self.sent).elapsed()
    }

    /// What has come, for people: `57 entries`.
    pub(super) fn parts(&self) -> String {
        match (self.entries, self.messages) {
            (0, 1) => "1 message".to_owned(),
            (0, messages) => format!("{messages} messages"),
            (1, _) => "1 entry".to_owned(),
            (entries, _) => format!("{entries} entries"),
        }
    }
}

/// The answers on a connection that are whole.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answered {
    /// When the connection began.
    pub(super) since: Instant,
    pub(super) count: u64,
    /// The longest time from a request to its last answer.
    pub(super) longest: Duration,
}

impl Answered {
    pub(super) fn new() -> Self {
        Self {
            since: Instant::now(),
            count: 0,
            longest: Duration::ZERO,
        }
    }

    /// The answer of this progress is whole.
    pub(super) fn add(&mut self, progress: &Progress) {
        self.count += 1;
        self.longest = self.longest.max(progress.sent.elapsed());
    }
}

/// What is known of one request when its time is up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Came {
    pub(super) progress: Progress,
    pub(super) answered: Answered,
    /// Answers to others that came whole meanwhile.
    pub(super) meanwhile: u64,
}

/// Whether a silence is no more than a pause: not much longer than the longest one before it, or short beside the whole time.
pub(super) fn is_pause(silence: Duration, longest: Duration, whole: Duration) -> bool {
    silence <= (longest * 2).max(whole / 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silence_is_judged_by_the_pauses_before_it() {
        let of = Duration::from_millis;
        for (silence, longest, whole, pause) in [
            // Entries every 15 ms until the end.
            (15, 16, 1500, true),
            // A burst, then nothing for just under half of the time.
            (700, 2, 1500, false),
            // Entries at intervals of a second, and nothing for three.
            (1900, 1000, 10_000, true),
            (3000, 1000, 10_000, false),
            // A moment of silence is none.
            (100, 1, 1500, true),
        ] {
            let judged = is_pause(of(silence), of(longest), of(whole));
            assert_eq!(judged, pause, "{silence} of {whole}");
        }
    }
}
