use std::time::Duration;

use super::*;
use crate::tls::{Material, Scenario, checks::matches_host, trust};

const HOST: &str = "dc1.corp.example";
const ROOT: &str = include_str!("../../../fixtures/tls/root.pem");
const LEAF: &str = include_str!("../../../fixtures/tls/leaf.pem");
const WEAK: &str = include_str!("../../../fixtures/tls/weak.pem");
const V1: &str = include_str!("../../../fixtures/tls/v1.pem");

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

fn problems(scenario: Scenario, host: &str) -> Vec<Problem> {
    let material = Material::new(scenario, &[HOST], now()).unwrap();
    explain(
        material.chain(),
        material.trust().certificates(),
        host,
        now(),
    )
}

fn codes(problems: &[Problem]) -> Vec<&'static str> {
    problems.iter().map(|p| p.code.as_str()).collect()
}

#[test]
fn every_scenario_has_exactly_its_own_problem() {
    for scenario in Scenario::ALL {
        for host in [HOST, "DC1.corp.example.", "localhost", "127.0.0.1", "[::1]"] {
            let found = problems(*scenario, host);
            let expected: Vec<_> = scenario.expected().iter().map(|c| c.as_str()).collect();
            assert_eq!(codes(&found), expected, "{scenario} at {host}: {found:?}");
        }
    }
}

#[test]
fn the_detail_names_the_certificate_and_the_date() {
    let detail = |scenario| problems(scenario, HOST).remove(0).detail;
    assert_eq!(
        detail(Scenario::EXPIRED),
        "the certificate of CN=dc1.corp.example (issued by CN=ldaplab root CA) expired on 2026-12-02"
    );
    assert_eq!(
        detail(Scenario::WRONG_HOST),
        "the certificate of CN=elsewhere.example is for elsewhere.example, 192.0.2.1, not for dc1.corp.example"
    );
    assert_eq!(
        detail(Scenario::MISSING_INTERMEDIATE),
        "the server sends only the certificate of CN=dc1.corp.example; that of its issuer \
         CN=ldaplab intermediate CA was not sent, and the one trusted certificate is another; the issuer seems to be an \
         intermediate CA: its name says `intermediate`"
    );
    assert_eq!(
        detail(Scenario::UNKNOWN_CA),
        "the server's chain leads to CN=ldaplab root CA, and the one trusted certificate is another"
    );
}

#[test]
fn all_problems_are_told_and_the_gravest_first() {
    assert_eq!(
        codes(&problems(Scenario::EXPIRED, "dc9.corp.example")),
        ["tls.certificate_expired", "tls.wrong_host"]
    );
    let leaf_is_ca = Material::new(Scenario::LEAF_IS_CA, &[HOST], now()).unwrap();
    let untrusted = explain(leaf_is_ca.chain(), &[], HOST, now());
    assert_eq!(codes(&untrusted), ["tls.self_signed", "tls.leaf_is_ca"]);
    let later = now() + Duration::from_secs(20 * 365 * 86_400);
    let trust = leaf_is_ca.trust().certificates();
    assert_eq!(
        codes(&explain(leaf_is_ca.chain(), trust, HOST, later)),
        [
            "tls.certificate_expired",
            "tls.leaf_is_ca",
            "tls.trust_root_expired"
        ]
    );
}

#[test]
fn certificates_made_by_openssl_are_judged() {
    let (root, leaf) = (certificates(ROOT), certificates(LEAF));
    let judged = |host| codes(&explain(&leaf, &root, host, now()));
    for host in [HOST, "any.corp.example", "192.0.2.7", "2001:db8::7"] {
        assert_eq!(judged(host), [""; 0], "{host}");
    }
    for host in ["a.b.corp.example", "corp.example", "192.0.2.8", "x"] {
        assert_eq!(judged(host), ["tls.wrong_host"], "{host}");
    }
    assert_eq!(
        codes(&explain(&certificates(WEAK), &root, "localhost", now())),
        [
            "tls.weak_key",
            "tls.weak_signature",
            "tls.self_signed",
            "tls.wrong_purpose"
        ]
    );
    assert_eq!(
        codes(&explain(&certificates(WEAK), &root, "127.0.0.1", now())).last(),
        Some(&"tls.wrong_address")
    );
    assert_eq!(
        codes(&explain(&certificates(V1), &root, "v1.example", now())),
        ["tls.certificate_version", "tls.no_subject_alt_name"]
    );
}

