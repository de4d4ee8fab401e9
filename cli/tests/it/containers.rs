//! `container:NAME` in the place of a URL.

use crate::process::run;

#[cfg(feature = "containers")]
use crate::process::{Ran, run_with};

#[test]
#[cfg(not(feature = "containers"))]
fn a_build_without_containers_says_so_and_how_to_get_them() {
    let refused = run(&["test", "container:openldap"]);
    assert_eq!(refused.code, Some(2));
    assert_eq!(
        refused.err,
        "error: container:openldap is a container, and this ldaplab was built without the feature `containers`.\n cure: Build it with `cargo build --release -p ldaplab-cli --features containers`, or name an installed server, such as real:slapd.\n"
    );
}

#[test]
#[cfg(feature = "containers")]
fn without_a_docker_engine_or_such_a_container_the_command_line_says_so() {
    let unknown = run(&["test", "container:oracle"]);
    assert_eq!(unknown.code, Some(2));
    assert_eq!(
        unknown.err,
        "error: container:oracle is no container that can be started.\n cure: There are container:openldap, container:samba.\n"
    );
    let silent = run_with(
        &["groups", "container:openldap", "--user", "ada"],
        &[("DOCKER_HOST", "unix:///nonexistent/docker.sock")],
    );
    assert_eq!(silent.code, Some(2));
    assert_eq!(
        silent.err,
        "error: no Docker engine answers: failed to initialize a docker client: Socket not found: /nonexistent/docker.sock.\n cure: Start one (Debian: apt-get install docker.io), or name where it listens in DOCKER_HOST.\n"
    );
}

/// Whether there was an engine and the image; a line about the skipped test, or a panic where they are required.
#[cfg(feature = "containers")]
fn started(ran: &Ran) -> bool {
    use std::io::Write;

    let missing = ["no Docker engine answers", "the Docker engine has no image"]
        .iter()
        .any(|words| ran.err.contains(words));
    if missing {
        let required = std::env::var("LDAPLAB_REQUIRE").unwrap_or_default();
        let required = required.split_whitespace().any(|one| one == "docker");
        assert!(!required, "LDAPLAB_REQUIRE names docker, and {}", ran.err);
        // Straight to stderr: the harness shows what a passing test prints through its macros to nobody.
        let _ = writeln!(std::io::stderr(), "skipped: {}", ran.err.trim());
    }
    !missing
}

#[test]
#[cfg(feature = "containers")]
fn a_command_gets_base_account_and_trust_of_the_container_that_is_started() {
    let tested = run(&["test", "container:openldap"]);
    if !started(&tested) {
        return;
    }
    assert_eq!(tested.code, Some(0), "{}", tested.out);
    for line in [
        "verified: yes",
        "name: cn=admin,dc=example,dc=org",
        "base: dc=example,dc=org",
    ] {
        assert!(tested.out.contains(line), "{line}: {}", tested.out);
    }
    let filter = ["--dn", "dc=example,dc=org", "--filter", "(o=example)"];
    let explained = run(&[&["explain", "container:openldap"], &filter[..]].concat());
    assert_eq!(explained.out, "dc=example,dc=org matches\n");
}
