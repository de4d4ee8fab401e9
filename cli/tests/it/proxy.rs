//! `proxy`.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::process::{COMPANY, Folder, Serving, run};

const ADA: &str = "uid=ada,ou=engineering,ou=people,dc=example,dc=org";

fn company() -> Serving {
    Serving::start(&[
        "serve",
        "--profile",
        "openldap",
        "--suffix",
        "dc=example,dc=org",
        "--ldif",
        COMPANY,
    ])
}

/// A connection test as a client program: bind, root DSE, base.
fn ask(url: &str, more: &[&str]) -> Option<i32> {
    let test = ["test", url, "--bind", ADA, "--password", "s3cret"];
    run(&[&test[..], more].concat()).code
}

#[test]
fn what_was_recorded_is_replayed_without_the_server_and_sigterm_ends_both_with_0() {
    let folder = Folder::new("proxy");
    let record = folder.path().join("record");
    let record = record.to_str().unwrap();
    let server = company();
    let (ldaps, ca) = (server.field("ldaps"), server.field("ca"));
    let mut proxy = Serving::start(&["proxy", ldaps, "--ca", ca, "--record", record]);
    assert_eq!(proxy.field("version"), env!("CARGO_PKG_VERSION"));
    assert!(proxy.ready["pid"].is_u64() && proxy.ready["base"].is_null());
    assert_eq!(ask(proxy.field("ldap"), &[]), Some(0));
    proxy.terminate();
    assert_eq!(proxy.end(), (Some(0), String::new()));
    drop(server);
    let mut replay = Serving::start(&["proxy", "--replay", record]);
    let trust = ["--ca", replay.field("ca")];
    assert_eq!(ask(replay.field("ldap"), &[]), Some(0));
    assert_eq!(ask(replay.field("ldaps"), &trust), Some(0));
    assert_eq!(
        ask(
            replay.field("ldap"),
            &[&trust[..], &["--start-tls"]].concat()
        ),
        Some(0)
    );
    replay.terminate();
    assert_eq!(replay.end(), (Some(0), String::new()));
}

#[test]
fn a_request_that_is_not_in_the_record_is_named_on_stderr_and_ends_with_1() {
    let folder = Folder::new("proxy-unmatched");
    let head = "{\"ldaplab_record\":1,\"secrets\":false,\"pseudonyms\":false}\n";
    let record = folder.file("record", head);
    let mut child = Command::new(env!("CARGO_BIN_EXE_ldaplab"))
        .args(["proxy", "--replay", &record, "--until-stdin-closes"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut line).unwrap();
    let ready: Value = serde_json::from_str(line.strip_prefix("READY ").unwrap()).unwrap();
    assert_eq!(ask(ready["ldap"].as_str().unwrap(), &[]), Some(13));
    drop(child.stdin.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(1));
    assert_eq!(
        String::from_utf8(ended.stderr).unwrap(),
        format!(
            "not in the record, which is empty: bind name=\"{ADA}\" with=a password controls=1.3.6.1.4.1.42.2.27.8.5.1\n\
             error: one request was not in the record.\n cure: Record again with a client that asks them, or ask what is recorded.\n"
        )
    );
}

#[test]
fn one_key_gives_the_same_pseudonyms_in_two_records() {
    let folder = Folder::new("proxy-anonymous");
    let key = folder.file("key", "a key of this test");
    let server = company();
    let words = |name: &str| {
        let record = folder.path().join(name);
        let record = record.to_str().unwrap();
        let anonymous = ["--anonymise", "--pseudonym-key", &key, "--record", record];
        let mut proxy =
            Serving::start(&[&["proxy", server.field("ldap")][..], &anonymous].concat());
        assert_eq!(ask(proxy.field("ldap"), &[]), Some(0));
        proxy.close_stdin();
        assert_eq!(proxy.end(), (Some(0), String::new()));
        let text = std::fs::read_to_string(record).unwrap();
        let words = text.lines().filter_map(|line| {
            let (_, words) = line.split_once("\"words\":")?;
            Some(words.split("\"octets\"").next()?.to_owned())
        });
        // Nobody waits until the unbind has gone by.
        words.take(3).collect::<Vec<String>>()
    };
    let (one, other) = (words("one"), words("other"));
    assert_eq!(one, other);
    assert!(one[0].starts_with("\"bind name=\\\"uid="), "{one:?}");
    assert!(
        !one.iter()
            .any(|words| words.contains("ada") || words.contains("example")),
        "{one:?}"
    );
}

#[test]
fn what_is_wrong_is_told_with_its_cure() {
    let folder = Folder::new("proxy-wrong");
    let record = folder.file("record", "{\"ldaplab_record\":1,\"secrets\":0}\n");
    let url = "ldap://127.0.0.1:1";
    for (arguments, code, said) in [
        (
            vec!["proxy", "--replay", &record],
            2,
            format!(
                "error: {record}, line 1, column 31: `secrets` must be true or false.\n cure: Record again, or remove or mend that line as docs/proxy.md describes.\n"
            ),
        ),
        (
            vec!["proxy", url, "--record", &record],
            1,
            format!(
                "error: the record {record} cannot be written: File exists (os error 17).\n cure: Name another file, or remove this one.\n"
            ),
        ),
        (
            vec!["proxy", "http://x"],
            2,
            "error: `http://x` is no LDAP URL: ".to_owned(),
        ),
        (
            vec!["proxy", url, "--base", "dc=a"],
            2,
            "error: --base is of no use here: a proxy's clients bind".to_owned(),
        ),
        (
            vec!["proxy", "--replay", &record, "--ca", "x.pem"],
            2,
            "error: --ca is of no use here: a record is answered from, and no server is asked.\n"
                .to_owned(),
        ),
        (
            vec!["proxy", "--replay", &record, "--start-tls"],
            2,
            "error: --start-tls is of no use here: a record".to_owned(),
        ),
        (
            vec!["proxy", "--replay", &record, "--resolve", "x:127.0.0.1"],
            2,
            "error: --resolve is of no use here: a record".to_owned(),
        ),
        (
            vec!["proxy", url, "--max-bytes", "1M"],
            2,
            "error: --max-bytes is of no use here: a proxy's clients".to_owned(),
        ),
        (
            vec!["proxy", "ldaps://x", "--start-tls"],
            2,
            "error: --start-tls was given for an ldaps:// URL".to_owned(),
        ),
        (
            vec!["proxy", url, "--pseudonym-key", "x"],
            2,
            "error: --pseudonym-key is given, and nothing is recorded under pseudonyms.\n"
                .to_owned(),
        ),
        (
            vec!["proxy"],
            2,
            "error: the following required arguments".to_owned(),
        ),
        (
            vec!["proxy", url, "--replay", &record],
            2,
            "error: the argument '[URL]' cannot be used with '--replay <FILE>'".to_owned(),
        ),
        (
            vec!["proxy", url, "--anonymise"],
            2,
            "error: the following required arguments".to_owned(),
        ),
    ] {
        let ran = run(&arguments);
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (Some(code), ""),
            "{arguments:?}: {ran:?}"
        );
        assert!(ran.err.starts_with(&said), "{arguments:?}: {ran:?}");
    }
}
