//! What is to be tested.

use std::{fmt, path::Path, time::Duration};

use super::users::Users;
use crate::{
    client::{LdapUrl, Options, Resolver, UrlError},
    diagnosis::{Audience, Code},
    directory::filter::FilterError,
    identity::{Strategy, UserFilter},
    tls::TrustError,
    wire::request::Scope,
};

/// One server and how to use it. Built from a URL; setters that read a file can fail, the others cannot.
///
/// ```
/// use std::time::Duration;
/// use ldaplab::connection_test::Plan;
///
/// let plan = Plan::url("ldaps://dc1.corp.example")?
///     .bind("cn=reader,dc=corp,dc=example", "s3cret")
///     .base("dc=corp,dc=example")
///     .timeout(Duration::from_secs(5));
/// assert!(!format!("{plan:?}").contains("s3cret"));
/// # Ok::<(), ldaplab::connection_test::PlanError>(())
/// ```
#[derive(Clone)]
pub struct Plan {
    pub(super) url: LdapUrl,
    pub(super) options: Options,
    pub(super) bind: Option<(String, String)>,
    pub(super) base: Option<String>,
    pub(super) user_search: Users,
    pub(super) group_base: Option<String>,
    pub(super) strategy: Strategy,
    pub(super) audience: Audience,
}

impl Plan {
    /// A plan for the server of a URL; the URL's DN is the base, its StartTLS extension is obeyed.
    ///
    /// # Errors
    /// [`PlanError`] with what is wrong with the URL.
    pub fn url(url: &str) -> Result<Self, PlanError> {
        let url: LdapUrl = url.parse()?;
        let options = match url.wants_start_tls() {
            true => Options::default().start_tls(),
            false => Options::default(),
        };
        let base = Some(url.dn().to_owned()).filter(|dn| !dn.is_empty());
        Ok(Self {
            url,
            options,
            bind: None,
            base,
            user_search: Users::default(),
            group_base: None,
            strategy: Strategy::Auto,
            audience: Audience::default(),
        })
    }

    /// Trusts the certificates of a file.
    ///
    /// # Errors
    /// [`PlanError`] with the file and what it looks like.
    pub fn trust_file(mut self, path: impl AsRef<Path>) -> Result<Self, PlanError> {
        self.options = self.options.trust_file(path)?;
        Ok(self)
    }

    /// Trusts the certificates in a PEM text.
    ///
    /// # Errors
    /// [`PlanError`] with what the text looks like.
    pub fn trust_pem(mut self, pem: impl AsRef<[u8]>) -> Result<Self, PlanError> {
        self.options = self.options.trust_pem(pem)?;
        Ok(self)
    }

    /// Accepts any certificate; the report then warns, and says what would have been wrong.
    #[must_use]
    pub fn insecure(mut self) -> Self {
        self.options = self.options.insecure();
        self
    }

    /// Upgrades the plain connection with StartTLS.
    #[must_use]
    pub fn start_tls(mut self) -> Self {
        self.options.start_tls = true;
        self
    }

    /// Binds with a name and a password; without this the test binds anonymously.
    #[must_use]
    pub fn bind(mut self, name: impl Into<String>, password: impl Into<String>) -> Self {
        self.bind = Some((name.into(), password.into()));
        self
    }

    /// The base below which users and groups are; without it the root DSE says.
    #[must_use]
    pub fn base(mut self, dn: impl Into<String>) -> Self {
        self.base = Some(dn.into());
        self
    }

    /// How the host name becomes addresses; the system's way unless set.
    #[must_use]
    pub fn resolver(mut self, resolver: Resolver) -> Self {
        self.options = self.options.resolver(resolver);
        self
    }

