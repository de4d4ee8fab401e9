//! A stream with or without TLS, and the client's end of it.

use std::{io, sync::Arc, time::Duration};

use bytes::BytesMut;
use rustls::ServerConfig;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    time::timeout,
};
use tokio_rustls::TlsAcceptor;

/// Anything that carries octets both ways.
pub(super) trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

pub(super) type Link = Box<dyn Duplex>;

/// What is read at once.
pub(super) const CHUNK: usize = 16 << 10;

/// What a peer that is told good-bye may still send before it is left.
const LAST: usize = 1 << 20;

/// Shakes hands as the server.
pub(super) async fn secure(
    link: Link,
    config: Arc<ServerConfig>,
    patience: Duration,
) -> io::Result<Link> {
    let accepted = timeout(patience, TlsAcceptor::from(config).accept(link)).await;
    let stream = accepted.map_err(|_| io::ErrorKind::TimedOut)??;
    Ok(Box::new(stream))
}

/// Sends the last octets and closes; takes what still comes, so that the close is no reset that overtakes them.
pub(super) async fn farewell(mut link: Link, last: &[u8], patience: Duration) {
    let end = async {
        link.write_all(last).await?;
        link.flush().await?;
        link.shutdown().await?;
        let (mut taken, mut sink) = (0, BytesMut::new());
        while taken < LAST {
            sink.clear();
            sink.reserve(CHUNK);
            match link.read_buf(&mut sink).await? {
                0 => break,
                bytes => taken += bytes,
            }
        }
        Ok::<(), io::Error>(())
    };
    // Whoever does not listen any more is left all the same.
    let _ = timeout(patience, end).await;
}
