//! OpenLDAP's slapd 2.5 with the memberof overlay: how it answers, and what it offers.

mod answers;

use std::sync::{Arc, OnceLock};

use super::{
    Profile,
    constructed::{Constructed as C, Shown},
    key::{Anonymous, Defaults, Misfit, Ppolicy, UnauthenticatedBind, Writers},
    root_dse::Told::{self, Contexts, Controls, ExtendedOperations, Subschema, Text},
};
use crate::{directory::schema::Schema, wire::oid};

pub(crate) const PROFILE: Profile = Profile {
    name: "openldap",
    answers: answers::ANSWERS,
    switches: &SWITCHES,
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

const SWITCHES: Defaults = Defaults {
    in_chain: Some(false),
    bit_rules: Some(false),
    three_valued: Some(true),
    anonymous: Some(Anonymous::Read),
    unauthenticated_bind: Some(UnauthenticatedBind::Refuse),
    writers: Some(Writers::Admin),
    max_page_size: Some(0),
    size_limit: Some(500),
    check_classes: Some(true),
    ranges: Some(false),
    max_val_range: Some(0),
    lockout_threshold: Some(0),
    ppolicy: Some(Ppolicy::On),
    ppolicy_default: Some(""),
    suffix_entry: Some(true),
    on_plaintext: Some(Misfit::Close),
    on_tls: Some(Misfit::Close),
    require_tls: Some(false),
    default_referral: Some(""),
    max_pdu_anonymous: Some(262_143),
    max_idle: Some(0),
    max_pdu: Some(16_777_216),
    ..Defaults::EVERYWHERE
};

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
