//! Compare.

use super::{
    ALICE, corp,
    peer::{Peer, compare},
    slapd,
};

#[test]
fn slapd_compares_as_recorded() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::admin(&server);
    let people = "ou=people,dc=example,dc=org";
    for (dn, attribute, value, code, matched, words) in [
        (ALICE, "sn", "ADAMS", 6, "", ""),
        (ALICE, "sn", "x", 5, "", ""),
        (ALICE, "description", "x", 16, "", ""),
        (ALICE, "nosuchattr", "x", 17, "", ""),
        (
            "uid=zzz,ou=people,dc=example,dc=org",
            "sn",
            "x",
            32,
            people,
            "",
        ),
        (
            "",
            "supportedLDAPVersion",
            "3",
            18,
            "",
            "inappropriate matching request",
        ),
        ("not a dn", "sn", "x", 34, "", "invalid DN"),
    ] {
        let answer = peer.ask(&compare(dn, attribute, value));
        let got = (answer.code(), answer.matched(), answer.words());
        assert_eq!(got, (code, matched, words), "{dn} {attribute}");
    }
}

#[test]
fn ad_compares_and_never_tells_of_a_password() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::plain(&dc);
    let ada = dc.dn_of("ada");
    assert_eq!(peer.ask(&compare(&ada, "sn", "Nightjar")).code(), 1);
    assert_eq!(peer.bind("EXAMPLE\\ada", "s3cret").0, 0);
    assert_eq!(peer.ask(&compare(&ada, "sn", "nightJAR")).code(), 6);
    assert_eq!(peer.ask(&compare(&ada, "sn", "x")).code(), 5);
    assert_eq!(
        peer.ask(&compare(&ada, "userPassword", "s3cret")).code(),
        16
    );
    assert_eq!(peer.ask(&compare(&ada, "nosuchattr", "x")).code(), 16);
    assert_eq!(peer.ask(&compare(&ada, "objectClass", "person")).code(), 6);
}
