//! Nobody gains, by what they may do, what they may not.

use std::{
    io::Write,
    net::{Ipv4Addr, TcpListener},
    thread,
};

use ldaplab::server::{LdapServer, User};
use serde_json::json;

use super::{
    down::{entry, message, success},
    lab::{Lab, PASSWORD, id, settings, settings_at},
};
use crate::client::peer::hear;

const ADMINISTRATORS: u64 = 1;

/// Somebody with one permission; the token.
fn with_only(lab: &Lab, login: &str, permission: (&str, &str)) -> String {
    let role = lab.role(login, &[permission]);
    lab.user(login, &[role]);
    lab.token_of(login, PASSWORD)
}

#[test]
fn each_permission_opens_its_own_doors_only() {
    let lab = Lab::new();
    let doors = [
        (("directory_service", "edit"), "/v1/ds"),
        (("users", "edit"), "/v1/users"),
        (("user_roles", "edit"), "/v1/roles"),
        (("user_groups", "import"), "/v1/groups"),
    ];
    for (permission, own) in doors {
        let token = with_only(&lab, permission.0, permission);
        for (_, door) in doors {
            let answer = lab.ask(&token, "GET", door, None);
            let expected = if door == own { 200 } else { 403 };
            assert_eq!(answer.status, expected, "{permission:?} {door}");
        }
        lab.current(&token).expect(200);
    }
}

#[test]
fn who_edits_users_makes_nobody_an_administrator() {
    let lab = Lab::new();
    let strong = lab.role("Strong", &[("user_roles", "edit")]);
    let own = lab.role("Editor", &[("users", "edit")]);
    let token = {
        lab.user("editor", &[own]);
        lab.token_of("editor", PASSWORD)
    };
    let editor = id(&lab.current(&token));
    let victim = lab.user("victim", &[strong]);
    let second = lab.user("second", &[ADMINISTRATORS]);
    let plain = lab.user("plain", &[]);
    let admin = id(&lab.current(&lab.token));
    let denied = |method: &str, path: &str, body: Option<serde_json::Value>| {
        let refused = lab.ask(&token, method, path, body.clone());
        assert_eq!(refused.status, 403, "{method} {path} {body:?}: {refused:?}");
        refused.kind();
    };
    for roles in [json!([ADMINISTRATORS]), json!([own, strong])] {
        denied(
            "PUT",
            &format!("/v1/users/{editor}"),
            Some(json!({"role_ids": roles})),
        );
        denied(
            "PUT",
            &format!("/v1/users/{plain}"),
            Some(json!({"role_ids": roles})),
        );
        let new = json!({"login": "new", "display_name": "", "email": "", "role_ids": roles, "password": PASSWORD});
        denied("POST", "/v1/users", Some(new));
    }
    // To know the password of somebody is to be them; to take their power is not for less powerful ones.
    for stronger in [&admin, &second, &victim] {
        let address = format!("/v1/users/{stronger}");
        for change in [
            json!({"password": "a new passphrase"}),
            json!({"is_revoked": true}),
            json!({"is_revoked": false}),
            json!({"role_ids": []}),
        ] {
            denied("PUT", &address, Some(change));
        }
        denied("DELETE", &address, None);
    }
    // A locked out administrator is not let in again either.
    lab.put(&format!("/v1/users/{second}"), json!({"is_revoked": true}))
        .expect(200);
    denied(
        "PUT",
        &format!("/v1/users/{second}"),
        Some(json!({"is_revoked": false})),
    );
    for unlike in ["victim", "admin"] {
        lab.log_in(unlike, PASSWORD).expect(200);
    }
    // The equal and the weaker can be changed.
    let address = format!("/v1/users/{plain}");
    for change in [
        json!({"role_ids": [own]}),
        json!({"is_revoked": true}),
        json!({"is_revoked": false, "password": "a new passphrase"}),
    ] {
        lab.ask(&token, "PUT", &address, Some(change)).expect(200);
    }
    lab.ask(&token, "DELETE", &address, None).expect(204);
}

