//! From a socket to TLS, and what a client meets that speaks the wrong protocol to a port.

use std::io;

use super::{
    backend::Backend,
    served::Served,
    socket::Socket,
    stream::{Stream, drain},
};
use crate::{transcript::Handshake, vendor::key::Misfit};

/// Negotiates TLS; a client that does not begin with a handshake meets what the profile has for it.
pub(super) async fn secure(
    stream: Stream,
    backend: &Backend,
    number: u64,
    start_tls: bool,
) -> io::Result<Option<Stream>> {
    let Stream::Plain(mut stream) = stream else {
        return Ok(Some(stream));
    };
    let Some(first) = stream.first().await? else {
        return Ok(None);
    };
    if first != 0x16 {
        misfit(stream, backend.vendor.switches.on_plaintext).await;
        return Ok(None);
    }
    let Some(config) = backend.tls.as_deref().map(Served::config) else {
        return Ok(None);
    };
    let accepted = tokio_rustls::TlsAcceptor::from(config).accept(stream).await;
    let error = accepted.as_ref().err().map(ToString::to_string);
    let handshake = Handshake::new(number, start_tls, error);
    backend.recorder.add_handshake(handshake);
    let stream = accepted?;
    Ok(Some(Stream::Tls(Box::new(stream))))
}

/// What a client meets that speaks the wrong protocol to a port.
pub(super) async fn misfit(stream: Socket, how: Misfit) {
    match how {
        Misfit::Reset => stream.reset(),
        Misfit::Hang => {
            // Takes what comes and says nothing, until the client gives up.
            let mut sink = [0; 1024];
            loop {
                if stream.readable().await.is_err() {
                    return;
                }
                match stream.try_read(&mut sink) {
                    Ok(0) => return,
                    Ok(_) => {}
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                    Err(_) => return,
                }
            }
        }
        Misfit::Close => drain(&stream),
    }
}
