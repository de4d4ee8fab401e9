//! Requests that nobody should send: each gets a clear answer or a closed connection, and the service goes on.

use std::{
    io::{self, Read, Write},
    thread,
    time::Duration,
};

use ldaplab::http::Transport;
use serde_json::json;

use super::{
    http::{Http, read_answer},
    lab::{Lab, loopback, settings_at, start},
};

const DS: &str = "/rbac-api/v1/ds";

/// The service as it was before, and it answers.
fn unharmed(lab: &Lab) {
    let settings = lab.get("/v1/ds").expect(200).json();
    assert_eq!(settings["display_name"], "Somewhere");
    assert_eq!(lab.get("/v1/users").json().as_array().unwrap().len(), 2);
}

fn lab() -> Lab {
    let lab = Lab::new();
    let settings = settings_at(([127, 0, 0, 1], 1).into());
    lab.put("/v1/ds", settings).expect(200);
    lab
}

#[test]
fn a_body_that_is_no_object_is_refused() {
    let lab = lab();
    let deep = |open: &str, close: &str| open.repeat(2_000) + &close.repeat(2_000);
    for (body, kind) in [
        ("".to_owned(), "malformed-request"),
        ("{".to_owned(), "malformed-request"),
        ("{}{}".to_owned(), "malformed-request"),
        ("{\"port\": 1e999}".to_owned(), "malformed-request"),
        ("{\"a\": \"\\ud800\"}".to_owned(), "malformed-request"),
        ("nonsense".to_owned(), "malformed-request"),
        (deep("[", "]"), "malformed-request"),
        (deep("{\"a\":", "}"), "malformed-request"),
        ("null".to_owned(), "malformed-request"),
        ("[]".to_owned(), "malformed-request"),
        ("\"text\"".to_owned(), "malformed-request"),
        ("1".to_owned(), "malformed-request"),
    ] {
        for (method, path) in [
            ("PUT", "/v1/ds"),
            ("PUT", "/v1/ds/test"),
            ("POST", "/v1/command/ldap/create"),
            ("POST", "/v1/command/ldap/update"),
            ("POST", "/v1/command/ldap/delete"),
            ("POST", "/v1/command/ldap/test"),
            ("POST", "/v1/auth/token"),
            ("POST", "/v2/auth/token/authenticate"),
            ("POST", "/v1/users"),
            ("POST", "/v1/roles"),
            ("POST", "/v1/groups"),
        ] {
            let headers = [
                ("Content-Type", "application/json; charset=utf-8"),
                ("X-Authentication", &lab.token),
            ];
            let path = format!("/rbac-api{path}");
            let answer = lab.http.send(method, &path, &headers, Some(&body));
            let start: String = body.chars().take(20).collect();
            assert_eq!(answer.refusal(), (400, kind.to_owned()), "{path} {start}");
        }
    }
    // Octets that are no text.
    let head = format!(
        "PUT {DS} HTTP/1.1\r\nHost: x\r\nX-Authentication: {}\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n",
        lab.token
    );
    let octets = [head.as_bytes(), b"{\"a\": \"\xff\xfe\"}"].concat();
    assert_eq!(
        lab.http.raw(&octets).unwrap().refusal(),
        (400, "malformed-request".into())
    );
    unharmed(&lab);
}

#[test]
fn a_list_is_not_taken_for_an_object() {
    let lab = lab();
    let text = json!(["admin", super::lab::PASSWORD, null, null]);
    let refused = lab.ask("", "POST", "/v1/auth/token", Some(text));
    assert_eq!(refused.refusal(), (400, "malformed-request".into()));
}

