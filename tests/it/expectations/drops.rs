//! Servers that are dropped: they verify, unless their test has failed already.

use std::{env, process::Command};

use ldaplab::server::{CANARY, LdapServer, TestResult, search as searches};

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
        "the expectation is not met\n\nexpected  lookup: search, once\ngot       never\nnearest   no other request of that operation came\n\nno request came at all\n\n(An error that the test returns is not shown beside this panic, unless the test returns a ldaplab::server::TestResult.)"
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
fn a_test_that_fails_when_it_is_told_to() -> TestResult {
    let Ok(how) = env::var(INSIDE) else {
        return Ok(());
    };
    let server = server();
    let mut peer = Peer::plain(&server);
    peer.bind("cn=a", "top-secret");
    peer.ask(&sub("(uid=ldaplab-traced)", &["cn"]));
    if how.ends_with("expectation") {
        server.expect(searches().filter("(uid=never)"));
    }
    assert!(!how.starts_with("assertion"), "{CANARY}");
    if how.starts_with("error") {
        let _port: u16 = "the program's own".parse()?;
    }
    Ok(())
}

/// The same with a type of error that tells the server nothing.
#[test]
fn a_test_that_returns_another_error_when_it_is_told_to() -> Result<(), std::num::ParseIntError> {
    let Ok(how) = env::var(INSIDE) else {
        return Ok(());
    };
    let server = server();
    if how.ends_with("expectation") {
        server.expect(searches().filter("(uid=never)"));
    }
    "x".parse::<u16>().map(drop)
}

/// Runs one of them, as `cargo test` does: whether it passed, and what was printed.
fn run(test: &str, how: &str, trace: &str) -> (bool, String) {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", &format!("expectations::drops::{test}")]);
    command.env(INSIDE, how).env("LDAPLAB_TRACE", trace);
    let output = command.output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    (output.status.success(), text)
}

#[test]
fn the_requests_of_a_failing_test_are_printed_when_asked_for() {
    for (how, trace, passes, traced) in [
        ("assertion", "1", false, true),
        ("assertion", "0", false, false),
        ("expectation", "1", false, true),
        ("error", "1", false, true),
        ("error", "0", false, false),
        ("passes", "1", true, false),
    ] {
        let (passed, text) = run("a_test_that_fails_when_it_is_told_to", how, trace);
        assert_eq!(passed, passes, "{how}: {text}");
        let header = "LDAPLAB_TRACE: what expectations::drops::a_test_that_fails_when_it_is_told_to asked the server on port ";
        assert_eq!(text.contains(header), traced, "{how}: {text}");
        assert_eq!(
            text.contains("ldaplab-traced"),
            traced || how == "expectation",
            "{how}: {text}"
        );
        assert!(!text.contains("top-secret"), "{text}");
    }
}

#[test]
fn the_tests_own_failure_stays_visible_and_what_was_expected_beside_it() {
    let unmet = "expected  search(uid=never), at least once\n";
    let own = |how: &str| run("a_test_that_fails_when_it_is_told_to", how, "0");
    let (passed, text) = own("error, expectation");
    assert!(!passed, "{text}");
    assert!(
        text.contains("Error: invalid digit found in string\n"),
        "{text}"
    );
    assert!(text.contains(unmet) && !text.contains("panicked"), "{text}");
    let (passed, text) = own("assertion, expectation");
    assert!(!passed, "{text}");
    assert!(text.contains(CANARY) && text.contains(unmet), "{text}");
    // Of another error the server cannot know: then it says how it would.
    let (passed, text) = run(
        "a_test_that_returns_another_error_when_it_is_told_to",
        "expectation",
        "0",
    );
    assert!(!passed, "{text}");
    assert!(text.contains(unmet), "{text}");
    assert!(
        text.contains("unless the test returns a ldaplab::server::TestResult"),
        "{text}"
    );
}

#[test]
fn an_error_that_is_caught_does_not_let_an_expectation_pass() {
    let text = panic_of(|| {
        let server = server();
        server.expect(searches());
        let caught: TestResult = "x".parse::<u16>().map(drop).map_err(Into::into);
        drop(caught);
        drop(server);
    });
    assert!(text.starts_with("the expectation is not met\n"), "{text}");
}

#[test]
fn what_came_before_it_was_expected_is_told_of() {
    let server = server();
    let mut peer = Peer::plain(&server);
    for _ in 0..2 {
        peer.ask(&sub("(uid=ada)", &["cn"]));
    }
    server.expect(searches().filter("(uid=ada)").named("lookup"));
    let text = server.verify().unwrap_err().to_string();
    assert!(
        text.contains("got       never since it was expected, and 2 times before; expect it before the program runs\n"),
        "{text}"
    );
    // What a verdict was given on is past.
    server.expect(searches().filter("(uid=ada)"));
    let text = server.verify().unwrap_err().to_string();
    assert!(text.contains("got       never\n"), "{text}");
    peer.ask(&sub("(uid=ada)", &["cn"]));
    server.in_order([searches().filter("(uid=ada)")]);
    let text = server.verify().unwrap_err().to_string();
    assert!(
        text.contains("got       never since it was expected, and once before"),
        "{text}"
    );
}

#[test]
fn a_failure_is_told_in_few_lines_however_much_came() {
    let server = server();
    for number in 0..50 {
        server.expect(searches().filter(&format!("(uid=never{number})")));
    }
    server.forbid(searches().filter("(uid=ada)"));
    let mut peer = Peer::plain(&server);
    for _ in 0..1000 {
        peer.ask(&sub("(uid=ada)", &["cn"]));
    }
    let text = server.verify().unwrap_err().to_string();
    assert!(text.contains("  … 960 more …\n"), "{text}");
    assert!(
        text.contains("… and 31 more expectations that are not met\n"),
        "{text}"
    );
    assert!(text.lines().count() < 200, "{text}");
}
