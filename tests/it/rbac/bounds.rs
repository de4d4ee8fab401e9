//! Every bound that the page names: at it, one below, one above.

use std::io::{ErrorKind, Read, Write};

use ldaplab::{
    http::{Service, Transport},
    server::LdapServer,
};
use serde_json::{Value, json};

use super::{
    http::{Http, read_answer},
    lab::{ADMIN, Lab, PASSWORD, loopback, nowhere, settings},
};

/// A service that speaks HTTP in clear, where octets can be counted.
fn plain(lab: &Lab, connections: usize) -> (Service, Http) {
    let mut config = loopback();
    config.transport = Transport::PlainHttp;
    config.connections = connections;
    let service = Service::start(lab.rbac.clone(), config).unwrap();
    let http = Http::plain(service.address());
    (service, http)
}

#[test]
fn a_head_has_64_kib_and_64_headers() {
    let lab = Lab::new();
    let (_service, http) = plain(&lab, 8);
    let head = |length: usize| {
        let start = "GET /openapi.json HTTP/1.1\r\nHost: x\r\nX: ";
        let rest = length - start.len() - 4;
        format!("{start}{}\r\n\r\n", "y".repeat(rest))
    };
    for (length, status) in [(65_535, 200), (65_536, 200), (65_537, 431), (70_000, 431)] {
        let text = head(length);
        assert_eq!(text.len(), length);
        assert_eq!(
            http.raw(text.as_bytes()).unwrap().status,
            status,
            "{length}"
        );
    }
    // The line of the request counts.
    for (length, status) in [(65_536, 404), (65_537, 431)] {
        let long = format!(
            "GET /{} HTTP/1.1\r\nHost: x\r\n\r\n",
            "y".repeat(length - 27)
        );
        assert_eq!(long.len(), length);
        assert_eq!(http.raw(long.as_bytes()).unwrap().status, status);
    }
    for (headers, status) in [(63, 200), (64, 200), (65, 431)] {
        let more = "X: y\r\n".repeat(headers - 1);
        let text = format!("GET /openapi.json HTTP/1.1\r\nHost: x\r\n{more}\r\n");
        assert_eq!(
            http.raw(text.as_bytes()).unwrap().status,
            status,
            "{headers}"
        );
    }
}

#[test]
fn a_request_names_one_host() {
    let lab = Lab::new();
    for (headers, status) in [
        ("HTTP/1.1\r\nHost: localhost:4433", 200),
        ("HTTP/1.1\r\nHost: [::1]:4433", 200),
        ("HTTP/1.1\r\nHost:", 200),
        ("HTTP/1.0", 200),
        ("HTTP/1.0\r\nHost: x", 200),
        ("HTTP/1.1", 400),
        ("HTTP/1.1\r\nHost: x\r\nHost: x", 400),
        ("HTTP/1.0\r\nHost: x\r\nHost: y", 400),
        ("HTTP/1.1\r\nHost: x y", 400),
        ("HTTP/1.1\r\nHost: user@x", 400),
        ("HTTP/1.1\r\nHost: x/y", 400),
    ] {
        let text = format!("GET /openapi.json {headers}\r\n\r\n");
        let answer = lab.http.raw(text.as_bytes()).unwrap();
        assert_eq!(answer.status, status, "{headers}: {answer:?}");
        if status == 400 {
            assert_eq!(answer.kind(), "malformed-request");
        }
    }
}

#[test]
fn a_body_has_1_mib_and_16_kib_of_somebody_unknown() {
    let lab = Lab::new();
    let token = lab.token.as_str();
    for (path, most) in [
        ("/rbac-api/v1/users", 1 << 20),
        ("/rbac-api/v1/auth/token", 16 << 10),
        ("/rbac-api/v2/auth/token/authenticate", 16 << 10),
    ] {
        for (length, status) in [(most - 1, 400), (most, 400), (most + 1, 413)] {
            let headers = [
                ("Content-Type", "application/json"),
                ("X-Authentication", token),
            ];
            let body = " ".repeat(length - 2) + "{}";
            // Above, the head is enough.
            let refused = match status {
                413 => lab.http.raw(format!("POST {path} HTTP/1.1\r\nHost: x\r\nX-Authentication: {token}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n").as_bytes()).unwrap(),
                _ => lab.http.send("POST", path, &headers, Some(&body)),
            };
            assert_eq!(refused.status, status, "{path} {length}");
            // In pieces whose sum nobody says.
            let piece = format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
            let text = format!(
                "POST {path} HTTP/1.1\r\nHost: x\r\nX-Authentication: {token}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{piece}"
            );
            if let Ok(refused) = lab.http.raw(text.as_bytes()) {
                assert_eq!(refused.status, status, "{path} {length} in pieces");
            }
        }
    }
}

#[test]
fn bodies_that_nobody_finishes_are_refused_by_their_heads() {
    let lab = Lab::new();
    let (_service, http) = plain(&lab, 1_024);
    // Their owners send no octet of them, and none is waited for.
    for path in ["v1/auth/token", "v2/auth/token/authenticate"] {
        for _ in 0..300 {
            let head = format!(
                "POST /rbac-api/{path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n"
            );
            let refused = http.raw(head.as_bytes()).unwrap();
            assert_eq!(refused.refusal(), (413, "request-too-large".into()));
        }
    }
    // Elsewhere a stranger's body is not read at all.
    let head = "POST /rbac-api/v1/users HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n";
    let refused = http.raw(head.as_bytes()).unwrap();
    assert_eq!(refused.refusal(), (401, "user-unauthenticated".into()));
}

