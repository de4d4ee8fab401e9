//! The database: what a login writes, what a full disk leaves, what damage is told of, and how the data of versions before are taken over.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    time::{Duration, SystemTime},
};

use ldaplab::{
    clock::Clock,
    rbac::{Config, Disk, Rbac, TokenRequest},
    settings::{Secret, StoreError},
};
use serde_json::{Value, json};

use super::lab::{ADMIN, Lab, PASSWORD, Scratch, wait};

/// A folder as version 0.1.0 left it before there was a database.
const BEFORE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/fixtures/rbac/before-the-database"
);
/// Tokens that it gave out: the administrator's and ada's are good until 2036, grace's was good for a second.
const OF_ADMIN: &str = "xD-eRFTWf3PJ8i5197YNAVr1gcY1EYCgWJQgBVs1sRo";
const OF_ADA: &str = "9kcTkDDYfKkYMB7jXhwvmLZTz_glVfac8-YTq9na6Og";
const OF_GRACE: &str = "5YMra2ru4glRlYMONMYHR-5-QGUaKj2Ko23YbIfsqHg";

/// A copy of it.
fn before() -> Scratch {
    let data = Scratch::new();
    drop(ldaplab::settings::Folder::open(&data.0).unwrap());
    for name in ["rbac.json", "directories.json", "key"] {
        put(
            &data,
            name,
            &fs::read(Path::new(BEFORE).join(name)).unwrap(),
        );
    }
    data
}

/// Puts a file into a folder, for its owner alone.
fn put(data: &Scratch, name: &str, octets: &[u8]) {
    let folder = ldaplab::settings::Folder::open(&data.0).unwrap();
    folder.write(name, octets).unwrap();
}

fn config(data: &Scratch) -> Config {
    let mut config = Config::new(&data.0);
    config.clock = Clock::at(SystemTime::UNIX_EPOCH + Duration::from_secs(2_000_000_000));
    config
}

fn open(data: &Scratch) -> Result<Rbac, StoreError> {
    Rbac::open(config(data))
}

fn files(data: &Scratch) -> BTreeMap<String, Vec<u8>> {
    let all = fs::read_dir(&data.0).unwrap().map(|file| {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, fs::read(&path).unwrap())
    });
    all.collect()
}

fn request(login: &str, password: &str) -> TokenRequest {
    TokenRequest {
        login: login.into(),
        password: Secret::new(password),
        lifetime: Default::default(),
        label: None,
    }
}

/// What the recorded folder holds.
#[track_caller]
fn all_is_there(rbac: &Rbac) {
    let state = rbac.state();
    let users: Vec<_> = state
        .records
        .users()
        .iter()
        .map(|user| (user.login.as_str(), user.is_revoked, user.last_login))
        .collect();
    let when = Some(1_795_814_189);
    assert_eq!(
        users,
        [
            ("api_user", false, None),
            ("admin", false, when),
            ("grace", true, when),
            ("ada", false, when),
        ]
    );
    let ada = state.records.user_named("ada").unwrap();
    assert_eq!(
        (ada.dn.as_deref(), state.records.inherited_roles(ada)),
        (Some("uid=ada,ou=people,dc=example,dc=org"), vec![3])
    );
    let roles: Vec<_> = state
        .records
        .roles()
        .iter()
        .map(|role| (role.id, role.display_name.as_str()))
        .collect();
    assert_eq!(roles, [(1, "Administrators"), (3, "Operators")]);
    assert_eq!(state.records.groups()[0].login, "ops");
    assert_eq!(state.directories.all().len(), 1);
    for (token, login) in [(OF_ADMIN, "admin"), (OF_ADA, "ada")] {
        assert_eq!(rbac.caller(token).unwrap().user().login, login);
    }
    assert_eq!(rbac.caller(OF_GRACE).unwrap_err().kind.status, 401);
}

