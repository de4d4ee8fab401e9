//! Windows Server's answers: `reference` rows of MS-ADTS, of public transcripts, and where they are silent Samba's codes.

use crate::{
    vendor::situation::{Row, Situation as S, row},
    wire::ResultCode as R,
};

// Neither a record nor a source has these: 0C0905ED, 0C0907E1, 0C090C7A, 0C090C7D, 0C090D2D, 0C091324, 031A11E4, 031B0D2A. The
// Win32 code and the problem before and behind them are Windows' own, the number and the comment are from memory.
const BIND: &str =
    "80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data {data}, v1db1\0";
const CONTROL: &str =
    "00000057: LdapErr: DSID-0C090C7A, comment: Error processing control, data 0, v4563\0";
const CONVERSION: &str = "00000057: LdapErr: DSID-0C090D8A, comment: Error in attribute conversion operation, data 0, v2580\0";
const UNWILLING: &str = "00002035: LdapErr: DSID-0C090A5C, comment: Operation not allowed through this interface, data 0, v4563\0";
const NAMING: &str = "00002099: NameErr: DSID-0305137B, problem 2005 (NAMING_VIOLATION), data 0, best match of:\n\t'{dn}'\n\0";
const BAD_NAME: &str = "0000208F: NameErr: DSID-03100225, problem 2006 (BAD_NAME), data 8350, best match of:\n\t'{dn}'\n\0";
const NO_OBJECT: &str = "0000208D: NameErr: DSID-03100241, problem 2001 (NO_OBJECT), data 0, best match of:\n\t'{matched}'\n\0";
const REFERRAL: &str =
    "0000202B: RefErr: DSID-0310082F, data 0, 1 access points\n\tref 1: '{host}'\n\0";
const BIND_FIRST: &str = "000004DC: LdapErr: DSID-0C090CF4, comment: In order to perform this operation a successful bind must be completed on the connection., data 0, v4563\0";
const INTEGRITY: &str = "00002028: LdapErr: DSID-0C090254, comment: The server requires binds to turn on integrity checking if SSL\\TLS are not already active on the connection, data 0, v4f7c\0";
const TLS_ON: &str =
    "00000000: LdapErr: DSID-0C091325, comment: TLS or SSL already in effect, data 0, v4563";
const METHOD: &str =
    "00002027: LdapErr: DSID-0C0905ED, comment: Invalid Authentication method, data 0, v4563\0";
const CANT_ON_RDN: &str = "00002016: UpdErr: DSID-031A11E4, problem 6004 (CANT_ON_RDN), data 0\n\0";
const PROTOCOL: &str = "00002021: LdapErr: DSID-0C0907E1, comment: Protocol error, data 0, v4563\0";
const CONSTRAINT: &str = "00002082: AtrErr: DSID-03151904, #1:\n\t0: 00002082: DSID-03151904, problem 1005 (CONSTRAINT_ATT_TYPE), data 0, Att 0 ({attribute})\n\0";
const NO_VALUE: &str = "00002076: AtrErr: DSID-030F1BC2, #1:\n\t0: 00002076: DSID-030F1BC2, problem 1001 (NO_ATTRIBUTE_OR_VAL), data 0, Att 0 ({attribute})\n\0";
const VALUE_EXISTS: &str = "00002083: AtrErr: DSID-03151904, #1:\n\t0: 00002083: DSID-03151904, problem 1006 (ATT_OR_VALUE_EXISTS), data 0, Att 0 ({attribute})\n\0";
const CLASS: &str =
    "0000207C: UpdErr: DSID-03151CEB, problem 6002 (OBJ_CLASS_VIOLATION), data 0\n\0";
const NOT_IN_CLASS: &str =
    "0000207D: UpdErr: DSID-03151CEB, problem 6002 (OBJ_CLASS_VIOLATION), data 0\n\0";
const WILL_NOT: &str =
    "00002035: SvcErr: DSID-031A120C, problem 5003 (WILL_NOT_PERFORM), data 0\n\0";

