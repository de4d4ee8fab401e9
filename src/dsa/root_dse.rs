//! The root DSE, RFC 4512 section 5.1 and MS-ADTS 3.1.1.3.2: it lists what works here, less than the real servers have.

use super::{naming::Domain, operational::timestamp_domain};
use crate::{
    directory::{dn::Dn, entry::Entry},
    dsa::agent::Dsa,
};

/// The root DSE as it is now.
pub(crate) fn root_dse(dsa: &Dsa) -> Entry {
    let mut entry = Entry::new(Dn::root());
    match &dsa.naming.domain {
        Some(domain) => active_directory(&mut entry, dsa, domain),
        None => openldap(&mut entry, dsa),
    }
    entry
}

/// AD returns everything it has without being asked for operational attributes; OpenLDAP does not.
pub(crate) fn is_operational(dsa: &Dsa, attribute: &str) -> bool {
    !dsa.conduct().shows_operational && !attribute.eq_ignore_ascii_case("objectClass")
}

/// Marks of Windows versions, and that this is Active Directory; 1791, signing over SASL, is not built.
const CAPABILITIES: &[u32] = &[800, 1670, 1935, 2080, 2237];

/// What a switch of ours sets; Windows has more of them.
const POLICIES: &[&str] = &[
    "MaxReceiveBuffer",
    "MaxPreAuthReceiveBuffer",
    "MaxConnIdleTime",
    "MaxPageSize",
    "MaxValRange",
];

fn active_directory(entry: &mut Entry, dsa: &Dsa, domain: &Domain) {
    let naming = &dsa.naming;
    let base = naming.base.as_str();
    let host = naming.host.split('.').next().unwrap_or(&naming.host);
    let below = |number: &u32| format!("1.2.840.113556.1.4.{number}");
    for level in [
        "domainFunctionality",
        "forestFunctionality",
        "domainControllerFunctionality",
    ] {
        entry.set(level, ["7"]);
    }
    entry.set("rootDomainNamingContext", [base]);
    entry.set(
        "ldapServiceName",
        [format!(
            "{0}:{host}$@{1}",
            domain.dns,
            domain.dns.to_uppercase()
        )],
    );
    // Nothing listens on the ports of a global catalogue.
    entry.set("isGlobalCatalogReady", ["FALSE"]);
    entry.set("supportedLDAPVersion", ["3", "2"]);
    entry.set("supportedLDAPPolicies", POLICIES.iter().copied());
    entry.set("supportedControl", dsa.vendor.controls());
    entry.set("supportedCapabilities", CAPABILITIES.iter().map(below));
    entry.set("subschemaSubentry", [naming.subschema.as_str()]);
    entry.set("serverName", [domain.server.as_str()]);
    entry.set("schemaNamingContext", [domain.schema.as_str()]);
    entry.set("namingContexts", naming.contexts.iter().map(Dn::as_str));
    entry.set("isSynchronized", ["TRUE"]);
    entry.set("highestCommittedUSN", [dsa.ids.last_usn().to_string()]);
    entry.set(
        "dsServiceName",
        [format!("CN=NTDS Settings,{}", domain.server.as_str())],
    );
    entry.set("dnsHostName", [naming.host.as_str()]);
    entry.set("defaultNamingContext", [base]);
    entry.set("currentTime", [timestamp_domain(dsa.clock.now())]);
    entry.set(
        "configurationNamingContext",
        [domain.configuration.as_str()],
    );
    entry.set(
        "supportedExtension",
        dsa.vendor.extended_operations(dsa.tls_available),
    );
}

fn openldap(entry: &mut Entry, dsa: &Dsa) {
    entry.set("objectClass", ["top", "OpenLDAProotDSE"]);
    entry.set("structuralObjectClass", ["OpenLDAProotDSE"]);
    entry.set("namingContexts", dsa.naming.contexts.iter().map(Dn::as_str));
    entry.set("supportedControl", dsa.vendor.controls());
    entry.set(
        "supportedExtension",
        dsa.vendor.extended_operations(dsa.tls_available),
    );
    entry.set(
        "supportedFeatures",
        // Modify-increment, all operational attributes, absolute true and false, language tags.
        [
            "1.3.6.1.1.14",
            "1.3.6.1.4.1.4203.1.5.1",
            "1.3.6.1.4.1.4203.1.5.3",
            "1.3.6.1.4.1.4203.1.5.4",
        ],
    );
    entry.set("supportedLDAPVersion", ["3"]);
    entry.set("entryDN", [""]);
    entry.set("subschemaSubentry", [dsa.naming.subschema.as_str()]);
}
