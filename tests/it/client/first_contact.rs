//! Ports that do not speak what the URL says.

use std::{net::TcpListener, time::Duration};

use ldaplab::{
    client::{Client, Options},
    diagnosis::{Code, Stage},
    tls::{Material, Scenario},
};
use tokio::time::Instant;

use super::{
    bind, brief, patient,
    peer::{Close, Hear, Hold, Reset, Send, Step, peer},
};

/// An alert record: fatal, unexpected_message.
const ALERT: &[u8] = b"\x15\x03\x03\x00\x02\x02\x0a";
/// Message 1: SearchResultDone, success.
const ROOT_DSE_DONE: &[u8] = b"\x30\x0c\x02\x01\x01\x65\x07\x0a\x01\x00\x04\x00\x04\x00";

async fn secure(address: std::net::SocketAddr, options: &Options) -> ldaplab::client::Error {
    Client::connect(&format!("ldaps://{address}"), options)
        .await
        .unwrap_err()
}

#[tokio::test]
async fn a_refused_connection_says_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let error = Client::connect(&format!("ldap://{address}"), &patient())
        .await
        .unwrap_err();
    assert_eq!(
        (error.stage(), error.code()),
        (Stage::Connect, Code::TCP_REFUSED)
    );
    assert!(error.detail().contains("refused"), "{}", error.detail());
}

#[tokio::test]
async fn a_tls_alert_to_plain_ldap_names_the_tls_port() {
    let address = peer(vec![vec![Hear, Send(ALERT.to_vec()), Close]]);
    let error = bind(address, &patient()).await;
    assert_eq!(error.code(), Code::PLAIN_ON_TLS_PORT);
    assert!(
        error.detail().starts_with("this looks like a TLS port"),
        "{}",
        error.detail()
    );
}

#[tokio::test]
async fn a_port_that_closes_resets_or_hangs_at_plain_ldap_is_probed_for_tls() {
    for first in [vec![Hear, Close], vec![Reset], vec![Hold]] {
        let address = peer(vec![first.clone(), vec![Hear, Send(ALERT.to_vec()), Close]]);
        let error = bind(address, &Options::default().timeout(Duration::from_secs(8))).await;
        assert_eq!(error.code(), Code::PLAIN_ON_TLS_PORT, "{first:?}: {error}");
        assert!(
            error.detail().starts_with("this looks like a TLS port"),
            "{}",
            error.detail()
        );
    }
}

#[tokio::test]
async fn ldap_on_a_plain_port_addressed_as_ldaps_is_named() {
    let ldap = vec![Hear, Send(ROOT_DSE_DONE.to_vec()), Hold];
    for first in [vec![Hear, Close], vec![Reset], vec![Hold]] {
        let address = peer(vec![first.clone(), ldap.clone()]);
        let error = secure(address, &Options::default().timeout(Duration::from_secs(8))).await;
        assert_eq!(
            (error.stage(), error.code()),
            (Stage::Secure, Code::TLS_ON_PLAIN_PORT),
            "{first:?}: {error}"
        );
        assert!(
            error.detail().starts_with("this is a plain LDAP port"),
            "{}",
            error.detail()
        );
    }
}

#[tokio::test]
async fn a_notice_of_disconnection_instead_of_tls_names_the_plain_port() {
    let notice =
        b"\x30\x24\x02\x01\x00\x78\x1f\x0a\x01\x02\x04\x00\x04\x00\x8a\x161.3.6.1.4.1.1466.20036";
    let address = peer(vec![vec![Hear, Send(notice.to_vec()), Close]]);
    let error = secure(address, &patient()).await;
    assert_eq!(error.code(), Code::TLS_ON_PLAIN_PORT, "{error}");
}

#[tokio::test]
async fn other_protocols_are_named_by_what_they_answer() {
    for (answer, code, words) in [
        (
            &b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"[..],
            Code::SPEAKS_HTTP,
            "\"HTTP/1.1 400 Bad Request\"",
        ),
        (
            b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n",
            Code::SPEAKS_SSH,
            "\"SSH-2.0-OpenSSH_9.2p1 Debian-2\"",
        ),
        (
            b"220 mail.example.org ESMTP\r\n",
            Code::SPEAKS_SMTP,
            "\"220 mail.example.org ESMTP\"",
        ),
        (
            b"\x00\x01\x02\x03\x04\x05\x06\x07",
            Code::GARBAGE,
            "00 01 02 03 04 05 06 07",
        ),
    ] {
        for ldap in [true, false] {
            let address = peer(vec![vec![Send(answer.to_vec()), Hold]]);
            let error = match ldap {
                true => bind(address, &patient()).await,
                false => secure(address, &patient()).await,
            };
            assert_eq!(error.code(), code, "{error}");
            assert!(error.detail().contains(words), "{}", error.detail());
        }
    }
}

