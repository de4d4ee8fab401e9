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
