//! Processes that are killed in the middle of a write, and two on one folder.

use std::{
    hint::{black_box, spin_loop},
    process::{Command, Stdio},
    time::{Instant, SystemTime},
};

use serde_json::{Value, json};

use super::{Data, PASSWORD, api, settings};
use crate::{
    http::{Answer, Http},
    process::{Folder, Serving, run, run_with},
};

const WRITES: usize = 200;

/// SplitMix64.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % end.max(1)
    }
}

pub(super) fn spin(rounds: u64) {
    for round in 0..rounds {
        black_box(round);
        spin_loop();
    }
}

/// How many rounds of [`spin`] a write takes here.
fn rounds_of_a_write(write: impl Fn()) -> u64 {
    const SAMPLE: u64 = 1_000_000;
    let began = Instant::now();
    spin(SAMPLE);
    let spun = began.elapsed();
    let began = Instant::now();
    (0..5).for_each(|_| write());
    let written = began.elapsed() / 5;
    (SAMPLE as f64 * written.as_secs_f64() / spun.as_secs_f64()) as u64
}

/// Settings every part of which says which they are.
fn numbered(number: usize) -> Value {
    let mut settings = settings();
    settings["display_name"] = format!("number {number}").into();
    settings["port"] = (1_000 + number).into();
    settings["password"] = format!("password {number}").into();
    settings["help_link"] = format!("https://help.example/{number}").into();
    settings
}

/// The number of the settings that are stored, which must be whole.
fn number_of(shown: &Value) -> usize {
    let number = shown["port"].as_u64().unwrap() as usize - 1_000;
    let whole = numbered(number);
    for (key, value) in whole.as_object().unwrap() {
        let value = if value == "" { &Value::Null } else { value };
        assert_eq!(&shown[key], value, "{key} in {shown}");
    }
    number
}

fn names(answer: &Answer, key: &str) -> Vec<String> {
    let list = answer.body.as_array().unwrap().iter();
    list.map(|one| one[key].as_str().unwrap().to_owned())
        .collect()
}

/// What must be there after a write of settings, of a user, of a role.
#[derive(Default)]
struct Known {
    settings: usize,
    users: Vec<String>,
    roles: Vec<String>,
}

impl Known {
    /// What a process says that began after the write numbered so was killed; whether that write is there.
    fn check(&mut self, api: &Http, number: usize, acknowledged: bool) -> bool {
        let name = format!("n{number}");
        let settings = number_of(&api.get("/v1/ds").body);
        let mut users = names(&api.get("/v1/users"), "login");
        users.retain(|login| login.starts_with('n'));
        let mut roles = names(&api.get("/v1/roles"), "display_name");
        roles.retain(|role| role.starts_with('n'));
        let mut new = false;
        if settings != self.settings {
            assert_eq!(
                (settings, kind_of(number)),
                (number, 0),
                "older settings came back"
            );
            new = true;
        }
        for (kind, found, before) in [(1, &users, &self.users), (2, &roles, &self.roles)] {
            assert_eq!(found[..before.len()], before[..], "what was there is there");
            if found.len() > before.len() {
                assert_eq!(
                    (found[before.len()..].to_vec(), kind_of(number)),
                    (vec![name.clone()], kind)
                );
                new = true;
            }
        }
        assert!(
            new || !acknowledged,
            "number {number} was acknowledged and is lost"
        );
        (self.settings, self.users, self.roles) = (settings, users, roles);
        new
    }
}

/// What the write numbered so writes: settings, a user, a role.
fn kind_of(number: usize) -> usize {
    match number % 10 {
        3 => 1,
        6 => 2,
        _ => 0,
    }
}

#[expect(clippy::print_stdout, reason = "the seed of a failure")]
#[test]
fn of_writes_that_are_killed_the_old_or_the_new_is_there() {
    let data = Data::new("rbac-killed");
    let serve = ["--plain-http", "--v1-returns-password"];
    let mut serving = data.serve(&serve);
    // Tokens outlive the process, and a password would take longer than all the rest.
    let token = api(&serving).log_in("admin", PASSWORD, "1d");
    let connect = |serving: &Serving| api(serving).with_token(&token);
    let client = connect(&serving);
    let rounds = rounds_of_a_write(|| assert_eq!(client.put("/v1/ds", &numbered(0)).status, 200));
    let seed = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_nanos() as u64;
    println!("seed {seed}, a write takes {rounds} rounds");
    let mut random = Random(seed);
    let mut known = Known::default();
    let (mut kept, mut acknowledged) = (0, 0);
    for number in 1..=WRITES {
        let client = connect(&serving);
        let name = format!("n{number}");
        let (method, path, body) = match kind_of(number) {
            0 => ("PUT", "/v1/ds", numbered(number)),
            1 => (
                "POST",
                "/v1/users",
                json!({"login": name, "display_name": "", "email": ""}),
            ),
            _ => (
                "POST",
                "/v1/roles",
                json!({"display_name": name, "permissions": []}),
            ),
        };
        let answer = client.send(method, path, &body);
        let answer = if number % 10 == 0 {
            // The answer has come: what it says must last.
            let answer = Answer::read(answer);
            serving.kill();
            assert_eq!(
                answer.as_ref().map(|answer| answer.status),
                Some(200),
                "{answer:?}"
            );
            answer
        } else {
            // A process that has just begun is slower than the one that was measured.
            spin(random.below(rounds * 4));
            serving.kill();
            Answer::read(answer)
        };
        if let Some(answer) = &answer {
            assert!([200, 201].contains(&answer.status), "{answer:?}");
            acknowledged += 1;
        }
        serving = data.serve(&serve);
        kept += usize::from(known.check(&connect(&serving), number, answer.is_some()));
    }
    println!("of {WRITES} writes {acknowledged} were acknowledged and {kept} kept");
    assert!(
        acknowledged <= kept && kept < WRITES,
        "nothing was killed in time (seed {seed})"
    );
    let ours = ["directories.json", "key", "lock", "rbac.json", "rbac.redb"];
    for (name, _) in data.files() {
        let whole = name.strip_suffix(".new").unwrap_or(&name);
        assert!(ours.contains(&whole), "{name} was left");
    }
}

