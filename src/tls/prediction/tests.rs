use std::time::SystemTime;

use super::*;
use crate::{
    clock::generalized_time,
    tls::{Material, Problem, Scenario, explain, trust},
};

const HOST: &str = "dc1.corp.example";
const MATRIX: &str = include_str!("../../../fixtures/truth/tls-matrix.jsonl");

fn now() -> SystemTime {
    generalized_time::parse("20270101000000Z").unwrap()
}

/// How the recording names the stacks; libldap was asked over ldaps and with StartTLS.
fn recorded_as(stack: Stack) -> &'static [&'static str] {
    match stack {
        Stack::OpenSsl => &["openssl s_client 3.0.19 -verify_return_error -verify_hostname"],
        Stack::Libldap => &[
            "ldapsearch 2.5.13 (GnuTLS 3.7.9) ldaps",
            "ldapsearch 2.5.13 (GnuTLS 3.7.9) -ZZ",
        ],
        Stack::GnuTls => &["gnutls-cli 3.7.9"],
        Stack::Go => &["go 1.19.8 crypto/tls"],
        Stack::Java => &["OpenJDK 17.0.15 JNDI ldaps"],
    }
}

/// Who took a certificate with this defect when it was tried.
fn recorded(defect: &str) -> Vec<Stack> {
    let rows: Vec<serde_json::Value> = MATRIX
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|row: &serde_json::Value| row["kind"] == "certificate" && row["defect"] == defect)
        .collect();
    let accepted = |client: &&str| {
        let row = rows.iter().find(|row| row["client"] == **client).unwrap();
        row["accepted"].as_bool().unwrap()
    };
    let all = Stack::ALL.into_iter();
    all.filter(|stack| recorded_as(*stack).iter().all(&accepted))
        .collect()
}

#[test]
fn every_row_says_what_was_recorded() {
    let named = Material::new(Scenario::NAMES_DISAGREE, &[HOST], now()).unwrap();
    let leaf = Certificate::parse(&named.chain()[0]).unwrap();
    let of = |depth| Circumstances {
        leaf: &leaf,
        host: HOST,
        depth,
    };
    for (code, defect) in [
        (Code::LEAF_IS_CA, "self_signed_trusted_ca_true"),
        (Code::NO_SUBJECT_ALT_NAME, "cn_only_no_san"),
        (Code::WRONG_HOST, "cn_matches_san_does_not"),
        (Code::WRONG_PURPOSE, "eku_client_only"),
        (Code::ISSUER_WRONG_PURPOSE, "intermediate_eku_client_only"),
        (Code::TRUST_ROOT_EXPIRED, "expired_root"),
        (Code::CERTIFICATE_VERSION, "v1_leaf"),
        (Code::CERTIFICATE_EXPIRED, "expired_leaf"),
        (Code::ISSUER_EXPIRED, "expired_intermediate"),
        (Code::CERTIFICATE_NOT_YET_VALID, "not_yet_valid"),
        (Code::CA_REKEYED, "root_rekeyed_same_name"),
        (Code::BAD_SIGNATURE, "bad_signature"),
        (Code::ISSUER_NOT_CA, "intermediate_ca_false"),
        (Code::LEAF_NOT_FIRST, "leaf_not_first"),
    ] {
        assert_eq!(
            accepting(code, &of(0)).unwrap(),
            recorded(defect),
            "{code}: {defect}"
        );
    }
    assert_eq!(accepting(Code::CERTIFICATE_VERSION, &of(1)), None);
    assert_eq!(accepting_key(1_024).unwrap(), recorded("rsa1024_leaf"));
    assert_eq!(
        accepting_key(1_024).unwrap(),
        recorded("rsa1024_intermediate")
    );
    assert_eq!(accepting_key(512), None);
    assert_eq!(accepting_hash(true).unwrap(), recorded("sha1_leaf"));
    assert_eq!(accepting_hash(false).unwrap(), recorded("md5_leaf"));
    let any: Vec<Stack> = recorded("eku_any_only");
    assert_eq!(any, [Stack::Libldap, Stack::GnuTls, Stack::Go, Stack::Java]);
}

fn only(scenario: Scenario, host: &str) -> Problem {
    let material = Material::new(scenario, &[HOST], now()).unwrap();
    let trust = material.trust().certificates();
    let mut problems = explain(material.chain(), trust, host, now());
    assert_eq!(problems.len(), 1, "{problems:?}");
    problems.remove(0)
}

#[test]
fn a_problem_says_for_whom_it_is_fatal() {
    let leaf_is_ca = only(Scenario::LEAF_IS_CA, HOST);
    assert!(leaf_is_ca.fatal);
    assert_eq!(leaf_is_ca.is_fatal_for(Stack::Java), Some(false));
    assert_eq!(
        leaf_is_ca.others().unwrap(),
        "this client (rustls) refuses it; accepted by OpenSSL (Python's ssl, Node), libldap over GnuTLS (ldapsearch, python-ldap), GnuTLS, Go, Java"
    );
    let common_name = only(Scenario::COMMON_NAME_ONLY, HOST);
    assert_eq!(common_name.is_fatal_for(Stack::Go), Some(true));
    assert_eq!(
        common_name.others().unwrap(),
        "this client (rustls, RFC 9525) refuses it; accepted by OpenSSL (Python's ssl, Node), libldap over GnuTLS (ldapsearch, python-ldap), GnuTLS, Java; refused by Go"
    );
}

#[test]
fn nothing_is_said_of_what_was_not_tried() {
    // Nobody was asked about a common name that is another host, or an address.
    for host in ["dc9.corp.example", "192.0.2.9"] {
        let problem = only(Scenario::COMMON_NAME_ONLY, host);
        assert_eq!(problem.is_fatal_for(Stack::OpenSsl), None);
        assert_eq!(problem.others(), None, "{host}");
    }
    let expired = only(Scenario::EXPIRED, HOST);
    assert_eq!(expired.is_fatal_for(Stack::Java), Some(true));
    assert_eq!(expired.others(), None, "nobody judges otherwise");
    let weak = include_bytes!("../../../fixtures/tls/weak-root.pem");
    let leaf = include_bytes!("../../../fixtures/tls/leaf-of-weak-root.pem");
    let read = |pem: &[u8]| trust::parse(pem).unwrap().certificates().to_vec();
    let problems = explain(&read(leaf), &read(weak), HOST, now());
    assert_eq!(problems[0].is_fatal_for(Stack::Java), None);
}
