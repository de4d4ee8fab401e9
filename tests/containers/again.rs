//! The same test in a process of its own: with another environment, or to be killed.

use std::{
    env,
    io::{self, Write},
    process::{Command, Stdio},
};

const INNER: &str = "LDAPLAB_TEST_INNER";

/// Whether this is that process.
pub(crate) fn is_inner() -> bool {
    env::var_os(INNER).is_some()
}

/// Runs one test of this binary again; what it says is on stderr, for only a harness whose output is let through keeps it.
pub(crate) fn again(test: &str) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args(["--exact", test, "--nocapture"])
        .env(INNER, "1")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command
}

/// A line on stderr itself: the harness shows what a passing test prints through its macros to nobody.
pub(crate) fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
