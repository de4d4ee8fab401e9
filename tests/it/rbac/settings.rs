//! Settings: every key, the merge rules, what is refused.

use ldaplab::settings::KEEP_PASSWORD;
use serde_json::{Value, json};

use super::lab::{Lab, id, nowhere, with, without};

const CHAIN: &str = include_str!("../../../fixtures/tls/root.pem");

/// Every key of the table, none with its default.
fn every_key() -> Value {
    json!({
        "display_name": "Corp",
        "hostname": "dc1.corp.example",
        "port": 636,
        "ssl": true,
        "start_tls": false,
        "login": "cn=reader,dc=corp,dc=example",
        "password": "look-up s3cret",
        "connect_timeout": 5,
        "base_dn": "dc=corp,dc=example",
        "user_rdn": "ou=people",
        "group_rdn": "ou=groups",
        "user_lookup_attr": "sAMAccountName",
        "user_email_attr": "mail",
        "user_display_name_attr": "displayName",
        "group_object_class": "group",
        "group_member_attr": "member",
        "group_name_attr": "name",
        "group_lookup_attr": "cn",
        "search_nested_groups": true,
        "disable_ldap_matching_rule_in_chain": true,
        "ssl_hostname_validation": false,
        "ssl_wildcard_validation": true,
        "help_link": "https://help.corp.example/login",
        "type": "activedirectory",
        "id": null,
        "cert_chain": CHAIN,
        "cipher-suites": ["TLS_AES_128_GCM_SHA256"],
        "ssl-protocols": ["TLSv1.3"],
    })
}

#[test]
fn every_key_comes_back_as_it_was_put_and_the_password_never() {
    let lab = Lab::new();
    assert_eq!(lab.get("/v1/ds").expect(200).json(), json!({}));
    assert_eq!(lab.get("/v2/ds").expect(200).json(), json!([]));
    assert_eq!(lab.get("/v2/ldap").expect(200).json(), json!([]));
    let put = lab.put("/v1/ds", every_key()).expect(200);
    let uuid = id(&put);
    assert_eq!(uuid.len(), 36);
    let shown = with(every_key(), json!({"id": uuid, "password": KEEP_PASSWORD}));
    assert_eq!(put.json(), shown);
    assert_eq!(lab.get("/v1/ds").expect(200).json(), shown);
    let bare = without(shown, &["password"]);
    assert_eq!(lab.get("/v2/ds").expect(200).json(), json!([bare]));
    assert_eq!(lab.get("/v2/ldap").expect(200).json(), json!([bare]));
    let one = lab.get(&format!("/v2/ldap/{uuid}")).expect(200);
    assert_eq!(one.json(), bare);
    // At rest it is sealed.
    let content = lab.data.content();
    assert!(content.contains("sealed_password") && !content.contains("look-up s3cret"));
    assert!(!format!("{:?} {:#?}", lab.rbac, lab.rbac.state()).contains("s3cret"));
}

#[test]
fn what_may_be_absent_takes_its_default() {
    let lab = Lab::new();
    let least = without(nowhere(), &["login", "password"]);
    let shown = lab.put("/v1/ds", least.clone()).expect(200).json();
    let expected = with(
        least,
        json!({
            "start_tls": false, "login": null, "password": null, "user_rdn": null, "group_rdn": null,
            "search_nested_groups": false, "disable_ldap_matching_rule_in_chain": false,
            "ssl_hostname_validation": true, "ssl_wildcard_validation": false, "help_link": null, "type": null,
            "id": shown["id"], "cert_chain": null, "cipher-suites": null, "ssl-protocols": null,
        }),
    );
    assert_eq!(shown, expected);
    // An empty text where null is allowed is null.
    let empty = json!({
        "login": "", "password": "", "user_rdn": "", "group_rdn": "", "help_link": "", "type": "", "cert_chain": "",
        "group_object_class": "", "id": "",
    });
    let shown = lab.put("/v1/ds", with(nowhere(), empty)).expect(200).json();
    assert_eq!(shown["login"], Value::Null);
    assert_eq!(shown["group_object_class"], Value::Null);
}

#[test]
fn other_spellings_are_understood() {
    let lab = Lab::new();
    let spelt = json!({
        "name": "By its old name", "help-link": "https://help.example", "cipher_suites": ["TLS_AES_256_GCM_SHA384"],
        "ssl_protocols": ["TLSv1.2", "TLSv1.3"], "id": 1,
    });
    let spelt = with(without(nowhere(), &["display_name"]), spelt);
    let shown = lab.put("/v1/ds", spelt).expect(200).json();
    assert_eq!(shown["display_name"], "By its old name");
    assert_eq!(shown["help_link"], "https://help.example");
    assert_eq!(shown["cipher-suites"], json!(["TLS_AES_256_GCM_SHA384"]));
    assert_eq!(shown["ssl-protocols"], json!(["TLSv1.2", "TLSv1.3"]));
    assert_eq!(shown.as_object().unwrap().len(), 28);
}

