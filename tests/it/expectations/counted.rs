//! How often, in which order, never, nothing else.

use ldaplab::server::{
    ReadyMade, bind as binds, compare as compares, search as searches, unbind as unbinds,
};

use super::{BASE, server, sub, unbind, verdict};
use crate::server::peer::{Peer, compare};

#[test]
fn requests_are_counted() {
    let lookup = || searches().filter("(uid=ada)");
    for (came, name, met) in [
        (2, lookup().times(2), true),
        (1, lookup().times(2), false),
        (3, lookup().times(2), false),
        (0, lookup().times(1..=2), false),
        (1, lookup().times(1..=2), true),
        (2, lookup().times(1..=2), true),
        (3, lookup().times(1..=2), false),
        (0, lookup().times(1..), false),
        (9, lookup().times(1..), true),
        (0, lookup().times(..2), true),
        (1, lookup().times(..2), true),
        (2, lookup().times(..2), false),
        (2, lookup().times(..=2), true),
        (1, lookup().times(1..3), true),
        (3, lookup().times(1..3), false),
        (0, lookup().named("at least once"), false),
        (5, lookup().named("at least once"), true),
        (0, lookup().times(0), true),
        (1, lookup().times(0), false),
    ] {
        let server = server();
        server.expect(name.clone());
        let mut peer = Peer::plain(&server);
        for _ in 0..came {
            peer.ask(&sub("(uid=ada)", &["cn"]));
            peer.ask(&sub("(uid=ben)", &["cn"]));
        }
        assert_eq!(server.verify().is_ok(), met, "{came} times, {name:?}");
        assert!(server.verify().is_ok(), "the verdict disarms");
    }
}

#[test]
fn a_matcher_alone_means_at_least_once() {
    let server = server();
    server.expect(searches());
    let unmet = server.verify().unwrap_err();
    assert_eq!(unmet.count(), 1);
    assert_eq!(
        unmet.to_string(),
        "the expectation is not met\n\nexpected  search, at least once\ngot       never\nnearest   no other request of that operation came\n\nno request came at all"
    );
}

#[test]
fn requests_come_in_order_and_others_may_come_between() {
    let steps = || [binds(), searches().filter("(uid=ada)"), compares()];
    let asked = compare(BASE, "o", "x");
    let (lookup, other) = (sub("(uid=ada)", &["cn"]), sub("(uid=ben)", &["cn"]));
    let server = server();
    let mut peer = Peer::plain(&server);

    server.in_order(steps());
    peer.bind("", "");
    peer.ask(&other);
    peer.ask(&lookup);
    peer.ask(&lookup);
    peer.ask(&asked);
    peer.bind("", "");
    assert_eq!(verdict(&server), Ok(()));

    for (which, expected) in [
        (
            [1, 2, 0],
            [
                "expected  step 2 of 3 in order: search(uid=ada)",
                "got       only before step 1, bind:",
            ],
        ),
        (
            [0, 2, 3],
            [
                "expected  step 2 of 3 in order: search(uid=ada)",
                "got       step 3, compare before it:",
            ],
        ),
        (
            [0, 1, 3],
            ["expected  step 3 of 3 in order: compare", "got       never"],
        ),
        (
            [2, 0, 1],
            [
                "expected  step 3 of 3 in order: compare",
                "got       only before step 1, bind:",
            ],
        ),
    ] {
        server.in_order(steps());
        for one in which {
            match one {
                0 => drop(peer.bind("", "")),
                1 => drop(peer.ask(&lookup)),
                2 => drop(peer.ask(&asked)),
                _ => drop(peer.ask(&other)),
            }
        }
        let text = verdict(&server).unwrap_err();
        let lines: Vec<&str> = text.lines().skip(2).take(2).collect();
        assert_eq!(lines, expected, "{which:?}\n{text}");
    }

    server.in_order([searches().times(2).named("two lookups"), binds().times(1)]);
    peer.ask(&lookup);
    peer.bind("", "");
    let text = verdict(&server).unwrap_err();
    assert!(
        text.contains("expected  step 1 of 2 in order: two lookups, search\n"),
        "{text}"
    );
}

