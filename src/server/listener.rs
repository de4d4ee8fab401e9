//! The sockets and the server's own thread. Dropping [`Running`] closes every socket and joins the thread.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::{Arc, atomic::AtomicU64},
    thread::JoinHandle,
};

use tokio::{
    net::{TcpListener, TcpSocket},
    runtime::{Handle, Runtime},
};
use tokio_util::sync::CancellationToken;

use super::{backend::Backend, doors::Door};

/// How many connections may wait to be accepted.
const BACKLOG: u32 = 4096;

/// What is spoken on a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Port {
    /// LDAP in clear, StartTLS possible.
    Plain,
    /// LDAP over TLS from the first byte.
    Tls,
}

/// Where to listen.
#[derive(Clone, Copy, Debug)]
pub(super) enum Address {
    /// Both loopback addresses on one port that is free.
    Loopback,
    /// This address.
    Given(SocketAddr),
}

/// Sockets that accept, but are not served yet.
pub(super) struct Bound {
    runtime: Runtime,
    listeners: Vec<(Port, TcpListener)>,
}

impl Bound {
    pub(super) fn new(threads: usize) -> io::Result<Self> {
        let mut builder = if threads > 1 {
            let mut builder = tokio::runtime::Builder::new_multi_thread();
            builder.worker_threads(threads);
            builder
        } else {
            tokio::runtime::Builder::new_current_thread()
        };
        let runtime = builder.enable_io().enable_time().build()?;
        Ok(Self {
            runtime,
            listeners: Vec::new(),
        })
    }

    /// Opens a port; what it returns accepts connections from now on.
    pub(super) fn listen(&mut self, port: Port, address: Address) -> io::Result<SocketAddr> {
        let _context = self.runtime.enter();
        let sockets = match address {
            Address::Given(address) => vec![listen(address)?],
            Address::Loopback => loopback_pair()?,
        };
        let address = sockets.first().map_or_else(
            || Err(io::Error::other("no loopback address to listen on")),
            TcpListener::local_addr,
        )?;
        self.listeners
            .extend(sockets.into_iter().map(|socket| (port, socket)));
        Ok(address)
    }

    /// Starts the thread that serves.
    pub(super) fn serve(self, backend: Arc<Backend>) -> io::Result<Running> {
        let Self { runtime, listeners } = self;
        let stop = CancellationToken::new();
        let stopped = stop.clone();
        let handle = runtime.handle().clone();
        let doors = open(&handle, listeners, &backend, &stop);
        let thread = std::thread::Builder::new()
            .name("ldaplab-server".to_owned())
            .spawn(move || {
                runtime.block_on(stopped.cancelled());
                // Dropping the runtime drops every task, and with it every socket.
                drop(runtime);
            })?;
        Ok(Running {
            doors,
            stop,
            handle,
            thread: Some(thread),
        })
    }
}

/// A server's thread. Dropping it stops the server and waits until it has stopped.
#[derive(Debug)]
pub(super) struct Running {
    doors: Vec<Door>,
    stop: CancellationToken,
    handle: Handle,
    /// `None` where another server's thread serves.
    thread: Option<JoinHandle<()>>,
}

/// Lets sockets accept.
fn open(
    handle: &Handle,
    listeners: Vec<(Port, TcpListener)>,
    backend: &Arc<Backend>,
    stop: &CancellationToken,
) -> Vec<Door> {
    let connections = Arc::new(AtomicU64::new(0));
    let mut doors = Vec::new();
    for (port, listener) in listeners {
        let (door, run) = Door::new(
            port,
            listener,
            Arc::clone(backend),
            Arc::clone(&connections),
            stop.clone(),
        );
        handle.spawn(run);
        doors.push(door);
    }
    backend.opened(&doors);
    doors
}

impl Running {
    /// Further ports on the same thread, with a backend of their own: a port of 127.0.0.1 for each of these.
    pub(super) fn beside(
        &self,
        ports: &[Port],
        backend: &Arc<Backend>,
    ) -> io::Result<(Self, Vec<SocketAddr>)> {
        let _context = self.handle.enter();
        let mut listeners = Vec::new();
        let mut addresses = Vec::new();
        for port in ports {
            let listener = listen(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0))?;
            addresses.push(listener.local_addr()?);
            listeners.push((*port, listener));
        }
        // The thread's end is the end of what it serves.
        let stop = self.stop.child_token();
        let running = Self {
            doors: open(&self.handle, listeners, backend, &stop),
            stop,
            handle: self.handle.clone(),
            thread: None,
        };
        Ok((running, addresses))
    }

    /// The sockets of a port: one for each address.
    pub(super) fn doors(&self, port: Port) -> impl Iterator<Item = &Door> {
        self.doors.iter().filter(move |door| door.port == port)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.cancel();
        if let Some(thread) = self.thread.take() {
            // A panic of the server thread was printed when it happened; a second one here would abort.
            let _ = thread.join();
        }
    }
}

pub(super) fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    #[cfg(unix)]
    socket.set_reuseaddr(address.port() != 0)?;
    socket.bind(address)?;
    // Its connections inherit it, so that the port can be opened again while they last; before the bind it would let
    // the system choose a port that another socket is about to use.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.listen(BACKLOG)
}

/// `127.0.0.1` and `::1` on one port. A machine without IPv6 gets the first alone.
fn loopback_pair() -> io::Result<Vec<TcpListener>> {
    const TRIES: usize = 64;
    let mut last = None;
    for _ in 0..TRIES {
        let v4 = listen(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0))?;
        let port = v4.local_addr()?.port();
        match listen(SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), port)) {
            Ok(v6) => return Ok(vec![v4, v6]),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => last = Some(error),
            Err(_) => return Ok(vec![v4]),
        }
    }
    Err(last.unwrap_or_else(|| io::Error::other("no free port on both loopback addresses")))
}
