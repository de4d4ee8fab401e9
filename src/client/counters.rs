//! What went over a connection, in numbers.

/// What went over a connection so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Requests that have an answer, or wait for it.
    pub round_trips: u64,
    /// Bytes of LDAP messages sent; what TLS adds is not counted.
    pub bytes_sent: u64,
    /// Bytes of LDAP messages received; what TLS adds is not counted.
    pub bytes_received: u64,
}

impl Counters {
    /// What was added since an earlier reading.
    #[must_use]
    pub fn since(self, earlier: Self) -> Self {
        Self {
            round_trips: self.round_trips.saturating_sub(earlier.round_trips),
            bytes_sent: self.bytes_sent.saturating_sub(earlier.bytes_sent),
            bytes_received: self.bytes_received.saturating_sub(earlier.bytes_received),
        }
    }
}
