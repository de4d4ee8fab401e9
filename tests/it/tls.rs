//! Every TLS scenario, both ends of the handshake, without server or client.

use std::io;
use std::sync::Arc;
use std::time::SystemTime;

use ldaplab::clock::Clock;
use ldaplab::diagnosis::Code;
use ldaplab::tls::{Material, Mode, Presented, Scenario, Trust, Verifier, diagnose_io, trust};
use rustls::pki_types::ServerName;
use rustls::{AlertDescription, ClientConfig, Error, ServerConfig};
use tokio_rustls::{TlsAcceptor, TlsConnector};

const HOST: &str = "dc1.corp.example";

/// One handshake in memory: the client's end and the server's.
fn handshake(
    client: ClientConfig,
    server: Arc<ServerConfig>,
    host: &str,
) -> (io::Result<()>, io::Result<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    let name = ServerName::try_from(host.to_owned()).expect("a host name");
    runtime.block_on(async {
        let (near, far) = tokio::io::duplex(64 << 10);
        let (client, server) = tokio::join!(
            TlsConnector::from(Arc::new(client)).connect(name, near),
            TlsAcceptor::from(server).accept(far)
        );
        // Only now may the streams close: a server sends its session tickets last.
        (client.map(drop), server.map(drop))
    })
}

fn alert(end: &io::Result<()>) -> Option<AlertDescription> {
    let inner = end.as_ref().err()?.get_ref()?.downcast_ref::<Error>()?;
    match inner {
        Error::AlertReceived(alert) => Some(*alert),
        _ => None,
    }
}

fn versions() -> [&'static rustls::SupportedProtocolVersion; 2] {
    [&rustls::version::TLS12, &rustls::version::TLS13]
}

fn only(
    verifier: &Arc<Verifier>,
    version: &'static rustls::SupportedProtocolVersion,
) -> ClientConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[version])
        .expect("ring knows it")
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(verifier) as Arc<_>)
        .with_no_client_auth()
}

#[test]
fn every_scenario_ends_with_its_code_at_the_client_and_its_alert_at_the_server() {
    let expected = [
        ("trusted", None, None),
        (
            "self-signed",
            Some("tls.self_signed"),
            Some(AlertDescription::UnknownCA),
        ),
        (
            "unknown-ca",
            Some("tls.unknown_ca"),
            Some(AlertDescription::UnknownCA),
        ),
        (
            "expired",
            Some("tls.certificate_expired"),
            Some(AlertDescription::CertificateExpired),
        ),
        (
            "not-yet-valid",
            Some("tls.certificate_not_yet_valid"),
            Some(AlertDescription::CertificateExpired),
        ),
        (
            "wrong-host",
            Some("tls.wrong_host"),
            Some(AlertDescription::BadCertificate),
        ),
        (
            "missing-intermediate",
            Some("tls.missing_intermediate"),
            Some(AlertDescription::UnknownCA),
        ),
        (
            "leaf-is-ca",
            Some("tls.leaf_is_ca"),
            Some(AlertDescription::CertificateUnknown),
        ),
        (
            "common-name-only",
            Some("tls.no_subject_alt_name"),
            Some(AlertDescription::BadCertificate),
        ),
        (
            "names-disagree",
            Some("tls.wrong_host"),
            Some(AlertDescription::BadCertificate),
        ),
        ("wildcard", None, None),
    ];
    assert_eq!(expected.len(), Scenario::ALL.len());
    let now = SystemTime::now();
    for (name, code, alerted) in expected {
        let scenario = Scenario::find(name).unwrap();
        assert_eq!(scenario.expected().map(Code::as_str), code, "{name}");
        let material = Material::new(scenario, &[HOST], now).unwrap();
        let held = trust::parse(material.trust_pem().as_bytes()).unwrap();
        for (version, host) in versions()
            .into_iter()
            .flat_map(|v| [(v, HOST), (v, "127.0.0.1")])
        {
            let verifier = Verifier::new(&held, Mode::Enforce, Clock::at(now));
            let (client, server) =
                handshake(only(&verifier, version), material.server_config(), host);
            let seen = verifier
                .presented()
                .expect("the server presented its chain");
            assert_eq!(seen.chain, material.chain(), "{name}");
            let found = client.as_ref().err().map(|e| {
                diagnose_io(e, &seen.chain, held.certificates(), &seen.host, now)
                    .code
                    .as_str()
            });
            assert_eq!(found, code, "{name} {version:?}: {client:?}");
            assert_eq!(alert(&server), alerted, "{name} {version:?}: {server:?}");
            assert_eq!(client.is_ok(), server.is_ok(), "{name} {version:?}");
        }
    }
}

