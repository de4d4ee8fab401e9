//! `conformance client`: the list, cases that are served, a command that is run for each, and what is refused.

use serde_json::Value;

use crate::process::{Folder, Serving, run};

/// Runs the command of a case.
fn drive(options: &[&str], script: &str) -> crate::process::Ran {
    let mut all = vec!["conformance", "client"];
    all.extend(options);
    all.extend(["--", "sh", "-c", script]);
    run(&all)
}

#[test]
fn the_list_asks_nobody_and_has_an_id_in_each_line() {
    let all = run(&["conformance", "client", "--list"]);
    assert_eq!(all.code, Some(0), "{}", all.err);
    assert!(all.out.lines().count() >= 80, "{}", all.out);
    let one = run(&["conformance", "client", "--list", "--case", "results/busy"]);
    assert_eq!(
        one.out,
        "results/busy must `busy` with no entry is no empty directory.\n"
    );
    let should = run(&[
        "conformance",
        "client",
        "--list",
        "--area",
        "time",
        "--level",
        "must",
    ]);
    assert_eq!(
        should.out,
        "time/slow-entries must Entries that come a fifth of a second apart come all the same.\n"
    );
}

#[test]
fn cases_are_served_until_stdin_ends_and_judged_then() {
    let folder = Folder::new("client-suite-serve");
    let outcomes = folder.path().join("outcomes.jsonl");
    let (save, junit) = (
        folder.path().join("report.json"),
        folder.path().join("report.xml"),
    );
    let text = |path: &std::path::Path| path.display().to_string();
    let mut serving = Serving::start(&[
        "conformance",
        "client",
        "--serve",
        "--case",
        "binds/wrong-password",
        "--case",
        "binds/version-three",
        "--case",
        "values/octets",
        "--outcomes",
        &text(&outcomes),
        "--save",
        &text(&save),
        "--junit",
        &text(&junit),
    ]);
    let cases = serving.ready["cases"].as_array().unwrap().clone();
    assert_eq!(cases.len(), 3, "{}", serving.ready);
    let wrong = cases
        .iter()
        .find(|case| case["id"] == "binds/wrong-password")
        .unwrap();
    assert_eq!(
        wrong["task"],
        "bind as \"uid=ada,ou=people,dc=example,dc=org\" with the password \"guessed\""
    );
    assert_eq!(wrong["variables"]["LDAP_BIND_PASSWORD"], "guessed");
    assert_eq!(wrong["needs_outcome"], true);
    assert_eq!(wrong["ca"], Value::Null);
    for case in &cases {
        if case["variables"]["LDAP_TASK"] == "bind" {
            bind(case["url"].as_str().unwrap());
        }
    }
    std::fs::write(
        &outcomes,
        "{\"case\": \"binds/wrong-password\", \"outcome\": \"done\"}\n",
    )
    .unwrap();
    serving.close_stdin();
    let (code, rest) = serving.end();
    assert_eq!(code, Some(1), "{rest}");
    assert!(
        rest.contains("binds/wrong-password (must) failed\n  invalidCredentials is a refusal.\n  expected a refusal; the client says: done, with no entry\n"),
        "{rest}"
    );
    assert!(
        rest.ends_with("\n3 cases: 1 passed, 1 failed, 0 not judged, 1 not asked\n"),
        "{rest}"
    );
    let saved: Value = serde_json::from_str(&std::fs::read_to_string(save).unwrap()).unwrap();
    let verdicts: Vec<&str> = saved["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|case| case["verdict"].as_str().unwrap())
        .collect();
    assert_eq!(verdicts, ["passed", "failed", "not asked"]);
    let junit = std::fs::read_to_string(junit).unwrap();
    assert!(
        junit.contains("<skipped message=\"not asked\"/>"),
        "{junit}"
    );
}

/// A bind request as octets: version 3, as `uid=ada,…` with the password `guessed`.
fn bind(url: &str) {
    use std::io::{Read, Write};
    let name = b"uid=ada,ou=people,dc=example,dc=org";
    let mut octets = vec![0x30, 0x36, 2, 1, 1, 0x60, 0x31, 2, 1, 3, 4, 35];
    octets.extend(name);
    octets.extend([0x80, 7]);
    octets.extend(b"guessed");
    let mut stream = std::net::TcpStream::connect(url.trim_start_matches("ldap://")).unwrap();
    stream.write_all(&octets).unwrap();
    let mut answer = [0; 14];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(answer[..10], [0x30, 12, 2, 1, 1, 0x61, 7, 0x0a, 1, 49]);
}

#[test]
fn a_run_in_which_nothing_was_asked_is_no_success() {
    let mut serving = Serving::start(&["conformance", "client", "--serve", "--area", "controls"]);
    serving.close_stdin();
    let (code, rest) = serving.end();
    assert_eq!(code, Some(1), "{rest}");
    assert!(
        rest.ends_with("3 cases: 0 passed, 0 failed, 0 not judged, 3 not asked\n"),
        "{rest}"
    );
    let nobody = drive(&["--area", "login"], "exit 1");
    assert_eq!(nobody.code, Some(1), "{}", nobody.out);
    assert!(
        nobody.out.contains("10 cases: 0 passed, "),
        "{}",
        nobody.out
    );
    let unable = drive(&["--area", "controls"], "echo nothing of this >&2; exit 77");
    assert_eq!(unable.code, Some(1), "{}", unable.out);
    assert!(
        unable
            .out
            .contains("the client says: it has nothing for this: nothing of this"),
        "{}",
        unable.out
    );
    assert!(
        unable
            .err
            .starts_with("error: nothing can be said of the client: no case was asked and judged."),
        "{}",
        unable.err
    );
    let missing = run(&[
        "conformance",
        "client",
        "--area",
        "controls",
        "--",
        "/no/such/program",
    ]);
    assert_eq!(missing.code, Some(1), "{}", missing.out);
    assert!(
        missing.out.contains("/no/such/program cannot be run"),
        "{}",
        missing.out
    );
}

#[test]
fn a_command_is_told_its_task_and_heard_by_its_exit_code() {
    let folder = Folder::new("client-suite-drive");
    let told = folder.path().join("told");
    // Says that it found somebody whom the server never gave.
    let script = format!(
        "env | grep -e ^LDAP -e ^LDAPLAB_CASE | sort >{}; printf 'dn: uid=mallory,dc=example\\nuid: mallory\\n'",
        told.display()
    );
    let ran = crate::process::run_with(
        &[
            "conformance",
            "client",
            "--case",
            "messages/another-id",
            "--json",
            "--",
            "sh",
            "-c",
            &script,
        ],
        &[
            ("LDAPURI", "ldap://elsewhere.example"),
            ("LDAP_BIND_DN", "cn=elsewhere"),
        ],
    );
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["cases"][0]["verdict"], "failed");
    assert_eq!(
        report["cases"][0]["why"],
        "expected the entry uid=ada,ou=people,dc=example,dc=org; the client says: done, with uid=mallory,dc=example"
    );
    let told = std::fs::read_to_string(told).unwrap();
    let told: Vec<&str> = told
        .lines()
        .filter(|line| !line.starts_with("LDAP_URL=ldap://127.0.0.1:"))
        .collect();
    assert_eq!(
        told,
        [
            "LDAPLAB_CASE=messages/another-id",
            "LDAP_ATTRIBUTES=uid",
            "LDAP_BASE=ou=people,dc=example,dc=org",
            "LDAP_FILTER=(objectClass=inetOrgPerson)",
            "LDAP_SCOPE=sub",
            "LDAP_TASK=search",
            "LDAP_TIMEOUT=3",
        ]
    );
    let crashed = drive(&["--case", "messages/deep-nesting"], "kill -SEGV $$");
    assert!(
        crashed
            .out
            .contains("the client says: it broke down: signal 11"),
        "{}",
        crashed.out
    );
    let hangs = drive(
        &["--case", "time/no-answer", "--case-timeout", "0.3"],
        "exec sleep 60",
    );
    assert_eq!(
        hangs.code,
        Some(0),
        "should-cases that fail break nothing: {}",
        hangs.out
    );
    assert!(
        hangs
            .out
            .contains("the client says: still at it: it was ended from outside"),
        "{}",
        hangs.out
    );
}

