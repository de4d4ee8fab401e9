//! Keys and signatures by the names that people know, and which of them this client can check (those of ring).

use super::Certificate;
use super::der::{Reader, oid};

const RSA: &str = "1.2.840.113549.1.1.1";
const EC: &str = "1.2.840.10045.2.1";
const ED25519: &str = "1.3.101.112";

/// Object identifiers of keys (RFC 3279, 4055, 8410) and of the curves of RFC 5480 and SEC 2.
const KEYS: [(&str, &str); 11] = [
    ("1.2.840.113549.1.1.10", "RSA-PSS"),
    ("1.2.840.10040.4.1", "DSA"),
    (ED25519, "Ed25519"),
    ("1.3.101.113", "Ed448"),
    ("1.2.840.10045.3.1.7", "P-256"),
    ("1.3.132.0.34", "P-384"),
    ("1.3.132.0.35", "P-521"),
    ("1.3.132.0.33", "P-224"),
    ("1.3.132.0.10", "secp256k1"),
    ("1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1"),
    ("1.3.36.3.3.2.8.1.1.11", "brainpoolP384r1"),
];

const SIGNATURES: [(&str, &str); 14] = [
    ("1.2.840.113549.1.1.4", "RSA with MD5"),
    ("1.2.840.113549.1.1.5", "RSA with SHA-1"),
    ("1.2.840.113549.1.1.10", "RSA-PSS"),
    ("1.2.840.113549.1.1.11", "RSA with SHA-256"),
    ("1.2.840.113549.1.1.12", "RSA with SHA-384"),
    ("1.2.840.113549.1.1.13", "RSA with SHA-512"),
    ("1.2.840.113549.1.1.14", "RSA with SHA-224"),
    ("1.2.840.10045.4.1", "ECDSA with SHA-1"),
    ("1.2.840.10045.4.3.2", "ECDSA with SHA-256"),
    ("1.2.840.10045.4.3.3", "ECDSA with SHA-384"),
    ("1.2.840.10045.4.3.4", "ECDSA with SHA-512"),
    ("2.16.840.1.101.3.4.3.2", "DSA with SHA-256"),
    (ED25519, "Ed25519"),
    ("1.3.101.113", "Ed448"),
];

fn name(table: &[(&str, &'static str)], id: &str) -> String {
    let known = table.iter().find(|(known, _)| *known == id);
    known.map_or_else(|| id.to_owned(), |(_, name)| (*name).to_owned())
}

impl Certificate {
    /// The kind of its key: `RSA of 2048 bits`, `P-256`, `Ed448`; one that has no name here by its object identifier.
    pub fn key_kind(&self) -> String {
        let mut parameters = Reader::new(&self.key.algorithm);
        let id = parameters.next_if(0x06).and_then(|e| oid(e.value));
        match (id.as_deref(), self.key.rsa_bits) {
            (Some(RSA), Some(bits)) => format!("RSA of {bits} bits"),
            (Some(RSA), None) => "RSA".to_owned(),
            (Some(EC), _) => {
                let curve = parameters.next_if(0x06).and_then(|e| oid(e.value));
                curve.map_or_else(
                    || "a curve that is not named".to_owned(),
                    |curve| name(&KEYS, &curve),
                )
            }
            (Some(id), _) => name(&KEYS, id),
            (None, _) => "unknown".to_owned(),
        }
    }

    /// The algorithm of its signature: `ECDSA with SHA-256`, or its object identifier.
    pub(in crate::tls) fn signature_kind(&self) -> String {
        let id = self.signature_algorithm();
        id.map_or_else(|| "unknown".to_owned(), |id| name(&SIGNATURES, &id))
    }

    /// Whether this client can check what its key signs; a weak RSA key is told apart from an unknown kind elsewhere.
    pub(in crate::tls) fn key_is_understood(&self) -> bool {
        match self.key.rsa_bits {
            Some(bits) => bits <= 8_192,
            None => ["P-256", "P-384", "Ed25519"].contains(&self.key_kind().as_str()),
        }
    }
}
