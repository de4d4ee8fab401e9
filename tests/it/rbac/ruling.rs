//! Who writes has every permission of what is written over: through all writes of the API, and by callers who lack one.

use std::collections::BTreeSet;

use ldaplab::server::{LdapServer, User};
use serde_json::{Value, json};

use super::lab::{Lab, PASSWORD, id, settings, with};

const KNOWN: [(&str, &str); 4] = [
    ("directory_service", "edit"),
    ("users", "edit"),
    ("user_roles", "edit"),
    ("user_groups", "import"),
];

/// A directory in which mallory, like ada, is in a group `ops`.
fn slapd() -> LdapServer {
    LdapServer::openldap("dc=example,dc=org")
        .user(User::new("ada").password("pass-word").member_of("ops"))
        .user(User::new("mallory").password("pass-word").member_of("ops"))
        .start()
        .unwrap()
}

fn permissions(of: &[(&str, &str)]) -> Value {
    let all = of
        .iter()
        .map(|(object, action)| json!({"object_type": object, "action": action, "instance": "*"}));
    all.collect()
}

/// The paths of a description that write, as `METHOD path`.
fn writes(lab: &Lab) -> BTreeSet<String> {
    let description = lab.http.send("GET", "/openapi.json", &[], None).json();
    let mut all = BTreeSet::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let looks = method == "get" || path.ends_with("/test");
            if !looks && !operation["security"].is_null() {
                all.insert(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    all
}

#[test]
fn no_write_rules_over_a_permission_that_the_caller_lacks() {
    let (server, other) = (slapd(), slapd());
    let lab = Lab::new();
    let directory = id(&lab.put("/v1/ds", settings(&server)).expect(200));
    let strong = lab.role("Strong", &KNOWN);
    let user = lab.user("strong", &[strong]);
    let group = id(&lab
        .post("/v1/groups", json!({"login": "ops", "role_ids": [strong]}))
        .expect(201));
    let token = lab.token_of("strong", PASSWORD);
    let ada = lab.token_of("ada", "pass-word");
    let elsewhere = settings(&other);
    let with_id = with(elsewhere.clone(), json!({"id": directory}));
    let named = with(elsewhere.clone(), json!({"display_name": "Other"}));
    let new_user = json!({"login": "new", "display_name": "", "email": "", "role_ids": [strong], "password": PASSWORD});
    let a_user = format!("/v1/users/{user}");
    let a_role = format!("/v1/roles/{strong}");
    let a_group = format!("/v1/groups/{group}");
    let role = |name: &str, of: &[(&str, &str)]| {
        Some(json!({"display_name": name, "permissions": permissions(of)}))
    };
    let all: Vec<(&str, &str, String, Option<Value>)> = vec![
        ("PUT", "/v1/ds", "/v1/ds".into(), Some(elsewhere)),
        ("PUT", "/v1/ds", "/v1/ds".into(), Some(json!({}))),
        (
            "POST",
            "/v1/command/ldap/create",
            "/v1/command/ldap/create".into(),
            Some(named),
        ),
        (
            "POST",
            "/v1/command/ldap/update",
            "/v1/command/ldap/update".into(),
            Some(with_id),
        ),
        (
            "POST",
            "/v1/command/ldap/delete",
            "/v1/command/ldap/delete".into(),
            Some(json!({"id": directory})),
        ),
        ("POST", "/v1/users", "/v1/users".into(), Some(new_user)),
        (
            "PUT",
            "/v1/users/{id}",
            a_user.clone(),
            Some(json!({"password": "another passphrase"})),
        ),
        (
            "PUT",
            "/v1/users/{id}",
            a_user.clone(),
            Some(json!({"is_revoked": true})),
        ),
        (
            "PUT",
            "/v1/users/{id}",
            a_user.clone(),
            Some(json!({"is_revoked": false})),
        ),
        (
            "PUT",
            "/v1/users/{id}",
            a_user.clone(),
            Some(json!({"role_ids": []})),
        ),
        (
            "PUT",
            "/v1/users/{id}",
            a_user.clone(),
            Some(json!({"email": "mallory@example.org"})),
        ),
        ("DELETE", "/v1/users/{id}", a_user.clone(), None),
        (
            "POST",
            "/v1/roles",
            "/v1/roles".into(),
            role("Mine", &KNOWN),
        ),
        ("PUT", "/v1/roles/{id}", a_role.clone(), role("Strong", &[])),
        (
            "PUT",
            "/v1/roles/{id}",
            a_role.clone(),
            role("Renamed", &KNOWN),
        ),
        ("DELETE", "/v1/roles/{id}", a_role, None),
        (
            "POST",
            "/v1/groups",
            "/v1/groups".into(),
            Some(json!({"login": "more", "role_ids": [strong], "validate": false})),
        ),
        (
            "PUT",
            "/v1/groups/{id}",
            a_group.clone(),
            Some(json!({"role_ids": []})),
        ),
        (
            "PUT",
            "/v1/groups/{id}",
            a_group.clone(),
            Some(json!({"display_name": "Renamed"})),
        ),
        ("DELETE", "/v1/groups/{id}", a_group, None),
        (
            "DELETE",
            "/v2/tokens/{token}",
            format!("/v2/tokens/{token}"),
            None,
        ),
        (
            "DELETE",
            "/v2/users/{id}/tokens",
            format!("/v2/users/{user}/tokens"),
            None,
        ),
    ];
    // Every write that is described is among them.
    let tried: BTreeSet<String> = all
        .iter()
        .map(|(method, path, ..)| format!("{method} /rbac-api{path}"))
        .collect();
    assert_eq!(tried, writes(&lab));
    let stored = |lab: &Lab| {
        ["/v1/ds", "/v2/ldap", "/v1/users", "/v1/groups", "/v1/roles"]
            .map(|path| lab.get(path).json())
    };
    for lacked in KNOWN {
        let has: Vec<_> = KNOWN.into_iter().filter(|own| *own != lacked).collect();
        let role = lab.role(lacked.0, &has);
        lab.user(lacked.0, &[role]);
        let caller = lab.token_of(lacked.0, PASSWORD);
        let before = stored(&lab);
        for (method, _, path, body) in &all {
            let refused = lab.ask(&caller, method, path, body.clone());
            let told = format!("without {lacked:?}: {method} {path} {body:?}: {refused:?}");
            assert_eq!(refused.status, 403, "{told}");
            assert_eq!(refused.kind(), "permission-denied", "{told}");
            let named = format!("lacks the permission {}:{}:*", lacked.0, lacked.1);
            assert!(refused.body.contains(&named), "{told}");
        }
        assert_eq!(stored(&lab), before);
        lab.current(&token).expect(200);
        lab.current(&ada).expect(200);
    }
    let equal = lab.role("Equal", &KNOWN);
    lab.user("equal", &[equal]);
    let equal = lab.token_of("equal", PASSWORD);
    for (method, path, body) in [
        (
            "PUT",
            a_user.as_str(),
            Some(json!({"email": "strong@example.org"})),
        ),
        ("PUT", "/v1/ds", Some(settings(&other))),
        ("PUT", "/v1/ds", Some(json!({}))),
    ] {
        lab.ask(&equal, method, path, body).expect(200);
    }
}

#[test]
fn who_edits_settings_makes_nobody_an_administrator() {
    let (good, evil) = (slapd(), slapd());
    let lab = Lab::new();
    lab.put("/v1/ds", settings(&good)).expect(200);
    let group = json!({"login": "ops", "role_ids": [1]});
    lab.post("/v1/groups", group).expect(201);
    let role = lab.role("Directory", &[("directory_service", "edit")]);
    lab.user("lesser", &[role]);
    let lesser = lab.token_of("lesser", PASSWORD);
    let refused = lab.ask(&lesser, "PUT", "/v1/ds", Some(settings(&evil)));
    assert_eq!(refused.refusal(), (403, "permission-denied".into()));
    assert_eq!(
        refused.json()["msg"],
        "lesser lacks the permission users:edit:*, which the role Administrators holds that imported groups or users of a directory have, and whoever decides which directory is asked, and how, decides who they are"
    );
    // To disconnect and connect again is no way round, nor is a second directory.
    for (method, path, body) in [
        ("PUT", "/v1/ds", json!({})),
        (
            "POST",
            "/v1/command/ldap/create",
            with(settings(&evil), json!({"display_name": "Mine"})),
        ),
    ] {
        let refused = lab.ask(&lesser, method, path, Some(body));
        assert_eq!(
            refused.refusal(),
            (403, "permission-denied".into()),
            "{path}"
        );
    }
    lab.put("/v1/ds", json!({})).expect(200);
    let refused = lab.ask(&lesser, "PUT", "/v1/ds", Some(settings(&evil)));
    assert_eq!(refused.refusal(), (403, "permission-denied".into()));
    assert!(evil.requests().is_empty());
}

#[test]
fn only_what_decides_who_somebody_is_needs_more_and_ends_their_tokens() {
    let server = slapd();
    let lab = Lab::new();
    // A port where LDAPS is spoken, so that the flags can be changed one by one.
    let stored = with(settings(&server), json!({"cert_chain": server.trust_pem()}));
    let uuid = id(&lab.put("/v1/ds", stored.clone()).expect(200));
    lab.post("/v1/groups", json!({"login": "ops", "role_ids": [1]}))
        .expect(201);
    let role = lab.role("Directory", &[("directory_service", "edit")]);
    lab.user("lesser", &[role]);
    let lesser = lab.token_of("lesser", PASSWORD);
    let other = LdapServer::openldap("dc=example,dc=org").start().unwrap();
    let deciding = [
        json!({"hostname": "localhost"}),
        json!({"port": 1}),
        json!({"ssl": true}),
        json!({"start_tls": true}),
        json!({"cert_chain": null}),
        json!({"cert_chain": other.trust_pem()}),
        json!({"ssl_hostname_validation": false}),
        json!({"ssl_wildcard_validation": true}),
        json!({"cipher-suites": ["TLS_AES_256_GCM_SHA384"]}),
        json!({"ssl-protocols": ["TLSv1.3"]}),
        json!({"base_dn": "dc=org"}),
        json!({"user_rdn": "ou=people"}),
        json!({"group_rdn": "ou=groups"}),
        json!({"user_lookup_attr": "cn"}),
        json!({"group_object_class": null}),
        json!({"group_member_attr": "owner"}),
        json!({"group_lookup_attr": "description"}),
        json!({"search_nested_groups": true}),
        json!({"disable_ldap_matching_rule_in_chain": true}),
    ];
    let harmless = [
        json!({"display_name": "Renamed"}),
        json!({"login": "cn=other,dc=example,dc=org", "password": "another"}),
        json!({"connect_timeout": 7}),
        json!({"user_email_attr": "description"}),
        json!({"user_display_name_attr": "sn"}),
        json!({"group_name_attr": "description"}),
        json!({"help_link": "https://help.example/"}),
        json!({"type": "openldap"}),
    ];
    let ada = lab.token_of("ada", "pass-word");
    for (change, status) in deciding
        .iter()
        .map(|change| (change, 403))
        .chain(harmless.iter().map(|change| (change, 200)))
    {
        for (method, path) in [("PUT", "/v1/ds"), ("POST", "/v1/command/ldap/update")] {
            let body = with(with(stored.clone(), json!({"id": uuid})), change.clone());
            let answer = lab.ask(&lesser, method, path, Some(body));
            assert_eq!(answer.status, status, "{path} {change}: {answer:?}");
        }
        lab.current(&ada).expect(200);
    }
    // Whoever may, does; and those whom the directory knows prove anew who they are.
    lab.put("/v1/ds", stored.clone()).expect(200);
    lab.current(&ada).expect(200);
    for change in deciding {
        let ada = lab.token_of("ada", "pass-word");
        lab.put("/v1/ds", with(stored.clone(), change.clone()))
            .expect(200);
        assert_eq!(
            lab.current(&ada).refusal(),
            (401, "user-unauthenticated".into()),
            "{change}"
        );
        lab.current(&lesser).expect(200);
        lab.put("/v1/ds", stored.clone()).expect(200);
    }
}
