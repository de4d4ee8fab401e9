//! What a test makes go wrong.

use std::time::{Duration, Instant};

use ldaplab::{
    server::{
        Fault, any, bind as binds, compare as compares, extended as extendeds, search as searches,
    },
    transcript::Operation,
    wire::{LdapResult, Request, Response, ResultCode, request::Scope},
};

use super::{
    ALICE, corp,
    peer::{Peer, WHO_AM_I, compare, extended, search},
    slapd,
};

fn base(text: &str) -> Request {
    search("dc=example,dc=org", Scope::Base, text, &["o"])
}

#[test]
fn a_result_takes_the_place_of_the_answer_as_often_as_was_said() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::plain(&server);
    let guard = server
        .inject(
            searches().filter("(&(o=example)(objectClass=*))"),
            Fault::busy(),
        )
        .times(2);
    let matched = base("(&(OBJECTCLASS=*)(o=example))");
    for code in [51, 51, 0] {
        assert_eq!(peer.ask(&matched).code(), code);
        assert_eq!(peer.ask(&base("(o=example)")).code(), 0, "another filter");
    }
    assert_eq!(guard.hits(), 2);
    assert_eq!(
        server
            .requests()
            .filtered(|record| !record.faults.is_empty())
            .count(),
        2
    );
    drop(guard);

    let result = LdapResult::new(ResultCode::REFERRAL)
        .matched_dn("o=x")
        .diagnostic("elsewhere")
        .referrals(vec!["ldap://x/".into()]);
    let guard = server.inject(
        compares().dn("UID=alice,ou=people,dc=example,dc=org"),
        Fault::answer(result),
    );
    let answer = peer.ask(&compare(ALICE, "sn", "x"));
    assert_eq!(
        (answer.code(), answer.matched(), answer.words()),
        (10, "o=x", "elsewhere")
    );
    assert_eq!(answer.result.referrals, ["ldap://x/"]);
    drop(guard);
    assert_eq!(
        peer.ask(&compare(ALICE, "sn", "x")).code(),
        5,
        "disarmed with its guard"
    );

    let _guard = server.inject(extendeds().oid(WHO_AM_I), Fault::unavailable());
    assert_eq!(peer.ask(&extended(WHO_AM_I, None)).code(), 52);
    assert_eq!(peer.ask(&extended("1.2.3", None)).code(), 2);
    let _guard = server.inject(binds(), Fault::result(ResultCode::OTHER));
    assert_eq!(peer.bind(ALICE, "secret").0, 80);
    assert_eq!(peer.who_code(), 52);
}

impl Peer {
    fn who_code(&mut self) -> u32 {
        self.ask(&extended(WHO_AM_I, None)).code()
    }
}

#[test]
fn a_delay_delays_and_nobody_else_waits() {
    let server = slapd().start().unwrap();
    let delay = Duration::from_millis(150);
    let _guard = server.inject(searches().base("dc=example,dc=org"), Fault::delay(delay));
    let mut slow = Peer::plain(&server);
    let mut quick = Peer::plain(&server);
    let before = Instant::now();
    let id = slow.send(&base("(o=*)"));
    assert!(quick.is_alive());
    assert_eq!(slow.answer(id).code(), 0);
    let spent = before.elapsed();
    assert!(spent >= delay, "{spent:?}");
    assert!(spent < delay * 100, "{spent:?}");
}

#[test]
fn a_connection_is_closed_or_reset_instead_of_an_answer() {
    let server = slapd().start().unwrap();
    for fault in [Fault::close(), Fault::reset()] {
        let guard = server.inject(searches(), fault).times(1);
        let mut peer = Peer::plain(&server);
        peer.send(&base("(o=*)"));
        assert_eq!(peer.read(), None);
        assert_eq!(guard.hits(), 1);
        assert!(Peer::plain(&server).is_alive());
        let _guard = server.inject(searches(), Fault::close()).times(1);
        let mut peer = Peer::tls(&server);
        peer.send(&base("(o=*)"));
        assert_eq!(peer.read(), None);
    }
}

#[test]
fn garbage_comes_as_it_was_given_and_the_connection_goes_on() {
    let server = slapd().start().unwrap();
    let garbage = Response::SearchDone(LdapResult::new(ResultCode::OTHER)).encode(1, &[]);
    let _guard = server.inject(any(), Fault::garbage(garbage)).times(1);
    let mut peer = Peer::plain(&server);
    assert_eq!(peer.ask(&base("(o=*)")).code(), 80);
    assert!(peer.is_alive());
}

#[test]
fn delays_add_up_and_of_the_rest_the_first_acts() {
    let server = slapd().start().unwrap();
    let delay = Duration::from_millis(40);
    let _one = server.inject(searches(), Fault::delay(delay));
    let _two = server.inject(any(), Fault::delay(delay));
    let _busy = server.inject(searches(), Fault::busy());
    let _other = server.inject(any(), Fault::unavailable());
    let before = Instant::now();
    let mut peer = Peer::plain(&server);
    assert_eq!(peer.ask(&base("(o=*)")).code(), 51);
    assert!(before.elapsed() >= delay * 2);
    assert_eq!(peer.ask(&compare(ALICE, "sn", "x")).code(), 52);
}

#[test]
fn requests_tell_what_was_asked_and_what_came_of_it() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::tls(&dc);
    assert_eq!(peer.bind("EXAMPLE\\ada", "s3cret").0, 0);
    assert_eq!(peer.find(dc.base(), "(sAMAccountName=ada)").len(), 1);
    assert_eq!(peer.ask(&extended("1.2.3", None)).code(), 2);
    let requests = dc.requests();
    assert_eq!(requests.count(), 3);
    assert_eq!(requests.of(Operation::Bind).count(), 1);
    let search = requests.of(Operation::Search);
    let record = search.last().unwrap();
    assert_eq!((record.id, record.tls, record.entries), (2, true, 1));
    assert_eq!(record.result, Some(ResultCode::SUCCESS));
    assert_eq!(
        record.identity,
        "CN=Ada Nightjar,OU=Berlin,OU=People,OU=Corp,DC=example,DC=test"
    );
    assert!(searches().filter("(samaccountname=ada)").matches(record));
    assert_eq!(
        requests
            .unsupported()
            .last()
            .unwrap()
            .unsupported
            .as_deref(),
        Some("extended operation 1.2.3")
    );
    let text = format!("{requests} {requests:?}");
    assert!(!text.contains("s3cret"), "{text}");
    dc.forget_requests();
    assert!(dc.requests().is_empty());
}
