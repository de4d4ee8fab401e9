//! What a caller may set before connecting; a value, copied into each connection.

use std::{path::Path, time::Duration};

use tokio::time::Instant;

use crate::{
    tls::{self, TrustError, trust},
    transcript::Trace,
    wire::Limits,
};

/// Whom the client believes to be the server it meant.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum Trust {
    /// Nobody: every certificate is refused. What holds when nothing is set, so that no connection is
    /// unverified by accident.
    #[default]
    Nobody,
    /// The certificates of a trust file, with chain, validity and host name checked.
    Anchors(tls::Trust),
    /// Whoever answers. The verdict of the check, by these anchors if there are any, is kept and can be read from
    /// [`super::Client::peer`].
    Anyone(Option<tls::Trust>),
}

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
    /// Whom to trust when TLS is spoken.
    pub trust: Trust,
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
    /// Where everything that is sent and received is told, without secrets. Nowhere unless set.
    pub trace: Option<Trace>,
    /// The LDAP version that a bind names. 3 unless set; 2 has no extended operations, no StartTLS and no controls.
    pub protocol_version: u8,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            trust: Trust::Nobody,
            start_tls: false,
            timeout: Duration::from_secs(10),
            deadline: None,
            limits: Limits::default(),
            max_entries: 1_000_000,
            max_bytes: 256 << 20,
            trace: None,
            protocol_version: 3,
        }
    }
}

impl Options {
    /// Trusts the certificates of a file.
    ///
    /// # Errors
    /// [`TrustError`] names the file and what it looks like when it is not one.
    pub fn trust_file(self, path: impl AsRef<Path>) -> Result<Self, TrustError> {
        Ok(self.anchors(trust::load(path)?))
    }

    /// Trusts the certificates in a text, PEM or DER.
    ///
    /// # Errors
    /// [`TrustError`] says what the text looks like when it holds none.
    pub fn trust_pem(self, pem: impl AsRef<[u8]>) -> Result<Self, TrustError> {
        Ok(self.anchors(trust::parse(pem.as_ref())?))
    }

    /// Trusts these certificates.
    #[must_use]
    pub fn anchors(mut self, anchors: tls::Trust) -> Self {
        self.trust = match self.trust {
            Trust::Anyone(_) => Trust::Anyone(Some(anchors)),
            _ => Trust::Anchors(anchors),
        };
        self
    }

    /// Accepts any certificate.
    #[must_use]
    pub fn insecure(mut self) -> Self {
        self.trust = match self.trust {
            Trust::Anchors(anchors) => Trust::Anyone(Some(anchors)),
            Trust::Anyone(anchors) => Trust::Anyone(anchors),
            Trust::Nobody => Trust::Anyone(None),
        };
        self
    }

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

    /// Sets [`trace`](Self::trace).
    #[must_use]
    pub fn trace(mut self, trace: Trace) -> Self {
        self.trace = Some(trace);
        self
    }

    /// Sets [`protocol_version`](Self::protocol_version).
    #[must_use]
    pub fn protocol_version(mut self, version: u8) -> Self {
        self.protocol_version = version;
        self
    }
}
