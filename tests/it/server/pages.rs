//! Simple paged results, RFC 2696.

use ldaplab::{
    server::{LdapServer, User, key},
    wire::{
        Control, Request,
        control::PagedResults,
        request::{Scope, SearchRequest},
    },
};

use super::{
    load,
    peer::{Answer, Peer, plain_search, search},
};

const PAGED: &str = "1.2.840.113556.1.4.319";

fn page(size: i64, cookie: &[u8]) -> Control {
    PagedResults {
        size,
        cookie: cookie.to_vec(),
    }
    .control(false)
}

/// The cookie of an answer; `None` without the control.
fn cookie(answer: &Answer) -> Option<Vec<u8>> {
    let control = answer
        .controls
        .iter()
        .find(|control| control.oid == PAGED)?;
    let page = PagedResults::decode(control.value.as_ref().unwrap()).unwrap();
    assert_eq!(page.size, 0);
    Some(page.cookie)
}

fn people() -> SearchRequest {
    plain_search("dc=example,dc=org", Scope::Sub, "(uid=*)", &["1.1"])
}

fn ask(peer: &mut Peer, size: i64, cookie: &[u8]) -> Answer {
    peer.ask_with(&Request::Search(people()), &[page(size, cookie)])
}

#[test]
fn a_walk_brings_every_entry_once() {
    let server = load::large(25, 10);
    let mut peer = Peer::admin(&server);
    for size in [1, 7, 10, 25, 26, 1000] {
        let (mut next, mut all) = (Vec::new(), Vec::new());
        loop {
            let answer = ask(&mut peer, size, &next);
            assert_eq!(answer.code(), 0);
            assert!(answer.entries.len() <= usize::try_from(size).unwrap());
            all.extend(answer.dns());
            next = cookie(&answer).unwrap();
            if next.is_empty() {
                break;
            }
        }
        assert_eq!(all.len(), 25, "{size}");
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 25, "{size}");
    }
}

#[test]
fn slapd_answers_odd_page_controls_as_recorded() {
    let server = load::large(25, 10);
    let mut peer = Peer::admin(&server);
    let request = Request::Search(people());
    let raw = |value: Option<&[u8]>| {
        let control = Control::new(PAGED, false);
        match value {
            Some(value) => control.with_value(value),
            None => control,
        }
    };
    let invalid = "paged results cookie is invalid";
    for (controls, words) in [
        (vec![page(-1, b"")], "paged results control size invalid"),
        (vec![raw(None)], "paged results control value is absent"),
        (
            vec![raw(Some(&[1, 2]))],
            "paged results control could not be decoded",
        ),
        (vec![page(10, b"bogus")], invalid),
        (vec![page(10, b"12345678")], invalid),
        (
            vec![page(5, b""), page(7, b"")],
            "paged results control specified multiple times",
        ),
    ] {
        let answer = peer.ask_with(&request, &controls);
        assert_eq!((answer.code(), answer.words()), (2, words));
        assert_eq!(answer.entries.len(), 0);
    }
    let first = cookie(&ask(&mut peer, 10, b"")).unwrap();
    assert_eq!(first.len(), 8);
    // Another search in between does not disturb.
    assert!(peer.is_alive());
    let second = cookie(&ask(&mut peer, 10, &first)).unwrap();
    let answer = ask(&mut peer, 10, &first);
    assert_eq!(
        (answer.code(), answer.words()),
        (53, "paged results cookie is invalid or old")
    );
    let answer = ask(&mut peer, 10, &second);
    assert_eq!((answer.code(), answer.entries.len()), (0, 5));
    assert_eq!(cookie(&answer), Some(Vec::new()));
    // A cookie of another connection, and of another search.
    let foreign = cookie(&ask(&mut peer, 10, b"")).unwrap();
    let answer = ask(&mut Peer::admin(&server), 10, &foreign);
    assert_eq!((answer.code(), answer.words()), (2, invalid));
    let other = search(
        "ou=people,dc=example,dc=org",
        Scope::Sub,
        "(objectClass=*)",
        &["1.1"],
    );
    let answer = peer.ask_with(&other, &[page(10, &foreign)]);
    assert_eq!((answer.code(), answer.words()), (2, invalid));
    let answer = ask(&mut peer, 10, &foreign);
    assert_eq!(
        (answer.code(), answer.words()),
        (2, invalid),
        "the mistake ended the search"
    );
}

