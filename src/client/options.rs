//! What a caller may set before connecting; a value, copied into each connection.

use std::time::Duration;

use tokio::time::Instant;

use super::{Referrals, Resolver};
use crate::{
    tls::Policy,
    transcript::Trace,
    wire::{Limits, request::SearchRequest},
};

/// A version of LDAP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProtocolVersion {
    /// RFC 1777: no StartTLS, no controls, no SASL.
    V2,
    /// RFC 4511.
    #[default]
    V3,
}

impl ProtocolVersion {
    /// The number that a bind carries.
    pub const fn number(self) -> u8 {
        match self {
            Self::V2 => 2,
            Self::V3 => 3,
        }
    }
}

/// When a server follows aliases in a search, RFC 4511 section 4.5.1.3.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum DerefAliases {
    /// Not at all.
    #[default]
    Never,
    /// Below the base, not the base itself.
    InSearching,
    /// The base itself, not below it.
    FindingBase,
    /// Both.
    Always,
}

impl DerefAliases {
    /// The number that a search carries.
    pub const fn number(self) -> i64 {
        match self {
            Self::Never => 0,
            Self::InSearching => 1,
            Self::FindingBase => 2,
            Self::Always => 3,
        }
    }
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
    /// Whom to trust, and what to demand, when TLS is spoken. Nobody is trusted unless this is set.
    pub tls: Policy,
    /// Whether a plain connection is upgraded with StartTLS before anything else is sent.
    pub start_tls: bool,
    /// Longest time for connecting (name look-up, every address, StartTLS and handshake together), and then
    /// for each operation from its first byte to its last answer. 10 seconds unless set.
    pub timeout: Duration,
    /// Longest time for connecting instead of [`timeout`](Self::timeout): `NETWORK_TIMEOUT` of libldap, which covers TLS and
    /// StartTLS here too.
    pub network_timeout: Option<Duration>,
    /// Longest time for each operation instead of [`timeout`](Self::timeout): `TIMEOUT` of libldap.
    pub operation_timeout: Option<Duration>,
    /// A moment after which nothing is waited for any more, whatever [`timeout`](Self::timeout) would allow.
    pub deadline: Option<Instant>,
    /// Whether the system looks after a silent peer now and then (TCP keepalive), at the intervals that it is set to. Off unless set.
    pub keepalive: bool,
    /// The version that a bind announces: 3, or 2 when asked for.
    pub protocol_version: ProtocolVersion,
    /// How the server treats aliases in a search that says nothing of it.
    pub deref: DerefAliases,
    /// The most entries that a server is asked for by a search that says nothing of it; 0 for no limit.
    pub size_limit: u32,
    /// The most seconds that a server is asked to spend on a search that says nothing of it; 0 for no limit.
    pub time_limit: u32,
    /// What the server may send in one message.
    pub limits: Limits,
    /// Most entries and references that one search collects. 1,000,000 unless set.
    pub max_entries: usize,
    /// Most memory that the entries and references of one search take up, in bytes, which can be thirty times what came over the wire. 256 MiB
    /// unless set. Also what may wait on a connection that several share.
    pub max_bytes: usize,
    /// Where everything that is sent and received is told, without secrets. Nowhere unless set.
    pub trace: Option<Trace>,
    /// How a [`super::Client`] follows referrals, and the references of a search. They are returned, not followed, unless set.
    pub referrals: Option<Referrals>,
    /// How host names become addresses. The system's way unless set.
    pub resolver: Resolver,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            tls: Policy::default(),
            start_tls: false,
            timeout: Duration::from_secs(10),
            network_timeout: None,
            operation_timeout: None,
            deadline: None,
            keepalive: false,
            protocol_version: ProtocolVersion::default(),
            deref: DerefAliases::Never,
            size_limit: 0,
            time_limit: 0,
            limits: Limits::default(),
            max_entries: 1_000_000,
            max_bytes: 256 << 20,
            trace: None,
            referrals: None,
            resolver: Resolver::default(),
        }
    }
}

impl Options {
    /// How long connecting may take.
    pub fn connect_timeout(&self) -> Duration {
        self.network_timeout.unwrap_or(self.timeout)
    }

