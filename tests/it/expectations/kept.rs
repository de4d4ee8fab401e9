//! Ready-made rules: each lets a good client pass and catches a bad one.

use ldaplab::{
    directory::filter,
    server::{CANARY, LdapServer, ReadyMade, WILDCARD_CANARY},
    wire::{
        Request,
        request::{Authentication, Scope},
    },
};

use super::{ADA, BASE, limited, paging, server, sub, unbind, verdict};
use crate::server::peer::{
    Peer, START_TLS, WHO_AM_I, add, bind_as, compare, extended, modify, search,
};

type Client = fn(&LdapServer);

fn ask(server: &LdapServer, request: &Request) {
    Peer::plain(server).ask(request);
}

fn escaped(login: &str) -> String {
    login
        .replace('*', "\\2a")
        .replace('(', "\\28")
        .replace(')', "\\29")
}

/// A filter as a careless program makes it.
fn careless(login: &str) -> Request {
    sub(&format!("(&(objectClass=person)(uid={login}))"), &["cn"])
}

fn start_tls(server: &LdapServer) -> Peer {
    let mut peer = Peer::plain(server);
    assert_eq!(peer.ask(&extended(START_TLS, None)).code(), 0);
    peer.negotiate(server);
    peer
}

fn root_dse() -> Request {
    search("", Scope::Base, "(objectClass=*)", &["namingContexts"])
}

