use std::fmt;
use std::str::FromStr;

use rustls::{ProtocolVersion, SupportedCipherSuite};

use super::{Version, provider};

/// A cipher suite that this client can speak, named as IANA does.
///
/// ```
/// use ldaplab::tls::{CipherSuite, Version};
/// let suite: CipherSuite = "TLS_AES_128_GCM_SHA256".parse().unwrap();
/// assert_eq!(suite.version(), Version::Tls13);
/// assert!("TLS_RSA_WITH_AES_128_CBC_SHA".parse::<CipherSuite>().is_err());
/// ```
#[derive(Clone, Copy, PartialEq)]
pub struct CipherSuite(SupportedCipherSuite);

impl CipherSuite {
    /// Every one, the best first.
    pub fn all() -> Vec<Self> {
        let provider = provider();
        provider.cipher_suites.iter().copied().map(Self).collect()
    }

    /// The version of TLS that it belongs to.
    pub fn version(self) -> Version {
        match self.0.version().version {
            ProtocolVersion::TLSv1_3 => Version::Tls13,
            _ => Version::Tls12,
        }
    }

    pub(super) fn for_rustls(self) -> SupportedCipherSuite {
        self.0
    }
}

impl fmt::Display for CipherSuite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // rustls sets the names of TLS 1.3 apart: TLS13_AES_128_GCM_SHA256.
        let name = format!("{:?}", self.0.suite());
        f.pad(&name.replacen("TLS13_", "TLS_", 1))
    }
}

impl fmt::Debug for CipherSuite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that names no cipher suite, or one that this client does not speak.
#[derive(Clone, PartialEq, Eq)]
pub struct UnknownCipherSuite(String);

impl fmt::Display for UnknownCipherSuite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: Vec<String> = CipherSuite::all().iter().map(ToString::to_string).collect();
        write!(
            f,
            "{:?} is no cipher suite that this client speaks; these are: {}",
            self.0,
            all.join(", ")
        )
    }
}

debug_is_display!(UnknownCipherSuite);

impl std::error::Error for UnknownCipherSuite {}

impl FromStr for CipherSuite {
    type Err = UnknownCipherSuite;

    /// The IANA name, in any case.
    fn from_str(text: &str) -> Result<Self, UnknownCipherSuite> {
        Self::all()
            .into_iter()
            .find(|suite| suite.to_string().eq_ignore_ascii_case(text.trim()))
            .ok_or_else(|| UnknownCipherSuite(text.chars().take(64).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_iana_and_the_unsafe_are_not_known() {
        let names: Vec<String> = CipherSuite::all().iter().map(ToString::to_string).collect();
        assert_eq!(
            names,
            [
                "TLS_AES_256_GCM_SHA384",
                "TLS_AES_128_GCM_SHA256",
                "TLS_CHACHA20_POLY1305_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            ]
        );
        let error = "TLS_NULL_WITH_NULL_NULL"
            .parse::<CipherSuite>()
            .unwrap_err();
        assert!(error.to_string().starts_with(
            "\"TLS_NULL_WITH_NULL_NULL\" is no cipher suite that this client speaks; these are: TLS_AES_256_GCM_SHA384, "
        ));
    }
}
