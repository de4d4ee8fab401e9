//! Logging in against directories: what is asked, what is refused.

use ldaplab::{
    server::{Fault, Group, LdapServer, User, bind, search},
    wire::ResultCode,
};
use serde_json::json;

use super::lab::{Lab, asked, id, settings, settings_at, with};

/// ada is in ops, and in others; ben has two entries; both have the password `pass-word`.
fn slapd() -> LdapServer {
    let ben = |ou: &str| {
        format!(
            "dn: uid=ben,ou={ou},dc=example,dc=org\nobjectClass: inetOrgPerson\nuid: ben\ncn: Ben\nsn: B\nuserPassword: pass-word\n\n"
        )
    };
    LdapServer::openldap("dc=example,dc=org")
        .root_password("admin-pass")
        .ldif(format!(
            "dn: ou=one,dc=example,dc=org\nobjectClass: organizationalUnit\nou: one\n\n\
             dn: ou=two,dc=example,dc=org\nobjectClass: organizationalUnit\nou: two\n\n{}{}",
            ben("one"),
            ben("two")
        ))
        .user(
            User::new("ada")
                .password("pass-word")
                .member_of("ops")
                .member_of("staff")
                .member_of("others")
                .attribute("cn", "Ada Lovelace")
                .attribute("mail", "ada@example.org"),
        )
        .start()
        .unwrap()
}

const ADMIN_BIND: &str = "1 bind cn=admin,dc=example,dc=org";

#[test]
fn a_login_is_a_search_a_bind_elsewhere_and_one_search_for_the_imported_groups() {
    let server = slapd();
    let lab = Lab::new();
    lab.put("/v1/ds", settings(&server)).expect(200);
    assert_eq!(asked(&server), [""; 0]);
    // No group is imported, so none is asked about.
    let token = lab.token_of("ada", "pass-word");
    assert_eq!(
        asked(&server),
        [
            ADMIN_BIND,
            "1 search dc=example,dc=org (uid=ada)",
            "2 bind uid=ada,ou=people,dc=example,dc=org",
        ]
    );
    let user = lab.current(&token).expect(200).json();
    assert_eq!(user["login"], "ada");
    assert_eq!(user["display_name"], "Ada Lovelace");
    assert_eq!(user["email"], "ada@example.org");
    assert_eq!(user["is_remote"], true);
    assert_eq!(user["is_revoked"], false);
    assert_eq!(user["inherited_role_ids"], json!([]));
    assert_eq!(user["identity_provider_id"], lab.get("/v1/ds").json()["id"]);
    assert_eq!(asked(&server), [""; 0]);
    let ops = lab.import("ops");
    let staff = lab.import("staff");
    let empty = lab.post("/v1/groups", json!({"login": "nobody", "validate": false}));
    empty.expect(201);
    server.forget_requests();
    assert_eq!(lab.roles("ada", "pass-word"), [ops, staff]);
    assert_eq!(
        asked(&server),
        [
            ADMIN_BIND,
            "1 search dc=example,dc=org (uid=ada)",
            "2 bind uid=ada,ou=people,dc=example,dc=org",
            "1 search dc=example,dc=org (&(objectClass=groupOfNames)(member=uid=ada,ou=people,dc=example,dc=org)(|(cn=ops)(cn=staff)(cn=nobody)))",
        ]
    );
    let users = lab.get("/v1/users").json();
    let adas = users
        .as_array()
        .unwrap()
        .iter()
        .filter(|user| user["login"] == "ada");
    assert_eq!(adas.count(), 1);
}

