//! What is set before a proxy starts.

use std::{
    fmt, io,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use super::{
    Proxy, ProxyError,
    anonymous::Anonymous,
    library::Library,
    listener::{Bound, Port, Role, Service, Tell},
    sink::Sink,
    upstream::Upstream,
};
use crate::{
    client::{LdapUrl, Options, UrlError},
    generate::Pseudonyms,
    tls::{Material, Scenario, trust::TrustFile},
    wire::Limits,
};

/// How long a connection may be silent.
const IDLE: Duration = Duration::from_secs(15 * 60);

/// What relay and replay have in common.
#[derive(Clone)]
struct Face {
    ldap: Option<SocketAddr>,
    ldaps: Option<SocketAddr>,
    hosts: Vec<String>,
    limits: Limits,
    patience: Duration,
    idle: Duration,
    tell: Option<Tell>,
}

impl Default for Face {
    fn default() -> Self {
        Self {
            ldap: None,
            ldaps: None,
            hosts: Vec::new(),
            limits: Limits::default(),
            patience: Duration::from_secs(10),
            idle: IDLE,
            tell: None,
        }
    }
}

impl fmt::Debug for Face {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Face")
            .field("ldap", &self.ldap)
            .field("ldaps", &self.ldaps)
            .finish_non_exhaustive()
    }
}

macro_rules! face {
    ($kind:ident) => {
        impl $kind {
            /// Where plain LDAP is spoken; a free port of 127.0.0.1 unless set.
            #[must_use]
            pub fn ldap(mut self, address: SocketAddr) -> Self {
                self.face.ldap = Some(address);
                self
            }

            /// Where LDAP over TLS is spoken; a free port of 127.0.0.1 unless set.
            #[must_use]
            pub fn ldaps(mut self, address: SocketAddr) -> Self {
                self.face.ldaps = Some(address);
                self
            }

            /// One more name in the certificate, beside `localhost` and the loopback addresses.
            #[must_use]
            pub fn host(mut self, name: impl Into<String>) -> Self {
                self.face.hosts.push(name.into());
                self
            }

            /// What a peer may send in one message.
            #[must_use]
            pub fn limits(mut self, limits: Limits) -> Self {
                self.face.limits = limits;
                self
            }

            /// How long a peer may take over one message, over a handshake, or to take what it is sent. 10 seconds unless set.
            #[must_use]
            pub fn patience(mut self, patience: Duration) -> Self {
                self.face.patience = patience;
                self
            }

            /// How long a connection may be silent. 15 minutes unless set.
            #[must_use]
            pub fn idle(mut self, idle: Duration) -> Self {
                self.face.idle = idle;
                self
            }

            /// Whom every trouble is told to when it happens, a sentence each: a server that is not reached, a request that is not in the record.
            #[must_use]
            pub fn tell(mut self, tell: impl Fn(&str) + Send + Sync + 'static) -> Self {
                self.face.tell = Some(Arc::new(tell));
                self
            }
        }
    };
}

/// A relay to a real server that records what goes by.
///
/// ```
/// use ldaplab::{LdapServer, User, client::{Options, Search, blocking::Client}, proxy::{Recorder, Replay}};
///
/// let server = LdapServer::openldap("dc=example,dc=org").user(User::new("ada").password("s3cret")).start()?;
/// let ask = |url: &str| -> Result<usize, ldaplab::client::Error> {
///     let mut client = Client::connect(url, &Options::default())?;
///     client.simple_bind("uid=ada,ou=people,dc=example,dc=org", "s3cret")?;
///     Ok(client.search(&Search::new("dc=example,dc=org"))?.entries.len())
/// };
/// # let folder = std::env::temp_dir().join(format!("ldaplab-doc-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// let file = folder.join("ada.record");
/// let recorder = Recorder::new(&server.ldap_url())?.file(&file).start()?;
/// let found = ask(&recorder.ldap_url())?;
/// recorder.stop()?;
/// drop(server);
///
/// let replay = Replay::file(&file)?.start()?;
/// assert_eq!(ask(&replay.ldap_url())?, found);
/// assert_eq!(replay.unmatched_count(), 0);
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Recorder {
    face: Face,
    upstream: Upstream,
    file: Option<PathBuf>,
    secrets: bool,
    pseudonyms: Option<Pseudonyms>,
}

/// A record that answers in the server's place. See [`Recorder`] for an example.
///
/// A request is found up to its message ID, the spelling of DNs, the case of attribute names, the order of the parts of `&` and `|`, of the
/// attributes asked for and of the controls, and masked passwords. What was asked several times is answered in the recorded order, the last answer again
/// and again. What is not in the record is answered with `unwillingToPerform` and kept ([`Proxy::unmatched`]).
#[derive(Debug)]
pub struct Replay {
    face: Face,
    library: Library,
}

face!(Recorder);
face!(Replay);

impl Recorder {
    /// In front of the server with this URL. Nothing is recorded unless [`file`](Self::file) says where.
    ///
    /// # Errors
    /// What is no LDAP URL.
    pub fn new(url: &str) -> Result<Self, ProxyError> {
        let url: LdapUrl = url.parse().map_err(|error: UrlError| {
            ProxyError::new(
                format!("`{url}` is no LDAP URL: {error}"),
                "write it as ldap://HOST:PORT or ldaps://HOST:PORT",
            )
        })?;
        let options = Options::default();
        Ok(Self {
            face: Face::default(),
            upstream: Upstream { url, options },
            file: None,
            secrets: false,
            pseudonyms: None,
        })
    }

