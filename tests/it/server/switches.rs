//! Every switch, flipped.

use std::collections::BTreeSet;

use ldaplab::{
    server::{LdapServer, User, key},
    wire::{Request, request::Scope},
};

use super::{
    ALICE, corp,
    peer::{Peer, modify, plain_search, search},
    slapd,
};

/// Where each switch is flipped; a switch that is missing here has no test.
const FLIPPED: &[(&str, &str)] = &[
    ("require-tls", "ports"),
    ("anonymous", "switches"),
    ("unauthenticated-bind", "switches"),
    ("writers", "switches"),
    ("max-page-size", "searches, pages"),
    ("size-limit", "switches"),
    ("max-val-range", "selections"),
    ("ranges", "selections"),
    ("linked", "writes_ad"),
    ("check-classes", "switches"),
    ("ldif-schema", "loaded_schema"),
    ("lockout-threshold", "binds"),
    ("ppolicy", "password_policy"),
    ("ppolicy-default", "password_policy"),
    ("suffix-entry", "honoured"),
    ("ldif-urls", "honoured"),
    ("in-chain", "switches"),
    ("bit-rules", "switches"),
    ("three-valued", "switches"),
    ("unknown-user", "switches"),
    ("default-referral", "references"),
    ("on-plaintext", "ports"),
    ("on-tls", "ports"),
    ("max-pdu", "limits"),
    ("max-pdu-anonymous", "attacks"),
    ("max-idle", "disturb"),
    ("max-depth", "limits"),
    ("max-pipelined", "limits"),
    ("max-recorded", "limits"),
];

#[test]
fn every_switch_is_flipped_by_some_test() {
    let have: BTreeSet<&str> = key::ALL.iter().map(|key| key.name()).collect();
    let flipped: BTreeSet<&str> = FLIPPED.iter().map(|(name, _)| *name).collect();
    assert_eq!(have, flipped);
}

#[test]
fn anonymous_clients_read_everything_or_the_root_dse() {
    let dc = corp().set(key::ANONYMOUS, "read").start().unwrap();
    assert_eq!(
        Peer::plain(&dc)
            .find(dc.base(), "(sAMAccountName=ada)")
            .len(),
        1
    );
    let server = slapd().set(key::ANONYMOUS, "root-dse").start().unwrap();
    let mut peer = Peer::plain(&server);
    let answer = peer.ask(&search(ALICE, Scope::Base, "(objectClass=*)", &[]));
    assert_eq!((answer.code(), answer.entries.len()), (32, 0));
    assert!(peer.is_alive());
    assert_eq!(peer.bind(ALICE, "secret").0, 0);
    assert_eq!(peer.find(ALICE, "(sn=Adams)"), [ALICE]);
}

#[test]
fn a_bind_without_a_password_is_anonymous_or_refused() {
    let dc = corp()
        .set(key::UNAUTHENTICATED_BIND, "refuse")
        .start()
        .unwrap();
    let (code, words) = Peer::plain(&dc).bind("EXAMPLE\\ada", "");
    assert_eq!(code, 49);
    assert!(words.contains("data 52e"), "{words}");
    let server = slapd()
        .set(key::UNAUTHENTICATED_BIND, "anonymous")
        .start()
        .unwrap();
    let mut peer = Peer::plain(&server);
    assert_eq!(peer.bind(ALICE, ""), (0, String::new()));
    assert_eq!(peer.who(), "");
}

#[test]
fn writers_are_the_administrator_the_bound_or_all() {
    let change = modify(ALICE, &[("replace", "sn", &["New"])]);
    for (who, anonymous, user) in [("admin", 8, 50), ("authenticated", 8, 0), ("anyone", 0, 0)] {
        let server = slapd().set(key::WRITERS, who).start().unwrap();
        let mut peer = Peer::plain(&server);
        assert_eq!(peer.ask(&change).code(), anonymous, "{who}");
        assert_eq!(peer.bind(ALICE, "secret").0, 0);
        assert_eq!(peer.ask(&change).code(), user, "{who}");
        assert_eq!(Peer::admin(&server).ask(&change).code(), 0);
    }
}

#[test]
fn a_size_limit_of_the_server_cuts_every_search() {
    let server = slapd().set(key::SIZE_LIMIT, 2).start().unwrap();
    let request = search(
        "ou=groups,dc=example,dc=org",
        Scope::Sub,
        "(objectClass=*)",
        &["1.1"],
    );
    let answer = Peer::plain(&server).ask(&request);
    assert_eq!((answer.code(), answer.entries.len()), (4, 2));
    let server = slapd().set(key::SIZE_LIMIT, 0).start().unwrap();
    assert_eq!(Peer::plain(&server).ask(&request).code(), 0);
}

