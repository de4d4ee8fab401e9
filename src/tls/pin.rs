use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use ring::digest::{SHA256, digest};

use super::Certificate;

/// The SHA-256 of a public key (SubjectPublicKeyInfo, DER): a server is accepted only with a key that is pinned, whoever
/// issued its certificate. libldap's `TLS_PEERKEY_HASH`, curl's `--pinnedpubkey`.
///
/// ```
/// use ldaplab::tls::KeyPin;
/// let pin: KeyPin = "sha256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=".parse()?;
/// assert_eq!(pin.to_string(), "sha256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
/// # Ok::<(), ldaplab::tls::BadPin>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyPin([u8; 32]);

impl KeyPin {
    /// The pin of a certificate's key.
    pub fn of(certificate: &Certificate) -> Self {
        let hash = digest(&SHA256, certificate.public_key_info());
        Self(hash.as_ref().try_into().expect("SHA-256 has 32 bytes"))
    }
}

/// A text that is no pin.
#[derive(Clone, PartialEq, Eq)]
pub struct BadPin(String);

impl fmt::Display for BadPin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is no pin: give sha256: and the base64 of the SHA-256 of the server's public key, as `openssl x509 -in CERT -pubkey -noout | openssl pkey -pubin -outform DER | openssl dgst -sha256 -binary | base64` prints it",
            self.0
        )
    }
}

debug_is_display!(BadPin);

impl std::error::Error for BadPin {}

impl FromStr for KeyPin {
    type Err = BadPin;

    /// `sha256:` (libldap), `sha256//` (curl), `sha256/` (HPKP) or nothing, then base64 with or without padding.
    fn from_str(text: &str) -> Result<Self, BadPin> {
        let bad = || BadPin(text.chars().take(128).collect());
        let bare = ["sha256:", "sha256//", "sha256/"]
            .iter()
            .find_map(|prefix| text.strip_prefix(prefix))
            .unwrap_or(text);
        let bytes = STANDARD
            .decode(bare)
            .or_else(|_| STANDARD_NO_PAD.decode(bare));
        let hash = bytes.map_err(|_| bad())?.try_into().map_err(|_| bad())?;
        Ok(Self(hash))
    }
}

impl fmt::Display for KeyPin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sha256:{}", STANDARD.encode(self.0))
    }
}

impl fmt::Debug for KeyPin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_what_openssl_computes() {
        let trust = crate::tls::trust::parse(include_bytes!("../../fixtures/tls/root.pem"));
        let der = trust.unwrap().certificates()[0].clone();
        let pin = KeyPin::of(&Certificate::parse(&der).unwrap());
        assert_eq!(
            pin.to_string(),
            "sha256:NR8uI8lnNeJTKTo3qqVzoa5wvoSuCijl+Vpq4eiavi0="
        );
        for prefix in ["sha256//", "sha256/", ""] {
            let text = format!("{prefix}NR8uI8lnNeJTKTo3qqVzoa5wvoSuCijl+Vpq4eiavi0=");
            assert_eq!(text.parse(), Ok(pin));
            assert_eq!(text.trim_end_matches('=').parse(), Ok(pin));
        }
        for bad in ["", "sha1:abcd", "sha256:abcd", "sha256:!"] {
            assert!(bad.parse::<KeyPin>().is_err(), "{bad}");
        }
    }
}
