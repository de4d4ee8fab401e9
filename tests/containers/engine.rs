//! Whether there is an engine, and what it has.

use std::{
    env,
    io::Write,
    process::{Command, Stdio},
};

use ldaplab::real::{RealError, Stage, containers::Container};

use crate::again::say;

/// A container that started; `None`, with a line about it, where there is no engine or no image and none is required.
pub(crate) fn running(started: Result<Container, RealError>) -> Option<Container> {
    match started {
        Err(error) if error.stage() == Stage::Find => {
            absent(&error);
            None
        }
        started => Some(started.unwrap()),
    }
}

/// A line about a skipped test, or a panic where containers are required.
pub(crate) fn absent(error: &RealError) {
    let required = env::var("LDAPLAB_REQUIRE").unwrap_or_default();
    let required = required.split_whitespace().any(|one| one == "docker");
    assert!(!required, "LDAPLAB_REQUIRE names docker, and {error}");
    say(&format!("skipped: {error}"));
}

macro_rules! or_skip {
    ($started:expr) => {
        match crate::engine::running($started) {
            Some(container) => container,
            None => return,
        }
    };
}

pub(crate) use or_skip;

/// The numbers of the containers, running or not, that fit a filter of `docker ps`.
pub(crate) fn listed(filter: &str) -> Vec<String> {
    docker(&["ps", "--all", "--no-trunc", "--quiet", "--filter", filter])
}

/// Where a container's ports are published.
pub(crate) fn published(container: &Container) -> Vec<String> {
    docker(&["port", container.id()])
}

/// Makes an image of an archive.
pub(crate) fn import(archive: &[u8], image: &str) {
    let mut import = Command::new("docker")
        .args(["import", "-", image])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("whoever has the engine has the program docker");
    let written = import.stdin.take().unwrap().write_all(archive);
    assert!(import.wait().unwrap().success());
    written.unwrap();
}

/// The lines that the program docker prints.
pub(crate) fn docker(arguments: &[&str]) -> Vec<String> {
    let output = Command::new("docker").args(arguments).output();
    let output = output.expect("whoever has the engine has the program docker");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(str::to_owned).collect()
}