#[test]
fn classes_are_checked_or_not() {
    let change = modify(ALICE, &[("add", "memberUid", &["x"])]);
    let server = slapd().start().unwrap();
    assert_eq!(Peer::admin(&server).ask(&change).code(), 65);
    let server = slapd().set(key::CHECK_CLASSES, false).start().unwrap();
    assert_eq!(Peer::admin(&server).ask(&change).code(), 0);
    let dc = corp().set(key::CHECK_CLASSES, true).start().unwrap();
    let change = modify(&dc.dn_of("Engineering"), &[("add", "givenName", &["x"])]);
    assert_eq!(Peer::admin(&dc).ask(&change).code(), 65);
    let dc = corp().start().unwrap();
    assert_eq!(Peer::admin(&dc).ask(&change).code(), 0);
}

#[test]
fn chains_and_bit_rules_are_known_or_not() {
    let server = slapd()
        .set(key::IN_CHAIN, true)
        .set(key::BIT_RULES, true)
        .start()
        .unwrap();
    let mut peer = Peer::admin(&server);
    let chain = format!("(member:1.2.840.113556.1.4.1941:={ALICE})");
    assert_eq!(
        peer.find("dc=example,dc=org", &chain),
        [
            "cn=g1,ou=groups,dc=example,dc=org",
            "cn=g2,ou=groups,dc=example,dc=org"
        ]
    );
    let dc = corp()
        .set(key::IN_CHAIN, false)
        .set(key::BIT_RULES, false)
        .start()
        .unwrap();
    let mut peer = Peer::admin(&dc);
    for filter in [
        format!("(member:1.2.840.113556.1.4.1941:={})", dc.dn_of("ada")),
        "(userAccountControl:1.2.840.113556.1.4.803:=2)".into(),
        "(userAccountControl:1.2.840.113556.1.4.804:=2)".into(),
    ] {
        assert_eq!(peer.find(dc.base(), &filter), [""; 0], "{filter}");
    }
    server_with_numbers();
}

fn server_with_numbers() {
    let server = LdapServer::openldap("dc=example,dc=org")
        .set(key::BIT_RULES, true)
        .user(User::new("ada").attribute("employeeType", "x"))
        .ldif("dn: cn=n,dc=example,dc=org\nobjectClass: posixGroup\ncn: n\ngidNumber: 6\n")
        .start()
        .unwrap();
    let mut peer = Peer::admin(&server);
    let found = peer.find("dc=example,dc=org", "(gidNumber:1.2.840.113556.1.4.803:=2)");
    assert_eq!(found, ["cn=n,dc=example,dc=org"]);
    assert!(
        peer.find("dc=example,dc=org", "(gidNumber:1.2.840.113556.1.4.803:=3)")
            .is_empty()
    );
}

#[test]
fn filters_have_two_values_or_three() {
    let unknown = "(!(nosuchattr=x))";
    let server = slapd().set(key::THREE_VALUED, false).start().unwrap();
    assert_eq!(Peer::admin(&server).find(ALICE, unknown), [ALICE]);
    let dc = corp().set(key::THREE_VALUED, false).start().unwrap();
    let ada = dc.dn_of("ada");
    assert_eq!(Peer::admin(&dc).find(&ada, unknown), [ada.as_str()]);
    let dc = corp().start().unwrap();
    assert!(Peer::admin(&dc).find(&ada, unknown).is_empty());
}

#[test]
fn an_unknown_user_has_the_data_of_the_build() {
    let dc = corp().set(key::UNKNOWN_USER, "525").start().unwrap();
    let mut peer = Peer::plain(&dc);
    assert!(peer.bind("EXAMPLE\\nobody", "x").1.contains("data 525, "));
    assert!(peer.bind("EXAMPLE\\ada", "bad").1.contains("data 52e, "));
}

#[test]
fn page_size_without_a_limit() {
    let dc = corp().set(key::MAX_PAGE_SIZE, 0).start().unwrap();
    let request = Request::Search(plain_search(
        dc.base(),
        Scope::Sub,
        "(objectClass=*)",
        &["1.1"],
    ));
    let answer = Peer::admin(&dc).ask(&request);
    assert_eq!(answer.code(), 0);
    assert!(answer.entries.len() > 100);
}
