//! `real:NAME` in the place of a URL.

use std::{
    env, fs,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use crate::process::{Ran, Serving, run, run_with};

/// Whether the program was there; a line about the skipped test, or a panic where it is required.
fn installed(name: &str, ran: &Ran) -> bool {
    let missing = ran.err.contains(" is not installed, and ");
    if missing {
        let required = env::var("LDAPLAB_REQUIRE").unwrap_or_default();
        assert!(
            !required.split_whitespace().any(|one| one == name),
            "{name} is missing, and LDAPLAB_REQUIRE names it"
        );
        // Straight to stderr: the harness shows what a passing test prints through its macros to nobody.
        let _ = writeln!(std::io::stderr(), "skipped: {name} is not installed");
    }
    !missing
}

#[test]
fn a_server_that_nobody_knows_or_that_is_not_installed_is_a_usage_error() {
    let unknown = run(&["test", "real:oracle"]);
    assert_eq!(unknown.code, Some(2));
    assert_eq!(
        unknown.err,
        "error: real:oracle is no server that can be started.\n cure: There are real:slapd, real:samba, real:389ds.\n"
    );
    // Its helpers are looked for on PATH alone.
    let missing = run_with(
        &["groups", "real:389ds", "--user", "ada"],
        &[("PATH", "/nonexistent")],
    );
    assert_eq!(missing.code, Some(2));
    let words = " is not installed, and 389 Directory Server needs it.\n cure: Install it (Debian: apt-get install ";
    assert!(missing.err.contains(words), "{}", missing.err);
}

#[test]
fn each_command_gets_base_account_and_trust_of_the_server_that_is_started() {
    let filter = ["--dn", "dc=example,dc=org", "--filter"];
    let explained = run(&[&["explain", "real:slapd"], &filter[..], &["(o=example)"]].concat());
    if !installed("slapd", &explained) {
        return;
    }
    assert_eq!(explained.code, Some(0), "{}", explained.err);
    assert_eq!(explained.out, "dc=example,dc=org matches\n");
    let tested = run(&["test", "real:slapd"]);
    assert_eq!(tested.code, Some(0), "{}", tested.out);
    for line in [
        "verified: yes",
        "name: cn=admin,dc=example,dc=org",
        "base: dc=example,dc=org",
    ] {
        assert!(tested.out.contains(line), "{line}: {}", tested.out);
    }
    let upgraded = run(&["test", "real:slapd", "--start-tls"]);
    assert!(upgraded.out.contains("by: StartTLS"), "{}", upgraded.out);
    let own = run(&["test", "real:slapd", "--base", "ou=none,dc=example,dc=org"]);
    assert_eq!(own.code, Some(15), "{}", own.out);
    let nobody = run(&["groups", "real:slapd", "--user", "nobody"]);
    assert_eq!(nobody.code, Some(16), "{}", nobody.err);
}

/// The server's folder below that for temporary files.
fn folder(below: &Path) -> Option<PathBuf> {
    let entries = fs::read_dir(below).unwrap().map(|entry| entry.unwrap());
    let mut own = entries.filter(|entry| {
        let name = entry.file_name();
        name.to_string_lossy().starts_with("ldaplab-slapd-")
    });
    own.next().map(|entry| entry.path())
}

#[test]
fn a_command_that_is_killed_leaves_no_server_and_no_folder() {
    let there = run(&["test", "real:slapd"]);
    if !installed("slapd", &there) {
        return;
    }
    let temporary = env::temp_dir().join(format!("killed-{}", std::process::id()));
    fs::create_dir(&temporary).unwrap();
    let temporary_text = temporary.to_str().unwrap();
    let proxy = Serving::start_with(&["proxy", "real:slapd"], &[("TMPDIR", temporary_text)]);
    let field = |name: &str| proxy.ready[name].as_str().unwrap().to_owned();
    assert_eq!(field("base"), "dc=example,dc=org");
    let (bind_dn, password) = (field("bind_dn"), field("bind_password"));
    let through = run(&[
        "test",
        &field("ldap"),
        "--bind",
        &bind_dn,
        "--password",
        &password,
    ]);
    assert_eq!(through.code, Some(0), "{}", through.out);
    let own = folder(&temporary).expect("the server has a folder");
    let server = fs::read_to_string(own.join("running")).unwrap();
    let server = Path::new("/proc").join(server.trim());
    assert!(server.exists());
    let killed = Command::new("/bin/sh")
        .args(["-c", r#"kill -9 "$0""#, &proxy.ready["pid"].to_string()])
        .status();
    assert!(killed.unwrap().success());
    let deadline = Instant::now() + Duration::from_secs(30);
    while (own.exists() || server.exists()) && Instant::now() < deadline {
        std::thread::yield_now();
    }
    assert!(!server.exists() && !own.exists());
    drop(proxy);
    fs::remove_dir_all(&temporary).unwrap();
}
