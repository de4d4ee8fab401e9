//! What kind of value an attribute has, as far as pseudonyms go.

use crate::directory::schema::{Schema, Syntax};

/// How a value gets its pseudonym.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It stays: flags, times, OIDs, what a server says of itself.
    Kept,
    Dn,
    /// A DN behind something else.
    DnWith,
    Sid,
    /// The last part of a SID, as a number.
    Rid,
    Country,
    Octets,
    Text,
}

/// Attributes whose values say nothing of anybody, whatever their syntax.
const KEPT: &[&str] = &[
    "badPwdCount",
    "codePage",
    "contextCSN",
    "countryCode",
    "domainControllerFunctionality",
    "domainFunctionality",
    "entryCSN",
    "forestFunctionality",
    "groupType",
    "instanceType",
    "loginShell",
    "logonCount",
    "msDS-SupportedEncryptionTypes",
    "msDS-User-Account-Control-Computed",
    "objectClass",
    "pwdProperties",
    "sAMAccountType",
    "structuralObjectClass",
    "systemFlags",
    "userAccountControl",
    "vendorName",
    "vendorVersion",
];

/// Attributes whose octets are SIDs; no syntax tells them apart.
const SIDS: &[&str] = &[
    "objectSid",
    "securityIdentifier",
    "sIDHistory",
    "tokenGroups",
    "tokenGroupsGlobalAndUniversal",
    "tokenGroupsNoGCAcceptable",
];

impl Kind {
    /// The kind of an attribute's values; options do not matter.
    pub(super) fn of(description: &str) -> Self {
        let name = description.split(';').next().unwrap_or_default();
        let among = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
        let supported = name
            .get(..9)
            .is_some_and(|head| head.eq_ignore_ascii_case("supported"));
        if among(KEPT) || supported {
            return Self::Kept;
        }
        if among(SIDS) {
            return Self::Sid;
        }
        if name.eq_ignore_ascii_case("primaryGroupID") {
            return Self::Rid;
        }
        let syntax = [Schema::standard(), Schema::active_directory()]
            .iter()
            .find_map(|schema| schema.attribute_type(name))
            .map(|kind| kind.syntax());
        syntax.map_or(Self::Text, Self::of_syntax)
    }

    fn of_syntax(syntax: Syntax) -> Self {
        match syntax {
            Syntax::Boolean
            | Syntax::ObjectIdentifier
            | Syntax::GeneralizedTime
            | Syntax::UtcTime
            | Syntax::LargeInteger
            | Syntax::DeliveryMethod
            | Syntax::AttributeTypeDescription
            | Syntax::ObjectClassDescription
            | Syntax::MatchingRuleDescription
            | Syntax::MatchingRuleUseDescription
            | Syntax::NameFormDescription
            | Syntax::DitContentRuleDescription
            | Syntax::LdapSyntaxDescription => Self::Kept,
            Syntax::DistinguishedName | Syntax::NameAndOptionalUid => Self::Dn,
            Syntax::DnWithBinary | Syntax::DnWithString => Self::DnWith,
            Syntax::CountryString => Self::Country,
            Syntax::OctetString
            | Syntax::Binary
            | Syntax::Certificate
            | Syntax::CertificateList
            | Syntax::CertificatePair
            | Syntax::Jpeg
            | Syntax::SecurityDescriptor => Self::Octets,
            _ => Self::Text,
        }
    }
}