#[test]
fn the_data_of_a_version_before_are_taken_over_once() {
    let data = before();
    let rbac = open(&data).unwrap();
    all_is_there(&rbac);
    // The next role is numbered as it would have been.
    wait(rbac.log_in(request("admin", PASSWORD))).unwrap();
    drop(rbac);
    let rbac = open(&data).unwrap();
    rbac.caller(OF_ADA).unwrap();
    drop(rbac);
    let left = files(&data);
    let names: Vec<&str> = left.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        ["directories.json", "key", "lock", "rbac.json", "rbac.redb"]
    );
    // A version before calls what is now in the place of its file damaged, and whoever looks into it is told why.
    let told: Value = serde_json::from_slice(&left["rbac.json"]).unwrap();
    assert_eq!(
        told,
        json!({
            "database": "rbac.redb",
            "note": "Users, groups, roles and tokens are in the file database. A version of ldaplab that calls this file damaged is older than they are: use a newer one.",
        })
    );
    let lab = Lab::of(open(&data).unwrap(), data);
    let role = json!({"display_name": "Next", "permissions": []});
    let made = lab.ask(OF_ADMIN, "POST", "/v1/roles", Some(role));
    assert_eq!(made.expect(201).json()["id"], 4);
}

#[test]
fn a_take_over_that_is_killed_at_any_point_is_made_good() {
    let old = before();
    let whole = files(&old);
    // While the database was made.
    let data = before();
    put(&data, "rbac.redb.new", b"half of it");
    all_is_there(&open(&data).unwrap());
    // Between its coming into its place and what is put in the old file's.
    let data = before();
    drop(open(&data).unwrap());
    let told = files(&data)["rbac.json"].clone();
    put(&data, "rbac.json", &whole["rbac.json"]);
    all_is_there(&open(&data).unwrap());
    assert_eq!(files(&data)["rbac.json"], told);
    // While that was written.
    put(&data, "rbac.json.new", b"{\"data");
    all_is_there(&open(&data).unwrap());
    fs::remove_file(data.0.join("rbac.json")).unwrap();
    all_is_there(&open(&data).unwrap());
    assert_eq!(files(&data)["rbac.json"], told);
}

#[test]
fn a_file_of_a_version_before_beside_a_database_that_went_on_is_not_guessed_at() {
    let data = before();
    let rbac = open(&data).unwrap();
    wait(rbac.log_in(request("admin", PASSWORD))).unwrap();
    drop(rbac);
    put(&data, "rbac.json", &files(&before())["rbac.json"]);
    let left = files(&data);
    let error = open(&data).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "{}: users are in it and in rbac.redb, and nothing says which are meant",
            data.0.join("rbac.json").display()
        )
    );
    assert_eq!(
        error.cure(),
        "Move the older of the two away: rbac.json is of a version before, rbac.redb of this one"
    );
    assert_eq!(files(&data), left);
}

#[test]
fn a_database_that_is_gone_is_not_replaced() {
    let data = before();
    drop(open(&data).unwrap());
    fs::remove_file(data.0.join("rbac.redb")).unwrap();
    let left = files(&data);
    let error = open(&data).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "{}: the database is not there, and rbac.json says that it should be",
            data.0.join("rbac.redb").display()
        )
    );
    assert_eq!(
        error.cure(),
        "Bring back rbac.redb from a copy; or remove rbac.json as well, and set it up again with ldaplab rbac init"
    );
    assert_eq!(files(&data), left);
}

#[test]
fn damage_anywhere_is_told_of_and_nothing_is_changed() {
    let data = before();
    drop(open(&data).unwrap());
    let whole = files(&data)["rbac.redb"].clone();
    // Where it is not empty: each stretch of it that holds something.
    let filled: Vec<usize> = whole
        .chunks(512)
        .enumerate()
        .filter(|(_, part)| part.iter().any(|octet| *octet != 0))
        .map(|(number, _)| number * 512)
        .collect();
    assert!(filled.len() > 10, "{filled:?}");
    let mut refused = 0;
    let mut check = |damaged: &[u8], what: &str| {
        put(&data, "rbac.redb", damaged);
        let left = files(&data);
        match open(&data) {
            // Not every octet means something: what is free holds what was there before.
            Ok(rbac) => all_is_there(&rbac),
            Err(error) => {
                refused += 1;
                let said = error.to_string();
                let path = data.0.join("rbac.redb").display().to_string();
                assert!(
                    said.starts_with(&format!("{path}: it is damaged: ")),
                    "{what}: {said}"
                );
                assert_eq!(
                    error.cure(),
                    "Bring back the file from a copy; or remove it and rbac.json, and set them up again with ldaplab rbac init: users, groups, roles and tokens are then gone"
                );
                assert_eq!(files(&data), left, "{what}");
            }
        }
    };
    for place in &filled {
        let mut damaged = whole.clone();
        let at = (*place..place + 512).find(|at| whole[*at] != 0).unwrap();
        damaged[at] ^= 0x55;
        check(&damaged, &format!("octet {at}"));
    }
    for length in [0, 1, 100, 4_096, whole.len() / 2, whole.len() - 1] {
        check(&whole[..length], &format!("cut to {length}"));
    }
    check(&vec![0; whole.len()], "zeros");
    check(b"{\"users\": []}", "another file");
    assert!(refused > 10, "{refused} of {}", filled.len());
    put(&data, "rbac.redb", &whole);
    all_is_there(&open(&data).unwrap());
}