#[test]
fn who_edits_roles_gives_no_more_than_they_have() {
    let lab = Lab::new();
    let role = lab.role("Roles", &[("user_roles", "edit")]);
    lab.user("roles", &[role]);
    let token = lab.token_of("roles", PASSWORD);
    let body = |object: &str, action: &str| {
        let permission = json!({"object_type": object, "action": action, "instance": "*"});
        json!({"display_name": "Mine", "permissions": [permission]})
    };
    for (object, action) in [
        ("*", "*"),
        ("*", "edit"),
        ("users", "edit"),
        ("users", "*"),
        ("directory_service", "edit"),
    ] {
        let refused = lab.ask(&token, "POST", "/v1/roles", Some(body(object, action)));
        assert_eq!(
            refused.refusal(),
            (403, "permission-denied".into()),
            "{object}:{action}"
        );
        let own = format!("/v1/roles/{role}");
        let refused = lab.ask(&token, "PUT", &own, Some(body(object, action)));
        assert_eq!(
            refused.refusal(),
            (403, "permission-denied".into()),
            "{object}:{action}"
        );
    }
    for (object, action) in [
        ("user", "edit"),
        ("users", "import"),
        ("", ""),
        ("users", "edit;"),
    ] {
        let refused = lab.post("/v1/roles", body(object, action));
        assert_eq!(
            refused.refusal(),
            (400, "schema-violation".into()),
            "{object}:{action}"
        );
    }
    let one = json!({"display_name": "One", "permissions": [{"object_type": "users", "action": "edit", "instance": "x"}]});
    assert_eq!(
        lab.post("/v1/roles", one).refusal(),
        (400, "schema-violation".into())
    );
    for (method, body) in [("PUT", Some(body("users", "edit"))), ("DELETE", None)] {
        let refused = lab.ask(&lab.token, method, "/v1/roles/1", body);
        assert_eq!(refused.refusal(), (403, "default-roles-immutable".into()));
    }
}

#[test]
fn who_imports_groups_makes_nobody_an_administrator() {
    let server = LdapServer::openldap("dc=example,dc=org")
        .user(
            User::new("ada")
                .password("pass-word")
                .member_of("ops")
                .member_of("staff"),
        )
        .start()
        .unwrap();
    let lab = Lab::new();
    lab.put("/v1/ds", settings(&server)).expect(200);
    let importer = with_only(&lab, "importer", ("user_groups", "import"));
    for validate in [true, false] {
        let group = json!({"login": "ops", "role_ids": [ADMINISTRATORS], "validate": validate});
        let refused = lab.ask(&importer, "POST", "/v1/groups", Some(group));
        assert_eq!(refused.refusal(), (403, "permission-denied".into()));
    }
    let group = json!({"login": "ops"});
    let ops = id(&lab
        .ask(&importer, "POST", "/v1/groups", Some(group))
        .expect(201));
    let address = format!("/v1/groups/{ops}");
    let give = json!({"role_ids": [ADMINISTRATORS]});
    let refused = lab.ask(&importer, "PUT", &address, Some(give.clone()));
    assert_eq!(refused.refusal(), (403, "permission-denied".into()));
    lab.ask(
        &importer,
        "PUT",
        &address,
        Some(json!({"display_name": "Ours", "role_ids": []})),
    )
    .expect(200);
    // An administrator may, and then the group's members are.
    lab.put(&address, give).expect(200);
    let ada = lab.token_of("ada", "pass-word");
    lab.ask(&ada, "GET", "/v1/users", None).expect(200);
    // Whose power comes through a group is as safe from weaker ones.
    let editor = with_only(&lab, "editor", ("users", "edit"));
    let user = format!("/v1/users/{}", id(&lab.current(&ada)));
    let refused = lab.ask(&editor, "PUT", &user, Some(json!({"is_revoked": true})));
    assert_eq!(refused.refusal(), (403, "permission-denied".into()));
}

