//! Names with several addresses and names that certificates know: the connection test with a name service of its own.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener},
    time::Duration,
};

use ldaplab::{
    client::Resolver,
    connection_test::{ConnectionTest, Plan, Report},
    diagnosis::Stage,
    server::LdapServer,
    tls::Scenario,
};

const HOST: &str = "dc1.corp.example";
const FIRST: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 1));
const SECOND: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));

fn serving(scenario: Scenario) -> LdapServer {
    let server = LdapServer::openldap("dc=example,dc=org").host(HOST);
    server.tls(scenario).start().unwrap()
}

/// A second server, at the other address, with the ports of the first.
fn beside(first: &LdapServer, scenario: Scenario) -> LdapServer {
    let at = |own: Option<SocketAddr>| SocketAddr::new(SECOND, own.unwrap().port());
    let server = LdapServer::openldap("dc=example,dc=org").host(HOST);
    let server = server
        .listen_ldap(at(first.ldap_address()))
        .listen_ldaps(at(first.ldaps_address()));
    server.tls(scenario).start().unwrap()
}

/// A test of the name over ldaps, and one with StartTLS; both servers' trust is held.
fn tests(servers: [&LdapServer; 2], order: [IpAddr; 2]) -> [Report; 2] {
    let [first, _] = servers;
    let ports = [first.ldaps_address(), first.ldap_address()].map(|own| own.unwrap().port());
    let trust = servers.map(|server| std::fs::read_to_string(server.trust_file()).unwrap());
    let plans = [
        Plan::url(&format!("ldaps://{HOST}:{}", ports[0])).unwrap(),
        Plan::url(&format!("ldap://{HOST}:{}", ports[1]))
            .unwrap()
            .start_tls(),
    ];
    plans.map(|plan| {
        let plan = plan.resolver(Resolver::system().fixed(HOST, order));
        let plan = plan.trust_pem(trust.concat()).unwrap();
        ConnectionTest::new(plan).run_blocking()
    })
}

fn tried(report: &Report, stage: Stage) -> Vec<&str> {
    let details = report.stage(stage).unwrap().details.iter();
    let tried = details.filter(|(name, _)| *name == "tried");
    tried.map(|(_, value)| value.as_str()).collect()
}

#[test]
fn a_bad_server_behind_the_second_address_is_warned_of() {
    let good = serving(Scenario::TRUSTED);
    let bad = beside(&good, Scenario::EXPIRED);
    for report in tests([&good, &bad], [FIRST, SECOND]) {
        assert!(report.passed(), "{report}");
        let tried = tried(&report, Stage::Secure);
        assert_eq!(tried.len(), 2, "{report}");
        assert!(tried[0].starts_with("127.0.0.1:"), "{report}");
        assert!(tried[0].ends_with(": TLS is in order"), "{report}");
        assert!(tried[1].starts_with("127.0.0.2:"), "{report}");
        assert!(tried[1].contains(": tls.certificate_expired: "), "{report}");
        let warning = "Not every server behind the name has its TLS in order, so that clients that come to another address fail: 127.0.0.2:";
        assert!(report.warnings()[0].starts_with(warning), "{report}");
    }
}

#[test]
fn a_bad_server_behind_the_first_address_fails_as_it_does_for_clients() {
    let good = serving(Scenario::TRUSTED);
    let bad = beside(&good, Scenario::EXPIRED);
    for report in tests([&good, &bad], [SECOND, FIRST]) {
        let failure = report.failure().unwrap_or_else(|| panic!("{report}"));
        assert_eq!(
            (failure.stage(), failure.code().as_str()),
            (Stage::Secure, "tls.certificate_expired"),
            "{report}"
        );
        let detail = failure.detail();
        assert!(detail.starts_with("127.0.0.2:"), "{report}");
        assert!(
            detail.ends_with("behind the same name is in order, but clients (libldap, Java) stay with the first address that accepts the connection"),
            "{report}"
        );
        assert_eq!(tried(&report, Stage::Secure).len(), 2, "{report}");
    }
}

