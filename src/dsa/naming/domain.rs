//! A new Active Directory domain: its names, and the entries that every domain controller has (MS-ADTS 6.1.1).

use crate::directory::{
    dn::{Dn, Rdn},
    entry::Entry,
    sid,
};

use super::Naming;

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
}

/// Relative identifiers of the accounts and groups of every domain, MS-DTYP section 2.4.2.4.
const ADMINISTRATOR: u32 = 500;
const GUEST: u32 = 501;

/// Global and universal security groups in `CN=Users`: name, RID, `groupType`.
const GROUPS: &[(&str, u32, &str)] = &[
    ("Domain Admins", 512, "-2147483646"),
    ("Domain Users", 513, "-2147483646"),
    ("Domain Guests", 514, "-2147483646"),
    ("Domain Computers", 515, "-2147483646"),
    ("Domain Controllers", 516, "-2147483646"),
    ("Schema Admins", 518, "-2147483640"),
    ("Enterprise Admins", 519, "-2147483640"),
];

/// Local groups in `CN=Builtin`: name, RID below S-1-5-32.
const BUILTIN: &[(&str, u32)] = &[("Administrators", 544), ("Users", 545), ("Guests", 546)];

/// The containers of a domain: RDN, object class.
const CONTAINERS: &[(&str, &str)] = &[
    ("CN=Users", "container"),
    ("CN=Computers", "container"),
    ("OU=Domain Controllers", "organizationalUnit"),
    ("CN=Builtin", "builtinDomain"),
    ("CN=ForeignSecurityPrincipals", "container"),
    ("CN=System", "container"),
    ("CN=LostAndFound", "lostAndFound"),
];

/// The well-known containers by GUID, MS-ADTS 6.1.1.4.
pub(super) const WELL_KNOWN: &[(&str, &str)] = &[
    ("A9D1CA15768811D1ADED00C04FD8D5CD", "CN=Users"),
    ("AA312825768811D1ADED00C04FD8D5CD", "CN=Computers"),
    ("A361B2FFFFD211D1AA4B00C04FD7D83A", "OU=Domain Controllers"),
    ("AB1D30F3768811D1ADED00C04FD8D5CD", "CN=System"),
    (
        "22B70C67D56E4EFB91E9300FCA3DC1AA",
        "CN=ForeignSecurityPrincipals",
    ),
    ("AB8153B7768811D1ADED00C04FD8D5CD", "CN=LostAndFound"),
];

/// The names and the first entries of a domain. `identifiers` are the three numbers of its SID.
pub(crate) fn new_domain(
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
    let sid = sid::parse(&format!("S-1-5-21-{a}-{b}-{c}")).unwrap_or_default();
    let configuration = child(base, "CN=Configuration");
    let schema = child(&configuration, "CN=Schema");
    let short = host.split('.').next().unwrap_or(host).to_uppercase();
    let sites = child(&configuration, "CN=Sites");
    let site = child(&sites, "CN=Default-First-Site-Name");
    let servers = child(&site, "CN=Servers");
    let server = servers.child(&Rdn::new("CN", &short));
    let domain = Domain {
        dns: dns.to_owned(),
        netbios,
        sid,
        configuration: configuration.clone(),
        schema: schema.clone(),
        server: server.clone(),
    };
    let domain_zones = child(base, "DC=DomainDnsZones");
    let forest_zones = child(base, "DC=ForestDnsZones");
    let naming = Naming {
        contexts: vec![
            base.clone(),
            configuration.clone(),
            schema.clone(),
            domain_zones.clone(),
            forest_zones.clone(),
        ],
        base: base.clone(),
        people: child(base, "CN=Users"),
        groups: child(base, "CN=Users"),
        subschema: child(&schema, "CN=Aggregate"),
        host: host.to_owned(),
        domain: Some(domain.clone()),
    };
    let mut entries = vec![top(base, &domain)];
    entries.extend(
        CONTAINERS
            .iter()
            .map(|(rdn, class)| object(child(base, rdn), class)),
    );
    entries.push(object(configuration, "configuration"));
    entries.push(object(schema, "dMD"));
    entries.push(object(sites, "sitesContainer"));
    entries.push(object(site, "site"));
    entries.push(object(servers, "serversContainer"));
    entries.push(object(server.clone(), "server"));
    entries.push(object(child(&server, "CN=NTDS Settings"), "nTDSDSA"));
    entries.push(object(domain_zones, "domainDNS"));
    entries.push(object(forest_zones, "domainDNS"));
    entries.extend(principals(base, &domain));
    (naming, entries)
}

