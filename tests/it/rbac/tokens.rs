//! Tokens: how long they live, who takes them back; and who is locked out.

use std::{
    thread,
    time::{Duration, SystemTime},
};

use ldaplab::{
    clock::Clock,
    rbac::{TokenRequest, UserChange},
    settings::Secret,
};
use serde_json::json;

use super::lab::{ADMIN, Lab, PASSWORD, id, wait};

fn noon() -> Clock {
    Clock::at(SystemTime::UNIX_EPOCH + Duration::from_secs(2_000_000_000))
}

fn with_lifetime(lab: &Lab, lifetime: &str) -> super::http::Answer {
    let body =
        json!({"login": ADMIN, "password": PASSWORD, "lifetime": lifetime, "label": "a test"});
    lab.ask("", "POST", "/v1/auth/token", Some(body))
}

#[test]
fn a_token_lives_as_long_as_was_asked_for() {
    let clock = noon();
    let lab = Lab::with(|config| config.clock = clock.clone(), |_| {});
    let usual = lab.token_of(ADMIN, PASSWORD);
    let long = with_lifetime(&lab, "2d").expect(200).json()["token"]
        .as_str()
        .unwrap()
        .to_owned();
    clock.advance(Duration::from_secs(3_599));
    lab.current(&usual).expect(200);
    clock.advance(Duration::from_secs(1));
    assert_eq!(
        lab.current(&usual).refusal(),
        (401, "user-unauthenticated".into())
    );
    lab.current(&long).expect(200);
    clock.advance(Duration::from_secs(2 * 86_400 - 3_600));
    assert_eq!(lab.current(&long).status, 401);
    for good in ["1s", "90m", "10y", "3650d"] {
        with_lifetime(&lab, good).expect(200);
    }
    for bad in [
        "",
        "0s",
        "-1h",
        "11y",
        "3651d",
        "1w",
        "1 h",
        "h",
        "1.5h",
        "99999999999999999999y",
        "1ä",
    ] {
        let refused = with_lifetime(&lab, bad);
        assert_eq!(refused.refusal(), (400, "schema-violation".into()), "{bad}");
    }
}

#[test]
fn a_token_is_sent_in_the_header_or_the_query_and_nowhere_else() {
    let lab = Lab::new();
    let path = "/rbac-api/v1/users/current";
    let send =
        |path: &str, headers: &[(&str, &str)]| lab.http.send("GET", path, headers, None).status;
    let token = lab.token.as_str();
    assert_eq!(send(path, &[("X-Authentication", token)]), 200);
    assert_eq!(send(&format!("{path}?x=1&token={token}"), &[]), 200);
    let refused = lab.http.send("GET", path, &[], None);
    assert_eq!(refused.refusal(), (401, "user-unauthenticated".into()));
    assert_eq!(refused.header("www-authenticate"), Some("X-Authentication"));
    for wrong in ["", " ", "x", &token[1..], &format!("{token}x"), "\u{e4}"] {
        assert_eq!(send(path, &[("X-Authentication", wrong)]), 401, "{wrong}");
    }
    assert_eq!(
        send(path, &[("Authorization", &format!("Bearer {token}"))]),
        401
    );
    // A wrong header is not made good by a query.
    assert_eq!(
        send(
            &format!("{path}?token={token}"),
            &[("X-Authentication", "x")]
        ),
        401
    );
    let look = json!({"token": token});
    let seen = lab
        .ask("", "POST", "/v2/auth/token/authenticate", Some(look))
        .expect(200);
    assert_eq!(seen.json()["login"], ADMIN);
    // Only a digest is kept, and Debug shows none either.
    assert!(!lab.data.content().contains(token));
    assert!(!format!("{:?}", lab.rbac.state()).contains(token));
    let request = TokenRequest {
        login: ADMIN.into(),
        password: Secret::new(PASSWORD),
        lifetime: Default::default(),
        label: None,
    };
    assert!(!format!("{request:?}").contains(PASSWORD));
}

