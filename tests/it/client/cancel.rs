//! Cancel, RFC 3909: the mock ends a search that is running.

use std::time::Duration;

use ldaplab::{
    client::{Client, Search},
    server::{LdapServer, profile::key},
    transcript::Operation,
    wire::{Filter, Request, Response, ResultCode},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpSocket,
    time::timeout,
};

use super::{patient, peer::tlv};

const SUFFIX: &str = "dc=example,dc=org";

/// So many people, with four kilobytes each.
fn crowd(people: usize) -> LdapServer {
    let mut ldif = "dn: dc=example,dc=org\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: Example\n\n".to_owned();
    let long = "x".repeat(4000);
    for number in 0..people {
        ldif += &format!(
            "dn: cn=p{number},dc=example,dc=org\nobjectClass: person\ncn: p{number}\nsn: P\ndescription: {long}\n\n"
        );
    }
    LdapServer::openldap(SUFFIX)
        .ldif(ldif)
        .set(key::SIZE_LIMIT, 0)
        .start()
        .unwrap()
}

async fn client(server: &LdapServer) -> Client {
    Client::connect(&server.ldap_url(), &patient())
        .await
        .unwrap()
}

fn people() -> Search {
    Search::new(SUFFIX).filter(Filter::Equality("sn".into(), b"P".to_vec()))
}

#[tokio::test]
async fn a_running_search_ends_with_canceled_and_the_cancel_with_success() {
    let slapd = crowd(3000);
    let connection = client(&slapd).await.multiplexed();
    let mut search = connection.start_search(&people()).await.unwrap();
    // Both requests leave together: nothing was waited for between them.
    connection.cancel(search.id()).await.unwrap();
    let mut entries = 0;
    let result = loop {
        match search.next().await.unwrap().unwrap().response {
            Response::SearchEntry(_) => entries += 1,
            Response::SearchDone(result) => break result,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(result.code, ResultCode::CANCELED);
    assert_eq!(result.diagnostic, "");
    assert!(entries < 3000, "{entries}");
    let searches = slapd.requests().of(Operation::Search);
    let search = searches.last().unwrap();
    assert_eq!(
        (search.result, search.entries),
        (Some(ResultCode::CANCELED), entries)
    );
    // The connection goes on, and what was cancelled is gone.
    let error = connection.cancel(1).await.unwrap_err();
    assert!(error.is_no_such_operation(), "{error}");
    let found = connection.search(&Search::entry(SUFFIX)).await.unwrap();
    assert_eq!(found.entries.len(), 1);
}

#[tokio::test]
async fn what_waits_behind_a_search_cannot_be_cancelled_and_what_never_was_is_unknown() {
    let slapd = crowd(200);
    let connection = client(&slapd).await.multiplexed();
    let search = connection.start_search(&people()).await.unwrap();
    let mut waiting = connection
        .start(&Request::Delete(b"cn=p1,dc=example,dc=org".to_vec()), &[])
        .await
        .unwrap();
    let (pending, unknown, ended, again) = tokio::join!(
        connection.cancel(waiting.id()),
        connection.cancel(77),
        connection.cancel(search.id()),
        connection.cancel(search.id()),
    );
    let pending = pending.unwrap_err();
    assert_eq!(pending.result_code(), Some(ResultCode::CANNOT_CANCEL));
    assert_eq!(pending.info(), "too busy for Cancel, try Abandon instead");
    let unknown = unknown.unwrap_err();
    assert!(unknown.is_no_such_operation());
    assert_eq!(unknown.info(), "message ID not found");
    ended.unwrap();
    let again = again.unwrap_err();
    assert_eq!(again.result_code(), Some(ResultCode::OPERATIONS_ERROR));
    assert_eq!(again.info(), "message ID already being cancelled");
    // It was done in its turn.
    let answer = waiting.next().await.unwrap().unwrap();
    assert_eq!(answer.result().code, ResultCode::STRONGER_AUTH_REQUIRED);
}

/// A search below the suffix for everything, message 1.
fn search() -> Vec<u8> {
    let body = [
        tlv(0x04, &[SUFFIX.as_bytes()]),
        b"\x0a\x01\x02\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00".to_vec(),
        tlv(0x87, &[b"objectClass"]),
        tlv(0x30, &[]),
    ];
    tlv(0x30, &[b"\x02\x01\x01", &tlv(0x63, &[&body.concat()])])
}

#[tokio::test]
async fn a_search_that_nobody_reads_is_cancelled_too() {
    // Twenty megabytes: more than the system keeps for a server whose client has little room.
    let slapd = crowd(5000);
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(1 << 16).unwrap();
    let address = slapd.ldap_address().unwrap();
    let mut stream = socket.connect(address).await.unwrap();
    stream.write_all(&search()).await.unwrap();
    // One byte is read, so that the search is known to run when it is cancelled.
    stream.read_exact(&mut [0]).await.unwrap();
    // Message 2: cancel 1.
    let value = tlv(0x30, &[b"\x02\x01\x01"]);
    let request = [tlv(0x80, &[b"1.3.6.1.1.8"]), tlv(0x81, &[&value])].concat();
    let cancel = tlv(0x30, &[b"\x02\x01\x02", &tlv(0x77, &[&request])]);
    stream.write_all(&cancel).await.unwrap();
    // Message 3: unbind, upon which the server closes.
    stream
        .write_all(b"\x30\x05\x02\x01\x03\x42\x00")
        .await
        .unwrap();
    let mut heard = Vec::new();
    // No client outlives a test that hangs.
    let patience = Duration::from_secs(60);
    let read = timeout(patience, stream.read_to_end(&mut heard)).await;
    read.expect("an end within a minute").unwrap();
    // SearchResultDone 118 for message 1, then ExtendedResponse 0 for message 2.
    let end = b"\x30\x0c\x02\x01\x01\x65\x07\x0a\x01\x76\x04\x00\x04\x00\x30\x0c\x02\x01\x02\x78\x07\x0a\x01\x00\x04\x00\x04\x00";
    assert!(
        heard.ends_with(end),
        "{:?}",
        heard
            .last_chunk::<64>()
            .map(|last| last.escape_ascii().to_string())
    );
    assert!(heard.len() < 20_000_000, "{}", heard.len());
    let searches = slapd.requests().of(Operation::Search);
    assert_eq!(searches.last().unwrap().result, Some(ResultCode::CANCELED));
}
