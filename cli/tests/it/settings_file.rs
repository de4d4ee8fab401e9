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
        let note = match (ca, &changes["cert_chain"], &changes["ssl"]) {
            (None, ..) => "",
            (Some(_), Value::String(_), _) => {
                "warning: --ca has no effect: the settings bring certificates to trust (cert_chain)\n"
            }
            _ => "",
        };
        assert_eq!(ran.err, note, "{changes}");
    }
}

#[test]
fn what_is_given_beside_settings_and_has_no_effect_is_told() {
    let folder = Folder::new("settings-beside");
    let directory = Serving::start(&["serve", "--ldif", CORP]);
    let plain = file(&folder, &directory, json!({"ssl": false}));
    let ran = run(&[
        "test",
        "--settings",
        &plain,
        "--ca",
        directory.field("ca"),
        "--resolve",
        "other.example:127.0.0.1",
    ]);
    assert_eq!(
        ran.err,
        format!(
            "warning: --ca has no effect: the settings ask for neither ssl nor start_tls\nwarning: --resolve other.example has no effect: the host is {}\n",
            corp_settings(&directory)["hostname"].as_str().unwrap()
        ),
        "{}",
        ran.out
    );
}

#[test]
fn settings_in_another_encoding_are_read_or_named() {
    let (folder, directory) = (Folder::new("settings-encoding"), directory());
    let path = file(&folder, &directory, json!({}));
    let text = std::fs::read_to_string(&path).unwrap();
    let utf16 =
        |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let named = "are UTF-16, as PowerShell's `>` writes it.\n cure: Write it as UTF-8: ";
    for (octets, code, said) in [
        (format!("\u{feff}{text}").into_bytes(), 0, ""),
        (utf16(&format!("\u{feff}{text}")), 2, named),
        (utf16(&text), 2, named),
        (
            b"{\n\"hostname\": \"\xe4\"}".to_vec(),
            2,
            "are not UTF-8 in line 2.\n cure: ",
        ),
    ] {
        std::fs::write(&path, octets).unwrap();
        let ran = run(&["test", "--settings", &path]);
        assert_eq!(ran.code, Some(code), "{}", ran.err);
        assert!(ran.err.contains(said), "{}", ran.err);
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