#[test]
fn an_empty_password_asks_nobody_and_one_of_blanks_is_a_password() {
    let server = slapd();
    let lab = Lab::new();
    lab.put("/v1/ds", settings(&server)).expect(200);
    for login in ["ada", "nobody", "admin", ""] {
        let refused = lab.log_in(login, "");
        assert_eq!(refused.refusal(), (401, "user-unauthenticated".into()));
    }
    assert_eq!(asked(&server), [""; 0]);
    let refused = lab.log_in("ada", " ");
    assert_eq!(refused.refusal(), (401, "user-unauthenticated".into()));
    assert_eq!(
        asked(&server),
        [
            ADMIN_BIND,
            "1 search dc=example,dc=org (uid=ada)",
            "2 bind uid=ada,ou=people,dc=example,dc=org",
        ]
    );
    let refused = lab.log_in("", "pass-word");
    assert_eq!(refused.refusal(), (401, "user-unauthenticated".into()));
    assert!(asked(&server).iter().all(|line| !line.contains("2 bind")));
}

#[test]
fn nobody_is_unauthenticated_and_two_are_not_unique() {
    let server = slapd();
    let lab = Lab::new();
    lab.put("/v1/ds", settings(&server)).expect(200);
    let wrong = lab.log_in("ada", "other-word");
    let nobody = lab.log_in("nobody", "pass-word");
    assert_eq!(wrong.refusal(), (401, "user-unauthenticated".into()));
    // Nobody can tell the two apart.
    assert_eq!(wrong.json()["msg"], nobody.json()["msg"]);
    let two = lab.log_in_told("ben", "pass-word");
    assert_eq!(two.refusal(), (422, "non-unique-lookup-attr".into()));
    assert_eq!(
        two.json()["details"]["dns"],
        json!([
            "uid=ben,ou=one,dc=example,dc=org",
            "uid=ben,ou=two,dc=example,dc=org"
        ])
    );
    // Below one of the two there is one.
    lab.put(
        "/v1/ds",
        with(settings(&server), json!({"user_rdn": "ou=two"})),
    )
    .expect(200);
    lab.log_in("ben", "pass-word").expect(200);
    lab.log_in("ada", "pass-word").expect(401);
}

#[test]
fn a_login_name_is_never_a_filter() {
    let server = slapd();
    let lab = Lab::new();
    lab.put("/v1/ds", settings(&server)).expect(200);
    for (login, filter) in [
        ("*", "(uid=\\2a)"),
        ("a*", "(uid=a\\2a)"),
        ("*)(uid=*", "(uid=\\2a\\29\\28uid=\\2a)"),
        ("ada)(|(uid=*)", "(uid=ada\\29\\28|\\28uid=\\2a\\29)"),
        ("ada\\", "(uid=ada\\5c)"),
        ("ada\0", "(uid=ada\\00)"),
        ("ada,ou=people", "(uid=ada,ou=people)"),
    ] {
        let refused = lab.log_in(login, "pass-word");
        assert_eq!(
            refused.refusal(),
            (401, "user-unauthenticated".into()),
            "{login}"
        );
        let search = format!("1 search dc=example,dc=org {filter}");
        let feigned = "2 bind nobody below dc=example,dc=org";
        assert_eq!(asked(&server), [ADMIN_BIND, &search, feigned], "{login}");
    }
    // Nor is a group's.
    for (name, filter) in [("*", "(cn=\\2a)"), ("ops)(cn=*", "(cn=ops\\29\\28cn=\\2a)")] {
        let refused = lab.post("/v1/groups", json!({"login": name}));
        assert_eq!(
            refused.refusal(),
            (422, "no-such-group-LDAP".into()),
            "{name}"
        );
        let search = format!("1 search dc=example,dc=org (&(objectClass=groupOfNames){filter})");
        assert_eq!(asked(&server), [ADMIN_BIND, search.as_str()], "{name}");
    }
}

