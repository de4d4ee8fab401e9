//! What a policy demands beyond names and chains: versions, client certificates, revocation lists, pinned keys. Both ends of
//! the handshake, in memory.

use std::sync::Arc;
use std::time::SystemTime;

use ldaplab::clock::Clock;
use ldaplab::tls::{
    Certificate, ClientCertificate, CrlCheck, KeyPin, Material, Policy, RequireCert,
    RevocationLists, Scenario, Trust, Verifier, Version,
};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, Issuer, KeyIdMethod,
    KeyPair, KeyUsagePurpose, RevokedCertParams, SerialNumber,
};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer, ServerName};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use time::OffsetDateTime;
use tokio_rustls::{TlsAcceptor, TlsConnector};

const HOST: &str = "dc1.corp.example";

/// One handshake, with a byte read by the client (in TLS 1.3 a server judges the client late): the code of the client's
/// failure, or `ok`.
fn handshake(policy: &Policy, server: &Arc<ServerConfig>) -> String {
    shake(policy, server).0
}

fn shake(policy: &Policy, server: &Arc<ServerConfig>) -> (String, Arc<Verifier>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let verifier = Verifier::under(policy, Clock::real());
    let code = runtime.block_on(async {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let (near, far) = tokio::io::duplex(64 << 10);
        let client = async {
            let name = ServerName::try_from(HOST).unwrap();
            let connector = TlsConnector::from(Arc::new(verifier.client_config()));
            connector.connect(name, near).await?.read_u8().await
        };
        let server = async {
            let mut stream = TlsAcceptor::from(Arc::clone(server)).accept(far).await?;
            stream.write_u8(1).await?;
            stream.flush().await
        };
        let (client, _) = tokio::join!(client, server);
        match client {
            Ok(_) => "ok".to_owned(),
            Err(error) => verifier.diagnose(&error).code.to_string(),
        }
    });
    (code, verifier)
}

fn policy(trust: &Trust) -> Policy {
    let mut policy = Policy::default();
    policy.trust = trust.clone();
    policy
}

fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// A CA, an intermediate below it, and a server's certificate, with the numbers 1, 2, 3.
struct Chain {
    root: (CertificateDer<'static>, Issuer<'static, KeyPair>),
    middle: (CertificateDer<'static>, Issuer<'static, KeyPair>),
    leaf: (CertificateDer<'static>, KeyPair),
}

fn params(name: &str, number: u64, ca: bool) -> CertificateParams {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.serial_number = Some(SerialNumber::from(number));
    params
        .distinguished_name
        .push(rcgen::DnType::CommonName, name);
    if ca {
        params.subject_alt_names.clear();
        params.is_ca = rcgen::IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    }
    params
}

impl Chain {
    fn new() -> Self {
        let key = || KeyPair::generate().unwrap();
        let (root_key, root_params) = (key(), params("root", 1, true));
        let root = root_params.self_signed(&root_key).unwrap().der().clone();
        let root_issuer = Issuer::new(root_params, root_key);
        let (middle_key, middle_params) = (key(), params("middle", 2, true));
        let middle = middle_params
            .signed_by(&middle_key, &root_issuer)
            .unwrap()
            .der()
            .clone();
        let middle_issuer = Issuer::new(middle_params, middle_key);
        let leaf_key = key();
        let leaf = params(HOST, 3, false)
            .signed_by(&leaf_key, &middle_issuer)
            .unwrap();
        Self {
            root: (root, root_issuer),
            middle: (middle, middle_issuer),
            leaf: (leaf.der().clone(), leaf_key),
        }
    }

    fn trust(&self) -> Trust {
        Trust::from_certificates([self.root.0.clone()]).unwrap()
    }

    fn server(&self) -> Arc<ServerConfig> {
        let chain = vec![self.leaf.0.clone(), self.middle.0.clone()];
        let key = PrivatePkcs8KeyDer::from(self.leaf.1.serialize_der());
        let config = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key.into());
        Arc::new(config.unwrap())
    }
}

/// A list in PEM that ends in so many days and revokes these numbers.
fn list(issuer: &Issuer<'static, KeyPair>, days: i64, revoked: &[u64]) -> String {
    let now = OffsetDateTime::now_utc();
    let entry = |number: &u64| RevokedCertParams {
        serial_number: SerialNumber::from(*number),
        revocation_time: now - time::Duration::days(20),
        reason_code: None,
        invalidity_date: None,
    };
    CertificateRevocationListParams {
        this_update: now - time::Duration::days(30),
        next_update: now + time::Duration::days(days),
        crl_number: SerialNumber::from(1),
        issuing_distribution_point: None,
        revoked_certs: revoked.iter().map(entry).collect(),
        key_identifier_method: KeyIdMethod::Sha256,
    }
    .signed_by(issuer)
    .unwrap()
    .pem()
    .unwrap()
}

