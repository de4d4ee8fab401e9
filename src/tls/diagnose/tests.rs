use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa,
    Issuer, KeyPair, NameConstraints,
};
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::{ServerName, UnixTime};

use super::*;
use crate::{
    clock::{Clock, generalized_time},
    tls::{Material, Mode, Scenario, Trust, Verifier, trust},
};

const HOST: &str = "dc1.corp.example";

/// 2027-01-01: the fixtures are valid.
fn now() -> SystemTime {
    generalized_time::parse("20270101000000Z").unwrap()
}

fn certificates(pem: &str) -> Vec<CertificateDer<'static>> {
    trust::parse(pem.as_bytes())
        .unwrap()
        .certificates()
        .to_vec()
}

/// What rustls itself says about a chain.
fn verdict(chain: &[CertificateDer<'static>], held: &Trust, host: &str) -> Error {
    let verifier = Verifier::new(held, Mode::Enforce, Clock::at(now()));
    let name = ServerName::try_from(host).unwrap();
    let since = UnixTime::since_unix_epoch(std::time::Duration::ZERO);
    verifier
        .verify_server_cert(&chain[0], &chain[1..], &name, &[], since)
        .expect_err("rustls rejects it")
}

/// With the chain at hand, and by what rustls says alone.
fn both(
    chain: &[CertificateDer<'static>],
    held: &Trust,
    host: &str,
) -> (&'static str, &'static str) {
    let error = verdict(chain, held, host);
    let anchors = held.certificates();
    let full = diagnose(&error, chain, anchors, host, now());
    let alone = diagnose(&error, &[], &[], host, now());
    (full.code.as_str(), alone.code.as_str())
}

#[test]
fn the_chain_tells_more_than_rustls_alone() {
    let of = |scenario| {
        let material = Material::new(scenario, &[HOST], now()).unwrap();
        both(material.chain(), material.trust(), HOST)
    };
    assert_eq!(
        of(Scenario::SELF_SIGNED),
        ("tls.self_signed", "tls.unknown_ca")
    );
    assert_eq!(
        of(Scenario::MISSING_INTERMEDIATE),
        ("tls.missing_intermediate", "tls.unknown_ca")
    );
    assert_eq!(
        of(Scenario::LEAF_IS_CA),
        ("tls.leaf_is_ca", "tls.leaf_is_ca")
    );
    let rekeyed = || Material::new(Scenario::TRUSTED, &[HOST], now()).unwrap();
    assert_eq!(
        both(rekeyed().chain(), rekeyed().trust(), HOST),
        ("tls.ca_rekeyed", "tls.bad_signature")
    );
}

#[test]
fn certificates_made_by_openssl_are_diagnosed() {
    let root = trust::parse(include_bytes!("../../../fixtures/tls/root.pem")).unwrap();
    let leaf = certificates(include_str!("../../../fixtures/tls/leaf.pem"));
    let v1 = certificates(include_str!("../../../fixtures/tls/v1.pem"));
    let weak = certificates(include_str!("../../../fixtures/tls/weak.pem"));
    assert_eq!(
        both(&leaf, &root, HOST),
        ("tls.critical_extension", "tls.critical_extension")
    );
    assert_eq!(
        both(&v1, &root, "v1.example"),
        ("tls.certificate_version", "tls.certificate_version")
    );
    assert_eq!(both(&weak, &root, "localhost").0, "tls.weak_key");
}

type Edit = fn(&mut CertificateParams);

fn ca(params: &mut CertificateParams) {
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
}

/// root → upper → lower → leaf, each changed by its edit.
fn chain(upper: Edit, lower: Edit, leaf: Edit) -> (Vec<CertificateDer<'static>>, Trust) {
    let params = |name: &str, edit: Edit| {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        edit(&mut params);
        params
    };
    let root_key = KeyPair::generate().unwrap();
    let root_params = params("root", ca);
    let root = root_params.self_signed(&root_key).unwrap();
    let mut issuer = Issuer::new(root_params, root_key);
    let mut certificates = Vec::new();
    for (name, edit) in [("upper", upper), ("lower", lower), ("leaf", leaf)] {
        let (key, mut params) = (KeyPair::generate().unwrap(), params(name, edit));
        if name == "leaf" {
            let own = CertificateParams::new([HOST.to_owned()]).unwrap();
            params.subject_alt_names = own.subject_alt_names;
        }
        let certificate = params.signed_by(&key, &issuer).unwrap();
        certificates.insert(0, certificate.der().clone());
        issuer = Issuer::new(params, key);
    }
    (
        certificates,
        Trust::from_certificates([root.der().clone()]).unwrap(),
    )
}

#[test]
fn rules_of_the_chain_that_are_broken_are_named() {
    let code = |(certificates, held): (Vec<_>, Trust)| both(&certificates, &held, HOST);
    let short: Edit = |p| p.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    assert_eq!(
        code(chain(short, ca, |_| ())),
        ("tls.path_length", "tls.path_length")
    );
    let other: Edit = |p| {
        ca(p);
        p.name_constraints = Some(NameConstraints {
            permitted_subtrees: vec![GeneralSubtree::DnsName("other.example".into())],
            excluded_subtrees: Vec::new(),
        });
    };
    assert_eq!(
        code(chain(ca, other, |_| ())),
        ("tls.name_constraint", "tls.name_constraint")
    );
    assert_eq!(
        code(chain(ca, |p| p.is_ca = IsCa::ExplicitNoCa, |_| ())),
        ("tls.issuer_not_ca", "tls.issuer_not_ca")
    );
    let client: Edit = |p| p.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    assert_eq!(
        code(chain(ca, ca, client)),
        ("tls.wrong_purpose", "tls.wrong_purpose")
    );
    let client_ca: Edit = |p| {
        ca(p);
        p.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    };
    assert_eq!(
        code(chain(ca, client_ca, |_| ())),
        ("tls.issuer_wrong_purpose", "tls.wrong_purpose")
    );
    let old: Edit = |p| {
        ca(p);
        p.not_after = rcgen::date_time_ymd(2020, 1, 1);
    };
    assert_eq!(
        code(chain(ca, old, |_| ())),
        ("tls.issuer_expired", "tls.certificate_expired")
    );
}

#[test]
fn alerts_and_broken_connections_have_their_codes() {
    let of = |error: Error| diagnose(&error, &[], &[], HOST, now()).code.as_str();
    for (alert, code) in [
        (40, "tls.handshake_failure"),
        (42, "tls.client_certificate_rejected"),
        (48, "tls.client_certificate_rejected"),
        (50, "tls.alert"),
        (70, "tls.protocol_version"),
        (71, "tls.insufficient_security"),
        (80, "tls.internal_error"),
        (112, "tls.unrecognised_name"),
        (116, "tls.client_certificate_required"),
    ] {
        assert_eq!(
            of(Error::AlertReceived(AlertDescription::from(alert))),
            code
        );
    }
    assert_eq!(
        of(Error::InvalidMessage(InvalidMessage::InvalidContentType)),
        "protocol.tls_on_plain_port"
    );
    assert_eq!(of(Error::NoCertificatesPresented), "tls.no_certificate");
    for (kind, code) in [
        (io::ErrorKind::UnexpectedEof, "tls.closed"),
        (io::ErrorKind::ConnectionReset, "tls.reset"),
        (io::ErrorKind::TimedOut, "tls.stalled"),
        (io::ErrorKind::Other, "tls.failed"),
    ] {
        let found = diagnose_io(&kind.into(), &[], &[], HOST, now());
        assert_eq!(found.code.as_str(), code);
    }
    let wrapped = io::Error::other(Error::AlertReceived(AlertDescription::ProtocolVersion));
    let found = diagnose_io(&wrapped, &[], &[], HOST, now());
    assert_eq!(found.code.as_str(), "tls.protocol_version");
}
