//! What goes on while the directory does not.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, TcpListener},
    thread,
    time::Duration,
};

use serde_json::json;

use super::{
    http::read_answer,
    lab::{ADMIN, Lab, PASSWORD, id, settings_at},
};
use crate::client::peer::{Flood, Hear, Hold, Send, peer, tlv};

/// A message of a server: its number and what it is.
pub(super) fn message(id: u8, operation: Vec<u8>) -> Vec<u8> {
    tlv(0x30, &[&tlv(2, &[&[id]]), &operation])
}

/// Success, as the answer to a bind (0x61) or a search (0x65).
pub(super) fn success(tag: u8) -> Vec<u8> {
    tlv(tag, &[&[0x0a, 1, 0, 4, 0, 4, 0]])
}

/// An entry without attributes.
pub(super) fn entry(dn: &str) -> Vec<u8> {
    tlv(0x64, &[&tlv(4, &[dn.as_bytes()]), &tlv(0x30, &[])])
}

#[test]
fn everything_else_works_with_the_directory_down() {
    let lab = Lab::new();
    let nowhere = settings_at((Ipv4Addr::LOCALHOST, 1).into());
    lab.put("/v1/ds", nowhere.clone()).expect(200);
    lab.user("grace", &[]);
    lab.token_of("grace", PASSWORD);
    lab.token_of(ADMIN, PASSWORD);
    lab.get("/v1/ds").expect(200);
    lab.get("/v2/ldap").expect(200);
    let unchecked = json!({"login": "ops", "validate": false});
    let group = id(&lab.post("/v1/groups", unchecked).expect(201));
    lab.delete(&format!("/v1/groups/{group}")).expect(204);
    let refused = lab.log_in("ada", "pass-word");
    assert_eq!(refused.refusal(), (503, "ds-unreachable".into()));
    let tested = lab.get("/v1/ds/test").expect(200).json();
    assert_eq!(tested["code"], "tcp.refused");
    assert_eq!(lab.put("/v1/ds", json!({})).expect(200).json(), json!({}));
    lab.put("/v1/ds", nowhere).expect(200);
}

#[test]
fn a_hundred_logins_against_a_silent_directory_hold_up_nobody_else() {
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let lab = Lab::with(
        |config| config.answer_timeout = Duration::from_secs(600),
        |_| {},
    );
    let mut silent_settings = settings_at(silent.local_addr().unwrap());
    silent_settings["connect_timeout"] = json!(600);
    lab.put("/v1/ds", silent_settings).expect(200);
    lab.user("grace", &[]);
    thread::scope(|scope| {
        let waiting: Vec<_> = (0..100)
            .map(|number| {
                let login = format!("user{number}");
                scope.spawn({
                    let lab = &lab;
                    move || lab.log_in(&login, "pass-word")
                })
            })
            .collect();
        // Every one of them has said its bind, and waits.
        let mut held = Vec::new();
        while held.len() < 100 {
            let (mut stream, _) = silent.accept().unwrap();
            assert!(stream.read(&mut [0; 4096]).unwrap() > 0);
            held.push(stream);
        }
        assert_eq!(
            lab.get("/v1/ds").expect(200).json()["display_name"],
            "Somewhere"
        );
        lab.token_of(ADMIN, PASSWORD);
        lab.token_of("grace", PASSWORD);
        lab.get("/v1/users").expect(200);
        assert!(waiting.iter().all(|login| !login.is_finished()));
        assert_eq!(lab.put("/v1/ds", json!({})).expect(200).json(), json!({}));
        drop(held);
        for login in waiting {
            let refused = login.join().unwrap();
            assert_eq!(refused.refusal(), (503, "ds-unreachable".into()));
        }
    });
    assert_eq!(lab.get("/v1/users").json().as_array().unwrap().len(), 3);
}

#[test]
fn a_silent_directory_is_given_up_and_the_deadline_holds() {
    let lab = Lab::with(
        |config| config.answer_timeout = Duration::from_millis(200),
        |_| {},
    );
    let begun = std::time::Instant::now();
    for script in [
        vec![Hold],
        vec![Hear, Send(message(1, success(0x61))), Hold],
    ] {
        lab.put("/v1/ds", settings_at(peer(vec![script])))
            .expect(200);
        let refused = lab.log_in("ada", "pass-word");
        assert_eq!(refused.refusal(), (503, "ds-unreachable".into()));
        let refused = lab.post("/v1/groups", json!({"login": "ops"}));
        assert_eq!(refused.refusal(), (503, "ds-unreachable".into()));
        let tested = lab.get("/v1/ds/test").expect(200).json();
        assert!(tested["code"].is_string(), "{tested}");
    }
    assert!(begun.elapsed() < Duration::from_secs(60));
}

#[test]
fn a_whole_test_ends_by_the_time_of_one_question() {
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let lab = Lab::with(
        |config| config.answer_timeout = Duration::from_millis(300),
        |_| {},
    );
    let begun = std::time::Instant::now();
    for changes in [json!({}), json!({"ssl": true}), json!({"start_tls": true})] {
        let mut settings = settings_at(silent.local_addr().unwrap());
        settings["connect_timeout"] = json!(600);
        for (name, value) in changes.as_object().unwrap() {
            settings[name] = value.clone();
        }
        let tested = lab.put("/v1/ds/test", settings).expect(200).json();
        assert!(tested["code"].is_string(), "{tested}");
    }
    assert!(begun.elapsed() < Duration::from_secs(60));
}

