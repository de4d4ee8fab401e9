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

macro_rules! rules {
    ($($name:ident $oid:literal $kind:ident $form:ident $syntax:literal;)*) => {
        static RULES: &[MatchingRule] = &[$(rule($oid, stringify!($name), $kind, Form::$form, $syntax)),*];
    };
}

rules! {
    objectIdentifierMatch "2.5.13.0" Equality ObjectIdentifier "38";
    distinguishedNameMatch "2.5.13.1" Equality DistinguishedName "12";
    caseIgnoreMatch "2.5.13.2" Equality CaseIgnore "15";
    caseIgnoreOrderingMatch "2.5.13.3" Ordering CaseIgnore "15";
    caseIgnoreSubstringsMatch "2.5.13.4" Substrings CaseIgnore "58";
    caseExactMatch "2.5.13.5" Equality CaseExact "15";
    caseExactOrderingMatch "2.5.13.6" Ordering CaseExact "15";
    caseExactSubstringsMatch "2.5.13.7" Substrings CaseExact "58";
    numericStringMatch "2.5.13.8" Equality Numeric "36";
    numericStringOrderingMatch "2.5.13.9" Ordering Numeric "36";
    numericStringSubstringsMatch "2.5.13.10" Substrings Numeric "58";
    caseIgnoreListMatch "2.5.13.11" Equality CaseIgnoreList "41";
    caseIgnoreListSubstringsMatch "2.5.13.12" Substrings CaseIgnoreList "58";
    booleanMatch "2.5.13.13" Equality Boolean "7";
    integerMatch "2.5.13.14" Equality Integer "27";
    integerOrderingMatch "2.5.13.15" Ordering Integer "27";
    bitStringMatch "2.5.13.16" Equality Bits "6";
    octetStringMatch "2.5.13.17" Equality Octets "40";
    octetStringOrderingMatch "2.5.13.18" Ordering Octets "40";
    octetStringSubstringsMatch "2.5.13.19" Substrings Octets "58";
    telephoneNumberMatch "2.5.13.20" Equality Telephone "50";
    telephoneNumberSubstringsMatch "2.5.13.21" Substrings Telephone "58";
    uniqueMemberMatch "2.5.13.23" Equality NameAndOptionalUid "34";
    generalizedTimeMatch "2.5.13.27" Equality Time "24";
    generalizedTimeOrderingMatch "2.5.13.28" Ordering Time "24";
    integerFirstComponentMatch "2.5.13.29" Equality FirstComponent "27";
    objectIdentifierFirstComponentMatch "2.5.13.30" Equality FirstComponent "38";
    caseExactIA5Match "1.3.6.1.4.1.1466.109.114.1" Equality CaseExact "26";
    caseIgnoreIA5Match "1.3.6.1.4.1.1466.109.114.2" Equality CaseIgnore "26";
    caseIgnoreIA5SubstringsMatch "1.3.6.1.4.1.1466.109.114.3" Substrings CaseIgnore "58";
    caseExactIA5SubstringsMatch "1.3.6.1.4.1.4203.1.2.1" Substrings CaseExact "58";
    UUIDMatch "1.3.6.1.1.16.2" Equality Uuid "1.3.6.1.1.16.1";
    UUIDOrderingMatch "1.3.6.1.1.16.3" Ordering Uuid "1.3.6.1.1.16.1";
    integerBitAndMatch "1.2.840.113556.1.4.803" Extensible Integer "27";
    integerBitOrMatch "1.2.840.113556.1.4.804" Extensible Integer "27";
    distinguishedNameInChainMatch "1.2.840.113556.1.4.1941" Extensible DistinguishedName "12";
}

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
