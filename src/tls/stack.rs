//! The TLS stacks whose verdicts were recorded.

use std::fmt;

/// A TLS stack whose verdicts on broken certificates are known.
///
/// Versions: OpenSSL 3.0, OpenLDAP's libldap 2.5 and gnutls-cli with GnuTLS 3.7, Go 1.19, OpenJDK 17; others of their kind may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stack {
    /// OpenSSL, which Python's `ssl`, Node, Ruby and PHP build on.
    OpenSsl,
    /// libldap over GnuTLS, as Debian and Ubuntu have it: `ldapsearch`, python-ldap, sssd.
    Libldap,
    /// GnuTLS by itself.
    GnuTls,
    /// Go's `crypto/tls`.
    Go,
    /// Java, with JNDI.
    Java,
}

impl Stack {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::OpenSsl,
        Self::Libldap,
        Self::GnuTls,
        Self::Go,
        Self::Java,
    ];
}

impl fmt::Display for Stack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::OpenSsl => "OpenSSL (Python's ssl, Node)",
            Self::Libldap => "libldap over GnuTLS (ldapsearch, python-ldap)",
            Self::GnuTls => "GnuTLS",
            Self::Go => "Go",
            Self::Java => "Java",
        })
    }
}
