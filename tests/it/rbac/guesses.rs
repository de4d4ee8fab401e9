//! Guesses at passwords: slowed down for every name, on record or not; nobody is shut out for good whom nobody else could let in again, and no session ends by them.

use std::{
    net::{IpAddr, Ipv6Addr, SocketAddr},
    thread,
    time::{Duration, SystemTime},
};

use ldaplab::{
    clock::Clock,
    http::{Service, ServiceConfig},
    rbac::{Config, Disk, Rbac, TokenRequest, UserChange},
    server::{LdapServer, User},
    settings::Secret,
};
use serde_json::{Value, json};

use super::{
    http::Http,
    lab::{ADMIN, Lab, PASSWORD, asked, id, nowhere, settings, wait, with},
};

const CLOSED: (u16, &str) = (401, "user-revoked");
const WRONG: (u16, &str) = (401, "user-unauthenticated");

fn noon() -> Clock {
    Clock::at(SystemTime::UNIX_EPOCH + Duration::from_secs(2_000_000_000))
}

fn slapd() -> LdapServer {
    LdapServer::openldap("dc=example,dc=org")
        .user(
            User::new("ada")
                .password("pass-word")
                .attribute("uid", "countess"),
        )
        .user(User::new("ben").password("pass-word"))
        .start()
        .unwrap()
}

#[track_caller]
fn is(answer: &super::http::Answer, expected: (u16, &str)) {
    let (status, kind) = answer.refusal();
    assert_eq!((status, kind.as_str()), expected, "{answer:?}");
}

#[track_caller]
fn guess(lab: &Lab, login: &str, times: usize) {
    for number in 0..times {
        let refused = lab.log_in(login, "guessed");
        assert_eq!(refused.refusal().1, WRONG.1, "{login} {number}");
    }
}

#[test]
fn the_name_of_the_administrator_is_closed_for_a_time_that_grows_and_live_sessions_go_on() {
    let clock = noon();
    let lab = Lab::with(|config| config.clock = clock.clone(), |_| {});
    let admin = id(&lab.current(&lab.token).expect(200));
    guess(&lab, ADMIN, 9);
    // The ninth is one below.
    lab.log_in(ADMIN, PASSWORD).expect(200);
    guess(&lab, ADMIN, 10);
    for delay in [60, 120, 240, 480, 900, 900] {
        is(&lab.log_in(ADMIN, PASSWORD), CLOSED);
        lab.current(&lab.token).expect(200);
        clock.advance(Duration::from_secs(delay - 1));
        is(&lab.log_in(ADMIN, PASSWORD), CLOSED);
        clock.advance(Duration::from_secs(1));
        is(&lab.log_in(ADMIN, "guessed"), WRONG);
    }
    clock.advance(Duration::from_secs(900));
    let token = lab.token_of(ADMIN, PASSWORD);
    let user = lab.current(&token).expect(200).json();
    assert_eq!(
        (&user["is_revoked"], &user["id"]),
        (&json!(false), &json!(admin))
    );
}

#[test]
fn an_administrator_lets_a_built_in_one_in_again_while_the_service_runs() {
    let lab = Lab::with(|config| config.clock = noon(), |_| {});
    let address = format!("/v1/users/{}", id(&lab.current(&lab.token)));
    for cure in [json!({"is_revoked": false}), json!({"password": PASSWORD})] {
        guess(&lab, ADMIN, 10);
        is(&lab.log_in(ADMIN, PASSWORD), CLOSED);
        let token = match lab.current(&lab.token).status {
            200 => lab.token.clone(),
            _ => panic!("the session ended"),
        };
        let second = lab.ask(&token, "PUT", &address, Some(cure.clone()));
        assert_eq!(second.status, 200, "{cure}: {second:?}");
        lab.log_in(ADMIN, PASSWORD).expect(200);
        if cure["password"].is_string() {
            break;
        }
    }
    // So does a certificate on the list.
    guess(&lab, ADMIN, 10);
    is(&lab.log_in(ADMIN, PASSWORD), CLOSED);
    let certificate = lab.rbac.certificate_caller().unwrap();
    let admin = lab
        .rbac
        .state()
        .records
        .user_named(ADMIN)
        .unwrap()
        .id
        .clone();
    let cure = UserChange {
        is_revoked: Some(false),
        ..UserChange::default()
    };
    wait(lab.rbac.change_user(&certificate, admin, cure)).unwrap();
    lab.log_in(ADMIN, PASSWORD).expect(200);
}