#[test]
fn an_empty_object_and_nothing_but_null_disconnect() {
    let lab = Lab::new();
    let first = id(&lab.put("/v1/ds", nowhere()).expect(200));
    lab.post(
        "/v1/command/ldap/create",
        with(nowhere(), json!({"display_name": "Two"})),
    )
    .expect(201);
    for nothing in [
        json!({}),
        json!({"hostname": null, "name": null, "ssl": null, "port": null}),
    ] {
        assert_eq!(lab.put("/v1/ds", nothing).expect(200).json(), json!({}));
        assert_eq!(lab.get("/v1/ds").expect(200).json(), json!({}));
        assert_eq!(lab.get("/v2/ldap").expect(200).json(), json!([]));
        // Who connects it again gets the same directory back.
        assert_eq!(id(&lab.put("/v1/ds", nowhere()).expect(200)), first);
    }
    // One null alone is no disconnection.
    let refused = lab.put("/v1/ds", with(nowhere(), json!({"hostname": null})));
    assert_eq!(refused.refusal(), (400, "schema-violation".into()));
    assert_eq!(refused.json()["msg"], "hostname: it must not be null");
    assert_eq!(lab.get("/v1/ds").json()["hostname"], "127.0.0.1");
}

#[test]
fn what_is_omitted_stays_on_put_and_takes_its_default_on_update() {
    let lab = Lab::new();
    let uuid = id(&lab.put("/v1/ds", every_key()).expect(200));
    let optional = [
        ("start_tls", json!(false), json!(false)),
        ("search_nested_groups", json!(true), json!(false)),
        (
            "disable_ldap_matching_rule_in_chain",
            json!(true),
            json!(false),
        ),
        ("ssl_hostname_validation", json!(false), json!(true)),
        ("ssl_wildcard_validation", json!(true), json!(false)),
        ("type", json!("activedirectory"), Value::Null),
        ("cert_chain", json!(CHAIN), Value::Null),
        (
            "cipher-suites",
            json!(["TLS_AES_128_GCM_SHA256"]),
            Value::Null,
        ),
        ("ssl-protocols", json!(["TLSv1.3"]), Value::Null),
    ];
    let names: Vec<&str> = optional.iter().map(|(name, _, _)| *name).collect();
    let required = without(every_key(), &names);
    let kept = lab.put("/v1/ds", required.clone()).expect(200).json();
    for (name, stays, _) in &optional {
        assert_eq!(kept[*name], *stays, "{name}");
    }
    // null asks for the default also there.
    let null = with(required.clone(), json!({"search_nested_groups": null}));
    let reset = lab.put("/v1/ds", null).expect(200).json();
    assert_eq!(reset["search_nested_groups"], false);
    assert_eq!(reset["disable_ldap_matching_rule_in_chain"], true);
    let update = with(required, json!({"id": uuid}));
    let reset = lab
        .post("/v1/command/ldap/update", update)
        .expect(200)
        .json();
    for (name, _, default) in &optional {
        assert_eq!(reset[*name], *default, "{name}");
    }
    assert_eq!(reset["id"], json!(uuid));
    assert!(!reset.as_object().unwrap().contains_key("password"));
}

#[test]
fn everything_that_is_wrong_is_named() {
    let lab = Lab::new();
    let stored = lab.put("/v1/ds", nowhere()).expect(200).json();
    for (changes, error) in [
        (
            json!({"hostnam": "x"}),
            "hostnam: there is no such key; did you mean hostname?",
        ),
        (
            json!({"Port": 389}),
            "Port: there is no such key; did you mean port?",
        ),
        (
            json!({"ssl": true, "start_tls": true}),
            "start_tls: ssl and start_tls exclude each other: a connection that begins with TLS cannot begin it again; set one to false",
        ),
        (
            json!({"password": null}),
            "password: there is a login without a password, which servers take for nobody; give the password, or leave both out for an anonymous look-up",
        ),
        (
            json!({"login": ""}),
            "login: there is a password without a login; give the DN of the account, or leave both out for an anonymous look-up",
        ),
        (
            json!({"port": "389"}),
            "port: it must be a whole number without quotes",
        ),
        (
            json!({"port": 65536}),
            "port: a port is a number from 1 to 65535; usual are 389 and, for ssl, 636",
        ),
        (
            json!({"ssl": "false"}),
            "ssl: it must be true or false without quotes",
        ),
        (
            json!({"connect_timeout": 0}),
            "connect_timeout: it is a number of seconds from 1 to 3600; 10 is fine in most cases",
        ),
        (
            json!({"cert_chain": "no PEM"}),
            "cert_chain: the text of trusted certificates holds no certificate. Give a file with -----BEGIN CERTIFICATE----- lines (PEM) or a DER certificate.",
        ),
    ] {
        for (method, path) in [
            ("PUT", "/v1/ds"),
            ("PUT", "/v1/ds/test"),
            ("POST", "/v1/command/ldap/create"),
            ("POST", "/v1/command/ldap/test"),
        ] {
            let body = with(nowhere(), changes.clone());
            let refused = lab.ask(&lab.token, method, path, Some(body));
            assert_eq!(refused.refusal(), (400, "schema-violation".into()));
            let body = refused.json();
            assert_eq!(body["msg"], error);
            assert_eq!(body["details"]["error"], error);
            assert_eq!(body["details"]["submitted"]["base_dn"], "dc=example,dc=org");
            assert_eq!(body["details"]["schema"]["type"], "object");
            assert!(!refused.body.contains("s3cret"), "{refused:?}");
        }
    }
    for name in [
        "display_name",
        "hostname",
        "port",
        "ssl",
        "connect_timeout",
        "base_dn",
        "user_lookup_attr",
        "user_email_attr",
        "user_display_name_attr",
        "group_object_class",
        "group_member_attr",
        "group_name_attr",
        "group_lookup_attr",
    ] {
        let refused = lab.put("/v1/ds", without(nowhere(), &[name])).expect(400);
        assert_eq!(refused.kind(), "schema-violation");
        let msg = refused.json()["msg"].as_str().unwrap().to_owned();
        assert!(msg.starts_with(&format!("{name}: it is required")), "{msg}");
    }
    assert_eq!(lab.get("/v1/ds").json(), stored);
}

