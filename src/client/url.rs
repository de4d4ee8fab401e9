//! LDAP URLs, RFC 4516: `ldap://host:port/dn?attributes?scope?filter?extensions`.

mod error;
mod parse;

use std::fmt;

use crate::wire::{oid, request::Scope};

pub use error::UrlError;

/// How the connection is protected from its first byte on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// `ldap`: plain, port 389 unless given; StartTLS may follow.
    Ldap,
    /// `ldaps`: TLS before the first LDAP byte, port 636 unless given.
    Ldaps,
}

impl Scheme {
    /// `ldap` or `ldaps`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ldap => "ldap",
            Self::Ldaps => "ldaps",
        }
    }

    /// 389 or 636.
    pub fn default_port(self) -> u16 {
        match self {
            Self::Ldap => 389,
            Self::Ldaps => 636,
        }
    }
}

/// A URL that names one server, and possibly a search on it. Everything in it is percent-decoded.
///
/// ```
/// use ldaplab::client::LdapUrl;
///
/// let url: LdapUrl = "ldaps://[2001:db8::7]/dc=corp,dc=example?cn,mail?sub?(uid=ada)".parse()?;
/// assert_eq!((url.host(), url.port()), ("2001:db8::7", 636));
/// assert_eq!(url.dn(), "dc=corp,dc=example");
/// assert_eq!(url.filter(), Some("(uid=ada)"));
/// # Ok::<(), ldaplab::client::UrlError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LdapUrl {
    scheme: Scheme,
    host: String,
    port: u16,
    dn: String,
    attributes: Vec<String>,
    scope: Option<Scope>,
    filter: Option<String>,
    extensions: Vec<Extension>,
}

/// An extension of an LDAP URL, RFC 4516 section 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Whether whoever does not know it must refuse the URL (written with a `!`).
    pub critical: bool,
    /// The name or OID, as written.
    pub name: String,
    /// The value, if any.
    pub value: Option<String>,
}

impl LdapUrl {
    /// The scheme.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The host name or address; an IPv6 literal stands without its brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, the scheme's own when none is written.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The DN, empty when there is none.
    pub fn dn(&self) -> &str {
        &self.dn
    }

    /// The attribute selection; empty means all user attributes.
    pub fn attributes(&self) -> &[String] {
        &self.attributes
    }

    /// The scope; RFC 4516 takes `base` for none.
    pub fn scope(&self) -> Option<Scope> {
        self.scope
    }

    /// The filter's text; RFC 4516 takes `(objectClass=*)` for none.
    pub fn filter(&self) -> Option<&str> {
        self.filter.as_deref()
    }

    /// The extensions, in order.
    pub fn extensions(&self) -> &[Extension] {
        &self.extensions
    }

    /// Whether the URL asks for StartTLS with the extension that libldap reads (`ldap://host/????!StartTLS`).
    pub fn wants_start_tls(&self) -> bool {
        self.extensions.iter().any(Extension::is_start_tls)
    }

    /// `host:port`, with brackets around an IPv6 address.
    pub fn authority(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }
}

impl Extension {
    fn is_start_tls(&self) -> bool {
        self.name.eq_ignore_ascii_case("StartTLS") || self.name == oid::START_TLS
    }
}

impl fmt::Display for LdapUrl {
    /// Scheme, host and port: what a connection needs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme.as_str(), self.authority())
    }
}

#[cfg(test)]
mod tests;
