//! Roles through groups: flat, nested, by DN and by login name.

use ldaplab::server::{Group, LdapServer, User};
use serde_json::{Value, json};

use super::lab::{Lab, asked, id, settings, with};

const IN_CHAIN: &str = "1.2.840.113556.1.4.1941";

/// ada is in g1, g1 in g2, … g11 in g12, and g12 in g1 again; nobody is in `apart`.
fn twelve(builder: ldaplab::server::Builder) -> LdapServer {
    let mut builder = builder
        .root_password("admin-pass")
        .user(User::new("ada").password("Pass-word1"))
        .user(User::new("ben").password("Pass-word1"))
        .group(Group::new("g1").member("ada").member("g12"))
        .group(Group::new("apart").member("ben"));
    for level in 2..=12 {
        let group = Group::new(format!("g{level}"));
        builder = builder.group(group.member(format!("g{}", level - 1)));
    }
    builder.start().unwrap()
}

fn nested(server: &LdapServer, changes: Value) -> Value {
    let nested = with(settings(server), json!({"search_nested_groups": true}));
    with(nested, changes)
}

fn in_chain(asked: &[String]) -> Vec<&str> {
    let found = asked.iter().filter(|line| line.contains(IN_CHAIN));
    found.map(String::as_str).collect()
}

#[test]
fn a_domain_resolves_twelve_levels_and_a_cycle_itself_and_walking_finds_the_same() {
    let dc = twelve(LdapServer::active_directory("corp.example"));
    let lab = Lab::new();
    lab.put("/v1/ds", nested(&dc, json!({}))).expect(200);
    let (first, middle, last) = (lab.import("g1"), lab.import("g6"), lab.import("g12"));
    lab.import("apart");
    dc.forget_requests();
    assert_eq!(lab.roles("ada", "Pass-word1"), [first, middle, last]);
    let by_chain = asked(&dc);
    assert_eq!(
        in_chain(&by_chain),
        [
            "1 search DC=corp,DC=example (&(objectClass=group)(member:1.2.840.113556.1.4.1941:=CN=ada,CN=Users,DC=corp,DC=example))"
        ]
    );
    assert_eq!(by_chain.len(), 5, "{by_chain:#?}");
    let off = json!({"disable_ldap_matching_rule_in_chain": true});
    lab.put("/v1/ds", nested(&dc, off)).expect(200);
    dc.forget_requests();
    assert_eq!(lab.roles("ada", "Pass-word1"), [first, middle, last]);
    let walked = asked(&dc);
    assert_eq!(in_chain(&walked), [""; 0]);
    // One level at a time, and the cycle ends it.
    assert!(
        (12..=16).contains(
            &walked
                .iter()
                .filter(|line| line.contains("(member="))
                .count()
        ),
        "{walked:#?}"
    );
    // Flat, only the first counts.
    let flat = json!({"search_nested_groups": false});
    lab.put("/v1/ds", nested(&dc, flat)).expect(200);
    dc.forget_requests();
    assert_eq!(lab.roles("ada", "Pass-word1"), [first]);
    let flat = asked(&dc);
    assert_eq!(
        flat.last().unwrap(),
        "1 search DC=corp,DC=example (&(objectClass=group)(member=CN=ada,CN=Users,DC=corp,DC=example)(|(cn=g1)(cn=g6)(cn=g12)(cn=apart)))"
    );
    assert_eq!(flat.len(), 4, "{flat:#?}");
}

#[test]
fn slapd_is_never_asked_what_it_silently_does_not_answer() {
    let server = twelve(LdapServer::openldap("dc=example,dc=org"));
    let lab = Lab::new();
    lab.put("/v1/ds", nested(&server, json!({}))).expect(200);
    let (first, last) = (lab.import("g1"), lab.import("g12"));
    server.forget_requests();
    assert_eq!(lab.roles("ada", "Pass-word1"), [first, last]);
    let walked = asked(&server);
    assert_eq!(in_chain(&walked), [""; 0]);
    // With no group imported nothing is walked.
    for group in lab.get("/v1/groups").json().as_array().unwrap() {
        let group = format!("/v1/groups/{}", group["id"].as_str().unwrap());
        lab.delete(&group).expect(204);
    }
    server.forget_requests();
    assert_eq!(lab.roles("ada", "Pass-word1"), [0; 0]);
    assert_eq!(asked(&server).len(), 3);
}

/// Three kinds of groups with ada in one of each; `all` holds `unique`.
fn three_kinds() -> LdapServer {
    let group = |cn: &str, class: &str, rest: &str| {
        format!(
            "dn: cn={cn},ou=groups,dc=example,dc=org\nobjectClass: {class}\ncn: {cn}\n{rest}\n\n"
        )
    };
    let ada = "uid=ada,ou=people,dc=example,dc=org";
    LdapServer::openldap("dc=example,dc=org")
        .user(User::new("ada").password("pass-word"))
        .ldif(
            "dn: ou=groups,dc=example,dc=org\nobjectClass: organizationalUnit\nou: groups\n\n"
                .to_owned()
                + &group("names", "groupOfNames", &format!("member: {ada}"))
                + &group(
                    "unique",
                    "groupOfUniqueNames",
                    &format!("uniqueMember: {ada}"),
                )
                + &group(
                    "posix",
                    "posixGroup",
                    "gidNumber: 1\nmemberUid: ada\nmemberUid: ben",
                )
                + &group(
                    "all",
                    "groupOfUniqueNames",
                    "uniqueMember: cn=unique,ou=groups,dc=example,dc=org",
                ),
        )
        .start()
        .unwrap()
}