#[test]
fn several_directories_are_made_changed_and_removed_by_their_ids() {
    let lab = Lab::new();
    let named = |name: &str| with(nowhere(), json!({"display_name": name}));
    let one = id(&lab
        .post("/v1/command/ldap/create", named("One"))
        .expect(201));
    let two = id(&lab
        .post("/v1/command/ldap/create", named("Two"))
        .expect(201));
    assert_ne!(one, two);
    let refused = lab.post("/v1/command/ldap/create", named("Two"));
    assert_eq!(refused.refusal(), (409, "conflict".into()));
    assert_eq!(lab.get("/v1/ds").json()["id"], json!(one));
    let all = lab.get("/v2/ldap").json();
    let order: Vec<&Value> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["id"])
        .collect();
    assert_eq!(order, [&json!(one), &json!(two)]);
    // PUT with another's id is a mistake, and so is an update of none.
    let other = with(named("One"), json!({"id": two}));
    let refused = lab.put("/v1/ds", other);
    assert_eq!(refused.refusal(), (400, "inconsistent-id".into()));
    assert_eq!(
        refused.json()["details"],
        json!({"url-id": one, "body-id": two})
    );
    let unknown = "0f7c31f4-1d0a-4c53-9a55-5a2f5d3c8f10";
    let update = with(named("Two"), json!({"id": unknown}));
    let refused = lab.post("/v1/command/ldap/update", update);
    assert_eq!(refused.refusal(), (404, "not-found".into()));
    for no_id in [
        json!({}),
        json!({"id": 1}),
        json!({"id": "2"}),
        json!({"id": null}),
    ] {
        for path in ["/v1/command/ldap/update", "/v1/command/ldap/delete"] {
            let refused = lab.post(path, no_id.clone());
            assert_eq!(refused.refusal(), (400, "invalid-uuid".into()), "{no_id}");
        }
    }
    let removed = lab
        .post("/v1/command/ldap/delete", json!({"id": one}))
        .expect(204);
    assert_eq!(removed.body, "");
    lab.post("/v1/command/ldap/delete", json!({"id": one}))
        .expect(204);
    lab.post("/v1/command/ldap/delete", json!({"id": unknown}))
        .expect(204);
    assert_eq!(lab.get("/v1/ds").json()["id"], json!(two));
    let gone = lab.get(&format!("/v2/ldap/{one}"));
    assert_eq!(gone.refusal(), (404, "not-found".into()));
    let none = lab.get("/v2/ldap/one");
    assert_eq!(none.refusal(), (400, "invalid-uuid".into()));
}

#[test]
fn who_lacks_the_permission_sees_only_which_directories_there_are() {
    let lab = Lab::new();
    let uuid = id(&lab.put("/v1/ds", nowhere()).expect(200));
    lab.user("grace", &[]);
    let grace = lab.token_of("grace", "correct horse battery");
    let little = json!({"id": uuid, "display_name": "Somewhere"});
    for path in ["/v2/ds", "/v2/ldap"] {
        let seen = lab.ask(&grace, "GET", path, None).expect(200).json();
        assert_eq!(seen, json!([little]));
    }
    let one = format!("/v2/ldap/{uuid}");
    assert_eq!(
        lab.ask(&grace, "GET", &one, None).expect(200).json(),
        little
    );
    let refused = lab.ask(&grace, "GET", "/v1/ds", None);
    assert_eq!(refused.refusal(), (403, "permission-denied".into()));
    let page = |accept: &str| {
        let headers = [("X-Authentication", grace.as_str()), ("Accept", accept)];
        lab.http.send("GET", "/rbac-api/v1/ds", &headers, None)
    };
    let html = page("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8");
    assert_eq!(html.status, 403);
    assert_eq!(
        html.body,
        "grace lacks the permission directory_service:edit:*"
    );
    for json in ["application/json", "application/json, text/html", "*/*"] {
        assert_eq!(page(json).refusal(), (403, "permission-denied".into()));
    }
}
