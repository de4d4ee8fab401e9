//! `/openapi.json` says exactly what is answered: every status that it lists was seen, and no other.

use std::{collections::BTreeSet, thread, time::Duration};

use ldaplab::{
    rbac::Disk,
    server::{LdapServer, User},
};
use serde_json::{Value, json};

use super::lab::{ADMIN, Lab, PASSWORD, id, loopback, settings, settings_at, start, with};

type Seen = BTreeSet<(String, String, u16)>;

const UNKNOWN: &str = "0f7c31f4-1d0a-4c53-9a55-5a2f5d3c8f10";

struct Tour {
    lab: Lab,
    description: Value,
    seen: Seen,
}

impl Tour {
    /// Asks at an address whose parameter, if it has one, is replaced, and keeps what came.
    #[track_caller]
    fn ask(
        &mut self,
        token: &str,
        method: &str,
        path: &str,
        part: &str,
        body: Option<Value>,
        status: u16,
    ) -> Value {
        let address = match path.find('{') {
            Some(at) => path[..at].to_owned() + part + path[at..].split_once('}').unwrap().1,
            None => path.to_owned(),
        };
        let bare = address.strip_prefix("/rbac-api").unwrap();
        let answer = self.lab.ask(token, method, bare, body).expect(status);
        self.seen
            .insert((method.to_owned(), path.to_owned(), status));
        if status == 204 {
            assert_eq!(answer.body, "");
            return Value::Null;
        }
        if status >= 400 {
            answer.kind();
            return Value::Null;
        }
        let answer = answer.json();
        self.check_shape(method, path, status, &answer);
        answer
    }

    #[track_caller]
    fn admin(
        &mut self,
        method: &str,
        path: &str,
        part: &str,
        body: Option<Value>,
        status: u16,
    ) -> Value {
        let token = self.lab.token.clone();
        self.ask(
            &token,
            method,
            &format!("/rbac-api{path}"),
            part,
            body,
            status,
        )
    }

    /// Every member of an answer is one that is described.
    fn check_shape(&self, method: &str, path: &str, status: u16, answer: &Value) {
        let operation = &self.description["paths"][path][method.to_lowercase()];
        let schema =
            &operation["responses"][status.to_string()]["content"]["application/json"]["schema"];
        let (schema, one) = match answer {
            Value::Array(all) => (&schema["items"], all.first()),
            other => (schema, Some(other)),
        };
        let name = schema["$ref"]
            .as_str()
            .unwrap_or_else(|| panic!("{method} {path} {status}"));
        let name = name.strip_prefix("#/components/schemas/").unwrap();
        let described = &self.description["components"]["schemas"][name]["properties"];
        let members = one.and_then(Value::as_object);
        for member in members
            .into_iter()
            .flatten()
            .map(|(name, _)| name)
            .filter(|_| name != "Object")
        {
            assert!(
                described[member].is_object(),
                "{method} {path}: {name} has no {member}"
            );
        }
    }

    fn documented(&self) -> Seen {
        let paths = self.description["paths"].as_object().unwrap();
        let all = paths.iter().flat_map(|(path, methods)| {
            methods
                .as_object()
                .unwrap()
                .iter()
                .flat_map(move |(method, operation)| {
                    let statuses = operation["responses"].as_object().unwrap().keys();
                    statuses.map(move |status| {
                        (method.to_uppercase(), path.clone(), status.parse().unwrap())
                    })
                })
        });
        all.collect()
    }

    /// What every body can be refused with.
    fn bodies(&mut self) {
        let mut config = loopback();
        config.patience = Duration::from_millis(200);
        let (_hasty, hasty) = start(&self.lab.rbac, config);
        let with_body: Vec<(String, String)> = self
            .documented()
            .into_iter()
            .filter(|(_, _, status)| *status == 415)
            .map(|(method, path, _)| (method, path))
            .collect();
        assert_eq!(with_body.len(), 14);
        let (lab, hasty) = (&self.lab, &hasty);
        let seen: Vec<(String, String, u16)> = thread::scope(|scope| {
            let all = with_body.iter().map(|(method, path)| {
                scope.spawn(move || {
                    let address = path.replace("{id}", UNKNOWN);
                    let token = lab.token.as_str();
                    let send = |kind: &str, body: &str| {
                        let headers = [("Content-Type", kind), ("X-Authentication", token)];
                        lab.http.send(method, &address, &headers, Some(body)).refusal().0
                    };
                    let head = |length: usize| {
                        format!(
                            "{method} {address} HTTP/1.1\r\nHost: x\r\nX-Authentication: {token}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
                        )
                    };
                    let raw = |http: &super::http::Http, length: usize| http.raw(head(length).as_bytes()).unwrap().refusal().0;
                    let statuses = [send("application/json", "{"), send("text/plain", "{}"), raw(&lab.http, (1 << 20) + 1), raw(hasty, 10)];
                    assert_eq!(statuses, [400, 415, 413, 408], "{method} {path}");
                    statuses.map(|status| (method.clone(), path.clone(), status))
                })
            });
            let all: Vec<_> = all.collect();
            all.into_iter()
                .flat_map(|one| one.join().unwrap())
                .collect()
        });
        self.seen.extend(seen);
    }

