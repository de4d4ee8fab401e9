//! `exec`: a command that meets the mock directory and no other, and that ends as its caller wants.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, ChildStdout, Command, Stdio},
};

use crate::process::{Folder, Serving, binary, run_with};

#[test]
fn nothing_in_the_environment_leads_to_another_directory() {
    let home = Folder::new("exec-clean");
    let ran = run_with(
        &["exec", "--secure-only", "--", "env"],
        &[
            ("HOME", &home.path().display().to_string()),
            ("LDAP_URL", "ldap://prod.example"),
            ("LDAP_BIND_PASSWORD", "of-production"),
            ("LDAPURI", "ldap://prod.example"),
            ("LDAPTLS_REQCERT", "never"),
            ("LDAPBINDDN", "cn=prod"),
            ("LDAPCONF", "/etc/prod.conf"),
            ("APP_DIRECTORY", "https://x,ldaps://prod.example:636"),
            ("APP_DC", "dc1.prod.example:3269"),
            ("LDAPLAB_SOMETHING", "ldap://stays"),
            ("LDAP_TIMEOUT", "5"),
        ],
    );
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(!ran.out.contains("prod"), "{}", ran.out);
    assert!(!ran.out.contains("LDAP_URL="), "there is no plain port");
    assert!(!ran.out.contains("REQCERT"), "{}", ran.out);
    for stays in ["LDAPLAB_SOMETHING=ldap://stays\n", "LDAP_TIMEOUT=5\n"] {
        assert!(ran.out.contains(stays), "{}", ran.out);
    }
    assert!(
        ran.out.contains("LDAPURI=ldaps://127.0.0.1:"),
        "{}",
        ran.out
    );
    assert_eq!(
        ran.err,
        "ldaplab exec: not passed on, for they lead to another directory: APP_DC, APP_DIRECTORY, LDAPBINDDN, LDAPCONF, LDAPTLS_REQCERT, LDAP_URL; --keep-env NAME keeps one\n\
         ldaplab exec: set anew for this directory: LDAPURI, LDAP_BIND_PASSWORD; --keep-env NAME keeps one\n"
    );
}

#[test]
fn a_variable_is_kept_where_that_is_asked() {
    let script = "echo $APP_DIRECTORY $LDAP_URL $LDAPLAB_X";
    let ran = run_with(
        &[
            "exec",
            "--keep-env",
            "APP_DIRECTORY",
            "--keep-env",
            "LDAP_URL",
            "--keep-env",
            "NOBODYS",
            "--",
            "sh",
            "-c",
            script,
        ],
        &[
            ("HOME", "/nonexistent"),
            ("APP_DIRECTORY", "ldap://other.example"),
            ("LDAP_URL", "ldap://mine.example"),
            ("LDAPLAB_X", "x"),
        ],
    );
    assert_eq!(ran.out, "ldap://other.example ldap://mine.example x\n");
    assert_eq!(
        ran.err,
        "ldaplab exec: --keep-env NOBODYS: there is no such variable\n"
    );
}

#[test]
fn files_that_libldap_reads_beside_the_environment_are_named() {
    let home = Folder::new("exec-home");
    let of_home = home.file(".ldaprc", "URI ldap://prod.example\n");
    let ran = run_with(
        &["exec", "--", "true"],
        &[("HOME", &home.path().display().to_string())],
    );
    assert_eq!(ran.code, Some(0));
    assert_eq!(
        ran.err,
        format!(
            "ldaplab exec: libldap reads {of_home}, too: what it says reaches a command that uses libldap\n"
        )
    );
}

/// `exec` with a command that prints a line when it runs.
#[cfg(unix)]
struct Running {
    child: Child,
    out: BufReader<ChildStdout>,
}

#[cfg(unix)]
impl Running {
    fn start(script: &str, temporary: &Folder) -> (Self, String) {
        let mut child = binary()
            .args(["exec", "--", "sh", "-c", script])
            .env("TMPDIR", temporary.path())
            .env("HOME", "/nonexistent")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let mut out = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let mut line = String::new();
        out.read_line(&mut line).expect("stdout is text");
        (Self { child, out }, line)
    }

