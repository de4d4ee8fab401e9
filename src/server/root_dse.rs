//! The root DSE, RFC 4512 section 5.1 and MS-ADTS 3.1.1.3.2.

use super::{backend::Backend, extended, naming::Domain, operational::timestamp_domain};
use crate::{
    directory::{dn::Dn, entry::Entry},
    wire::oid,
};

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

/// `supportedControl` below 1.2.840.113556.1.4, in the order of Windows Server 2022; what is marked critical and not
/// built is refused, as an unknown one is.
const CONTROLS: &[u32] = &[
    319, 801, 473, 528, 417, 619, 841, 529, 805, 521, 970, 1338, 474, 1339, 1340, 1413,
];
const MORE_CONTROLS: &[u32] = &[
    1504, 1852, 802, 1907, 1948, 1974, 1341, 2026, 2064, 2065, 2066, 2090, 2205, 2204, 2206, 2211,
    2239, 2255, 2256, 2309, 2330, 2354,
];
const CAPABILITIES: &[u32] = &[800, 1670, 1791, 1935, 2080, 2237];

const POLICIES: &[&str] = &[
    "MaxPoolThreads",
    "MaxPercentDirSyncRequests",
    "MaxDatagramRecv",
    "MaxReceiveBuffer",
    "MaxPreAuthReceiveBuffer",
    "InitRecvTimeout",
    "MaxConnections",
    "MaxConnIdleTime",
    "MaxPageSize",
    "MaxBatchReturnMessages",
    "MaxQueryDuration",
    "MaxDirSyncDuration",
    "MaxTempTableSize",
    "MaxResultSetSize",
    "MinResultSets",
    "MaxResultSetsPerConn",
    "MaxNotificationPerConn",
    "MaxValRange",
    "MaxValRangeTransitive",
    "ThreadMemoryLimit",
    "SystemMemoryLimitPercent",
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
    entry.set("isGlobalCatalogReady", ["TRUE"]);
    entry.set(
        "supportedSASLMechanisms",
        ["GSSAPI", "GSS-SPNEGO", "EXTERNAL", "DIGEST-MD5"],
    );
    entry.set("supportedLDAPVersion", ["3", "2"]);
    entry.set("supportedLDAPPolicies", POLICIES.iter().copied());
    let controls = CONTROLS.iter().map(below);
    let controls =
        controls.chain(["2.16.840.1.113730.3.4.9", "2.16.840.1.113730.3.4.10"].map(str::to_owned));
    entry.set(
        "supportedControl",
        controls.chain(MORE_CONTROLS.iter().map(below)),
    );
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
    entry.set("configContext", ["cn=config"]);
    entry.set(
        "namingContexts",
        backend.naming.contexts.iter().map(Dn::as_str),
    );
    entry.set(
        "supportedControl",
        [oid::MANAGE_DSA_IT, oid::PAGED_RESULTS, oid::DOMAIN_SCOPE],
    );
    let tls = backend.tls.is_some();
    entry.set(
        "supportedExtension",
        extended::supported(backend).filter(|oid| tls || *oid != oid::START_TLS),
    );
    entry.set(
        "supportedFeatures",
        // All operational attributes, object classes as attributes, absolute true and false, language tags and ranges.
        [
            "1.3.6.1.4.1.4203.1.5.1",
            "1.3.6.1.4.1.4203.1.5.2",
            "1.3.6.1.4.1.4203.1.5.3",
            "1.3.6.1.4.1.4203.1.5.4",
            "1.3.6.1.4.1.4203.1.5.5",
        ],
    );
    entry.set("supportedLDAPVersion", ["3"]);
    entry.set("entryDN", [""]);
    entry.set("subschemaSubentry", [backend.naming.subschema.as_str()]);
}
