//! The root DSE, RFC 4512 section 5.1 and MS-ADTS 3.1.1.3.2: it lists what works here, less than the real servers have.

use super::{backend::Backend, extended, naming::Domain, operational::timestamp_domain};
use crate::directory::{dn::Dn, entry::Entry};

/// The root DSE as it is now.
pub(super) fn root_dse(backend: &Backend) -> Entry {
    let mut entry = Entry::new(Dn::root());
    match &backend.naming.domain {
        Some(domain) => active_directory(&mut entry, backend, domain),
        None => openldap(&mut entry, backend),
    }
    entry
}

/// AD returns everything it has without being asked for operational attributes; OpenLDAP does not.
pub(super) fn is_operational(backend: &Backend, attribute: &str) -> bool {
    backend.naming.domain.is_none() && !attribute.eq_ignore_ascii_case("objectClass")
}

/// Attributes of AD's root DSE that come only when they are named.
pub(super) const ONLY_BY_NAME: &[&str] = &["supportedExtension", "tokenGroups"];

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

fn active_directory(entry: &mut Entry, backend: &Backend, domain: &Domain) {
    let naming = &backend.naming;
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
    entry.set("supportedControl", backend.vendor.controls());
    entry.set("supportedCapabilities", CAPABILITIES.iter().map(below));
    entry.set("subschemaSubentry", [naming.subschema.as_str()]);
    entry.set("serverName", [domain.server.as_str()]);
    entry.set("schemaNamingContext", [domain.schema.as_str()]);
    entry.set("namingContexts", naming.contexts.iter().map(Dn::as_str));
    entry.set("isSynchronized", ["TRUE"]);
    entry.set("highestCommittedUSN", [backend.ids.last_usn().to_string()]);
    entry.set(
        "dsServiceName",
        [format!("CN=NTDS Settings,{}", domain.server.as_str())],
    );
    entry.set("dnsHostName", [naming.host.as_str()]);
    entry.set("defaultNamingContext", [base]);
    entry.set("currentTime", [timestamp_domain(backend.clock.now())]);
    entry.set(
        "configurationNamingContext",
        [domain.configuration.as_str()],
    );
    entry.set("supportedExtension", extended::supported(backend));
}

fn openldap(entry: &mut Entry, backend: &Backend) {
    entry.set("objectClass", ["top", "OpenLDAProotDSE"]);
    entry.set("structuralObjectClass", ["OpenLDAProotDSE"]);
    entry.set(
        "namingContexts",
        backend.naming.contexts.iter().map(Dn::as_str),
    );
    entry.set("supportedControl", backend.vendor.controls());
    entry.set("supportedExtension", extended::supported(backend));
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
    entry.set("subschemaSubentry", [backend.naming.subschema.as_str()]);
}
