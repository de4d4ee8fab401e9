//! Whether one certificate was signed with the key of another.

use rustls::crypto::WebPkiSupportedAlgorithms;

use super::Certificate;
use super::der::{Element, Reader, oid};
use crate::tls::provider;

/// A SubjectPublicKeyInfo.
#[derive(Debug, Clone)]
pub(super) struct Key {
    /// The content of its AlgorithmIdentifier.
    pub(super) algorithm: Vec<u8>,
    bits: Vec<u8>,
    pub(super) rsa_bits: Option<usize>,
}

impl Key {
    pub(super) fn read(info: Element<'_>) -> Option<Self> {
        let mut parts = info.children();
        let algorithm = parts.next_if(0x30)?.value;
        let bits = parts.next_if(0x03)?.value.get(1..)?;
        let id = Reader::new(algorithm).next_if(0x06)?;
        let rsa_bits = (oid(id.value)? == "1.2.840.113549.1.1.1")
            .then(|| modulus_bits(bits))
            .flatten();
        Some(Self {
            algorithm: algorithm.to_vec(),
            bits: bits.to_vec(),
            rsa_bits,
        })
    }
}

/// The length of the modulus in `RSAPublicKey ::= SEQUENCE { modulus, exponent }`.
fn modulus_bits(key: &[u8]) -> Option<usize> {
    let modulus = Reader::new(key).next_if(0x30)?.children().next_if(0x02)?;
    let zeros = modulus.value.iter().take_while(|b| **b == 0).count();
    let digits = &modulus.value[zeros..];
    let top = digits.first()?;
    Some(digits.len() * 8 - top.leading_zeros() as usize)
}

/// What came of checking a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tls) enum Signed {
    /// It is right.
    Yes,
    /// It is not by this key.
    No,
    /// It is by an algorithm, or a key of a size, that cannot be checked here.
    Unknown,
}

impl Certificate {
    /// Whether `issuer`'s key made the signature of this certificate.
    pub(in crate::tls) fn signed_by(&self, issuer: &Self) -> Signed {
        let WebPkiSupportedAlgorithms { all, .. } = provider().signature_verification_algorithms;
        let mut fitting = all
            .iter()
            .filter(|a| a.signature_alg_id().as_ref() == self.algorithm)
            .filter(|a| a.public_key_alg_id().as_ref() == issuer.key.algorithm)
            .peekable();
        let too_small = issuer.key.rsa_bits.is_some_and(|bits| bits < 2_048);
        if too_small || fitting.peek().is_none() {
            return Signed::Unknown;
        }
        let right = fitting.any(|a| {
            a.verify_signature(&issuer.key.bits, &self.tbs, &self.signature)
                .is_ok()
        });
        if right { Signed::Yes } else { Signed::No }
    }

    /// The object identifier of the algorithm of its signature.
    pub fn signature_algorithm(&self) -> Option<String> {
        oid(Reader::new(&self.algorithm).next_if(0x06)?.value)
    }
}