#[test]
fn the_first_administrator_stays_one() {
    let lab = Lab::new();
    let admin = format!("/v1/users/{}", id(&lab.current(&lab.token)));
    let refused = lab.put(&admin, json!({"is_revoked": true}));
    assert_eq!(refused.refusal(), (403, "admin-user-immutable".into()));
    let refused = lab.put(&admin, json!({"role_ids": []}));
    assert_eq!(
        refused.refusal(),
        (403, "admin-user-not-in-admin-role".into())
    );
    assert_eq!(
        lab.delete(&admin).refusal(),
        (403, "admin-user-immutable".into())
    );
    lab.put(
        &admin,
        json!({"display_name": "The boss", "role_ids": [ADMINISTRATORS]}),
    )
    .expect(200);
    // A remote user's name and password are the directory's.
    let server = LdapServer::openldap("dc=example,dc=org")
        .user(User::new("ada").password("pass-word"))
        .start()
        .unwrap();
    lab.put("/v1/ds", settings(&server)).expect(200);
    let ada = format!(
        "/v1/users/{}",
        id(&lab.current(&lab.token_of("ada", "pass-word")))
    );
    for change in [
        json!({"password": PASSWORD}),
        json!({"email": "x"}),
        json!({"display_name": "x"}),
    ] {
        assert_eq!(lab.put(&ada, change).refusal(), (409, "conflict".into()));
    }
}

#[test]
fn what_cannot_be_a_user_is_refused() {
    let lab = Lab::new();
    let new = |login: &str, password: &str| json!({"login": login, "display_name": "", "email": "", "password": password});
    let long = "x".repeat(257);
    for (login, password) in [
        ("", PASSWORD),
        (" ", PASSWORD),
        ("a\nb", PASSWORD),
        (long.as_str(), PASSWORD),
        ("grace", ""),
        ("grace", "short"),
    ] {
        let refused = lab.post("/v1/users", new(login, password));
        assert_eq!(
            refused.refusal(),
            (400, "schema-violation".into()),
            "{login:?}"
        );
    }
    let huge = json!({"login": "grace", "display_name": "x".repeat(70_000), "email": ""});
    assert_eq!(
        lab.post("/v1/users", huge).refusal(),
        (400, "schema-violation".into())
    );
    let role = json!({"login": "grace", "display_name": "", "email": "", "role_ids": [7]});
    assert_eq!(
        lab.post("/v1/users", role).refusal(),
        (422, "invalid-associated-id".into())
    );
    // Without a password there is no way in.
    let none = json!({"login": "grace", "display_name": "", "email": ""});
    lab.post("/v1/users", none).expect(201);
    for password in ["", " ", "null", PASSWORD] {
        lab.log_in("grace", password).expect(401);
    }
}

#[test]
fn who_is_revoked_while_a_directory_is_asked_for_them_changes_nothing_more() {
    let directory = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let lab = Lab::with(
        |config| config.answer_timeout = std::time::Duration::from_secs(60),
        |_| {},
    );
    lab.put("/v1/ds", settings_at(directory.local_addr().unwrap()))
        .expect(200);
    let importer = with_only(&lab, "importer", ("user_groups", "import"));
    let user = id(&lab.current(&importer));
    thread::scope(|scope| {
        let import = scope.spawn(|| {
            let group = json!({"login": "ops"});
            lab.ask(&importer, "POST", "/v1/groups", Some(group))
        });
        let (mut stream, _) = directory.accept().unwrap();
        hear(&mut stream).unwrap();
        let address = format!("/v1/users/{user}");
        lab.put(&address, json!({"is_revoked": true})).expect(200);
        stream.write_all(&message(1, success(0x61))).unwrap();
        hear(&mut stream).unwrap();
        let found = [message(2, entry("cn=ops")), message(2, success(0x65))].concat();
        stream.write_all(&found).unwrap();
        let refused = import.join().unwrap();
        assert_eq!(refused.refusal(), (401, "user-unauthenticated".into()));
    });
    assert_eq!(lab.get("/v1/groups").json(), json!([]));
}