#[test]
fn a_client_that_accepts_and_records_connects_and_knows_what_is_wrong() {
    let now = SystemTime::now();
    for scenario in Scenario::ALL {
        let material = Material::new(*scenario, &[HOST], now).unwrap();
        for held in [material.trust().clone(), Trust::none()] {
            let verifier = Verifier::new(&held, Mode::AcceptAndRecord, Clock::real());
            let (client, server) =
                handshake(verifier.client_config(), material.server_config(), HOST);
            client.unwrap();
            server.unwrap();
            let seen: Presented = verifier.presented().unwrap();
            let first = seen.problems(&held).first().map(|p| p.code);
            if held.is_empty() {
                assert!(first.is_some() && seen.verdict.is_err(), "{scenario}");
            } else {
                assert_eq!(first, scenario.expected());
                assert_eq!(seen.verdict.is_err(), first.is_some(), "{scenario}");
            }
        }
    }
}

#[test]
fn the_plain_client_configuration_trusts_what_the_scenario_says() {
    for scenario in [Scenario::TRUSTED, Scenario::SELF_SIGNED] {
        let material = Material::new(scenario, &[HOST], SystemTime::now()).unwrap();
        let client = (*material.client_config()).clone();
        let (client, _) = handshake(client, material.server_config(), "localhost");
        assert_eq!(client.is_ok(), scenario.expected().is_none(), "{client:?}");
    }
}

#[test]
fn a_key_that_does_not_belong_to_the_certificate_is_named() {
    use rustls::server::{ClientHello, ResolvesServerCert};
    use rustls::sign::CertifiedKey;

    #[derive(Debug)]
    struct Fixed(Arc<CertifiedKey>);
    impl ResolvesServerCert for Fixed {
        fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
            Some(Arc::clone(&self.0))
        }
    }

    let now = SystemTime::now();
    let own = Material::new(Scenario::TRUSTED, &[HOST], now).unwrap();
    let other = rcgen::KeyPair::generate().unwrap().serialize_der();
    let other = rustls::pki_types::PrivatePkcs8KeyDer::from(other).into();
    let key = rustls::crypto::ring::sign::any_supported_type(&other).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let server = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(Fixed(Arc::new(CertifiedKey::new(
            own.chain().to_vec(),
            key,
        )))));
    let server = Arc::new(server);
    for version in versions() {
        for mode in [Mode::Enforce, Mode::AcceptAndRecord] {
            let verifier = Verifier::new(own.trust(), mode, Clock::real());
            let (client, _) = handshake(only(&verifier, version), Arc::clone(&server), HOST);
            let seen = verifier.presented().unwrap();
            let codes: Vec<Code> = seen.problems(own.trust()).iter().map(|p| p.code).collect();
            assert_eq!(codes, [Code::KEY_MISMATCH], "{version:?} {mode:?}");
            match client {
                Ok(()) => assert_eq!(mode, Mode::AcceptAndRecord),
                Err(e) => {
                    let held = own.trust().certificates();
                    let found = diagnose_io(&e, &seen.chain, held, HOST, now);
                    assert_eq!(found.code, Code::KEY_MISMATCH);
                    assert_eq!(mode, Mode::Enforce);
                }
            }
        }
    }
}

#[test]
fn dates_count_by_the_clock_of_the_verifier() {
    let now = SystemTime::now();
    let material = Material::new(Scenario::NOT_YET_VALID, &[HOST], now).unwrap();
    let clock = Clock::real();
    clock.advance(std::time::Duration::from_secs(31 * 86_400));
    let verifier = Verifier::new(material.trust(), Mode::Enforce, clock);
    let (client, server) = handshake(verifier.client_config(), material.server_config(), HOST);
    client.unwrap();
    server.unwrap();
}
