//! LDAP URLs, RFC 4516, under pseudonyms.

use super::Anonymous;
use crate::directory::filter;

impl Anonymous {
    /// An LDAP URL: host, DN and filter become others.
    pub(super) fn url(&self, url: &str) -> String {
        let Some((scheme, rest)) = url.split_once("://") else {
            return self.pseudonyms.text(url);
        };
        let (authority, path) = match rest.split_once('/') {
            Some((authority, path)) => (authority, Some(path)),
            None => (rest, None),
        };
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (host, Some(port)),
            _ => (authority, None),
        };
        let mut out = format!("{scheme}://{}", self.pseudonyms.host(host));
        if let Some(port) = port {
            out.push_str(&format!(":{port}"));
        }
        for (at, part) in path
            .into_iter()
            .flat_map(|path| path.split('?').enumerate())
        {
            out.push(if at == 0 { '/' } else { '?' });
            match at {
                0 => {
                    let dn = self.pseudonyms.dn(&percent_decoded(part));
                    out.push_str(&percent_encoded(&dn));
                }
                // Attributes and scope.
                1 | 2 => out.push_str(part),
                3 => {
                    let text = percent_decoded(part);
                    let read = filter::parse(&String::from_utf8_lossy(&text));
                    if let Ok(mut read) = read {
                        self.filter(&mut read);
                        out.push_str(&percent_encoded(filter::print(&read).as_bytes()));
                    }
                }
                _ => {}
            }
        }
        out
    }
}

/// Whether a value is one.
pub(super) fn is_ldap(text: &str) -> bool {
    ["ldap://", "ldaps://"].iter().any(|scheme| {
        text.get(..scheme.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(scheme))
    })
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let octets = text.as_bytes();
    let digit = |at: usize| {
        let octet = octets.get(at).copied()?;
        char::from(octet).to_digit(16)
    };
    let (mut out, mut at) = (Vec::with_capacity(octets.len()), 0);
    while let Some(octet) = octets.get(at) {
        match (octet, digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high << 4 | low) as u8);
                at += 3;
            }
            (octet, ..) => {
                out.push(*octet);
                at += 1;
            }
        }
    }
    out
}

fn percent_encoded(octets: &[u8]) -> String {
    let mut out = String::with_capacity(octets.len());
    for octet in octets {
        match octet {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out.push(char::from(*octet)),
            b'-' | b'.' | b'_' | b'~' | b'=' | b',' | b'(' | b')' | b'*' | b'&' | b'|' | b'!' => {
                out.push(char::from(*octet));
            }
            octet => out.push_str(&format!("%{octet:02x}")),
        }
    }
    out
}
