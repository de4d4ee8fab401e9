//! Large searches: abandoned, beside others, out of time; requests in a row.

use std::{
    sync::mpsc,
    time::{Duration, SystemTime},
};

use ldaplab::{
    clock::Clock,
    server::{Builder, Database, LdapServer, Profile, key},
    transcript::Operation,
    wire::{Request, Response, request::Scope},
};

use super::peer::{Peer, compare, plain_search, search};

const SUFFIX: &str = "dc=example,dc=org";

/// People with a long description each: more than sockets hold.
fn tree(people: usize, size: usize) -> Builder {
    LdapServer::openldap(SUFFIX).ldif(text(people, size))
}

fn text(people: usize, size: usize) -> String {
    let mut ldif = format!("dn: {SUFFIX}\nobjectClass: domain\ndc: example\n\n");
    ldif.push_str(
        "dn: ou=people,dc=example,dc=org\nobjectClass: organizationalUnit\nou: people\n\n",
    );
    let text = "x".repeat(size);
    for number in 0..people {
        ldif.push_str(&format!(
            "dn: uid=p{number},ou=people,dc=example,dc=org\nobjectClass: inetOrgPerson\nuid: p{number}\ncn: P {number}\nsn: P\ndescription: {text}\n\n"
        ));
    }
    ldif
}

pub(super) fn large(people: usize, size: usize) -> LdapServer {
    tree(people, size).start().unwrap()
}

/// The same, where only so many bytes may wait behind a running search.
pub(super) fn limited(people: usize, size: usize, pipelined: i64) -> LdapServer {
    tree(people, size)
        .set(key::MAX_PIPELINED, pipelined)
        .start()
        .unwrap()
}

fn everything() -> Request {
    search(SUFFIX, Scope::Sub, "(objectClass=*)", &[])
}

#[test]
fn an_abandoned_search_stops_and_has_no_result() {
    let server = large(10_000, 2_000);
    let mut peer = Peer::admin(&server);
    let id = peer.send(&everything());
    for _ in 0..10 {
        assert!(matches!(peer.read(), Some((own, Response::SearchEntry(_), _)) if own == id));
    }
    peer.send(&Request::Abandon(id));
    let next = peer.send(&compare(SUFFIX, "dc", "example"));
    let mut entries = 10;
    loop {
        match peer.read().unwrap() {
            (own, Response::SearchEntry(_), _) if own == id => entries += 1,
            (own, response, _) => {
                assert_eq!(own, next, "an abandoned search has no result: {response:?}");
                assert_eq!(response.result().unwrap().code.0, 6);
                break;
            }
        }
    }
    assert!(entries < 10_002, "{entries} entries came");
    let searches = server.requests().of(Operation::Search);
    assert_eq!(searches.last().unwrap().result, None);
}

#[test]
fn a_search_that_waits_behind_another_can_be_abandoned() {
    let server = large(400, 64 << 10);
    let mut peer = Peer::admin(&server);
    let first = peer.send(&everything());
    let second = peer.send(&everything());
    peer.send(&Request::Abandon(second));
    let last = peer.send(&compare(SUFFIX, "dc", "example"));
    assert_eq!(peer.answer(first).entries.len(), 402);
    let mut stray = 0;
    loop {
        let (own, response, _) = peer.read().unwrap();
        if own == last {
            break;
        }
        assert_eq!(own, second);
        assert!(matches!(response, Response::SearchEntry(_)), "{response:?}");
        stray += 1;
    }
    assert!(stray < 402, "the abandoned search ran to its end");
}

#[test]
fn a_large_search_does_not_stall_another_connection() {
    let server = large(400, 64 << 10);
    let mut busy = Peer::admin(&server);
    let mut other = Peer::admin(&server);
    let id = busy.send(&everything());
    // The large answer is under way and does not fit into the sockets.
    assert!(matches!(busy.read(), Some((own, Response::SearchEntry(_), _)) if own == id));
    let (done, finished) = mpsc::channel();
    let reader = std::thread::spawn(move || {
        for _ in 0..20 {
            assert_eq!(other.ask(&compare(SUFFIX, "dc", "example")).code(), 6);
        }
        done.send(()).unwrap();
    });
    finished
        .recv_timeout(super::peer::PATIENCE)
        .expect("the small answers come while the large one waits for its reader");
    let rest = busy.answer(id);
    assert_eq!((rest.code(), rest.entries.len()), (0, 401));
    reader.join().unwrap();
}

#[test]
fn a_search_that_finds_nothing_in_much_lets_others_through() {
    let server = large(10_000, 10);
    let mut busy = Peer::admin(&server);
    let mut other = Peer::admin(&server);
    let ids: Vec<i32> = (0..8)
        .map(|_| busy.send(&search(SUFFIX, Scope::Sub, "(description=*y*z*)", &[])))
        .collect();
    assert_eq!(other.ask(&compare(SUFFIX, "dc", "example")).code(), 6);
    for id in ids {
        let answer = busy.answer(id);
        assert_eq!((answer.code(), answer.entries.len()), (0, 0));
    }
}

#[test]
fn requests_in_a_row_are_answered_in_their_order() {
    let server = large(3, 10);
    let mut peer = Peer::admin(&server);
    let mut bytes = Vec::new();
    for id in 1..=500 {
        let request = match id % 3 {
            0 => compare(SUFFIX, "dc", "example"),
            1 => everything(),
            _ => search("", Scope::Base, "(objectClass=*)", &["1.1"]),
        };
        bytes.extend(request.encode(id, &[]));
    }
    peer.write(&bytes);
    for id in 1..=500 {
        let expected = if id % 3 == 0 { 6 } else { 0 };
        assert_eq!(peer.answer(id).code(), expected);
    }
}

#[test]
fn the_time_limit_is_the_servers_clock() {
    let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_290_367);
    let clock = Clock::at(start);
    let server = tree(400, 64 << 10).clock(clock.clone()).start().unwrap();
    let mut peer = Peer::admin(&server);
    let mut request = plain_search(SUFFIX, Scope::Sub, "(objectClass=*)", &[]);
    request.time_limit = 5;
    let id = peer.send(&Request::Search(request.clone()));
    assert!(matches!(peer.read(), Some((own, Response::SearchEntry(_), _)) if own == id));
    clock.advance(Duration::from_secs(5));
    let answer = peer.answer(id);
    assert_eq!((answer.code(), answer.words()), (3, ""));
    assert!(answer.entries.len() < 401);
    // The next search has its own time.
    let answer = peer.ask(&Request::Search(request));
    assert_eq!((answer.code(), answer.entries.len()), (0, 402));
}

#[test]
fn the_time_limit_of_a_database_holds_for_all_but_its_administrator() {
    let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_290_367);
    let clock = Clock::at(start);
    let database = Database::new(SUFFIX).root_password("adminpw");
    let server = LdapServer::builder(Profile::OPENLDAP)
        .database(database.time_limit(5).size_limit(0))
        .ldif(text(400, 64 << 10))
        .clock(clock.clone())
        .start()
        .unwrap();
    for (mut peer, code) in [(Peer::plain(&server), 3), (Peer::admin(&server), 0)] {
        let id = peer.send(&everything());
        assert!(matches!(peer.read(), Some((own, Response::SearchEntry(_), _)) if own == id));
        clock.advance(Duration::from_secs(5));
        assert_eq!(peer.answer(id).code(), code);
    }
}