#[test]
fn tokens_are_taken_back_by_their_owner_or_whoever_edits_users() {
    let lab = Lab::new();
    let grace = lab.user("grace", &[]);
    lab.user("hopper", &[]);
    let (one, two) = (
        lab.token_of("grace", PASSWORD),
        lab.token_of("grace", PASSWORD),
    );
    let hopper = lab.token_of("hopper", PASSWORD);
    let refused = lab.ask(&hopper, "DELETE", &format!("/v2/tokens/{one}"), None);
    assert_eq!(refused.refusal(), (403, "permission-denied".into()));
    let refused = lab.ask(
        &hopper,
        "DELETE",
        &format!("/v2/users/{grace}/tokens"),
        None,
    );
    assert_eq!(refused.refusal(), (403, "permission-denied".into()));
    lab.current(&one).expect(200);
    lab.ask(&one, "DELETE", &format!("/v2/tokens/{one}"), None)
        .expect(204);
    lab.current(&one).expect(401);
    lab.ask(&two, "DELETE", "/v2/tokens/unknown", None)
        .expect(204);
    lab.current(&two).expect(200);
    lab.delete(&format!("/v2/users/{grace}/tokens")).expect(204);
    lab.current(&two).expect(401);
    // A new password and the end of the user end them, too.
    let three = lab.token_of("grace", PASSWORD);
    lab.put(
        &format!("/v1/users/{grace}"),
        json!({"password": "another passphrase"}),
    )
    .expect(200);
    lab.current(&three).expect(401);
    let four = lab.token_of("grace", "another passphrase");
    lab.delete(&format!("/v1/users/{grace}")).expect(204);
    lab.current(&four).expect(401);
    assert_eq!(lab.log_in("grace", "another passphrase").status, 401);
}

#[test]
fn ten_failures_lock_out_also_whoever_then_knows_the_password() {
    let lab = Lab::new();
    let grace = lab.user("grace", &[]);
    for _ in 0..9 {
        lab.log_in("Grace", "guessed").expect(401);
    }
    // One success begins anew.
    lab.log_in("grace", PASSWORD).expect(200);
    for _ in 0..9 {
        lab.log_in("grace", "guessed").expect(401);
    }
    let token = lab.token_of("grace", PASSWORD);
    for _ in 0..10 {
        let refused = lab.log_in("grace", "guessed");
        assert_eq!(refused.refusal(), (401, "user-unauthenticated".into()));
    }
    assert_eq!(
        lab.log_in("grace", PASSWORD).refusal(),
        (401, "user-revoked".into())
    );
    // Nobody ends the sessions of others by guessing at their name; an administrator does.
    lab.current(&token).expect(200);
    let address = format!("/v1/users/{grace}");
    assert_eq!(lab.get(&address).json()["is_revoked"], true);
    lab.put(&address, json!({"is_revoked": false})).expect(200);
    lab.log_in("grace", PASSWORD).expect(200);
    lab.current(&token).expect(200);
    lab.put(&address, json!({"is_revoked": true})).expect(200);
    lab.current(&token).expect(401);
}

#[test]
fn thirty_guesses_at_once_are_thirty_guesses() {
    let lab = Lab::new();
    lab.user("grace", &[]);
    // The right one is among them, but only behind ten wrong ones that were answered.
    thread::scope(|scope| {
        let guesses: Vec<_> = (0..30)
            .map(|_| scope.spawn(|| lab.log_in("grace", "guessed").kind()))
            .collect();
        let kinds: Vec<String> = guesses
            .into_iter()
            .map(|guess| guess.join().unwrap())
            .collect();
        let wrong = kinds
            .iter()
            .filter(|kind| *kind == "user-unauthenticated")
            .count();
        let revoked = kinds.iter().filter(|kind| *kind == "user-revoked").count();
        assert_eq!((wrong, revoked), (10, 20));
    });
    assert_eq!(
        lab.log_in("grace", PASSWORD).refusal(),
        (401, "user-revoked".into())
    );
    // An administrator's name is closed for a while as well, and somebody with the folder mends it at once.
    for _ in 0..10 {
        lab.log_in(ADMIN, "guessed").expect(401);
    }
    assert_eq!(
        lab.log_in(ADMIN, PASSWORD).refusal(),
        (401, "user-revoked".into())
    );
    wait(
        lab.rbac
            .make_administrator(ADMIN, &Secret::new("a new passphrase")),
    )
    .unwrap();
    lab.log_in(ADMIN, "a new passphrase").expect(200);
    // What the old password gave is gone with it.
    assert_eq!(
        lab.current(&lab.token).refusal(),
        (401, "user-unauthenticated".into())
    );
}

