//! Passwords: never repeated, never sent to anybody else.

use ldaplab::{
    rbac::{NewUser, TestOf},
    server::LdapServer,
    settings::{Document, KEEP_PASSWORD, Merge, Secret},
};
use serde_json::{Value, json};

use super::lab::{Lab, asked, id, nowhere, settings, with, without};

#[test]
fn no_answer_repeats_a_password() {
    let lab = Lab::new();
    let uuid = id(&lab.put("/v1/ds", nowhere()).expect(200));
    let user = lab.user("grace", &[]);
    let whole = |changes: Value| with(nowhere(), changes).to_string();
    let bodies = [
        whole(json!({"pasword": "hunter2"})),
        whole(json!({"Password": {"is": "hunter2"}})),
        whole(json!({"password": ["hunter2"]})),
        whole(json!({"password": {"hunter2": 1}})),
        whole(json!({"password": "hunter2", "port": "x", "id": uuid})),
        whole(json!({"password": "hunter2", "ssl": {"password": "hunter2"}})),
        whole(json!({"password": "hunter2", "cipher-suites": [{"x": "hunter2"}]})),
        whole(json!({"password": "hunter2\u{0}"})),
        whole(json!({"password": "hunter2", "id": "0f7c31f4-1d0a-4c53-9a55-5a2f5d3c8f10"})),
        r#"{"login": "ada", "password": "hunter2""#.into(),
        r#"{"login": "ada", "password": "hunter2}"#.into(),
        r#"{"login": "ada", "password": 'hunter2'}"#.into(),
        r#"{"login": "ada", "password": hunter2}"#.into(),
        r#"{"login": "ada", "password": "hunter2\x"}"#.into(),
        r#"{"login": "ada", "password": ["hunter2"]}"#.into(),
        r#"{"login": "ada", "password": {"hunter2": "hunter2"}}"#.into(),
        r#"{"login": "ada", "pasword": "hunter2"}"#.into(),
        r#"{"login": "ada", "password": "hunter2", "lifetime": "1w"}"#.into(),
        r#"{"login": 1, "password": "hunter2"}"#.into(),
        r#"{"token": {"x": "hunter2"}}"#.into(),
        r#"{"login": "new", "display_name": "", "email": "", "password": "hunter2"}"#.into(),
        r#"{"password": "hunter2"}"#.into(),
        r#""hunter2""#.into(),
        r#"["hunter2"]"#.into(),
        r#"["ada", ["hunter2"]]"#.into(),
        r#"{"login": "ada", "password": "hunter2", "role_ids": "hunter2"}"#.into(),
        "password=hunter2".into(),
    ];
    let paths = [
        ("PUT", "/v1/ds".to_owned()),
        ("PUT", "/v1/ds/test".to_owned()),
        ("POST", "/v1/command/ldap/create".to_owned()),
        ("POST", "/v1/command/ldap/update".to_owned()),
        ("POST", "/v1/command/ldap/delete".to_owned()),
        ("POST", "/v1/command/ldap/test".to_owned()),
        ("POST", "/v1/auth/token".to_owned()),
        ("POST", "/v2/auth/token/authenticate".to_owned()),
        ("POST", "/v1/users".to_owned()),
        ("PUT", format!("/v1/users/{user}")),
        ("POST", "/v1/groups".to_owned()),
    ];
    for body in &bodies {
        for (method, path) in &paths {
            let headers = [
                ("Content-Type", "application/json"),
                ("X-Authentication", &lab.token),
            ];
            let path = format!("/rbac-api{path}");
            let answer = lab.http.send(method, &path, &headers, Some(body));
            assert!(answer.status < 500, "{method} {path} {body}: {answer:?}");
            assert!(
                !answer.body.contains("hunter2"),
                "{method} {path} {body}: {answer:?}"
            );
        }
    }
    let shown = lab.get("/v1/users").body + &lab.get("/v1/ds").body + &lab.data.content();
    assert!(!shown.contains("hunter2") && !shown.contains("s3cret"));
}