#[test]
fn users_and_groups_are_looked_for_below_their_own_parts() {
    let server = slapd();
    let lab = Lab::new();
    let parts = json!({"hostname": "::1", "user_rdn": "ou=people", "group_rdn": "ou=groups"});
    lab.put("/v1/ds", with(settings(&server), parts))
        .expect(200);
    lab.import("ops");
    server.forget_requests();
    lab.log_in("ada", "pass-word").expect(200);
    let lines = asked(&server);
    assert_eq!(lines[1], "1 search ou=people,dc=example,dc=org (uid=ada)");
    assert!(
        lines[3].starts_with("1 search ou=groups,dc=example,dc=org "),
        "{lines:#?}"
    );
    // What is no name is not looked for.
    server.forget_requests();
    let refused = lab.log_in(&"x".repeat(300), "pass-word");
    assert_eq!(refused.refusal(), (401, "user-unauthenticated".into()));
    assert_eq!(asked(&server), [""; 0]);
}

#[test]
fn an_anonymous_look_up_does_not_bind() {
    let server = slapd();
    let lab = Lab::new();
    let anonymous = with(settings(&server), json!({"login": null, "password": null}));
    lab.put("/v1/ds", anonymous).expect(200);
    lab.log_in("ada", "pass-word").expect(200);
    assert_eq!(
        asked(&server),
        [
            "1 search dc=example,dc=org (uid=ada)",
            "2 bind uid=ada,ou=people,dc=example,dc=org",
        ]
    );
}

#[test]
fn whoever_is_revoked_hears_so_once_they_prove_who_they_are() {
    let server = slapd();
    let lab = Lab::new();
    lab.put("/v1/ds", settings(&server)).expect(200);
    let token = lab.token_of("ada", "pass-word");
    let ada = id(&lab.current(&token));
    let user = format!("/v1/users/{ada}");
    lab.put(&user, json!({"is_revoked": true})).expect(200);
    server.forget_requests();
    let refused = lab.log_in("ADA", "pass-word");
    assert_eq!(refused.refusal(), (401, "user-revoked".into()));
    // To others it is a wrong password like any.
    let refused = lab.log_in("ADA", "other-word");
    assert_eq!(refused.refusal(), (401, "user-unauthenticated".into()));
    assert_eq!(lab.current(&token).status, 401);
    lab.put(&user, json!({"is_revoked": false})).expect(200);
    lab.log_in("ada", "pass-word").expect(200);
    // The tokens of before are gone.
    assert_eq!(
        lab.current(&token).refusal(),
        (401, "user-unauthenticated".into())
    );
}

#[test]
fn another_spelling_of_a_login_name_is_the_same_user() {
    let server = LdapServer::openldap("dc=example,dc=org")
        .user(
            User::new("ada")
                .password("pass-word")
                .attribute("uid", "countess"),
        )
        .start()
        .unwrap();
    let lab = Lab::new();
    lab.put("/v1/ds", settings(&server)).expect(200);
    let ada = id(&lab.current(&lab.token_of("ada", "pass-word")));
    // caseIgnoreMatch takes no notice of case and of blanks at the ends.
    for spelling in ["ADA", "ada ", "  ada", "countess"] {
        let answer = lab.log_in(spelling, "pass-word");
        assert_eq!(answer.status, 200, "{spelling:?}: {answer:?}");
        let token = answer.json()["token"].as_str().unwrap().to_owned();
        assert_eq!(id(&lab.current(&token)), ada, "{spelling:?}");
    }
    let user = format!("/v1/users/{ada}");
    lab.put(&user, json!({"is_revoked": true})).expect(200);
    for spelling in ["ada", "ADA", "ada ", "  ada", "countess"] {
        let refused = lab.log_in(spelling, "pass-word");
        assert_eq!(
            refused.refusal(),
            (401, "user-revoked".into()),
            "{spelling:?}"
        );
    }
    // Nor are guesses counted apart.
    lab.put(&user, json!({"is_revoked": false})).expect(200);
    for guess in 0..10 {
        let spelling = ["ada", "ada ", "countess"][guess % 3];
        lab.log_in(spelling, "guessed").expect(401);
    }
    let refused = lab.log_in("ada", "pass-word");
    assert_eq!(refused.refusal(), (401, "user-revoked".into()));
}

