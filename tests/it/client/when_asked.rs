//! What happens only when it is asked for: a connection, and a bind as whom the URL names.

use std::{io::ErrorKind, net::TcpListener};

use ldaplab::{
    client::{Client, Reconnecting},
    diagnosis::{Code, Stage},
};

use super::{
    BOUND, patient,
    peer::{Hear, Hold, Send, peer},
};

#[tokio::test]
async fn a_reconnecting_client_connects_when_it_is_told_to_and_not_before() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("ldap://{}", listener.local_addr().unwrap());
    let mut server = Reconnecting::new(&url, &patient()).unwrap();
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
    assert_eq!(server.connections(), 0);
    server.connect().await.unwrap();
    server.connect().await.unwrap();
    assert!(listener.accept().is_ok());
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn the_first_operation_connects_a_reconnecting_client() {
    let address = peer(vec![vec![Hear, Send(BOUND.to_vec()), Hold]]);
    let mut server = Reconnecting::new(&format!("ldap://{address}"), &patient()).unwrap();
    assert_eq!(server.connections(), 0);
    server
        .run(async |client| client.simple_bind("cn=a", "s3").await)
        .await
        .unwrap();
    server.connect().await.unwrap();
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn telling_it_to_connect_reports_why_that_fails() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("ldap://{}", listener.local_addr().unwrap());
    drop(listener);
    let mut server = Reconnecting::new(&url, &patient()).unwrap();
    let error = server.connect().await.unwrap_err();
    assert_eq!(error.code(), Code::TCP_REFUSED);
}

#[tokio::test]
async fn a_url_without_a_bind_name_binds_nobody() {
    let address = peer(vec![vec![Hold]]);
    let mut client = super::plain(address, &patient()).await;
    let error = client.bind_url_name("s3cret").await.unwrap_err();
    assert_eq!(error.code(), Code::OPERATION_PARAMETER);
    assert_eq!(
        error.detail(),
        "the URL names nobody to bind as (no extension `bindname`); the bind was not sent"
    );
    assert_eq!(client.counters().bytes_sent, 0);
}

#[tokio::test]
async fn an_unknown_critical_extension_is_refused_before_connecting() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("ldap://{}/????!x-foo", listener.local_addr().unwrap());
    let error = Client::connect(&url, &patient()).await.unwrap_err();
    assert_eq!(
        (error.stage(), error.code()),
        (Stage::Resolve, Code::URL_INVALID)
    );
    assert_eq!(
        error.detail(),
        "the URL demands the extension `x-foo`, which is unknown here; leave it out, or write it without the exclamation mark"
    );
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
}
