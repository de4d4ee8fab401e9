//! What is told: little to strangers, and everything to the audit log but secrets.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, TcpListener},
    sync::{Arc, Mutex, mpsc},
    time::Duration,
};

use ldaplab::{
    http::Audit,
    rbac::Disk,
    server::{LdapServer, User},
};
use serde_json::{Value, json};

use super::lab::{ADMIN, Lab, PASSWORD, id, nowhere, settings, settings_at};

type Heard = Arc<Mutex<Vec<Value>>>;

fn lab() -> (Lab, Heard) {
    lab_on(&Disk::default())
}

fn lab_on(disk: &Disk) -> (Lab, Heard) {
    let heard = Heard::default();
    let hear = Arc::clone(&heard);
    let audit = Audit::new(move |event| {
        assert!(!event.to_string().contains('\n'));
        hear.lock().unwrap().push(event.to_json());
    });
    let lab = Lab::with(
        |config| config.disk = disk.clone(),
        |service| service.audit = audit,
    );
    heard.lock().unwrap().clear();
    (lab, heard)
}

/// What was heard since the last time.
fn taken(heard: &Heard) -> Vec<Value> {
    std::mem::take(&mut *heard.lock().unwrap())
}

#[test]
fn a_stranger_hears_one_sentence_and_an_id_and_the_log_has_the_rest() {
    let server = LdapServer::openldap("dc=example,dc=org")
        .user(User::new("ada").password("pass-word"))
        .user(User::new("ops").password("pass-word"))
        .ldif(["a", "b"].map(|ou| format!("dn: ou={ou},dc=example,dc=org\nobjectClass: organizationalUnit\nou: {ou}\n\ndn: uid=two,ou={ou},dc=example,dc=org\nobjectClass: inetOrgPerson\nuid: two\ncn: Two\nsn: T\nuserPassword: pass-word\n\n")).concat())
        .start()
        .unwrap();
    let disk = Disk::default();
    let (lab, heard) = lab_on(&disk);
    lab.put("/v1/ds", settings(&server)).expect(200);
    lab.post("/v1/groups", json!({"login": "ops", "validate": false}))
        .expect(201);
    let wrong = "the login name or the password is wrong";
    let cases = [
        (
            "ada",
            "other",
            401,
            wrong,
            "Corp refuses uid=ada,ou=people,dc=example,dc=org",
        ),
        (
            "nobody",
            "other",
            401,
            wrong,
            "no directory has such a user",
        ),
        (
            ADMIN,
            "other",
            401,
            wrong,
            "it is not the password of the local user admin",
        ),
        ("ada", "", 401, wrong, "the password is empty"),
        (
            "two",
            "pass-word",
            422,
            "this login name is not unique; an administrator can say why",
            "uid=two,ou=a,dc=example,dc=org",
        ),
        (
            "ops",
            "pass-word",
            401,
            "this login name is somebody else's as well; an administrator can say whose",
            "ops is already the name of an imported group",
        ),
    ];
    let check = |login: &str, password: &str, status: u16, sentence: &str, reason: &str| {
        taken(&heard);
        let refused = lab.log_in(login, password).expect(status);
        let body = refused.json();
        assert_eq!(body["msg"], sentence, "{login}");
        let details = body["details"].as_object().unwrap();
        assert_eq!(details.len(), 1, "{refused:?}");
        let told = taken(&heard);
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(told[0]["id"], details["id"]);
        assert_eq!(told[0]["login"], login);
        assert_eq!(told[0]["status"], status);
        assert_eq!(told[0]["kind"], body["kind"]);
        assert_eq!(told[0]["who"], Value::Null);
        let why = told[0]["why"].as_str().unwrap();
        assert!(why.contains(reason), "{login}: {why}");
        // Who may edit directories hears the reason at once, and others do not.
        let known = lab.log_in_told(login, password).expect(status);
        assert!(known.body.contains(reason), "{known:?}");
        assert!(
            !refused.body.contains(reason) && !refused.body.contains("dc="),
            "{refused:?}"
        );
    };
    for (login, password, status, sentence, reason) in cases {
        check(login, password, status, sentence, reason);
    }
    let role = lab.role("Users", &[("users", "edit")]);
    lab.user("editor", &[role]);
    let editor = lab.token_of("editor", PASSWORD);
    let body = json!({"login": "ada", "password": "other"});
    let refused = lab.ask(&editor, "POST", "/v1/auth/token", Some(body));
    assert_eq!(refused.json()["msg"], wrong);
    assert!(!refused.body.contains("dc="), "{refused:?}");
    lab.put("/v1/ds", nowhere()).expect(200);
    let sentence = "this login cannot be checked now; an administrator can say why";
    check("ada", "pass-word", 503, sentence, "tcp.refused");
    // The folder of the data is not named either.
    disk.set_full(true);
    let sentence = "the service failed; an administrator can say why";
    check(
        ADMIN,
        PASSWORD,
        500,
        sentence,
        "rbac.redb: no storage space",
    );
}

