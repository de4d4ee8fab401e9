//! Finds the certificates in a file by its content, or says what the file is instead.

use rustls::pki_types::CertificateDer;

use super::error::{Fault, KeyStoreFault, TrustError};
use super::{java, pkcs12};
use crate::tls::{
    certificate::{Certificate, der},
    pem,
};

/// Every certificate of the file, at least one.
pub(super) fn certificates(
    bytes: &[u8],
    password: Option<&str>,
) -> Result<Vec<CertificateDer<'static>>, TrustError> {
    let found = match bytes {
        _ if bytes.starts_with(&java::MAGIC) => java::certificates(bytes, password),
        _ if bytes.starts_with(&java::MAGIC_JCEKS) => Err(Fault::Jceks),
        [0x30, 0x80..=0x84, ..] => binary(bytes),
        // A small key; a text may also begin with a zero.
        [0x30, ..] if der::Reader::new(bytes).next_element().is_some() => binary(bytes),
        _ => text(&pem::to_text(bytes)),
    };
    let found = match found {
        Err(Fault::Pkcs12 { .. }) => pkcs12::certificates(bytes, password),
        found => found,
    };
    found.map_err(TrustError::new)
}

/// DER certificates, one after the other.
fn binary(bytes: &[u8]) -> Result<Vec<CertificateDer<'static>>, Fault> {
    let mut found = Vec::new();
    let mut rest = der::Reader::new(bytes);
    while let Some(element) = rest.next_element() {
        if Certificate::parse(element.raw).is_err() {
            break;
        }
        found.push(CertificateDer::from(element.raw.to_vec()));
    }
    if found.is_empty() {
        return Err(other_der(bytes));
    }
    if !rest.is_empty() {
        return Err(Fault::BadBlock {
            number: found.len() + 1,
            why: "bytes that are no certificate follow the one before".to_owned(),
        });
    }
    Ok(found)
}

/// What a DER file that is no certificate looks like, by its first elements.
fn other_der(bytes: &[u8]) -> Fault {
    const PKCS7: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];
    const SEQUENCE: u8 = 0x30;
    let Some(outer) = der::Reader::new(bytes).next_element() else {
        return match bytes {
            // The length of the outermost element is there, the rest is cut off.
            [0x30, 0x82, ..] => Fault::BadBlock {
                number: 1,
                why: "the file ends before the certificate does".to_owned(),
            },
            _ => Fault::Garbage,
        };
    };
    let mut inner = der::Reader::new(outer.value);
    let (first, second) = (inner.next_element(), inner.next_element());
    let (Some(first), second) = (first, second) else {
        return Fault::Garbage;
    };
    match (first.tag, first.value, second.map(|e| e.tag)) {
        (0x06, PKCS7, _) => Fault::Pkcs7,
        (0x02, [3], Some(SEQUENCE)) => Fault::Pkcs12 {
            fault: KeyStoreFault::NotRead,
        },
        // PKCS#8 and PKCS#1, SEC 1 private keys: a version, then the key.
        (0x02, [0 | 1], Some(SEQUENCE | 0x02 | 0x04)) => Fault::PrivateKey,
        (SEQUENCE, _, Some(0x03)) if inner.is_empty() => Fault::PublicKey,
        // A request's version is 0, where a certificate has a tagged version or a long serial number.
        (SEQUENCE, [0x02, 0x01, 0x00, SEQUENCE, ..], Some(SEQUENCE)) => Fault::Request,
        // Of a revocation list it is 1.
        (SEQUENCE, [0x02, 0x01, 0x01, SEQUENCE, ..], Some(SEQUENCE)) => Fault::RevocationList,
        (SEQUENCE, _, Some(SEQUENCE)) => Fault::BadBlock {
            number: 1,
            why: "it has the shape of a certificate but cannot be read".to_owned(),
        },
        _ => Fault::Garbage,
    }
}

fn text(text: &str) -> Result<Vec<CertificateDer<'static>>, Fault> {
    let mut found = Vec::new();
    let mut instead = None;
    for pem::Block { label, body } in pem::blocks(text) {
        let is_certificate = matches!(
            label,
            "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE"
        );
        let number = found.len() + 1;
        if !is_certificate {
            instead = instead.or_else(|| other_label(label));
            continue;
        }
        let Some(body) = body else {
            let why = "its -----END CERTIFICATE----- line is missing".to_owned();
            return Err(Fault::BadBlock { number, why });
        };
        found.push(block(body).map_err(|why| Fault::BadBlock { number, why })?);
    }
    if !found.is_empty() {
        return Ok(found);
    }
    if let Some(fault) = instead {
        return Err(fault);
    }
    let bare = text.trim();
    if bare.is_empty() || bare.chars().all(|c| c == '\0') {
        return Err(Fault::Empty);
    }
    // A certificate as base64 without its BEGIN and END lines, as web consoles show it.
    if bare.starts_with("MI")
        && let Ok(der) = block(bare)
    {
        return Ok(vec![der]);
    }
    let start = bare.get(..256).unwrap_or(bare).to_ascii_lowercase();
    if start.starts_with('<') && (start.contains("html") || start.contains("<!doctype")) {
        return Err(Fault::Html);
    }
    Err(Fault::Garbage)
}

/// The certificate in the body of a block.
fn block(body: &str) -> Result<CertificateDer<'static>, String> {
    let der = pem::decode(body)?;
    // OpenSSL's TRUSTED CERTIFICATE puts its own element behind the certificate.
    let element = der::Reader::new(&der)
        .next_element()
        .ok_or("it ends too early")?;
    Certificate::parse(element.raw).map_err(|e| e.to_string())?;
    Ok(CertificateDer::from(element.raw.to_vec()))
}

fn other_label(label: &str) -> Option<Fault> {
    match label {
        "PKCS7" | "PKCS #7 SIGNED DATA" | "CMS" => Some(Fault::Pkcs7),
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => Some(Fault::Request),
        "X509 CRL" => Some(Fault::RevocationList),
        "PUBLIC KEY" | "RSA PUBLIC KEY" => Some(Fault::PublicKey),
        _ if label.ends_with("PRIVATE KEY") => Some(Fault::PrivateKey),
        _ => None,
    }
}
