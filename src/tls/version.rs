use std::fmt;
use std::str::FromStr;

use rustls::SupportedProtocolVersion;
use rustls::version::{TLS12, TLS13};

/// A version of TLS that this client can speak.
///
/// ```
/// use ldaplab::tls::Version;
/// assert_eq!("1.2".parse(), Ok(Version::Tls12));
/// assert_eq!("TLSv1.3".parse(), Ok(Version::Tls13));
/// assert!("1.0".parse::<Version>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Version {
    /// TLS 1.2, RFC 5246.
    Tls12,
    /// TLS 1.3, RFC 8446.
    Tls13,
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Tls12 => "TLS 1.2",
            Self::Tls13 => "TLS 1.3",
        })
    }
}

/// A text that is no version of TLS, or one of a version that this client does not speak.
#[derive(Clone, PartialEq, Eq)]
pub struct UnknownVersion(String);

impl fmt::Display for UnknownVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is no version of TLS that this client speaks; give 1.2 or 1.3",
            self.0
        )
    }
}

debug_is_display!(UnknownVersion);

impl std::error::Error for UnknownVersion {}

impl FromStr for Version {
    type Err = UnknownVersion;

    /// `1.2`, `TLS 1.2`, `TLSv1.2`, or the number that libldap takes: `0x0303` or `3.3`.
    fn from_str(text: &str) -> Result<Self, UnknownVersion> {
        let folded = text.trim().to_ascii_lowercase();
        let bare = folded.strip_prefix("tls").unwrap_or(&folded);
        match bare.trim_start_matches([' ', 'v']) {
            "1.2" | "0x0303" | "0x303" | "3.3" => Ok(Self::Tls12),
            "1.3" | "0x0304" | "0x304" | "3.4" => Ok(Self::Tls13),
            _ => Err(UnknownVersion(text.chars().take(64).collect())),
        }
    }
}

/// The least and the greatest version that may be spoken. Never empty: of two bounds that exclude each other, the one set
/// last moves the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Versions {
    pub(super) least: Version,
    pub(super) greatest: Version,
}

impl Default for Versions {
    fn default() -> Self {
        Self {
            least: Version::Tls12,
            greatest: Version::Tls13,
        }
    }
}

impl Versions {
    pub(super) fn at_least(self, least: Version) -> Self {
        Self {
            least,
            greatest: self.greatest.max(least),
        }
    }

    pub(super) fn at_most(self, greatest: Version) -> Self {
        Self {
            least: self.least.min(greatest),
            greatest,
        }
    }

    pub(super) fn for_rustls(self) -> Vec<&'static SupportedProtocolVersion> {
        let known = [(Version::Tls12, &TLS12), (Version::Tls13, &TLS13)];
        let within = known
            .into_iter()
            .filter(|(version, _)| (self.least..=self.greatest).contains(version));
        within.map(|(_, version)| version).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_and_bounds_are_never_empty() {
        for (text, version) in [("0x0303", Version::Tls12), ("tlsv1.3", Version::Tls13)] {
            assert_eq!(text.parse(), Ok(version));
        }
        assert_eq!(
            "ssl3".parse::<Version>().unwrap_err().to_string(),
            "\"ssl3\" is no version of TLS that this client speaks; give 1.2 or 1.3"
        );
        assert_eq!(Versions::default().for_rustls().len(), 2);
        let bounds = Versions::default().at_least(Version::Tls13);
        assert_eq!(bounds.for_rustls(), [&TLS13]);
        assert_eq!(bounds.at_most(Version::Tls12).for_rustls(), [&TLS12]);
    }
}