#[test]
fn every_request_is_in_the_log_and_no_secret_is() {
    let (lab, heard) = lab();
    let admin = id(&lab.current(&lab.token));
    lab.put("/v1/ds", nowhere()).expect(200);
    lab.put("/v1/ds", json!({"password": "look-up s3cret"}))
        .expect(400);
    let path = format!("/v1/users/{admin}");
    lab.put(&path, json!({"email": "x"})).expect(200);
    let token = lab.token_of(ADMIN, PASSWORD);
    lab.delete(&format!("/v2/tokens/{token}")).expect(204);
    let query = format!("/v1/users/current?token={}", lab.token);
    lab.ask("", "GET", &query, None).expect(200);
    lab.ask("", "GET", "/v1/users", None).expect(401);
    lab.ask("", "GET", &format!("/v2/token/{token}"), None)
        .expect(404);
    let all = taken(&heard);
    let lines: Vec<String> = all
        .iter()
        .map(|event| {
            let text = |name: &str| event[name].as_str().unwrap_or("-").to_owned();
            let path = text("path").replace(&admin, "ID");
            format!(
                "{} {} {path} {} {}",
                text("who"),
                text("method"),
                event["status"],
                text("kind")
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            "admin GET /rbac-api/v1/users/current 200 -",
            "admin PUT /rbac-api/v1/ds 200 -",
            "admin PUT /rbac-api/v1/ds 400 schema-violation",
            "admin PUT /rbac-api/v1/users/ID 200 -",
            "- POST /rbac-api/v1/auth/token 200 -",
            "admin DELETE /rbac-api/v2/tokens/*** 204 -",
            "admin GET /rbac-api/v1/users/current 200 -",
            "- GET /rbac-api/v1/users 401 user-unauthenticated",
            "- GET /rbac-api/v2/token/*** 404 not-found",
        ]
    );
    let text = Value::from(all.clone()).to_string();
    for secret in [PASSWORD, "s3cret", token.as_str(), lab.token.as_str()] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    for event in &all {
        assert!(event["from"].as_str().unwrap().starts_with("127.0.0.1:"));
        assert_eq!(event["time"].as_str().unwrap().len(), 20);
    }
    let ids: std::collections::BTreeSet<&str> = all
        .iter()
        .map(|event| event["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), all.len());
}

#[test]
fn who_leaves_in_the_middle_is_in_the_log_without_a_status() {
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let (sender, heard) = mpsc::channel();
    let audit = Audit::new(move |event| sender.send(event.to_json()).unwrap());
    let lab = Lab::with(
        |config| config.answer_timeout = Duration::from_secs(600),
        |service| service.audit = audit,
    );
    let mut settings = settings_at(silent.local_addr().unwrap());
    settings["connect_timeout"] = json!(600);
    lab.put("/v1/ds", settings).expect(200);
    while heard.try_recv().is_ok() {}
    let head = |length: usize| {
        format!(
            "POST /rbac-api/v1/auth/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
        )
    };
    let next = || heard.recv_timeout(Duration::from_secs(60)).unwrap();
    // While a directory is asked.
    let body = json!({"login": "ada", "password": "pass-word"}).to_string();
    let mut stream = lab.http.open();
    stream
        .write_all((head(body.len()) + &body).as_bytes())
        .unwrap();
    stream.flush().unwrap();
    let (mut asked, _) = silent.accept().unwrap();
    assert!(asked.read(&mut [0; 4096]).unwrap() > 0);
    drop(stream);
    let told = next();
    assert_eq!(
        (
            &told["status"],
            &told["kind"],
            &told["login"],
            &told["path"]
        ),
        (
            &Value::Null,
            &Value::Null,
            &json!("ada"),
            &json!("/rbac-api/v1/auth/token")
        )
    );
    assert!(told["from"].as_str().unwrap().starts_with("127.0.0.1:"));
    assert!(!told.to_string().contains("pass-word"), "{told}");
    // With half of the body sent: nobody heard the refusal, if there was one.
    let mut stream = lab.http.open();
    stream
        .write_all((head(body.len()) + &body[..20]).as_bytes())
        .unwrap();
    stream.flush().unwrap();
    drop(stream);
    let told = next();
    assert!(
        told["status"] == Value::Null || told["kind"] == "malformed-request",
        "{told}"
    );
    assert_eq!(told["path"], "/rbac-api/v1/auth/token");
    assert_eq!(told["login"], Value::Null);
}

#[test]
fn no_cache_keeps_a_token() {
    let lab = Lab::new();
    let answer = lab.log_in(ADMIN, PASSWORD).expect(200);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let body = json!({"token": lab.token});
    let answer = lab.ask("", "POST", "/v2/auth/token/authenticate", Some(body));
    assert_eq!(answer.expect(200).header("cache-control"), Some("no-store"));
}