    /// Nobody, everywhere where somebody is needed.
    fn strangers(&mut self) {
        let documented = self.documented();
        for (method, path, _) in documented.iter().filter(|(_, _, status)| *status == 401) {
            let guarded =
                !self.description["paths"][path][method.to_lowercase()]["security"].is_null();
            if guarded {
                self.ask("", method, path, UNKNOWN, Some(json!({})), 401);
            }
        }
    }
}

#[test]
fn every_status_that_is_documented_is_answered_and_every_one_answered_documented() {
    let server = LdapServer::openldap("dc=example,dc=org")
        .user(User::new("ada").password("pass-word").member_of("ops"))
        .ldif(
            ["a", "b"].map(|ou| format!("dn: ou={ou},dc=example,dc=org\nobjectClass: organizationalUnit\nou: {ou}\n\ndn: uid=two,ou={ou},dc=example,dc=org\nobjectClass: inetOrgPerson\nuid: two\ncn: Two\nsn: T\nuserPassword: pass-word\n\n"))
                .concat(),
        )
        .start()
        .unwrap();
    let nowhere = settings_at(([127, 0, 0, 1], 1).into());
    let disk = Disk::default();
    let lab = Lab::with(|config| config.disk = disk.clone(), |_| {});
    let answer = lab.http.send("GET", "/openapi.json", &[], None).expect(200);
    let description = answer.json();
    assert_eq!(description["openapi"], "3.1.0");
    let mut tour = Tour {
        lab,
        description,
        seen: Seen::new(),
    };
    tour.seen
        .insert(("GET".into(), "/openapi.json".into(), 200));
    tour.bodies();
    tour.strangers();

    // Settings.
    let good = settings(&server);
    tour.admin("GET", "/v1/ds/test", "", None, 400);
    tour.admin("PUT", "/v1/ds", "", Some(good.clone()), 200);
    tour.admin("GET", "/v1/ds", "", None, 200);
    tour.admin("GET", "/v1/ds/test", "", None, 200);
    tour.admin("PUT", "/v1/ds/test", "", Some(nowhere.clone()), 200);
    tour.admin("POST", "/v1/command/ldap/test", "", Some(good.clone()), 200);
    let second = with(nowhere.clone(), json!({"display_name": "Two"}));
    let made = tour.admin(
        "POST",
        "/v1/command/ldap/create",
        "",
        Some(second.clone()),
        201,
    );
    let second_id = made["id"].as_str().unwrap().to_owned();
    tour.admin(
        "POST",
        "/v1/command/ldap/create",
        "",
        Some(second.clone()),
        409,
    );
    let update = with(second.clone(), json!({"id": second_id}));
    tour.admin("POST", "/v1/command/ldap/update", "", Some(update), 200);
    let update = with(second, json!({"id": UNKNOWN}));
    tour.admin("POST", "/v1/command/ldap/update", "", Some(update), 404);
    tour.admin("GET", "/v2/ds", "", None, 200);
    tour.admin("GET", "/v2/ldap", "", None, 200);
    tour.admin("GET", "/v2/ldap/{id}", &second_id, None, 200);
    tour.admin("GET", "/v2/ldap/{id}", UNKNOWN, None, 404);
    tour.admin("GET", "/v2/ldap/{id}", "x", None, 400);
    tour.admin(
        "POST",
        "/v1/command/ldap/delete",
        "",
        Some(json!({"id": second_id})),
        204,
    );

    // Users, roles, groups.
    let permission = json!([{"object_type": "users", "action": "edit", "instance": "*"}]);
    let role_body = |name: &str| Some(json!({"display_name": name, "permissions": permission}));
    let role = tour.admin("POST", "/v1/roles", "", role_body("Editors"), 201)["id"].to_string();
    tour.admin("POST", "/v1/roles", "", role_body("editors"), 409);
    tour.admin("GET", "/v1/roles", "", None, 200);
    tour.admin("GET", "/v1/roles/{id}", &role, None, 200);
    tour.admin("GET", "/v1/roles/{id}", "99", None, 404);
    tour.admin("PUT", "/v1/roles/{id}", &role, role_body("Others"), 200);
    tour.admin(
        "PUT",
        "/v1/roles/{id}",
        &role,
        role_body("Administrators"),
        409,
    );
    tour.admin("PUT", "/v1/roles/{id}", "99", role_body("None"), 404);
    let new = |login: &str, roles: Value| {
        Some(
            json!({"login": login, "display_name": "", "email": "", "role_ids": roles, "password": PASSWORD}),
        )
    };
    let grace = tour.admin("POST", "/v1/users", "", new("grace", json!([])), 201);
    let grace = grace["id"].as_str().unwrap().to_owned();
    tour.admin("POST", "/v1/users", "", new("grace", json!([])), 409);
    tour.admin("POST", "/v1/users", "", new("hopper", json!([99])), 422);
    tour.admin("GET", "/v1/users", "", None, 200);
    tour.admin("GET", "/v1/users/current", "", None, 200);
    tour.admin("GET", "/v1/users/{id}", &grace, None, 200);
    tour.admin("GET", "/v1/users/{id}", UNKNOWN, None, 404);
    tour.admin("GET", "/v1/users/{id}", "x", None, 400);
    tour.admin(
        "PUT",
        "/v1/users/{id}",
        &grace,
        Some(json!({"email": "x"})),
        200,
    );
    tour.admin("PUT", "/v1/users/{id}", UNKNOWN, Some(json!({})), 404);
    tour.admin(
        "PUT",
        "/v1/users/{id}",
        &grace,
        Some(json!({"role_ids": [99]})),
        422,
    );
    let ada = id(&tour.lab.current(&tour.lab.token_of("ada", "pass-word")));
    tour.admin(
        "PUT",
        "/v1/users/{id}",
        &ada,
        Some(json!({"email": "x"})),
        409,
    );
    let group = tour.admin("POST", "/v1/groups", "", Some(json!({"login": "ops"})), 201);
    let group = group["id"].as_str().unwrap().to_owned();
    tour.admin("POST", "/v1/groups", "", Some(json!({"login": "ops"})), 409);
    tour.admin(
        "POST",
        "/v1/groups",
        "",
        Some(json!({"login": "none"})),
        422,
    );
    tour.admin("GET", "/v1/groups", "", None, 200);
    tour.admin("GET", "/v1/groups/{id}", &group, None, 200);
    tour.admin("GET", "/v1/groups/{id}", UNKNOWN, None, 404);
    tour.admin("GET", "/v1/groups/{id}", "x", None, 400);
    tour.admin(
        "PUT",
        "/v1/groups/{id}",
        &group,
        Some(json!({"display_name": "Ours"})),
        200,
    );
    tour.admin("PUT", "/v1/groups/{id}", UNKNOWN, Some(json!({})), 404);
    tour.admin(
        "PUT",
        "/v1/groups/{id}",
        &group,
        Some(json!({"role_ids": [99]})),
        422,
    );

    // Logging in.
    let log_in = |login: &str, password: &str| Some(json!({"login": login, "password": password}));
    let path = "/rbac-api/v1/auth/token";
    let token = tour.ask("", "POST", path, "", log_in("grace", PASSWORD), 200);
    let powerless = token["token"].as_str().unwrap().to_owned();
    tour.ask("", "POST", path, "", log_in("ada", "wrong"), 401);
    tour.ask("", "POST", path, "", log_in("two", "pass-word"), 422);
    let path = "/rbac-api/v2/auth/token/authenticate";
    tour.ask("", "POST", path, "", Some(json!({"token": powerless})), 200);
    tour.ask("", "POST", path, "", Some(json!({"token": "x"})), 401);

    // Without a permission.
    let admin_token = tour.lab.token.clone();
    let admin = id(&tour.lab.current(&admin_token));
    for (method, path, part, body) in [
        ("GET", "/v1/ds", "", None),
        ("PUT", "/v1/ds", "", Some(good.clone())),
        ("GET", "/v1/ds/test", "", None),
        ("PUT", "/v1/ds/test", "", Some(good.clone())),
        ("POST", "/v1/command/ldap/create", "", Some(good.clone())),
        ("POST", "/v1/command/ldap/update", "", Some(good.clone())),
        (
            "POST",
            "/v1/command/ldap/delete",
            "",
            Some(json!({"id": UNKNOWN})),
        ),
        ("POST", "/v1/command/ldap/test", "", Some(good)),
        ("DELETE", "/v2/tokens/{token}", &admin_token, None),
        ("DELETE", "/v2/users/{id}/tokens", &admin, None),
        ("GET", "/v1/users", "", None),
        ("POST", "/v1/users", "", new("hopper", json!([]))),
        ("GET", "/v1/users/{id}", &admin, None),
        ("PUT", "/v1/users/{id}", &admin, Some(json!({}))),
        ("DELETE", "/v1/users/{id}", &admin, None),
        ("GET", "/v1/roles", "", None),
        ("POST", "/v1/roles", "", role_body("New")),
        ("GET", "/v1/roles/{id}", "1", None),
        ("PUT", "/v1/roles/{id}", "1", role_body("New")),
        ("DELETE", "/v1/roles/{id}", "1", None),
        ("GET", "/v1/groups", "", None),
        ("POST", "/v1/groups", "", Some(json!({"login": "staff"}))),
        ("GET", "/v1/groups/{id}", &group, None),
        ("PUT", "/v1/groups/{id}", &group, Some(json!({}))),
        ("DELETE", "/v1/groups/{id}", &group, None),
    ] {
        tour.ask(
            &powerless,
            method,
            &format!("/rbac-api{path}"),
            part,
            body,
            403,
        );
    }

    // With a disk that takes nothing: for a file, a folder stands where the new one would.
    let wall = tour.lab.data.0.join("directories.json.new");
    std::fs::create_dir(&wall).unwrap();
    disk.set_full(true);
    let first = tour.lab.get("/v1/ds").json()["id"].clone();
    let settings = with(nowhere.clone(), json!({"display_name": "New"}));
    let changed = with(settings.clone(), json!({"id": first}));
    for (method, path, part, body) in [
        ("PUT", "/v1/ds", "", Some(settings.clone())),
        ("POST", "/v1/command/ldap/create", "", Some(settings)),
        ("POST", "/v1/command/ldap/update", "", Some(changed)),
        (
            "POST",
            "/v1/command/ldap/delete",
            "",
            Some(json!({"id": first})),
        ),
        ("POST", "/v1/auth/token", "", log_in(ADMIN, PASSWORD)),
        ("DELETE", "/v2/tokens/{token}", &powerless, None),
        ("DELETE", "/v2/users/{id}/tokens", &grace, None),
        ("POST", "/v1/users", "", new("hopper", json!([]))),
        ("PUT", "/v1/users/{id}", &grace, Some(json!({"email": "y"}))),
        ("DELETE", "/v1/users/{id}", &grace, None),
        ("POST", "/v1/roles", "", role_body("New")),
        ("PUT", "/v1/roles/{id}", &role, role_body("New")),
        ("DELETE", "/v1/roles/{id}", &role, None),
        (
            "POST",
            "/v1/groups",
            "",
            Some(json!({"login": "new", "validate": false})),
        ),
        (
            "PUT",
            "/v1/groups/{id}",
            &group,
            Some(json!({"display_name": "New"})),
        ),
        ("DELETE", "/v1/groups/{id}", &group, None),
    ] {
        tour.admin(method, path, part, body, 500);
    }
    std::fs::remove_dir(&wall).unwrap();
    disk.set_full(false);

    // Taking away.
    tour.admin("DELETE", "/v2/users/{id}/tokens", "x", None, 400);
    tour.admin("DELETE", "/v2/users/{id}/tokens", &grace, None, 204);
    tour.admin("DELETE", "/v2/tokens/{token}", "unknown", None, 204);
    for (path, own, unknown) in [
        ("/v1/groups/{id}", &group, UNKNOWN),
        ("/v1/users/{id}", &grace, UNKNOWN),
        ("/v1/roles/{id}", &role, "99"),
    ] {
        tour.admin("DELETE", path, own, None, 204);
        tour.admin("DELETE", path, unknown, None, 404);
    }
    for path in ["/v1/groups/{id}", "/v1/users/{id}"] {
        tour.admin("DELETE", path, "x", None, 400);
    }

    // With the directory down.
    tour.admin("PUT", "/v1/ds", "", Some(nowhere), 200);
    tour.ask(
        "",
        "POST",
        "/rbac-api/v1/auth/token",
        "",
        log_in("ada", "pass-word"),
        503,
    );
    tour.admin(
        "POST",
        "/v1/groups",
        "",
        Some(json!({"login": "staff"})),
        503,
    );
    tour.lab.token_of(ADMIN, PASSWORD);

    let documented = tour.documented();
    let missing: Vec<_> = documented.difference(&tour.seen).collect();
    let unknown: Vec<_> = tour.seen.difference(&documented).collect();
    assert!(
        missing.is_empty(),
        "documented and never answered: {missing:#?}"
    );
    assert!(
        unknown.is_empty(),
        "answered and not documented: {unknown:#?}"
    );
}
