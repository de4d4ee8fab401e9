//! Reading a certificate as far as a diagnosis needs it.
//!
//! Our own reader, since a broken certificate is what this is about: it takes what it can read and never
//! panics. `der` walks the elements, `name` writes names, `algorithm` names keys, `extension` reads the extensions,
//! `signature` checks one certificate against another's key.

mod algorithm;
pub(crate) mod der;
mod extension;
mod name;
mod signature;

use std::fmt;
use std::net::IpAddr;
use std::time::SystemTime;

use crate::clock::generalized_time;
use der::{Element, Reader};
use extension::Extensions;
pub(super) use signature::Signed;

/// What a certificate (X.509, RFC 5280) says.
///
/// ```no_run
/// use ldaplab::tls::Certificate;
/// let certificate = Certificate::parse(&std::fs::read("dc1.cer")?)?;
/// println!("{} by {}", certificate.subject(), certificate.issuer());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Certificate {
    version: u64,
    subject: String,
    issuer: String,
    common_name: Option<String>,
    subject_der: Vec<u8>,
    issuer_der: Vec<u8>,
    not_before: SystemTime,
    not_after: SystemTime,
    extensions: Extensions,
    key_info: Vec<u8>,
    key: signature::Key,
    tbs: Vec<u8>,
    algorithm: Vec<u8>,
    signature: Vec<u8>,
    fingerprint: String,
}

/// Bytes that are not a certificate, and where they stop being one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CertificateError(&'static str);

impl fmt::Display for CertificateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "its {} cannot be read", self.0)
    }
}

debug_is_display!(CertificateError);

impl std::error::Error for CertificateError {}

const SEQUENCE: u8 = 0x30;

impl Certificate {
    /// Reads a DER certificate.
    ///
    /// # Errors
    /// The outline cannot be read, or bytes follow. An extension that cannot be read is left out.
    pub fn parse(der: &[u8]) -> Result<Self, CertificateError> {
        let part = |name| move || CertificateError(name);
        let mut file = Reader::new(der);
        let outer = file.next_if(SEQUENCE).ok_or_else(part("outline"))?;
        let mut outer = Some(outer)
            .filter(|_| file.is_empty())
            .ok_or_else(part("end"))?
            .children();
        let tbs = outer.next_if(SEQUENCE).ok_or_else(part("signed part"))?;
        let algorithm = outer
            .next_if(SEQUENCE)
            .ok_or_else(part("signature algorithm"))?;
        let bits = outer.next_if(0x03).ok_or_else(part("signature"))?;
        let signature = bits.value.get(1..).ok_or_else(part("signature"))?;

        let mut fields = tbs.children();
        let version = match fields.next_if(0xA0) {
            None => 1,
            Some(tagged) => version(tagged).ok_or_else(part("version"))?,
        };
        fields.next_if(0x02).ok_or_else(part("serial number"))?;
        fields
            .next_if(SEQUENCE)
            .ok_or_else(part("signature algorithm"))?;
        let issuer = fields.next_if(SEQUENCE).ok_or_else(part("issuer"))?;
        let validity = fields.next_if(SEQUENCE).ok_or_else(part("validity"))?;
        let mut dates = validity.children().map(time);
        let (Some(Some(not_before)), Some(Some(not_after))) = (dates.next(), dates.next()) else {
            return Err(CertificateError("validity"));
        };
        let subject = fields.next_if(SEQUENCE).ok_or_else(part("subject"))?;
        let key = fields.next_if(SEQUENCE).ok_or_else(part("public key"))?;
        let key_info = key.raw.to_vec();
        let key = signature::Key::read(key).ok_or_else(part("public key"))?;
        let extensions = fields
            .find(|field| field.tag == 0xA3)
            .map(extension::read)
            .unwrap_or_default();
        Ok(Self {
            version,
            subject: name::text(subject),
            common_name: name::common_name(subject),
            issuer: name::text(issuer),
            subject_der: subject.value.to_vec(),
            issuer_der: issuer.value.to_vec(),
            not_before,
            not_after,
            extensions,
            key_info,
            key,
            tbs: tbs.raw.to_vec(),
            algorithm: algorithm.value.to_vec(),
            signature: signature.to_vec(),
            fingerprint: fingerprint(der),
        })
    }

