//! Limits on what a client may send.

use ldaplab::{
    server::key,
    wire::{Filter, Request, request::Scope},
};

use super::{
    peer::{Peer, compare, plain_search, search},
    slapd,
};

#[test]
fn a_message_longer_than_the_limit_ends_the_connection() {
    let server = slapd().set(key::MAX_PDU, 1000).start().unwrap();
    let mut peer = Peer::plain(&server);
    let long = "x".repeat(900);
    assert_eq!(
        peer.ask(&compare("dc=example,dc=org", "o", &long)).code(),
        5
    );
    // The header alone is enough to know: 1,001 octets.
    peer.write(&[0x30, 0x82, 0x03, 0xe5]);
    assert_eq!(peer.read(), None);
    for length in [
        [0x84, 0x7f, 0xff, 0xff, 0xff],
        [0x84, 0xff, 0xff, 0xff, 0xff],
    ] {
        let mut peer = Peer::plain(&server);
        peer.write(&[0x30]);
        peer.write(&length);
        assert_eq!(peer.read(), None);
    }
    assert!(Peer::plain(&server).is_alive());
}

#[test]
fn a_long_message_within_the_limit_is_answered() {
    let server = slapd().start().unwrap();
    let long = "x".repeat(5 << 20);
    let answer = Peer::admin(&server).ask(&compare("dc=example,dc=org", "o", &long));
    assert_eq!(answer.code(), 5);
}

fn nested(depth: usize) -> Request {
    let mut request = plain_search("dc=example,dc=org", Scope::Base, "(o=example)", &["1.1"]);
    for _ in 0..depth {
        request.filter = Filter::And(vec![request.filter]);
    }
    Request::Search(request)
}

#[test]
fn a_filter_deeper_than_the_limit_is_refused_and_nothing_overflows() {
    let server = slapd().set(key::MAX_DEPTH, 20).start().unwrap();
    let answer = Peer::plain(&server).ask(&nested(10));
    assert_eq!((answer.code(), answer.entries.len()), (0, 1));
    let mut peer = Peer::plain(&server);
    peer.write(&nested(30).encode(1, &[]));
    let (id, notice, _) = peer.read().unwrap();
    assert_eq!((id, notice.result().unwrap().code.0), (0, 2));
    assert_eq!(peer.read(), None);

    // (!(!(!…))) of 100,000, written by hand: each level is a tag and a length.
    let server = slapd().start().unwrap();
    let mut filter = vec![0x87, 2, b'c', b'n'];
    for _ in 0..100_000 {
        let length = u32::try_from(filter.len()).unwrap().to_be_bytes();
        filter.splice(0..0, [&[0xa2, 0x84][..], &length].concat());
        if filter.len() > 100_000 {
            break;
        }
    }
    let template = search("dc=example,dc=org", Scope::Base, "(cn=*)", &[]).encode(1, &[]);
    let at = template
        .windows(4)
        .position(|part| part == [0x87, 2, b'c', b'n'])
        .unwrap();
    let tlv = |tag: u8, content: &[u8]| {
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        [&[tag, 0x84][..], &length, content].concat()
    };
    // Behind the message's header and ID stand the search's header and, up to the filter, its fields.
    let operation = [&template[7..at], &filter, &[0x30, 0]].concat();
    let message = tlv(0x30, &[&[2, 1, 1][..], &tlv(0x63, &operation)].concat());
    let mut peer = Peer::plain(&server);
    peer.try_write(&message);
    peer.read_to_end();
    assert!(Peer::plain(&server).is_alive());
}

/// What waits behind a running search is bounded, and everything is answered in the end.
#[test]
fn a_full_pipeline_waits_and_does_not_deadlock() {
    for limit in [1, 200, 1 << 20] {
        let server = super::load::limited(200, 64 << 10, limit);
        let mut peer = Peer::admin(&server);
        let mut bytes =
            search("dc=example,dc=org", Scope::Sub, "(objectClass=*)", &[]).encode(1000, &[]);
        for id in 1001..3000 {
            bytes.extend(compare("dc=example,dc=org", "dc", "example").encode(id, &[]));
        }
        peer.write(&bytes);
        assert_eq!(peer.answer(1000).entries.len(), 202, "{limit}");
        for id in 1001..3000 {
            assert_eq!(peer.answer(id).code(), 6);
        }
    }
}

/// A large message behind a running search, larger than what may wait.
#[test]
fn a_message_longer_than_the_pipeline_is_answered_after_the_search() {
    let server = super::load::limited(200, 64 << 10, 1000);
    let mut peer = Peer::admin(&server);
    let first = peer.send(&search(
        "dc=example,dc=org",
        Scope::Sub,
        "(objectClass=*)",
        &[],
    ));
    let second = peer.send(&compare("dc=example,dc=org", "dc", &"x".repeat(50_000)));
    assert_eq!(peer.answer(first).entries.len(), 202);
    assert_eq!(peer.answer(second).code(), 5);
}

#[test]
fn only_the_last_requests_are_recorded() {
    let server = slapd().set(key::MAX_RECORDED, 3).start().unwrap();
    let mut peer = Peer::plain(&server);
    for _ in 0..5 {
        assert!(peer.is_alive());
    }
    let requests = server.requests();
    assert_eq!((requests.count(), requests.dropped()), (3, 2));
    assert_eq!(
        requests.iter().map(|record| record.id).collect::<Vec<_>>(),
        [3, 4, 5]
    );
    let server = slapd().set(key::MAX_RECORDED, 0).start().unwrap();
    assert!(Peer::plain(&server).is_alive());
    assert_eq!(server.requests().count(), 0);
}

/// A filter of two-octet parts takes fifty times its length in memory: what is recorded is counted as it is kept.
#[test]
fn what_is_recorded_is_bounded_in_memory_too() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::admin(&server);
    let mut request = plain_search("", Scope::Base, "(cn=*)", &["1.1"]);
    request.filter = Filter::And(vec![Filter::And(Vec::new()); 200_000]);
    let request = Request::Search(request);
    for _ in 0..8 {
        assert_eq!(peer.ask(&request).code(), 0);
    }
    let requests = server.requests();
    assert!(
        requests.count() >= 1 && requests.dropped() >= 1,
        "{}",
        requests.count()
    );
}