#[test]
fn revocation_lists_count_for_the_server_or_for_the_whole_chain() {
    let chain = Chain::new();
    let server = chain.server();
    let of_root = |revoked: &[u64]| list(&chain.root.1, 30, revoked);
    let of_middle = |revoked: &[u64]| list(&chain.middle.1, 30, revoked);
    let stale = list(&chain.middle.1, -1, &[]);
    for (what, lists, expected) in [
        // none, peer, all
        (
            "no list",
            vec![],
            ["ok", "tls.revocation_unknown", "tls.revocation_unknown"],
        ),
        (
            "nothing revoked",
            vec![of_root(&[]), of_middle(&[])],
            ["ok", "ok", "ok"],
        ),
        (
            "server revoked",
            vec![of_root(&[]), of_middle(&[3])],
            ["ok", "tls.certificate_revoked", "tls.certificate_revoked"],
        ),
        (
            "CA revoked",
            vec![of_root(&[2]), of_middle(&[])],
            ["ok", "ok", "tls.certificate_revoked"],
        ),
        (
            "list of the root missing",
            vec![of_middle(&[])],
            ["ok", "ok", "tls.revocation_unknown"],
        ),
        (
            "list of the issuer missing",
            vec![of_root(&[])],
            ["ok", "tls.revocation_unknown", "tls.revocation_unknown"],
        ),
        (
            "list out of date",
            vec![of_root(&[]), stale],
            ["ok", "tls.revocation_unknown", "tls.revocation_unknown"],
        ),
    ] {
        let mut policy = policy(&chain.trust());
        if !lists.is_empty() {
            policy.revocation_lists = RevocationLists::parse(lists.concat().as_bytes()).unwrap();
            assert_eq!(policy.revocation_lists.len(), lists.len());
        }
        for (check, expected) in CrlCheck::ALL.iter().zip(expected) {
            policy.crl_check = *check;
            assert_eq!(handshake(&policy, &server), expected, "{what}, {check}");
        }
    }
}

#[test]
fn a_client_that_accepts_everything_still_knows_of_a_revocation() {
    let chain = Chain::new();
    let mut policy = policy(&chain.trust());
    policy.require_cert = RequireCert::Allow;
    policy.crl_check = CrlCheck::Peer;
    let lists = list(&chain.middle.1, 30, &[3]);
    policy.revocation_lists = RevocationLists::parse(lists.as_bytes()).unwrap();
    let (code, verifier) = shake(&policy, &chain.server());
    assert_eq!(code, "ok");
    let problems = verifier.presented().unwrap().problems(&policy.trust);
    let codes: Vec<&str> = problems.iter().map(|p| p.code.as_str()).collect();
    assert_eq!(codes, ["tls.certificate_revoked"]);
}

#[test]
fn revocation_lists_are_read_as_pem_and_der_and_nothing_else_is() {
    let chain = Chain::new();
    let pem = list(&chain.root.1, 30, &[2]);
    let body: String = pem
        .lines()
        .filter(|line| !line.starts_with("---"))
        .collect();
    let der = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, body).unwrap();
    assert_eq!(
        RevocationLists::parse(pem.replace('\n', "\r\n").as_bytes())
            .unwrap()
            .len(),
        1
    );
    assert_eq!(RevocationLists::parse(&der).unwrap().len(), 1);
    assert_eq!(
        RevocationLists::parse(&[&der[..], &der].concat())
            .unwrap()
            .len(),
        2
    );
    for (bytes, begins) in [
        (
            &b""[..],
            "the text of revocation lists holds no certificate revocation list",
        ),
        (
            &chain.root.0,
            "revocation list 1 in the text of revocation lists cannot be used",
        ),
        (
            &der[..der.len() - 1],
            "revocation list 1 in the text of revocation lists cannot be used: it is cut off",
        ),
        (
            b"-----BEGIN X509 CRL-----\nMI",
            "revocation list 1 in the text of revocation lists cannot be used: its -----END",
        ),
    ] {
        let error = RevocationLists::parse(bytes).unwrap_err().to_string();
        assert!(error.starts_with(begins), "{error}");
    }
    let trust = ldaplab::tls::trust::parse(&der).unwrap_err().to_string();
    assert!(
        trust.contains("holds a certificate revocation list, not a certificate"),
        "{trust}"
    );
}

#[test]
fn a_pinned_key_counts_at_every_level() {
    let chain = Chain::new();
    let server = chain.server();
    let right = KeyPin::of(&Certificate::parse(&chain.leaf.0).unwrap());
    let wrong = KeyPin::of(&Certificate::parse(&chain.root.0).unwrap());
    for level in RequireCert::ALL {
        let mut policy = policy(&chain.trust());
        policy.require_cert = *level;
        policy.pins = vec![wrong];
        assert_eq!(handshake(&policy, &server), "tls.key_not_pinned", "{level}");
        policy.pins.push(right);
        assert_eq!(handshake(&policy, &server), "ok", "{level}");
        policy.trust = Trust::none();
        let untrusted = if level.enforces() {
            "tls.unknown_ca"
        } else {
            "ok"
        };
        assert_eq!(handshake(&policy, &server), untrusted, "{level}");
    }
}

