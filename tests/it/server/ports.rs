//! Which ports there are, and what meets a client that speaks the wrong protocol to one.

use std::{
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
};

use ldaplab::{
    server::{LdapServer, key},
    wire::request::Scope,
};

use super::{
    ALICE, corp,
    peer::{Peer, START_TLS, WHO_AM_I, bind, connect, extended, search},
    slapd,
};

#[derive(Debug, PartialEq, Eq)]
enum End {
    Closed,
    Reset,
    Silence,
}

/// What a client meets that sends these bytes to a port.
fn meets(server: &LdapServer, address: SocketAddr, bytes: &[u8], expected: &End) -> End {
    let mut stream = connect(address);
    stream.write_all(bytes).unwrap();
    if *expected == End::Silence {
        // Nothing has come although the server has done other things since.
        for _ in 0..10 {
            assert!(Peer::plain(server).is_alive() && Peer::tls(server).is_alive());
        }
        stream.set_nonblocking(true).unwrap();
    }
    match stream.read(&mut [0; 64]) {
        Ok(0) => End::Closed,
        Ok(count) => panic!("{count} bytes came"),
        Err(error) if error.kind() == ErrorKind::ConnectionReset => End::Reset,
        Err(error) if error.kind() == ErrorKind::WouldBlock => End::Silence,
        Err(error) => panic!("{error}"),
    }
}

/// The beginning of a TLS 1.2 record with a ClientHello.
const HELLO: &[u8] = &[0x16, 3, 1, 0, 0xc8, 1, 0, 0, 0xc4, 3, 3, 0, 1, 2, 3, 4];

fn request() -> Vec<u8> {
    search("", Scope::Base, "(objectClass=*)", &[]).encode(1, &[])
}

#[test]
fn plain_ldap_on_the_ldaps_port_meets_what_the_vendor_has_for_it() {
    for (builder, expected) in [
        (slapd(), End::Closed),
        (corp(), End::Reset),
        (slapd().set(key::ON_PLAINTEXT, "hang"), End::Silence),
        (slapd().set(key::ON_PLAINTEXT, "reset"), End::Reset),
        (corp().set(key::ON_PLAINTEXT, "close"), End::Closed),
    ] {
        let server = builder.start().unwrap();
        let port = server.ldaps_address().unwrap();
        assert_eq!(meets(&server, port, &request(), &expected), expected);
        assert!(Peer::tls(&server).is_alive());
    }
}

#[test]
fn tls_on_the_plain_port_meets_what_the_vendor_has_for_it() {
    for (builder, expected) in [
        (slapd(), End::Closed),
        (corp(), End::Reset),
        (corp().set(key::ON_TLS, "hang"), End::Silence),
        (slapd().set(key::ON_TLS, "reset"), End::Reset),
        (corp().set(key::ON_TLS, "close"), End::Closed),
    ] {
        let server = builder.start().unwrap();
        let port = server.ldap_address().unwrap();
        assert_eq!(meets(&server, port, HELLO, &expected), expected);
        assert!(Peer::plain(&server).is_alive());
    }
}

#[test]
fn a_secure_only_server_has_no_plain_port_and_a_plain_one_no_ldaps_port() {
    let server = slapd().secure_only().start().unwrap();
    assert_eq!(server.ldap_address(), None);
    assert!(Peer::tls(&server).is_alive());
    let server = slapd().plain_only().start().unwrap();
    assert_eq!(server.ldaps_address(), None);
    let mut peer = Peer::plain(&server);
    assert_eq!(peer.ask(&extended(START_TLS, None)).code(), 0);
    peer.negotiate(&server);
    assert!(peer.is_alive());
    let server = slapd().without_tls().start().unwrap();
    assert_eq!(server.ldaps_address(), None);
    assert!(server.trust_pem().is_empty());
}

#[test]
fn a_server_listens_on_loopback_unless_it_is_told_otherwise() {
    for server in [slapd().start().unwrap(), corp().start().unwrap()] {
        for address in [server.ldap_address(), server.ldaps_address()] {
            assert_eq!(address.unwrap().ip().to_string(), "127.0.0.1");
        }
    }
}

#[test]
fn the_loopback_addresses_share_a_port() {
    let server = slapd().start().unwrap();
    let port = server.ldap_address().unwrap().port();
    let Ok(mut stream) = TcpStream::connect(("::1", port)) else {
        // A machine without IPv6.
        return;
    };
    stream.write_all(&request()).unwrap();
    assert_ne!(stream.read(&mut [0; 64]).unwrap(), 0);
}

#[test]
fn ad_that_requires_tls_refuses_simple_binds_in_clear() {
    let dc = corp().require_tls().start().unwrap();
    let words = "00002028: LdapErr: DSID-0C090254, comment: The server requires binds to turn on integrity checking if SSL\\TLS are not already active on the connection, data 0, v4f7c\0";
    let mut peer = Peer::plain(&dc);
    for (name, password) in [
        ("EXAMPLE\\ada", "s3cret"),
        ("EXAMPLE\\ada", "bad"),
        ("EXAMPLE\\ada", ""),
    ] {
        assert_eq!(peer.bind(name, password), (8, words.to_owned()));
    }
    assert_eq!(peer.bind("", ""), (0, String::new()));
    assert!(peer.is_alive());
    assert_eq!(peer.ask(&extended(START_TLS, None)).code(), 0);
    peer.negotiate(&dc);
    assert_eq!(peer.bind("EXAMPLE\\ada", "s3cret").0, 0);
    assert_eq!(Peer::tls(&dc).bind("EXAMPLE\\ada", "s3cret").0, 0);
}

#[test]
fn slapd_that_requires_tls_refuses_everything_in_clear_but_start_tls() {
    let server = slapd().require_tls().start().unwrap();
    let mut peer = Peer::plain(&server);
    for request in [
        bind(ALICE, "secret"),
        bind(ALICE, "bad"),
        search("dc=example,dc=org", Scope::Base, "(objectClass=*)", &[]),
        extended(WHO_AM_I, None),
        super::peer::compare(ALICE, "sn", "Adams"),
        super::peer::delete(ALICE),
    ] {
        let answer = peer.ask(&request);
        assert_eq!(
            (answer.code(), answer.words()),
            (13, "TLS confidentiality required"),
            "{request:?}"
        );
    }
    assert_eq!(peer.ask(&extended(START_TLS, None)).code(), 0);
    peer.negotiate(&server);
    assert_eq!(peer.bind(ALICE, "secret").0, 0);
    assert_eq!(
        peer.find("ou=people,dc=example,dc=org", "(uid=alice)"),
        [ALICE]
    );
}

#[test]
fn a_given_address_is_listened_on_and_a_taken_one_is_named() {
    let server = slapd()
        .plain_only()
        .listen_ldap("127.0.0.1:0".parse().unwrap())
        .start()
        .unwrap();
    let address = server.ldap_address().unwrap();
    assert!(Peer::plain(&server).is_alive());
    let error = slapd()
        .listen_ldap(address)
        .start()
        .unwrap_err()
        .to_string();
    assert!(error.contains(&address.to_string()), "{error}");
    drop(server);
    let again: LdapServer = slapd().plain_only().listen_ldap(address).start().unwrap();
    assert_eq!(again.ldap_address(), Some(address));
}