#[test]
fn two_bad_servers_are_both_listed() {
    let expired = serving(Scenario::EXPIRED);
    let foreign = beside(&expired, Scenario::SELF_SIGNED);
    for report in tests([&expired, &foreign], [FIRST, SECOND]) {
        let failure = report.failure().unwrap_or_else(|| panic!("{report}"));
        assert_eq!(
            failure.code().as_str(),
            "tls.certificate_expired",
            "{report}"
        );
        assert!(!failure.detail().contains("in order"), "{report}");
        let tried = tried(&report, Stage::Secure);
        assert!(tried[1].contains(": tls.self_signed: "), "{report}");
    }
}

#[test]
fn an_address_that_falls_silent_is_told_and_holds_nobody_up() {
    let good = serving(Scenario::TRUSTED);
    let port = good.ldaps_address().unwrap().port();
    // Takes connections and says nothing.
    let _silent = TcpListener::bind((SECOND, port)).unwrap();
    let test = |order: [IpAddr; 2], seconds| {
        let plan = Plan::url(&format!("ldaps://{HOST}:{port}")).unwrap();
        let plan = plan
            .resolver(Resolver::system().fixed(HOST, order))
            .trust_file(good.trust_file())
            .unwrap();
        let plan = plan.timeout(Duration::from_secs_f64(seconds));
        ConnectionTest::new(plan).run_blocking()
    };
    let report = test([FIRST, SECOND], 120.0);
    assert!(report.passed(), "{report}");
    assert!(report.elapsed() < Duration::from_secs(60), "{report}");
    let found = tried(&report, Stage::Secure);
    assert!(found[1].starts_with("127.0.0.2:"), "{report}");
    assert!(found[1].contains(": no TLS after "), "{report}");
    assert_eq!(report.warnings().len(), 1, "{report}");

    let report = test([SECOND, FIRST], 1.5);
    assert!(report.elapsed() < Duration::from_secs(15), "{report}");
    let failure = report.failure().unwrap_or_else(|| panic!("{report}"));
    assert_eq!(failure.code().as_str(), "protocol.silent", "{report}");
    assert!(
        failure
            .detail()
            .contains(" behind the same name is in order"),
        "{report}"
    );
}

#[tokio::test]
async fn a_first_address_that_refuses_is_passed_over() {
    let good = serving(Scenario::TRUSTED);
    let port = good.ldaps_address().unwrap().port();
    // Bound and not listening: taken, so that nobody else can have it.
    let taken = tokio::net::TcpSocket::new_v4().unwrap();
    taken.bind(SocketAddr::new(SECOND, port)).unwrap();
    let plan = Plan::url(&format!("ldaps://{HOST}:{port}")).unwrap();
    let plan = plan
        .resolver(Resolver::system().fixed(HOST, [SECOND, FIRST]))
        .trust_file(good.trust_file())
        .unwrap();
    let report = ConnectionTest::new(plan).run().await;
    assert!(report.passed(), "{report}");
    let tried = tried(&report, Stage::Connect);
    assert!(tried[0].contains("refused"), "{report}");
    assert!(tried[1].ends_with(": connected"), "{report}");
}

#[test]
fn what_is_wrong_with_each_address_is_told_where_any_certificate_is_accepted() {
    let good = serving(Scenario::TRUSTED);
    let _bad = beside(&good, Scenario::EXPIRED);
    let port = good.ldaps_address().unwrap().port();
    let plan = Plan::url(&format!("ldaps://{HOST}:{port}")).unwrap();
    let plan = plan.resolver(Resolver::system().fixed(HOST, [FIRST, SECOND]));
    let report = ConnectionTest::new(plan.insecure()).run_blocking();
    assert!(report.passed(), "{report}");
    let tried = tried(&report, Stage::Secure);
    let spoken = ": TLS is spoken; not heeded: tls.";
    assert!(
        tried[0].contains(spoken) && tried[1].contains(spoken),
        "{report}"
    );
    assert!(tried[1].contains("tls.certificate_expired: "), "{report}");
}

