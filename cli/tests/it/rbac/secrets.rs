//! Passwords at rest and the key that seals them.

use serde_json::json;

use super::{Data, PASSWORD, READER_PASSWORD, administrator, api, settings};
use crate::process::{Folder, Serving, run_with};

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const OTHER_KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHiA=";

fn contains(octets: &[u8], text: &str) -> bool {
    octets
        .windows(text.len())
        .any(|part| part == text.as_bytes())
}

#[test]
fn no_password_and_no_token_is_in_any_file() {
    let data = Data::new("rbac-at-rest");
    let serving = data.serve(&[]);
    let token = api(&serving).log_in("admin", PASSWORD, "1h");
    let admin = api(&serving).with_token(&token);
    assert_eq!(admin.put("/v1/ds", &settings()).status, 200);
    let user = json!({
        "login": "bob", "display_name": "Bob", "email": "", "password": "bob's passphrase",
    });
    assert_eq!(admin.post("/v1/users", &user).status, 201);
    drop(serving);
    let names: Vec<String> = data.files().into_iter().map(|(name, _)| name).collect();
    let expected = [
        "directories.json",
        "https-ca.pem",
        "https.pem",
        "key",
        "lock",
        "rbac.json",
        "rbac.redb",
    ];
    assert_eq!(names, expected);
    // The last two are how two of them begin in Base64.
    for secret in [
        PASSWORD,
        READER_PASSWORD,
        "bob's passphrase",
        &token,
        "Y29ycmVjdCBob3JzZSBiYXR0ZX",
        "cmVhZGVyJ3MgczNjcmV0",
    ] {
        for (name, octets) in data.files() {
            assert!(!contains(&octets, secret), "{secret} is in {name}");
        }
    }
    let found = |name: &str| {
        data.files()
            .into_iter()
            .find(|(own, _)| own == name)
            .unwrap()
            .1
    };
    assert!(contains(
        &found("directories.json"),
        "\"sealed_password\": \""
    ));
    assert!(contains(
        &found("rbac.redb"),
        "$argon2id$v=19$m=19456,t=2,p=1$"
    ));
}

#[test]
fn with_a_key_of_the_environment_there_is_none_in_the_folder_and_no_other_opens_it() {
    let data = Data(Folder::new("rbac-key"));
    let with = |key| {
        [
            ("LDAPLAB_RBAC_KEY", key),
            ("LDAPLAB_RBAC_PASSWORD", PASSWORD),
        ]
    };
    let init = ["rbac", "init", "--data", data.path()];
    assert_eq!(run_with(&init, &with(KEY)).code, Some(0));
    let serve = data.arguments(&["--plain-http", "--v1-returns-password"]);
    let serving = Serving::start_with(&serve, &with(KEY));
    assert_eq!(
        administrator(&serving).put("/v1/ds", &settings()).status,
        200
    );
    drop(serving);
    let before = data.files();
    assert!(!before.iter().any(|(name, _)| name == "key"));
    for (key, code, said) in [
        (
            OTHER_KEY,
            1,
            "directories.json: the stored password was sealed with another key",
        ),
        (
            "short",
            2,
            "the environment variable LDAPLAB_RBAC_KEY: the key is not 32 octets in Base64",
        ),
    ] {
        for command in [&serve[..], &init] {
            let ran = run_with(command, &with(key));
            assert_eq!(
                (ran.code, ran.out.as_str()),
                (Some(code), ""),
                "{command:?}"
            );
            assert!(ran.err.contains(said), "{}", ran.err);
            assert!(
                ran.err.contains("\n cure: ") && !ran.err.contains(key),
                "{}",
                ran.err
            );
        }
    }
    // Nor the key that a folder makes for itself.
    let ran = run_with(&init, &[("LDAPLAB_RBAC_PASSWORD", PASSWORD)]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert_eq!(data.files(), before);
    let serving = Serving::start_with(&serve, &with(KEY));
    let shown = administrator(&serving).get("/v1/ds").body;
    assert_eq!(shown["password"], READER_PASSWORD);
}
