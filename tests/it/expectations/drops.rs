//! Servers that are dropped: they verify, unless their test has failed already.

use std::{env, process::Command};

use ldaplab::server::{CANARY, LdapServer, search as searches};

use super::{BASE, server, sub};
use crate::server::peer::Peer;

fn panic_of(work: impl FnOnce() + Send + 'static) -> String {
    let panic = std::thread::spawn(work).join().expect_err("it panics");
    match panic.downcast::<String>() {
        Ok(text) => *text,
        Err(panic) => (*panic.downcast::<&str>().expect("a text")).to_owned(),
    }
}

#[test]
fn a_server_verifies_when_it_is_dropped() {
    let text = panic_of(|| {
        let server = server();
        server.expect(searches().times(1).named("lookup"));
        drop(server);
    });
    assert_eq!(
        text,
        "the expectation is not met\n\nexpected  lookup: search, once\ngot       never\nnearest   no other request of that operation came\n\nno request came at all"
    );
    let server = server();
    server.expect(searches().times(1));
    assert!(server.verify().is_err());
    drop(server);
}

#[test]
fn a_server_that_is_dropped_by_a_failing_test_lets_that_failure_stand() {
    let text = panic_of(|| {
        let server = server();
        server.expect(searches());
        server.strict();
        let _other = LdapServer::openldap(BASE).start().unwrap();
        panic!("the test's own failure");
    });
    assert_eq!(text, "the test's own failure");
}

/// Set for the process of its own in which a test is to fail.
const INSIDE: &str = "LDAPLAB_TEST_INSIDE";

/// Fails as `INSIDE` says; without it there is nothing to do.
#[test]
fn a_test_that_fails_when_it_is_told_to() {
    let Ok(how) = env::var(INSIDE) else {
        return;
    };
    let server = server();
    let mut peer = Peer::plain(&server);
    peer.bind("cn=a", "top-secret");
    peer.ask(&sub("(uid=ldaplab-traced)", &["cn"]));
    assert_ne!(how, "assertion", "{CANARY}");
    if how == "expectation" {
        server.expect(searches().filter("(uid=never)"));
    }
}

#[test]
fn the_requests_of_a_failing_test_are_printed_when_asked_for() {
    let run = |how: &str, trace: &str| {
        let mut command = Command::new(env::current_exe().unwrap());
        command.args([
            "--exact",
            "--nocapture",
            "expectations::drops::a_test_that_fails_when_it_is_told_to",
        ]);
        command.env(INSIDE, how).env("LDAPLAB_TRACE", trace);
        let output = command.output().unwrap();
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.success(), text)
    };
    for (how, trace, passes, traced) in [
        ("assertion", "1", false, true),
        ("assertion", "0", false, false),
        ("expectation", "1", false, true),
        ("passes", "1", true, false),
    ] {
        let (passed, text) = run(how, trace);
        assert_eq!(passed, passes, "{how}: {text}");
        assert_eq!(text.contains("ldaplab-traced"), traced, "{how}: {text}");
        assert!(!text.contains("top-secret"), "{text}");
    }
}