/// A rule, clients that keep it, clients that break it.
const ROWS: &[(ReadyMade, &[Client], &[Client])] = &[
    (
        ReadyMade::NO_EMPTY_PASSWORD,
        &[
            |server| drop(Peer::plain(server).bind(ADA, "s3cret")),
            |server| {
                drop(Peer::plain(server).bind(ADA, "s3cret"));
                drop(Peer::plain(server).bind("", ""));
            },
        ],
        &[|server| drop(Peer::plain(server).bind(ADA, ""))],
    ),
    (
        ReadyMade::NO_PASSWORD_IN_CLEAR,
        &[
            |server| drop(Peer::tls(server).bind(ADA, "s3cret")),
            |server| drop(start_tls(server).bind(ADA, "s3cret")),
            |server| {
                drop(Peer::plain(server).bind(ADA, ""));
                ask(server, &compare(ADA, "cn", "x"));
                drop(Peer::tls(server).bind(ADA, "s3cret"));
            },
        ],
        &[
            |server| drop(Peer::plain(server).bind(ADA, "s3cret")),
            |server| {
                let plain = Authentication::Sasl {
                    mechanism: "PLAIN".to_owned(),
                    credentials: Some(b"\0ada\0s3cret".to_vec()),
                };
                ask(server, &bind_as(3, "", plain));
            },
            |server| ask(server, &compare(ADA, "userPassword", "x")),
            |server| ask(server, &modify(ADA, &[("replace", "userPassword", &["x"])])),
            |server| ask(server, &add("cn=x", &[("userPassword", &["x"])])),
            |server| ask(server, &extended("1.3.6.1.4.1.4203.1.11.1", None)),
        ],
    ),
    (
        ReadyMade::FILTERS_ARE_ESCAPED,
        &[|server| {
            for canary in [CANARY, WILDCARD_CANARY] {
                let escaped = escaped(canary);
                ask(server, &careless(&escaped));
                let wide = format!("(|(cn=*{escaped}*)(uid:=x{escaped}))");
                ask(server, &sub(&wide, &[]));
            }
            ask(server, &careless("ada*"));
        }],
        &[
            |server| ask(server, &careless(CANARY)),
            // The commonest: the library refuses what comes of one name, so that nothing arrives; the other becomes a pattern.
            |server| {
                for canary in [CANARY, WILDCARD_CANARY] {
                    let text = format!("(uid={canary})");
                    if filter::parse(&text).is_ok() {
                        assert_eq!(canary, WILDCARD_CANARY);
                        ask(server, &sub(&text, &["cn"]));
                    }
                }
            },
            // Only one of the names was tried, or the other one was refused.
            |server| ask(server, &careless(&escaped(CANARY))),
            |server| ask(server, &careless(&escaped(WILDCARD_CANARY))),
            // The asterisk alone was forgotten.
            |server| ask(server, &careless("ldaplab-canary*\\29\\28uid=*")),
            // What was not liked was taken away.
            |server| ask(server, &careless("ldaplab-canaryuid=")),
            |server| ask(server, &sub("(!(cn>=ldaplab-canary))", &[])),
        ],
    ),
    (
        ReadyMade::ATTRIBUTES_ARE_NAMED,
        &[|server| {
            ask(server, &sub("(uid=ada)", &["cn"]));
            ask(server, &sub("(uid=ada)", &["1.1"]));
        }],
        &[
            |server| ask(server, &sub("(uid=ada)", &[])),
            |server| ask(server, &sub("(uid=ada)", &["cn", "*"])),
        ],
    ),
    (
        ReadyMade::SUBTREES_ARE_PAGED,
        &[|server| {
            let mut peer = Peer::plain(server);
            peer.ask_with(&sub("(uid=*)", &["cn"]), &[paging()]);
            peer.ask(&search(BASE, Scope::One, "(uid=*)", &["cn"]));
            peer.ask(&root_dse());
        }],
        &[|server| ask(server, &sub("(uid=*)", &["cn"]))],
    ),
    (
        ReadyMade::RANGES_ARE_FOLLOWED,
        &[
            |server| {
                let mut peer = Peer::plain(server);
                let answer = peer.ask(&sub("(uid=ada)", &["description", "cn"]));
                let names = ["cn", "description", "description;range=0-1"];
                assert_eq!(answer.names(), names);
                // Another connection may do it, and by another search.
                let rest = sub("(uid=*)", &["Description;range=2-*"]);
                let answer = Peer::plain(server).ask(&rest);
                assert_eq!(answer.names(), ["description;range=2-*"]);
            },
            |server| {
                let mut peer = Peer::plain(server);
                peer.ask(&sub("(uid=ada)", &["description"]));
                peer.ask(&search(
                    ADA,
                    Scope::Base,
                    "(cn=*)",
                    &["description;range=2-*"],
                ));
            },
        ],
        &[
            |server| ask(server, &sub("(uid=ada)", &["description"])),
            |server| {
                let mut peer = Peer::plain(server);
                peer.ask(&sub("(uid=ada)", &["description"]));
                peer.ask(&search(
                    BASE,
                    Scope::Base,
                    "(o=*)",
                    &["description;range=2-*"],
                ));
            },
            |server| {
                let _guard = server.inject_rule("search: delay=1ms per=entry".parse().unwrap());
                ask(server, &sub("(uid=ada)", &["description"]));
            },
        ],
    ),
    (
        ReadyMade::SEARCHES_ARE_LIMITED,
        &[|server| {
            ask(server, &limited("(uid=*)", &["cn"]));
            ask(server, &root_dse());
        }],
        &[|server| ask(server, &sub("(uid=*)", &["cn"]))],
    ),
    (
        ReadyMade::NO_ANONYMOUS_SEARCH,
        &[|server| {
            let mut peer = Peer::tls(server);
            peer.ask(&root_dse());
            assert_eq!(peer.bind(ADA, "s3cret").0, 0);
            peer.ask(&sub("(uid=ada)", &["cn"]));
        }],
        &[
            |server| ask(server, &sub("(uid=ada)", &["cn"])),
            |server| {
                let mut peer = Peer::tls(server);
                assert_eq!(peer.bind(ADA, "wrong").0, 49);
                peer.ask(&sub("(uid=ada)", &["cn"]));
            },
        ],
    ),
    (
        ReadyMade::NO_CREDENTIALS,
        &[|server| {
            let mut peer = Peer::tls(server);
            peer.bind("", "");
            peer.ask(&sub("(uid=ada)", &["cn"]));
        }],
        &[
            |server| drop(Peer::tls(server).bind(ADA, "s3cret")),
            |server| {
                let external = Authentication::Sasl {
                    mechanism: "EXTERNAL".to_owned(),
                    credentials: None,
                };
                ask(server, &bind_as(3, "", external));
            },
        ],
    ),
    (
        ReadyMade::BOUND_AFTER_START_TLS,
        &[
            |server| {
                let mut peer = start_tls(server);
                peer.ask(&root_dse());
                assert_eq!(peer.bind(ADA, "s3cret").0, 0);
                peer.ask(&sub("(uid=ada)", &["cn"]));
            },
            |server| unbind(start_tls(server)),
        ],
        &[|server| {
            let mut peer = Peer::plain(server);
            assert_eq!(peer.bind(ADA, "s3cret").0, 0);
            peer.ask(&extended(START_TLS, None));
            peer.negotiate(server);
            peer.ask(&sub("(uid=ada)", &["cn"]));
        }],
    ),
    (
        ReadyMade::CONNECTIONS_ARE_UNBOUND,
        &[
            |server| {
                let mut peer = Peer::plain(server);
                peer.bind(ADA, "s3cret");
                // It is not waited for.
                peer.send(&Request::Unbind);
            },
            |server| {
                let _guard = server.inject_rule("search: close".parse().unwrap());
                let mut peer = Peer::plain(server);
                peer.send(&sub("(uid=ada)", &["cn"]));
                peer.read_to_end();
            },
        ],
        &[|server| ask(server, &sub("(uid=ada)", &["cn"]))],
    ),
    (
        ReadyMade::CONNECTIONS_ARE_REUSED,
        &[|server| {
            let mut peer = Peer::plain(server);
            peer.ask(&sub("(uid=ada)", &["cn"]));
            peer.ask(&extended(WHO_AM_I, None));
        }],
        &[|server| {
            ask(server, &sub("(uid=ada)", &["cn"]));
            ask(server, &sub("(uid=ada)", &["cn"]));
        }],
    ),
];

