//! OpenLDAP's answers: slapd 2.5.13, recorded in `fixtures/truth/answers.openldap.jsonl`.

use std::sync::{Arc, OnceLock};

use super::{
    Profile, Switch,
    constructed::{Constructed as C, Shown},
    key,
    situation::{Row, Situation as S, row},
};
use crate::{directory::schema::Schema, wire::ResultCode as R};

pub(crate) const PROFILE: Profile = Profile {
    name: "openldap",
    answers: ANSWERS,
    switches: SWITCHES,
    constructed: CONSTRUCTED,
    hidden: &[],
    critical_controls: &[
        crate::wire::oid::PAGED_RESULTS,
        crate::wire::oid::MANAGE_DSA_IT,
        crate::wire::oid::DOMAIN_SCOPE,
        crate::wire::oid::PASSWORD_POLICY,
    ],
    extended_operations: &[
        crate::wire::oid::START_TLS,
        crate::wire::oid::WHO_AM_I,
        crate::wire::oid::PASSWORD_MODIFY,
        crate::wire::oid::CANCEL,
    ],
    conduct: super::conduct::OPENLDAP,
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

const ANSWERS: &[Row] = &[
    row(S::PasswordPolicy, R::CONSTRAINT_VIOLATION, ""),
    row(
        S::OnlyNewPassword,
        R::INSUFFICIENT_ACCESS_RIGHTS,
        "Operations are restricted to bind/unbind/abandon/StartTLS/modify password",
    ),
    row(S::PasswordRequired, R::SUCCESS, ""),
    row(S::PropertyDenied, R::INSUFFICIENT_ACCESS_RIGHTS, ""),
    row(S::CriticalObject, R::UNWILLING_TO_PERFORM, ""),
    row(
        S::UnknownChange,
        R::PROTOCOL_ERROR,
        "unrecognized modify operation",
    ),
    row(
        S::InvalidDnValue,
        R::INVALID_ATTRIBUTE_SYNTAX,
        "{attribute}: value #{index} invalid per syntax",
    ),
    row(
        S::SystemOnlyAdd,
        R::CONSTRAINT_VIOLATION,
        "{attribute}: no user modification allowed",
    ),
    row(
        S::BackLinkWrite,
        R::CONSTRAINT_VIOLATION,
        "{attribute}: no user modification allowed",
    ),
    row(
        S::StructuralChain,
        R::OBJECT_CLASS_VIOLATION,
        "invalid structural object class chain ({class}/{other})",
    ),
    row(
        S::UndecodableSearch,
        R::PROTOCOL_ERROR,
        "decoding attrs error",
    ),
    row(S::WrongPassword, R::INVALID_CREDENTIALS, ""),
    row(S::UnknownUser, R::INVALID_CREDENTIALS, ""),
    row(S::MalformedBindName, R::INVALID_DN_SYNTAX, "invalid DN"),
    row(S::AccountDisabled, R::INVALID_CREDENTIALS, ""),
    row(S::AccountLocked, R::INVALID_CREDENTIALS, ""),
    row(S::AccountExpired, R::INVALID_CREDENTIALS, ""),
    row(S::PasswordExpired, R::INVALID_CREDENTIALS, ""),
    row(S::PasswordMustChange, R::INVALID_CREDENTIALS, ""),
    row(
        S::UnauthenticatedBind,
        R::UNWILLING_TO_PERFORM,
        "unauthenticated bind (DN with no password) disallowed",
    ),
    row(S::PasswordWithoutName, R::INVALID_CREDENTIALS, ""),
    row(
        S::PlainBindRefused,
        R::CONFIDENTIALITY_REQUIRED,
        "TLS confidentiality required",
    ),
    row(
        S::HistoricalVersion,
        R::PROTOCOL_ERROR,
        "historical protocol version requested, use LDAPv3 instead",
    ),
    row(
        S::UnknownVersion,
        R::PROTOCOL_ERROR,
        "requested protocol version not supported",
    ),
    row(
        S::UnknownMechanism,
        R::AUTH_METHOD_NOT_SUPPORTED,
        "SASL(-4): no mechanism available: Couldn't find mech {mechanism}",
    ),
    row(
        S::EmptyMechanism,
        R::AUTH_METHOD_NOT_SUPPORTED,
        "no SASL mechanism provided",
    ),
    row(
        S::UnknownAuthentication,
        R::AUTH_METHOD_NOT_SUPPORTED,
        "unknown authentication method",
    ),
    row(S::AnonymousRead, R::NO_SUCH_OBJECT, ""),
    row(
        S::AnonymousWrite,
        R::STRONGER_AUTH_REQUIRED,
        "modifications require authentication",
    ),
    row(
        S::PlainOperationRefused,
        R::CONFIDENTIALITY_REQUIRED,
        "TLS confidentiality required",
    ),
    row(S::InvalidDn, R::INVALID_DN_SYNTAX, "invalid DN"),
    row(S::NoSuchBase, R::NO_SUCH_OBJECT, ""),
    row(S::NoSuchTarget, R::NO_SUCH_OBJECT, ""),
    row(S::OutsideRead, R::NO_SUCH_OBJECT, ""),
    row(S::OutsideNowhere, R::NO_SUCH_OBJECT, ""),
    row(
        S::OutsideWrite,
        R::UNWILLING_TO_PERFORM,
        "no global superior knowledge",
    ),
    row(S::InvalidScope, R::PROTOCOL_ERROR, "invalid scope"),
    row(S::InvalidDeref, R::PROTOCOL_ERROR, "invalid deref"),
    row(S::InvalidSizeLimit, R::PROTOCOL_ERROR, "invalid size limit"),
    row(S::InvalidTimeLimit, R::PROTOCOL_ERROR, "invalid time limit"),
    row(S::TimeLimit, R::TIME_LIMIT_EXCEEDED, ""),
    row(S::SizeLimit, R::SIZE_LIMIT_EXCEEDED, ""),
    row(S::ConstructedInFilter, R::SUCCESS, ""),
    row(S::ConstructedScope, R::SUCCESS, ""),
    row(S::MalformedRange, R::SUCCESS, ""),
    row(S::CompareNoAttribute, R::NO_SUCH_ATTRIBUTE, ""),
    row(S::CompareUnknownAttribute, R::UNDEFINED_ATTRIBUTE_TYPE, ""),
    row(
        S::CompareRootDse,
        R::INAPPROPRIATE_MATCHING,
        "inappropriate matching request",
    ),
    row(S::WriteDenied, R::INSUFFICIENT_ACCESS_RIGHTS, ""),
    row(S::EntryExists, R::ENTRY_ALREADY_EXISTS, ""),
    row(S::NoParent, R::NO_SUCH_OBJECT, ""),
    row(
        S::AddRootDse,
        R::ENTRY_ALREADY_EXISTS,
        "root DSE already exists",
    ),
    row(
        S::NoObjectClass,
        R::OBJECT_CLASS_VIOLATION,
        "no objectClass attribute",
    ),
    row(
        S::UnknownObjectClass,
        R::INVALID_ATTRIBUTE_SYNTAX,
        "objectClass: value #{index} invalid per syntax",
    ),
    row(
        S::NoStructuralClass,
        R::OBJECT_CLASS_VIOLATION,
        "no structural object class provided",
    ),
    row(
        S::MissingAttribute,
        R::OBJECT_CLASS_VIOLATION,
        "object class '{class}' requires attribute '{attribute}'",
    ),
    row(
        S::AttributeNotAllowed,
        R::OBJECT_CLASS_VIOLATION,
        "attribute '{attribute}' not allowed",
    ),
    row(
        S::UnknownAttribute,
        R::UNDEFINED_ATTRIBUTE_TYPE,
        "{attribute}: attribute type undefined",
    ),
    row(
        S::InvalidSyntax,
        R::INVALID_ATTRIBUTE_SYNTAX,
        "{attribute}: value #{index} invalid per syntax",
    ),
    row(
        S::DuplicateValue,
        R::ATTRIBUTE_OR_VALUE_EXISTS,
        "{attribute}: value #{index} provided more than once",
    ),
    row(
        S::NoUserModification,
        R::CONSTRAINT_VIOLATION,
        "{attribute}: no user modification allowed",
    ),
    row(
        S::SingleValue,
        R::CONSTRAINT_VIOLATION,
        "attribute '{attribute}' cannot have multiple values",
    ),
    row(S::LoginNameInUse, R::SUCCESS, ""),
    row(S::PrincipalNameInUse, R::SUCCESS, ""),
    row(S::LinkTargetMissing, R::SUCCESS, ""),
    row(
        S::ValueExists,
        R::ATTRIBUTE_OR_VALUE_EXISTS,
        "modify/add: {attribute}: value #{index} already exists",
    ),
    row(
        S::LinkExists,
        R::ATTRIBUTE_OR_VALUE_EXISTS,
        "modify/add: {attribute}: value #{index} already exists",
    ),
    row(
        S::NoSuchAttribute,
        R::NO_SUCH_ATTRIBUTE,
        "modify/delete: {attribute}: no such attribute",
    ),
    row(
        S::NoSuchValue,
        R::NO_SUCH_ATTRIBUTE,
        "modify/delete: {attribute}: no such value",
    ),
    row(
        S::NoSuchLink,
        R::NO_SUCH_ATTRIBUTE,
        "modify/delete: {attribute}: no such value",
    ),
    row(
        S::AddWithoutValues,
        R::PROTOCOL_ERROR,
        "modify/add operation requires values",
    ),
    row(
        S::ModifyRdn,
        R::NAMING_VIOLATION,
        "value of naming attribute '{attribute}' is not present in entry",
    ),
    row(
        S::ModifyRdnAttribute,
        R::NAMING_VIOLATION,
        "naming attribute '{attribute}' is not present in entry",
    ),
    row(
        S::IncrementAbsent,
        R::NO_SUCH_ATTRIBUTE,
        "modify/increment: {attribute}: no such attribute",
    ),
    row(
        S::IncrementUnsupported,
        R::CONSTRAINT_VIOLATION,
        "{attribute}: attribute syntax inappropriate for increment",
    ),
    row(S::EmptyModify, R::SUCCESS, ""),
    row(
        S::PasswordNeedsTls,
        R::CONFIDENTIALITY_REQUIRED,
        "TLS confidentiality required",
    ),
    row(S::PasswordMalformed, R::CONSTRAINT_VIOLATION, ""),
    row(
        S::WrongOldPassword,
        R::UNWILLING_TO_PERFORM,
        "unwilling to verify old password",
    ),
    row(
        S::NotLeaf,
        R::NOT_ALLOWED_ON_NON_LEAF,
        "subordinate objects must be deleted first",
    ),
    row(
        S::DeleteRootDse,
        R::UNWILLING_TO_PERFORM,
        "cannot delete the root DSE",
    ),
    row(S::InvalidNewRdn, R::INVALID_DN_SYNTAX, "invalid new RDN"),
    row(
        S::NamingConflict,
        R::NAMING_VIOLATION,
        "value of single-valued naming attribute '{attribute}' conflicts with value present in entry",
    ),
    row(
        S::NamingOperational,
        R::NAMING_VIOLATION,
        "naming attribute '{attribute}' is operational",
    ),
    row(
        S::NamingUnmatchable,
        R::NAMING_VIOLATION,
        "naming attribute '{attribute}' has no equality matching rule",
    ),
    row(S::NoSuperior, R::NO_SUCH_OBJECT, "new superior not found"),
    row(
        S::OtherContext,
        R::AFFECTS_MULTIPLE_DSAS,
        "cannot rename between DSAs",
    ),
    row(
        S::BelowItself,
        R::UNWILLING_TO_PERFORM,
        "cannot place an entry below itself",
    ),
    row(S::KeepOldRdn, R::SUCCESS, ""),
    row(S::TlsAlreadyOn, R::OPERATIONS_ERROR, "TLS already started"),
    row(
        S::TlsUnavailable,
        R::PROTOCOL_ERROR,
        "unsupported extended operation",
    ),
    row(
        S::TlsOutstanding,
        R::OPERATIONS_ERROR,
        "cannot start TLS when operations are outstanding",
    ),
    row(
        S::ExtendedValue,
        R::PROTOCOL_ERROR,
        "no request data expected",
    ),
    row(
        S::UnknownExtended,
        R::PROTOCOL_ERROR,
        "unsupported extended operation",
    ),
    row(
        S::UnknownCriticalControl,
        R::UNAVAILABLE_CRITICAL_EXTENSION,
        "critical extension is not recognized",
    ),
    row(
        S::MisplacedCriticalControl,
        R::UNAVAILABLE_CRITICAL_EXTENSION,
        "critical extension is unavailable",
    ),
    row(
        S::ManageDsaItValue,
        R::PROTOCOL_ERROR,
        "manageDSAit control value not absent",
    ),
    row(
        S::PagedNoValue,
        R::PROTOCOL_ERROR,
        "paged results control value is absent",
    ),
    row(
        S::PagedMalformed,
        R::PROTOCOL_ERROR,
        "paged results control could not be decoded",
    ),
    row(
        S::PagedNegativeSize,
        R::PROTOCOL_ERROR,
        "paged results control size invalid",
    ),
    row(
        S::PagedTwice,
        R::PROTOCOL_ERROR,
        "paged results control specified multiple times",
    ),
    row(
        S::PagedUnknownCookie,
        R::PROTOCOL_ERROR,
        "paged results cookie is invalid",
    ),
    row(
        S::PagedOldCookie,
        R::UNWILLING_TO_PERFORM,
        "paged results cookie is invalid or old",
    ),
    row(
        S::PagedOtherSearch,
        R::PROTOCOL_ERROR,
        "paged results cookie is invalid",
    ),
    row(S::PagedZero, R::SUCCESS, ""),
    row(S::Undecodable, R::PROTOCOL_ERROR, "decoding error"),
    row(S::UnknownRequest, R::PROTOCOL_ERROR, "unknown LDAP request"),
];
