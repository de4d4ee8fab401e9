//! A name service that never answers, and the system's own look-up, which cannot be interrupted: neither holds the program up.
//!
//! It stands in a network and a file system of its own, which Linux gives to everybody (`unshare`); where it does not, or without
//! Python, the test is skipped and says so. `tests/it/connection_test_deadline.rs` has the same with a look-up of the test's own.

use std::{
    io::Write,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use crate::process::Folder;

/// Takes questions at 127.0.0.53 and answers none, makes that the only name service, and runs a command. Ends with 99 where
/// it may not.
const MUTE: &str = r#"
import fcntl, socket, struct, subprocess, sys
try:
    mute = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    fcntl.ioctl(mute, 0x8914, struct.pack("16sH14s", b"lo", 0x41, b""))
    mute.bind(("127.0.0.53", 53))
    for own, of_the_system in zip(sys.argv[1:3], ("/etc/resolv.conf", "/etc/nsswitch.conf")):
        subprocess.check_call(["mount", "--bind", own, of_the_system])
except (OSError, subprocess.CalledProcessError) as error:
    print(error, file=sys.stderr)
    sys.exit(99)
sys.exit(subprocess.call(sys.argv[3:]))
"#;

#[test]
fn a_name_service_that_never_answers_holds_no_command_up() {
    let folder = Folder::new("name-service");
    // Two and a half minutes, if anybody waited for it.
    let service = "nameserver 127.0.0.53\noptions timeout:30 attempts:5\n";
    let files = [
        folder.file("resolv.conf", service),
        folder.file("nsswitch.conf", "hosts: files dns\n"),
    ];
    for (arguments, code) in [
        (&["test", "ldaps://dc1.corp.example"][..], 10),
        (&["groups", "ldap://dc1.corp.example", "--user", "ada"], 10),
    ] {
        let mut command = Command::new("unshare");
        command
            .args(["-rmn", "python3", "-c", MUTE])
            .args(&files)
            .arg(env!("CARGO_BIN_EXE_ldaplab"))
            .args(arguments)
            .args(["--timeout", "0.5"])
            .stdin(Stdio::null());
        let began = Instant::now();
        let ran = command.output();
        let Some(ran) = ran.ok().filter(|ran| ran.status.code() != Some(99)) else {
            return skipped();
        };
        let (out, err) = (
            String::from_utf8_lossy(&ran.stdout),
            String::from_utf8_lossy(&ran.stderr),
        );
        if err.starts_with("unshare: ") {
            return skipped();
        }
        assert_eq!(ran.status.code(), Some(code), "{out}{err}");
        assert!(format!("{out}{err}").contains("dns.timeout"), "{out}{err}");
        assert!(began.elapsed() < Duration::from_secs(25), "{out}{err}");
    }
}

fn skipped() {
    // Straight to stderr: the harness shows what a passing test prints through its macros to nobody.
    let why = "skipped: a mute name service needs python3, mount, and unshare with leave for user namespaces";
    let _ = writeln!(std::io::stderr(), "{why}");
}
