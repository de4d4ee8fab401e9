//! Whether and how referrals are followed, for those who ask for it.

use super::{Credentials, LdapUrl};

/// How the referrals of an operation, and the references of a search, are followed. The client goes to other servers anonymously
/// and without its TLS certificate, unless credentials are given for just that server; from a connection with TLS it goes on with
/// TLS only. A DN in the URL takes the place of the operation's own (RFC 4511 section 4.1.10). What a write carries goes where the
/// server says, except for the passwords of a password modify: these go to servers for which credentials are given
/// ([`Credentials::Anonymous`] is enough), and from any other the referral is returned. A bind is never taken elsewhere.
///
/// ```
/// use ldaplab::client::{Credentials, Options, Referrals};
///
/// let referrals = Referrals::follow()
///     .credentials_for("dc2.corp.example:636", Credentials::simple("CORP\\reader", "s3cret"));
/// let options = Options::default().referrals(referrals);
/// # let _ = options;
/// ```
#[derive(Clone, Debug)]
pub struct Referrals {
    pub(super) hops: usize,
    credentials: Vec<(String, Credentials)>,
}

impl Referrals {
    /// Follows them, five in a row at most.
    pub fn follow() -> Self {
        Self {
            hops: 5,
            credentials: Vec::new(),
        }
    }

    /// Sets how many are followed in a row.
    #[must_use]
    pub fn hop_limit(mut self, hops: usize) -> Self {
        self.hops = hops;
        self
    }

    /// Gives credentials for one server, `host:port` as in its URL (`dc2.corp.example:636`).
    #[must_use]
    pub fn credentials_for(mut self, authority: &str, credentials: Credentials) -> Self {
        self.credentials
            .push((authority.to_ascii_lowercase(), credentials));
        self
    }

    pub(super) fn credentials(&self, url: &LdapUrl) -> Option<&Credentials> {
        let authority = url.authority().to_ascii_lowercase();
        self.credentials
            .iter()
            .find(|(given, _)| *given == authority)
            .map(|(_, credentials)| credentials)
    }
}