    /// The version, usually 3.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Whose certificate it is, as RFC 4514 text (last RDN of the certificate first).
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Who issued it, as RFC 4514 text.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The common name of its subject; of several the last, as libldap takes it.
    pub fn common_name(&self) -> Option<&str> {
        self.common_name.as_deref()
    }

    /// From when it is valid.
    pub fn not_before(&self) -> SystemTime {
        self.not_before
    }

    /// The last second of its validity.
    pub fn not_after(&self) -> SystemTime {
        self.not_after
    }

    /// Whether it has a subjectAltName, whatever stands in it.
    pub fn has_subject_alt_name(&self) -> bool {
        self.extensions.has_san
    }

    /// The dNSNames of its subjectAltName, as written.
    pub fn dns_names(&self) -> &[String] {
        &self.extensions.dns_names
    }

    /// The iPAddresses of its subjectAltName.
    pub fn addresses(&self) -> &[IpAddr] {
        &self.extensions.addresses
    }

    /// Whether it may issue others (basicConstraints CA:TRUE).
    pub fn is_ca(&self) -> bool {
        self.extensions.is_ca
    }

    /// The object identifiers of its extendedKeyUsage; `None` if it has none and serves every purpose.
    pub fn purposes(&self) -> Option<&[String]> {
        self.extensions.purposes.as_deref()
    }

    /// Where the certificate of its issuer can be had (caIssuers of authorityInfoAccess), as written.
    pub fn issuer_urls(&self) -> &[String] {
        &self.extensions.issuer_urls
    }

    /// Whether the key identifier that it has of its issuer (authorityKeyIdentifier) is that of `issuer`; `None` where one of them
    /// has none.
    pub(super) fn names_key_of(&self, issuer: &Self) -> Option<bool> {
        let (wanted, own) = (&self.extensions.issuer_key, &issuer.extensions.own_key);
        Some(wanted.as_ref()? == own.as_ref()?)
    }

    /// Its SHA-256, as `openssl x509 -fingerprint -sha256` prints it.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The object identifiers of its critical extensions.
    pub fn critical_extensions(&self) -> &[String] {
        &self.extensions.critical
    }

    /// Whether subject and issuer are the same name: signed by itself, or a renewal of its own CA.
    pub fn is_self_issued(&self) -> bool {
        self.subject_der == self.issuer_der
    }

    /// The number of bits of its RSA key; `None` for other kinds.
    pub fn rsa_bits(&self) -> Option<usize> {
        self.key.rsa_bits
    }

    /// Its SubjectPublicKeyInfo in DER.
    pub fn public_key_info(&self) -> &[u8] {
        &self.key_info
    }

    /// Whether `issuer` has the name of this certificate's issuer. Says nothing about the signature.
    pub fn names_as_issuer(&self, issuer: &Self) -> bool {
        self.issuer_der == issuer.subject_der
    }
}

fn fingerprint(der: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, der);
    let octets: Vec<String> = digest.as_ref().iter().map(|o| format!("{o:02X}")).collect();
    octets.join(":")
}

/// `version [0] EXPLICIT INTEGER`, counted from 0.
fn version(tagged: Element<'_>) -> Option<u64> {
    match tagged.children().next_if(0x02)?.value {
        [number @ 0..=0x7E] => Some(u64::from(*number) + 1),
        _ => None,
    }
}

/// UTCTime with the century of RFC 5280 section 4.1.2.5.1, or GeneralizedTime.
fn time(element: Element<'_>) -> Option<SystemTime> {
    let text = std::str::from_utf8(element.value).ok()?;
    match element.tag {
        0x17 => {
            let year: u8 = text.get(..2)?.parse().ok()?;
            let century = if year < 50 { "20" } else { "19" };
            generalized_time::parse(&format!("{century}{text}"))
        }
        0x18 => generalized_time::parse(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
