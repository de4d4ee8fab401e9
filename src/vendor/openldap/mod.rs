//! OpenLDAP's slapd 2.5 with the memberof overlay: how it answers, and what it offers.

mod answers;

use std::sync::{Arc, OnceLock};

use super::{
    Profile, Switch,
    constructed::{Constructed as C, Shown},
    key,
    root_dse::Told::{self, Contexts, Controls, ExtendedOperations, Subschema, Text},
};
use crate::{directory::schema::Schema, wire::oid};

pub(crate) const PROFILE: Profile = Profile {
    name: "openldap",
    answers: answers::ANSWERS,
    switches: SWITCHES,
    constructed: CONSTRUCTED,
    root_dse: ROOT_DSE,
    hidden: &[],
    critical_controls: &[
        oid::PAGED_RESULTS,
        oid::MANAGE_DSA_IT,
        oid::DOMAIN_SCOPE,
        oid::PASSWORD_POLICY,
    ],
    extended_operations: &[
        oid::START_TLS,
        oid::WHO_AM_I,
        oid::PASSWORD_MODIFY,
        oid::CANCEL,
    ],
    conduct: super::conduct::OPENLDAP,
    new_domain: None,
    schema,
    further: "",
};

/// Read once for all servers.
fn schema() -> Arc<Schema> {
    static SCHEMA: OnceLock<Arc<Schema>> = OnceLock::new();
    Arc::clone(SCHEMA.get_or_init(|| Arc::new(Schema::standard().clone())))
}

const SWITCHES: &[Switch] = &[
    Switch::flag(key::IN_CHAIN, false),
    Switch::flag(key::BIT_RULES, false),
    Switch::flag(key::THREE_VALUED, true),
    Switch::text(key::ANONYMOUS, "read"),
    Switch::text(key::UNAUTHENTICATED_BIND, "refuse"),
    Switch::text(key::WRITERS, "admin"),
    Switch::number(key::MAX_PAGE_SIZE, 0),
    Switch::number(key::SIZE_LIMIT, 500),
    Switch::flag(key::CHECK_CLASSES, true),
    Switch::flag(key::RANGES, false),
    Switch::number(key::MAX_VAL_RANGE, 0),
    Switch::number(key::LOCKOUT_THRESHOLD, 0),
    Switch::text(key::PPOLICY, "on"),
    Switch::text(key::PPOLICY_DEFAULT, ""),
    Switch::flag(key::SUFFIX_ENTRY, true),
    Switch::text(key::ON_PLAINTEXT, "close"),
    Switch::text(key::ON_TLS, "close"),
    Switch::flag(key::REQUIRE_TLS, false),
    Switch::text(key::DEFAULT_REFERRAL, ""),
    Switch::number(key::MAX_PDU_ANONYMOUS, 262_143),
    Switch::number(key::MAX_IDLE, 0),
    Switch::number(key::MAX_PDU, 16_777_216),
];

const CONSTRUCTED: &[(&str, C, Shown)] = &[
    ("memberOf", C::MemberOf, Shown::Operational),
    ("entryDN", C::DistinguishedName, Shown::Operational),
    (
        "subschemaSubentry",
        C::SubschemaSubentry,
        Shown::Operational,
    ),
    ("hasSubordinates", C::HasSubordinates, Shown::Operational),
];

/// RFC 4512 section 5.1; slapd 2.5's order (recorded cases `rootdse.*`).
const ROOT_DSE: &[(&str, &[Told])] = &[
    ("objectClass", &[Text("top"), Text("OpenLDAProotDSE")]),
    ("structuralObjectClass", &[Text("OpenLDAProotDSE")]),
    ("namingContexts", &[Contexts]),
    ("supportedControl", &[Controls]),
    ("supportedExtension", &[ExtendedOperations]),
    // Modify-increment, all operational attributes, absolute true and false, language tags.
    (
        "supportedFeatures",
        &[
            Text("1.3.6.1.1.14"),
            Text("1.3.6.1.4.1.4203.1.5.1"),
            Text("1.3.6.1.4.1.4203.1.5.3"),
            Text("1.3.6.1.4.1.4203.1.5.4"),
        ],
    ),
    ("supportedLDAPVersion", &[Text("3")]),
    ("entryDN", &[Text("")]),
    ("subschemaSubentry", &[Subschema]),
];
