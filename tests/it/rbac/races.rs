//! What happens between two steps of a request: a client that leaves, a server or a token that is taken away.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::mpsc,
    thread,
    time::Duration,
};

use ldaplab::clock::Clock;
use serde_json::{Value, json};

use super::{
    down::{entry, message, success},
    http::read_answer,
    lab::{ADMIN, Lab, PASSWORD, nowhere, settings_at, with},
};

/// A directory that says nothing, with time enough.
fn silent(listener: &TcpListener) -> Value {
    let settings = settings_at(listener.local_addr().unwrap());
    with(settings, json!({"connect_timeout": 600}))
}

fn patient() -> Lab {
    Lab::with(
        |config| {
            config.answer_timeout = Duration::from_secs(600);
            config.clock = Clock::at(std::time::UNIX_EPOCH + Duration::from_secs(2_000_000_000));
        },
        |_| {},
    )
}

fn request(method: &str, path: &str, token: &str, body: &str) -> String {
    format!(
        "{method} /rbac-api{path} HTTP/1.1\r\nHost: x\r\nX-Authentication: {token}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[test]
fn who_leaves_before_the_refusal_has_guessed_all_the_same() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let lab = patient();
    lab.put("/v1/ds", silent(&listener)).expect(200);
    let body = json!({"login": ADMIN, "password": "guessed"}).to_string();
    for _ in 0..10 {
        let mut stream = lab.http.open();
        stream
            .write_all(request("POST", "/v1/auth/token", "", &body).as_bytes())
            .unwrap();
        stream.flush().unwrap();
        // The password was wrong, for now a directory is asked for the sake of appearance.
        let (mut asked, _) = listener.accept().unwrap();
        assert!(asked.read(&mut [0; 4096]).unwrap() > 0);
        drop(stream);
        // The service has noticed, and hangs up there.
        asked
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        asked.read_to_end(&mut Vec::new()).unwrap();
    }
    let refused = lab.log_in(ADMIN, PASSWORD);
    assert_eq!(refused.refusal(), (401, "user-revoked".into()));
}

/// A directory whose user ada has every password, but says so only when it is told to.
fn slow_directory(release: mpsc::Receiver<()>, asked: mpsc::Sender<()>) -> std::net::SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let hear = |stream: &mut TcpStream| stream.read(&mut [0; 4096]).unwrap() > 0;
    thread::spawn(move || {
        let (mut look_up, _) = listener.accept().unwrap();
        assert!(hear(&mut look_up));
        look_up.write_all(&message(1, success(0x61))).unwrap();
        assert!(hear(&mut look_up));
        let found = [
            message(2, entry("uid=ada,dc=example,dc=org")),
            message(2, success(0x65)),
        ];
        look_up.write_all(&found.concat()).unwrap();
        let (mut proof, _) = listener.accept().unwrap();
        assert!(hear(&mut proof));
        asked.send(()).unwrap();
        release.recv().unwrap();
        proof.write_all(&message(1, success(0x61))).unwrap();
        // Whatever else it is asked, it has nothing.
        let mut number = 3;
        while hear(&mut look_up) && look_up.write_all(&message(number, success(0x65))).is_ok() {
            number += 1;
        }
    });
    address
}

#[test]
fn a_login_that_another_server_proved_gives_no_token_once_it_is_replaced() {
    for change in [json!({}), json!({"display_name": "Renamed"})] {
        let (tell, release) = mpsc::channel();
        let (sender, asked) = mpsc::channel();
        let lab = patient();
        let slow = settings_at(slow_directory(release, sender));
        lab.put("/v1/ds", slow.clone()).expect(200);
        let renamed = change["display_name"].is_string();
        let answer = thread::scope(|scope| {
            let login = scope.spawn(|| lab.log_in("ada", "pass-word"));
            asked.recv_timeout(Duration::from_secs(60)).unwrap();
            // The server is not trusted any more; or nothing that decides who somebody is has changed.
            let next = match renamed {
                true => with(slow, change),
                false => with(nowhere(), json!({})),
            };
            lab.put("/v1/ds", next).expect(200);
            tell.send(()).unwrap();
            login.join().unwrap()
        });
        match renamed {
            true => assert_eq!(answer.status, 200, "{answer:?}"),
            false => {
                assert_eq!(answer.refusal(), (401, "user-unauthenticated".into()));
                let users = lab.get("/v1/users").json();
                assert_eq!(users.as_array().unwrap().len(), 2, "{users}");
            }
        }
    }
}

#[test]
fn a_token_that_is_taken_back_in_the_middle_of_a_request_changes_nothing_more() {
    let lab = Lab::new();
    let role = lab.role("Editors", &[("users", "edit"), ("user_roles", "edit")]);
    lab.user("editor", &[role]);
    for (method, path, body) in [
        (
            "POST",
            "/v1/users",
            json!({"login": "late", "display_name": "", "email": ""}),
        ),
        (
            "POST",
            "/v1/roles",
            json!({"display_name": "Late", "permissions": []}),
        ),
    ] {
        let token = lab.token_of("editor", PASSWORD);
        let whole = request(method, path, &token, &body.to_string());
        let (start, rest) = whole.split_at(whole.len() - 5);
        let mut stream = lab.http.open();
        stream.write_all(start.as_bytes()).unwrap();
        stream.flush().unwrap();
        // The request before is answered on another connection, and this one has been seen by then.
        lab.current(&token).expect(200);
        lab.delete(&format!("/v2/tokens/{token}")).expect(204);
        stream.write_all(rest.as_bytes()).unwrap();
        stream.flush().unwrap();
        let answer = read_answer(&mut *stream).unwrap();
        assert_eq!(answer.refusal(), (401, "user-unauthenticated".into()));
    }
    let names = |path: &str, key: &str| lab.get(path).json().to_string().matches(key).count();
    assert_eq!(names("/v1/users", "late") + names("/v1/roles", "Late"), 0);
}
