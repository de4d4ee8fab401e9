//! Active Directory as Windows Server 2019 and 2022 have it: how it answers, what it offers, and how a new domain looks.

mod answers;
mod domain;
mod root_dse;

use std::sync::{Arc, OnceLock};

use super::{
    Profile,
    constructed::{Constructed as C, Shown},
    key::{Anonymous, Defaults, Misfit, UnauthenticatedBind, UnknownUser, Writers},
};
use crate::{directory::schema::Schema, wire::oid};

pub(crate) const PROFILE: Profile = Profile {
    name: "active-directory",
    answers: answers::ANSWERS,
    switches: &SWITCHES,
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

const SWITCHES: Defaults = Defaults {
    in_chain: Some(true),
    bit_rules: Some(true),
    three_valued: Some(true),
    anonymous: Some(Anonymous::RootDse),
    unauthenticated_bind: Some(UnauthenticatedBind::Anonymous),
    writers: Some(Writers::Admin),
    max_page_size: Some(1000),
    size_limit: Some(0),
    linked: Some(true),
    check_classes: Some(false),
    ranges: Some(true),
    max_val_range: Some(1500),
    lockout_threshold: Some(0),
    on_plaintext: Some(Misfit::Reset),
    on_tls: Some(Misfit::Reset),
    require_tls: Some(false),
    default_referral: Some(""),
    unknown_user: Some(UnknownUser::LogonFailure),
    max_pdu_anonymous: Some(262_143),
    max_idle: Some(900),
    max_pdu: Some(10_485_760),
    ..Defaults::EVERYWHERE
};

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