#[test]
fn a_directory_that_answers_nonsense_is_a_fault_of_its_own() {
    let lab = Lab::with(
        |config| config.answer_timeout = Duration::from_secs(2),
        |_| {},
    );
    let bound = || Send(message(1, success(0x61)));
    let deep = [0x30, 0x80].repeat(100_000);
    for (script, what) in [
        (
            vec![Hear, Send(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()), Hold],
            "http",
        ),
        (vec![Hear, Send(vec![0xff; 4096]), Hold], "octets"),
        (vec![Hear, Send(deep), Hold], "depth"),
        (
            vec![Hear, Send(vec![0x30, 0x84, 0xff, 0xff, 0xff, 0xff]), Hold],
            "length",
        ),
        (
            vec![Hear, Send(message(1, success(0x65))), Hold],
            "another answer",
        ),
        (
            vec![Hear, Send(message(9, success(0x61))), Send(vec![0]), Hold],
            "another number",
        ),
        (
            vec![Hear, bound(), Hear, Send(message(2, success(0x61))), Hold],
            "bind for search",
        ),
        (
            vec![
                Hear,
                bound(),
                Hear,
                Send(message(2, tlv(0x64, &[b"x"]))),
                Hold,
            ],
            "a broken entry",
        ),
    ] {
        lab.put("/v1/ds", settings_at(peer(vec![script])))
            .expect(200);
        let refused = lab.log_in("ada", "pass-word");
        assert_eq!(refused.refusal(), (503, "ds-unreachable".into()), "{what}");
        assert!(
            !refused.body.contains("s3cret") && !refused.body.contains("pass-word"),
            "{what}"
        );
        lab.token_of(ADMIN, PASSWORD);
    }
    let users = lab.get("/v1/users").json();
    assert_eq!(users.as_array().unwrap().len(), 2);
}

#[test]
fn references_without_end_are_given_up_before_they_fill_the_memory() {
    let lab = Lab::with(
        |config| config.answer_timeout = Duration::from_secs(30),
        |_| {},
    );
    let url = tlv(4, &["x".repeat(10_000).as_bytes()]);
    let many = message(2, tlv(0x73, &[&url])).repeat(6);
    let script = vec![Hear, Send(message(1, success(0x61))), Hear, Flood(many)];
    lab.put("/v1/ds", settings_at(peer(vec![script])))
        .expect(200);
    let refused = lab.log_in_told("ada", "pass-word");
    assert_eq!(refused.refusal(), (503, "ds-unreachable".into()));
    let details = refused.json()["details"].clone();
    assert_eq!(details["code"], "ldap.client_limit", "{details}");
    let seen = details["seen"].as_str().unwrap();
    assert!(seen.contains("at most 100000 in 33554432 bytes"), "{seen}");
    lab.token_of(ADMIN, PASSWORD);
}

#[test]
fn a_directory_cannot_make_everybody_a_user() {
    // It finds an entry without a name: whoever binds as that binds as nobody, which any password does.
    let lab = Lab::new();
    let found = [message(2, entry("")), message(2, success(0x65))].concat();
    let look_up = vec![
        Hear,
        Send(message(1, success(0x61))),
        Hear,
        Send(found),
        Hold,
    ];
    let proof = vec![Hear, Send(message(1, success(0x61))), Hold];
    lab.put("/v1/ds", settings_at(peer(vec![look_up, proof])))
        .expect(200);
    let refused = lab.log_in("ada", "pass-word");
    assert!([401, 503].contains(&refused.status), "{refused:?}");
    assert_eq!(lab.get("/v1/users").json().as_array().unwrap().len(), 2);
}

#[test]
fn who_goes_before_the_answer_leaves_nothing_behind() {
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let lab = Lab::with(
        |config| config.answer_timeout = Duration::from_secs(600),
        |_| {},
    );
    let mut settings = settings_at(silent.local_addr().unwrap());
    settings["connect_timeout"] = json!(600);
    lab.put("/v1/ds", settings).expect(200);
    let mut stream = lab.http.open();
    let body = json!({"login": "ada", "password": "pass-word"}).to_string();
    let request = format!(
        "POST /rbac-api/v1/auth/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).unwrap();
    stream.flush().unwrap();
    let (mut held, _) = silent.accept().unwrap();
    assert!(held.read(&mut [0; 4096]).unwrap() > 0);
    drop(stream);
    // The service hangs up on the directory too: nothing is left that waits.
    held.set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    let mut rest = Vec::new();
    held.read_to_end(&mut rest).unwrap();
    // And a pipelined second request is answered after the first.
    let mut stream = lab.http.open();
    let get = "GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n";
    stream.write_all(get.repeat(2).as_bytes()).unwrap();
    assert_eq!(read_answer(&mut *stream).unwrap().status, 200);
}
