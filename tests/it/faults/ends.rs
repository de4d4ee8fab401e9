//! What a fault must not do: keep the server from ending, hold others up, write wrong records, break on odd bytes.

use std::{sync::mpsc, time::Duration};

use ldaplab::{
    server::{Fault, LdapServer, Rule, search as searches},
    wire::{Request, ResultCode, request::Scope},
};

use super::{codes, people, server};
use crate::server::peer::{PATIENCE, Peer, START_TLS, extended};

/// Drops a server on another thread, and fails when that does not end.
fn ends(server: LdapServer, what: &str) {
    let (said, told) = mpsc::channel();
    std::thread::spawn(move || {
        drop(server);
        let _ = said.send(());
    });
    let ended = told.recv_timeout(PATIENCE);
    assert!(ended.is_ok(), "the server does not end: {what}");
}

#[test]
fn no_fault_keeps_the_server_from_ending() {
    for fault in [
        "stall",
        "black-hole",
        "half-close",
        "delay=60m",
        "delay=60m per=entry",
        "bandwidth=1",
        "split=1, bandwidth=1",
        "oversized",
        "missing-done",
        "stall, stall, black-hole, half-close",
    ] {
        let server = server();
        let rule: Rule = format!("search scope=sub: {fault}").parse().unwrap();
        let guard = server.inject_rule(rule);
        let (mut plain, mut tls) = (Peer::plain(&server), Peer::tls(&server));
        for peer in [&mut plain, &mut tls] {
            peer.send(&people());
        }
        // Whoever is answered here is answered behind the requests on the same thread.
        while guard.hits() < 2 {
            assert!(Peer::plain(&server).is_alive());
        }
        assert!(Peer::plain(&server).is_alive(), "{fault} holds others up");
        ends(server, fault);
        drop(guard);
        plain.read_to_end();
    }
}

#[test]
fn a_stalled_connection_ends_with_its_client_whatever_is_unread() {
    let server = server();
    let _guard = server
        .inject(searches().scope(Scope::Sub), Fault::stall())
        .times(1);
    let mut peer = Peer::plain(&server);
    peer.send(&people());
    for _ in 0..100 {
        peer.try_write(&[0x30; 1000]);
    }
    peer.finish();
    assert_eq!(peer.read(), None, "the server has let go");
    assert!(Peer::plain(&server).is_alive());
}

#[test]
fn what_is_recorded_is_what_was_sent() {
    let busy = Some(ResultCode::BUSY);
    let success = Some(ResultCode::SUCCESS);
    for (fault, expected) in [
        ("delay=1ms", (success, 2)),
        ("result=busy", (busy, 0)),
        ("missing-done", (None, 2)),
        ("missing-done, unsolicited=1.2.3", (None, 2)),
        ("truncate=1 unit=entries", (None, 1)),
        ("truncate=30", (None, 0)),
        ("truncate=100000", (success, 2)),
        ("close", (None, 0)),
        ("close, result=busy", (None, 0)),
        ("garbage=00", (None, 0)),
        ("wrong-id", (None, 0)),
        ("wrong-tag", (None, 2)),
        ("duplicate", (success, 2)),
        ("duplicate, result=busy", (busy, 2)),
        ("out-of-order", (success, 2)),
        ("notice=busy", (None, 0)),
        ("stall", (None, 0)),
        ("black-hole, result=busy", (None, 0)),
        ("split", (success, 2)),
    ] {
        let server = server();
        let rule: Rule = format!("search scope=sub: {fault}").parse().unwrap();
        let guard = server.inject_rule(rule);
        let mut peer = Peer::plain(&server);
        peer.send(&people());
        while guard.hits() == 0 {
            assert!(Peer::plain(&server).is_alive());
        }
        // The record is complete before anybody else's turn, but for what waits within.
        assert!(Peer::plain(&server).is_alive());
        let requests = server
            .requests()
            .filtered(|record| !record.faults.is_empty());
        let record = requests.last().unwrap();
        assert_eq!((record.result, record.entries), expected, "{fault}");
    }
}

