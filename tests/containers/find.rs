//! What is told where something is missing.

use std::{
    fs,
    os::unix::net::UnixListener,
    time::{Duration, Instant},
};

use ldaplab::real::{
    Stage,
    containers::{OpenLdapContainer, SambaContainer},
};

use crate::{
    again::{again, is_inner, say},
    engine::absent,
};

/// What one test of this binary says in another environment.
fn said(test: &str, (name, value): (&str, &str)) -> String {
    let output = again(test).env(name, value).output().unwrap();
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn without_an_engine_the_error_comes_at_once() {
    if is_inner() {
        for error in [
            OpenLdapContainer::new().start().unwrap_err(),
            SambaContainer::new().start().unwrap_err(),
        ] {
            let (program, stage) = (error.program(), error.stage());
            say(&format!("{program} at {stage}: {error}"));
        }
        return;
    }
    let began = Instant::now();
    let said = said(
        "find::without_an_engine_the_error_comes_at_once",
        ("DOCKER_HOST", "unix:///nonexistent/docker.sock"),
    );
    for program in ["slapd", "samba"] {
        let words = format!(
            "{program} at find: no Docker engine answers: failed to initialize a docker client: Socket not found: /nonexistent/docker.sock; start one (Debian: apt-get install docker.io), or name where it listens in DOCKER_HOST\n"
        );
        assert!(said.contains(&words), "{said}");
    }
    assert!(began.elapsed() < Duration::from_secs(30));
}

#[test]
fn an_image_that_is_not_there_is_named_with_the_way_to_make_it() {
    let started = OpenLdapContainer::new()
        .image("localhost/ldaplab-nowhere", "none")
        .start();
    let error = started.unwrap_err();
    assert_eq!(error.stage(), Stage::Find);
    if error.cause().starts_with("no Docker engine answers") {
        return absent(&error);
    }
    assert_eq!(
        error.to_string(),
        "the Docker engine has no image localhost/ldaplab-nowhere:none, and no registry has it; make one with tests/containers/build-image.sh openldap, or name another in LDAPLAB_OPENLDAP_IMAGE"
    );
}

#[test]
fn an_image_that_its_registry_does_not_give_is_told_with_the_reason() {
    // Nothing listens on port 1.
    let started = OpenLdapContainer::new()
        .image("127.0.0.1:1/slapd", "none")
        .start();
    let error = started.unwrap_err();
    assert_eq!(error.stage(), Stage::Find);
    if error.cause().starts_with("no Docker engine answers") {
        return absent(&error);
    }
    let cause = error.cause();
    let words = "the Docker engine has no image 127.0.0.1:1/slapd:none, and does not get it: failed to pull the image '127.0.0.1:1/slapd:none'";
    assert!(cause.starts_with(words), "{cause}");
    assert!(cause.contains("connection refused"), "{cause}");
}

#[test]
fn a_socket_that_an_engine_left_behind_is_told_with_the_reason() {
    if is_inner() {
        let error = OpenLdapContainer::new().start().unwrap_err();
        return say(&error.to_string());
    }
    let name = format!("ldaplab-containers-{}.sock", std::process::id());
    let socket = std::env::temp_dir().join(name);
    drop(UnixListener::bind(&socket).unwrap());
    let said = said(
        "find::a_socket_that_an_engine_left_behind_is_told_with_the_reason",
        ("DOCKER_HOST", &format!("unix://{}", socket.display())),
    );
    fs::remove_file(&socket).unwrap();
    assert!(said.starts_with("no Docker engine answers: "), "{said}");
    assert!(said.contains("Connection refused"), "{said}");
    let cure = "; start one (Debian: apt-get install docker.io), or name where it listens in DOCKER_HOST\n";
    assert!(said.ends_with(cure), "{said}");
}

#[test]
fn the_environment_names_the_image() {
    if is_inner() {
        let error = SambaContainer::new().start().unwrap_err();
        if error.cause().starts_with("no Docker engine answers") {
            return absent(&error);
        }
        return say(&error.to_string());
    }
    let said = said(
        "find::the_environment_names_the_image",
        ("LDAPLAB_SAMBA_IMAGE", "localhost/other:1.2"),
    );
    if said.contains("skipped: ") {
        return say(said.trim());
    }
    let words = "the Docker engine has no image localhost/other:1.2, and no registry has it; make one with tests/containers/build-image.sh samba, or name another in LDAPLAB_SAMBA_IMAGE\n";
    assert!(said.contains(words), "{said}");
}

#[test]
fn an_image_without_the_server_is_told_with_its_words() {
    // The same image that the Samba tests have, asked for another server.
    let started = OpenLdapContainer::new()
        .image("localhost/ldaplab-samba", "test")
        .bind_password("hidden")
        .start();
    let error = started.unwrap_err();
    if error.stage() == Stage::Find {
        return absent(&error);
    }
    assert_eq!(
        error.to_string(),
        "the container of OpenLDAP ended while it started, with 1; mend what it says\n  there is no slapd in this image"
    );
}

#[test]
fn what_is_no_ldif_is_told_before_any_engine_is_asked() {
    let error = OpenLdapContainer::new()
        .ldif("cn: Ada\n")
        .start()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the LDIF, line 1, column 1: the record starts with `cn` instead of `dn`; separate records by an empty line and start each with `dn: NAME`"
    );
}
