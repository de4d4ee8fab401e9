//! One connection to one server.

use std::net::SocketAddr;

use super::{
    Counters, Error, LdapUrl, Options, Peer, Scheme, UrlError,
    connection::Connection,
    deadline::Deadline,
    secure, socket,
    target::Target,
    transport::{self, Stream, Tap},
};
use crate::{
    diagnosis::{Code, Stage},
    wire::response::ExtendedResponse,
};

/// One connection to one server, one operation at a time. An operation that is dropped before its answer came is
/// abandoned when the next one begins.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use ldaplab::{client::{Client, Options, Search}, wire::Filter};
///
/// let options = Options::default().trust_file("ca.pem")?;
/// let mut client = Client::connect("ldaps://dc1.corp.example", &options).await?;
/// client.simple_bind("CORP\\ada", "s3cret").await?;
/// let found = client
///     .search(&Search::new("dc=corp,dc=example").filter(Filter::Equality("uid".into(), b"ada".to_vec())))
///     .await?;
/// for entry in &found.entries {
///     println!("{}", entry.dn);
/// }
/// client.unbind().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Client {
    pub(super) connection: Connection,
    pub(super) url: LdapUrl,
    pub(super) address: Option<SocketAddr>,
    pub(super) options: Options,
    pub(super) peer: Option<Peer>,
    /// What ended the conversation.
    pub(super) dead: Option<Error>,
}

impl Client {
    /// Connects, and secures the connection as the URL and the options say. Nothing is bound: the connection is anonymous.
    /// `ldapi://%2Fpath` connects to a socket in the file system, on Unix alone, without look-up and without TLS unless
    /// StartTLS is asked for; the certificate's name is then `localhost`, where the options name no other.
    ///
    /// # Errors
    /// An [`Error`] with the stage that failed: resolve, connect, or secure.
    pub async fn connect(url: &str, options: &Options) -> Result<Self, Error> {
        let url: LdapUrl = url.parse().map_err(|error: UrlError| {
            Error::new(Stage::Resolve, Code::URL_INVALID, error.to_string()).because(error)
        })?;
        Self::connect_url(&url, options).await
    }

    /// [`Self::connect`] for a URL that was parsed before.
    ///
    /// # Errors
    /// As [`Self::connect`].
    pub async fn connect_url(url: &LdapUrl, options: &Options) -> Result<Self, Error> {
        let deadline = Deadline::new(options.connect_timeout(), options.deadline);
        if let Some(trace) = &options.trace {
            trace.connecting(&url.endpoint());
        }
        let reached = reach(url, options, deadline).await;
        if let Some(trace) = &options.trace {
            match &reached {
                Ok((_, Some(address))) => trace.reached(|| format!("connected to {address}")),
                Ok((_, None)) => trace.reached(|| "connected".to_owned()),
                Err(error) => trace.failed(None, error),
            }
        }
        let (tap, address) = reached?;
        Self::over(tap, address, url, options, deadline).await
    }

    /// Connects to the first of several servers that takes the connection ([`LdapUrl::list`] reads such a list). The
    /// servers share [`Options::connect_timeout`]: none can use up the time of those behind it.
    ///
    /// # Errors
    /// What the last server failed with; its detail names every server and what became of it.
    pub async fn connect_any(urls: &[LdapUrl], options: &Options) -> Result<Self, Error> {
        let deadline = Deadline::new(options.connect_timeout(), options.deadline);
        let mut tried = Vec::new();
        let mut last = Error::new(Stage::Resolve, Code::URL_INVALID, "no URL was given");
        for (at, url) in urls.iter().enumerate() {
            let mut of_this = options.clone();
            of_this.deadline = Some(deadline.share(urls.len() - at).at());
            match Self::connect_url(url, &of_this).await {
                Ok(mut client) => {
                    client.options.deadline = options.deadline;
                    return Ok(client);
                }
                Err(error) => {
                    tried.push(format!("{}: {}", url.endpoint(), error.detail()));
                    last = error;
                }
            }
        }
        Err(if tried.len() > 1 {
            last.with_detail(super::few(&tried))
        } else {
            last
        })
    }

    /// The last stage of connecting: TLS, at once or by StartTLS, or neither.
    pub(crate) async fn over(
        tap: Tap,
        address: Option<SocketAddr>,
        url: &LdapUrl,
        options: &Options,
        deadline: Deadline,
    ) -> Result<Self, Error> {
        let (stream, peer) = match url.scheme() {
            Scheme::Ldap => (Stream::Plain(tap), None),
            Scheme::Ldaps => {
                let target = Target {
                    host: url.certificate_host(),
                    address,
                    policy: &options.tls,
                    after_start_tls: false,
                };
                let secured = secure::handshake(tap, &target, deadline.restarted()).await;
                if let (Err(error), Some(trace)) = (&secured, &options.trace) {
                    trace.failed(None, error);
                }
                let (stream, peer) = secured?;
                peer.tell(options.trace.as_ref());
                (stream, Some(peer))
            }
        };
        let mut client = Self {
            connection: Connection::new(stream, options.limits, options.trace.clone()),
            url: url.clone(),
            address,
            options: options.clone(),
            peer,
            dead: None,
        };
        if options.start_tls || url.wants_start_tls() {
            client.start_tls_until(deadline).await?;
        }
        Ok(client)
    }

    /// What is below the LDAP messages, for whoever speaks them on their own, and what came and was not read.
    pub(crate) fn into_stream(mut self) -> (Stream, bytes::BytesMut) {
        let parts = self.connection.take_apart();
        (parts.stream, parts.inbox)
    }

    /// The server's URL.
    pub fn url(&self) -> &LdapUrl {
        &self.url
    }

    /// The address that took the connection; none for a socket in the file system ([`LdapUrl::socket`] has its path).
    pub fn address(&self) -> Option<SocketAddr> {
        self.address
    }

    /// Who is at the other end, when TLS is spoken.
    pub fn peer(&self) -> Option<&Peer> {
        self.peer.as_ref()
    }

    /// What went over this connection so far.
    pub fn counters(&self) -> Counters {
        self.connection.counters
    }

    /// What the server said without being asked (message ID 0) since the last call, as far as it was read beside answers, oldest
    /// first; at most 64 are kept. A notice of disconnection is not among them: it is an error.
    pub fn notifications(&mut self) -> Vec<ExtendedResponse> {
        self.connection.notifications.take()
    }
}

/// The connection below TLS, and the address that took it.
async fn reach(
    url: &LdapUrl,
    options: &Options,
    deadline: Deadline,
) -> Result<(Tap, Option<SocketAddr>), Error> {
    if let Some(path) = url.socket() {
        let socket = socket::connect(path, deadline).await?;
        return Ok((Tap::new(socket), None));
    }
    let addresses = transport::resolve(&options.resolver, url.host(), url.port(), deadline).await?;
    let (tcp, address) = transport::connect(&addresses, options.keepalive, deadline).await?;
    Ok((Tap::new(tcp), Some(address)))
}
