//! Keys and signatures: too weak, or of a kind that this client cannot check.

use super::{Findings, who};
use crate::{
    diagnosis::Code,
    tls::{
        certificate::{Certificate, Signed},
        path::{End, Path},
        prediction,
    },
};

/// What this client can check, for sentences.
pub(in crate::tls) const UNDERSTOOD: &str =
    "this client understands RSA of 2048 to 8192 bits, P-256, P-384 and Ed25519";

impl Findings<'_> {
    /// Judges every certificate that was passed, and of the trusted one at the end only the key: nobody checks an anchor's own signature.
    pub(super) fn strength(&mut self, path: &Path<'_>) {
        let anchor = match path.end {
            End::Trusted(anchor) => Some(anchor),
            _ => None,
        };
        for (depth, certificate) in path.passed.iter().copied().enumerate() {
            self.version(certificate, depth);
            self.key(certificate, depth, false);
            self.signature(certificate, path.passed.get(depth + 1).copied().or(anchor));
        }
        if let Some(anchor) = anchor {
            let key = anchor.public_key_info();
            if path.passed.iter().all(|c| c.public_key_info() != key) {
                self.key(anchor, path.passed.len(), true);
            }
        }
    }

    fn version(&mut self, c: &Certificate, depth: usize) {
        if c.version() != 3 {
            let detail = format!(
                "the certificate of {} is of version {}",
                who(c),
                c.version()
            );
            self.at(depth, Code::CERTIFICATE_VERSION, detail, true);
        }
    }

    fn key(&mut self, c: &Certificate, depth: usize, trusted: bool) {
        let whose = match trusted {
            true => format!("the trusted {}", who(c)),
            false => who(c),
        };
        if let Some(bits) = c.rsa_bits().filter(|bits| *bits < 2_048) {
            let detail = format!("the RSA key of {whose} has {bits} bits");
            let accepted = prediction::accepting_key(bits);
            // Recorded for the certificates that are sent; the strength of anchors was not tried.
            return self.known(Code::WEAK_KEY, detail, accepted.filter(|_| !trusted));
        }
        // The key of an issuer is told with the signature that it made.
        if depth == 0 && !c.key_is_understood() {
            let detail = format!("the key of {whose} is {}; {UNDERSTOOD}", c.key_kind());
            self.known(Code::UNSUPPORTED_ALGORITHM, detail, None);
        }
    }

    fn signature(&mut self, c: &Certificate, issuer: Option<&Certificate>) {
        let sha1 = match c.signature_algorithm().as_deref() {
            Some("1.2.840.113549.1.1.5" | "1.2.840.10045.4.1") => Some(true),
            Some("1.2.840.113549.1.1.4") => Some(false),
            _ => None,
        };
        if let Some(sha1) = sha1 {
            let hash = if sha1 { "SHA-1" } else { "MD5" };
            let detail = format!("the certificate of {} is signed with {hash}", who(c));
            return self.known(
                Code::WEAK_SIGNATURE,
                detail,
                prediction::accepting_hash(sha1),
            );
        }
        let Some(issuer) = issuer else { return };
        let weak = issuer.rsa_bits().is_some_and(|bits| bits < 2_048);
        if !weak && c.signed_by(issuer) == Signed::Unknown {
            let detail = format!(
                "the certificate of {} is signed with {} by a key of the kind {}; {UNDERSTOOD}, with SHA-256 or better",
                who(c),
                c.signature_kind(),
                issuer.key_kind()
            );
            self.known(Code::UNSUPPORTED_ALGORITHM, detail, None);
        }
    }
}
