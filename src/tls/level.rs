//! How much a client demands of a server's certificate, in the words of libldap.

use std::fmt;
use std::str::FromStr;

macro_rules! levels {
    ($(#[$meta:meta])* $name:ident, $what:literal, $($(#[$doc:meta])* $level:ident = $word:literal,)*) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$doc])* $level,)*
        }

        impl $name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$level),*];

            /// The word for it, lower case.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$level => $word,)*
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.word())
            }
        }

        impl FromStr for $name {
            type Err = UnknownLevel;

            /// Case does not count.
            fn from_str(text: &str) -> Result<Self, UnknownLevel> {
                let found = Self::ALL.iter().find(|level| level.word().eq_ignore_ascii_case(text));
                found.copied().ok_or_else(|| UnknownLevel {
                    what: $what,
                    given: text.chars().take(64).collect(),
                    known: const { &[$($word),*] },
                })
            }
        }
    };
}

levels! {
    /// Whether a certificate that fails its check ends the connection: `TLS_REQCERT` of ldap.conf(5),
    /// `OPT_X_TLS_REQUIRE_CERT` of python-ldap.
    ///
    /// The level says nothing about WHETHER TLS is spoken: that is decided by `ldaps://` or StartTLS alone. There is no
    /// opportunistic TLS ("use TLS when available, else go on in plain"), here as little as in libldap; some notes about
    /// python-ldap read [`Try`](Self::Try) that way. A client that would go on in plain gives the password to
    /// whoever suppresses StartTLS.
    ///
    /// ```
    /// use ldaplab::tls::RequireCert;
    /// assert_eq!("demand".parse(), Ok(RequireCert::Demand));
    /// assert!(!RequireCert::Allow.enforces());
    /// ```
    RequireCert, "require level",
    /// The certificate is not looked at. (It is sent all the same: TLS has no way to do without.)
    Never = "never",
    /// It is checked and the verdict kept, for a log or a report; the connection goes on whatever it is.
    Allow = "allow",
    /// The same as [`Demand`](Self::Demand). Of a client that asks a server, libldap's `try` demands a good certificate
    /// too; "no certificate: go on" describes servers that ask clients.
    Try = "try",
    /// A certificate that fails ends the handshake.
    #[default]
    Demand = "demand",
    /// The same as [`Demand`](Self::Demand).
    Hard = "hard",
}

levels! {
    /// Which names of a certificate count: `TLS_REQSAN` of ldap.conf(5), `OPT_X_TLS_REQUIRE_SAN`.
    ///
    /// libldap's default is [`Allow`](Self::Allow), a leniency that RFC 9525 has ended: the common name is
    /// no host name. The default here is [`Hard`](Self::Hard).
    RequireSan, "subjectAltName level",
    /// Only the common name counts; subjectAltName is not looked at.
    Never = "never",
    /// subjectAltName counts, and where it is absent or does not fit, the common name.
    Allow = "allow",
    /// subjectAltName counts; only where it is absent, the common name.
    Try = "try",
    /// The same as [`Hard`](Self::Hard).
    Demand = "demand",
    /// Only subjectAltName counts.
    #[default]
    Hard = "hard",
}

levels! {
    /// Which certificates of a chain are looked up in revocation lists: `TLS_CRLCHECK` of ldap.conf(5),
    /// `OPT_X_TLS_CRLCHECK`. A certificate that no list in date speaks of counts as failed, as with OpenSSL.
    CrlCheck, "revocation check",
    /// None.
    #[default]
    None = "none",
    /// The server's own.
    Peer = "peer",
    /// All but the trusted one.
    All = "all",
}

impl RequireCert {
    /// Whether a certificate that fails ends the connection.
    pub const fn enforces(self) -> bool {
        matches!(self, Self::Try | Self::Demand | Self::Hard)
    }
}

/// A word that is no level.
#[derive(Clone, PartialEq, Eq)]
pub struct UnknownLevel {
    what: &'static str,
    given: String,
    known: &'static [&'static str],
}

impl fmt::Display for UnknownLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, given, known) = (self.what, &self.given, self.known.join(", "));
        write!(f, "{given:?} is no {what}; give one of {known}")
    }
}

debug_is_display!(UnknownLevel);

impl std::error::Error for UnknownLevel {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_and_written() {
        let words: Vec<&str> = RequireCert::ALL.iter().map(|l| l.word()).collect();
        assert_eq!(words, ["never", "allow", "try", "demand", "hard"]);
        assert_eq!("TRY".parse(), Ok(RequireSan::Try));
        assert_eq!("peer".parse(), Ok(CrlCheck::Peer));
        assert_eq!(
            "maybe".parse::<CrlCheck>().unwrap_err().to_string(),
            "\"maybe\" is no revocation check; give one of none, peer, all"
        );
        assert_eq!(RequireCert::default(), RequireCert::Demand);
        assert_eq!(RequireSan::default(), RequireSan::Hard);
    }
}