#[test]
fn a_body_that_is_too_large_or_not_said_to_be_json_is_refused() {
    let lab = lab();
    let token = &lab.token;
    let head = |length: usize| {
        format!(
            "PUT {DS} HTTP/1.1\r\nHost: x\r\nX-Authentication: {token}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
        )
    };
    // Refused by its head alone, so that 10 MB need not come.
    let refused = lab.http.raw(head(10 << 20).as_bytes()).unwrap();
    assert_eq!(refused.refusal(), (413, "request-too-large".into()));
    // It comes all the same; whether the client still hears the answer is the system's affair.
    let whole = head(10 << 20) + &" ".repeat(10 << 20);
    if let Ok(refused) = lab.http.raw(whole.as_bytes()) {
        assert_eq!(refused.status, 413);
    }
    // In pieces whose sum nobody says.
    let chunked = format!(
        "PUT {DS} HTTP/1.1\r\nHost: x\r\nX-Authentication: {token}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    );
    let pieces = chunked + &format!("10000\r\n{}\r\n", " ".repeat(0x10000)).repeat(17);
    if let Ok(refused) = lab.http.raw(pieces.as_bytes()) {
        assert_eq!(refused.refusal(), (413, "request-too-large".into()));
    }
    // Just small enough.
    let body = " ".repeat((1 << 20) - 2) + "{}";
    let headers = [
        ("Content-Type", "application/json"),
        ("X-Authentication", token),
    ];
    let fits = lab
        .http
        .send("PUT", "/rbac-api/v1/ds/test", &headers, Some(&body));
    assert_eq!(fits.refusal(), (400, "schema-violation".into()));
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "",
        "x",
    ] {
        let headers = [("Content-Type", kind), ("X-Authentication", token)];
        let refused = lab.http.send("PUT", DS, &headers, Some("{}"));
        assert_eq!(
            refused.refusal(),
            (415, "unsupported-media-type".into()),
            "{kind}"
        );
    }
    unharmed(&lab);
}

#[test]
fn addresses_and_methods_that_do_not_exist_are_refused_in_the_same_form() {
    let lab = lab();
    let send = |method: &str, path: &str| {
        let headers = [("X-Authentication", lab.token.as_str())];
        lab.http.send(method, path, &headers, None)
    };
    for path in [
        "/x",
        "/rbac-api",
        "/rbac-api/v1",
        "/rbac-api/v3/ds",
        "/rbac-api/v1/ds/",
        "//rbac-api/v1/ds",
        "/rbac-api/v1/../v1/ds",
        "/rbac-api/v1/DS",
    ] {
        assert_eq!(
            send("GET", path).refusal(),
            (404, "not-found".into()),
            "{path}"
        );
    }
    for (method, path) in [
        ("DELETE", DS),
        ("POST", DS),
        ("PATCH", "/rbac-api/v1/users"),
        ("TRACE", DS),
        ("OPTIONS", DS),
        ("GET", "/rbac-api/v1/auth/token"),
        ("PUT", "/openapi.json"),
    ] {
        assert_eq!(
            send(method, path).refusal(),
            (405, "method-not-allowed".into()),
            "{method} {path}"
        );
    }
    // What stands for an id may be anything.
    for path in [
        "/rbac-api/v1/users/%ff",
        "/rbac-api/v2/ldap/%c3%28",
        "/rbac-api/v1/groups/%FE",
    ] {
        assert_eq!(
            send("GET", path).refusal(),
            (400, "malformed-request".into()),
            "{path}"
        );
    }
    assert_eq!(
        send("GET", "/rbac-api/v1/users/%00").refusal(),
        (400, "invalid-uuid".into())
    );
    for number in ["x", "-1", "4294967296", "0"] {
        let role = send("GET", &format!("/rbac-api/v1/roles/{number}"));
        assert_eq!(role.refusal(), (404, "not-found".into()), "{number}");
    }
    let root = send("GET", "/");
    assert_eq!(
        (root.status, root.header("location")),
        (307, Some("/openapi.json"))
    );
    unharmed(&lab);
}

