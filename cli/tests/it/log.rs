//! People without LDIF, and the log of requests.

use crate::process::run;

/// Two searches and a bind that fails, by a client of ours.
const SCRIPT: &str = "ldaplab test \"$LDAP_URL\" --bind \"$LDAP_BIND_DN\" --login ada --base \"$LDAP_BASE\" >/dev/null";

fn script() -> String {
    SCRIPT.replacen("ldaplab", env!("CARGO_BIN_EXE_ldaplab"), 1)
}

#[test]
fn a_person_of_the_command_line_logs_in_and_is_in_groups() {
    let groups = format!(
        "{} groups \"$LDAP_URL\" --bind \"$LDAP_BIND_DN\" --user ada",
        env!("CARGO_BIN_EXE_ldaplab")
    );
    for profile in ["openldap", "active-directory"] {
        let ran = run(&[
            "exec",
            "--profile",
            profile,
            "--user",
            "ada:s3cr\\:et:Ops:Staff",
            "--user",
            "bob:x",
            "--",
            "sh",
            "-c",
            &groups,
        ]);
        assert_eq!(ran.code, Some(0), "{profile}: {}", ran.err);
        assert!(
            ran.out.contains("Ops") && ran.out.contains("Staff"),
            "{profile}: {}",
            ran.out
        );
    }
}

#[test]
fn a_person_that_cannot_be_read_is_a_usage_error() {
    for (text, why) in [
        ("ada", "there is no password"),
        (":x", "the name is empty"),
        ("ada:", "the password is empty"),
        ("ada:x:", "a group is empty"),
        ("ada:x\\y", "after a backslash stands"),
    ] {
        let ran = run(&["serve", "--user", text]);
        assert_eq!(ran.code, Some(2), "{text}: {}", ran.err);
        assert!(ran.err.contains(why), "{text}: {}", ran.err);
        // There is a password in it.
        assert!(
            text.len() < 4 || !ran.err.contains(text),
            "{text}: {}",
            ran.err
        );
    }
}

#[test]
fn requests_are_logged_with_their_results_and_without_passwords() {
    let arguments = [
        "exec",
        "--profile",
        "openldap",
        "--user",
        "ada:s3cret",
        "-v",
        "--",
        "sh",
        "-c",
    ];
    // The server ends with the command: what the first of two leaves unread, it reads while the second asks.
    let script = format!("{0} && {0}", script());
    let ran = run(&[&arguments[..], &[&script]].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for line in [
        "#1 id 1, plain, anonymous: bind dn=cn=admin,dc=example,dc=org credential=simple control=1.3.6.1.4.1.42.2.27.8.5.1 -> success (0)\n",
        "plain, cn=admin,dc=example,dc=org: search(|(uid=ada)(cn=ada)(mail=ada)) base=dc=example,dc=org scope=sub",
        "-> success (0), 1 entry\n",
        ": unbind\n",
    ] {
        assert!(ran.err.contains(line), "{line}: {}", ran.err);
    }
    assert!(!ran.err.contains("s3cret"), "{}", ran.err);
    let silent = run(&[
        "exec",
        "--profile",
        "openldap",
        "--user",
        "ada:s3cret",
        "--",
        "sh",
        "-c",
        &script,
    ]);
    assert_eq!(silent.err, "");
}
