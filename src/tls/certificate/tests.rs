use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::signature::Signed;
use super::*;

fn fixture(pem: &str) -> Vec<u8> {
    let body: String = pem.lines().filter(|l| !l.starts_with("-----")).collect();
    STANDARD.decode(body).expect("a fixture of ours")
}

fn root() -> Certificate {
    Certificate::parse(&fixture(include_str!("../../../fixtures/tls/root.pem"))).unwrap()
}

fn leaf_der() -> Vec<u8> {
    fixture(include_str!("../../../fixtures/tls/leaf.pem"))
}

#[test]
fn a_certificate_made_by_openssl_is_read() {
    let leaf = Certificate::parse(&leaf_der()).unwrap();
    assert_eq!(leaf.version(), 3);
    assert_eq!(
        leaf.subject(),
        r"CN=dc1.corp.example,OU=Domain Controllers\, and others,DC=corp,DC=example"
    );
    assert_eq!(leaf.issuer(), "CN=Corp Würzburg CA,DC=corp,DC=example");
    let date = |t| generalized_time::format(t).unwrap();
    assert_eq!(date(leaf.not_before()), "20261121220140Z");
    assert_eq!(date(leaf.not_after()), "21261028220140Z");
    assert_eq!(leaf.dns_names(), ["dc1.corp.example", "*.CORP.example"]);
    let addresses: Vec<String> = leaf.addresses().iter().map(ToString::to_string).collect();
    assert_eq!(addresses, ["192.0.2.7", "2001:db8::7"]);
    assert_eq!(
        leaf.purposes().unwrap(),
        ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]
    );
    assert_eq!(
        leaf.critical_extensions(),
        ["2.5.29.19", "2.5.29.15", "1.2.3.4.5"]
    );
    assert_eq!(leaf.rsa_bits(), Some(2_048));
    assert_eq!(
        leaf.signature_algorithm().as_deref(),
        Some("1.2.840.10045.4.3.2")
    );
    assert!(!leaf.is_ca() && !leaf.is_self_issued());
}

#[test]
fn issuers_are_told_by_name_and_by_signature() {
    let (root, leaf) = (root(), Certificate::parse(&leaf_der()).unwrap());
    assert!(root.is_ca() && root.is_self_issued());
    assert!(leaf.names_as_issuer(&root) && !root.names_as_issuer(&leaf));
    assert_eq!(leaf.signed_by(&root), Signed::Yes);
    assert_eq!(root.signed_by(&root), Signed::Yes);
    let mut forged = leaf_der();
    *forged.last_mut().unwrap() ^= 1;
    let forged = Certificate::parse(&forged).unwrap();
    assert_eq!(forged.signed_by(&root), Signed::No);
}

#[test]
fn old_and_weak_certificates_are_read_too() {
    let pem = include_str!("../../../fixtures/tls/weak.pem");
    let weak = Certificate::parse(&fixture(pem)).unwrap();
    assert_eq!(weak.rsa_bits(), Some(1_024));
    assert_eq!(
        weak.signature_algorithm().as_deref(),
        Some("1.2.840.113549.1.1.5")
    );
    assert_eq!(weak.signed_by(&weak), Signed::Unknown);
    let v1 = Certificate::parse(&fixture(include_str!("../../../fixtures/tls/v1.pem"))).unwrap();
    assert_eq!((v1.version(), v1.subject()), (1, "CN=v1.example"));
    assert!(v1.dns_names().is_empty() && v1.purposes().is_none());
}

#[test]
fn a_cut_off_certificate_is_an_error_wherever_it_is_cut() {
    let der = leaf_der();
    for len in 0..der.len() {
        assert!(Certificate::parse(&der[..len]).is_err(), "{len}");
    }
    let mut longer = der;
    longer.push(0);
    assert_eq!(
        Certificate::parse(&longer).unwrap_err().to_string(),
        "its end cannot be read"
    );
}

proptest::proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes: Vec<u8>) {
        let _ = Certificate::parse(&bytes);
    }

    #[test]
    fn a_changed_certificate_never_panics(at in 0usize..900, to: u8, also in 0usize..900, or: u8) {
        let mut der = leaf_der();
        let len = der.len();
        der[at % len] = to;
        der[also % len] = or;
        if let Ok(read) = Certificate::parse(&der) {
            let _ = (read.signed_by(&root()), format!("{read:?}"));
        }
    }
}