#[test]
fn heads_that_are_too_long_too_many_or_none_are_refused() {
    let lab = lab();
    let many = "X: y\r\n".repeat(200);
    let long = format!("X: {}\r\n", "y".repeat(200_000));
    let path = "y".repeat(70_000);
    for (request, statuses) in [
        (
            format!("GET {DS} HTTP/1.1\r\nHost: x\r\n{many}\r\n"),
            vec![431],
        ),
        (
            format!("GET {DS} HTTP/1.1\r\nHost: x\r\n{long}\r\n"),
            vec![431],
        ),
        (
            format!("GET /{path} HTTP/1.1\r\nHost: x\r\n\r\n"),
            vec![414, 431, 404],
        ),
        ("nonsense\r\n\r\n".to_owned(), vec![400]),
        ("GET / HTTP/9.9\r\n\r\n".to_owned(), vec![400]),
        (
            "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n".to_owned(),
            vec![400],
        ),
        (
            "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"
                .to_owned(),
            vec![400],
        ),
        (
            "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: x\r\n\r\n".to_owned(),
            vec![400],
        ),
        ("GET / HTTP/1.1\r\nHost : x\r\n\r\n".to_owned(), vec![400]),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), vec![400]),
    ] {
        let start: String = request.chars().take(60).collect();
        match lab.http.raw(request.as_bytes()) {
            Ok(answer) => assert!(statuses.contains(&answer.status), "{start}: {answer:?}"),
            // Closed while the rest was on its way, or for it is HTTP/2.
            Err(error) => {
                assert!(
                    request.len() > 60_000 || request.starts_with("PRI"),
                    "{start}: {error}"
                );
            }
        }
    }
    unharmed(&lab);
}

#[test]
fn what_follows_a_request_does_not_spoil_it() {
    let lab = lab();
    let mut stream = lab.http.open();
    let get = format!(
        "GET {DS} HTTP/1.1\r\nHost: x\r\nX-Authentication: {}\r\n\r\n",
        lab.token
    );
    stream.write_all(get.as_bytes()).unwrap();
    assert_eq!(read_answer(&mut *stream).unwrap().status, 200);
    stream.write_all(b"\x00\x01\x02 garbage\r\n\r\n").unwrap();
    assert_eq!(read_answer(&mut *stream).unwrap().status, 400);
    assert!(!matches!(stream.read(&mut [0; 16]), Ok(1..)));
    // Half a request, and the client goes.
    for half in ["P", "PUT /rbac-api/v1/ds HTTP/1.1\r\nHost", &get[..20]] {
        let mut stream = lab.http.open();
        stream.write_all(half.as_bytes()).unwrap();
        stream.flush().unwrap();
    }
    let half = format!(
        "PUT {DS} HTTP/1.1\r\nHost: x\r\nX-Authentication: {}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{{",
        lab.token
    );
    let mut stream = lab.http.open();
    stream.write_all(half.as_bytes()).unwrap();
    drop(stream);
    unharmed(&lab);
}

