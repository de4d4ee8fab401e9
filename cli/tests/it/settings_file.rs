//! `test --settings`.

use serde_json::{Value, json};

use crate::{
    process::{CORP, Folder, Serving, run},
    rbac::corp_settings,
};

fn directory() -> Serving {
    Serving::start(&["serve", "--secure-only", "--ldif", CORP])
}

/// The settings of a directory in a file; with `changes`.
fn file(folder: &Folder, directory: &Serving, changes: Value) -> String {
    let mut settings = corp_settings(directory);
    for (key, value) in changes.as_object().unwrap() {
        settings[key] = value.clone();
    }
    folder.file("settings.json", &settings.to_string())
}

#[test]
fn settings_are_tested_as_a_service_would_and_the_look_up_account_finds_a_user() {
    let (folder, directory) = (Folder::new("settings-good"), directory());
    let ca = std::fs::read_to_string(directory.field("ca")).unwrap();
    let settings = file(&folder, &directory, json!({"cert_chain": ca}));
    let password = folder.file("password", "s3cret\n");
    let ran = run(&[
        "test",
        "--settings",
        &settings,
        "--login",
        "ada",
        "--login-password-file",
        &password,
        "--json",
    ]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.out);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    let outcomes = report["stages"].as_array().unwrap().iter();
    assert!(
        outcomes
            .into_iter()
            .all(|stage| stage["outcome"] == "passed"),
        "{report}"
    );
    assert_eq!(report["warnings"], json!([]));
    assert!(!ran.out.contains("svc-app-pass"));
}

#[test]
fn what_settings_say_of_trust_counts_and_ca_stands_in_for_it() {
    let (folder, directory) = (Folder::new("settings-trust"), directory());
    let stranger = include_str!("../../../fixtures/tls/root.pem");
    let own = directory.field("ca");
    for (changes, ca, code, warns) in [
        (json!({}), None, 0, true),
        (json!({}), Some(own), 0, false),
        (json!({"cert_chain": stranger}), None, 12, false),
        (json!({"cert_chain": stranger}), Some(own), 12, false),
        (json!({"password": "wrong"}), Some(own), 13, false),
        (
            json!({"base_dn": "DC=nowhere,DC=test"}),
            Some(own),
            15,
            false,
        ),
        (json!({"user_rdn": "OU=Nowhere"}), Some(own), 15, false),
        (json!({"ssl": false}), None, 13, true),
        (json!({"ssl": false, "start_tls": true}), None, 12, false),
    ] {
        let settings = file(&folder, &directory, changes.clone());
        let mut arguments = vec!["test", "--settings", &settings];
        arguments.extend(ca.into_iter().flat_map(|ca| ["--ca", ca]));
        let ran = run(&arguments);
        assert_eq!(ran.code, Some(code), "{changes}: {}{}", ran.out, ran.err);
        assert_eq!(ran.out.contains("warning"), warns, "{changes}: {}", ran.out);
    }
}

#[test]
fn what_are_no_settings_is_told_with_everything_that_is_wrong_and_no_secret() {
    let folder = Folder::new("settings-bad");
    for (text, said) in [
        (
            "{",
            "is not JSON: EOF while parsing an object at line 1 column 1",
        ),
        ("[]", "holds no JSON object"),
        ("{}", "says that there is to be no directory"),
        (
            r#"{"hostnam": "x", "pasword": "hunter22", "port": "636"}"#,
            ": hostnam: there is no such key; did you mean hostname?; pasword: there is no such key; did you mean password?; port: it must be a whole number without quotes.\n",
        ),
        (
            r#"{"login": "cn=x", "password": "hunter22"}"#,
            ": display_name: it is required (or name) and not there: The name that people see.; hostname: it is required and not there: ",
        ),
    ] {
        let file = folder.file("settings.json", text);
        let ran = run(&["test", "--settings", &file]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{text}");
        assert!(ran.err.starts_with("error: "), "{}", ran.err);
        assert!(
            ran.err.contains(said) && ran.err.contains("\n cure: "),
            "{}",
            ran.err
        );
        assert!(!ran.err.contains("hunter22"), "{}", ran.err);
    }
    let ran = run(&["test", "--settings", "no/such.json"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err
            .starts_with("error: the settings no/such.json cannot be read: "),
        "{}",
        ran.err
    );
}

#[test]
fn a_url_and_what_settings_say_themselves_exclude_settings() {
    for more in [
        &["ldap://localhost"][..],
        &["--bind", "cn=x", "--password", "y"],
        &["--start-tls"],
        &["--insecure"],
        &["--base", "dc=x"],
        &["--user-base", "dc=x"],
        &["--group-base", "dc=x"],
        &["--user-filter", "(a=b)"],
        &["--user-scope", "one"],
        &["--login-attribute", "uid"],
        &["--strategy", "in-chain"],
    ] {
        let ran = run(&[&["test", "--settings", "settings.json"][..], more].concat());
        assert_eq!(ran.code, Some(2), "{more:?}");
        assert!(ran.err.contains("cannot be used with"), "{}", ran.err);
    }
    let ran = run(&["test"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("<URL|--settings <FILE>>"), "{}", ran.err);
}