/// A rule, and clients that do not do the thing at all.
const IDLE: &[(ReadyMade, &[Client])] = &[
    (
        ReadyMade::NO_EMPTY_PASSWORD,
        &[|_| {}, |server| drop(Peer::plain(server).bind("", ""))],
    ),
    (
        ReadyMade::NO_PASSWORD_IN_CLEAR,
        &[|_| {}, |server| ask(server, &compare(ADA, "cn", "x"))],
    ),
    (
        ReadyMade::FILTERS_ARE_ESCAPED,
        &[|_| {}, |server| ask(server, &careless("ada*"))],
    ),
    (
        ReadyMade::ATTRIBUTES_ARE_NAMED,
        &[|_| {}, |server| ask(server, &extended(WHO_AM_I, None))],
    ),
    (
        ReadyMade::SUBTREES_ARE_PAGED,
        &[|_| {}, |server| ask(server, &root_dse())],
    ),
    (
        ReadyMade::RANGES_ARE_FOLLOWED,
        &[|_| {}, |server| ask(server, &sub("(uid=ada)", &["cn"]))],
    ),
    (
        ReadyMade::SEARCHES_ARE_LIMITED,
        &[|_| {}, |server| ask(server, &root_dse())],
    ),
    (
        ReadyMade::NO_ANONYMOUS_SEARCH,
        &[|_| {}, |server| ask(server, &root_dse())],
    ),
    (
        ReadyMade::BOUND_AFTER_START_TLS,
        &[|_| {}, |server| ask(server, &sub("(uid=ada)", &["cn"]))],
    ),
    (ReadyMade::CONNECTIONS_ARE_UNBOUND, &[|_| {}]),
    (
        ReadyMade::CONNECTIONS_ARE_REUSED,
        &[|_| {}, |server| ask(server, &sub("(uid=ada)", &["cn"]))],
    ),
    (ReadyMade::NO_CREDENTIALS, &[|_| {}]),
];