#[test]
fn a_port_hears_what_it_is_not_made_for() {
    let lab = lab();
    let secure = Http::plain(lab.service.address());
    for octets in [
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(),
        vec![0; 10_000],
        vec![0xff; 100],
        b"\x16\x03\x01\xff\xff\x01".repeat(1000),
        b"SSH-2.0-x\r\n".to_vec(),
    ] {
        let mut stream = secure.tcp();
        let _ = stream.write_all(&octets);
        let mut heard = Vec::new();
        let _ = stream.read_to_end(&mut heard);
        // A TLS alert or nothing, and never an answer of HTTP.
        assert!(heard.len() < 16 && !heard.starts_with(b"HTTP"), "{heard:?}");
    }
    let mut config = loopback();
    config.transport = Transport::PlainHttp;
    let service = ldaplab::http::Service::start(lab.rbac.clone(), config).unwrap();
    let ca = lab.service.ca_file().unwrap();
    let https = Http::secure(service.address(), ca, None);
    assert!(https.raw(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").is_err());
    let plain = Http::plain(service.address());
    assert_eq!(plain.send("GET", DS, &[], None).status, 401);
    unharmed(&lab);
}

#[test]
fn who_is_slow_is_given_up_and_nobody_waits_for_them() {
    let lab = lab();
    let mut config = loopback();
    config.patience = Duration::from_millis(300);
    let (service, http) = start(&lab.rbac, config);
    let begun = std::time::Instant::now();
    // No handshake.
    let mut stream = http.tcp();
    assert!(!matches!(stream.read(&mut [0; 16]), Ok(1..)));
    // No head, half a head, and none after a first request.
    let get = "GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n";
    for (start, answers) in [("", 0), ("GET / HTTP/1.1\r\nHost: x\r\nX-", 0), (get, 1)] {
        let mut stream = http.open();
        stream.write_all(start.as_bytes()).unwrap();
        stream.flush().unwrap();
        for _ in 0..answers {
            assert_eq!(read_answer(&mut *stream).unwrap().status, 200);
        }
        let end = read_answer(&mut *stream);
        assert!(
            !matches!(&end, Ok(answer) if answer.status != 408),
            "{end:?}"
        );
    }
    // Half a body.
    let half = format!(
        "PUT {DS} HTTP/1.1\r\nHost: x\r\nX-Authentication: {}\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{{",
        lab.token
    );
    let refused = http.raw(half.as_bytes()).unwrap();
    assert_eq!(refused.refusal(), (408, "request-too-slow".into()));
    // A body that comes octet by octet: the time is for all of it.
    let mut stream = http.open();
    stream.write_all(half.as_bytes()).unwrap();
    stream.flush().unwrap();
    let answer = read_answer(&mut *stream).unwrap();
    assert_eq!(answer.status, 408);
    assert!(begun.elapsed() < Duration::from_secs(50));
    drop(service);
    unharmed(&lab);
}

#[test]
fn who_does_not_read_the_answers_holds_no_place() {
    let lab = lab();
    let mut config = loopback();
    config.patience = Duration::from_millis(300);
    config.transport = Transport::PlainHttp;
    let service = ldaplab::http::Service::start(lab.rbac.clone(), config).unwrap();
    let mut stream = Http::plain(service.address()).tcp();
    stream
        .set_write_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let get = "GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1000);
    let error = loop {
        if let Err(error) = stream.write_all(get.as_bytes()) {
            break error;
        }
    };
    // The service hung up, rather than that the test lost its patience.
    assert_ne!(error.kind(), io::ErrorKind::WouldBlock);
    unharmed(&lab);
}

#[test]
fn many_at_once_change_things_and_nothing_is_lost() {
    let lab = lab();
    thread::scope(|scope| {
        for number in 0..24 {
            let lab = &lab;
            scope.spawn(move || match number % 3 {
                0 => {
                    lab.role(&format!("role {number}"), &[("users", "edit")]);
                }
                1 => {
                    let user =
                        json!({"login": format!("user{number}"), "display_name": "", "email": ""});
                    lab.post("/v1/users", user).expect(201);
                }
                _ => {
                    let mut settings = settings_at(([127, 0, 0, 1], 1).into());
                    settings["display_name"] = json!(format!("Directory {number}"));
                    lab.post("/v1/command/ldap/create", settings).expect(201);
                }
            });
        }
    });
    let count = |path: &str| lab.get(path).json().as_array().unwrap().len();
    assert_eq!(
        (count("/v1/roles"), count("/v1/users"), count("/v2/ldap")),
        (9, 10, 9)
    );
    // Of many who make the same, one does.
    let made: usize = thread::scope(|scope| {
        let racers: Vec<_> = (0..8)
            .map(|_| {
                let user = json!({"login": "same", "display_name": "", "email": ""});
                let lab = &lab;
                scope.spawn(move || lab.post("/v1/users", user).status)
            })
            .collect();
        racers
            .into_iter()
            .filter(|_| true)
            .map(|racer| racer.join().unwrap())
            .filter(|status| *status == 201)
            .count()
    });
    assert_eq!(made, 1);
}
