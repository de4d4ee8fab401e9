//! Reading a URL, RFC 4516 section 2 and RFC 3986.

use std::str::FromStr;

use super::print::Encoded;
use super::{Extension, LdapUrl, Scheme, UrlError};
use crate::wire::request::Scope;

impl FromStr for LdapUrl {
    type Err = UrlError;

    /// As [`LdapUrl::parse`], for what can be connected to: `ldapi` without a path is refused.
    fn from_str(text: &str) -> Result<Self, UrlError> {
        let url = Self::parse(text)?;
        if url.socket.as_deref() == Some("") {
            return Err(UrlError::new(
                "the URL names no socket, and there is no default one",
                "write the path of the socket as in ldapi://%2Frun%2Fslapd%2Fldapi",
            ));
        }
        Ok(url)
    }
}

impl LdapUrl {
    /// Reads a URL, also `ldapi://` without the path of a socket, to which nobody can connect.
    ///
    /// # Errors
    /// [`UrlError`] with what is wrong and what to write instead.
    ///
    /// ```
    /// use ldaplab::client::LdapUrl;
    ///
    /// let url = LdapUrl::parse("ldapi://%2fvar%2frun%2fldapi/????!bindname=cn=admin")?;
    /// assert_eq!(url.socket(), Some("/var/run/ldapi"));
    /// assert_eq!(url.bind_name(), Some("cn=admin"));
    /// assert_eq!(url.to_string(), "ldapi://%2Fvar%2Frun%2Fldapi/????!bindname=cn=admin");
    /// # Ok::<(), ldaplab::client::UrlError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        let text = text.trim();
        let Some((scheme, rest)) = text.split_once("://") else {
            return Err(UrlError::new(
                format!("`{text}` has no scheme, so it does not say whether to use TLS"),
                format!("write ldaps://{text} (TLS, port 636) or ldap://{text} (port 389)"),
            ));
        };
        let (authority, path) = match rest.find(['/', '?']) {
            Some(at) => (&rest[..at], &rest[at..]),
            None => (rest, ""),
        };
        let (scheme, host, port, socket) = if scheme.eq_ignore_ascii_case("ldapi") {
            let socket = decode(authority)?;
            (Scheme::Ldap, String::new(), 0, Some(socket))
        } else {
            let scheme = parse_scheme(scheme, authority)?;
            let (host, port) = parse_authority(authority, scheme)?;
            (scheme, host, port, None)
        };
        let path = path.strip_prefix('/').unwrap_or(path);
        let mut parts = path.splitn(5, '?');
        let mut part = || parts.next().unwrap_or("");
        let dn = decode(part())?;
        if socket.as_deref() == Some("") && dn.contains('/') && !dn.contains('=') {
            return Err(UrlError::new(
                format!("the path /{dn} stands where ldapi:// has the DN"),
                format!("write ldapi://{}", Encoded(&format!("/{dn}"), "")),
            ));
        }
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
            socket,
            dn,
            attributes,
            scope,
            filter,
            extensions,
        })
    }
}

fn parse_scheme(scheme: &str, authority: &str) -> Result<Scheme, UrlError> {
    match scheme.to_ascii_lowercase().as_str() {
        "ldap" => Ok(Scheme::Ldap),
        "ldaps" => Ok(Scheme::Ldaps),
        "http" | "https" => Err(UrlError::new(
            format!("{scheme}:// is the scheme of web servers; a directory speaks LDAP"),
            format!(
                "write ldaps:// and the directory's port, 636 where nothing else is known, instead of {scheme}://{authority}"
            ),
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
    if !authority.starts_with('[')
        && host.contains([':', '%', ',', '/', '?', '#', '[', ']', '@', '\\'])
    {
        return Err(UrlError::new(
            format!("the host name {host:?} holds a sign that no host name has"),
            "name one server by its name or address",
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
        "one" | "onelevel" => Ok(Some(Scope::One)),
        "sub" | "subtree" => Ok(Some(Scope::Sub)),
        "subord" | "subordinate" | "subordinates" | "children" => Ok(Some(Scope::Children)),
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
            if extension.name.eq_ignore_ascii_case("X-BINDPW") {
                return Err(UrlError::new(
                    "the URL holds a password (`X-BINDPW`), and URLs end up in logs",
                    "give the password apart from the URL",
                ));
            }
            if critical && !extension.is_start_tls() && !extension.is_bind_name() {
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