#[tokio::test]
async fn a_web_server_that_waits_for_its_own_words_is_found() {
    // Silent to LDAP and to TLS, answers the third connection: the HTTP request.
    let http = b"HTTP/1.0 200 OK\r\n\r\n".to_vec();
    let address = peer(vec![vec![Hold], vec![Hold], vec![Hear, Send(http), Close]]);
    let error = bind(address, &Options::default().timeout(Duration::from_secs(8))).await;
    assert_eq!(error.code(), Code::SPEAKS_HTTP, "{error}");
}

#[tokio::test]
async fn a_silent_port_ends_at_its_deadline_and_says_so() {
    let address = peer(vec![vec![Hold]]);
    for scheme in ["ldap", "ldaps"] {
        let began = Instant::now();
        let error = match scheme {
            "ldap" => bind(address, &brief()).await,
            _ => secure(address, &brief()).await,
        };
        assert!(
            began.elapsed() < Duration::from_secs(15),
            "{:?}",
            began.elapsed()
        );
        assert_eq!(error.code(), Code::SILENT, "{error}");
        assert!(
            error.detail().ends_with("sent no byte in 1.5 s"),
            "{}",
            error.detail()
        );
    }
}

#[tokio::test]
async fn a_handshake_that_stops_ends_at_its_deadline() {
    // The header of a handshake record that never comes.
    let address = peer(vec![vec![
        Hear,
        Send(b"\x16\x03\x03\x00\x7a\x02".to_vec()),
        Hold,
    ]]);
    let began = Instant::now();
    let error = secure(address, &brief()).await;
    assert!(began.elapsed() < Duration::from_secs(15));
    assert_eq!(error.code(), Code::TLS_STALLED, "{error}");
}

#[tokio::test]
async fn one_byte_at_a_time_extends_no_deadline() {
    let drip: Vec<Step> = std::iter::once(Send(b"\x30\x84\x00\xff\xff\xff".to_vec()))
        .chain([Step::Flood(b"\x00".to_vec())])
        .collect();
    let address = peer(vec![drip]);
    let began = Instant::now();
    let error = bind(address, &brief()).await;
    assert!(began.elapsed() < Duration::from_secs(15), "{error}");
}

#[tokio::test]
async fn nobody_is_trusted_unless_somebody_is_named() {
    let (address, material) = tls_peer();
    let error = secure(address, &patient()).await;
    assert_eq!(error.stage(), Stage::Secure);
    assert!(
        error
            .detail()
            .ends_with("no trust file was given, so nobody is trusted"),
        "{}",
        error.detail()
    );
    assert!(
        error.evidence().iter().any(|(name, _)| *name == "subject"),
        "{:?}",
        error.evidence()
    );

    let trusting = patient().trust_pem(material.trust_pem()).unwrap();
    let client = Client::connect(&format!("ldaps://localhost:{}", address.port()), &trusting)
        .await
        .unwrap();
    let peer = client.peer().unwrap();
    assert!(peer.verified);
    assert_eq!(peer.version, "TLSv1.3");
}

#[tokio::test]
async fn whoever_trusts_anyone_is_told_what_is_wrong() {
    let (address, _) = tls_peer();
    let client = Client::connect(&format!("ldaps://{address}"), &patient().insecure())
        .await
        .unwrap();
    let peer = client.peer().unwrap();
    assert!(!peer.verified);
    assert!(!peer.problems.is_empty());
}

/// A TLS server that shakes hands and says nothing.
fn tls_peer() -> (std::net::SocketAddr, Material) {
    let now = std::time::SystemTime::now();
    let material = Material::new(Scenario::TRUSTED, &["localhost"], now).unwrap();
    (super::scenarios::tls_peer(&material, false), material)
}
