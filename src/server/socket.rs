//! What carries the octets to a client: TCP, or a socket in the file system (`ldapi`).

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

#[cfg(unix)]
use tokio::net::UnixStream;
use tokio::{
    io::{AsyncRead, AsyncWrite, Interest, ReadBuf},
    net::TcpStream,
};

/// A client's socket.
#[derive(Debug)]
pub(super) enum Socket {
    Tcp(TcpStream),
    #[cfg(unix)]
    Local(Local),
}

/// A socket in the file system, and the octet that was looked at before its time.
#[cfg(unix)]
#[derive(Debug)]
pub(super) struct Local {
    stream: UnixStream,
    ahead: Option<u8>,
}

#[cfg(unix)]
impl From<UnixStream> for Socket {
    fn from(stream: UnixStream) -> Self {
        Self::Local(Local {
            stream,
            ahead: None,
        })
    }
}

impl From<TcpStream> for Socket {
    fn from(tcp: TcpStream) -> Self {
        // Small replies to small requests: waiting to fill a segment only costs time.
        let _ = tcp.set_nodelay(true);
        Self::Tcp(tcp)
    }
}

impl Socket {
    /// The first octet, which stays to be read; `None` at the end.
    pub(super) async fn first(&mut self) -> io::Result<Option<u8>> {
        match self {
            Self::Tcp(tcp) => {
                let mut first = [0];
                let read = tcp.peek(&mut first).await?;
                Ok((read > 0).then_some(first[0]))
            }
            #[cfg(unix)]
            Self::Local(local) => {
                while local.ahead.is_none() {
                    local.stream.readable().await?;
                    let mut first = [0];
                    match local.stream.try_read(&mut first) {
                        Ok(0) => return Ok(None),
                        Ok(_) => local.ahead = Some(first[0]),
                        Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                        Err(error) => return Err(error),
                    }
                }
                Ok(local.ahead)
            }
        }
    }

    /// Takes what has come, without waiting; what was looked at is not among it.
    pub(super) fn try_read(&self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Tcp(tcp) => tcp.try_read(into),
            #[cfg(unix)]
            Self::Local(local) => local.stream.try_read(into),
        }
    }

    pub(super) async fn readable(&self) -> io::Result<()> {
        match self {
            Self::Tcp(tcp) => tcp.readable().await,
            #[cfg(unix)]
            Self::Local(local) => local.stream.readable().await,
        }
    }

    /// Waits until the client closes or resets the connection, without taking what it sends; looks every so often.
    pub(super) async fn left(&self, every: Duration) {
        const END: Interest = Interest::READABLE.add(Interest::ERROR);
        loop {
            // An end or an error shows behind what is unread only when that is little; the system tells it by readiness.
            let ready = match self {
                Self::Tcp(tcp) => tcp.ready(END).await,
                #[cfg(unix)]
                Self::Local(local) => local.stream.ready(END).await,
            };
            match ready {
                Ok(state) if state.is_read_closed() || state.is_error() => return,
                Ok(_) => {}
                Err(_) => return,
            }
            if let Self::Tcp(tcp) = self
                && matches!(tcp.peek(&mut [0]).await, Ok(0) | Err(_))
            {
                return;
            }
            tokio::time::sleep(every).await;
        }
    }

    /// Closes it by RST where there is such a thing: over unread octets a socket of the file system is reset by the system itself.
    pub(super) fn reset(self) {
        if let Self::Tcp(tcp) = &self {
            // Lingering for no time makes the close a reset; if the socket is gone already, so be it.
            let _ = tcp.set_zero_linger();
        }
    }
}

macro_rules! forward {
    ($self:ident, $stream:ident => $call:expr) => {
        match $self.get_mut() {
            Socket::Tcp(tcp) => {
                let $stream = Pin::new(tcp);
                $call
            }
            #[cfg(unix)]
            Socket::Local(local) => {
                let $stream = Pin::new(&mut local.stream);
                $call
            }
        }
    };
}

impl AsyncRead for Socket {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let socket = self.get_mut();
        #[cfg(unix)]
        if let Self::Local(local) = socket
            && into.remaining() > 0
            && let Some(ahead) = local.ahead.take()
        {
            into.put_slice(&[ahead]);
            return Poll::Ready(Ok(()));
        }
        let socket = Pin::new(socket);
        forward!(socket, stream => stream.poll_read(context, into))
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        forward!(self, stream => stream.poll_write(context, bytes))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        forward!(self, stream => stream.poll_write_vectored(context, bytes))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        forward!(self, stream => stream.poll_flush(context))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        forward!(self, stream => stream.poll_shutdown(context))
    }
}
