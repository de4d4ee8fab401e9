//! A socket with or without TLS.

use std::io;

use bytes::BytesMut;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::server::TlsStream;

use super::socket::Socket;
use crate::tls::Certificate;

/// Room that is made for every read.
const READ: usize = 2048;

/// A connection's byte stream.
#[derive(Debug)]
pub(super) enum Stream {
    /// In clear.
    Plain(Socket),
    /// Over TLS.
    Tls(Box<TlsStream<Socket>>),
}

impl Stream {
    pub(super) fn is_tls(&self) -> bool {
        matches!(self, Self::Tls(_))
    }

    /// The subject of the certificate that the client showed.
    pub(super) fn certificate(&self) -> Option<String> {
        let Self::Tls(stream) = self else {
            return None;
        };
        let shown = stream.get_ref().1.peer_certificates()?.first()?;
        let certificate = Certificate::parse(shown).ok()?;
        Some(certificate.subject().to_owned())
    }

    /// Appends what comes; 0 at the end. Nothing is lost when it is cancelled.
    pub(super) async fn read(&mut self, into: &mut BytesMut) -> io::Result<usize> {
        // Room for most requests at once; left to itself, a buffer starts with 64 bytes.
        into.reserve(READ);
        match self {
            Self::Plain(stream) => stream.read_buf(into).await,
            Self::Tls(stream) => stream.read_buf(into).await,
        }
    }

    pub(super) async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(stream) => stream.write_all(bytes).await,
            Self::Tls(stream) => {
                stream.write_all(bytes).await?;
                stream.flush().await
            }
        }
    }

    /// Ends the stream in an orderly way: close_notify, then FIN.
    pub(super) async fn close(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(stream) => {
                stream.shutdown().await?;
                drain(stream);
            }
            Self::Tls(stream) => {
                stream.shutdown().await?;
                drain(stream.get_ref().0);
            }
        }
        Ok(())
    }

    /// Ends the own direction.
    pub(super) async fn shut(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(stream) => stream.shutdown().await,
            Self::Tls(stream) => stream.shutdown().await,
        }
    }

    /// The socket.
    pub(super) fn socket(&self) -> &Socket {
        match self {
            Self::Plain(stream) => stream,
            Self::Tls(stream) => stream.get_ref().0,
        }
    }

    pub(super) fn into_socket(self) -> Socket {
        match self {
            Self::Plain(stream) => stream,
            Self::Tls(stream) => stream.into_inner().0,
        }
    }
}

/// Takes what has come and was not read: a socket that is closed over unread bytes is reset, and the peer may lose
/// what was sent to it last.
pub(super) fn drain(stream: &Socket) {
    let mut sink = [0; 16 << 10];
    for _ in 0..256 {
        if !matches!(stream.try_read(&mut sink), Ok(1..)) {
            return;
        }
    }
}