#[test]
fn reports_are_shown_side_by_side() {
    let folder = Folder::new("client-suite-table");
    let one = folder.file(
        "one.json",
        r#"{"cases": [{"id": "a/b", "verdict": "passed", "why": null}]}"#,
    );
    let ran = run(&["conformance", "client", "--merge", &one]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(
        ran.out,
        "| case | one |\n| --- | --- |\n| `a/b` | passed |\n| passed of all | 1 of 1 |\n"
    );
    let wrong = run(&["conformance", "client", "--merge", "/dev/null"]);
    assert_eq!(wrong.code, Some(2), "{}", wrong.err);
}

#[test]
fn what_makes_no_sense_is_refused_with_a_cure() {
    for (arguments, expected) in [
        (
            &[][..],
            "error: the following required arguments were not provided:",
        ),
        (
            &["--serve", "--area", "nothing"],
            "error: no case and no area is `nothing`.",
        ),
        (
            &["--serve", "--case", "time/none"],
            "error: no case and no area is `time/none`.",
        ),
        (
            &["--serve", "--area", "time", "--case", "results/busy"],
            "error: no case is in all that was named.",
        ),
        (
            &["--serve", "--", "true"],
            "error: the argument '--serve' cannot be used with '[COMMAND]...'",
        ),
        (
            &["--outcomes", "x", "--", "true"],
            "error: the argument '--outcomes <FILE>' cannot be used with '[COMMAND]...'",
        ),
        (
            &["--serve", "--case-timeout", "5"],
            "error: the argument '--serve' cannot be used with '--case-timeout <SECONDS>'",
        ),
    ] {
        let mut all = vec!["conformance", "client"];
        all.extend(arguments);
        let ran = run(&all);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}", ran.err);
        assert!(ran.err.starts_with(expected), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn what_is_too_long_to_be_read_is_not_taken_for_all_of_it() {
    let script =
        r#"printf 'dn: uid=ada,dc=example,dc=org\nuid: ada\n\n'; yes '# more' | head -c 17000000"#;
    let long = drive(&["--case", "values/octets", "--json"], script);
    assert_eq!(long.code, Some(1), "{}", long.err);
    assert!(
        long.out.contains("it wrote more than 16 MiB"),
        "{}{}",
        long.out,
        long.err
    );
}
