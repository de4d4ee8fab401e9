//! Bytes that are no requests: a notice of disconnection, or a close, and the server lives.

use std::sync::OnceLock;

use ldaplab::{
    server::LdapServer,
    wire::{Response, request::Scope},
};
use proptest::prelude::*;

use super::{
    ALICE, corp,
    peer::{Peer, search},
    slapd,
};

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// The words of the notice, if one came before the end.
fn notice(server: &LdapServer, bytes: &[u8]) -> Option<String> {
    let mut peer = Peer::plain(server);
    peer.try_write(bytes);
    peer.finish();
    let words = peer.read().map(|(id, response, _)| {
        let Response::Extended(response) = response else {
            panic!("{response:?}");
        };
        assert_eq!((id, response.result.code.0), (0, 2));
        assert_eq!(response.name.as_deref(), Some("1.3.6.1.4.1.1466.20036"));
        assert_eq!(peer.read(), None, "the connection ends behind the notice");
        response.result.diagnostic
    });
    assert!(Peer::plain(server).is_alive());
    words
}

#[test]
fn slapd_sends_a_notice_or_closes_as_recorded() {
    let server = slapd().start().unwrap();
    for (what, bytes, words) in [
        ("http", b"GET / HTTP/1.0\r\n\r\n".to_vec(), None),
        ("ff", vec![0xff; 16], None),
        ("junk in a sequence", hex("3005 ffffffffff"), None),
        ("empty sequence", hex("3000"), None),
        ("five bytes", hex("300c020101"), None),
        ("no operation", hex("3003 020101"), None),
        ("indefinite length", hex("3080 020101 4200 0000"), None),
        ("huge length", hex("30847fffffff"), None),
        ("message ID 2^31", hex("3009 02050080000000 4200"), None),
        (
            "unknown operation",
            hex("3006 020101 7e0100"),
            Some("unknown LDAP request"),
        ),
        (
            "response",
            hex("300c 020101 6507 0a0100 0400 0400"),
            Some("unknown LDAP request"),
        ),
        (
            "bind without authentication",
            hex("300a 020101 6005 020103 0400"),
            Some("decoding error"),
        ),
        (
            "search without fields",
            hex("3007 020101 6302 0400"),
            Some("decoding attrs error"),
        ),
    ] {
        assert_eq!(notice(&server, &bytes).as_deref(), words, "{what}");
    }
}

#[test]
fn windows_sends_a_notice_for_whatever_it_cannot_decode() {
    let dc = corp().start().unwrap();
    let words =
        "00000057: LdapErr: DSID-00000000, comment: Error decoding ldap message, data 0, v4563\0";
    for bytes in [
        hex("3005 ffffffffff"),
        hex("3006 020101 7e0100"),
        hex("300a 020101 6005 020103 0400"),
        b"GET / HTTP/1.0\r\n\r\n".to_vec(),
        vec![0xff; 1 << 20],
    ] {
        assert_eq!(
            notice(&dc, &bytes).as_deref(),
            Some(words),
            "{}",
            bytes[..4].escape_ascii()
        );
    }
}

/// Message IDs at the edges, lengths in long form, what stands behind the operation: recorded cases `wire.*`.
#[test]
fn odd_messages_that_slapd_takes_are_taken() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::plain(&server);
    let request = search(
        "",
        Scope::Base,
        "(objectClass=*)",
        &["supportedLDAPVersion"],
    );
    for id in [0, -1, i32::MAX, i32::MIN, 5, 5] {
        peer.write(&request.encode(id, &[]));
        let answer = peer.answer(id);
        assert_eq!(answer.values("supportedLDAPVersion"), ["3"], "{id}");
    }
    let plain = request.encode(1, &[]);
    let long = [&[0x30, 0x84, 0, 0, 0, plain[1]][..], &plain[2..]].concat();
    let with_behind = |behind: &[u8]| {
        let length = plain[1] + u8::try_from(behind.len()).unwrap();
        [&[0x30, length][..], &plain[2..], behind].concat()
    };
    for bytes in [long, with_behind(&[0xa0, 0]), with_behind(&[0x04, 1, b'x'])] {
        peer.write(&bytes);
        assert_eq!(peer.answer(1).code(), 0, "{}", bytes.escape_ascii());
    }
}

#[test]
fn half_a_message_and_the_end_are_no_request() {
    let server = slapd().start().unwrap();
    let whole = search("", Scope::Base, "(objectClass=*)", &[]).encode(1, &[]);
    for length in 0..whole.len() {
        let mut peer = Peer::plain(&server);
        peer.write(&whole[..length]);
        peer.finish();
        assert!(peer.read_to_end().is_empty(), "{length}");
    }
    assert!(server.requests().is_empty());
}