#[test]
fn members_are_distinguished_names_or_login_names() {
    let server = three_kinds();
    for (class, attribute, nested, expected) in [
        ("groupOfNames", "member", false, vec!["names"]),
        ("groupOfUniqueNames", "uniqueMember", false, vec!["unique"]),
        (
            "groupOfUniqueNames",
            "uniqueMember",
            true,
            vec!["all", "unique"],
        ),
        ("posixGroup", "memberUid", false, vec!["posix"]),
        ("posixGroup", "memberUid", true, vec!["posix"]),
        ("", "memberUid", true, vec!["posix"]),
        ("*", "uniquemember", false, vec!["unique"]),
    ] {
        let lab = Lab::new();
        let described = json!({
            "group_object_class": class, "group_member_attr": attribute, "search_nested_groups": nested,
        });
        lab.put("/v1/ds", with(settings(&server), described))
            .expect(200);
        let mut names = Vec::new();
        for name in ["names", "unique", "posix", "all"] {
            let body = json!({"login": name, "validate": false});
            lab.post("/v1/groups", body).expect(201);
        }
        let user = lab.current(&lab.token_of("ada", "pass-word")).json();
        for group in user["group_ids"].as_array().unwrap() {
            let group = lab
                .get(&format!("/v1/groups/{}", group.as_str().unwrap()))
                .json();
            assert_eq!(group["user_ids"], json!([user["id"]]));
            names.push(group["login"].as_str().unwrap().to_owned());
        }
        names.sort();
        assert_eq!(names, expected, "{class} {attribute} {nested}");
    }
}

#[test]
fn roles_change_with_the_next_login() {
    let server = LdapServer::openldap("dc=example,dc=org")
        .user(User::new("ada").password("pass-word").member_of("ops"))
        .user(User::new("ben").password("pass-word").member_of("staff"))
        .start()
        .unwrap();
    let lab = Lab::new();
    lab.put("/v1/ds", settings(&server)).expect(200);
    let may = lab.role("May", &[("directory_service", "edit")]);
    let group = json!({"login": "ops", "role_ids": [may]});
    let made = lab.post("/v1/groups", group).expect(201);
    let address = made.header("location").unwrap();
    assert_eq!(address, format!("/rbac-api/v1/groups/{}", id(&made)));
    let staff = lab.import("staff");
    let first = lab.token_of("ada", "pass-word");
    lab.ask(&first, "GET", "/v1/ds", None).expect(200);
    let (ops, staff_dn) = (
        "cn=ops,ou=groups,dc=example,dc=org",
        "cn=staff,ou=groups,dc=example,dc=org",
    );
    let ada = "uid=ada,ou=people,dc=example,dc=org";
    server
        .modify(staff_dn, |group| group.push("member", ada))
        .unwrap();
    server.delete(ops).unwrap();
    // What was so at the login still holds, and from the next one on no more.
    lab.ask(&first, "GET", "/v1/ds", None).expect(200);
    assert_eq!(lab.roles("ada", "pass-word"), [staff]);
    lab.ask(&first, "GET", "/v1/ds", None).expect(403);
    // A group that is no longer imported gives nothing, at once.
    let groups = lab.get("/v1/groups").json();
    let staff = groups
        .as_array()
        .unwrap()
        .iter()
        .find(|group| group["login"] == "staff")
        .unwrap();
    lab.delete(&format!("/v1/groups/{}", staff["id"].as_str().unwrap()))
        .expect(204);
    assert_eq!(lab.current(&first).json()["inherited_role_ids"], json!([]));
}

#[test]
fn a_group_is_imported_by_its_name_once() {
    let server = LdapServer::active_directory("corp.example")
        .user(User::new("ada").password("Pass-word1").member_of("Ops"))
        .group(Group::new("Other").attribute("displayName", "The others"))
        .start()
        .unwrap();
    let lab = Lab::new();
    let refused = lab.post("/v1/groups", json!({"login": "Ops"}));
    assert_eq!(refused.refusal(), (400, "ds-not-configured".into()));
    lab.put(
        "/v1/ds",
        with(settings(&server), json!({"group_name_attr": "displayName"})),
    )
    .expect(200);
    let other = lab
        .post("/v1/groups", json!({"login": "OTHER"}))
        .expect(201)
        .json();
    assert_eq!(other["login"], "Other");
    assert_eq!(other["display_name"], "The others");
    assert_eq!(other["is_group"], true);
    assert_eq!(other["is_remote"], true);
    let again = lab.post("/v1/groups", json!({"login": "other"}));
    assert_eq!(again.refusal(), (409, "conflict".into()));
    let none = lab.post("/v1/groups", json!({"login": "None"}));
    assert_eq!(none.refusal(), (422, "no-such-group-LDAP".into()));
    let role = lab.post("/v1/groups", json!({"login": "Ops", "role_ids": [99]}));
    assert_eq!(role.refusal(), (422, "invalid-associated-id".into()));
    let unknown =
        json!({"login": "Ops", "identity_provider_id": "0f7c31f4-1d0a-4c53-9a55-5a2f5d3c8f10"});
    let directory = lab.post("/v1/groups", unknown);
    assert_eq!(directory.refusal(), (422, "invalid-associated-id".into()));
    lab.post(
        "/v1/groups",
        json!({"login": "Ops", "display_name": "Ours"}),
    )
    .expect(201);
    let logins = lab.get("/v1/groups").json();
    assert_eq!(logins[1]["display_name"], "Ours");
}
