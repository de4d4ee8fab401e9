//! Every TLS scenario over ldaps and StartTLS, through a server and a connection test: what each end says.

use std::time::{Duration, Instant};

use ldaplab::{ConnectionTest, LdapServer, Plan, Scenario, transcript::Handshake};

/// Scenario, the code that the connection test reaches, the alert that the server receives.
const EXPECTED: &[(Scenario, Option<&str>, Option<&str>)] = &[
    (Scenario::TRUSTED, None, None),
    (
        Scenario::SELF_SIGNED,
        Some("tls.self_signed"),
        Some("UnknownCA"),
    ),
    (
        Scenario::UNKNOWN_CA,
        Some("tls.unknown_ca"),
        Some("UnknownCA"),
    ),
    (
        Scenario::EXPIRED,
        Some("tls.certificate_expired"),
        Some("CertificateExpired"),
    ),
    (
        Scenario::NOT_YET_VALID,
        Some("tls.certificate_not_yet_valid"),
        Some("CertificateExpired"),
    ),
    (
        Scenario::WRONG_HOST,
        Some("tls.wrong_host"),
        Some("BadCertificate"),
    ),
    (
        Scenario::MISSING_INTERMEDIATE,
        Some("tls.missing_intermediate"),
        Some("UnknownCA"),
    ),
    (
        Scenario::LEAF_IS_CA,
        Some("tls.leaf_is_ca"),
        Some("CertificateUnknown"),
    ),
    (
        Scenario::COMMON_NAME_ONLY,
        Some("tls.no_subject_alt_name"),
        Some("BadCertificate"),
    ),
    (
        Scenario::NAMES_DISAGREE,
        Some("tls.wrong_host"),
        Some("BadCertificate"),
    ),
    (Scenario::WILDCARD, None, None),
];

#[test]
fn every_scenario_has_its_code_at_the_client_and_its_alert_at_the_server() {
    assert_eq!(
        EXPECTED.iter().map(|row| row.0.name()).collect::<Vec<_>>(),
        Scenario::ALL
            .iter()
            .map(|scenario| scenario.name())
            .collect::<Vec<_>>(),
        "a scenario without a row here"
    );
    for (scenario, code, alert) in EXPECTED {
        let server = LdapServer::openldap("dc=example,dc=org")
            .tls(*scenario)
            .start()
            .unwrap();
        let trust = server.trust_file();
        let plans = [
            Plan::url(&server.ldaps_url())
                .unwrap()
                .trust_file(trust)
                .unwrap(),
            Plan::url(&server.ldap_url())
                .unwrap()
                .trust_file(trust)
                .unwrap()
                .start_tls(),
        ];
        for (number, plan) in plans.into_iter().enumerate() {
            let report = ConnectionTest::new(plan).run_blocking();
            let failure = report.failure().map(|failure| failure.code().as_str());
            assert_eq!(failure, *code, "{}: {report}", scenario.name());
            let handshake = handshake(&server, number);
            assert_eq!(handshake.start_tls, number == 1, "{}", scenario.name());
            let expected = alert.map(|alert| format!("received fatal alert: {alert}"));
            assert_eq!(handshake.error, expected, "{}", scenario.name());
        }
    }
}

/// The server hears of the end a moment after the client.
fn handshake(server: &LdapServer, number: usize) -> Handshake {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(30) {
        if let Some(handshake) = server.handshakes().get(number) {
            return handshake.clone();
        }
        std::thread::yield_now();
    }
    panic!(
        "the server saw no handshake number {number}: {:?}",
        server.handshakes()
    );
}