#[test]
fn a_start_tls_that_was_refused_on_the_way_stays_in_clear() {
    let server = server();
    for fault in [
        "start-tls=refused",
        "start-tls=unavailable",
        "start-tls=stripped",
        "result=busy",
        "wrong-id=0",
    ] {
        let rule: Rule = format!("extended: {fault}").parse().unwrap();
        let guard = server.inject_rule(rule).times(1);
        let mut peer = Peer::plain(&server);
        peer.send(&extended(START_TLS, None));
        let (_, response, _) = peer.read().unwrap();
        let code = response.result().map(|result| result.code.0);
        assert_eq!(code == Some(0), fault == "wrong-id=0", "{fault}");
        assert_eq!(codes(&mut peer, 1), [0], "{fault}: it goes on in clear");
        assert_eq!(guard.hits(), 1);
    }
}

#[test]
fn start_tls_works_behind_an_injected_answer_and_behind_a_slow_one() {
    let server = server();
    for (fault, extra) in [("start-tls=injected", 1), ("split", 0), ("delay=1ms", 0)] {
        let rule: Rule = format!("extended: {fault}").parse().unwrap();
        let _guard = server.inject_rule(rule).times(1);
        let mut peer = Peer::plain(&server);
        assert_eq!(peer.ask(&extended(START_TLS, None)).code(), 0, "{fault}");
        for _ in 0..extra {
            assert_eq!(peer.read().unwrap().0, 2, "the one that nobody asked for");
        }
        peer.negotiate(&server);
        assert_eq!(codes(&mut peer, 1), [0], "{fault}");
        assert!(server.requests().last().unwrap().tls);
    }
}

#[test]
fn an_unbind_ends_the_connection_whatever_stands_instead_of_its_answer() {
    let server = server();
    for fault in [
        "garbage=00",
        "oversized",
        "result=busy",
        "delay=1ms",
        "close",
    ] {
        let rule: Rule = format!("unbind: {fault}").parse().unwrap();
        let _guard = server.inject_rule(rule);
        let mut peer = Peer::plain(&server);
        peer.send(&Request::Unbind);
        peer.read_to_end();
    }
}

#[test]
fn faults_on_faults_bear_odd_bytes() {
    for garbage in [
        "00",
        "30",
        "3080",
        "3084ffffffff",
        "30840000",
        "3003020101",
        "300502010a65ff",
        "ff",
        "30050201026500",
        "3000",
        "02010a",
        "3089010203040506070809",
    ] {
        let server = server();
        let all = format!(
            "search scope=sub: garbage={garbage}, wrong-id=-1, wrong-tag=ff, wrong-id, duplicate, out-of-order, delay=1ms per=entry, truncate=1 unit=entries"
        );
        for rule in [
            all,
            format!("search scope=sub: garbage={garbage}, truncate=1, missing-done"),
        ] {
            let guard = server.inject_rule(rule.parse().unwrap());
            let mut peer = Peer::plain(&server);
            peer.send(&people());
            peer.read_to_end();
            assert_eq!(guard.hits(), 1, "{rule}");
        }
        assert!(Peer::plain(&server).is_alive());
    }
}

#[test]
fn a_function_that_panics_costs_its_connection_only() {
    let server = server();
    let guard = server.inject(
        searches().filter("(objectClass=inetOrgPerson)"),
        Fault::rewrite(|_, _| panic!("a mistake of the test's author")),
    );
    let mut peer = Peer::plain(&server);
    peer.send(&people());
    assert_eq!(peer.read(), None);
    assert_eq!(codes(&mut Peer::plain(&server), 1), [0]);
    drop(guard);
    let _guard = server.inject(
        searches()
            .scope(Scope::Sub)
            .that("it panics", |_| panic!("so does this")),
        Fault::busy(),
    );
    let mut peer = Peer::plain(&server);
    peer.send(&people());
    assert_eq!(peer.read(), None);
    drop(_guard);
    assert_eq!(codes(&mut Peer::plain(&server), 1), [0]);
}

#[test]
fn a_wait_without_measure_does_not_overflow() {
    let server = server();
    let endless = Fault::delay_with_jitter(Duration::MAX, Duration::MAX);
    let guard = server.inject(searches().scope(Scope::Sub), endless);
    let mut peer = Peer::plain(&server);
    peer.send(&people());
    while guard.hits() == 0 {
        assert!(Peer::plain(&server).is_alive());
    }
    ends(server, "an endless wait");
    assert_eq!(peer.read(), None);
}