#[test]
fn api_user_has_no_password() {
    let lab = Lab::new();
    for password in ["", " ", "x", PASSWORD] {
        let refused = lab.log_in("api_user", password).expect(401);
        let kind = if password.is_empty() {
            "user-unauthenticated"
        } else {
            "api-user-login"
        };
        assert_eq!(refused.kind(), kind);
    }
    let users = lab.get("/v1/users").json();
    let api_user = &users[0];
    assert_eq!(
        (&api_user["login"], &api_user["is_superuser"]),
        (&json!("api_user"), &json!(true))
    );
    let address = format!("/v1/users/{}", api_user["id"].as_str().unwrap());
    for change in [
        json!({"password": "a passphrase"}),
        json!({"is_revoked": true}),
    ] {
        let refused = lab.put(&address, change);
        assert_eq!(refused.refusal(), (403, "admin-user-immutable".into()));
    }
    let refused = lab.put(&address, json!({"role_ids": []}));
    assert_eq!(
        refused.refusal(),
        (403, "admin-user-not-in-admin-role".into())
    );
    let refused = lab.delete(&address);
    assert_eq!(refused.refusal(), (403, "admin-user-immutable".into()));
}

#[test]
fn nobody_keeps_many_tokens() {
    let lab = Lab::new();
    lab.user("grace", &[]);
    let first = lab.token_of("grace", PASSWORD);
    let second = lab.token_of("grace", PASSWORD);
    for _ in 0..99 {
        lab.token_of("grace", PASSWORD);
    }
    lab.current(&first).expect(401);
    lab.current(&second).expect(200);
    lab.current(&lab.token).expect(200);
    let body = json!({"login": "grace", "password": PASSWORD, "label": "x".repeat(257)});
    let refused = lab.ask("", "POST", "/v1/auth/token", Some(body));
    assert_eq!(refused.refusal(), (400, "schema-violation".into()));
}

#[test]
fn a_password_that_is_just_being_replaced_gives_no_token_that_outlives_it() {
    let lab = Lab::new();
    let grace = lab.user("grace", &[]);
    let caller = lab.rbac.caller(&lab.token).unwrap();
    let mut password = PASSWORD.to_owned();
    for round in 0..12 {
        let request = TokenRequest {
            login: "grace".into(),
            password: Secret::new(&password),
            lifetime: Default::default(),
            label: None,
        };
        password = format!("passphrase number {round}");
        let change = UserChange {
            password: Some(Secret::new(&password)),
            ..UserChange::default()
        };
        let id = grace.parse().unwrap();
        let (logged_in, changed) = thread::scope(|scope| {
            let login = scope.spawn(|| wait(lab.rbac.log_in(request)));
            let change = scope.spawn(|| wait(lab.rbac.change_user(&caller, id, change)));
            (login.join().unwrap(), change.join().unwrap())
        });
        changed.unwrap();
        if let Ok(token) = logged_in {
            assert!(lab.rbac.caller(&token).is_err(), "round {round}");
        }
    }
    assert_eq!(id(&lab.current(&lab.token_of("grace", &password))), grace);
}

#[test]
fn a_new_password_and_a_revocation_end_sessions() {
    let lab = Lab::new();
    for change in [json!({"password": PASSWORD}), json!({"is_revoked": true})] {
        let login = format!("user{}", change.to_string().len());
        let path = format!("/v1/users/{}", lab.user(&login, &[]));
        let (one, two) = (
            lab.token_of(&login, PASSWORD),
            lab.token_of(&login, PASSWORD),
        );
        // What changes nothing about who they are ends nothing.
        lab.put(&path, json!({"email": "x", "is_revoked": false}))
            .expect(200);
        lab.current(&one).expect(200);
        lab.put(&path, change).expect(200);
        lab.put(&path, json!({"is_revoked": false})).expect(200);
        for token in [&one, &two] {
            lab.current(token).expect(401);
        }
        lab.token_of(&login, PASSWORD);
    }
    lab.current(&lab.token).expect(200);
}
