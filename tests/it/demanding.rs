//! Servers that demand a client certificate, by the alert and the moment at which they say so. The command line's tests use it too.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::Arc,
    thread,
};

use ldaplab::tls::Material;
use rustls::{
    RootCertStore, ServerConfig, ServerConnection,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::WebPkiClientVerifier,
};

/// How a server says that it misses the certificate.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Manner {
    /// As rustls does: certificate_required (116), in TLS 1.3 after the client's handshake.
    Alert,
    /// As OpenSSL does in TLS 1.2: handshake_failure (40), in clear.
    HandshakeFailure,
    /// With another alert of TLS 1.2 in clear: Go says bad_certificate (42), GnuTLS cannot decode (50) the empty list.
    InClear(u8),
    /// Not at all: it closes in the handshake, as slapd over GnuTLS does in TLS 1.2.
    CloseInHandshake,
    /// Not at all: it resets the connection in the handshake.
    ResetInHandshake,
    /// Not at all: it closes after the handshake.
    Close,
}

/// A server of this kind, at its address.
pub(crate) fn demanding(
    material: &Material,
    version: &'static rustls::SupportedProtocolVersion,
    manner: Manner,
) -> SocketAddr {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = RootCertStore::empty();
    let chain: Vec<CertificateDer<'static>> =
        CertificateDer::pem_slice_iter(material.chain_pem().as_bytes())
            .map(Result::unwrap)
            .collect();
    let trust = CertificateDer::from_pem_slice(material.trust_pem().as_bytes()).unwrap();
    roots.add(trust).unwrap();
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone());
    let verifier = match manner {
        Manner::Close => verifier.allow_unauthenticated().build().unwrap(),
        _ => verifier.build().unwrap(),
    };
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[version])
        .unwrap()
        .with_client_cert_verifier(verifier)
        .with_single_cert(
            chain,
            PrivateKeyDer::from_pem_slice(material.key_pem().as_bytes()).unwrap(),
        )
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        while let Ok((stream, _)) = listener.accept() {
            let session = ServerConnection::new(Arc::clone(&config)).unwrap();
            thread::spawn(move || serve(stream, session, manner));
        }
    });
    address
}

fn serve(mut stream: TcpStream, mut session: ServerConnection, manner: Manner) {
    let in_clear = match manner {
        Manner::HandshakeFailure => Some(vec![0x15, 3, 3, 0, 2, 2, 40]),
        Manner::InClear(alert) => Some(vec![0x15, 3, 3, 0, 2, 2, alert]),
        Manner::CloseInHandshake | Manner::ResetInHandshake => Some(Vec::new()),
        Manner::Alert | Manner::Close => None,
    };
    if let Some(last_words) = in_clear {
        let _ = session.read_tls(&mut stream);
        let _ = session.process_new_packets();
        while session.wants_write() {
            let _ = session.write_tls(&mut stream);
        }
        if manner == Manner::ResetInHandshake {
            // What was sent is not read, so that the end is a reset.
            let _ = stream.peek(&mut [0; 1]);
            return;
        }
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(&last_words);
    } else {
        while session.is_handshaking() && session.complete_io(&mut stream).is_ok() {}
        let _ = session.complete_io(&mut stream);
    }
    let _ = stream.shutdown(std::net::Shutdown::Write);
    // Reads what comes, so that no reset overtakes the alert.
    while matches!(stream.read(&mut [0; 4096]), Ok(1..)) {}
}
