//! A router on a thread of its own.

use std::{
    fmt, io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
    thread::JoinHandle,
    time::{Duration, SystemTime},
};

use axum::Router;
use tokio_util::sync::CancellationToken;

use super::{
    AllowList, Audit, CertificateError,
    certificate::{self, Own},
    listen,
};
use crate::rbac::Rbac;

/// Threads that answer.
const THREADS: usize = 2;

/// What is spoken on the port.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Transport {
    /// HTTPS with a certificate that is made once and kept with the data.
    Https,
    /// HTTPS with this chain and key, files in PEM.
    HttpsWith {
        /// The chain, the service's own certificate first.
        chain: PathBuf,
        /// Its private key.
        key: PathBuf,
    },
    /// HTTP in clear: tokens and passwords can be read on the way.
    PlainHttp,
}

/// Where and how to serve.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ServiceConfig {
    /// The address; port 0 for any that is free.
    pub listen: SocketAddr,
    /// HTTPS unless set.
    pub transport: Transport,
    /// Names beside `localhost` and the loopback addresses that a certificate is made for.
    pub names: Vec<String>,
    /// The certificates of clients that act as `api_user`; none unless set.
    pub clients: Option<AllowList>,
    /// Whether `GET v1/ds` shows the password of the look-up account, as the original does.
    pub v1_returns_password: bool,
    /// Whom to tell of every request; nobody unless set.
    pub audit: Audit,
    /// Connections at a time, 1,024 unless set; further ones wait.
    pub connections: usize,
    /// The time for a TLS handshake, for the head of a request, and for its body.
    pub patience: Duration,
}

impl ServiceConfig {
    /// HTTPS on this address.
    pub fn new(listen: SocketAddr) -> Self {
        Self {
            listen,
            transport: Transport::Https,
            names: Vec::new(),
            clients: None,
            v1_returns_password: false,
            audit: Audit::default(),
            connections: 1_024,
            patience: Duration::from_secs(10),
        }
    }
}

/// A service that answers until it is dropped.
pub struct Service {
    address: SocketAddr,
    ca: Option<PathBuf>,
    secure: bool,
    stop: CancellationToken,
    thread: Option<JoinHandle<()>>,
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service")
            .field("url", &self.url())
            .finish_non_exhaustive()
    }
}

/// Why a service did not begin.
#[non_exhaustive]
pub enum ServeError {
    /// The address cannot be listened on.
    Listen(SocketAddr, io::Error),
    /// There is no certificate.
    Certificate(CertificateError),
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen(address, error) => write!(f, "{address} cannot be listened on: {error}"),
            Self::Certificate(error) => write!(f, "{error}"),
        }
    }
}

debug_is_display!(ServeError);

impl std::error::Error for ServeError {}

impl From<CertificateError> for ServeError {
    fn from(error: CertificateError) -> Self {
        Self::Certificate(error)
    }
}

impl Service {
    /// Starts to answer the requests of [`super::rbac`]; on return connections are accepted.
    ///
    /// # Errors
    /// The address is taken, or there is no certificate.
    pub fn start(rbac: Rbac, config: ServiceConfig) -> Result<Self, ServeError> {
        let kept = matches!(config.transport, Transport::Https);
        let own = match &config.transport {
            Transport::Https => {
                let names: Vec<&str> = config.names.iter().map(String::as_str).collect();
                Some(Own::kept(rbac.folder(), &names, SystemTime::now())?)
            }
            Transport::HttpsWith { chain, key } => Some(Own::given(chain, key)?),
            Transport::PlainHttp => None,
        };
        let tls = match own {
            Some(own) => Some(own.server_config(config.clients.as_ref())?),
            None => None,
        };
        let ca = kept.then(|| certificate::ca_file(rbac.folder()));
        let failed = |error| ServeError::Listen(config.listen, error);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(THREADS)
            .enable_all()
            .build()
            .map_err(failed)?;
        let listener = runtime
            .block_on(listen::bind(config.listen))
            .map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let stop = CancellationToken::new();
        let secure = tls.is_some();
        let router: Router = super::rbac::router(
            rbac,
            config.v1_returns_password,
            config.patience,
            config.audit,
        );
        let terms = listen::Terms {
            tls,
            clients: config.clients,
            connections: config.connections,
            patience: config.patience,
        };
        let serve = listen::serve(listener, router, terms, stop.clone());
        let thread = std::thread::Builder::new()
            .name("http".to_owned())
            .spawn(move || {
                runtime.block_on(serve);
                // What is being written ends in the drop; a look-up without an answer is not waited for.
                runtime.shutdown_timeout(Duration::from_secs(2));
            })
            .map_err(failed)?;
        Ok(Self {
            address,
            ca,
            secure,
            stop,
            thread: Some(thread),
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its URL: `https://127.0.0.1:4433`; of a service that listens on every address, the one of this machine.
    pub fn url(&self) -> String {
        let scheme = if self.secure { "https" } else { "http" };
        let mut address = self.address;
        match address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
            IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
            _ => {}
        }
        format!("{scheme}://{address}")
    }

    /// The file with the CA that clients are to trust, where the certificate was made here.
    pub fn ca_file(&self) -> Option<&std::path::Path> {
        self.ca.as_deref()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop.cancel();
        if let Some(thread) = self.thread.take() {
            // A panic there was printed there.
            let _ = thread.join();
        }
    }
}