/// A folder of a version before with so many users, each with a hundred tokens.
fn crowd(users: usize) -> Scratch {
    let data = before();
    let mut old: Value = serde_json::from_slice(&files(&data)["rbac.json"]).unwrap();
    let ada = old["users"][3].clone();
    for number in 0..users {
        let id = format!("0f7c31f4-1d0a-4c53-9a55-{number:012x}");
        let mut user = ada.clone();
        user["id"] = json!(id);
        user["login"] = json!(format!("user{number}"));
        user["dn"] = json!(format!("uid=user{number},ou=people,dc=example,dc=org"));
        old["users"].as_array_mut().unwrap().push(user);
        for token in 0..100 {
            let digest = format!("{number:032x}{token:032x}");
            let token =
                json!({"digest": digest, "user": id, "expires": 2_111_174_189_u64, "label": null});
            old["tokens"].as_array_mut().unwrap().push(token);
        }
    }
    put(&data, "rbac.json", old.to_string().as_bytes());
    data
}

#[test]
fn a_login_writes_as_much_among_many_tokens_as_among_few() {
    let written = |users: usize| {
        let data = crowd(users);
        let disk = Disk::default();
        let mut config = config(&data);
        config.disk = disk.clone();
        let rbac = Rbac::open(config).unwrap();
        wait(rbac.log_in(request("admin", PASSWORD))).unwrap();
        let others = files(&data);
        let before = disk.written();
        for _ in 0..5 {
            wait(rbac.log_in(request("admin", PASSWORD))).unwrap();
        }
        let written = disk.written() - before;
        // No other file is touched.
        let mut after = files(&data);
        for (name, octets) in others.iter().filter(|(name, _)| *name != "rbac.redb") {
            assert_eq!(after.remove(name).as_ref(), Some(octets), "{name}");
        }
        assert_eq!(after.len(), 1);
        written / 5
    };
    let (few, many) = (written(1), written(100));
    assert!(
        few > 0 && many < 2 * few,
        "{few} octets among few tokens, {many} among many"
    );
    assert!(many < 200_000, "{many}");
}

#[test]
fn a_full_disk_is_told_of_and_what_was_there_stays() {
    let disk = Disk::default();
    let lab = Lab::with(|config| config.disk = disk.clone(), |_| {});
    lab.user("grace", &[]);
    let grace = lab.token_of("grace", PASSWORD);
    disk.set_full(true);
    for _ in 0..3 {
        assert_eq!(
            lab.log_in("grace", PASSWORD).refusal(),
            (500, "server-error".into())
        );
        let told = lab.log_in_told("grace", PASSWORD).json();
        let said = told["msg"].as_str().unwrap();
        assert!(
            said.starts_with("nothing was changed, for it could not be stored: ")
                && said.contains("rbac.redb: no storage space"),
            "{said}"
        );
        // Sessions go on, and none is ended by half.
        lab.current(&grace).expect(200);
        let ended = lab.delete(&format!("/v2/tokens/{grace}"));
        assert_eq!(ended.refusal().0, 500);
        lab.current(&grace).expect(200);
    }
    disk.set_full(false);
    let second = lab.token_of("grace", PASSWORD);
    lab.delete(&format!("/v2/tokens/{grace}")).expect(204);
    let data = lab.stop();
    let lab = Lab::of(Rbac::open(Config::new(&data.0)).unwrap(), data);
    lab.current(&grace).expect(401);
    lab.current(&second).expect(200);
    lab.token_of(ADMIN, PASSWORD);
}
