//! LDAP URLs, RFC 4516: `ldap://host:port/dn?attributes?scope?filter?extensions`.

mod error;
mod list;
mod parse;
mod print;

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
/// assert_eq!(url.to_string(), "ldaps://[2001:db8::7]:636/dc=corp,dc=example?cn,mail?sub?(uid=ada)");
/// # Ok::<(), ldaplab::client::UrlError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LdapUrl {
    scheme: Scheme,
    host: String,
    port: u16,
    socket: Option<String>,
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
    /// The scheme; `ldap` for a socket in the file system, over which plain LDAP is spoken.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The host name or address; an IPv6 literal stands without its brackets. Empty with a [`socket`](Self::socket).
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, the scheme's own when none is written.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The path of a socket in the file system (`ldapi://%2Fvar%2Frun%2Fldapi`); empty when the URL leaves it to the
    /// program's default.
    pub fn socket(&self) -> Option<&str> {
        self.socket.as_deref()
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

    /// The name that a certificate must have: a socket in the file system is this machine's.
    pub(super) fn certificate_host(&self) -> &str {
        match self.socket {
            Some(_) => "localhost",
            None => &self.host,
        }
    }

    /// Whether the URL asks for StartTLS with the extension that libldap reads (`ldap://host/????!StartTLS`).
    pub fn wants_start_tls(&self) -> bool {
        self.extensions.iter().any(Extension::is_start_tls)
    }

    /// The name to bind with, from the extension `bindname` (RFC 2255 section 4).
    pub fn bind_name(&self) -> Option<&str> {
        self.extensions
            .iter()
            .find(|extension| extension.is_bind_name())
            .and_then(|extension| extension.value.as_deref())
    }

    /// A sentence on a port that belongs to the other scheme. Such servers exist, so it is a warning, no error.
    ///
    /// ```
    /// use ldaplab::client::LdapUrl;
    ///
    /// let url: LdapUrl = "ldaps://dc1.corp.example:389".parse()?;
    /// assert_eq!(
    ///     url.suspicious_port().unwrap(),
    ///     "Port 389 is the one for plain LDAP and StartTLS, but ldaps:// speaks TLS from the first byte: ldaps://dc1.corp.example:636 is probably meant."
    /// );
    /// # Ok::<(), ldaplab::client::UrlError>(())
    /// ```
    pub fn suspicious_port(&self) -> Option<String> {
        if self.socket.is_some() {
            return None;
        }
        let (what, but, port) = match (self.scheme, self.port) {
            (Scheme::Ldaps, 389) => (PLAIN, TLS_AT_ONCE, 636),
            (Scheme::Ldaps, 3268) => (PLAIN_CATALOG, TLS_AT_ONCE, 3269),
            (Scheme::Ldap, 636) => (TLS, PLAIN_AT_FIRST, 636),
            (Scheme::Ldap, 3269) => (TLS_CATALOG, PLAIN_AT_FIRST, 3269),
            (_, 80 | 443 | 8080 | 8443) => (WEB, "LDAP has its own", 636),
            (_, 88 | 464) => (KERBEROS, "LDAP has its own", 636),
            _ => return None,
        };
        let mut meant = self.clone();
        (meant.scheme, meant.port) = (Scheme::Ldaps, port);
        Some(format!(
            "Port {} is the one for {what}, but {but}: {} is probably meant.",
            self.port,
            meant.endpoint()
        ))
    }

    /// Scheme, host and port, or `ldapi` and the socket: what a connection needs.
    pub fn endpoint(&self) -> String {
        let scheme = match self.socket {
            Some(_) => "ldapi",
            None => self.scheme.as_str(),
        };
        format!("{scheme}://{}", self.authority())
    }

    /// `host:port`, with brackets around an IPv6 address; for a socket its path, percent-encoded.
    pub fn authority(&self) -> String {
        if let Some(path) = &self.socket {
            print::Encoded(path, "").to_string()
        } else if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }
}

const PLAIN: &str = "plain LDAP and StartTLS";
const PLAIN_CATALOG: &str = "the global catalog in plain LDAP";
const TLS: &str = "LDAP over TLS";
const TLS_CATALOG: &str = "the global catalog over TLS";
const WEB: &str = "web servers";
const KERBEROS: &str = "Kerberos";
const TLS_AT_ONCE: &str = "ldaps:// speaks TLS from the first byte";
const PLAIN_AT_FIRST: &str = "ldap:// begins without TLS";

impl Extension {
    fn is_start_tls(&self) -> bool {
        self.name.eq_ignore_ascii_case("StartTLS") || self.name == oid::START_TLS
    }

    fn is_bind_name(&self) -> bool {
        self.name.eq_ignore_ascii_case("bindname")
    }
}

#[cfg(test)]
mod tests;
