//! What happens to a whole server while clients use it.

use std::{
    net::TcpStream,
    time::{Duration, SystemTime},
};

use ldaplab::{
    client::{Client, Options},
    clock::Clock,
    diagnosis::Code,
    server::{LdapServer, Listener, Rule, key},
    tls::Scenario,
};

use super::{peer::Peer, slapd};

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

/// The code of the failure to connect over TLS with the trust that the server began with; `None` when it succeeds.
fn tls_failure(server: &LdapServer, trust: &str) -> Option<Code> {
    let options = Options::default().trust_pem(trust).unwrap();
    let url = format!(
        "ldaps://localhost:{}",
        server.ldaps_address().unwrap().port()
    );
    runtime()
        .block_on(Client::connect(&url, &options))
        .err()
        .map(|error| error.code())
}

#[test]
fn a_stopped_listener_refuses_and_open_connections_go_on() {
    let server = slapd().start().unwrap();
    let address = server.ldap_address().unwrap();
    let mut peer = Peer::plain(&server);
    server.stop_listener(Listener::Ldap).unwrap();
    server.stop_listener(Listener::Ldap).unwrap();
    assert_eq!(
        TcpStream::connect(address).unwrap_err().kind(),
        std::io::ErrorKind::ConnectionRefused
    );
    assert!(TcpStream::connect(server.ldaps_address().unwrap()).is_ok());
    assert_eq!(peer.find("dc=example,dc=org", "(o=example)").len(), 1);
    server.start_listener(Listener::Ldap).unwrap();
    assert_eq!(
        Peer::plain(&server)
            .find("dc=example,dc=org", "(o=example)")
            .len(),
        1
    );
    let refusing = server.refuse_connections().unwrap();
    for address in [address, server.ldaps_address().unwrap()] {
        assert!(TcpStream::connect(address).is_err());
    }
    drop(refusing);
    for address in [address, server.ldaps_address().unwrap()] {
        assert!(TcpStream::connect(address).is_ok());
    }
}

#[test]
fn a_stopped_server_is_dropped_as_any_other() {
    let server = slapd().start().unwrap();
    let refusing = server.refuse_connections().unwrap();
    drop(refusing);
    server.stop_listener(Listener::Ldap).unwrap();
    drop(server);
}

#[test]
fn another_certificate_is_served_from_the_next_handshake_on() {
    let server = slapd().start().unwrap();
    let trust = server.trust_pem();
    let open = Peer::plain(&server);
    for (scenario, code) in [
        (Scenario::EXPIRED, Some(Code::CERTIFICATE_EXPIRED)),
        (Scenario::WRONG_HOST, Some(Code::WRONG_HOST)),
        (Scenario::UNKNOWN_CA, Some(Code::UNKNOWN_CA)),
        (Scenario::SELF_SIGNED, Some(Code::SELF_SIGNED)),
        (Scenario::TRUSTED, None),
    ] {
        server.swap_certificate(scenario).unwrap();
        assert_eq!(tls_failure(&server, &trust), code, "{}", scenario.name());
    }
    drop(open);
}

#[test]
fn rules_refuse_connections_swap_certificates_and_end_idle_connections() {
    let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045);
    let clock = Clock::at(start);
    let server = slapd().clock(clock.clone()).plain_only().start().unwrap();
    let idle: Rule = "search(o=example): idle=30s times=1".parse().unwrap();
    assert_eq!(idle.to_string(), "search(o=example): idle=30000ms times=1");
    let _idle = server.inject_rule(idle);
    let mut peer = Peer::plain(&server);
    assert_eq!(peer.find("dc=example,dc=org", "(o=example)").len(), 1);
    clock.advance(Duration::from_secs(29));
    assert_eq!(peer.find("dc=example,dc=org", "(o=*)").len(), 1);
    clock.advance(Duration::from_secs(30));
    assert_eq!(peer.read_to_end(), b"");

    let _refuse = server.inject_rule("search(o=example): refuse times=1".parse().unwrap());
    let mut peer = Peer::plain(&server);
    assert_eq!(peer.find("dc=example,dc=org", "(o=example)").len(), 1);
    // The listener closes behind the answer; stopping it again waits until it has.
    server.stop_listener(Listener::Ldap).unwrap();
    assert!(TcpStream::connect(server.ldap_address().unwrap()).is_err());
    assert_eq!(peer.find("dc=example,dc=org", "(o=*)").len(), 1);

    let server = slapd().start().unwrap();
    let scope = server.scope().unwrap();
    let trust = server.trust_pem();
    let _swap = scope.inject_rule("any: swap=expired times=1".parse().unwrap());
    assert_eq!(
        Peer::plain(&scope).find("dc=example,dc=org", "(o=*)").len(),
        1
    );
    assert_eq!(tls_failure(&scope, &trust), Some(Code::CERTIFICATE_EXPIRED));
    // The server that the scope is one of serves what it did.
    assert_eq!(tls_failure(&server, &trust), None);
}

/// A certificate of a year: valid today, and seen as it will be in 13 months.
#[test]
fn the_certificate_ages_with_the_servers_clock() {
    let server = slapd().start().unwrap();
    let trust = server.trust_pem();
    assert_eq!(tls_failure(&server, &trust), None);
    server.clock().advance(Duration::from_secs(364 * 86_400));
    assert_eq!(tls_failure(&server, &trust), None);
    server.clock().advance(Duration::from_secs(36 * 86_400));
    let expired = Some(Code::CERTIFICATE_EXPIRED);
    assert_eq!(tls_failure(&server, &trust), expired);
    // Renewed, it is as long valid as a new one.
    server.swap_certificate(Scenario::TRUSTED).unwrap();
    assert_eq!(tls_failure(&server, &trust), None);
}

#[test]
fn an_idle_connection_is_closed_when_its_time_has_passed_on_the_servers_clock() {
    let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045);
    let clock = Clock::at(start);
    let server = slapd()
        .set(key::MAX_IDLE, 900)
        .clock(clock.clone())
        .start()
        .unwrap();
    let mut idle = Peer::plain(&server);
    assert_eq!(idle.find("dc=example,dc=org", "(o=example)").len(), 1);
    let mut busy = Peer::plain(&server);
    assert_eq!(busy.find("dc=example,dc=org", "(o=example)").len(), 1);
    clock.advance(Duration::from_secs(899));
    assert_eq!(busy.find("dc=example,dc=org", "(o=example)").len(), 1);
    clock.advance(Duration::from_secs(1));
    assert_eq!(idle.read_to_end(), b"");
    // This one asked a second ago.
    assert_eq!(busy.find("dc=example,dc=org", "(o=example)").len(), 1);
    // Without the switch nothing happens.
    let clock = Clock::at(start);
    let server = slapd().clock(clock.clone()).start().unwrap();
    let mut peer = Peer::plain(&server);
    assert_eq!(peer.find("dc=example,dc=org", "(o=example)").len(), 1);
    clock.advance(Duration::from_secs(100_000));
    assert_eq!(peer.find("dc=example,dc=org", "(o=example)").len(), 1);
}
