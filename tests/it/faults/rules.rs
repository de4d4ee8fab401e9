//! On which requests rules act, how often, in which order.

use std::time::Duration;

use ldaplab::server::{Fault, LdapServer, Rule, any, bind as binds, compare, search as searches};

use super::{BASE, base, codes, people, server};
use crate::server::peer::{Peer, WHO_AM_I, extended};

fn rule(text: &str) -> Rule {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn only_the_nth_is_hit_and_only_so_often() {
    let server = server();
    let mut peer = Peer::plain(&server);
    let guard = server.inject_rule(rule("search: result=busy nth=3"));
    assert_eq!(codes(&mut peer, 5), [0, 0, 51, 0, 0]);
    assert_eq!(guard.hits(), 1);
    drop(guard);
    let guard = server.inject_rule(rule("search: result=busy times=2"));
    assert_eq!(codes(&mut peer, 4), [51, 51, 0, 0]);
    assert_eq!(guard.hits(), 2);
    let guard = guard.times(3);
    assert_eq!(codes(&mut peer, 2), [51, 0], "one more is allowed");
    assert_eq!(guard.hits(), 3);
    let never = server.inject_rule(rule("search: result=busy times=0"));
    assert_eq!((codes(&mut peer, 1), never.hits()), (vec![0], 0));
}

#[test]
fn the_same_requests_are_hit_for_the_same_seed() {
    let hit = |text: &str| -> Vec<usize> {
        let server = server();
        let _guard = server.inject_rule(rule(text));
        let mut peer = Peer::plain(&server);
        let codes = codes(&mut peer, 24);
        (0..24).filter(|at| codes[*at] == 51).collect()
    };
    let seven = [1, 5, 8, 10, 21];
    assert_eq!(hit("search: result=busy probability=0.25 seed=7"), seven);
    assert_eq!(
        hit("search: split=40, result=busy probability=0.25 seed=7"),
        seven,
        "other faults do not change which requests are hit"
    );
    assert_eq!(
        hit("search: result=busy probability=0.25 seed=8"),
        [4, 8, 13, 16, 17, 21]
    );
    assert!(hit("search: result=busy probability=0").is_empty());
    let all: Vec<usize> = (0..24).collect();
    assert_eq!(hit("search: result=busy probability=1 seed=1"), all);
    let server = server();
    let none = Rule::new(searches(), Fault::busy()).probability(f64::NAN, 0);
    let guard = server.inject_rule(none);
    assert_eq!(codes(&mut Peer::plain(&server), 3), [0, 0, 0]);
    assert_eq!(guard.hits(), 0);
}

#[test]
fn a_rule_acts_between_two_requests_of_one_connection() {
    let server = server();
    let text = format!("search: result=busy after=bind until=\"extended oid={WHO_AM_I}\"");
    let guard = server.inject_rule(rule(&text));
    let (mut one, mut other) = (Peer::plain(&server), Peer::plain(&server));
    assert_eq!(codes(&mut one, 1), [0], "no bind yet");
    assert_eq!(one.bind("", "").0, 0);
    assert_eq!(codes(&mut one, 2), [51, 51]);
    assert_eq!(codes(&mut other, 1), [0], "another connection");
    assert_eq!(one.ask(&extended(WHO_AM_I, None)).code(), 0);
    assert_eq!(codes(&mut one, 1), [0], "behind the end");
    assert_eq!(one.bind("", "").0, 0);
    assert_eq!(codes(&mut one, 1), [51], "it begins again");
    assert_eq!(guard.hits(), 3);
    drop(guard);
    let rule = Rule::new(any(), Fault::unavailable()).between(binds(), binds());
    let guard = server.inject_rule(rule);
    let mut peer = Peer::plain(&server);
    assert_eq!(peer.bind("", "").0, 0, "the first request is not inside");
    assert_eq!(codes(&mut peer, 1), [52]);
    assert_eq!(peer.bind("", "").0, 0, "nor is the second");
    assert_eq!(guard.hits(), 1);
}

#[test]
fn faults_compose_in_their_order() {
    for (text, expected) in [
        // Entries are sent, and busy is what ends the answer.
        ("search: delay=1ms per=entry, result=busy", (0, Some(51))),
        ("search: duplicate, result=busy", (2, Some(0))),
        ("search: unsolicited=1.2.3, result=busy", (2, Some(51))),
        ("search: result=busy, result=unavailable", (0, Some(51))),
        ("search: missing-done, result=busy", (1, Some(51))),
        ("search: truncate=1 unit=entries", (1, None)),
        ("search: truncate=1 unit=entries, split=3", (1, None)),
        ("search: close, result=busy", (0, None)),
        ("search: truncate=9 unit=entries", (2, None)),
        ("search: truncate=0", (0, None)),
        ("search: split=2, bandwidth=1000000", (2, Some(0))),
    ] {
        let server = server();
        let guard = server.inject_rule(rule(text));
        let mut peer = Peer::plain(&server);
        let id = peer.send(&people());
        let mut entries = 0;
        let end = loop {
            match peer.read() {
                Some((0, ..)) => {}
                Some((got, response, _)) => {
                    assert_eq!(got, id);
                    match response.result() {
                        Some(result) => break Some(result.code.0),
                        None => entries += 1,
                    }
                }
                None => break None,
            }
        };
        assert_eq!((entries, end), expected, "{text}");
        assert_eq!(guard.hits(), 1, "{text}");
    }
}

#[test]
fn rules_compose_in_the_order_in_which_they_were_given() {
    let server = server();
    let mut peer = Peer::plain(&server);
    let _one = server.inject_rule(rule("search: duplicate"));
    let _two = server.inject_rule(rule("search: wrong-id=77"));
    let id = peer.send(&base());
    let ids: Vec<i32> = (0..3).map(|_| peer.read().unwrap().0).collect();
    assert_eq!((id, ids), (1, vec![77, 77, 77]), "the entry and two ends");
    assert_eq!(
        server.requests().last().unwrap().faults,
        ["duplicate", "wrong-id=77"]
    );
}

#[test]
fn a_fault_that_has_nothing_to_act_on_is_not_counted() {
    let server = server();
    let start_tls = server.inject(any(), Fault::start_tls_refused());
    let entries = server.inject(any(), Fault::truncate_after_entries(0));
    let per_entry = server.inject(any(), Fault::delay_per_entry(Duration::from_secs(3600)));
    let busy = server.inject(any(), Fault::busy()).times(1);
    let mut peer = Peer::plain(&server);
    peer.send(&ldaplab::wire::Request::Abandon(7));
    assert_eq!(peer.bind("", "").0, 51, "the abandon has not used it up");
    assert_eq!(peer.ask(&extended(WHO_AM_I, None)).code(), 0);
    assert_eq!((start_tls.hits(), busy.hits()), (0, 1));
    assert_eq!((entries.hits(), per_entry.hits()), (0, 0));
}

#[test]
fn a_guard_disarms_its_own_rule_and_no_other() {
    let server = server();
    let mut peer = Peer::plain(&server);
    let busy = server.inject(searches(), Fault::busy());
    let other = server.inject(compare(), Fault::unavailable());
    server.inject(binds(), Fault::unavailable()).forever();
    drop(busy);
    assert_eq!(codes(&mut peer, 1), [0]);
    let asked = crate::server::peer::compare(BASE, "o", "x");
    assert_eq!(peer.ask(&asked).code(), 52);
    drop(other);
    assert_ne!(peer.ask(&asked).code(), 52);
    assert_eq!(peer.bind("", "").0, 52, "forever is as long as the server");
}

#[test]
fn the_builder_takes_rules_that_act_from_the_first_request_on() {
    let server = LdapServer::openldap(BASE)
        .fault(Rule::new(searches(), Fault::busy()).times(1))
        .fault(rule("bind: result=unavailable"))
        .start()
        .unwrap();
    let mut peer = Peer::plain(&server);
    assert_eq!(peer.bind("", "").0, 52);
    assert_eq!(codes(&mut peer, 2), [51, 0]);
}

#[test]
fn a_bind_that_a_fault_refuses_leaves_nobody_bound() {
    let server = server();
    let (name, password) = (server.dn_of("ada"), "s3cret");
    for text in [
        "bind: result data=775",
        "bind: unsolicited=1.2.3, result=busy",
    ] {
        let mut peer = Peer::plain(&server);
        assert_eq!(peer.bind(&name, password).0, 0);
        assert_eq!(peer.who(), format!("dn:{name}"));
        let guard = server.inject_rule(rule(text));
        let id = peer.send(&crate::server::peer::bind(&name, password));
        while peer.read().unwrap().0 != id {}
        drop(guard);
        assert_eq!(peer.who(), "", "RFC 4511 section 4.2.1: {text}");
    }
}
