//! Name look-up, TCP, and the one stream type over plain and TLS connections.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpSocket, TcpStream},
};
use tokio_rustls::client::TlsStream;

use super::{Resolver, deadline::Deadline, error::Error, socket::Socket};
use crate::diagnosis::{Code, Stage};

/// How many of the first bytes of a peer are kept for diagnosis.
const HEAD: usize = 128;

/// All addresses of a name, in the resolver's order, each once.
pub(crate) async fn resolve(
    resolver: &Resolver,
    host: &str,
    port: u16,
    deadline: Deadline,
) -> Result<Vec<SocketAddr>, Error> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let fail = |code, detail: String| Error::new(Stage::Resolve, code, detail);
    let found = match deadline.bound(resolver.look_up(host, port)).await {
        Err(_) => {
            return Err(fail(
                Code::DNS_TIMEOUT,
                format!(
                    "the look-up of `{host}` had no answer after {}",
                    deadline.waited()
                ),
            ));
        }
        Ok(Err(error)) => {
            let detail = format!("the look-up of `{host}` failed: {error}");
            return Err(fail(resolve_code(&error), detail).because(error));
        }
        Ok(Ok(found)) => found,
    };
    let mut addresses: Vec<SocketAddr> = Vec::new();
    for address in found {
        let address = SocketAddr::new(address, port);
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    if addresses.is_empty() {
        return Err(fail(
            Code::DNS_NO_ADDRESS,
            format!("`{host}` has no address"),
        ));
    }
    Ok(addresses)
}

/// The first address that takes a connection. None can use up the time of those behind it.
pub(crate) async fn connect(
    addresses: &[SocketAddr],
    keepalive: bool,
    deadline: Deadline,
) -> Result<(TcpStream, SocketAddr), Error> {
    let own = deadline.restarted();
    let mut tried = Vec::new();
    let mut worst: Option<(Code, io::Error)> = None;
    for (at, address) in addresses.iter().enumerate() {
        let share = deadline.share(addresses.len() - at);
        let error = match share.bound(dial(*address, keepalive)).await {
            Ok(Ok(stream)) => {
                // Requests are small and wait for their answers.
                let _ = stream.set_nodelay(true);
                return Ok((stream, *address));
            }
            Ok(Err(error)) => error,
            Err(_) => io::Error::new(
                io::ErrorKind::TimedOut,
                format!("no answer after {}", share.waited()),
            ),
        };
        tried.push(format!("{address}: {error}"));
        // A refusal says more than silence: somebody is there.
        let code = connect_code(&error);
        if worst.is_none() || code == Code::TCP_REFUSED {
            worst = Some((code, error));
        }
    }
    let (code, error) = worst.unwrap_or_else(|| {
        let error = io::Error::new(io::ErrorKind::InvalidInput, "no address to connect to");
        (Code::TCP_FAILED, error)
    });
    let tried = super::few(&tried);
    Err(match own.starved().filter(|_| code == Code::TCP_TIMEOUT) {
        Some(starved) => {
            let detail = format!("{tried}: {starved}");
            Error::new(Stage::Connect, Code::DEADLINE_PASSED, detail)
        }
        None => Error::new(Stage::Connect, code, tried),
    }
    .because(error))
}

async fn dial(address: SocketAddr, keepalive: bool) -> io::Result<TcpStream> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    socket.set_keepalive(keepalive)?;
    socket.connect(address).await
}

/// The resolver's errors have no kind of their own, only the words of `gai_strerror`.
fn resolve_code(error: &io::Error) -> Code {
    let words = error.to_string();
    if words.contains("No address associated") {
        Code::DNS_NO_ADDRESS
    } else if words.contains("not known") || words.contains("nodename nor servname") {
        Code::DNS_NO_SUCH_HOST
    } else {
        Code::DNS_FAILED
    }
}

fn connect_code(error: &io::Error) -> Code {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => Code::TCP_REFUSED,
        io::ErrorKind::TimedOut => Code::TCP_TIMEOUT,
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => Code::TCP_RESET,
        io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::AddrNotAvailable => Code::TCP_UNREACHABLE,
        _ => Code::TCP_FAILED,
    }
}

/// The first bytes that a peer sent, shared with whoever has to explain a failure.
#[derive(Clone, Debug, Default)]
pub(crate) struct Head(Arc<Mutex<Vec<u8>>>);

impl Head {
    /// A copy of the bytes so far.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn record(&self, bytes: &[u8]) {
        let mut head = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let room = HEAD.saturating_sub(head.len());
        head.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }
}

/// A socket whose first received bytes are kept.
#[derive(Debug)]
pub(crate) struct Tap {
    socket: Socket,
    head: Head,
}

impl Tap {
    pub(crate) fn new(socket: impl Into<Socket>) -> Self {
        Self {
            socket: socket.into(),
            head: Head::default(),
        }
    }

    /// Starts a new head: what came so far was understood.
    pub(crate) fn fresh_head(&mut self) -> Head {
        self.head = Head::default();
        self.head.clone()
    }
}

/// The stream below the LDAP messages.
#[derive(Debug)]
pub(crate) enum Stream {
    Plain(Tap),
    Tls(Box<TlsStream<Tap>>),
    /// Between plain and TLS, and for good when the handshake fails.
    Gone,
}

macro_rules! forward {
    ($self:ident, $stream:ident => $call:expr) => {
        match $self.get_mut() {
            Self::Plain(tap) => {
                let $stream = Pin::new(&mut tap.socket);
                $call
            }
            Self::Tls(tls) => {
                let $stream = Pin::new(tls.as_mut());
                $call
            }
            Self::Gone => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    };
}

impl AsyncRead for Tap {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        ready!(Pin::new(&mut this.socket).poll_read(context, buffer))?;
        this.head.record(&buffer.filled()[before..]);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Tap {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().socket).poll_write(context, bytes)
    }

    // rustls ends a failed handshake with one last write; only a vectored one takes the alert along.
    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().socket).poll_write_vectored(context, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().socket).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().socket).poll_shutdown(context)
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        forward!(self, stream => stream.poll_read(context, buffer))
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        forward!(self, stream => stream.poll_write(context, bytes))
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        forward!(self, stream => stream.poll_flush(context))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        forward!(self, stream => stream.poll_shutdown(context))
    }
}
