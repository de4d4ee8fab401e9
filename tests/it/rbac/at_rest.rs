//! The folder under attack: by somebody who can write it and has no key, and by somebody who could read it.

use std::{collections::BTreeMap, fs, path::Path};

use ldaplab::{
    rbac::{Config, Rbac},
    server::{LdapServer, User},
    settings::{Folder, SealingKey, Secret, StoreError},
};
use serde_json::{Value, json};

use super::lab::{Lab, Scratch, id, nowhere, settings, with};

fn open(data: &Scratch) -> Result<Rbac, StoreError> {
    Rbac::open(Config::new(&data.0))
}

/// Every file with its content.
fn files(data: &Scratch) -> BTreeMap<String, Vec<u8>> {
    let all = fs::read_dir(&data.0).unwrap().map(|file| {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, fs::read(&path).unwrap())
    });
    all.collect()
}

fn directories(data: &Scratch) -> Value {
    serde_json::from_slice(&fs::read(data.0.join("directories.json")).unwrap()).unwrap()
}

#[test]
fn whoever_writes_the_folder_without_the_key_sends_the_password_nowhere_else() {
    let other = LdapServer::openldap("dc=example,dc=org").start().unwrap();
    let lab = Lab::new();
    lab.put("/v1/ds", nowhere()).expect(200);
    let data = lab.stop();
    let whole = directories(&data);
    let file = data.0.join("directories.json");
    for (name, value) in [
        ("hostname", json!("evil.example")),
        ("port", json!(2)),
        ("ssl", json!(true)),
        ("start_tls", json!(true)),
        ("cert_chain", json!(other.trust_pem())),
        ("ssl_hostname_validation", json!(false)),
        ("ssl_wildcard_validation", json!(true)),
        ("id", json!("0f7c31f4-1d0a-4c53-9a55-5a2f5d3c8f10")),
    ] {
        let mut edited = whole.clone();
        edited["directories"][0][name] = value;
        fs::write(&file, edited.to_string()).unwrap();
        let before = files(&data);
        let error = open(&data).unwrap_err().to_string();
        assert!(
            error.contains(
                "directories.json: the stored password was sealed with another key, or was changed"
            ),
            "{name}: {error}"
        );
        assert_eq!(files(&data), before, "{name}");
    }
    // What is for people may be edited.
    let mut edited = whole;
    edited["directories"][0]["display_name"] = json!("Renamed");
    fs::write(&file, edited.to_string()).unwrap();
    open(&data).unwrap();
}

#[test]
fn settings_of_the_version_before_are_taken_and_sealed_anew() {
    let lab = Lab::new();
    let uuid = id(&lab.put("/v1/ds", nowhere()).expect(200));
    let data = lab.stop();
    let key = {
        let folder = Folder::open(&data.0).unwrap();
        SealingKey::of(&folder).unwrap().unwrap()
    };
    let mut old = directories(&data);
    old["version"] = json!(1);
    old["directories"][0]["sealed_password"] =
        json!(key.seal(&uuid, &Secret::new("look-up s3cret")));
    fs::write(data.0.join("directories.json"), old.to_string()).unwrap();
    let rbac = open(&data).unwrap();
    let first = rbac.state().directories.first().cloned().unwrap();
    assert_eq!(first.account().unwrap().1.reveal(), "look-up s3cret");
    drop(rbac);
    assert_eq!(directories(&data)["version"], 2);
    open(&data).unwrap();
    // Nor is one of the new version taken for one of the old.
    let mut back = directories(&data);
    back["version"] = json!(1);
    fs::write(data.0.join("directories.json"), back.to_string()).unwrap();
    open(&data).unwrap_err();
}

