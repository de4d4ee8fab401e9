//! A client that says at which stage and why a connection fails.
//!
//! [`Client::connect`] goes from a [`LdapUrl`] and [`Options`] over `transport` (look-up, TCP) and `secure` (StartTLS, TLS)
//! to a `connection`, which frames messages through [`crate::wire`] and counts; when a first answer is missing or is not LDAP, `probe` finds out what
//! the port speaks. `operations` and [`Search`] speak over the connection and check message ID, tag and order of every answer.
//! Referrals and search references are returned, not followed.

mod entry;
mod error;
mod operations;
mod options;
mod search;
mod url;

pub use entry::Entry;
pub use error::Error;
pub use operations::Answer;
pub use options::{Options, Trust};
pub use search::{Found, Search};
pub use url::{Extension, LdapUrl, Scheme, UrlError};

/// What went over a connection so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Requests that got their final answer (or wait for it).
    pub round_trips: u64,
    /// Bytes of LDAP messages sent, below TLS not counted.
    pub bytes_sent: u64,
    /// Bytes of LDAP messages received, below TLS not counted.
    pub bytes_received: u64,
}

/// One connection to one server, one operation at a time.
#[derive(Debug)]
pub struct Client {
    counters: Counters,
}

impl Client {
    /// Connects, and secures the connection as the URL and the options say.
    ///
    /// # Errors
    /// An [`Error`] with the stage that failed.
    pub async fn connect(url: &str, options: &Options) -> Result<Self, Error> {
        let _ = (url, options);
        todo!()
    }

    /// Upgrades a plain connection, RFC 4511 section 4.14.
    ///
    /// # Errors
    /// The server's refusal, a TLS failure, or bytes injected before TLS began.
    pub async fn start_tls(&mut self) -> Result<(), Error> {
        todo!()
    }

    /// What went over this connection so far.
    pub fn counters(&self) -> Counters {
        self.counters
    }
}
