//! The table of matching rules, RFC 4517 section 4.2.

use Kind::{Equality, Extensible, Ordering, Substrings};

use super::normal::Form;

/// What a rule decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Equal or not.
    Equality,
    /// Before, equal or after.
    Ordering,
    /// Contains the pieces.
    Substrings,
    /// Bits or links: usable in extensible matches only, resolved by the server.
    Extensible,
}

/// One matching rule.
#[derive(Debug, PartialEq, Eq)]
pub struct MatchingRule {
    oid: &'static str,
    name: &'static str,
    kind: Kind,
    form: Form,
    /// Last arc of the assertion syntax below 1.3.6.1.4.1.1466.115.121.1, or a whole OID.
    syntax: &'static str,
}

impl MatchingRule {
    /// Finds a rule by name, in any case, or by OID.
    ///
    /// ```
    /// use ldaplab::directory::matching::MatchingRule;
    /// assert_eq!(MatchingRule::find("2.5.13.2").unwrap().name(), "caseIgnoreMatch");
    /// ```
    #[must_use]
    pub fn find(name_or_oid: &str) -> Option<&'static Self> {
        RULES
            .iter()
            .find(|rule| rule.name.eq_ignore_ascii_case(name_or_oid) || rule.oid == name_or_oid)
    }

    /// Every rule of RFC 4517, RFC 4530 and Active Directory that is known here.
    #[must_use]
    pub fn all() -> &'static [Self] {
        RULES
    }

    /// The object identifier.
    #[must_use]
    pub fn oid(&self) -> &'static str {
        self.oid
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What it decides.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The form in which it compares.
    #[must_use]
    pub fn form(&self) -> Form {
        self.form
    }

    /// The MatchingRuleDescription of a subschema entry, RFC 4512 section 4.1.3.
    #[must_use]
    pub fn definition(&self) -> String {
        let base = if self.syntax.contains('.') {
            ""
        } else {
            "1.3.6.1.4.1.1466.115.121.1."
        };
        format!(
            "( {} NAME '{}' SYNTAX {base}{} )",
            self.oid, self.name, self.syntax
        )
    }
}

const fn rule(
    oid: &'static str,
    name: &'static str,
    kind: Kind,
    form: Form,
    syntax: &'static str,
) -> MatchingRule {
    MatchingRule {
        oid,
        name,
        kind,
        form,
        syntax,
    }
}