    /// How the server is spoken to: trust, StartTLS, timeout of connecting, names.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.upstream.options = options;
        // A moment in the future of one connection is the past of a later one.
        self.upstream.options.deadline = None;
        self
    }

    /// Where the record is written. A file that is there is not overwritten.
    #[must_use]
    pub fn file(mut self, path: impl AsRef<Path>) -> Self {
        self.file = Some(path.as_ref().to_owned());
        self
    }

    /// Keeps passwords and SASL credentials in the record. They are masked unless this is set.
    #[must_use]
    pub fn with_secrets(mut self) -> Self {
        self.secrets = true;
        self
    }

    /// Puts pseudonyms in the place of names and values in the record; passwords are masked then in any case.
    #[must_use]
    pub fn anonymise(mut self, pseudonyms: Pseudonyms) -> Self {
        self.pseudonyms = Some(pseudonyms);
        self
    }

    /// Begins the record, and relays from now on.
    ///
    /// # Errors
    /// A record that cannot be written, or an address that cannot be listened on.
    pub fn start(self) -> Result<Proxy, ProxyError> {
        let anonymous = self.pseudonyms.map(Anonymous::new);
        let secrets = self.secrets && anonymous.is_none();
        let server = self.upstream.url.endpoint();
        // Listens first: a port that is taken leaves no file behind.
        let opened = self.face.open()?;
        let sink = self.file.as_deref();
        let sink = sink.map(|path| Sink::create(path, &server, secrets, anonymous));
        let sink = sink.transpose()?.map(Box::new);
        opened.serve(Role::Relay(Box::new(self.upstream), sink))
    }
}

impl Replay {
    /// From a record file.
    ///
    /// # Errors
    /// A file that cannot be read, or is no record: with line and column.
    pub fn file(path: impl AsRef<Path>) -> Result<Self, ProxyError> {
        let path = path.as_ref();
        let octets = std::fs::read(path).map_err(|error| {
            ProxyError::new(
                format!("the record {} cannot be read: {error}", path.display()),
                "name a file that `ldaplab proxy URL --record FILE` has written",
            )
        })?;
        Self::named(&path.display().to_string(), &octets)
    }

    /// From the octets of a record file.
    ///
    /// # Errors
    /// What is no record: with line and column.
    pub fn read(octets: &[u8]) -> Result<Self, ProxyError> {
        Self::named("the record", octets)
    }

    fn named(name: &str, octets: &[u8]) -> Result<Self, ProxyError> {
        Ok(Self {
            face: Face::default(),
            library: Library::read(name, octets)?,
        })
    }

    /// The pseudonyms that the record was made with: a client may then ask by the real names. What it is answered stays under pseudonyms.
    #[must_use]
    pub fn pseudonyms(mut self, pseudonyms: Pseudonyms) -> Self {
        self.library.anonymous = Some(Anonymous::new(pseudonyms));
        self
    }

    /// How many requests are in the record.
    pub fn len(&self) -> usize {
        self.library.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Answers from now on.
    ///
    /// # Errors
    /// An address that cannot be listened on.
    pub fn start(self) -> Result<Proxy, ProxyError> {
        self.face
            .open()?
            .serve(Role::Player(Box::new(self.library)))
    }
}

/// Ports that are open, and what is to be said on them.
struct Opened {
    face: Face,
    material: Material,
    trust_file: TrustFile,
    bound: Bound,
    ports: [SocketAddr; 2],
}

impl Face {
    fn open(self) -> Result<Opened, ProxyError> {
        let failed = |what: &str, error: io::Error| {
            ProxyError::new(format!("{what}: {error}"), "choose another address or port")
        };
        let hosts: Vec<&str> = self.hosts.iter().map(String::as_str).collect();
        let material = Material::new(Scenario::TRUSTED, &hosts, SystemTime::now());
        let material = material.map_err(|error| {
            ProxyError::new(
                format!("the certificate of the proxy could not be made: {error}"),
                "give it a host name that can stand in a certificate",
            )
        })?;
        let mut bound = Bound::new().map_err(|error| failed("the proxy has no runtime", error))?;
        let mut listen = |port, given: Option<SocketAddr>| {
            let name = given.map_or_else(|| "a free port".to_owned(), |given| given.to_string());
            bound
                .listen(port, given)
                .map_err(|error| failed(&format!("cannot listen on {name}"), error))
        };
        let ports = [
            listen(Port::Plain, self.ldap)?,
            listen(Port::Tls, self.ldaps)?,
        ];
        let trust_file = TrustFile::write(&material.trust_pem()).map_err(|error| {
            ProxyError::new(
                format!("the trust file cannot be written: {error}"),
                "make room in the folder for temporary files",
            )
        })?;
        Ok(Opened {
            face: self,
            material,
            trust_file,
            bound,
            ports,
        })
    }
}

impl Opened {
    fn serve(self, role: Role) -> Result<Proxy, ProxyError> {
        let service = Arc::new(Service {
            role,
            tls: self.material.server_config(),
            limits: self.face.limits,
            patience: self.face.patience,
            idle: self.face.idle,
            tell: self.face.tell,
            unmatched: std::sync::Mutex::default(),
        });
        let running = self.bound.serve(Arc::clone(&service)).map_err(|error| {
            ProxyError::new(
                format!("the proxy has no thread: {error}"),
                "allow this process more threads",
            )
        })?;
        Ok(Proxy::new(
            running,
            service,
            self.ports,
            self.material,
            self.trust_file,
        ))
    }
}