#[test]
fn the_size_limit_counts_over_all_pages() {
    let server = load::large(600, 10);
    let mut peer = Peer::plain(&server);
    let mut next = Vec::new();
    for _ in 0..5 {
        let answer = ask(&mut peer, 100, &next);
        assert_eq!((answer.code(), answer.entries.len()), (0, 100));
        next = cookie(&answer).unwrap();
    }
    let answer = ask(&mut peer, 100, &next);
    assert_eq!(
        (answer.code(), answer.entries.len(), cookie(&answer)),
        (4, 0, None)
    );

    let mut request = people();
    request.size_limit = 5;
    let answer = peer.ask_with(&Request::Search(request), &[page(10, b"")]);
    assert_eq!(
        (answer.code(), answer.entries.len(), cookie(&answer)),
        (4, 5, None)
    );
}

#[test]
fn the_root_dse_comes_without_the_control() {
    let server = load::large(1, 10);
    let request = search("", Scope::Base, "(objectClass=*)", &[]);
    let answer = Peer::plain(&server).ask_with(&request, &[page(5, b"")]);
    assert_eq!(
        (answer.code(), answer.entries.len(), cookie(&answer)),
        (0, 1, None)
    );
}

fn domain(people: usize) -> LdapServer {
    let mut builder = LdapServer::active_directory("example.test").set(key::MAX_PAGE_SIZE, 4);
    for number in 0..people {
        builder = builder.user(User::new(format!("person{number}")));
    }
    builder.start().unwrap()
}

fn persons(filter: &str) -> Request {
    search("DC=example,DC=test", Scope::Sub, filter, &["1.1"])
}

#[test]
fn two_walks_on_one_connection_do_not_meet() {
    let dc = domain(10);
    let mut peer = Peer::admin(&dc);
    let (one, other) = (
        persons("(sAMAccountName=person*)"),
        persons("(&(sAMAccountName=person*)(!(cn=person0)))"),
    );
    let (mut first, mut second) = (Vec::new(), Vec::new());
    let (mut of_one, mut of_other) = (Vec::new(), Vec::new());
    loop {
        let answer = peer.ask_with(&one, &[page(2, &first)]);
        of_one.extend(answer.dns());
        first = cookie(&answer).unwrap();
        let answer = peer.ask_with(&other, &[page(2, &second)]);
        of_other.extend(answer.dns());
        second = cookie(&answer).unwrap();
        if first.is_empty() || second.is_empty() {
            break;
        }
    }
    while !first.is_empty() {
        let answer = peer.ask_with(&one, &[page(2, &first)]);
        of_one.extend(answer.dns());
        first = cookie(&answer).unwrap();
    }
    assert_eq!((of_one.len(), of_other.len()), (10, 9));
}

#[test]
fn ad_cuts_pages_to_max_page_size_and_sends_references_with_the_first() {
    let dc = domain(10);
    let mut peer = Peer::admin(&dc);
    let request = persons("(sAMAccountName=person*)");
    let answer = peer.ask_with(&request, &[page(1000, b"")]);
    assert_eq!((answer.entries.len(), answer.references.len()), (4, 3));
    let next = cookie(&answer).unwrap();
    let answer = peer.ask_with(&request, &[page(1000, &next)]);
    assert_eq!((answer.entries.len(), answer.references.len()), (4, 0));
    let next = cookie(&answer).unwrap();
    let answer = peer.ask_with(&request, &[page(1000, &next)]);
    assert_eq!(
        (answer.entries.len(), cookie(&answer)),
        (2, Some(Vec::new()))
    );
}