#[test]
fn directories_are_asked_in_their_order() {
    let one = LdapServer::openldap("dc=example,dc=org")
        .user(User::new("ada").password("of-one"))
        .start()
        .unwrap();
    let two = LdapServer::openldap("dc=example,dc=org")
        .user(User::new("ada").password("of-two"))
        .user(User::new("ben").password("of-two"))
        .start()
        .unwrap();
    let lab = Lab::new();
    let create = |server: &LdapServer, name: &str| {
        let settings = with(settings(server), json!({"display_name": name}));
        id(&lab.post("/v1/command/ldap/create", settings).expect(201))
    };
    let (first, second) = (create(&one, "One"), create(&two, "Two"));
    let provider = |login: &str, password: &str| {
        let token = lab.token_of(login, password);
        lab.current(&token).json()["identity_provider_id"].clone()
    };
    assert_eq!(provider("ada", "of-one"), json!(first));
    assert_eq!(asked(&two), [""; 0]);
    // The first that has the user decides. The second is only asked as it would be for somebody whom the first does not know, and hears no password.
    lab.log_in("ada", "of-two").expect(401);
    assert_eq!(
        asked(&two),
        [
            format!("1 bind {}", two.admin().dn()).as_str(),
            "1 search dc=example,dc=org (uid=ada)"
        ]
    );
    assert_eq!(provider("ben", "of-two"), json!(second));
    // With the first down, ben, who is known to be the second's, still gets in; a stranger might be the first's.
    one.inject(bind(), Fault::close()).forever();
    assert_eq!(provider("ben", "of-two"), json!(second));
    for stranger in ["ada", "stranger"] {
        let refused = lab.log_in_told(stranger, "of-one");
        assert_eq!(
            refused.refusal(),
            (503, "ds-unreachable".into()),
            "{stranger}"
        );
        let details = refused.json()["details"].clone();
        assert_eq!(details["stage"], "bind", "{details}");
        assert!(details["cause"].is_string() && details["cure"].is_string());
        assert!(!refused.body.contains(one.admin().password()));
    }
}

#[test]
fn a_name_is_one_persons_only() {
    let server = LdapServer::openldap("dc=example,dc=org")
        .user(User::new("ADMIN").password("pass-word"))
        .user(User::new("ops").password("pass-word"))
        .user(User::new("ada").password("pass-word"))
        .group(Group::new("ops").member("ada"))
        .group(Group::new("grace").member("ada"))
        .start()
        .unwrap();
    let lab = Lab::new();
    lab.put("/v1/ds", settings(&server)).expect(200);
    // A directory that has an `admin` locks the local one neither out nor up.
    server.forget_requests();
    lab.log_in("admin", super::lab::PASSWORD).expect(200);
    assert_eq!(asked(&server), [""; 0]);
    lab.log_in("admin", "pass-word").expect(401);
    // Refused as anybody else is; nobody's password is tried.
    assert_eq!(
        asked(&server),
        [
            format!("1 bind {}", server.admin().dn()).as_str(),
            "1 search dc=example,dc=org (uid=admin)",
            "2 bind nobody below dc=example,dc=org"
        ]
    );
    lab.import("ops");
    let refused = lab.log_in("ops", "pass-word");
    assert_eq!(refused.refusal(), (401, "remote-user-conflict".into()));
    lab.user("grace", &[]);
    let refused = lab.post("/v1/groups", json!({"login": "grace"}));
    assert_eq!(refused.refusal(), (409, "conflict".into()));
    let again = lab.post("/v1/groups", json!({"login": "OPS"}));
    assert_eq!(again.refusal(), (409, "conflict".into()));
    lab.log_in("ada", "pass-word").expect(200);
    let taken = json!({"login": "Ada", "display_name": "", "email": "", "password": "pass-word"});
    assert_eq!(
        lab.post("/v1/users", taken).refusal(),
        (409, "conflict".into())
    );
    // A name that differs from a local one only in spelling does not become a second user.
    let refused = lab.log_in("admin ", "pass-word");
    assert_eq!(refused.refusal(), (401, "remote-user-conflict".into()));
}

