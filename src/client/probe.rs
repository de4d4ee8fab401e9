//! Finding out what a port speaks when it does not answer what was expected, on connections of its own.

use std::{future, net::SocketAddr, sync::Arc, time::Duration};

use rustls::pki_types::ServerName;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::sleep_until,
};

use super::{deadline::Deadline, suspicion::Speech};
use crate::wire::{
    Filter, Request,
    request::{Scope, SearchRequest},
};

/// Longest wait for the answer to one probe.
const PATIENCE: Duration = Duration::from_secs(2);

/// What the client expected the port to speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    Ldap,
    Tls,
}

/// What a port spoke when it was probed, with its first bytes.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) speech: Speech,
    pub(super) head: Vec<u8>,
}

/// Speaks the other protocol to the port, then HTTP. `None` when nothing surprising answers.
pub(super) async fn look(
    address: Option<SocketAddr>,
    expected: Expected,
    deadline: Deadline,
) -> Option<Finding> {
    // Nobody listens by mistake on a socket in the file system.
    let address = address?;
    let other = match expected {
        Expected::Ldap => client_hello()?,
        Expected::Tls => root_dse_search(),
    };
    let http = b"GET / HTTP/1.0\r\n\r\n".to_vec();
    for question in [other, http] {
        let head = ask(address, &question, deadline).await;
        let expected_speech = match expected {
            Expected::Ldap => Speech::Ldap,
            Expected::Tls => Speech::Tls,
        };
        match Speech::of(&head) {
            // Somebody who does speak as expected, to a question that was none.
            Some(speech) if speech == expected_speech => return None,
            Some(speech) => return Some(Finding { speech, head }),
            None => {}
        }
    }
    None
}

/// Waits a while, then looks; ends only with a finding.
pub(super) async fn watch(
    address: Option<SocketAddr>,
    expected: Expected,
    deadline: Deadline,
) -> Finding {
    sleep_until(deadline.patience()).await;
    match look(address, expected, deadline).await {
        Some(finding) => finding,
        None => future::pending().await,
    }
}

/// The first bytes that come back for these; empty when none come.
async fn ask(address: SocketAddr, question: &[u8], deadline: Deadline) -> Vec<u8> {
    let share = Deadline::new(PATIENCE.min(deadline.left() / 2), Some(deadline.at()));
    let mut head = vec![0; 128];
    let mut filled = 0;
    let conversation = async {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(question).await?;
        // Eight bytes tell every protocol that is known here.
        while filled < 8 {
            match stream.read(&mut head[filled..]).await? {
                0 => break,
                bytes => filled += bytes,
            }
        }
        std::io::Result::Ok(())
    };
    let _ = share.bound(conversation).await;
    head.truncate(filled);
    head
}

/// The first flight of a TLS client. The handshake is never finished, so nothing is verified.
fn client_hello() -> Option<Vec<u8>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .ok()?
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    let name = ServerName::try_from("probe.invalid").ok()?;
    let mut connection = rustls::ClientConnection::new(Arc::new(config), name).ok()?;
    let mut hello = Vec::new();
    connection.write_tls(&mut hello).ok()?;
    Some(hello)
}

/// An anonymous search for the root DSE, as message 1.
fn root_dse_search() -> Vec<u8> {
    let search = SearchRequest {
        base: Vec::new(),
        scope: Scope::Base,
        deref_aliases: 0,
        size_limit: 0,
        time_limit: 0,
        types_only: false,
        filter: Filter::Present("objectClass".into()),
        attributes: vec!["1.1".into()],
    };
    Request::Search(search).encode(1, &[])
}