#[test]
fn a_stranger_elsewhere_does_not_close_the_administrators_name_here() {
    let lab = Lab::with(|config| config.clock = noon(), |_| {});
    let six = ServiceConfig::new(SocketAddr::from((Ipv6Addr::LOCALHOST, 0)));
    let service = Service::start(lab.rbac.clone(), six).unwrap();
    let there = Http::secure(service.address(), service.ca_file().unwrap(), None);
    let body = |password: &str| json!({"login": ADMIN, "password": password}).to_string();
    let send = |password: &str| {
        let headers = [("Content-Type", "application/json")];
        there.send(
            "POST",
            "/rbac-api/v1/auth/token",
            &headers,
            Some(&body(password)),
        )
    };
    for _ in 0..10 {
        is(&send("guessed"), WRONG);
    }
    is(&send(PASSWORD), CLOSED);
    lab.log_in(ADMIN, PASSWORD).expect(200);
    // A name that somebody else can let in again is closed everywhere.
    lab.user("grace", &[]);
    let guess_from = |number: u8| {
        let request = TokenRequest {
            login: "grace".into(),
            password: Secret::new("guessed"),
            lifetime: Default::default(),
            label: None,
        };
        let from = IpAddr::from([192, 0, 2, number]);
        wait(lab.rbac.log_in_from(request, Some(from)))
            .unwrap_err()
            .kind
    };
    for number in 0..10 {
        assert_eq!(guess_from(number).name, WRONG.1);
    }
    assert_eq!(guess_from(11).name, CLOSED.1);
}

#[test]
fn guesses_count_for_names_that_are_not_on_record() {
    let server = slapd();
    let clock = noon();
    let lab = Lab::with(|config| config.clock = clock.clone(), |_| {});
    lab.put("/v1/ds", settings(&server)).expect(200);
    lab.user("grace", &[]);
    // Local, in the directory and never logged in, nowhere: the tenth failure closes each, and what is heard is the same.
    let heard: Vec<(u16, Value, Value)> = ["grace", "ben", "nobody"]
        .iter()
        .flat_map(|login| {
            (0..12).map(|_| {
                let refused = lab.log_in(login, "guessed");
                let body = refused.json();
                (refused.status, body["kind"].clone(), body["msg"].clone())
            })
        })
        .collect();
    assert_eq!(heard[..12], heard[12..24]);
    assert_eq!(heard[..12], heard[24..]);
    assert_eq!(heard[9].1, WRONG.1);
    assert_eq!(heard[10].1, CLOSED.1);
    assert_eq!(
        heard[10].2,
        "this name cannot log in now: wait a while, or ask an administrator"
    );
    // No directory is asked for a name that is closed.
    server.forget_requests();
    is(&lab.log_in("ben", "pass-word"), CLOSED);
    assert_eq!(asked(&server), [""; 0]);
    clock.advance(Duration::from_secs(60));
    lab.log_in("ben", "pass-word").expect(200);
    // Spellings of one entry are not counted apart, on record or not.
    for spelling in [
        "ada", "ada ", "countess", "ada", "ada ", "countess", "ada", "ada ", "countess", "ada",
    ] {
        is(&lab.log_in(spelling, "guessed"), WRONG);
    }
    is(&lab.log_in("countess", "pass-word"), CLOSED);
}

#[test]
fn every_refusal_is_the_same_work_whatever_its_reason() {
    let (one, two) = (slapd(), slapd());
    let lab = Lab::new();
    lab.put("/v1/ds", settings(&one)).expect(200);
    let second = with(settings(&two), json!({"display_name": "Two"}));
    lab.post("/v1/command/ldap/create", second).expect(201);
    lab.user("grace", &[]);
    let none = json!({"login": "hopper", "display_name": "", "email": ""});
    lab.post("/v1/users", none).expect(201);
    let gone = lab.user("gone", &[]);
    lab.put(&format!("/v1/users/{gone}"), json!({"is_revoked": true}))
        .expect(200);
    lab.token_of("ada", "pass-word");
    asked(&one);
    asked(&two);
    // A local user, one without a password, a revoked one, an administrator; on record in a directory, not on record, nobody.
    for login in ["grace", "hopper", "gone", ADMIN, "ada", "ben", "nobody"] {
        let before = lab.rbac.hashed();
        is(&lab.log_in(login, "guessed"), WRONG);
        assert_eq!(lab.rbac.hashed() - before, 1, "{login}: hashes");
        let (first, second) = (asked(&one), asked(&two));
        let look_up = [
            format!("1 bind {}", one.admin().dn()),
            format!("1 search dc=example,dc=org (uid={login})"),
        ];
        assert_eq!(first[..2], look_up, "{login}");
        assert_eq!(first.len(), 3, "{login}: {first:?}");
        assert!(first[2].starts_with("2 bind "), "{login}: {first:?}");
        assert_eq!(second, look_up, "{login}");
    }
    // With a directory down, a local user is refused as ever, by the same work; of all others nothing can be said.
    lab.put("/v1/ds", nowhere()).expect(200);
    for (login, expected, sentence) in [
        ("grace", WRONG, "the login name or the password is wrong"),
        (ADMIN, WRONG, "the login name or the password is wrong"),
        (
            "ben",
            (503, "ds-unreachable"),
            "this login cannot be checked now; an administrator can say why",
        ),
        (
            "nobody",
            (503, "ds-unreachable"),
            "this login cannot be checked now; an administrator can say why",
        ),
    ] {
        let before = lab.rbac.hashed();
        asked(&two);
        let refused = lab.log_in(login, "guessed");
        is(&refused, expected);
        assert_eq!(refused.json()["msg"], sentence, "{login}");
        assert_eq!(lab.rbac.hashed() - before, 1, "{login}: hashes");
        assert_eq!(
            asked(&two).len(),
            3,
            "{login}: the other is asked and bound to all the same"
        );
    }
    // And are counted meanwhile.
    for (login, status) in [("grace", 401), ("nobody", 503)] {
        for _ in 0..8 {
            lab.log_in(login, "guessed").expect(status);
        }
        is(&lab.log_in(login, "guessed"), CLOSED);
    }
    lab.token_of(ADMIN, PASSWORD);
}