#[test]
fn versions_outside_the_bounds_are_not_spoken() {
    let chain = Chain::new();
    let only = |version| {
        let mut config = (*chain.server()).clone();
        let key = PrivatePkcs8KeyDer::from(chain.leaf.1.serialize_der());
        let certificates = vec![chain.leaf.0.clone(), chain.middle.0.clone()];
        config = ServerConfig::builder_with_provider(config.crypto_provider().clone())
            .with_protocol_versions(&[version])
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(certificates, key.into())
            .unwrap();
        Arc::new(config)
    };
    let (old, new) = (only(&rustls::version::TLS12), only(&rustls::version::TLS13));
    for (least, greatest, expected) in [
        (Version::Tls12, Version::Tls13, ["ok", "ok"]),
        (
            Version::Tls13,
            Version::Tls13,
            ["tls.protocol_version", "ok"],
        ),
        (
            Version::Tls12,
            Version::Tls12,
            ["ok", "tls.protocol_version"],
        ),
    ] {
        let mut policy = policy(&chain.trust());
        policy.set_min_version(least);
        policy.set_max_version(greatest);
        assert_eq!(policy.versions(), (least, greatest));
        let found = [&old, &new].map(|server| handshake(&policy, server));
        assert_eq!(found, expected, "{least} to {greatest}");
    }
}

#[test]
fn a_client_certificate_is_shown_to_a_server_that_demands_one() {
    let chain = Chain::new();
    let mut roots = RootCertStore::empty();
    roots.add(chain.root.0.clone()).unwrap();
    let demand = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider());
    let server = |versions: &[&'static rustls::SupportedProtocolVersion]| {
        let key = PrivatePkcs8KeyDer::from(chain.leaf.1.serialize_der());
        let config = ServerConfig::builder_with_provider(provider())
            .with_protocol_versions(versions)
            .unwrap()
            .with_client_cert_verifier(demand.clone().build().unwrap())
            .with_single_cert(
                vec![chain.leaf.0.clone(), chain.middle.0.clone()],
                key.into(),
            );
        Arc::new(config.unwrap())
    };
    let key = KeyPair::generate().unwrap();
    let own = params("client", 4, false)
        .signed_by(&key, &chain.root.1)
        .unwrap();
    let stranger = Material::new(Scenario::TRUSTED, &["client"], SystemTime::now()).unwrap();
    let pair = |certificate: &str, key: &str| {
        ClientCertificate::parse(certificate.as_bytes(), key.as_bytes()).unwrap()
    };
    let own = pair(&own.pem(), &key.serialize_pem());
    let stranger = pair(&stranger.chain_pem(), &stranger.key_pem());
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let server = server(&[version]);
        for (shown, expected) in [
            (None, "tls.client_certificate_required"),
            (Some(&own), "ok"),
            (Some(&stranger), "tls.client_certificate_rejected"),
        ] {
            let mut policy = policy(&chain.trust());
            policy.client_certificate = shown.cloned();
            assert_eq!(handshake(&policy, &server), expected, "{version:?}");
        }
    }
}

#[test]
fn a_client_certificate_that_cannot_be_used_says_why_and_never_shows_its_key() {
    let material = Material::new(Scenario::TRUSTED, &["client"], SystemTime::now()).unwrap();
    let other = KeyPair::generate().unwrap().serialize_pem();
    let chain = material.chain_pem();
    let both = format!("{chain}{}", material.key_pem());
    let good = ClientCertificate::parse(both.as_bytes(), both.as_bytes()).unwrap();
    assert_eq!(format!("{good:?}"), "ClientCertificate(1 certificates)");
    for (certificate, key, words) in [
        (&chain, &other, "cannot be used: it does not belong to the certificate"),
        (&chain, &chain, "the text of the key holds no private key"),
        (&chain, &"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----".to_owned(), "is protected by a password"),
        (&chain, &"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----".to_owned(), "openssl pkey -in the text of the key"),
        (&chain, &"-----BEGIN PRIVATE KEY-----\nTk9UQUtFWQ==\n-----END PRIVATE KEY-----".to_owned(), "cannot be used"),
        (&other, &other, "client certificate: the text of trusted certificates holds a private key"),
    ] {
        let error = ClientCertificate::parse(certificate.as_bytes(), key.as_bytes()).unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(text.contains(words), "{text}");
        assert!(!text.contains("Tk9UQUtFWQ"), "{text}");
    }
}