#[test]
fn a_certificate_sent_alone_is_judged_by_the_names_of_its_issuer() {
    let sibling = certificates(include_str!("../../../fixtures/tls/sibling-root.pem"));
    let abroad = certificates(include_str!("../../../fixtures/tls/leaf-aia.pem"));
    let stranger = Material::new(Scenario::UNKNOWN_CA, &[HOST], now()).unwrap();
    let stranger = stranger.trust().certificates();
    let rooted = Material::new(Scenario::TRUSTED, &[HOST], now()).unwrap();
    let leaf = certificates(LEAF);
    for (chain, trust, code, says) in [
        (
            &leaf[..],
            &sibling[..],
            "tls.missing_intermediate",
            "the issuer seems to be an intermediate CA: the trusted CN=Corp Wurzelstelle,DC=corp,DC=example is of the same organisation",
        ),
        (
            &leaf,
            stranger,
            "tls.unknown_ca",
            "the issuer may be a root that has to be trusted, or an intermediate CA that the server has to send",
        ),
        (
            rooted.chain(),
            stranger,
            "tls.unknown_ca",
            "that of its issuer CN=ldaplab root CA was not sent",
        ),
        (
            &abroad,
            &sibling,
            "tls.unknown_ca",
            "; its certificate can be had at http://pki.nowhere.example/authority.cer",
        ),
    ] {
        let found = explain(chain, trust, HOST, now());
        assert_eq!(codes(&found), [code], "{found:?}");
        assert!(found[0].detail.contains(says), "{found:?}");
    }
}

#[test]
fn chains_in_the_wrong_order_and_foreign_keys_are_named() {
    let (root, leaf) = (certificates(ROOT), certificates(LEAF));
    let reversed = [root.clone(), leaf].concat();
    assert_eq!(
        codes(&explain(&reversed, &root, HOST, now())),
        ["tls.leaf_not_first"]
    );
    let chain = |scenario| Material::new(scenario, &[HOST], now()).unwrap();
    let (one, other) = (chain(Scenario::TRUSTED), chain(Scenario::TRUSTED));
    assert_eq!(
        codes(&explain(
            one.chain(),
            other.trust().certificates(),
            HOST,
            now()
        )),
        ["tls.ca_rekeyed"]
    );
    let stranger = chain(Scenario::UNKNOWN_CA);
    let with_wrong_root = [one.chain(), other.trust().certificates()].concat();
    let trust = stranger.trust().certificates();
    assert_eq!(
        codes(&explain(&with_wrong_root, trust, HOST, now())),
        ["tls.bad_signature"]
    );
    let with_root = [one.chain(), one.trust().certificates()].concat();
    assert_eq!(
        codes(&explain(&with_root, trust, HOST, now())),
        ["tls.unknown_ca"]
    );
}

#[test]
fn nothing_and_rubbish_are_problems_too() {
    assert_eq!(
        codes(&explain(&[], &[], HOST, now())),
        ["tls.no_certificate"]
    );
    let rubbish = [CertificateDer::from(&b"\x30\x80rubbish"[..])];
    assert_eq!(
        codes(&explain(&rubbish, &[], HOST, now())),
        ["tls.certificate_malformed"]
    );
}

#[test]
fn a_wildcard_stands_for_one_whole_label() {
    assert!(matches_host("*.corp.example", "DC1.Corp.Example."));
    for (pattern, host) in [
        ("*.corp.example", "corp.example"),
        ("*.corp.example", "a.b.corp.example"),
        ("*.corp.example", ".corp.example"),
        ("dc*.corp.example", "dc1.corp.example"),
        ("*.example", "dc1.example"),
        ("*", "dc1"),
        ("", ""),
    ] {
        assert!(!matches_host(pattern, host), "{pattern} {host}");
    }
}

/// One of the fixtures.
macro_rules! fixture {
    ($name:literal) => {
        certificates(include_str!(concat!(
            "../../../fixtures/tls/",
            $name,
            ".pem"
        )))
    };
}