#[test]
fn the_placeholder_sends_the_stored_password_to_nobody_else() {
    let good = LdapServer::openldap("dc=example,dc=org").start().unwrap();
    let evil = LdapServer::openldap("dc=example,dc=org").start().unwrap();
    let lab = Lab::new();
    let stored = with(settings(&good), json!({"cert_chain": good.trust_pem()}));
    let uuid = id(&lab.put("/v1/ds", stored.clone()).expect(200));
    let evil_port = evil.ldap_address().unwrap().port();
    let evil_secure = evil.ldaps_address().unwrap().port();
    let keep = with(stored, json!({"password": KEEP_PASSWORD}));
    for (changes, named) in [
        (json!({"hostname": "localhost"}), "hostname"),
        (json!({"port": evil_port}), "port"),
        (
            json!({"hostname": "localhost", "port": evil_port}),
            "hostname, port",
        ),
        (json!({"ssl": true}), "ssl"),
        (json!({"ssl": true, "port": evil_secure}), "port, ssl"),
        (json!({"start_tls": true}), "start_tls"),
        (json!({"cert_chain": evil.trust_pem()}), "cert_chain"),
        (json!({"cert_chain": null}), "cert_chain"),
        (
            json!({"ssl_hostname_validation": false}),
            "ssl_hostname_validation",
        ),
        (
            json!({"ssl_wildcard_validation": true}),
            "ssl_wildcard_validation",
        ),
    ] {
        for (method, path) in [
            ("PUT", "/v1/ds"),
            ("PUT", "/v1/ds/test"),
            ("POST", "/v1/command/ldap/create"),
            ("POST", "/v1/command/ldap/update"),
            ("POST", "/v1/command/ldap/test"),
        ] {
            let mut body = with(keep.clone(), changes.clone());
            if path.ends_with("update") || path.ends_with("ldap/test") {
                body["id"] = json!(uuid);
            }
            let refused = lab.ask(&lab.token, method, path, Some(body));
            assert_eq!(
                refused.refusal(),
                (400, "password-needed".into()),
                "{path} {changes}"
            );
            let expected = match path.ends_with("create") {
                true => "enter the password again: there is no stored one to keep".to_owned(),
                false => format!(
                    "enter the password again: {named} changed, and the stored password is sent only where it was entered for"
                ),
            };
            assert_eq!(refused.json()["msg"], expected);
        }
    }
    assert_eq!(asked(&evil), [""; 0]);
    assert_eq!(asked(&good), [""; 0]);
    assert!(evil.handshakes().is_empty() && good.handshakes().is_empty());
    // With everything that matters unchanged it is kept, and works.
    let base = json!({"display_name": "Renamed", "connect_timeout": 7});
    let kept = with(keep.clone(), base);
    lab.put("/v1/ds", kept.clone()).expect(200);
    let tested = lab.put("/v1/ds/test", kept.clone()).expect(200).json();
    assert_eq!(tested["error"], Value::Null, "{tested}");
    let updated = with(kept.clone(), json!({"id": uuid, "display_name": "Again"}));
    lab.post("/v1/command/ldap/update", updated).expect(200);
    let command = with(kept, json!({"id": uuid}));
    let tested = lab
        .post("/v1/command/ldap/test", command)
        .expect(200)
        .json();
    assert_eq!(tested["error"], Value::Null, "{tested}");
    let tested = lab.get("/v1/ds/test").expect(200).json();
    assert_eq!(tested["error"], Value::Null, "{tested}");
    // Once disconnected, there is none to keep.
    lab.put("/v1/ds", json!({})).expect(200);
    let refused = lab.put("/v1/ds", keep);
    assert_eq!(refused.refusal(), (400, "password-needed".into()));
}

#[test]
fn the_first_generation_shows_the_password_only_where_that_was_asked_for() {
    let lab = Lab::with(|_| {}, |service| service.v1_returns_password = true);
    lab.put("/v1/ds", nowhere()).expect(200);
    assert_eq!(lab.get("/v1/ds").json()["password"], "look-up s3cret");
    assert!(!lab.get("/v2/ldap").body.contains("s3cret"));
    let anonymous = without(nowhere(), &["login", "password"]);
    lab.put("/v1/ds", anonymous).expect(200);
    assert_eq!(lab.get("/v1/ds").json()["password"], Value::Null);
}

#[test]
fn debug_shows_no_password() {
    let settings = nowhere();
    let document = Document::read(settings.as_object().unwrap()).unwrap();
    let read = document.settings(Merge::Put, None).unwrap();
    let new = NewUser {
        login: "grace".into(),
        display_name: String::new(),
        email: String::new(),
        role_ids: Vec::new(),
        password: Some(Secret::new("look-up s3cret")),
    };
    let directory = ldaplab::identity::Directory::new(&read, None);
    let plan = ldaplab::Plan::directory(&directory).unwrap();
    let shown = format!(
        "{document:?} {read:?} {new:?} {directory:?} {plan:?} {:?} {:?}",
        TestOf::Put(settings.clone()),
        TestOf::Command(settings)
    );
    assert!(!shown.contains("s3cret"), "{shown}");
}
