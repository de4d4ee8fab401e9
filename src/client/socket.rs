//! What carries the octets: TCP, or a socket in the file system (`ldapi`).

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

#[cfg(unix)]
use tokio::net::UnixStream;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

use super::{deadline::Deadline, error::Error};
use crate::diagnosis::{Code, Stage};

/// How long to wait for a server that has as many callers waiting as it lets wait.
#[cfg(unix)]
const QUEUE: std::time::Duration = std::time::Duration::from_millis(20);

/// A connected socket.
#[derive(Debug)]
pub(crate) enum Socket {
    Tcp(TcpStream),
    #[cfg(unix)]
    Unix(UnixStream),
}

impl From<TcpStream> for Socket {
    fn from(tcp: TcpStream) -> Self {
        Self::Tcp(tcp)
    }
}

/// Connects to the socket at a path; an empty one is refused.
pub(crate) async fn connect(path: &str, deadline: Deadline) -> Result<Socket, Error> {
    if path.is_empty() {
        let detail = "the URL names no socket; write its path as in ldapi://%2Frun%2Fslapd%2Fldapi";
        return Err(Error::new(Stage::Resolve, Code::URL_INVALID, detail));
    }
    let error = match deadline.bound(dial(path)).await {
        Ok(Ok(socket)) => return Ok(socket),
        Ok(Err(error)) => error,
        Err(_) => io::Error::new(
            io::ErrorKind::TimedOut,
            format!("no answer after {}", deadline.waited()),
        ),
    };
    let code = match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => Code::TCP_REFUSED,
        io::ErrorKind::TimedOut => Code::TCP_TIMEOUT,
        _ => Code::TCP_FAILED,
    };
    let detail = format!("the socket `{path}`: {error}");
    Err(Error::new(Stage::Connect, code, detail).because(error))
}

#[cfg(unix)]
async fn dial(path: &str) -> io::Result<Socket> {
    loop {
        match UnixStream::connect(path).await {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                tokio::time::sleep(QUEUE).await;
            }
            connected => return connected.map(Socket::Unix),
        }
    }
}

#[cfg(not(unix))]
async fn dial(_path: &str) -> io::Result<Socket> {
    Err(io::Error::new(
        io::ErrorKind::Unsupported,
        "ldapi:// needs a system with Unix-domain sockets; name the server by ldap:// or ldaps://",
    ))
}

macro_rules! forward {
    ($self:ident, $socket:ident => $call:expr) => {
        match $self.get_mut() {
            Self::Tcp($socket) => {
                let $socket = Pin::new($socket);
                $call
            }
            #[cfg(unix)]
            Self::Unix($socket) => {
                let $socket = Pin::new($socket);
                $call
            }
        }
    };
}

impl AsyncRead for Socket {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        forward!(self, socket => socket.poll_read(context, buffer))
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        forward!(self, socket => socket.poll_write(context, bytes))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        forward!(self, socket => socket.poll_write_vectored(context, pieces))
    }

    fn is_write_vectored(&self) -> bool {
        match self {
            Self::Tcp(socket) => socket.is_write_vectored(),
            #[cfg(unix)]
            Self::Unix(socket) => socket.is_write_vectored(),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        forward!(self, socket => socket.poll_flush(context))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        forward!(self, socket => socket.poll_shutdown(context))
    }
}
