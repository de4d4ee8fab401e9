//! LDAP URLs, RFC 4516: `ldap://host:port/dn?attributes?scope?filter?extensions`.

use std::{fmt, str::FromStr};

use crate::wire::{oid, request::Scope};

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

impl FromStr for LdapUrl {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, UrlError> {
        let text = text.trim();
        let Some((scheme, rest)) = text.split_once("://") else {
            return Err(UrlError::new(
                format!("`{text}` has no scheme, so it does not say whether to use TLS"),
                format!("write ldaps://{text} (TLS, port 636) or ldap://{text} (port 389)"),
            ));
        };
        let scheme = parse_scheme(scheme, rest)?;
        let (authority, path) = match rest.find(['/', '?']) {
            Some(at) => (&rest[..at], &rest[at..]),
            None => (rest, ""),
        };
        let (host, port) = parse_authority(authority, scheme)?;
        let path = path.strip_prefix('/').unwrap_or(path);
        let mut parts = path.splitn(5, '?');
        let mut part = || parts.next().unwrap_or("");
        let dn = decode(part())?;
        let attributes = part()
            .split(',')
            .filter(|name| !name.is_empty())
            .map(decode)
            .collect::<Result<_, _>>()?;
        let scope = parse_scope(part())?;
        let filter = Some(decode(part())?).filter(|filter| !filter.is_empty());
        let extensions = parse_extensions(part())?;
        Ok(Self {
            scheme,
            host,
            port,
            dn,
            attributes,
            scope,
            filter,
            extensions,
        })
    }
}

fn parse_scheme(scheme: &str, rest: &str) -> Result<Scheme, UrlError> {
    let authority = rest.split(['/', '?']).next().unwrap_or("");
    match scheme.to_ascii_lowercase().as_str() {
        "ldap" => Ok(Scheme::Ldap),
        "ldaps" => Ok(Scheme::Ldaps),
        "http" | "https" => Err(UrlError::new(
            format!("{scheme}:// is the scheme of web servers; a directory speaks LDAP"),
            format!(
                "write ldaps:// and the directory's port, 636 where nothing else is known, instead of {scheme}://{authority}"
            ),
        )),
        "ldapi" => Err(UrlError::new(
            "ldapi:// (a socket in the file system) is not supported",
            "name the server by ldap:// or ldaps://",
        )),
        "cldap" => Err(UrlError::new(
            "cldap:// (LDAP over UDP) is not supported here",
            "name the server by ldap:// or ldaps://",
        )),
        "gc" => Err(UrlError::new(
            "GC:// is a scheme of Windows programs alone",
            format!(
                "write ldap://{authority}:3268 or ldaps://{authority}:3269 for the global catalog"
            ),
        )),
        _ => Err(UrlError::new(
            format!("`{scheme}` is not the scheme of an LDAP URL"),
            "write ldap:// or ldaps://",
        )),
    }
}

fn parse_authority(authority: &str, scheme: Scheme) -> Result<(String, u16), UrlError> {
    if authority.contains('@') {
        return Err(UrlError::new(
            "an LDAP URL holds no user name and password",
            "give the bind name and the password apart from the URL",
        ));
    }
    let (host, port) = if let Some(rest) = authority.strip_prefix('[') {
        let Some((literal, rest)) = rest.split_once(']') else {
            return Err(UrlError::new(
                format!("`{authority}` opens a bracket and does not close it"),
                "write an IPv6 address as [2001:db8::7]",
            ));
        };
        let bare = literal.split('%').next().unwrap_or(literal);
        if bare.parse::<std::net::Ipv6Addr>().is_err() {
            return Err(UrlError::new(
                format!("`{literal}` is not an IPv6 address"),
                "put only IPv6 addresses into brackets",
            ));
        }
        (literal.to_owned(), rest.strip_prefix(':').unwrap_or(rest))
    } else if authority.matches(':').count() > 1 {
        return Err(UrlError::new(
            format!("`{authority}` has more than one colon: an IPv6 address without brackets?"),
            "write an IPv6 address as [2001:db8::7]",
        ));
    } else {
        let (host, port) = authority.split_once(':').unwrap_or((authority, ""));
        (decode(host)?, port)
    };
    if host.is_empty() {
        return Err(UrlError::new(
            "the URL names no host",
            format!("write {}://dc1.corp.example", scheme.as_str()),
        ));
    }
    if host.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(UrlError::new(
            format!("the host name {host:?} holds a space or a control character"),
            "name one server, without spaces",
        ));
    }
    let port = match port {
        "" => scheme.default_port(),
        text => text.parse().ok().filter(|port| *port != 0).ok_or_else(|| {
            UrlError::new(
                format!("`{text}` is not a port"),
                "a port is a number from 1 to 65535",
            )
        })?,
    };
    Ok((host, port))
}

fn parse_scope(text: &str) -> Result<Option<Scope>, UrlError> {
    match text.to_ascii_lowercase().as_str() {
        "" => Ok(None),
        "base" => Ok(Some(Scope::Base)),
        "one" => Ok(Some(Scope::One)),
        "sub" => Ok(Some(Scope::Sub)),
        "subord" | "subordinates" | "children" => Ok(Some(Scope::Children)),
        _ => Err(UrlError::new(
            format!("`{text}` is not a scope"),
            "a scope is base, one or sub",
        )),
    }
}

fn parse_extensions(text: &str) -> Result<Vec<Extension>, UrlError> {
    text.split(',')
        .filter(|one| !one.is_empty())
        .map(|one| {
            let (critical, one) = match one.strip_prefix('!') {
                Some(rest) => (true, rest),
                None => (false, one),
            };
            let (name, value) = match one.split_once('=') {
                Some((name, value)) => (decode(name)?, Some(decode(value)?)),
                None => (decode(one)?, None),
            };
            let extension = Extension {
                critical,
                name,
                value,
            };
            if critical
                && !extension.is_start_tls()
                && !extension.name.eq_ignore_ascii_case("bindname")
            {
                return Err(UrlError::new(
                    format!(
                        "the URL demands the extension `{}`, which is unknown here",
                        extension.name
                    ),
                    "leave it out, or write it without the exclamation mark",
                ));
            }
            Ok(extension)
        })
        .collect()
}

/// Percent-decoding, RFC 3986 section 2.1; the result must be UTF-8.
fn decode(text: &str) -> Result<String, UrlError> {
    let bad = || {
        UrlError::new(
            format!("`{text}` has a percent sign that no two hexadecimal digits of UTF-8 follow"),
            "write %25 for a percent sign",
        )
    };
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let mut digit = || bytes.next().and_then(|byte| char::from(byte).to_digit(16));
        let (Some(high), Some(low)) = (digit(), digit()) else {
            return Err(bad());
        };
        out.push(u8::try_from(high * 16 + low).map_err(|_| bad())?);
    }
    String::from_utf8(out).map_err(|_| bad())
}

/// Why a text is not an LDAP URL: the caller's fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlError {
    cause: String,
    cure: String,
}

impl UrlError {
    fn new(cause: impl Into<String>, cure: impl Into<String>) -> Self {
        Self {
            cause: cause.into(),
            cure: cure.into(),
        }
    }

    /// One sentence: what is wrong.
    pub fn cause(&self) -> &str {
        &self.cause
    }

    /// One sentence: what to write instead.
    pub fn cure(&self) -> &str {
        &self.cure
    }
}

impl fmt::Display for UrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.cause, self.cure)
    }
}

impl std::error::Error for UrlError {}

#[cfg(test)]
mod tests;