    fn send(&self, signal: &str) {
        assert!(kill(&format!("-{signal} {}", self.child.id())));
    }

    fn end(mut self) -> (Option<i32>, String) {
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).expect("stdout is text");
        (self.child.wait().expect("it is our process").code(), rest)
    }
}

#[cfg(unix)]
fn kill(arguments: &str) -> bool {
    let ran = Command::new("sh")
        .args(["-c", &format!("kill {arguments} 2>/dev/null")])
        .status();
    ran.expect("sh runs").success()
}

#[cfg(unix)]
fn is_empty(folder: &Folder) -> bool {
    std::fs::read_dir(folder.path())
        .expect("it is there")
        .next()
        .is_none()
}

#[cfg(unix)]
#[test]
fn signals_reach_the_command_and_its_exit_code_is_ours() {
    let folder = Folder::new("exec-signals");
    for signal in ["TERM", "INT", "HUP", "QUIT", "USR1", "USR2"] {
        let script = format!(
            "trap 'echo heard {signal}; exit 7' {signal}; echo runs; while :; do sleep 1 & wait $!; done"
        );
        let (running, line) = Running::start(&script, &folder);
        assert_eq!(line, "runs\n");
        running.send(signal);
        assert_eq!(
            running.end(),
            (Some(7), format!("heard {signal}\n")),
            "{signal}"
        );
        assert!(is_empty(&folder), "{signal}");
    }
}

#[cfg(unix)]
#[test]
fn after_a_signal_nothing_is_left_running_and_nothing_on_disk() {
    let folder = Folder::new("exec-after");
    // The shell dies of the signal, its child has to be ended.
    let script =
        "sh -c 'trap \"\" TERM INT HUP; echo $$; exec 1>&-; while :; do sleep 1; done' & wait";
    for (signal, code) in [("TERM", 143), ("HUP", 129), ("QUIT", 131)] {
        let (running, line) = Running::start(script, &folder);
        let pid = line.trim().to_owned();
        assert!(kill(&format!("-0 {pid}")), "it runs: {line}");
        running.send(signal);
        assert_eq!(running.end().0, Some(code), "{signal}");
        assert!(is_gone(&pid), "{signal}: {pid} still runs");
        assert!(is_empty(&folder), "{signal}");
    }
}

/// Whether a process has ended; one whose parent has not asked for it counts as ended.
#[cfg(unix)]
fn is_gone(pid: &str) -> bool {
    let script = format!(
        "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do case $(ps -o stat= -p {pid}) in ''|Z*) exit 0;; esac; sleep 0.1; done; exit 1"
    );
    Command::new("sh")
        .args(["-c", &script])
        .status()
        .expect("sh runs")
        .success()
}

#[cfg(unix)]
#[test]
fn a_command_that_will_not_end_is_ended_by_the_second_signal() {
    let folder = Folder::new("exec-second");
    let script = "trap 'echo no' TERM; echo runs; while :; do sleep 1 & wait $!; done";
    let (mut running, _) = Running::start(script, &folder);
    running.send("TERM");
    let mut line = String::new();
    running.out.read_line(&mut line).expect("stdout is text");
    assert_eq!(line, "no\n");
    running.send("TERM");
    assert_eq!(running.end().0, Some(137));
}

#[cfg(unix)]
#[test]
fn a_trust_file_that_a_killed_server_left_goes_with_the_next_one() {
    let folder = Folder::new("exec-left");
    let temporary = folder.path().display().to_string();
    let variables = [("TMPDIR", temporary.as_str()), ("HOME", "/nonexistent")];
    let living = Serving::start_with(&["serve"], &variables);
    let mut killed = Serving::start_with(&["serve"], &variables);
    let left = killed.field("ca").to_owned();
    killed.kill();
    assert!(
        std::path::Path::new(&left).exists(),
        "nobody could remove it"
    );
    let ran = run_with(&["exec", "--", "true"], &variables);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(!std::path::Path::new(&left).exists(), "the owner is gone");
    assert!(
        std::path::Path::new(living.field("ca")).exists(),
        "the owner lives"
    );
}