static RULES: &[MatchingRule] = &[
    rule(
        "2.5.13.0",
        "objectIdentifierMatch",
        Equality,
        Form::ObjectIdentifier,
        "38",
    ),
    rule(
        "2.5.13.1",
        "distinguishedNameMatch",
        Equality,
        Form::DistinguishedName,
        "12",
    ),
    rule(
        "2.5.13.2",
        "caseIgnoreMatch",
        Equality,
        Form::CaseIgnore,
        "15",
    ),
    rule(
        "2.5.13.3",
        "caseIgnoreOrderingMatch",
        Ordering,
        Form::CaseIgnore,
        "15",
    ),
    rule(
        "2.5.13.4",
        "caseIgnoreSubstringsMatch",
        Substrings,
        Form::CaseIgnore,
        "58",
    ),
    rule(
        "2.5.13.5",
        "caseExactMatch",
        Equality,
        Form::CaseExact,
        "15",
    ),
    rule(
        "2.5.13.6",
        "caseExactOrderingMatch",
        Ordering,
        Form::CaseExact,
        "15",
    ),
    rule(
        "2.5.13.7",
        "caseExactSubstringsMatch",
        Substrings,
        Form::CaseExact,
        "58",
    ),
    rule(
        "2.5.13.8",
        "numericStringMatch",
        Equality,
        Form::Numeric,
        "36",
    ),
    rule(
        "2.5.13.9",
        "numericStringOrderingMatch",
        Ordering,
        Form::Numeric,
        "36",
    ),
    rule(
        "2.5.13.10",
        "numericStringSubstringsMatch",
        Substrings,
        Form::Numeric,
        "58",
    ),
    rule(
        "2.5.13.11",
        "caseIgnoreListMatch",
        Equality,
        Form::CaseIgnoreList,
        "41",
    ),
    rule(
        "2.5.13.12",
        "caseIgnoreListSubstringsMatch",
        Substrings,
        Form::CaseIgnoreList,
        "58",
    ),
    rule("2.5.13.13", "booleanMatch", Equality, Form::Boolean, "7"),
    rule("2.5.13.14", "integerMatch", Equality, Form::Integer, "27"),
    rule(
        "2.5.13.15",
        "integerOrderingMatch",
        Ordering,
        Form::Integer,
        "27",
    ),
    rule("2.5.13.16", "bitStringMatch", Equality, Form::Bits, "6"),
    rule(
        "2.5.13.17",
        "octetStringMatch",
        Equality,
        Form::Octets,
        "40",
    ),
    rule(
        "2.5.13.18",
        "octetStringOrderingMatch",
        Ordering,
        Form::Octets,
        "40",
    ),
    rule(
        "2.5.13.19",
        "octetStringSubstringsMatch",
        Substrings,
        Form::Octets,
        "58",
    ),
    rule(
        "2.5.13.20",
        "telephoneNumberMatch",
        Equality,
        Form::Telephone,
        "50",
    ),
    rule(
        "2.5.13.21",
        "telephoneNumberSubstringsMatch",
        Substrings,
        Form::Telephone,
        "58",
    ),
    rule(
        "2.5.13.23",
        "uniqueMemberMatch",
        Equality,
        Form::NameAndOptionalUid,
        "34",
    ),
    rule(
        "2.5.13.27",
        "generalizedTimeMatch",
        Equality,
        Form::Time,
        "24",
    ),
    rule(
        "2.5.13.28",
        "generalizedTimeOrderingMatch",
        Ordering,
        Form::Time,
        "24",
    ),
    rule(
        "2.5.13.29",
        "integerFirstComponentMatch",
        Equality,
        Form::FirstComponent,
        "27",
    ),
    rule(
        "2.5.13.30",
        "objectIdentifierFirstComponentMatch",
        Equality,
        Form::FirstComponent,
        "38",
    ),
    rule(
        "1.3.6.1.4.1.1466.109.114.1",
        "caseExactIA5Match",
        Equality,
        Form::CaseExact,
        "26",
    ),
    rule(
        "1.3.6.1.4.1.1466.109.114.2",
        "caseIgnoreIA5Match",
        Equality,
        Form::CaseIgnore,
        "26",
    ),
    rule(
        "1.3.6.1.4.1.1466.109.114.3",
        "caseIgnoreIA5SubstringsMatch",
        Substrings,
        Form::CaseIgnore,
        "58",
    ),
    rule(
        "1.3.6.1.4.1.4203.1.2.1",
        "caseExactIA5SubstringsMatch",
        Substrings,
        Form::CaseExact,
        "58",
    ),
    rule(
        "1.3.6.1.1.16.2",
        "UUIDMatch",
        Equality,
        Form::Uuid,
        "1.3.6.1.1.16.1",
    ),
    rule(
        "1.3.6.1.1.16.3",
        "UUIDOrderingMatch",
        Ordering,
        Form::Uuid,
        "1.3.6.1.1.16.1",
    ),
    rule(
        "1.2.840.113556.1.4.803",
        "integerBitAndMatch",
        Extensible,
        Form::Integer,
        "27",
    ),
    rule(
        "1.2.840.113556.1.4.804",
        "integerBitOrMatch",
        Extensible,
        Form::Integer,
        "27",
    ),
    rule(
        "1.2.840.113556.1.4.1941",
        "distinguishedNameInChainMatch",
        Extensible,
        Form::DistinguishedName,
        "12",
    ),
];

/// Active Directory compares by syntax and has no rules in its schema; these stand for what it does.
pub(crate) mod by_syntax {
    use super::*;

    macro_rules! rules {
        ($($name:ident = $kind:ident $form:ident;)*) => {
            $(pub(crate) static $name: MatchingRule = rule("", "", $kind, Form::$form, "15");)*
        };
    }

    rules! {
        EQUAL_INTEGER32 = Equality Integer32;
        ORDER_INTEGER32 = Ordering Integer32;
        EQUAL_INTEGER64 = Equality Integer64;
        ORDER_INTEGER64 = Ordering Integer64;
        ORDER_DN = Ordering DistinguishedName;
    }
}