    /// The time for the whole test; 10 seconds unless set.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options = self.options.timeout(timeout);
        self
    }

    /// The most bytes of one message of the server, as [`Options::max_message`].
    #[must_use]
    pub fn max_message(mut self, bytes: usize) -> Self {
        self.options = self.options.max_message(bytes);
        self
    }

    /// The most entries and references of one search, as [`Options::max_entries`].
    #[must_use]
    pub fn max_entries(mut self, entries: usize) -> Self {
        self.options = self.options.max_entries(entries);
        self
    }

    /// The most memory of one search, as [`Options::max_bytes`].
    #[must_use]
    pub fn max_bytes(mut self, bytes: usize) -> Self {
        self.options = self.options.max_bytes(bytes);
        self
    }

    /// The attribute that holds the login name; without it `sAMAccountName` and `userPrincipalName` in AD, else `uid`, `cn` and `mail`.
    #[must_use]
    pub fn login_attribute(mut self, name: impl Into<String>) -> Self {
        self.user_search.attribute = Some(name.into());
        self
    }

    /// What an entry must be beside having the login name, RFC 4515: `(objectClass=person)`. With `{login}` in it, it is the whole
    /// filter and says itself where the name goes ([`UserFilter`]).
    ///
    /// # Errors
    /// [`PlanError`] with what is wrong with the filter and where.
    pub fn user_filter(mut self, text: &str) -> Result<Self, PlanError> {
        let filter: UserFilter = text.parse().map_err(|error: FilterError| PlanError {
            text: format!("the user filter `{text}`: {error}"),
            cause: format!("the user filter `{text}`: {error}"),
            cure: Code::OPERATION_FILTER.cure().to_owned(),
        })?;
        self.user_search.filter = Some(filter);
        Ok(self)
    }

    /// The base below which users are, where it is another than the [`base`](Self::base).
    #[must_use]
    pub fn user_base(mut self, dn: impl Into<String>) -> Self {
        self.user_search.base = Some(dn.into());
        self
    }

    /// How deep below the base users are looked for; in the whole subtree unless set.
    #[must_use]
    pub fn user_scope(mut self, scope: Scope) -> Self {
        self.user_search.scope = scope;
        self
    }

    /// The base below which groups are, where it is another than the [`base`](Self::base).
    #[must_use]
    pub fn group_base(mut self, dn: impl Into<String>) -> Self {
        self.group_base = Some(dn.into());
        self
    }

    /// How nested groups are resolved.
    #[must_use]
    pub fn group_strategy(mut self, strategy: Strategy) -> Self {
        self.strategy = strategy;
        self
    }

    /// Whether users and groups can be looked for without a base that the server proposes.
    pub(super) fn has_bases(&self) -> bool {
        self.base.is_some() || self.user_search.base.is_some() && self.group_base.is_some()
    }

    /// Who reads the report, so that its cures name what to give in this reader's words: those of the library unless set, those of
    /// settings in a plan of [a directory](Self::directory).
    #[must_use]
    pub fn audience(mut self, audience: Audience) -> Self {
        self.audience = audience;
        self
    }
}

impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plan")
            .field("url", &self.url)
            .field("options", &self.options)
            .field("bind", &self.bind.as_ref().map(|(name, _)| (name, "***")))
            .field("base", &self.base)
            .field("user_search", &self.user_search)
            .field("group_base", &self.group_base)
            .field("strategy", &self.strategy)
            .field("audience", &self.audience)
            .finish()
    }
}

/// Why a plan cannot be made: the caller's fault.
#[derive(Clone, PartialEq, Eq)]
pub struct PlanError {
    text: String,
    cause: String,
    cure: String,
}

impl PlanError {
    /// What is wrong.
    pub fn cause(&self) -> &str {
        &self.cause
    }

    /// What to do.
    pub fn cure(&self) -> &str {
        &self.cure
    }
}

impl From<UrlError> for PlanError {
    fn from(error: UrlError) -> Self {
        Self {
            text: error.to_string(),
            cause: error.cause().to_owned(),
            cure: error.cure().to_owned(),
        }
    }
}

impl From<TrustError> for PlanError {
    fn from(error: TrustError) -> Self {
        Self {
            // It names the file and how to convert it.
            text: error.to_string(),
            cause: error.to_string(),
            cure: error.code().cure().to_owned(),
        }
    }
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

debug_is_display!(PlanError);

impl std::error::Error for PlanError {}