pub(super) const ANSWERS: &[Row] = &[
    row(
        S::PasswordPolicy,
        R::CONSTRAINT_VIOLATION,
        "0000052D: AtrErr: DSID-03191083, #1:\n\t0: 0000052D: DSID-03191083, problem 1005 (CONSTRAINT_ATT_TYPE), data 0, Att 9005a (unicodePwd)\n\0",
    ),
    row(
        S::PasswordRequired,
        R::UNWILLING_TO_PERFORM,
        "0000052D: SvcErr: DSID-031A124C, problem 5003 (WILL_NOT_PERFORM), data 0\n\0",
    ),
    row(
        S::PropertyDenied,
        R::INSUFFICIENT_ACCESS_RIGHTS,
        "00002098: SecErr: DSID-031514A0, problem 4003 (INSUFF_ACCESS_RIGHTS), data 0\n\0",
    ),
    row(S::OnlyNewPassword, R::SUCCESS, ""),
    row(S::CriticalObject, R::UNWILLING_TO_PERFORM, WILL_NOT),
    row(S::UnknownChange, R::PROTOCOL_ERROR, PROTOCOL),
    row(S::InvalidDnValue, R::INVALID_DN_SYNTAX, CONVERSION),
    row(S::SystemOnlyAdd, R::UNWILLING_TO_PERFORM, WILL_NOT),
    row(S::BackLinkWrite, R::UNWILLING_TO_PERFORM, WILL_NOT),
    row(S::StructuralChain, R::OBJECT_CLASS_VIOLATION, CLASS),
    row(
        S::UndecodableSearch,
        R::PROTOCOL_ERROR,
        "00000057: LdapErr: DSID-00000000, comment: Error decoding ldap message, data 0, v4563\0",
    ),
    row(S::WrongPassword, R::INVALID_CREDENTIALS, BIND),
    row(S::UnknownUser, R::INVALID_CREDENTIALS, BIND),
    row(S::MalformedBindName, R::INVALID_CREDENTIALS, BIND),
    row(S::AccountDisabled, R::INVALID_CREDENTIALS, BIND),
    row(S::AccountLocked, R::INVALID_CREDENTIALS, BIND),
    row(S::AccountExpired, R::INVALID_CREDENTIALS, BIND),
    row(S::PasswordExpired, R::INVALID_CREDENTIALS, BIND),
    row(S::PasswordMustChange, R::INVALID_CREDENTIALS, BIND),
    row(S::UnauthenticatedBind, R::INVALID_CREDENTIALS, BIND),
    row(S::PasswordWithoutName, R::INVALID_CREDENTIALS, BIND),
    row(S::PlainBindRefused, R::STRONGER_AUTH_REQUIRED, INTEGRITY),
    row(S::HistoricalVersion, R::PROTOCOL_ERROR, PROTOCOL),
    row(S::UnknownVersion, R::PROTOCOL_ERROR, PROTOCOL),
    row(S::UnknownMechanism, R::AUTH_METHOD_NOT_SUPPORTED, METHOD),
    row(S::EmptyMechanism, R::AUTH_METHOD_NOT_SUPPORTED, METHOD),
    row(
        S::UnknownAuthentication,
        R::AUTH_METHOD_NOT_SUPPORTED,
        METHOD,
    ),
    row(S::AnonymousRead, R::OPERATIONS_ERROR, BIND_FIRST),
    row(S::AnonymousWrite, R::OPERATIONS_ERROR, BIND_FIRST),
    row(
        S::PlainOperationRefused,
        R::STRONGER_AUTH_REQUIRED,
        INTEGRITY,
    ),
    row(S::InvalidDn, R::INVALID_DN_SYNTAX, BAD_NAME),
    row(S::NoSuchBase, R::NO_SUCH_OBJECT, NO_OBJECT),
    row(S::NoSuchTarget, R::NO_SUCH_OBJECT, NO_OBJECT),
    row(S::OutsideRead, R::REFERRAL, REFERRAL),
    // Three public transcripts of searches: DSID-031007DB (node-ldapjs 247), DSID-031007E5 (lsc 143), and one of a program that escaped its base wrongly.
    row(
        S::OutsideNowhere,
        R::OPERATIONS_ERROR,
        "000020D6: SvcErr: DSID-031007E5, problem 5012 (DIR_ERROR), data 0\n\0",
    ),
    row(S::OutsideWrite, R::REFERRAL, REFERRAL),
    row(S::InvalidScope, R::PROTOCOL_ERROR, PROTOCOL),
    row(S::InvalidDeref, R::PROTOCOL_ERROR, PROTOCOL),
    row(S::InvalidSizeLimit, R::PROTOCOL_ERROR, PROTOCOL),
    row(S::InvalidTimeLimit, R::PROTOCOL_ERROR, PROTOCOL),
    row(S::TimeLimit, R::TIME_LIMIT_EXCEEDED, ""),
    row(S::SizeLimit, R::SIZE_LIMIT_EXCEEDED, ""),
    row(
        S::ConstructedInFilter,
        R::INAPPROPRIATE_MATCHING,
        "0000200F: LdapErr: DSID-0C090D2D, comment: Error in filter: a constructed attribute, data 0, v4563\0",
    ),
    row(
        S::ConstructedScope,
        R::OPERATIONS_ERROR,
        "00002120: SvcErr: DSID-03140594, problem 5012 (DIR_ERROR), data 0\n\0",
    ),
    row(S::MalformedRange, R::UNWILLING_TO_PERFORM, WILL_NOT),
    row(S::CompareNoAttribute, R::NO_SUCH_ATTRIBUTE, NO_VALUE),
    row(S::CompareUnknownAttribute, R::NO_SUCH_ATTRIBUTE, CONVERSION),
    row(S::CompareRootDse, R::UNWILLING_TO_PERFORM, UNWILLING),
    row(
        S::WriteDenied,
        R::INSUFFICIENT_ACCESS_RIGHTS,
        "00000005: SecErr: DSID-03152E29, problem 4003 (INSUFF_ACCESS_RIGHTS), data 0\n\0",
    ),
    row(
        S::EntryExists,
        R::ENTRY_ALREADY_EXISTS,
        "00002071: UpdErr: DSID-030503CF, problem 6005 (ENTRY_EXISTS), data 0\n\0",
    ),
    row(S::NoParent, R::NO_SUCH_OBJECT, NO_OBJECT),
    row(S::AddRootDse, R::UNWILLING_TO_PERFORM, WILL_NOT),
    row(S::NoObjectClass, R::OBJECT_CLASS_VIOLATION, CLASS),
    row(S::UnknownObjectClass, R::NO_SUCH_ATTRIBUTE, CONVERSION),
    row(S::NoStructuralClass, R::OBJECT_CLASS_VIOLATION, CLASS),
    row(S::MissingAttribute, R::OBJECT_CLASS_VIOLATION, CLASS),
    row(
        S::AttributeNotAllowed,
        R::OBJECT_CLASS_VIOLATION,
        NOT_IN_CLASS,
    ),
    row(S::UnknownAttribute, R::NO_SUCH_ATTRIBUTE, CONVERSION),
    row(S::InvalidSyntax, R::INVALID_ATTRIBUTE_SYNTAX, CONVERSION),
    row(
        S::DuplicateValue,
        R::ATTRIBUTE_OR_VALUE_EXISTS,
        VALUE_EXISTS,
    ),
    row(S::NoUserModification, R::CONSTRAINT_VIOLATION, CONSTRAINT),
    row(S::SingleValue, R::CONSTRAINT_VIOLATION, CONSTRAINT),
    row(
        S::LoginNameInUse,
        R::ENTRY_ALREADY_EXISTS,
        "00000524: UpdErr: DSID-031A0F4F, problem 6005 (ENTRY_EXISTS), data 0\n\0",
    ),
    row(
        S::PrincipalNameInUse,
        R::CONSTRAINT_VIOLATION,
        "000021C8: AtrErr: DSID-03200BBA, #1:\n\t0: 000021C8: DSID-03200BBA, problem 1005 (CONSTRAINT_ATT_TYPE), data 0, Att 90290 (userPrincipalName)\n\0",
    ),
    row(
        S::LinkTargetMissing,
        R::CONSTRAINT_VIOLATION,
        "000020B5: AtrErr: DSID-03152392, #1:\n\t0: 000020B5: DSID-03152392, problem 1005 (CONSTRAINT_ATT_TYPE), data 0, Att 0 ({attribute})\n\0",
    ),
    row(S::ValueExists, R::ATTRIBUTE_OR_VALUE_EXISTS, VALUE_EXISTS),
    row(
        S::LinkExists,
        R::ENTRY_ALREADY_EXISTS,
        "00000562: UpdErr: DSID-031A11DA, problem 6005 (ENTRY_EXISTS), data 0\n\0",
    ),
    row(S::NoSuchAttribute, R::NO_SUCH_ATTRIBUTE, NO_VALUE),
    row(S::NoSuchValue, R::NO_SUCH_ATTRIBUTE, NO_VALUE),
    row(
        S::NoSuchLink,
        R::UNWILLING_TO_PERFORM,
        "00000561: SvcErr: DSID-031A120C, problem 5003 (WILL_NOT_PERFORM), data 0\n\0",
    ),
    row(S::AddWithoutValues, R::UNWILLING_TO_PERFORM, WILL_NOT),
    row(S::ModifyRdn, R::NOT_ALLOWED_ON_RDN, CANT_ON_RDN),
    row(S::ModifyRdnAttribute, R::NOT_ALLOWED_ON_RDN, CANT_ON_RDN),
    row(S::IncrementUnsupported, R::PROTOCOL_ERROR, PROTOCOL),
    row(S::IncrementAbsent, R::PROTOCOL_ERROR, PROTOCOL),
    row(S::EmptyModify, R::UNWILLING_TO_PERFORM, WILL_NOT),
    row(
        S::PasswordNeedsTls,
        R::UNWILLING_TO_PERFORM,
        "0000001F: SvcErr: DSID-031A124C, problem 5003 (WILL_NOT_PERFORM), data 0\n\0",
    ),
    row(S::PasswordMalformed, R::UNWILLING_TO_PERFORM, WILL_NOT),
    row(
        S::WrongOldPassword,
        R::CONSTRAINT_VIOLATION,
        "00000056: AtrErr: DSID-03191083, #1:\n\t0: 00000056: DSID-03191083, problem 1005 (CONSTRAINT_ATT_TYPE), data 0, Att 9005a (unicodePwd)\n\0",
    ),
    row(
        S::NotLeaf,
        R::NOT_ALLOWED_ON_NON_LEAF,
        "0000208C: UpdErr: DSID-030A0493, problem 6003 (CANT_ON_NON_LEAF), data 0\n\0",
    ),
    row(S::DeleteRootDse, R::UNWILLING_TO_PERFORM, WILL_NOT),
    row(S::InvalidNewRdn, R::NAMING_VIOLATION, NAMING),
    // Samba 4.17 answers 34, "RDN mismatch".
    row(S::NamingConflict, R::INVALID_DN_SYNTAX, BAD_NAME),
    row(S::NamingOperational, R::NAMING_VIOLATION, NAMING),
    row(S::NamingUnmatchable, R::NAMING_VIOLATION, NAMING),
    row(
        S::NoSuperior,
        R::OTHER,
        "00002095: UpdErr: DSID-031B0D2A, problem 6010 (OTHER), data 0\n\0",
    ),
    row(S::OtherContext, R::UNWILLING_TO_PERFORM, WILL_NOT),
    row(S::BelowItself, R::UNWILLING_TO_PERFORM, WILL_NOT),
    row(S::KeepOldRdn, R::UNWILLING_TO_PERFORM, WILL_NOT),
    row(S::TlsAlreadyOn, R::OPERATIONS_ERROR, TLS_ON),
    row(
        S::TlsUnavailable,
        R::UNAVAILABLE,
        "00000000: LdapErr: DSID-0C09131E, comment: Error initializing SSL/TLS, data 0, v2580",
    ),
    row(
        S::TlsOutstanding,
        R::OPERATIONS_ERROR,
        "00000000: LdapErr: DSID-0C091324, comment: There are outstanding operations, data 0, v4563",
    ),
    row(S::ExtendedValue, R::SUCCESS, ""),
    row(
        S::UnknownExtended,
        R::PROTOCOL_ERROR,
        "0000203D: LdapErr: DSID-0C090C7D, comment: Unknown extended request OID, data 0, v4563\0",
    ),
    row(
        S::UnknownCriticalControl,
        R::UNAVAILABLE_CRITICAL_EXTENSION,
        CONTROL,
    ),
    row(
        S::MisplacedCriticalControl,
        R::UNAVAILABLE_CRITICAL_EXTENSION,
        CONTROL,
    ),
    row(
        S::ManageDsaItValue,
        R::UNAVAILABLE_CRITICAL_EXTENSION,
        CONTROL,
    ),
    row(S::PagedNoValue, R::UNAVAILABLE_CRITICAL_EXTENSION, CONTROL),
    row(
        S::PagedMalformed,
        R::UNAVAILABLE_CRITICAL_EXTENSION,
        CONTROL,
    ),
    row(
        S::PagedNegativeSize,
        R::UNAVAILABLE_CRITICAL_EXTENSION,
        CONTROL,
    ),
    row(S::PagedTwice, R::UNAVAILABLE_CRITICAL_EXTENSION, CONTROL),
    row(
        S::PagedUnknownCookie,
        R::UNAVAILABLE_CRITICAL_EXTENSION,
        CONTROL,
    ),
    row(
        S::PagedOldCookie,
        R::UNAVAILABLE_CRITICAL_EXTENSION,
        CONTROL,
    ),
    row(
        S::PagedOtherSearch,
        R::UNAVAILABLE_CRITICAL_EXTENSION,
        "00002040: SvcErr: DSID-031401E7, problem 5010 (UNAVAIL_EXTENSION), data 0\n\0",
    ),
    row(S::PagedZero, R::OPERATIONS_ERROR, CONTROL),
    row(
        S::Undecodable,
        R::PROTOCOL_ERROR,
        "00000057: LdapErr: DSID-00000000, comment: Error decoding ldap message, data 0, v4563\0",
    ),
    row(
        S::UnknownRequest,
        R::PROTOCOL_ERROR,
        "00000057: LdapErr: DSID-00000000, comment: Error decoding ldap message, data 0, v4563\0",
    ),
];