#[test]
fn a_second_process_on_the_folder_is_refused_and_the_first_goes_on() {
    let data = Data::new("rbac-two");
    let serving = data.serve(&["--plain-http"]);
    let token = api(&serving).log_in("admin", PASSWORD, "1h");
    let first = api(&serving).with_token(&token);
    assert_eq!(first.put("/v1/ds", &numbered(1)).status, 200);
    let before = data.files();
    let error = format!(
        "error: {}: another process uses this folder.\n cure: Stop the other process, or give this one a folder of its own.\n",
        data.path()
    );
    let init = ["rbac", "init", "--data", data.path()];
    for ran in [
        run(&data.arguments(&[])),
        run_with(&init, &[("LDAPLAB_RBAC_PASSWORD", "another passphrase")]),
    ] {
        assert_eq!(
            (ran.code, ran.out.as_str(), ran.err),
            (Some(1), "", error.clone())
        );
    }
    assert_eq!(data.files(), before);
    assert_eq!(first.put("/v1/ds", &numbered(2)).status, 200);
    assert_eq!(first.get("/v1/ds").body["port"], 1_002);
}

#[test]
fn what_a_crash_left_beside_the_files_disturbs_nothing() {
    let data = Data::new("rbac-leftovers");
    for name in [
        "key",
        "directories.json",
        "rbac.json",
        "rbac.redb",
        "https.pem",
    ] {
        std::fs::write(format!("{}/{name}.new", data.path()), "{\"half\": ").unwrap();
    }
    let serving = data.serve(&[]);
    let token = api(&serving).log_in("admin", PASSWORD, "1h");
    let client = api(&serving).with_token(&token);
    assert_eq!(client.put("/v1/ds", &numbered(1)).status, 200);
    drop(serving);
    let serving = data.serve(&[]);
    let shown = api(&serving).with_token(&token).get("/v1/ds");
    assert_eq!((shown.status, &shown.body["port"]), (200, &json!(1_001)));
}

#[test]
fn a_first_init_that_is_killed_is_made_good_by_another() {
    let mut random = Random(42);
    let began = Instant::now();
    spin(100_000);
    let millisecond = (100_000_000_000 / began.elapsed().as_nanos().max(1)) as u64;
    for round in 0..20 {
        let data = Data(Folder::new(&format!("rbac-first-{round}")));
        let init = ["rbac", "init", "--data", data.path()];
        let mut child = Command::new(env!("CARGO_BIN_EXE_ldaplab"))
            .args(init)
            .env("LDAPLAB_RBAC_PASSWORD", "killed passphrase")
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        spin(random.below(millisecond * 50));
        child.kill().unwrap();
        child.wait().unwrap();
        let ran = run_with(&init, &[("LDAPLAB_RBAC_PASSWORD", PASSWORD)]);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{round}");
        let serving = data.serve(&["--plain-http"]);
        assert_eq!(api(&serving).get("/v1/ds").status, 401);
    }
}

#[test]
fn a_file_that_is_damaged_is_named_and_left_as_it_is() {
    for name in ["key", "directories.json", "rbac.json", "rbac.redb"] {
        let data = Data::new(&format!("rbac-damaged-{name}"));
        let file = format!("{}/{name}", data.path());
        let folder = ldaplab::settings::Folder::open(data.path()).unwrap();
        folder.write(name, b"{\"half\": ").unwrap();
        drop(folder);
        let before = data.files();
        for ran in [
            run(&data.arguments(&[])),
            run(&["rbac", "init", "--data", data.path()]),
        ] {
            assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{name}");
            assert!(
                ran.err.starts_with(&format!("error: {file}: ")),
                "{}",
                ran.err
            );
            let cure = "\n cure: Bring back the file from a copy";
            assert!(ran.err.contains(cure), "{}", ran.err);
        }
        assert_eq!(data.files(), before);
    }
}
