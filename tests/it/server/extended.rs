//! Extended operations: Who am I?, StartTLS, and those that nobody has.

use super::{
    ADMIN, ALICE, corp,
    peer::{Peer, START_TLS, WHO_AM_I, extended, search},
    slapd,
};
use ldaplab::{
    server::LdapServer,
    wire::{Response, request::Scope},
};

/// Code, words, response name.
fn outcome(answer: &super::peer::Answer) -> (u32, &str, Option<&str>) {
    let Response::Extended(response) = &answer.response else {
        panic!("{answer:?}");
    };
    (answer.code(), answer.words(), response.name.as_deref())
}

#[test]
fn slapd_answers_extended_operations_as_recorded() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::admin(&server);
    let unknown = "unsupported extended operation";
    for (oid, value, words) in [
        ("1.2.3.4.5", None, unknown),
        ("hello", None, unknown),
        ("1.3.6.1.4.1.1466.101.119.1", None, unknown),
        (WHO_AM_I, Some(b"x".as_slice()), "no request data expected"),
    ] {
        let answer = peer.ask(&extended(oid, value));
        assert_eq!(outcome(&answer), (2, words, None), "{oid}");
    }
    assert_eq!(peer.who(), format!("dn:{ADMIN}"));
    assert_eq!(peer.bind(ALICE, "secret").0, 0);
    assert_eq!(peer.who(), format!("dn:{ALICE}"));
    assert_eq!(peer.bind("", "").0, 0);
    assert_eq!(peer.who(), "");
    assert_eq!(server.requests().unsupported().count(), 3);
}

#[test]
fn slapd_starts_tls_as_recorded() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::plain(&server);
    let answer = peer.ask(&extended(START_TLS, Some(b"x")));
    assert_eq!(outcome(&answer), (2, "no request data expected", None));
    let answer = peer.ask(&extended(START_TLS, None));
    assert_eq!(outcome(&answer), (0, "", None));
    peer.negotiate(&server);
    let answer = peer.ask(&extended(START_TLS, None));
    assert_eq!(outcome(&answer), (1, "TLS already started", None));
    assert!(peer.is_alive());
    assert_eq!(peer.bind(ALICE, "secret").0, 0);
    let last = server.requests();
    assert!(last.last().unwrap().tls);

    let mut peer = Peer::tls(&server);
    let answer = peer.ask(&extended(START_TLS, None));
    assert_eq!(outcome(&answer), (1, "TLS already started", None));

    // A client that is somebody already may still start TLS, and stays who it is.
    let mut peer = Peer::admin(&server);
    assert_eq!(peer.ask(&extended(START_TLS, None)).code(), 0);
    peer.negotiate(&server);
    assert_eq!(peer.who(), format!("dn:{ADMIN}"));
}

#[test]
fn ad_starts_tls_and_names_the_operation() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::plain(&dc);
    assert_eq!(
        outcome(&peer.ask(&extended(START_TLS, None))),
        (0, "", Some(START_TLS))
    );
    peer.negotiate(&dc);
    assert_eq!(
        outcome(&peer.ask(&extended(START_TLS, None))),
        (
            1,
            "00000000: LdapErr: DSID-0C091325, comment: TLS or SSL already in effect, data 0, v4563",
            Some(START_TLS)
        )
    );
    assert!(peer.is_alive());
    let answer = peer.ask(&extended("1.2.3.4.5", None));
    assert_eq!(answer.code(), 2);
    assert!(answer.words().starts_with("0000203D: LdapErr: "));
}

#[test]
fn start_tls_without_a_certificate_is_refused_and_the_connection_goes_on() {
    let dc = corp().without_tls().start().unwrap();
    let mut peer = Peer::plain(&dc);
    assert_eq!(
        outcome(&peer.ask(&extended(START_TLS, None))),
        (
            52,
            "00000000: LdapErr: DSID-0C09131E, comment: Error initializing SSL/TLS, data 0, v2580",
            Some(START_TLS)
        )
    );
    assert!(peer.is_alive());
    let server = slapd().without_tls().start().unwrap();
    let mut peer = Peer::plain(&server);
    assert_eq!(
        outcome(&peer.ask(&extended(START_TLS, None))),
        (2, "unsupported extended operation", None)
    );
    assert!(peer.is_alive());
}

#[test]
fn start_tls_behind_a_running_search_is_refused() {
    let server = super::load::large(200, 64 << 10);
    let mut peer = Peer::admin(&server);
    let id = peer.send(&search(
        "dc=example,dc=org",
        Scope::Sub,
        "(objectClass=*)",
        &[],
    ));
    let start = peer.send(&extended(START_TLS, None));
    let again = peer.send(&search("", Scope::Base, "(objectClass=*)", &["1.1"]));
    assert_eq!(peer.answer(id).entries.len(), 202);
    // It waits behind the search, and something waits behind it.
    let answer = peer.answer(start);
    assert_eq!(
        outcome(&answer),
        (1, "cannot start TLS when operations are outstanding", None)
    );
    assert_eq!(peer.answer(again).code(), 0);
}

/// A request in clear behind StartTLS was not sent by the peer that authenticates: CVE-2011-0411 of other protocols.
#[test]
fn bytes_in_clear_behind_start_tls_are_never_answered() {
    for server in [corp().start().unwrap(), slapd().start().unwrap()] {
        let mut peer = Peer::plain(&server);
        let mut both = extended(START_TLS, None).encode(1, &[]);
        both.extend(extended(WHO_AM_I, None).encode(2, &[]));
        peer.write(&both);
        match peer.read() {
            None => {}
            Some((1, response, _)) => {
                assert_eq!(response.result().unwrap().code.0, 0);
                assert_eq!(peer.read(), None);
            }
            Some(other) => panic!("{other:?}"),
        }
        assert_eq!(
            server.requests().filtered(|record| record.id == 2).count(),
            0
        );
    }
}

#[test]
fn a_handshake_that_fails_after_start_tls_ends_the_connection() {
    let server: LdapServer = slapd().start().unwrap();
    let mut peer = Peer::plain(&server);
    assert_eq!(peer.ask(&extended(START_TLS, None)).code(), 0);
    // In clear although TLS was agreed on.
    peer.write(&extended(WHO_AM_I, None).encode(9, &[]));
    assert_eq!(peer.read(), None);
    assert!(Peer::plain(&server).is_alive());
}