#[test]
fn a_token_lives_ten_years_at_most_and_one_second_at_least() {
    let lab = Lab::new();
    for (lifetime, status) in [
        ("0s", 400),
        ("1s", 200),
        ("2s", 200),
        ("315359999s", 200),
        ("315360000s", 200),
        ("315360001s", 400),
        ("10y", 200),
        ("3651d", 400),
    ] {
        let body = json!({"login": ADMIN, "password": PASSWORD, "lifetime": lifetime});
        let answer = lab.ask("", "POST", "/v1/auth/token", Some(body));
        assert_eq!(answer.status, status, "{lifetime}");
    }
}

#[test]
fn by_itself_a_service_holds_1024_connections_for_ten_seconds_of_silence() {
    let config = loopback();
    assert_eq!(config.connections, 1_024);
    assert_eq!(config.patience.as_millis(), 10_000);
}

#[test]
fn one_connection_more_waits_until_another_ends() {
    let lab = Lab::new();
    let (_service, http) = plain(&lab, 3);
    let get = b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n";
    let mut held: Vec<_> = (0..3).map(|_| http.tcp()).collect();
    let mut answered = |stream: &mut std::net::TcpStream| {
        stream.write_all(get).unwrap();
        assert_eq!(read_answer(stream).unwrap().status, 200);
    };
    held.iter_mut().for_each(&mut answered);
    let mut further = http.tcp();
    further.write_all(get).unwrap();
    held.iter_mut().for_each(&mut answered);
    further.set_nonblocking(true).unwrap();
    let error = further.read(&mut [0; 1]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WouldBlock);
    further.set_nonblocking(false).unwrap();
    held.pop();
    assert_eq!(read_answer(&mut further).unwrap().status, 200);
}

#[test]
fn texts_are_as_long_as_the_page_says() {
    let lab = Lab::new();
    let x = |length: usize| "x".repeat(length);
    let user = |login: String, name: String, password: String| {
        let body = json!({"login": login, "display_name": name, "email": "", "password": password});
        lab.post("/v1/users", body).status
    };
    for (length, status) in [(255, 201), (256, 201), (257, 400)] {
        assert_eq!(
            user(x(length), String::new(), PASSWORD.into()),
            status,
            "login {length}"
        );
        let expected = if status == 201 { 200 } else { 401 };
        assert_eq!(
            lab.log_in(&x(length), PASSWORD).status,
            expected,
            "login {length}"
        );
    }
    for (length, status) in [(1_023, 201), (1_024, 201), (1_025, 400)] {
        assert_eq!(
            user(format!("name{length}"), x(length), PASSWORD.into()),
            status
        );
        assert_eq!(
            user(format!("secret{length}"), String::new(), x(length)),
            status
        );
    }
    for (length, status) in [(1_023, 201), (1_024, 201), (1_025, 400)] {
        let login = format!("mail{length}");
        let body = json!({"login": login, "display_name": "", "email": x(length)});
        assert_eq!(lab.post("/v1/users", body).status, status, "email {length}");
        let role = json!({
            "display_name": x(length), "description": x(length), "permissions": [],
        });
        assert_eq!(lab.post("/v1/roles", role).status, status, "role {length}");
        let group = json!({
            "login": format!("group{length}"), "display_name": x(length), "role_ids": [], "validate": false,
        });
        lab.put("/v1/ds", nowhere()).expect(200);
        assert_eq!(
            lab.post("/v1/groups", group).status,
            status,
            "group {length}"
        );
        lab.put("/v1/ds", json!({})).expect(200);
    }
    // Octets, not characters.
    let umlauts = |count: usize| "ü".repeat(count);
    for (count, status) in [(128, 201), (129, 400)] {
        let (login, name) = (umlauts(count), String::new());
        assert_eq!(user(login, name, PASSWORD.into()), status, "{count}");
    }
    for (length, status) in [(7, 400), (8, 201), (9, 201)] {
        assert_eq!(
            user(format!("short{length}"), String::new(), x(length)),
            status
        );
    }
    for (length, status) in [(255, 200), (256, 200), (257, 400)] {
        let body = json!({"login": ADMIN, "password": PASSWORD, "label": x(length)});
        let answer = lab.ask("", "POST", "/v1/auth/token", Some(body));
        assert_eq!(answer.status, status, "label {length}");
    }
    // The longest that somebody unknown may mean, every octet of it escaped, fits.
    let longest = json!({
        "login": "\u{1}".repeat(256), "password": "\u{1}".repeat(1_024), "label": "\u{1}".repeat(256), "lifetime": "10y",
    });
    assert!(longest.to_string().len() > 9_000);
    let refused = lab.ask("", "POST", "/v1/auth/token", Some(longest));
    assert_eq!(refused.refusal(), (401, "user-unauthenticated".into()));
    let roles: Value = lab.get("/v1/roles").json();
    assert_eq!(roles.as_array().unwrap().len(), 3);
}

#[test]
fn a_name_that_a_directory_gives_is_as_short_as_any() {
    for (length, status) in [(255, 201), (256, 201), (257, 400)] {
        let long = "x".repeat(length);
        let server = LdapServer::openldap("dc=example,dc=org")
            .ldif(format!(
                "dn: cn=ops,dc=example,dc=org\nobjectClass: groupOfNames\ncn: {long}\ncn: ops\nmember: cn=x\n"
            ))
            .start()
            .unwrap();
        let lab = Lab::new();
        lab.put("/v1/ds", settings(&server)).expect(200);
        let body = json!({"login": "ops", "role_ids": []});
        let answer = lab.post("/v1/groups", body);
        assert_eq!(answer.status, status, "{length}: {answer:?}");
        if status == 201 {
            assert_eq!(answer.json()["login"], long);
        }
    }
}
