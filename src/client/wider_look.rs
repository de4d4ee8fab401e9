//! A second handshake after alert 40, on a connection of its own, with an offer that is wider than this client can keep.

use std::{io, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;

use super::{deadline::Deadline, target::Target};
use crate::{
    tls::Wider,
    wire::{Request, oid, request::ExtendedRequest},
};

/// Longest wait for it.
const PATIENCE: Duration = Duration::from_secs(2);

/// What the server's certificate says of its key, if that is of a kind that this client does not understand.
pub(super) async fn foreign_key(target: &Target<'_>, deadline: Deadline) -> Option<String> {
    let (address, policy) = (target.address?, target.policy);
    let name = target.name().ok()?;
    let wider = Arc::new(Wider::default());
    let connector = TlsConnector::from(Arc::new(wider.client_config(policy)?));
    let share = Deadline::new(PATIENCE.min(deadline.left() / 2), Some(deadline.at()));
    let handshake = async {
        let mut stream = TcpStream::connect(address).await?;
        if target.after_start_tls {
            start_tls(&mut stream).await?;
        }
        connector.connect(name, stream).await.map(drop)
    };
    // It always fails; what counts is what was shown before.
    let _ = share.bound(handshake).await;
    wider.foreign_key()
}

/// StartTLS as message 1. What the answer says does not matter: without consent no handshake comes about.
async fn start_tls(stream: &mut TcpStream) -> io::Result<()> {
    let request = Request::Extended(ExtendedRequest {
        name: oid::START_TLS.to_owned(),
        value: None,
    });
    stream.write_all(&request.encode(1, &[])).await?;
    let mut head = [0; 2];
    stream.read_exact(&mut head).await?;
    let length = match head[1] {
        short @ 0..=0x7f => usize::from(short),
        // AD writes the length in four octets.
        long @ 0x81..=0x84 => {
            let mut octets = [0; 4];
            let count = usize::from(long & 0x7f);
            stream.read_exact(&mut octets[4 - count..]).await?;
            u32::from_be_bytes(octets) as usize
        }
        _ => return Err(io::ErrorKind::InvalidData.into()),
    };
    stream
        .read_exact(&mut vec![0; length.min(4_096)])
        .await
        .map(drop)
}
