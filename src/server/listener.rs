//! The sockets and the server's own thread. Dropping [`Running`] closes every socket and joins the thread.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::Path,
    sync::{Arc, atomic::AtomicU64},
    thread::JoinHandle,
};

use tokio::{
    net::TcpListener,
    runtime::{Handle, Runtime},
};
use tokio_util::sync::CancellationToken;

use super::{
    accept::{self, Accepting},
    backend::Backend,
    door::{Door, Port},
    doors,
};

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
    listeners: Vec<(Port, Accepting)>,
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
            Address::Given(address) => vec![accept::tcp(address)?],
            Address::Loopback => accept::loopback_pair()?,
        };
        let address = sockets.first().map_or_else(
            || Err(io::Error::other("no loopback address to listen on")),
            TcpListener::local_addr,
        )?;
        self.listeners.extend(
            sockets
                .into_iter()
                .map(|socket| (port, Accepting::Tcp(socket))),
        );
        Ok(address)
    }

    /// Opens a socket in the file system.
    #[cfg(unix)]
    pub(super) fn listen_local(&mut self, path: &Path) -> io::Result<()> {
        self.runtime.block_on(accept::local::clear(path))?;
        let _context = self.runtime.enter();
        let local = accept::local::listen(path)?;
        self.listeners.push((Port::Local, Accepting::Local(local)));
        Ok(())
    }

    #[cfg(not(unix))]
    pub(super) fn listen_local(&mut self, _path: &Path) -> io::Result<()> {
        Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "this system has no sockets in the file system",
        ))
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
    listeners: Vec<(Port, Accepting)>,
    backend: &Arc<Backend>,
    stop: &CancellationToken,
) -> Vec<Door> {
    let connections = Arc::new(AtomicU64::new(0));
    let mut doors = Vec::new();
    for (port, listener) in listeners {
        let (door, run) = doors::open(
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
            let listener = accept::tcp(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0))?;
            addresses.push(listener.local_addr()?);
            listeners.push((*port, Accepting::Tcp(listener)));
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