#[test]
fn what_is_forbidden_is_told_with_the_first_offence() {
    let server = server();
    server.forbid(searches().attribute("userPassword"));
    let mut peer = Peer::plain(&server);
    peer.ask(&sub("(uid=ada)", &["cn"]));
    assert_eq!(verdict(&server), Ok(()));
    server.forbid(searches().attribute("userPassword"));
    peer.ask(&sub("(uid=ada)", &["cn", "userpassword"]));
    peer.ask(&sub("(uid=ben)", &["userPassword"]));
    let text = verdict(&server).unwrap_err();
    assert!(
        text.starts_with(
            "the expectation is not met\n\nexpected  search attribute=userPassword, never\ngot       2 times, first:\n          #1 id 2, plain, anonymous: search(uid=ada) base=dc=example,dc=org scope=sub attributes=cn,userpassword -> success (0), 1 entry\n"
        ),
        "{text}"
    );
}

#[test]
fn a_strict_server_takes_no_request_that_is_not_expected() {
    let server = server();
    server.strict();
    server.expect(searches().filter("(uid=ada)"));
    server.in_order([binds(), unbinds()]);
    let mut peer = Peer::plain(&server);
    peer.bind("", "");
    peer.ask(&sub("(uid=ada)", &["cn"]));
    unbind(peer);
    assert_eq!(verdict(&server), Ok(()));

    server.strict();
    server.expect(searches().filter("(uid=ada)"));
    let mut peer = Peer::plain(&server);
    peer.ask(&sub("(uid=ada)", &["cn"]));
    peer.ask(&sub("(uid=ben)", &["cn"]));
    let text = verdict(&server).unwrap_err();
    assert!(
        text.starts_with(
            "1 of 2 expectations are not met\n\nexpected  no request but the expected ones (the server is strict)\ngot       another\n          #2 id 2, plain, anonymous: search(uid=ben) base=dc=example,dc=org scope=sub attributes=cn -> success (0), 0 entries\n"
        ),
        "{text}"
    );
    peer.ask(&sub("(uid=ben)", &["cn"]));
    assert_eq!(verdict(&server), Ok(()), "the verdict disarms strictness");
}

#[test]
fn an_unbind_that_is_on_its_way_is_waited_for() {
    for _ in 0..20 {
        let server = server();
        server.expect(unbinds().times(1));
        let mut peer = Peer::plain(&server);
        peer.bind("", "");
        peer.send(&ldaplab::wire::Request::Unbind);
        assert_eq!(verdict(&server), Ok(()));
    }
}

#[test]
fn passwords_and_endless_texts_are_not_in_failures() {
    let server = server();
    server.expect(binds().dn("cn=nobody"));
    server.expect(searches().filter("(cn=x)"));
    let mut peer = Peer::plain(&server);
    peer.bind("cn=a", "top-secret");
    peer.ask(&sub(&format!("(cn={})", "y".repeat(10_000)), &["cn"]));
    let text = verdict(&server).unwrap_err();
    assert!(!text.contains("top-secret"), "{text}");
    assert!(text.len() < 4_000, "{text}");
    assert!(text.contains("… (9705 more characters)"), "{text}");
}

#[test]
fn connections_that_are_open_or_ended_without_an_unbind_are_counted() {
    let server = server();
    server.keep(ReadyMade::CONNECTIONS_ARE_UNBOUND);
    let ask = || {
        let mut peer = Peer::plain(&server);
        peer.ask(&sub("(uid=ada)", &["cn"]));
        peer
    };
    let _open = [ask(), ask()];
    drop(ask());
    unbind(ask());
    let text = verdict(&server).unwrap_err();
    assert!(
        text.contains(
            "got       1 that ended without, 2 still open; the last request of the first:\n          #3 id 1, plain, anonymous: search(uid=ada)"
        ),
        "{text}"
    );
}
