//! What is on the disk: all of a change or nothing, and readable again.

use std::fs;

use ldaplab::{
    rbac::{Config, Disk, Rbac},
    server::{LdapServer, User},
    settings::{Folder, SealingKey},
};
use serde_json::json;

use super::lab::{ADMIN, Lab, PASSWORD, Scratch, id, settings};

/// Opens the data again, as after a stop.
fn again(lab: Lab) -> Lab {
    let token = lab.token.clone();
    let data = lab.stop();
    let rbac = Rbac::open(Config::new(&data.0)).unwrap();
    Lab {
        token,
        ..Lab::of(rbac, data)
    }
}

#[test]
fn a_service_finds_everything_again() {
    let server = LdapServer::openldap("dc=example,dc=org")
        .user(User::new("ada").password("pass-word").member_of("ops"))
        .start()
        .unwrap();
    let lab = Lab::new();
    lab.put("/v1/ds", settings(&server)).expect(200);
    let ops = lab.import("ops");
    let ada = lab.token_of("ada", "pass-word");
    let lists = |lab: &Lab| {
        ["/v1/ds", "/v2/ldap", "/v1/users", "/v1/groups", "/v1/roles"]
            .map(|path| lab.get(path).json())
    };
    let before = lists(&lab);
    let lab = again(lab);
    assert_eq!(lists(&lab), before);
    lab.current(&ada).expect(200);
    assert_eq!(lab.roles("ada", "pass-word"), [ops]);
    lab.token_of(ADMIN, PASSWORD);
    // The numbers of roles are not used twice, also not after the last one went.
    let last = lab.role("Last", &[]);
    lab.delete(&format!("/v1/roles/{last}")).expect(204);
    let lab = again(lab);
    assert!(lab.role("Another", &[]) > last);
}

#[test]
fn what_cannot_be_written_did_not_happen_also_after_a_restart() {
    let server = LdapServer::openldap("dc=example,dc=org")
        .user(User::new("ada").password("pass-word").member_of("ops"))
        .start()
        .unwrap();
    for file in ["rbac.redb", "directories.json"] {
        let disk = Disk::default();
        let lab = Lab::with(|config| config.disk = disk.clone(), |_| {});
        let directory = id(&lab.put("/v1/ds", settings(&server)).expect(200));
        lab.import("ops");
        let ada = lab.token_of("ada", "pass-word");
        let lists =
            |lab: &Lab| ["/v2/ldap", "/v1/users", "/v1/groups"].map(|path| lab.get(path).json());
        let before = lists(&lab);
        // The new file cannot be made where a folder stands.
        let wall = lab.data.0.join("directories.json.new");
        match file {
            "rbac.redb" => disk.set_full(true),
            _ => fs::create_dir(&wall).unwrap(),
        }
        let refused = lab.post("/v1/command/ldap/delete", json!({"id": directory}));
        assert_eq!(refused.refusal(), (500, "server-error".into()));
        assert_eq!(lists(&lab), before, "{file}");
        lab.current(&ada).expect(200);
        match file {
            "rbac.redb" => disk.set_full(false),
            _ => fs::remove_dir(&wall).unwrap(),
        }
        let lab = again(lab);
        assert_eq!(lists(&lab), before, "{file}");
        lab.current(&ada).expect(200);
        lab.post("/v1/command/ldap/delete", json!({"id": directory}))
            .expect(204);
        let lab = again(lab);
        assert_eq!(lab.get("/v1/users").json().as_array().unwrap().len(), 2);
        assert_eq!(lab.get("/v1/groups").json(), json!([]));
    }
}

#[test]
fn a_crash_between_the_two_files_leaves_nobody_without_a_directory() {
    let server = LdapServer::openldap("dc=example,dc=org")
        .user(User::new("ada").password("pass-word").member_of("ops"))
        .start()
        .unwrap();
    let lab = Lab::new();
    let directory = id(&lab.put("/v1/ds", settings(&server)).expect(200));
    lab.import("ops");
    lab.token_of("ada", "pass-word");
    let lab = again(lab);
    let before = fs::read(lab.data.0.join("rbac.redb")).unwrap();
    lab.post("/v1/command/ldap/delete", json!({"id": directory}))
        .expect(204);
    let token = lab.token.clone();
    let data = lab.stop();
    fs::write(data.0.join("rbac.redb"), before).unwrap();
    let rbac = Rbac::open(Config::new(&data.0)).unwrap();
    let lab = Lab {
        token,
        ..Lab::of(rbac, data)
    };
    assert_eq!(lab.get("/v1/users").json().as_array().unwrap().len(), 2);
    assert_eq!(lab.get("/v1/groups").json(), json!([]));
}

#[test]
fn a_damaged_file_is_named_and_left_as_it_is() {
    for (file, cut) in [
        ("rbac.json", 20),
        ("rbac.redb", 20),
        ("directories.json", 20),
        ("key", 3),
    ] {
        let lab = Lab::new();
        lab.put(
            "/v1/ds",
            super::lab::settings_at(([127, 0, 0, 1], 1).into()),
        )
        .expect(200);
        let data = lab.stop();
        let path = data.0.join(file);
        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..whole.len() - cut]).unwrap();
        let error = Rbac::open(Config::new(&data.0)).unwrap_err().to_string();
        assert!(error.contains(file), "{error}");
        assert!(
            !error.contains("s3cret") && !error.contains("argon2"),
            "{error}"
        );
        fs::write(&path, &whole).unwrap();
        Rbac::open(Config::new(&data.0)).unwrap();
    }
}

#[test]
fn what_could_not_be_read_again_is_not_written() {
    let data = Scratch::new();
    let folder = Folder::open(&data.0).unwrap();
    for length in [(64 << 20) - 1, 64 << 20] {
        folder.write("file", &vec![b'x'; length]).unwrap();
        assert_eq!(folder.read("file").unwrap().unwrap().len(), length);
    }
    folder.write("file", b"old").unwrap();
    let error = folder
        .write("file", &vec![b'x'; (64 << 20) + 1])
        .unwrap_err();
    assert!(
        error.to_string().ends_with("it is larger than 64 MiB"),
        "{error}"
    );
    assert_eq!(folder.read("file").unwrap().unwrap(), b"old");
    let file = fs::File::options().write(true).open(data.0.join("file"));
    file.unwrap().set_len((64 << 20) + 1).unwrap();
    let error = folder.read("file").unwrap_err();
    assert!(
        error.to_string().ends_with("it is larger than 64 MiB"),
        "{error}"
    );
}

#[test]
fn a_key_that_is_given_lies_not_beside_the_data() {
    let key = || SealingKey::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap();
    let lab = Lab::with(|config| config.sealing_key = Some(key()), |_| {});
    lab.put("/v1/ds", super::lab::nowhere()).expect(200);
    let data = lab.stop();
    assert!(!data.0.join("key").exists());
    let error = Rbac::open(Config::new(&data.0)).unwrap_err().to_string();
    assert!(error.contains("key: the key under which"), "{error}");
    let mut config = Config::new(&data.0);
    config.sealing_key = Some(key());
    Rbac::open(config).unwrap();
}
