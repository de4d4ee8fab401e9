//! Commands that need no server.

use crate::process::{COMPANY, CORP, Folder, run};

#[test]
fn without_a_command_the_usage_is_shown_and_the_exit_code_is_2() {
    let ran = run::<&str>(&[]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("Usage: ldaplab <COMMAND>"), "{}", ran.err);
    assert_eq!(ran.out, "");
}

#[test]
fn the_tls_scenarios_are_listed_with_their_codes() {
    let ran = run(&["tls", "list"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let names: Vec<(&str, &str)> = ran
        .out
        .lines()
        .map(|line| {
            let mut cells = line.split('\t');
            (cells.next().unwrap(), cells.next().unwrap())
        })
        .collect();
    assert_eq!(
        names,
        [
            ("trusted", "-"),
            ("self-signed", "tls.self_signed"),
            ("unknown-ca", "tls.unknown_ca"),
            ("expired", "tls.certificate_expired"),
            ("not-yet-valid", "tls.certificate_not_yet_valid"),
            ("wrong-host", "tls.wrong_host"),
            ("missing-intermediate", "tls.missing_intermediate"),
            ("leaf-is-ca", "tls.leaf_is_ca"),
            ("common-name-only", "tls.no_subject_alt_name"),
            ("names-disagree", "tls.wrong_host"),
            ("wildcard", "-"),
        ]
    );
}

#[test]
fn the_files_of_a_scenario_are_written_and_named() {
    let folder = Folder::new("tls-write");
    let out = folder.path().join("expired");
    let ran = run(&[
        "tls",
        "write",
        "expired",
        "--host",
        "dc1.corp.example",
        "--out",
        out.to_str().unwrap(),
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let names: Vec<&str> = ran
        .out
        .lines()
        .map(|line| line.rsplit('/').next().unwrap())
        .collect();
    assert_eq!(names, ["chain.pem", "key.pem", "trust.pem"]);
    for (line, block) in ran
        .out
        .lines()
        .zip(["CERTIFICATE", "PRIVATE KEY", "CERTIFICATE"])
    {
        let text = std::fs::read_to_string(line).unwrap();
        assert!(text.contains(&format!("-----BEGIN {block}-----")), "{line}");
    }
}

#[test]
fn a_scenario_that_does_not_exist_is_a_usage_error_that_names_the_nearest() {
    let ran = run(&["tls", "write", "expird", "--out", "."]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("did you mean expired?"), "{}", ran.err);
}

#[test]
fn both_fixtures_are_good_and_load_wherever_they_seem_or_are_said_to_belong() {
    let fixtures = [
        (COMPANY, 91, ["--suffix", "dc=example,dc=org"]),
        (CORP, 89, ["--domain", "example.test"]),
    ];
    for (file, records, arguments) in fixtures {
        for ran in [
            run(&["ldif", "check", file]),
            run(&["ldif", "check", file, arguments[0], arguments[1]]),
        ] {
            assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
            assert_eq!(ran.out, format!("{file}: {records} records\n"));
        }
    }
}

#[test]
fn an_empty_file_is_good_and_a_file_for_another_server_is_not() {
    let folder = Folder::new("ldif-empty");
    let file = folder.file("empty.ldif", "# nothing\n");
    assert_eq!(
        run(&["ldif", "check", &file]).out,
        format!("{file}: 0 records\n")
    );
    let ran = run(&["ldif", "check", COMPANY, "--suffix", "o=elsewhere"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""));
    assert!(
        ran.err.contains(&format!("{COMPANY}:10:1: ")),
        "{}",
        ran.err
    );
}

#[test]
fn a_bad_ldif_line_is_named_with_file_line_and_column() {
    let folder = Folder::new("ldif-check");
    let file = folder.file(
        "bad.ldif",
        "dn: dc=example,dc=org\nobjectClass: domain\nnot an attribute\n",
    );
    let ran = run(&["ldif", "check", &file]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""));
    assert!(
        ran.err.starts_with(&format!("error: {file}:3:")),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("\n cure: "), "{}", ran.err);
}

#[test]
fn an_entry_that_a_server_would_not_take_is_named_with_file_and_line() {
    let folder = Folder::new("ldif-orphan");
    let file = folder.file(
        "orphan.ldif",
        "dn: uid=ada,ou=nowhere,dc=example,dc=org\nobjectClass: account\nuid: ada\n",
    );
    let ran = run(&["ldif", "check", &file]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""));
    assert!(ran.err.contains(&format!("{file}:1")), "{}", ran.err);
}

#[test]
fn a_file_that_is_missing_is_a_usage_error() {
    let ran = run(&["ldif", "check", "no/such/file.ldif"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err
            .starts_with("error: no/such/file.ldif cannot be read: "),
        "{}",
        ran.err
    );
}

#[test]
fn start_tls_for_an_ldaps_url_is_a_usage_error() {
    for command in [&["test"][..], &["groups", "--user", "ada"]] {
        let arguments = [command, &["ldaps://127.0.0.1:1", "--start-tls"]].concat();
        let ran = run(&arguments);
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(
            ran.err
                .contains("--start-tls was given for an ldaps:// URL"),
            "{}",
            ran.err
        );
    }
}

#[test]
fn a_file_of_passwords_may_have_a_mark_and_must_have_a_password() {
    let folder = Folder::new("password-files");
    let path = folder.path().join("password");
    let test = |octets: &[u8]| {
        std::fs::write(&path, octets).unwrap();
        let script = format!(
            "{} test \"$LDAP_URL\" --bind uid=ada,ou=people,dc=example,dc=org --password-file {}",
            env!("CARGO_BIN_EXE_ldaplab"),
            path.display()
        );
        run(&[
            "exec",
            "--profile",
            "openldap",
            "--user",
            "ada:s3cret",
            "--",
            "sh",
            "-c",
            &script,
        ])
    };
    assert_eq!(test(b"s3cret\n").code, Some(0));
    assert_eq!(test(b"\xef\xbb\xbfs3cret\r\n").code, Some(0));
    for (octets, why) in [
        (
            &b"\xff\xfes\x003\x00"[..],
            "is UTF-16, as PowerShell's `>` writes it",
        ),
        // The same without the mark.
        (b"s\x003\x00\n\x00", "is UTF-16"),
        (b"\nfirst line empty", "has no password in its first line"),
        (b"", "has no password in its first line"),
        (b"\xe4\xf6\n", "is not UTF-8 in line 1"),
    ] {
        let ran = test(octets);
        assert_eq!(ran.code, Some(2), "{why}: {}", ran.err);
        assert!(ran.err.contains(why), "{why}: {}", ran.err);
    }
}

#[test]
fn files_of_other_programs_are_recognised_and_named() {
    let folder = Folder::new("foreign-ldif");
    let utf16: Vec<u8> = "\u{feff}dn: dc=example,dc=org\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let path = folder.path().join("utf16.ldif");
    std::fs::write(&path, utf16).unwrap();
    let ran = run(&["ldif", "check", &path.display().to_string()]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.err
            .contains(":1:1: the text is UTF-16, as PowerShell's `>` writes it."),
        "{}",
        ran.err
    );
    let printed = "# extended LDIF\n#\n# LDAPv3\n#\n\n# example.org\ndn: dc=example,dc=org\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: x\n\n# search result\nsearch: 2\nresult: 0 Success\n";
    let ran = run(&["ldif", "check", &folder.file("printed.ldif", printed)]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.err.contains(
            ":14:1: `search:` is no part of an entry: this is what ldapsearch prints without -LLL."
        ),
        "{}",
        ran.err
    );
}

#[test]
fn options_without_effect_are_told() {
    for (arguments, note) in [
        (
            &["ldap://127.0.0.1:1", "--insecure"][..],
            "--insecure has no effect: nothing is encrypted on ldap:// without --start-tls",
        ),
        (
            &["ldap://127.0.0.1:1", "--resolve", "other.example:127.0.0.1"],
            "--resolve other.example has no effect: the host is 127.0.0.1",
        ),
        (
            &["ldap://127.0.0.1:1/dc=x?cn?sub?(uid=ada)"],
            "the URL's part filter has no effect here",
        ),
    ] {
        let ran = run(&[&["test"], arguments].concat());
        assert_eq!(ran.code, Some(11), "{}", ran.err);
        assert!(ran.err.contains(note), "{note}: {}", ran.err);
    }
    let quiet = run(&[
        "test",
        "ldaps://127.0.0.1:1",
        "--insecure",
        "--resolve",
        "127.0.0.1:127.0.0.1",
    ]);
    assert!(!quiet.err.contains("no effect"), "{}", quiet.err);
}