#[test]
fn a_directory_takes_its_users_and_groups_with_it() {
    let server = slapd();
    let lab = Lab::new();
    let uuid = id(&lab
        .post("/v1/command/ldap/create", settings(&server))
        .expect(201));
    let role = lab.import("ops");
    let token = lab.token_of("ada", "pass-word");
    lab.current(&token).expect(200);
    lab.post("/v1/command/ldap/delete", json!({"id": uuid}))
        .expect(204);
    assert_eq!(lab.current(&token).status, 401);
    assert_eq!(lab.get("/v1/groups").json(), json!([]));
    let logins: Vec<String> = lab
        .get("/v1/users")
        .json()
        .as_array()
        .unwrap()
        .iter()
        .map(|user| user["login"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(logins, ["api_user", "admin"]);
    assert_eq!(
        lab.get(&format!("/v1/roles/{role}")).json()["group_ids"],
        json!([])
    );
    assert_eq!(lab.log_in("ada", "pass-word").status, 401);
}

#[test]
fn disconnected_users_are_out_and_come_back_with_the_directory() {
    let server = slapd();
    let lab = Lab::new();
    lab.put("/v1/ds", settings(&server)).expect(200);
    let token = lab.token_of("ada", "pass-word");
    lab.put("/v1/ds", json!({})).expect(200);
    assert_eq!(lab.current(&token).status, 401);
    server.forget_requests();
    assert_eq!(lab.log_in("ada", "pass-word").status, 401);
    assert_eq!(asked(&server), [""; 0]);
    lab.put("/v1/ds", settings(&server)).expect(200);
    // It may be another directory now.
    assert_eq!(lab.current(&token).status, 401);
    lab.log_in("ada", "pass-word").expect(200);
}

#[test]
fn a_directory_that_refuses_or_breaks_off_is_not_a_wrong_password() {
    let server = slapd();
    let lab = Lab::new();
    lab.put("/v1/ds", settings(&server)).expect(200);
    lab.import("ops");
    let ada = "uid=ada,ou=people,dc=example,dc=org";
    for (matcher, fault, status, code) in [
        (bind().dn(ada), Fault::busy(), 503, "ldap.busy"),
        (bind().dn(ada), Fault::close(), 503, ""),
        (
            bind().dn(ada),
            Fault::garbage(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()),
            503,
            "",
        ),
        (
            bind().dn(ada),
            Fault::result(ResultCode::UNWILLING_TO_PERFORM),
            401,
            "",
        ),
        (search().filter("(uid=ada)"), Fault::unavailable(), 503, ""),
        (search().filter("(uid=ada)"), Fault::reset(), 503, ""),
        (
            search().attribute("cn").base("dc=example,dc=org"),
            Fault::busy(),
            503,
            "",
        ),
    ] {
        let guard = server.inject(matcher, fault);
        let refused = lab.log_in_told("ada", "pass-word").expect(status);
        if !code.is_empty() {
            let found = refused.json()["details"]["code"].clone();
            assert!(found.is_string(), "{refused:?}");
        }
        assert!(guard.hits() > 0);
        assert!(!refused.body.contains("pass-word"));
    }
    // None of that was counted against ada but one.
    lab.log_in("ada", "pass-word").expect(200);
    let nobody = settings_at(([127, 0, 0, 1], 1).into());
    lab.put("/v1/ds", nobody).expect(200);
    let refused = lab.log_in_told("ada", "pass-word").expect(503);
    assert_eq!(refused.json()["details"]["code"], "tcp.refused");
    let refused = lab.post("/v1/groups", json!({"login": "staff"}));
    assert_eq!(refused.refusal(), (503, "ds-unreachable".into()));
}
