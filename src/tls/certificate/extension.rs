//! The extensions (RFC 5280 section 4.2) that a diagnosis looks at.

use std::net::IpAddr;

use super::der::{Element, oid};

#[derive(Debug, Clone, Default)]
pub(super) struct Extensions {
    pub(super) has_san: bool,
    pub(super) dns_names: Vec<String>,
    pub(super) addresses: Vec<IpAddr>,
    pub(super) is_ca: bool,
    pub(super) purposes: Option<Vec<String>>,
    pub(super) critical: Vec<String>,
    pub(super) issuer_urls: Vec<String>,
    /// subjectKeyIdentifier and the keyIdentifier of authorityKeyIdentifier, section 4.2.1.1 and 4.2.1.2.
    pub(super) own_key: Option<Vec<u8>>,
    pub(super) issuer_key: Option<Vec<u8>>,
}

/// Reads `extensions [3] EXPLICIT SEQUENCE OF Extension`; what cannot be read is left out.
pub(super) fn read(tagged: Element<'_>) -> Extensions {
    let mut found = Extensions::default();
    let list = tagged.children().next_if(0x30);
    for extension in list.into_iter().flat_map(Element::children) {
        let mut parts = extension.children();
        let Some(id) = parts.next_if(0x06).and_then(|e| oid(e.value)) else {
            continue;
        };
        let critical = parts.next_if(0x01).is_some_and(|e| e.value != [0]);
        let Some(octets) = parts.next_if(0x04) else {
            continue;
        };
        let Some(value) = octets.children().next_element() else {
            continue;
        };
        match id.as_str() {
            "2.5.29.14" if value.tag == 0x04 => found.own_key = Some(value.value.to_vec()),
            "2.5.29.35" => {
                let id = value.children().next_if(0x80);
                found.issuer_key = id.map(|id| id.value.to_vec());
            }
            "2.5.29.17" => {
                found.has_san = true;
                found.names(value);
            }
            "2.5.29.19" => {
                found.is_ca = value
                    .children()
                    .next_if(0x01)
                    .is_some_and(|ca| ca.value != [0]);
            }
            AUTHORITY_INFORMATION => found.issuers(value),
            "2.5.29.37" => {
                let ids = value.children().filter_map(|e| oid(e.value));
                found.purposes = Some(ids.collect());
            }
            _ => {}
        }
        if critical {
            found.critical.push(id);
        }
    }
    found
}

/// Authority Information Access, RFC 5280 section 4.2.2.1.
const AUTHORITY_INFORMATION: &str = "1.3.6.1.5.5.7.1.1";
const CA_ISSUERS: &str = "1.3.6.1.5.5.7.48.2";

impl Extensions {
    /// AccessDescriptions: those with the method caIssuers and a `uniformResourceIdentifier [6]`.
    fn issuers(&mut self, list: Element<'_>) {
        for description in list.children() {
            let mut parts = description.children();
            let method = parts.next_if(0x06).and_then(|e| oid(e.value));
            if let (Some(CA_ISSUERS), Some(url)) = (method.as_deref(), parts.next_if(0x86)) {
                self.issuer_urls
                    .push(String::from_utf8_lossy(url.value).into_owned());
            }
        }
    }

    /// GeneralNames: `dNSName [2]` and `iPAddress [7]`.
    fn names(&mut self, list: Element<'_>) {
        for name in list.children() {
            match (name.tag, name.value) {
                (0x82, text) => self
                    .dns_names
                    .push(String::from_utf8_lossy(text).into_owned()),
                (0x87, octets) => {
                    let v4 = <[u8; 4]>::try_from(octets).map(IpAddr::from);
                    let v6 = <[u8; 16]>::try_from(octets).map(IpAddr::from);
                    self.addresses.extend(v4.or(v6));
                }
                _ => {}
            }
        }
    }
}
