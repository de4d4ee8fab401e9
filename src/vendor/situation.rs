//! The situations that vendors answer in words of their own.

use crate::wire::{LdapResult, ResultCode};

macro_rules! situations {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// Something a server has to answer and that vendors answer differently.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Situation { $($(#[$doc])* $name,)* }

        impl Situation {
            /// Every situation; each profile has a row for each.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
        }
    };
}

situations! {
    /// Bind: the password does not match.
    WrongPassword,
    /// Bind: nobody has this name.
    UnknownUser,
    /// Bind: the name cannot be read at all.
    MalformedBindName,
    /// Bind: the account is disabled.
    AccountDisabled,
    /// Bind: the account is locked out.
    AccountLocked,
    /// Bind: the account has expired.
    AccountExpired,
    /// Bind: the password has expired.
    PasswordExpired,
    /// Bind: the password must be changed first.
    PasswordMustChange,
    /// Anything but a new password, where the bind said that one is needed first (OpenLDAP's `pwdReset`).
    OnlyNewPassword,
    /// Bind: a name with an empty password (RFC 4513 section 5.1.2), where it is refused.
    UnauthenticatedBind,
    /// Bind: a password without a name.
    PasswordWithoutName,
    /// Bind: a simple bind on a connection without TLS, where it is refused.
    PlainBindRefused,
    /// Bind: version 2, where it is refused.
    HistoricalVersion,
    /// Bind: a version other than 2 and 3, where it is refused.
    UnknownVersion,
    /// Bind: a SASL mechanism that is not offered. `{mechanism}`
    UnknownMechanism,
    /// Bind: SASL with an empty mechanism.
    EmptyMechanism,
    /// Bind: an authentication choice that is neither simple nor SASL.
    UnknownAuthentication,
    /// An operation that anonymous clients may not do: reading.
    AnonymousRead,
    /// An operation that anonymous clients may not do: writing.
    AnonymousWrite,
    /// An operation on a connection without TLS, where TLS is required.
    PlainOperationRefused,
    /// A search base, or another DN, that is not a DN. `{dn}`
    InvalidDn,
    /// A search base that does not exist. `{matched}` is the deepest entry that does.
    NoSuchBase,
    /// The target of an update or compare that does not exist. `{matched}`
    NoSuchTarget,
    /// A search base or compare target that this server does not hold. `{host}`
    OutsideRead,
    /// A search base or compare target that this server does not hold, and that names no domain at its end.
    OutsideNowhere,
    /// The target of an update that this server does not hold. `{host}`
    OutsideWrite,
    /// A scope other than 0 to 3 (2 in AD).
    InvalidScope,
    /// A dereferencing choice other than 0 to 3.
    InvalidDeref,
    /// A negative size limit.
    InvalidSizeLimit,
    /// A negative time limit.
    InvalidTimeLimit,
    /// The search takes longer than its limit.
    TimeLimit,
    /// More entries than the limit.
    SizeLimit,
    /// A constructed attribute in a filter, where that is refused.
    ConstructedInFilter,
    /// A constructed attribute asked at a scope where it has no meaning.
    ConstructedScope,
    /// A range option that cannot be read.
    MalformedRange,
    /// Compare: the attribute is not in the entry.
    CompareNoAttribute,
    /// Compare: the attribute is not in the schema.
    CompareUnknownAttribute,
    /// Compare with the root DSE.
    CompareRootDse,
    /// The client may not write here.
    WriteDenied,
    /// The client may not change this entry's attributes.
    PropertyDenied,
    /// Add: the entry exists.
    EntryExists,
    /// Add: the parent does not exist. `{matched}`
    NoParent,
    /// Add with an empty DN.
    AddRootDse,
    /// Add: no object class.
    NoObjectClass,
    /// Add: an object class that is not in the schema.
    UnknownObjectClass,
    /// Add: no structural object class.
    NoStructuralClass,
    /// Add or modify: structural classes of two chains. `{class}` `{other}`
    StructuralChain,
    /// Add or modify: a required attribute is missing. `{class}` `{attribute}`
    MissingAttribute,
    /// Add or modify: no class of the entry allows the attribute. `{attribute}`
    AttributeNotAllowed,
    /// Add or modify: the attribute is not in the schema. `{attribute}`
    UnknownAttribute,
    /// Add or modify: a value does not have the attribute's syntax. `{attribute}` `{index}`
    InvalidSyntax,
    /// Add or modify: a value that should be a DN is none. `{attribute}` `{index}`
    InvalidDnValue,
    /// Add: an attribute that only the server sets. `{attribute}`
    SystemOnlyAdd,
    /// Add or modify: a back link such as `memberOf`. `{attribute}`
    BackLinkWrite,
    /// Add: a value stands twice. `{attribute}` `{index}`
    DuplicateValue,
    /// Add or modify: the attribute is the server's own. `{attribute}`
    NoUserModification,
    /// Add or modify: more than one value of a single-valued attribute. `{attribute}`
    SingleValue,
    /// Add or modify: the login name is taken. `{value}`
    LoginNameInUse,
    /// Add or modify: the user principal name is taken. `{value}`
    PrincipalNameInUse,
    /// Add or modify: a linked DN names nobody.
    LinkTargetMissing,
    /// Modify: the value is there already. `{attribute}` `{index}`
    ValueExists,
    /// Modify: the member is there already.
    LinkExists,
    /// Modify: the attribute to delete is not there. `{attribute}`
    NoSuchAttribute,
    /// Modify: the value to delete is not there. `{attribute}`
    NoSuchValue,
    /// Modify: the member to remove is not there.
    NoSuchLink,
    /// Modify: add without values. `{attribute}`
    AddWithoutValues,
    /// Modify: a value of the RDN would go away. `{attribute}`
    ModifyRdn,
    /// Modify: the whole attribute of the RDN would go away. `{attribute}`
    ModifyRdnAttribute,
    /// Modify: increment, which this server does not have here. `{attribute}`
    IncrementUnsupported,
    /// Modify: the attribute to increment is not there. `{attribute}`
    IncrementAbsent,
    /// Modify: an operation that is neither add, delete, replace nor increment.
    UnknownChange,
    /// Modify: no changes.
    EmptyModify,
    /// A password change without TLS, where TLS is needed.
    PasswordNeedsTls,
    /// A password that the policy does not allow.
    PasswordPolicy,
    /// An account that would be enabled without a password.
    PasswordRequired,
    /// A password in a form that the server does not take.
    PasswordMalformed,
    /// Modify: the old password that a change names is wrong.
    WrongOldPassword,
    /// Delete: the entry has subordinates.
    NotLeaf,
    /// Delete or modify DN of an object that the system needs.
    CriticalObject,
    /// Delete of the root DSE.
    DeleteRootDse,
    /// Modify DN: the new RDN is not one.
    InvalidNewRdn,
    /// Add: the naming attribute takes one value, and the entry has another. `{attribute}` `{dn}`
    NamingConflict,
    /// Add: the naming attribute is one of the server's own. `{attribute}` `{dn}`
    NamingOperational,
    /// Add: values of the naming attribute cannot be compared. `{attribute}` `{dn}`
    NamingUnmatchable,
    /// Modify DN: the new superior does not exist.
    NoSuperior,
    /// Modify DN: the new superior belongs to another naming context.
    OtherContext,
    /// Modify DN: below itself.
    BelowItself,
    /// Modify DN: the old RDN must be deleted.
    KeepOldRdn,
    /// StartTLS: TLS is on already.
    TlsAlreadyOn,
    /// StartTLS: the server has no certificate.
    TlsUnavailable,
    /// StartTLS: other operations are under way.
    TlsOutstanding,
    /// An extended operation that takes no value got one.
    ExtendedValue,
    /// An extended operation that the server does not have. `{oid}`
    UnknownExtended,
    /// A critical control that the server does not know.
    UnknownCriticalControl,
    /// A critical control that this operation does not take.
    MisplacedCriticalControl,
    /// ManageDsaIT with a value.
    ManageDsaItValue,
    /// Paged results: without a value.
    PagedNoValue,
    /// Paged results: the value cannot be read.
    PagedMalformed,
    /// Paged results: a negative size.
    PagedNegativeSize,
    /// Paged results: twice in one request.
    PagedTwice,
    /// Paged results: a cookie of nobody.
    PagedUnknownCookie,
    /// Paged results: a cookie that was used before, where that matters.
    PagedOldCookie,
    /// Paged results: the cookie belongs to another search.
    PagedOtherSearch,
    /// Paged results: the first request asks for 0 entries, where that is refused.
    PagedZero,
    /// A message that cannot be decoded: the text of the notice of disconnection.
    Undecodable,
    /// A search that cannot be decoded: the text of the notice of disconnection.
    UndecodableSearch,
    /// A message with an unknown operation: the text of the notice of disconnection.
    UnknownRequest,
}

/// How a profile answers a situation.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The situation.
    pub situation: Situation,
    /// The result code.
    pub code: ResultCode,
    /// The diagnostic message; `{name}` stands for a detail of the situation.
    pub text: &'static str,
}

/// A row of a profile's table.
pub(crate) const fn row(situation: Situation, code: ResultCode, text: &'static str) -> Row {
    Row {
        situation,
        code,
        text,
    }
}

impl Row {
    /// The result, with the details put in.
    pub(crate) fn result(&self, details: &[(&str, &str)]) -> LdapResult {
        let mut text = self.text.to_owned();
        for (name, value) in details {
            let slot = format!("{{{name}}}");
            if text.contains(&slot) {
                text = text.replace(&slot, value);
            }
        }
        LdapResult::new(self.code).diagnostic(text)
    }
}
