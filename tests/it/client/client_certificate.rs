//! A server that missed a client certificate and then only closes is told by its silence since TLS began.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, Shutdown, TcpListener, TcpStream},
    sync::Arc,
    thread,
    time::{Duration, SystemTime},
};

use ldaplab::{
    client::{Client, Error, Options, Search},
    diagnosis::Code,
    tls::{Material, Scenario},
};
use rustls::{
    RootCertStore, ServerConfig, ServerConnection,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::WebPkiClientVerifier,
};

use super::{patient, peer::hear};

/// BindResponse and SearchResultDone, success, with this message ID.
fn bound(id: u8) -> Vec<u8> {
    [
        b"\x30\x0c\x02\x01",
        &[id][..],
        b"\x61\x07\x0a\x01\x00\x04\x00\x04\x00",
    ]
    .concat()
}

fn done(id: u8) -> Vec<u8> {
    [
        b"\x30\x0c\x02\x01",
        &[id][..],
        b"\x65\x07\x0a\x01\x00\x04\x00\x04\x00",
    ]
    .concat()
}

/// Answers the messages in clear, asks for a certificate in the handshake, answers those over TLS, and closes.
fn server(in_clear: Vec<Vec<u8>>, over_tls: Vec<Vec<u8>>) -> (u16, Options) {
    let material = Material::new(Scenario::TRUSTED, &["localhost"], SystemTime::now()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = RootCertStore::empty();
    let trust = CertificateDer::from_pem_slice(material.trust_pem().as_bytes()).unwrap();
    roots.add(trust).unwrap();
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone())
        .allow_unauthenticated()
        .build()
        .unwrap();
    let chain = material.chain_pem();
    let chain = CertificateDer::pem_slice_iter(chain.as_bytes());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier)
        .with_single_cert(
            chain.map(Result::unwrap).collect(),
            PrivateKeyDer::from_pem_slice(material.key_pem().as_bytes()).unwrap(),
        )
        .unwrap();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        if let Ok((stream, _)) = listener.accept() {
            let session = ServerConnection::new(Arc::new(config)).unwrap();
            serve(stream, session, &in_clear, &over_tls);
        }
    });
    let options = patient().trust_pem(material.trust_pem()).unwrap();
    (port, options)
}

fn serve(
    mut stream: TcpStream,
    mut session: ServerConnection,
    in_clear: &[Vec<u8>],
    over_tls: &[Vec<u8>],
) {
    // No peer outlives a test that hangs.
    let _ = stream.set_read_timeout(Some(Duration::from_secs(60)));
    for answer in in_clear {
        if hear(&mut stream).is_none() || stream.write_all(answer).is_err() {
            return;
        }
    }
    let mut tls = rustls::Stream::new(&mut session, &mut stream);
    for answer in over_tls {
        if !matches!(tls.read(&mut [0; 4096]), Ok(1..)) || tls.write_all(answer).is_err() {
            return;
        }
    }
    let _ = tls.read(&mut [0; 4096]);
    let _ = stream.shutdown(Shutdown::Write);
    // Reads what comes, so that no reset overtakes the end.
    while matches!(stream.read(&mut [0; 4096]), Ok(1..)) {}
}

const DEMANDED: &str = "the server asked for a client certificate in the handshake, got none, and ended the connection: the server closed the connection without answering ";

fn demanded(error: &Error, what: &str) {
    assert_eq!(error.code(), Code::CLIENT_CERTIFICATE_REQUIRED, "{error}");
    assert_eq!(error.detail(), format!("{DEMANDED}{what}"));
}

#[tokio::test]
async fn the_first_of_several_operations_hears_that_a_certificate_was_demanded() {
    let (port, options) = server(Vec::new(), Vec::new());
    let url = format!("ldaps://localhost:{port}");
    let client = Client::connect(&url, &options).await.unwrap();
    let connection = client.multiplexed();
    let error = connection.delete("cn=a").await.unwrap_err();
    demanded(&error, "1 (the delete)");
}

#[tokio::test]
async fn start_tls_after_other_operations_hears_it_too() {
    // ExtendedResponse, message 2, success.
    let consent = b"\x30\x0c\x02\x01\x02\x78\x07\x0a\x01\x00\x04\x00\x04\x00".to_vec();
    let (port, options) = server(vec![bound(1), consent], Vec::new());
    let url = format!("ldap://localhost:{port}");
    let mut client = Client::connect(&url, &options).await.unwrap();
    client.anonymous_bind().await.unwrap();
    client.start_tls().await.unwrap();
    let error = client.delete("cn=a").await.unwrap_err();
    demanded(&error, "the delete");
}

#[tokio::test]
async fn a_server_that_answered_over_tls_missed_no_certificate() {
    for shared in [false, true] {
        let (port, options) = server(Vec::new(), vec![done(1)]);
        let url = format!("ldaps://localhost:{port}");
        let mut client = Client::connect(&url, &options).await.unwrap();
        let error = if shared {
            let connection = client.multiplexed();
            connection.search(&Search::entry("cn=a")).await.unwrap();
            connection.delete("cn=a").await.unwrap_err()
        } else {
            client.search(&Search::entry("cn=a")).await.unwrap();
            client.delete("cn=a").await.unwrap_err()
        };
        assert_eq!(error.code(), Code::LDAP_CLOSED, "{error}");
    }
}
