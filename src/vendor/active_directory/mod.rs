//! Active Directory as Windows Server 2019 and 2022 have it: how it answers, what it offers, and how a new domain looks.

mod answers;
mod domain;
mod root_dse;

use std::sync::{Arc, OnceLock};

use super::{
    Profile, Switch,
    constructed::{Constructed as C, Shown},
    key,
};
use crate::{directory::schema::Schema, wire::oid};

pub(crate) const PROFILE: Profile = Profile {
    name: "active-directory",
    answers: answers::ANSWERS,
    switches: SWITCHES,
    constructed: CONSTRUCTED,
    root_dse: root_dse::ROWS,
    hidden: &[
        "userPassword",
        "unicodePwd",
        "dBCSPwd",
        "supplementalCredentials",
    ],
    critical_controls: &[
        oid::PAGED_RESULTS,
        oid::DOMAIN_SCOPE,
        oid::SEARCH_OPTIONS,
        oid::TREE_DELETE,
        oid::PERMISSIVE_MODIFY,
    ],
    extended_operations: &[oid::START_TLS, oid::WHO_AM_I],
    conduct: super::conduct::ACTIVE_DIRECTORY,
    new_domain: Some(&domain::NEW),
    schema,
    further: include_str!("../../directory/schema/active_directory_further.txt"),
};

/// Read once for all servers.
fn schema() -> Arc<Schema> {
    static SCHEMA: OnceLock<Arc<Schema>> = OnceLock::new();
    Arc::clone(SCHEMA.get_or_init(|| Arc::new(Schema::active_directory().clone())))
}

const SWITCHES: &[Switch] = &[
    Switch::flag(key::IN_CHAIN, true),
    Switch::flag(key::BIT_RULES, true),
    Switch::flag(key::THREE_VALUED, true),
    Switch::text(key::ANONYMOUS, "root-dse"),
    Switch::text(key::UNAUTHENTICATED_BIND, "anonymous"),
    Switch::text(key::WRITERS, "admin"),
    Switch::number(key::MAX_PAGE_SIZE, 1000),
    Switch::number(key::SIZE_LIMIT, 0),
    Switch::flag(key::LINKED, true),
    Switch::flag(key::CHECK_CLASSES, false),
    Switch::flag(key::RANGES, true),
    Switch::number(key::MAX_VAL_RANGE, 1500),
    Switch::number(key::LOCKOUT_THRESHOLD, 0),
    Switch::text(key::ON_PLAINTEXT, "reset"),
    Switch::text(key::ON_TLS, "reset"),
    Switch::flag(key::REQUIRE_TLS, false),
    Switch::text(key::DEFAULT_REFERRAL, ""),
    Switch::text(key::UNKNOWN_USER, "52e"),
    Switch::number(key::MAX_PDU_ANONYMOUS, 262_143),
    Switch::number(key::MAX_IDLE, 900),
    Switch::number(key::MAX_PDU, 10_485_760),
];

const CONSTRUCTED: &[(&str, C, Shown)] = &[
    ("distinguishedName", C::DistinguishedName, Shown::User),
    ("memberOf", C::MemberOf, Shown::User),
    ("directReports", C::BackLink("manager"), Shown::User),
    ("managedObjects", C::BackLink("managedBy"), Shown::User),
    ("tokenGroups", C::TokenGroups, Shown::Named),
    ("canonicalName", C::CanonicalName, Shown::Named),
    ("primaryGroupToken", C::PrimaryGroupToken, Shown::Named),
    ("createTimeStamp", C::Copy("whenCreated"), Shown::Named),
    ("modifyTimeStamp", C::Copy("whenChanged"), Shown::Named),
    (
        "structuralObjectClass",
        C::Copy("objectClass"),
        Shown::Named,
    ),
    ("subSchemaSubEntry", C::SubschemaSubentry, Shown::Named),
];