    /// How long one operation may take.
    pub fn answer_timeout(&self) -> Duration {
        self.operation_timeout.unwrap_or(self.timeout)
    }

    /// Gives a search what it leaves open (0): aliases, size limit, time limit.
    pub fn complete(&self, search: &mut SearchRequest) {
        let defaults = [
            (&mut search.deref_aliases, self.deref.number()),
            (&mut search.size_limit, self.size_limit.into()),
            (&mut search.time_limit, self.time_limit.into()),
        ];
        for (said, default) in defaults {
            if *said == 0 {
                *said = default;
            }
        }
    }

    /// Sets [`network_timeout`](Self::network_timeout).
    #[must_use]
    pub fn network_timeout(mut self, timeout: Duration) -> Self {
        self.network_timeout = Some(timeout);
        self
    }

    /// Sets [`operation_timeout`](Self::operation_timeout).
    #[must_use]
    pub fn operation_timeout(mut self, timeout: Duration) -> Self {
        self.operation_timeout = Some(timeout);
        self
    }

    /// Sets [`keepalive`](Self::keepalive).
    #[must_use]
    pub fn keepalive(mut self, keepalive: bool) -> Self {
        self.keepalive = keepalive;
        self
    }

    /// Sets [`protocol_version`](Self::protocol_version).
    #[must_use]
    pub fn protocol_version(mut self, version: ProtocolVersion) -> Self {
        self.protocol_version = version;
        self
    }

    /// Sets [`deref`](Self::deref).
    #[must_use]
    pub fn deref(mut self, deref: DerefAliases) -> Self {
        self.deref = deref;
        self
    }

    /// Sets [`size_limit`](Self::size_limit).
    #[must_use]
    pub fn size_limit(mut self, entries: u32) -> Self {
        self.size_limit = entries;
        self
    }

    /// Sets [`time_limit`](Self::time_limit).
    #[must_use]
    pub fn time_limit(mut self, seconds: u32) -> Self {
        self.time_limit = seconds;
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

    /// Sets the most bytes of one message of the server, [`Limits::max_pdu`], 16 MiB unless set; a larger one may have as many more elements.
    #[must_use]
    pub fn max_message(mut self, bytes: usize) -> Self {
        let usual = Limits::default();
        self.limits.max_pdu = bytes;
        self.limits.max_elements = usual
            .max_elements
            .max(bytes / (usual.max_pdu / usual.max_elements));
        self
    }

    /// Sets [`referrals`](Self::referrals).
    #[must_use]
    pub fn referrals(mut self, referrals: Referrals) -> Self {
        self.referrals = Some(referrals);
        self
    }

    /// Sets [`resolver`](Self::resolver).
    #[must_use]
    pub fn resolver(mut self, resolver: Resolver) -> Self {
        self.resolver = resolver;
        self
    }

    /// Sets [`trace`](Self::trace).
    #[must_use]
    pub fn trace(mut self, trace: Trace) -> Self {
        self.trace = Some(trace);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Filter;

    #[test]
    fn a_search_keeps_what_it_says_and_takes_the_rest_from_the_options() {
        let options = Options::default()
            .deref(DerefAliases::Always)
            .size_limit(100)
            .time_limit(7);
        let mut search = SearchRequest {
            base: Vec::new(),
            scope: crate::wire::request::Scope::Base,
            deref_aliases: 0,
            size_limit: 5,
            time_limit: 0,
            types_only: false,
            filter: Filter::Present("objectClass".into()),
            attributes: Vec::new(),
        };
        options.complete(&mut search);
        let found = (search.deref_aliases, search.size_limit, search.time_limit);
        assert_eq!(found, (3, 5, 7));
    }

    #[test]
    fn timeouts_fall_back_to_the_common_one() {
        let second = Duration::from_secs(1);
        let options = Options::default()
            .timeout(5 * second)
            .network_timeout(second);
        assert_eq!(options.connect_timeout(), second);
        assert_eq!(options.answer_timeout(), 5 * second);
        assert_eq!(options.protocol_version.number(), 3);
    }
}