#[test]
fn ad_refuses_a_cookie_of_another_search_and_an_unknown_one() {
    let dc = domain(10);
    let mut peer = Peer::admin(&dc);
    let request = persons("(sAMAccountName=person*)");
    let next = cookie(&peer.ask_with(&request, &[page(2, b"")])).unwrap();
    let answer = peer.ask_with(&persons("(cn=*)"), &[page(2, &next)]);
    assert_eq!(
        (answer.code(), answer.words()),
        (
            12,
            "00002040: SvcErr: DSID-031401E7, problem 5010 (UNAVAIL_EXTENSION), data 0\n\0"
        )
    );
    for unknown in [b"x".to_vec(), vec![0; 8], vec![0xff; 8], vec![7; 5000]] {
        let answer = peer.ask_with(&request, &[page(2, &unknown)]);
        assert_eq!(answer.code(), 12);
        assert!(answer.words().starts_with("00000057: LdapErr: "));
        assert_eq!(answer.entries.len(), 0);
    }
}

#[test]
fn a_page_of_nothing_with_a_cookie_keeps_or_ends_the_walk_without_entries() {
    let dc = domain(10);
    let mut peer = Peer::admin(&dc);
    let request = persons("(sAMAccountName=person*)");
    let next = cookie(&peer.ask_with(&request, &[page(2, b"")])).unwrap();
    let answer = peer.ask_with(&request, &[page(0, &next)]);
    assert_eq!((answer.code(), answer.entries.len()), (0, 0));
    assert_eq!(
        peer.ask_with(&request, &[page(0, b"")]).code(),
        1,
        "recorded of Samba"
    );
}

#[test]
fn a_bind_ends_all_walks() {
    let dc = domain(10);
    let mut peer = Peer::admin(&dc);
    let request = persons("(sAMAccountName=person*)");
    let next = cookie(&peer.ask_with(&request, &[page(2, b"")])).unwrap();
    assert_eq!(peer.bind(dc.admin().dn(), dc.admin().password()).0, 0);
    assert_eq!(peer.ask_with(&request, &[page(2, &next)]).code(), 12);
}

#[test]
fn a_walk_sees_the_directory_as_it_was_when_it_began() {
    let dc = domain(6);
    let mut peer = Peer::admin(&dc);
    let request = persons("(sAMAccountName=person*)");
    let answer = peer.ask_with(&request, &[page(2, b"")]);
    let mut all = answer.dns();
    let mut next = cookie(&answer).unwrap();
    for number in 0..6 {
        dc.delete(dc.dn_of(&format!("person{number}"))).unwrap();
    }
    while !next.is_empty() {
        let answer = peer.ask_with(&request, &[page(2, &next)]);
        all.extend(answer.dns());
        next = cookie(&answer).unwrap();
    }
    assert_eq!(all.len(), 6);
    assert!(
        peer.find("DC=example,DC=test", "(sAMAccountName=person*)")
            .is_empty()
    );
}

/// Each page is a search of its own, RFC 2696 section 3: so is its time.
#[test]
fn every_page_has_the_whole_time() {
    let start = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_795_290_367);
    let clock = ldaplab::clock::Clock::at(start);
    let dc = LdapServer::openldap("dc=example,dc=org")
        .clock(clock.clone())
        .user(User::new("ada"))
        .user(User::new("bob"))
        .start()
        .unwrap();
    let mut peer = Peer::admin(&dc);
    let mut request = people();
    request.time_limit = 5;
    let request = Request::Search(request);
    let next = cookie(&peer.ask_with(&request, &[page(1, b"")])).unwrap();
    clock.advance(std::time::Duration::from_secs(60));
    let answer = peer.ask_with(&request, &[page(1, &next)]);
    assert_eq!((answer.code(), answer.entries.len()), (0, 1));
}
