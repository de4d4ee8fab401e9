//! The end of a container.

use std::{
    io::{BufRead, BufReader},
    panic,
    path::PathBuf,
    time::{Duration, Instant},
};

use ldaplab::real::{
    Stage,
    containers::{Container, OpenLdapContainer},
};

use crate::{
    again::{again, is_inner, say},
    engine::{absent, docker, import, listed, running},
};

fn start() -> Option<Container> {
    running(OpenLdapContainer::new().start())
}

/// Its number and its folder, while it runs.
fn there(container: &Container) -> (String, PathBuf) {
    let id = container.id().to_owned();
    assert_eq!(listed(&format!("id={id}")), [id.as_str()]);
    assert!(container.folder().exists());
    (id, container.folder().to_owned())
}

fn gone((id, folder): &(String, PathBuf)) {
    assert_eq!(listed(&format!("id={id}")), Vec::<String>::new());
    assert!(!folder.exists(), "{} is there", folder.display());
}

#[test]
fn a_container_goes_with_its_handle() {
    let Some(container) = start() else { return };
    let own = there(&container);
    drop(container);
    gone(&own);
}

#[test]
fn a_container_goes_in_a_panic() {
    let Some(container) = start() else { return };
    let own = there(&container);
    let panicked = panic::catch_unwind(panic::AssertUnwindSafe(move || {
        assert!(container.base().is_empty(), "a test that fails");
    }));
    assert!(panicked.is_err());
    gone(&own);
}

#[tokio::test]
async fn a_container_starts_and_goes_in_a_runtime() {
    let Some(container) = start() else { return };
    let own = there(&container);
    drop(container);
    gone(&own);
}

#[test]
fn a_container_that_fails_to_start_goes_too() {
    // In a process of its own, whose number its containers' names have.
    if is_inner() {
        let failed = OpenLdapContainer::new().config("nonsense").start();
        let failed = failed.unwrap_err();
        if failed.stage() == Stage::Find {
            return absent(&failed);
        }
        return say(&format!("failed at {}", failed.stage()));
    }
    let inner = again("end::a_container_that_fails_to_start_goes_too").spawn();
    let inner = inner.unwrap();
    let number = inner.id();
    let said = inner.wait_with_output().unwrap().stderr;
    let said = String::from_utf8_lossy(&said);
    if said.contains("skipped: ") {
        return say(said.trim());
    }
    assert!(said.contains("failed at start\n"), "{said}");
    let own = listed(&format!("name=ldaplab-openldap-{number}-"));
    assert_eq!(own, Vec::<String>::new());
}

#[test]
fn a_container_that_the_engine_made_and_could_not_start_goes_too() {
    let Some(container) = start() else { return };
    drop(container);
    let tag = std::process::id().to_string();
    let image = format!("localhost/ldaplab-empty:{tag}");
    // There is not even a shell.
    import(&[0; 10240], &image);
    let failed = OpenLdapContainer::new()
        .image("localhost/ldaplab-empty", &tag)
        .start();
    let left = listed(&format!("ancestor={image}"));
    docker(&["image", "rm", "--force", &image]);
    let error = failed.unwrap_err();
    assert_eq!(error.stage(), Stage::Start);
    let words = format!("the Docker engine does not run {image}: failed to start a container: ");
    assert!(error.cause().starts_with(&words), "{error}");
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn a_container_goes_when_its_process_is_killed() {
    if is_inner() {
        let container = start().expect("the outer test had one");
        say(container.id());
        say(container.folder().to_str().unwrap());
        loop {
            std::thread::park();
        }
    }
    let Some(first) = start() else { return };
    drop(first);
    let mut inner = again("end::a_container_goes_when_its_process_is_killed")
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(inner.stderr.take().unwrap()).lines();
    let mut line = || lines.next().expect("it says where it is").unwrap();
    let (id, folder) = (line(), PathBuf::from(line()));
    assert!(folder.is_absolute(), "{}", folder.display());
    assert_eq!(listed(&format!("id={id}")), [id.as_str()]);
    inner.kill().unwrap();
    inner.wait().unwrap();
    let deadline = Instant::now() + Duration::from_secs(60);
    while folder.exists() && Instant::now() < deadline {
        std::thread::yield_now();
    }
    gone(&(id, folder));
}
