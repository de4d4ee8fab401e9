//! Logins amid which the process is killed, or its disk is full.

use std::{
    collections::VecDeque,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::SystemTime,
};

use serde_json::json;

use super::{
    Data, PASSWORD, administrator, api,
    crash::{Random, spin},
};
use crate::process::Serving;

/// Kills, unless the environment variable says another number: `LDAPLAB_KILLS=200 cargo test -p ldaplab-cli killed_amid`.
const KILLS: usize = 10;
/// Users who log in at the same time.
const USERS: usize = 4;
/// Tokens of a user that are asked about again after each kill: fewer than the hundred that are kept.
const REMEMBERED: usize = 60;

#[expect(
    clippy::print_stdout,
    reason = "the seed of a failure, and what was done"
)]
#[test]
fn killed_amid_logins_a_service_finds_every_token_that_it_gave_out() {
    let kills = std::env::var("LDAPLAB_KILLS").map_or(KILLS, |number| number.parse().unwrap());
    let data = Data::new("rbac-logins-killed");
    let mut serving = data.serve(&["--plain-http"]);
    let admin = administrator(&serving);
    for number in 0..USERS {
        let user = json!({
            "login": format!("user{number}"), "display_name": "", "email": "", "password": PASSWORD,
        });
        assert_eq!(admin.post("/v1/users", &user).status, 201);
    }
    let seed = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_nanos() as u64;
    println!("seed {seed}");
    let mut random = Random(seed);
    let mut given: Vec<VecDeque<String>> = vec![VecDeque::new(); USERS];
    let (mut all, mut asked) = (0, 0);
    for round in 0..kills {
        let answers = AtomicU64::new(0);
        let fresh: Vec<Mutex<Vec<String>>> = (0..USERS).map(|_| Mutex::default()).collect();
        let client = api(&serving);
        thread::scope(|scope| {
            for (number, fresh) in fresh.iter().enumerate() {
                let (client, answers) = (client.clone(), &answers);
                scope.spawn(move || {
                    let body = json!({
                        "login": format!("user{number}"), "password": PASSWORD, "lifetime": "1d",
                    });
                    // Until the process is gone.
                    while let Some(answer) = client.ask("POST", "/v1/auth/token", Some(&body)) {
                        assert_eq!(answer.status, 200, "{answer:?}");
                        let token = answer.body["token"].as_str().unwrap().to_owned();
                        fresh.lock().unwrap().push(token);
                        answers.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
            let enough = random.below(8);
            while answers.load(Ordering::SeqCst) < enough {
                thread::yield_now();
            }
            spin(random.below(3_000_000));
            serving.kill();
        });
        for (given, fresh) in given.iter_mut().zip(fresh) {
            let fresh = fresh.into_inner().unwrap();
            all += fresh.len();
            given.extend(fresh);
            while given.len() > REMEMBERED {
                given.pop_front();
            }
        }
        serving = data.serve(&["--plain-http"]);
        for (number, given) in given.iter().enumerate() {
            for token in given {
                let answer = api(&serving).with_token(token).get("/v1/users/current");
                assert_eq!(answer.status, 200, "round {round}, seed {seed}: {answer:?}");
                assert_eq!(answer.body["login"], format!("user{number}"));
                asked += 1;
            }
        }
    }
    println!(
        "{kills} kills, {all} tokens were given out, of {asked} asked about again none is lost"
    );
    assert!(all > 0);
}

#[cfg(unix)]
#[test]
fn on_a_full_disk_a_service_says_so_and_goes_on_with_what_it_has() {
    let data = Data::new("rbac-disk-full");
    drop(data.serve(&["--plain-http"]));
    let size = |data: &Data| {
        let database = format!("{}/rbac.redb", data.path());
        std::fs::metadata(database).unwrap().len()
    };
    // No file may outgrow what the database has now.
    let serving = Serving::start_limited(&data.arguments(&["--plain-http"]), size(&data) / 512);
    let admin = administrator(&serving);
    let long = "x".repeat(1_024);
    let user = |number: usize| {
        json!({
            "login": format!("user{number}"), "display_name": long, "email": long, "password": null,
        })
    };
    let full = (0..5_000)
        .find(|number| {
            let made = admin.post("/v1/users", &user(*number));
            assert!([201, 500].contains(&made.status), "{made:?}");
            made.status == 500
        })
        .expect("the disk was to be full");
    let refused = admin.post("/v1/users", &user(full));
    let said = refused.body["msg"].as_str().unwrap();
    assert!(
        said.starts_with("nothing was changed, for it could not be stored: ")
            && said.contains("rbac.redb: "),
        "{said}"
    );
    // Sessions go on, failures count, and who guesses is shut out.
    assert_eq!(admin.get("/v1/users/current").status, 200);
    let users = |serving: &Serving, token: &str| {
        let all = api(serving).with_token(token).get("/v1/users");
        all.body.as_array().unwrap().len()
    };
    let token = admin.token.clone().unwrap();
    assert_eq!(users(&serving, &token), full + 2);
    let guess = json!({"login": "nobody", "password": "guessed"});
    let kinds: Vec<String> = (0..11)
        .map(|_| {
            let refused = api(&serving).post("/v1/auth/token", &guess);
            refused.body["kind"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(kinds[..10], vec!["user-unauthenticated"; 10]);
    assert_eq!(kinds[10], "user-revoked");
    drop(serving);
    // With room again everything is there that was acknowledged.
    let serving = data.serve(&["--plain-http"]);
    assert_eq!(users(&serving, &token), full + 2);
    let more = api(&serving)
        .with_token(&token)
        .post("/v1/users", &user(full));
    assert_eq!(more.status, 201, "{more:?}");
}
