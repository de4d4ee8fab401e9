//! A new domain: the vendor's rows with a name, a host and a security identifier put in.

use super::Naming;
use crate::{
    directory::{
        dn::{Dn, Rdn},
        entry::Entry,
        sid,
    },
    vendor::new_domain::{Holds, NewDomain, Object, Sid},
};

/// What is particular to a domain.
#[derive(Clone, Debug)]
pub(crate) struct Domain {
    /// `corp.example`
    pub(crate) dns: String,
    /// `CORP`
    pub(crate) netbios: String,
    /// The domain's security identifier, binary.
    pub(crate) sid: Vec<u8>,
    pub(crate) configuration: Dn,
    pub(crate) schema: Dn,
    /// The server object in the configuration.
    pub(crate) server: Dn,
    /// The object of the server's directory service.
    pub(crate) directory_service: Dn,
    /// The places that have a GUID, MS-ADTS 6.1.1.4.
    well_known: Vec<(&'static str, Dn)>,
}

impl Domain {
    /// The host that a search reference to one of the domain's contexts names: the zone's own for the DNS zones.
    pub(crate) fn host_of(&self, context: &Dn) -> String {
        let zone = context
            .rdn()
            .filter(|rdn| rdn.attribute().eq_ignore_ascii_case("dc"));
        match zone {
            Some(rdn) => format!("{}.{}", String::from_utf8_lossy(rdn.value()), self.dns),
            None => self.dns.clone(),
        }
    }

    /// The place that a GUID leads to, in hexadecimal digits.
    pub(super) fn well_known(&self, guid: &str) -> Option<&Dn> {
        let mut places = self.well_known.iter();
        let found = places.find(|(known, _)| known.eq_ignore_ascii_case(guid));
        found.map(|(_, place)| place)
    }
}

/// The names and the first entries of a domain. `identifiers` are the three numbers of its SID.
pub(crate) fn new_domain(
    new: &'static NewDomain,
    dns: &str,
    base: &Dn,
    host: &str,
    identifiers: [u32; 3],
) -> (Naming, Vec<Entry>) {
    let netbios: String = dns
        .split('.')
        .next()
        .unwrap_or(dns)
        .to_uppercase()
        .chars()
        .take(15)
        .collect();
    let [a, b, c] = identifiers;
    let below = Below {
        base,
        host: host.split('.').next().unwrap_or(host).to_uppercase(),
    };
    let domain = Domain {
        dns: dns.to_owned(),
        netbios,
        sid: sid::parse(&format!("S-1-5-21-{a}-{b}-{c}")).unwrap_or_default(),
        configuration: below.dn(new.configuration),
        schema: below.dn(new.schema),
        server: below.dn(new.server),
        directory_service: below.dn(new.directory_service),
        well_known: new
            .well_known
            .iter()
            .map(|(guid, name)| (*guid, below.dn(name)))
            .collect(),
    };
    let entries = new
        .objects
        .iter()
        .map(|object| below.entry(object, &domain))
        .collect();
    let naming = Naming {
        contexts: new.contexts.iter().map(|name| below.dn(name)).collect(),
        base: base.clone(),
        people: below.dn(new.people),
        groups: below.dn(new.groups),
        subschema: below.dn(new.subschema),
        host: host.to_owned(),
        domain: Some(domain),
    };
    (naming, entries)
}

/// What the rows' names stand below, and the host that stands in them.
struct Below<'a> {
    base: &'a Dn,
    host: String,
}

impl Below<'_> {
    /// The DN of a row's name.
    fn dn(&self, name: &str) -> Dn {
        let parts = name.rsplit(',').filter_map(|part| part.split_once('='));
        parts.fold(self.base.clone(), |dn, (attribute, value)| {
            let value = if value == "{host}" { &self.host } else { value };
            dn.child(&Rdn::new(attribute, value))
        })
    }

    /// An object's entry; what the server itself adds comes when it is loaded.
    fn entry(&self, object: &Object, domain: &Domain) -> Entry {
        let mut entry = Entry::new(self.dn(object.name));
        entry.set("objectClass", [object.class]);
        entry.set("isCriticalSystemObject", ["TRUE"]);
        if let Some(sid) = object.account {
            let name = entry.dn().rdn().map(|rdn| rdn.value().to_vec());
            entry.set("sAMAccountName", name);
            entry.set(
                "objectSid",
                match sid {
                    Sid::Domain(rid) => sid::with_rid(&domain.sid, rid),
                    Sid::Builtin(rid) => sid::parse(&format!("S-1-5-32-{rid}")),
                },
            );
        }
        for (attribute, holds) in object.attributes {
            let values = holds.iter().flat_map(|holds| self.values(*holds, domain));
            entry.set(attribute, values);
        }
        entry
    }

    fn values(&self, holds: Holds, domain: &Domain) -> Vec<Vec<u8>> {
        match holds {
            Holds::Text(text) => vec![text.into()],
            Holds::Dn(name) => vec![self.dn(name).as_str().into()],
            Holds::DomainSid => vec![domain.sid.clone()],
            Holds::WellKnown => domain
                .well_known
                .iter()
                .map(|(guid, place)| format!("B:32:{guid}:{place}").into_bytes())
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vendor::Profile;

    #[test]
    fn every_row_is_an_entry_whatever_the_host_is_called() {
        let base = Dn::parse("DC=corp,DC=example").unwrap();
        let all = Profile::ALL.iter().filter_map(Profile::new_domain);
        for new in all {
            for host in ["dc1.corp.example", "", "#a,b+c=d\\e", " x ", "{host}"] {
                let (naming, entries) = new_domain(new, "corp.example", &base, host, [1, 2, 3]);
                assert_eq!(entries.len(), new.objects.len());
                let domain = naming.domain.unwrap();
                for dn in [&domain.server, &domain.directory_service] {
                    assert!(entries.iter().any(|entry| entry.dn() == dn), "{dn}");
                }
                let short = host.split('.').next().unwrap_or_default().to_uppercase();
                let server = domain.server.rdn().unwrap();
                assert_eq!(server.value(), short.as_bytes());
                let all = entries.iter().map(Entry::dn).chain(&naming.contexts);
                for dn in all {
                    assert_eq!(Dn::parse(dn.as_str()).as_ref(), Ok(dn));
                }
            }
        }
    }
}