#[test]
fn failures_count_also_when_they_cannot_be_stored() {
    let clock = noon();
    let disk = Disk::default();
    let with = |config: &mut Config| {
        config.clock = clock.clone();
        config.disk = disk.clone();
    };
    let lab = Lab::with(with, |_| {});
    let grace = lab.user("grace", &[]);
    disk.set_full(true);
    guess(&lab, "grace", 10);
    is(&lab.log_in("grace", PASSWORD), CLOSED);
    let address = format!("/v1/users/{grace}");
    assert_eq!(lab.get(&address).json()["is_revoked"], false);
    disk.set_full(false);
    // The next failure stores it.
    clock.advance(Duration::from_secs(60));
    is(&lab.log_in("grace", "guessed"), WRONG);
    assert_eq!(lab.get(&address).json()["is_revoked"], true);
}

#[test]
fn fifty_guesses_at_once_at_a_name_in_a_directory_are_fifty_guesses() {
    let server = slapd();
    let lab = Lab::with(|config| config.clock = noon(), |_| {});
    lab.put("/v1/ds", settings(&server)).expect(200);
    let kinds: Vec<String> = thread::scope(|scope| {
        let guesses: Vec<_> = (0..50)
            .map(|_| scope.spawn(|| lab.log_in("ben", "guessed").kind()))
            .collect();
        guesses
            .into_iter()
            .map(|guess| guess.join().unwrap())
            .collect()
    });
    let wrong = kinds.iter().filter(|kind| *kind == WRONG.1).count();
    assert_eq!(wrong, 10);
    let tried = asked(&server)
        .iter()
        .filter(|line| line.contains("bind uid=ben,"))
        .count();
    assert_eq!(tried, 10);
}

#[test]
fn a_new_process_gives_no_guess_back() {
    let (clock, server) = (noon(), slapd());
    let begin = |lab: Lab| {
        let data = lab.stop();
        let mut config = Config::new(&data.0);
        config.clock = clock.clone();
        Lab::of(Rbac::open(config).unwrap(), data)
    };
    let lab = Lab::with(|config| config.clock = clock.clone(), |_| {});
    lab.put("/v1/ds", settings(&server)).expect(200);
    // By a name, by an entry of many names, by an address.
    guess(&lab, "nobody", 9);
    for spelling in ["ada", "countess", "ada", "ada ", "countess"] {
        guess(&lab, spelling, 1);
    }
    guess(&lab, ADMIN, 8);
    // Of four nothing is stored.
    guess(&lab, "ben", 4);
    let lab = begin(lab);
    guess(&lab, "nobody", 1);
    guess(&lab, ADMIN, 2);
    is(&lab.log_in(ADMIN, PASSWORD), CLOSED);
    for spelling in ["ada", "countess", "ada", "ada ", "countess"] {
        guess(&lab, spelling, 1);
    }
    let lab = begin(lab);
    for login in ["nobody", ADMIN] {
        is(&lab.log_in(login, PASSWORD), CLOSED);
    }
    is(&lab.log_in("ada  ", "pass-word"), CLOSED);
    guess(&lab, "ben", 7);
    // A success, or an administrator, ends the row there as well.
    lab.token_of("ben", "pass-word");
    clock.advance(Duration::from_secs(60));
    lab.token_of(ADMIN, PASSWORD);
    let lab = begin(lab);
    guess(&lab, "ben", 9);
    guess(&lab, ADMIN, 9);
    lab.token_of("ben", "pass-word");
    lab.token_of(ADMIN, PASSWORD);
}
