//! `examples/rbac.sh`, as README.md shows it.

use std::{env, io::Write, path::Path, process::Command};

use crate::process::{Folder, Ran};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/rbac.sh");

/// Runs it with these folders before PATH's; what it leaves is in `left`. `None` where bash or curl is missing, and need not be there.
fn run(first: &Path, left: &Folder) -> Option<Ran> {
    let path = env::var("PATH").unwrap_or_default();
    for name in ["bash", "curl"] {
        if !env::split_paths(&path).any(|folder| folder.join(name).is_file()) {
            let required = env::var("LDAPLAB_REQUIRE").unwrap_or_default();
            assert!(!required.split(' ').any(|one| one == name), "no {name}");
            // Straight to stderr: the harness shows what a passing test prints to nobody.
            let _ = writeln!(std::io::stderr(), "skipped: {name} is not installed");
            return None;
        }
    }
    let output = Command::new("bash")
        .arg(SCRIPT)
        .env("PATH", format!("{}:{path}", first.display()))
        .env("TMPDIR", left.path())
        .output();
    Some(output.unwrap().into())
}

fn is_empty(folder: &Folder) -> bool {
    std::fs::read_dir(folder.path()).unwrap().next().is_none()
}

#[test]
fn the_example_ends_well_and_leaves_nothing() {
    let left = Folder::new("rbac-example");
    let ours = Path::new(env!("CARGO_BIN_EXE_ldaplab")).parent().unwrap();
    let Some(ran) = run(ours, &left) else { return };
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.out);
    for line in [
        "200  GET   /v1/ds/test             the test names what is wrong\n     code:  tls.unknown_ca\n",
        "200  GET   /v1/ds/test             the test passes\n",
        "200  GET   /v1/users/current       ada has through groups the roles [2]\n",
        "200  GET   /v1/users/current       cyrus has through groups the roles [3]\n",
        "200  PUT   /v1/ds                  disconnected\n",
    ] {
        assert!(ran.out.contains(line), "{line} is not in {}", ran.out);
    }
    assert!(ran.out.ends_with("all as expected\n"));
    assert!(is_empty(&left));
}

#[cfg(unix)]
#[test]
fn the_example_ends_at_the_first_surprise_and_leaves_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let (left, stub) = (Folder::new("rbac-surprise"), Folder::new("rbac-stub"));
    // Everything but the API starts.
    let real = env!("CARGO_BIN_EXE_ldaplab");
    let script = format!("#!/bin/sh\n[ \"$2\" = serve ] && exit 1\nexec '{real}' \"$@\"\n");
    let file = stub.file("ldaplab", &script);
    std::fs::set_permissions(file, PermissionsExt::from_mode(0o755)).unwrap();
    let Some(ran) = run(stub.path(), &left) else {
        return;
    };
    assert_eq!(ran.code, Some(1), "{}", ran.out);
    assert_eq!(ran.err, "a surprise: api did not start\n");
    assert!(is_empty(&left));
}

#[test]
fn the_readme_shows_the_example() {
    let readme = include_str!("../../../../README.md");
    let blocks = readme.split("```sh\n").skip(1);
    let mut blocks = blocks.map(|rest| rest.split("```").next().unwrap_or_default());
    assert!(blocks.any(|block| block.lines().any(|line| line == "examples/rbac.sh")));
}