fn found(
    chain: &[CertificateDer<'_>],
    trust: &[CertificateDer<'_>],
) -> Vec<(&'static str, String)> {
    let problems = explain(chain, trust, HOST, now());
    let both = |p: Problem| (p.code.as_str(), p.detail);
    problems.into_iter().map(both).collect()
}

#[test]
fn an_anchor_is_judged_by_its_key_and_never_by_its_own_signature() {
    assert_eq!(
        found(&fixture!("leaf-of-weak-root"), &fixture!("weak-root")),
        [(
            "tls.weak_key",
            "the RSA key of the trusted CN=weak-root (signed by itself) has 1024 bits".to_owned()
        )]
    );
    let sha1 = fixture!("sha1-root");
    assert_eq!(
        Certificate::parse(&sha1[0])
            .unwrap()
            .signature_algorithm()
            .as_deref(),
        Some("1.2.840.113549.1.1.5")
    );
    assert_eq!(found(&fixture!("leaf-of-sha1-root"), &sha1), []);
    let sent_too = [fixture!("leaf-of-sha1-root"), sha1.clone()].concat();
    assert_eq!(found(&sent_too, &sha1), []);
}

#[test]
fn a_kind_of_key_or_signature_that_is_not_understood_is_named() {
    const UNDERSTOOD: &str =
        "this client understands RSA of 2048 to 8192 bits, P-256, P-384 and Ed25519";
    let plain = fixture!("plain-root");
    for (leaf, kind) in [
        (fixture!("leaf-p521"), "P-521"),
        (fixture!("leaf-secp256k1"), "secp256k1"),
        (fixture!("leaf-ed448"), "Ed448"),
        (fixture!("leaf-rsa-pss"), "RSA-PSS"),
    ] {
        let detail = format!(
            "the key of CN=dc1.corp.example (issued by CN=plain-root) is {kind}; {UNDERSTOOD}"
        );
        assert_eq!(
            found(&leaf, &plain),
            [("tls.unsupported_algorithm", detail)]
        );
    }
    let detail = format!(
        "the certificate of CN=dc1.corp.example (issued by CN=p521-root) is signed with ECDSA with SHA-256 by a key of the kind P-521; {UNDERSTOOD}, with SHA-256 or better"
    );
    assert_eq!(
        found(&fixture!("leaf-of-p521-root"), &fixture!("p521-root")),
        [("tls.unsupported_algorithm", detail)]
    );
}

#[test]
fn an_altered_certificate_of_the_trusted_key_is_not_taken_for_a_ca_that_was_renewed() {
    let detail = "the certificate of CN=dc1.corp.example names the key of the trusted CN=plain-root, and that key did not make its signature";
    assert_eq!(
        found(&fixture!("leaf-altered"), &fixture!("plain-root")),
        [("tls.bad_signature", detail.to_owned())]
    );
}

#[test]
fn two_self_signed_certificates_of_one_name_are_no_ca_that_was_renewed() {
    let own = |scenario| Material::new(scenario, &[HOST], now()).unwrap();
    for (scenario, codes_of_it) in [
        (Scenario::SELF_SIGNED, &["tls.self_signed"][..]),
        (Scenario::LEAF_IS_CA, &["tls.self_signed", "tls.leaf_is_ca"]),
    ] {
        let (served, trusted) = (own(scenario), own(scenario));
        let problems = explain(served.chain(), trusted.chain(), HOST, now());
        assert_eq!(codes(&problems), codes_of_it, "{problems:?}");
        let held = Certificate::parse(&trusted.chain()[0]).unwrap();
        let says = format!(
            "the trusted certificate of the same name is another: its SHA-256 is {}",
            held.fingerprint()
        );
        assert!(problems[0].detail.ends_with(&says), "{problems:?}");
    }
}

#[test]
fn a_ca_of_the_same_name_with_another_key_is_told_with_both_fingerprints() {
    let chain = |scenario| Material::new(scenario, &[HOST], now()).unwrap();
    let (one, other) = (chain(Scenario::TRUSTED), chain(Scenario::TRUSTED));
    let with_root = [one.chain(), one.trust().certificates()].concat();
    let problems = explain(&with_root, other.trust().certificates(), HOST, now());
    assert_eq!(codes(&problems), ["tls.ca_rekeyed"]);
    let print =
        |der: &CertificateDer<'_>| Certificate::parse(der).unwrap().fingerprint().to_owned();
    assert_eq!(
        problems[0].detail,
        format!(
            "the trusted certificate of CN=ldaplab root CA (SHA-256 {}) has another key than the one that signed CN=ldaplab root CA; the SHA-256 of that which the server sends is {}",
            print(&other.trust().certificates()[0]),
            print(&one.trust().certificates()[0])
        )
    );
}
