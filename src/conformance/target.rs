//! The server that is to be tested, and as whom.

use std::{fmt, time::Duration};

use super::fault::Fault;
use crate::client::{Client, Error, LdapUrl, Options, UrlError, transport::Stream};

/// The time for one case, unless another is given.
const TIME: Duration = Duration::from_secs(10);

/// A server to run cases against. `Debug` shows no password.
#[derive(Clone)]
pub struct Target {
    url: LdapUrl,
    options: Options,
    identity: Option<(String, String)>,
    second: Option<(String, String)>,
    scratch: Option<String>,
    base: Option<String>,
    time: Duration,
}

impl Target {
    /// A server by its URL, asked anonymously, without a place to write.
    ///
    /// # Errors
    ///
    /// [`UrlError`] where the text is no LDAP URL.
    pub fn new(url: &str) -> Result<Self, UrlError> {
        Ok(Self {
            url: LdapUrl::parse(url)?,
            options: Options::default(),
            identity: None,
            second: None,
            scratch: None,
            base: None,
            time: TIME,
        })
    }

    /// How to connect: trust, StartTLS, timeouts.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// As whom to ask; for cases that write, somebody who may write below the scratch place.
    #[must_use]
    pub fn bind(mut self, name: impl Into<String>, password: impl Into<String>) -> Self {
        self.identity = Some((name.into(), password.into()));
        self
    }

    /// Somebody with fewer rights, for cases that ask what such a one may do.
    #[must_use]
    pub fn second(mut self, name: impl Into<String>, password: impl Into<String>) -> Self {
        self.second = Some((name.into(), password.into()));
        self
    }

    /// An entry below which cases may write. It must exist; whatever is made below it is removed again, and nothing else is written anywhere.
    #[must_use]
    pub fn scratch(mut self, dn: impl Into<String>) -> Self {
        self.scratch = Some(dn.into());
        self
    }

    /// The naming context to ask about, where it is not the first one of the root DSE.
    #[must_use]
    pub fn base(mut self, dn: impl Into<String>) -> Self {
        self.base = Some(dn.into());
        self
    }

    /// The longest time for one case, ten seconds unless given.
    #[must_use]
    pub fn time(mut self, most: Duration) -> Self {
        self.time = most;
        self
    }

    /// The server's URL.
    #[must_use]
    pub fn url(&self) -> &LdapUrl {
        &self.url
    }

    /// The same server, asked with no more than the other is asked with: as nobody where it is asked as nobody, and without a place to write where it has none.
    pub(super) fn as_poor_as(&self, other: &Self) -> Self {
        let mut poor = self.clone();
        if other.identity.is_none() {
            poor.identity = None;
        }
        if other.second.is_none() {
            poor.second = None;
        }
        if other.scratch.is_none() {
            poor.scratch = None;
        }
        poor
    }

    pub(super) fn identity(&self) -> Option<&(String, String)> {
        self.identity.as_ref()
    }

    pub(super) fn second_identity(&self) -> Option<&(String, String)> {
        self.second.as_ref()
    }

    pub(super) fn scratch_place(&self) -> Option<&str> {
        self.scratch.as_deref()
    }

    pub(super) fn chosen_base(&self) -> Option<&str> {
        self.base.as_deref()
    }

    pub(super) fn time_of_a_case(&self) -> Duration {
        self.time
    }

    /// Whether what is said is protected by TLS.
    pub(super) fn is_secured(&self, client: &Client) -> bool {
        client.peer().is_some()
    }

    /// A client of the server, bound where there is an identity.
    pub(super) async fn client(&self) -> Result<Client, Error> {
        let mut client = Client::connect_url(&self.url, &self.options).await?;
        if let Some((name, password)) = &self.identity {
            client.simple_bind(name, password).await?;
        }
        Ok(client)
    }

    /// A fresh connection, and what came on it unasked.
    pub(super) async fn stream(&self) -> Result<(Stream, bytes::BytesMut), Fault> {
        let client = Client::connect_url(&self.url, &self.options).await;
        Ok(client.map_err(Fault::trouble)?.into_stream())
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target")
            .field("url", &self.url.to_string())
            .field("scratch", &self.scratch)
            .finish_non_exhaustive()
    }
}