#[cfg(unix)]
#[test]
fn a_folder_or_a_file_that_others_may_use_is_refused_and_left_as_it_is() {
    use std::os::unix::fs::PermissionsExt;
    let set = |path: &Path, mode: u32| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    let lab = Lab::new();
    lab.put("/v1/ds", nowhere()).expect(200);
    let data = lab.stop();
    let mut before = files(&data);
    for (name, right, wrong) in [
        ("", 0o700, &[0o777, 0o755, 0o750, 0o701, 0o1777][..]),
        ("key", 0o600, &[0o666, 0o644, 0o640, 0o620, 0o601][..]),
        ("rbac.json", 0o600, &[0o604]),
        ("rbac.redb", 0o600, &[0o604, 0o640]),
        ("directories.json", 0o600, &[0o660]),
    ] {
        let path = data.0.join(name);
        let path = if name.is_empty() {
            data.0.clone()
        } else {
            path
        };
        for mode in wrong {
            set(&path, *mode);
            let error = open(&data).unwrap_err();
            assert_eq!(
                error.to_string(),
                format!(
                    "{}: others than its owner may use it (its mode is {mode:04o}), and secrets are in it",
                    path.display()
                )
            );
            let cure = format!(
                "Ask whether anybody looked; then: chmod go= {}",
                path.display()
            );
            assert_eq!(error.cure(), cure);
            assert_eq!(files(&data), before);
            let now = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(now & 0o7777, *mode);
        }
        // A database is written in place.
        let narrower = if name == "rbac.redb" { 0 } else { 0o200 };
        for mode in [right, right - narrower] {
            set(&path, mode);
            open(&data).unwrap();
        }
        set(&path, right);
        before = files(&data);
    }
}

#[test]
fn a_key_that_is_gone_is_not_replaced() {
    let lab = Lab::new();
    lab.put("/v1/ds", nowhere()).expect(200);
    let data = lab.stop();
    fs::remove_file(data.0.join("key")).unwrap();
    let before = files(&data);
    let error = open(&data).unwrap_err();
    let said = "key: the key under which passwords are sealed is not there";
    assert!(error.to_string().ends_with(said), "{error}");
    assert!(
        error.cure().starts_with("Bring back the file from a copy"),
        "{}",
        error.cure()
    );
    assert_eq!(files(&data), before);
    // Where nothing is sealed, a new one does.
    let lab = Lab::new();
    lab.put(
        "/v1/ds",
        with(nowhere(), json!({"login": null, "password": null})),
    )
    .expect(200);
    let data = lab.stop();
    fs::remove_file(data.0.join("key")).unwrap();
    open(&data).unwrap();
    assert!(data.0.join("key").exists());
}

#[test]
fn what_is_no_file_is_not_waited_for() {
    for name in ["key", "rbac.json", "rbac.redb", "directories.json"] {
        let lab = Lab::new();
        lab.put("/v1/ds", nowhere()).expect(200);
        let data = lab.stop();
        fs::remove_file(data.0.join(name)).unwrap();
        let made = std::process::Command::new("mkfifo")
            .arg(data.0.join(name))
            .status()
            .unwrap();
        assert!(made.success());
        let error = open(&data).unwrap_err().to_string();
        assert!(
            error.ends_with(&format!("{name}: it is no file")),
            "{error}"
        );
    }
}

#[test]
fn users_and_groups_of_directories_that_are_gone_are_set_aside_and_told_of() {
    let server = LdapServer::openldap("dc=example,dc=org")
        .user(User::new("ada").password("pass-word").member_of("ops"))
        .start()
        .unwrap();
    let lab = Lab::new();
    lab.put("/v1/ds", settings(&server)).expect(200);
    lab.import("ops");
    lab.token_of("ada", "pass-word");
    let data = lab.stop();
    let file = data.0.join("directories.json");
    fs::write(&file, "{").unwrap();
    let error = open(&data).unwrap_err();
    assert_eq!(
        error.cure(),
        "Bring back the file from a copy; or remove it and enter the settings again: the users and groups of its directories are then set aside in set-aside.json, and groups have to be imported anew"
    );
    fs::remove_file(&file).unwrap();
    let rbac = open(&data).unwrap();
    assert_eq!(
        rbac.notices(),
        [
            "1 users and 1 groups of directories that are not there any more were set aside in set-aside.json"
        ]
    );
    assert!(rbac.state().records.user_named("ada").is_none());
    drop(rbac);
    let aside: Value =
        serde_json::from_slice(&fs::read(data.0.join("set-aside.json")).unwrap()).unwrap();
    assert_eq!(aside[0]["users"][0]["login"], "ada");
    assert_eq!(aside[0]["groups"][0]["login"], "ops");
    // Once.
    assert_eq!(open(&data).unwrap().notices(), [""; 0]);
}
