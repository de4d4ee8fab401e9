//! What a caller may set before connecting; a value, copied into each connection.

use std::time::Duration;

use tokio::time::Instant;

use crate::{tls::Policy, wire::Limits};

/// The options of one connection.
///
/// ```
/// use std::time::Duration;
/// use ldaplab::client::Options;
///
/// let options = Options::default().start_tls().timeout(Duration::from_secs(3));
/// # let _ = options;
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// Whom to trust, and what to demand, when TLS is spoken. Nobody is trusted unless this is set.
    pub tls: Policy,
    /// Whether a plain connection is upgraded with StartTLS before anything else is sent.
    pub start_tls: bool,
    /// Longest time for connecting (name look-up, every address, StartTLS and handshake together), and then
    /// for each operation from its first byte to its last answer. 10 seconds unless set.
    pub timeout: Duration,
    /// A moment after which nothing is waited for any more, whatever [`timeout`](Self::timeout) would allow.
    pub deadline: Option<Instant>,
    /// What the server may send in one message.
    pub limits: Limits,
    /// Most entries and references that one search collects. 1,000,000 unless set.
    pub max_entries: usize,
    /// Most bytes of entries that one search collects, as they came over the wire. 256 MiB unless set.
    pub max_bytes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            tls: Policy::default(),
            start_tls: false,
            timeout: Duration::from_secs(10),
            deadline: None,
            limits: Limits::default(),
            max_entries: 1_000_000,
            max_bytes: 256 << 20,
        }
    }
}

impl Options {
    /// Upgrades the plain connection with StartTLS.
    #[must_use]
    pub fn start_tls(mut self) -> Self {
        self.start_tls = true;
        self
    }

    /// Sets [`timeout`](Self::timeout).
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets [`deadline`](Self::deadline).
    #[must_use]
    pub fn deadline(mut self, deadline: Instant) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Sets [`max_entries`](Self::max_entries).
    #[must_use]
    pub fn max_entries(mut self, entries: usize) -> Self {
        self.max_entries = entries;
        self
    }

    /// Sets [`max_bytes`](Self::max_bytes).
    #[must_use]
    pub fn max_bytes(mut self, bytes: usize) -> Self {
        self.max_bytes = bytes;
        self
    }
}