fn top(base: &Dn, domain: &Domain) -> Entry {
    let mut entry = object(base.clone(), "domainDNS");
    entry.set("objectSid", [domain.sid.clone()]);
    entry.set("msDS-Behavior-Version", ["7"]);
    entry.set("lockoutThreshold", ["0"]);
    // Half an hour each (recorded at Samba's domain head).
    entry.set("lockoutDuration", ["-18000000000"]);
    entry.set("lockOutObservationWindow", ["-18000000000"]);
    entry.set("minPwdLength", ["7"]);
    entry.set("pwdProperties", ["1"]);
    entry.set("maxPwdAge", ["-36288000000000"]);
    let known = WELL_KNOWN
        .iter()
        .map(|(guid, rdn)| format!("B:32:{guid}:{rdn},{}", base.as_str()));
    entry.set("wellKnownObjects", known.collect::<Vec<_>>());
    entry
}

fn principals(base: &Dn, domain: &Domain) -> Vec<Entry> {
    let users = child(base, "CN=Users");
    let builtin = child(base, "CN=Builtin");
    let admin = users.child(&Rdn::new("CN", "Administrator"));
    let mut entries = Vec::new();
    for (name, rid, control) in [
        ("Administrator", ADMINISTRATOR, "512"),
        ("Guest", GUEST, "66082"),
    ] {
        let mut entry = principal(&users, name, "user", sid::with_rid(&domain.sid, rid));
        entry.set("userAccountControl", [control]);
        entry.set("primaryGroupID", [if rid == GUEST { "514" } else { "513" }]);
        entries.push(entry);
    }
    for (name, rid, kind) in GROUPS {
        let mut entry = principal(&users, name, "group", sid::with_rid(&domain.sid, *rid));
        entry.set("groupType", [*kind]);
        if matches!(rid, 512 | 518 | 519) {
            entry.set("member", [admin.as_str()]);
        }
        entries.push(entry);
    }
    for (name, rid) in BUILTIN {
        let mut entry = principal(
            &builtin,
            name,
            "group",
            sid::parse(&format!("S-1-5-32-{rid}")),
        );
        entry.set("groupType", ["-2147483643"]);
        let members: &[&str] = match rid {
            544 => &[
                "CN=Administrator",
                "CN=Domain Admins",
                "CN=Enterprise Admins",
            ],
            545 => &["CN=Domain Users"],
            _ => &["CN=Guest", "CN=Domain Guests"],
        };
        entry.set(
            "member",
            members
                .iter()
                .map(|rdn| child(&users, rdn).as_str().to_owned())
                .collect::<Vec<_>>(),
        );
        entries.push(entry);
    }
    entries
}

fn principal(parent: &Dn, name: &str, class: &str, sid: Option<Vec<u8>>) -> Entry {
    let mut entry = object(parent.child(&Rdn::new("CN", name)), class);
    entry.set("sAMAccountName", [name]);
    entry.set("objectSid", sid);
    entry
}

/// An entry of one class; what the server itself adds comes when it is loaded.
fn object(dn: Dn, class: &str) -> Entry {
    let mut entry = Entry::new(dn);
    entry.set("objectClass", [class]);
    entry.set("isCriticalSystemObject", ["TRUE"]);
    entry
}

/// A child with an RDN that is written in this file.
fn child(parent: &Dn, rdn: &str) -> Dn {
    Rdn::parse(rdn).map_or_else(|_| parent.clone(), |rdn| parent.child(&rdn))
}
