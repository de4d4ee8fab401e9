//! A client that comes back: it connects again, replays StartTLS and bind, and repeats what failed.

use std::time::Duration;

use super::{Client, Credentials, Error, Kind, LdapUrl, Options, UrlError};
use crate::diagnosis::{Code, Stage};

/// A connection that is made when it is first needed, and again when it broke. StartTLS (of the options or the URL) and the
/// bind are replayed; then the operation is repeated. An operation that changes something may so be done twice: a server
/// that goes down does not say whether it had done it.
///
/// ```no_run
/// # async fn example() -> Result<(), ldaplab::client::Error> {
/// use ldaplab::client::{Credentials, Options, Reconnecting, Search};
///
/// let mut server = Reconnecting::new("ldap://ds.example", &Options::default())?
///     .credentials(Credentials::simple("cn=reader,dc=example", "s3cret"));
/// let found = server.run(async |client| client.search(&Search::new("dc=example")).await).await?;
/// # let _ = found;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Reconnecting {
    url: LdapUrl,
    options: Options,
    credentials: Credentials,
    retries: u32,
    delay: Duration,
    client: Option<Client>,
    connections: u64,
}

impl Reconnecting {
    /// Parses the URL. Nothing is connected yet.
    ///
    /// # Errors
    /// The URL is none.
    pub fn new(url: &str, options: &Options) -> Result<Self, Error> {
        let url: LdapUrl = url.parse().map_err(|error: UrlError| {
            Error::new(Stage::Resolve, Code::URL_INVALID, error.to_string()).because(error)
        })?;
        Ok(Self {
            url,
            options: options.clone(),
            credentials: Credentials::Anonymous,
            retries: 1,
            delay: Duration::ZERO,
            client: None,
            connections: 0,
        })
    }

    /// Sets how to bind on every connection.
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = credentials;
        self
    }

    /// Sets how often an operation is repeated, and how long to wait before each time. Once and at once unless set.
    #[must_use]
    pub fn retries(mut self, retries: u32, delay: Duration) -> Self {
        self.retries = retries;
        self.delay = delay;
        self
    }

    /// How many connections were made so far.
    pub fn connections(&self) -> u64 {
        self.connections
    }

    /// Connects and binds now, where the first operation would else do it. Nothing happens when that was done and the
    /// connection is not known to be broken.
    ///
    /// # Errors
    /// Those of connecting and of the bind; nothing is repeated.
    pub async fn connect(&mut self) -> Result<(), Error> {
        self.client().await.map(drop)
    }

    /// The connected and bound client.
    ///
    /// # Errors
    /// Those of connecting and of the bind.
    pub async fn client(&mut self) -> Result<&mut Client, Error> {
        let client = match self.client.take().filter(|client| client.dead.is_none()) {
            Some(client) => client,
            None => {
                let mut client = Client::connect_url(&self.url, &self.options).await?;
                self.connections += 1;
                self.credentials.bind(&mut client).await?;
                client
            }
        };
        Ok(self.client.insert(client))
    }

    /// Runs an operation, and again on a new connection when the server was down, unavailable, or silent, as often as
    /// [`retries`](Self::retries) says.
    ///
    /// # Errors
    /// The last one.
    pub async fn run<T>(
        &mut self,
        mut operation: impl AsyncFnMut(&mut Client) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut left = self.retries;
        loop {
            let outcome = match self.client().await {
                Ok(client) => operation(client).await,
                Err(error) => Err(error),
            };
            match outcome {
                Err(error) if is_passing(&error) => {
                    self.client = None;
                    if left == 0 {
                        return Err(error);
                    }
                    left -= 1;
                    tokio::time::sleep(self.delay).await;
                }
                outcome => return outcome,
            }
        }
    }

    /// Says goodbye, where there is somebody to say it to.
    pub async fn unbind(self) {
        if let Some(client) = self.client {
            client.unbind().await;
        }
    }
}

/// Whether another connection may do better.
fn is_passing(error: &Error) -> bool {
    matches!(error.kind(), Kind::ServerDown | Kind::Timeout) || error.is_unavailable()
}