#[test]
fn a_message_may_come_in_pieces() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::plain(&server);
    for byte in search("", Scope::Base, "(objectClass=*)", &["1.1"]).encode(1, &[]) {
        peer.write(&[byte]);
    }
    assert_eq!(peer.answer(1).code(), 0);
}

/// One server of each vendor for all the cases below; they are never stopped.
fn servers() -> &'static [LdapServer] {
    static SERVERS: OnceLock<Vec<LdapServer>> = OnceLock::new();
    SERVERS.get_or_init(|| vec![slapd().start().unwrap(), corp().start().unwrap()])
}

/// Sends bytes and takes whatever comes until the end.
fn throw(bytes: &[u8]) {
    for server in servers() {
        let mut peer = Peer::plain(server);
        peer.try_write(bytes);
        peer.finish();
        peer.read_to_end();
        assert!(Peer::plain(server).is_alive());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_end_in_an_end(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        throw(&bytes);
    }

    #[test]
    fn arbitrary_content_in_a_message_ends_in_an_end(tag in any::<u8>(), bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
        let operation = [&[tag, u8::try_from(bytes.len()).unwrap()][..], &bytes].concat();
        let length = u8::try_from(operation.len() + 3).unwrap();
        throw(&[&[0x30, length, 2, 1, 7][..], &operation].concat());
    }

    #[test]
    fn flipped_bits_of_requests_end_in_an_end(which in 0_usize..8, at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let mut bytes = requests(which);
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        throw(&bytes);
    }
}

fn requests(which: usize) -> Vec<u8> {
    use super::peer::{add, bind, compare, delete, extended, modify, rename};
    let filter = "(&(objectClass=*)(|(cn=a*b*c)(!(sn>=x)))(member:dn:1.2.840.113556.1.4.1941:=cn=x)(objectGUID=\\00\\ff))";
    let mut bytes = bind("cn=admin,dc=example,dc=org", "adminpw").encode(1, &[]);
    let request = match which {
        0 => search(
            "dc=example,dc=org",
            Scope::Sub,
            filter,
            &["*", "member;range=0-1"],
        ),
        1 => bind(ALICE, "secret"),
        2 => add(
            "cn=f,dc=example,dc=org",
            &[("objectClass", &["device"]), ("cn", &["f"])],
        ),
        3 => modify(ALICE, &[("add", "description", &["x"])]),
        4 => rename(
            "cn=f,dc=example,dc=org",
            "cn=g",
            true,
            Some("dc=example,dc=org"),
        ),
        5 => delete("cn=g,dc=example,dc=org"),
        6 => compare(ALICE, "sn", "x"),
        _ => extended("1.3.6.1.4.1.4203.1.11.3", None),
    };
    bytes.extend(request.encode(2, &[]));
    bytes
}

/// Names of every odd shape, wherever a name may stand.
#[test]
fn odd_names_are_answered_everywhere() {
    use super::peer::{add, bind, compare, delete, modify, rename};
    let names = [
        "=",
        ",",
        "\\",
        "\\zz",
        "cn=\\",
        "cn=#",
        "cn=#zz",
        "cn=#04",
        "+",
        "cn=a+",
        "cn=\"",
        "<",
        ">",
        "<>",
        "<=>",
        "<GUID=>",
        "<SID=>",
        "<SID=0>",
        "<WKGUID=>",
        "<GUID=\u{e9}>",
        "@",
        "a@",
        "@b",
        "\\\\",
        "EXAMPLE\\",
        "/",
        "example.test/",
        "example.test//",
        "{}",
        "{\u{e9}}",
        "S-1-",
        "S-1-5-21-99999999999999999999",
        "\u{0}",
        "cn=\u{0}",
        "\u{feff}",
        "dc=\u{130},dc=org",
    ];
    for server in servers() {
        let mut peer = Peer::admin(server);
        for name in names {
            for request in [
                search(name, Scope::Sub, "(objectClass=*)", &[]),
                search("", Scope::Base, "(objectClass=*)", &[name]),
                search(server.base(), Scope::Base, "(objectClass=*)", &[name, "*"]),
                compare(name, "cn", "x"),
                compare(server.base(), name, name),
                add(name, &[("objectClass", &["device"])]),
                add(&format!("cn=odd,{}", server.base()), &[(name, &[name])]),
                modify(name, &[("replace", "cn", &["x"])]),
                modify(server.base(), &[("add", name, &[name])]),
                delete(name),
                rename(name, "cn=x", true, None),
                rename(
                    &format!("cn=nobody,{}", server.base()),
                    name,
                    true,
                    Some(name),
                ),
            ] {
                let _ = peer.ask(&request);
            }
            let _ = Peer::plain(server).ask(&bind(name, "x"));
        }
        assert!(peer.is_alive());
    }
}
