//! The root DSE, MS-ADTS 3.1.1.3.2: it lists what works here, less than Windows has.

use crate::{
    vendor::root_dse::Told::{self, Text},
    wire::oid,
};

/// The functional level of Windows Server 2016 and later, MS-ADTS 6.1.4.
const LEVEL: &[Told] = &[Text("7")];

/// In the order in which Windows sends them.
pub(super) const ROWS: &[(&str, &[Told])] = &[
    ("domainFunctionality", LEVEL),
    ("forestFunctionality", LEVEL),
    ("domainControllerFunctionality", LEVEL),
    ("rootDomainNamingContext", &[Told::Base]),
    ("ldapServiceName", &[Told::ServiceName]),
    // Nothing listens on the ports of a global catalogue.
    ("isGlobalCatalogReady", &[Text("FALSE")]),
    ("supportedLDAPVersion", &[Text("3"), Text("2")]),
    // What a switch of ours sets; Windows has more of them.
    (
        "supportedLDAPPolicies",
        &[
            Text("MaxReceiveBuffer"),
            Text("MaxPreAuthReceiveBuffer"),
            Text("MaxConnIdleTime"),
            Text("MaxPageSize"),
            Text("MaxValRange"),
        ],
    ),
    ("supportedControl", &[Told::Controls]),
    // Marks of Windows versions, and that this is Active Directory (MS-ADTS 3.1.1.3.4.3); 1791, signing over SASL, is not built.
    (
        "supportedCapabilities",
        &[
            Text(oid::CAPABILITY_ACTIVE_DIRECTORY),
            Text(oid::CAPABILITY_V51),
            Text(oid::CAPABILITY_V60),
            Text("1.2.840.113556.1.4.2080"),
            Text("1.2.840.113556.1.4.2237"),
        ],
    ),
    ("subschemaSubentry", &[Told::Subschema]),
    ("serverName", &[Told::Server]),
    ("schemaNamingContext", &[Told::Schema]),
    ("namingContexts", &[Told::Contexts]),
    ("isSynchronized", &[Text("TRUE")]),
    ("highestCommittedUSN", &[Told::HighestUsn]),
    ("dsServiceName", &[Told::DirectoryService]),
    ("dnsHostName", &[Told::Host]),
    ("defaultNamingContext", &[Told::Base]),
    ("currentTime", &[Told::CurrentTime]),
    ("configurationNamingContext", &[Told::Configuration]),
    ("supportedExtension", &[Told::ExtendedOperations]),
];