#[test]
fn a_rule_that_could_not_be_broken_is_not_met_unless_that_is_said() {
    for (rule, clients) in IDLE {
        for (number, client) in clients.iter().enumerate() {
            let server = server();
            server.keep(*rule);
            client(&server);
            let text = verdict(&server).expect_err("nobody tried it");
            let expected = format!("expected  {}\ngot       not tried", rule.name());
            assert!(text.contains(&expected), "client {number}: {text}");
            server.keep(rule.if_tried());
            client(&server);
            assert_eq!(verdict(&server), Ok(()), "client {number} of {rule:?}");
        }
    }
    // Every login breaks a rule that is for other servers.
    let all: Vec<&str> = ReadyMade::ALL.iter().map(|rule| rule.name()).collect();
    assert!(!all.contains(&ReadyMade::NO_CREDENTIALS.name()));
    let idle: Vec<&str> = IDLE.iter().map(|(rule, _)| rule.name()).collect();
    let and_apart = [all, vec![ReadyMade::NO_CREDENTIALS.name()]].concat();
    assert_eq!(idle, and_apart);
}

#[test]
fn a_good_login_keeps_every_rule_that_it_tries() {
    let server = server();
    for rule in ReadyMade::ALL {
        server.keep(rule.if_tried());
    }
    let mut peer = Peer::tls(&server);
    assert_eq!(peer.bind(ADA, "s3cret").0, 0);
    peer.ask_with(&limited("(uid=ada)", &["cn"]), &[paging()]);
    unbind(peer);
    assert_eq!(verdict(&server), Ok(()));
}

#[test]
fn a_rule_that_is_given_too_late_says_what_came_before() {
    let server = server();
    ask(&server, &sub("(uid=ada)", &["cn"]));
    ask(&server, &sub("(uid=bob)", &["cn"]));
    server.keep(ReadyMade::ATTRIBUTES_ARE_NAMED);
    let text = verdict(&server).unwrap_err();
    let got = "got       not tried (2 times before the rule was given): the rule is tried by a search; let the program do that, or keep the rule `if_tried()`\n";
    assert!(text.contains(got), "{text}");
}

#[test]
fn a_ready_made_rule_lets_good_clients_pass_and_catches_bad_ones() {
    for (rule, good, bad) in ROWS {
        for (number, client) in good.iter().enumerate() {
            let server = server();
            server.keep(*rule);
            client(&server);
            assert_eq!(verdict(&server), Ok(()), "good client {number} of {rule:?}");
        }
        for (number, client) in bad.iter().enumerate() {
            let server = server();
            server.keep(*rule);
            client(&server);
            let Err(text) = verdict(&server) else {
                panic!("bad client {number} of {rule:?} passes");
            };
            let expected = format!("expected  {}\n", rule.name());
            assert!(text.contains(&expected), "{text}");
            let because = format!("because   {}\n", rule.why());
            assert!(text.contains(&because), "{text}");
        }
    }
}

#[test]
fn every_ready_made_rule_has_its_clients() {
    let mut named: Vec<&str> = ROWS.iter().map(|(rule, ..)| rule.name()).collect();
    let mut all: Vec<&str> = ReadyMade::ALL.iter().map(|rule| rule.name()).collect();
    all.push(ReadyMade::NO_CREDENTIALS.name());
    named.sort_unstable();
    all.sort_unstable();
    assert_eq!(named, all);
}

#[test]
fn ready_made_rules_make_no_request_an_expected_one() {
    let server = server();
    server.strict();
    for rule in ReadyMade::ALL {
        server.keep(rule.if_tried());
    }
    let mut peer = Peer::plain(&server);
    peer.ask(&root_dse());
    unbind(peer);
    let text = verdict(&server).unwrap_err();
    assert!(
        text.starts_with("1 of 12 expectations are not met\n"),
        "{text}"
    );
}
