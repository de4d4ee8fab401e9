//! The sockets and the proxy's own thread. Dropping [`Running`] closes every socket and joins the thread.

use std::{
    fmt, io,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    thread::JoinHandle,
    time::Duration,
};

use rustls::ServerConfig;
use tokio::{
    net::{TcpListener, TcpSocket},
    runtime::Runtime,
    sync::Semaphore,
};
use tokio_util::sync::CancellationToken;

use super::{
    library::Library,
    link::{self, Link},
    player, relay,
    sink::Sink,
    upstream::Upstream,
};
use crate::wire::Limits;

/// How many connections may wait to be accepted.
const BACKLOG: u32 = 4096;

/// How many connections are served at once.
const CONNECTIONS: usize = 1024;

/// How many complaints are kept.
const KEPT: usize = 1000;

/// Whom complaints are told to.
pub(super) type Tell = Arc<dyn Fn(&str) + Send + Sync>;

/// What is done with a connection.
pub(super) enum Role {
    Relay(Box<Upstream>, Option<Box<Sink>>),
    Player(Box<Library>),
}

/// What all connections share.
pub(super) struct Service {
    pub(super) role: Role,
    pub(super) tls: Arc<ServerConfig>,
    pub(super) limits: Limits,
    /// How long anybody may take over a message or a handshake.
    pub(super) patience: Duration,
    /// How long a connection may be silent.
    pub(super) idle: Duration,
    pub(super) tell: Option<Tell>,
    pub(super) unmatched: Mutex<Unmatched>,
}

/// Requests that a record had no answer to.
#[derive(Debug, Default)]
pub(super) struct Unmatched {
    pub(super) kept: Vec<String>,
    pub(super) count: u64,
}

impl Service {
    pub(super) fn tell(&self, what: &str) {
        if let Some(tell) = &self.tell {
            tell(what);
        }
    }

    pub(super) fn unmatched(&self, what: &str) {
        self.tell(what);
        let mut unmatched = self
            .unmatched
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        unmatched.count += 1;
        if unmatched.kept.len() < KEPT {
            unmatched.kept.push(what.to_owned());
        }
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").finish_non_exhaustive()
    }
}

/// What is spoken on a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Port {
    Plain,
    Tls,
}

/// Sockets that accept, but are not served yet.
pub(super) struct Bound {
    runtime: Runtime,
    listeners: Vec<(Port, TcpListener)>,
}

impl Bound {
    pub(super) fn new() -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        Ok(Self {
            runtime,
            listeners: Vec::new(),
        })
    }

    /// Opens a port, on a free one of 127.0.0.1 unless an address is given.
    pub(super) fn listen(
        &mut self,
        port: Port,
        address: Option<SocketAddr>,
    ) -> io::Result<SocketAddr> {
        let _context = self.runtime.enter();
        let address = address.unwrap_or_else(|| (Ipv4Addr::LOCALHOST, 0).into());
        let socket = match address {
            SocketAddr::V4(_) => TcpSocket::new_v4()?,
            SocketAddr::V6(_) => TcpSocket::new_v6()?,
        };
        #[cfg(unix)]
        socket.set_reuseaddr(address.port() != 0)?;
        socket.bind(address)?;
        let listener = socket.listen(BACKLOG)?;
        let address = listener.local_addr()?;
        self.listeners.push((port, listener));
        Ok(address)
    }

    /// Starts the thread that serves.
    pub(super) fn serve(self, service: Arc<Service>) -> io::Result<Running> {
        let Self { runtime, listeners } = self;
        let stop = CancellationToken::new();
        let stopped = stop.clone();
        let thread = std::thread::Builder::new()
            .name("ldaplab-proxy".to_owned())
            .spawn(move || {
                runtime.spawn(accept(listeners, service));
                runtime.block_on(stopped.cancelled());
                // Dropping the runtime drops every task, and with it every socket.
                drop(runtime);
            })?;
        Ok(Running {
            stop,
            thread: Some(thread),
        })
    }
}

/// A proxy's thread. Dropping it stops the proxy and waits until it has stopped.
#[derive(Debug)]
pub(super) struct Running {
    stop: CancellationToken,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.cancel();
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was printed when it happened; a second one here would abort.
            let _ = thread.join();
        }
    }
}

async fn accept(listeners: Vec<(Port, TcpListener)>, service: Arc<Service>) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let numbers = Arc::new(std::sync::atomic::AtomicU64::new(0));
    for (port, listener) in listeners {
        let (service, room, numbers) = (
            Arc::clone(&service),
            Arc::clone(&room),
            Arc::clone(&numbers),
        );
        tokio::spawn(async move {
            // It is never closed.
            while let Ok(seat) = Arc::clone(&room).acquire_owned().await {
                let Ok((stream, _)) = listener.accept().await else {
                    // Out of file descriptors, or a client that left already: wait for the next turn rather than spin.
                    tokio::time::sleep(Duration::from_millis(5)).await;
                    continue;
                };
                let number = numbers.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
                let service = Arc::clone(&service);
                // Small replies to small requests: waiting to fill a segment only costs time.
                let _ = stream.set_nodelay(true);
                tokio::spawn(async move {
                    serve(Box::new(stream), port, &service, number).await;
                    drop(seat);
                });
            }
        });
    }
}

async fn serve(link: Link, port: Port, service: &Service, number: u64) {
    let link = match port {
        Port::Plain => link,
        Port::Tls => match link::secure(link, Arc::clone(&service.tls), service.patience).await {
            Ok(link) => link,
            Err(error) => {
                return service.tell(&format!(
                    "connection {number}: the TLS handshake with the client failed: {error}"
                ));
            }
        },
    };
    let tls = port == Port::Tls;
    match &service.role {
        Role::Relay(upstream, sink) => {
            relay::serve(link, tls, service, upstream, sink.as_deref(), number).await;
        }
        Role::Player(library) => player::serve(link, tls, service, library, number).await,
    }
}