#[test]
fn the_name_connected_by_is_the_one_that_the_certificate_is_checked_for() {
    for (scenario, host, code) in [
        (Scenario::TRUSTED, HOST, None),
        (Scenario::TRUSTED, "DC1.CORP.EXAMPLE", None),
        (Scenario::TRUSTED, "dc1", Some("tls.wrong_host")),
        (
            Scenario::TRUSTED,
            "dc2.corp.example",
            Some("tls.wrong_host"),
        ),
        (Scenario::TRUSTED, "127.0.0.2", Some("tls.wrong_host")),
        (Scenario::WILDCARD, "dc2.corp.example", None),
        (Scenario::WILDCARD, "corp.example", Some("tls.wrong_host")),
        (
            Scenario::WILDCARD,
            "a.dc1.corp.example",
            Some("tls.wrong_host"),
        ),
        (
            Scenario::COMMON_NAME_ONLY,
            HOST,
            Some("tls.no_subject_alt_name"),
        ),
    ] {
        let server = serving(scenario);
        let port = server.ldaps_address().unwrap().port();
        let bound = host.parse::<IpAddr>().map(|_| beside(&server, scenario));
        let plan = Plan::url(&format!("ldaps://{host}:{port}")).unwrap();
        let trust = bound.as_ref().unwrap_or(&server).trust_file();
        let plan = plan
            .resolver(Resolver::system().fixed(host, [FIRST]))
            .trust_file(trust)
            .unwrap();
        let report = ConnectionTest::new(plan).run_blocking();
        let found = report.failure().map(|failure| failure.code().as_str());
        assert_eq!(found, code, "{scenario} {host}: {report}");
    }
}

/// A TLS server whose certificate names the host and no address, and the trust for it.
fn names_only() -> (SocketAddr, String) {
    use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
    let key = rcgen::KeyPair::generate().unwrap();
    let mut root = rcgen::CertificateParams::default();
    root.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let trust = root.self_signed(&key).unwrap().pem();
    let issuer = rcgen::Issuer::new(root, key);
    let key = rcgen::KeyPair::generate().unwrap();
    let leaf = rcgen::CertificateParams::new(vec![HOST.to_owned()]).unwrap();
    let leaf = leaf.signed_by(&key, &issuer).unwrap().der().clone();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = rustls::ServerConfig::builder_with_provider(std::sync::Arc::new(
        rustls::crypto::ring::default_provider(),
    ));
    let config = config
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![leaf], key)
        .unwrap();
    let config = std::sync::Arc::new(config);
    let listener = TcpListener::bind((FIRST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            let mut session = rustls::ServerConnection::new(config.clone()).unwrap();
            while session.is_handshaking() && session.complete_io(&mut stream).is_ok() {}
        }
    });
    (address, trust)
}

#[test]
fn an_address_connected_to_where_the_certificate_knows_only_names_is_told_so() {
    let (address, trust) = names_only();
    for (host, stage, code) in [
        ("127.0.0.1", Stage::Secure, Some("tls.wrong_address")),
        ("dc2.corp.example", Stage::Secure, Some("tls.wrong_host")),
        // The name is right, and the server says nothing more.
        (HOST, Stage::Bind, None),
    ] {
        let plan = Plan::url(&format!("ldaps://{host}:{}", address.port())).unwrap();
        let plan = plan
            .resolver(Resolver::system().fixed(host, [FIRST]))
            .trust_pem(&trust)
            .unwrap();
        let report = ConnectionTest::new(plan).run_blocking();
        let failure = report.failure().unwrap_or_else(|| panic!("{report}"));
        assert_eq!(failure.stage(), stage, "{report}");
        if let Some(code) = code {
            assert_eq!(failure.code().as_str(), code, "{report}");
        }
    }
}

#[test]
fn a_wildcard_for_a_host_without_a_domain_is_told() {
    let builder = || LdapServer::openldap("dc=example,dc=org").tls(Scenario::WILDCARD);
    assert_eq!(
        builder().start().unwrap().warnings(),
        [
            "a wildcard stands for the hosts of a domain, and `localhost` is in none, so that the certificate has no wildcard: give the server a host name such as dc1.corp.example"
        ]
    );
    let named = builder().host("dc1.corp.example").start().unwrap();
    assert_eq!(named.warnings(), [] as [&str; 0]);
}
