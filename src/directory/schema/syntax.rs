//! LDAP syntaxes, RFC 4517 section 3.3, and Active Directory's (MS-ADTS 3.1.1.2.2.2).

use crate::directory::matching::{
    Form, normalize,
    rule::{MatchingRule, by_syntax},
};

macro_rules! syntaxes {
    ($($name:ident $oid:literal $description:literal;)*) => {
        /// What a value must look like.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Syntax {
            $(#[doc = $description] $name,)*
            /// A syntax that is not known here; any octets fit.
            #[default]
            Unknown,
        }

        impl Syntax {
            /// Every known syntax.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The object identifier; empty for [`Syntax::Unknown`].
            #[must_use]
            pub fn oid(self) -> &'static str {
                match self {
                    $(Self::$name => $oid,)*
                    Self::Unknown => "",
                }
            }

            /// The name in the RFC or in MS-ADTS.
            #[must_use]
            pub fn description(self) -> &'static str {
                match self {
                    $(Self::$name => $description,)*
                    Self::Unknown => "Unknown",
                }
            }
        }
    };
}

syntaxes! {
    AttributeTypeDescription "1.3.6.1.4.1.1466.115.121.1.3" "Attribute Type Description";
    Binary "1.3.6.1.4.1.1466.115.121.1.5" "Binary";
    BitString "1.3.6.1.4.1.1466.115.121.1.6" "Bit String";
    Boolean "1.3.6.1.4.1.1466.115.121.1.7" "Boolean";
    Certificate "1.3.6.1.4.1.1466.115.121.1.8" "Certificate";
    CertificateList "1.3.6.1.4.1.1466.115.121.1.9" "Certificate List";
    CertificatePair "1.3.6.1.4.1.1466.115.121.1.10" "Certificate Pair";
    CountryString "1.3.6.1.4.1.1466.115.121.1.11" "Country String";
    DistinguishedName "1.3.6.1.4.1.1466.115.121.1.12" "Distinguished Name";
    DeliveryMethod "1.3.6.1.4.1.1466.115.121.1.14" "Delivery Method";
    DirectoryString "1.3.6.1.4.1.1466.115.121.1.15" "Directory String";
    DitContentRuleDescription "1.3.6.1.4.1.1466.115.121.1.16" "DIT Content Rule Description";
    EnhancedGuide "1.3.6.1.4.1.1466.115.121.1.21" "Enhanced Guide";
    FacsimileTelephoneNumber "1.3.6.1.4.1.1466.115.121.1.22" "Facsimile Telephone Number";
    GeneralizedTime "1.3.6.1.4.1.1466.115.121.1.24" "Generalized Time";
    Ia5String "1.3.6.1.4.1.1466.115.121.1.26" "IA5 String";
    Integer "1.3.6.1.4.1.1466.115.121.1.27" "Integer";
    Jpeg "1.3.6.1.4.1.1466.115.121.1.28" "JPEG";
    MatchingRuleDescription "1.3.6.1.4.1.1466.115.121.1.30" "Matching Rule Description";
    MatchingRuleUseDescription "1.3.6.1.4.1.1466.115.121.1.31" "Matching Rule Use Description";
    NameAndOptionalUid "1.3.6.1.4.1.1466.115.121.1.34" "Name And Optional UID";
    NameFormDescription "1.3.6.1.4.1.1466.115.121.1.35" "Name Form Description";
    NumericString "1.3.6.1.4.1.1466.115.121.1.36" "Numeric String";
    ObjectClassDescription "1.3.6.1.4.1.1466.115.121.1.37" "Object Class Description";
    ObjectIdentifier "1.3.6.1.4.1.1466.115.121.1.38" "OID";
    OtherMailbox "1.3.6.1.4.1.1466.115.121.1.39" "Other Mailbox";
    OctetString "1.3.6.1.4.1.1466.115.121.1.40" "Octet String";
    PostalAddress "1.3.6.1.4.1.1466.115.121.1.41" "Postal Address";
    PresentationAddress "1.3.6.1.4.1.1466.115.121.1.43" "Presentation Address";
    PrintableString "1.3.6.1.4.1.1466.115.121.1.44" "Printable String";
    TelephoneNumber "1.3.6.1.4.1.1466.115.121.1.50" "Telephone Number";
    TeletexTerminalIdentifier "1.3.6.1.4.1.1466.115.121.1.51" "Teletex Terminal Identifier";
    TelexNumber "1.3.6.1.4.1.1466.115.121.1.52" "Telex Number";
    UtcTime "1.3.6.1.4.1.1466.115.121.1.53" "UTC Time";
    LdapSyntaxDescription "1.3.6.1.4.1.1466.115.121.1.54" "LDAP Syntax Description";
    SubstringAssertion "1.3.6.1.4.1.1466.115.121.1.58" "Substring Assertion";
    NisNetgroupTriple "1.3.6.1.1.1.0.0" "RFC2307 NIS Netgroup Triple";
    BootParameter "1.3.6.1.1.1.0.1" "RFC2307 Boot Parameter";
    Uuid "1.3.6.1.1.16.1" "UUID";
    DnWithBinary "1.2.840.113556.1.4.903" "DNWithOctetString";
    DnWithString "1.2.840.113556.1.4.904" "DNWithString";
    CaseIgnoreString "1.2.840.113556.1.4.905" "Case Ignore String";
    LargeInteger "1.2.840.113556.1.4.906" "Large Integer";
    SecurityDescriptor "1.2.840.113556.1.4.907" "Object Security Descriptor";
    CaseExactString "1.2.840.113556.1.4.1362" "Case Exact String";
}

impl Syntax {
    /// Finds a syntax by OID; a length bound such as `{64}` and quotes are ignored.
    #[must_use]
    pub fn find(oid: &str) -> Option<Self> {
        let oid = oid.trim_matches('\'');
        let oid = oid.split_once('{').map_or(oid, |(oid, _)| oid);
        Self::ALL.iter().copied().find(|syntax| syntax.oid() == oid)
    }

    /// The value of `ldapSyntaxes` in a subschema entry, RFC 4512 section 4.1.5.
    #[must_use]
    pub fn definition(self) -> String {
        format!("( {} DESC '{}' )", self.oid(), self.description())
    }

    /// Whether a value fits. Syntaxes of structured octets (certificates, pictures) take anything.
    ///
    /// ```
    /// use ldaplab::directory::schema::Syntax;
    /// assert!(Syntax::Integer.fits(b"-7") && !Syntax::Integer.fits(b"007"));
    /// ```
    #[must_use]
    pub fn fits(self, value: &[u8]) -> bool {
        let parses = |form| normalize(form, value).is_some();
        match self {
            Self::DirectoryString
            | Self::CaseIgnoreString
            | Self::CaseExactString
            | Self::FacsimileTelephoneNumber => {
                !value.is_empty() && std::str::from_utf8(value).is_ok()
            }
            Self::PostalAddress => !value.is_empty() && parses(Form::CaseIgnoreList),
            Self::Ia5String => value.is_ascii(),
            Self::PrintableString | Self::TelephoneNumber => {
                !value.is_empty() && value.iter().all(|&byte| is_printable(byte))
            }
            Self::CountryString => value.len() == 2 && value.iter().all(|&byte| is_printable(byte)),
            Self::NumericString => !value.is_empty() && parses(Form::Numeric),
            Self::Boolean => parses(Form::Boolean),
            Self::Integer => parses(Form::Integer),
            Self::LargeInteger => parses(Form::Integer64),
            Self::GeneralizedTime | Self::UtcTime => parses(Form::Time),
            Self::DistinguishedName => parses(Form::DistinguishedName),
            Self::NameAndOptionalUid => parses(Form::NameAndOptionalUid),
            Self::ObjectIdentifier => parses(Form::ObjectIdentifier),
            Self::BitString => parses(Form::Bits),
            Self::Uuid => parses(Form::Uuid),
            _ => true,
        }
    }

    /// The rules (equality, ordering, substrings) by which Active Directory compares values of the syntax: its schema
    /// names none (MS-ADTS 3.1.1.3.1.3.1: no substrings of DNs).
    pub(super) fn active_directory_rules(self) -> [Option<&'static MatchingRule>; 3] {
        let named = |names: [&str; 3]| names.map(MatchingRule::find);
        match self {
            Self::DistinguishedName => [
                MatchingRule::find("distinguishedNameMatch"),
                Some(&by_syntax::ORDER_DN),
                None,
            ],
            Self::Integer => [
                Some(&by_syntax::EQUAL_INTEGER32),
                Some(&by_syntax::ORDER_INTEGER32),
                None,
            ],
            Self::LargeInteger => [
                Some(&by_syntax::EQUAL_INTEGER64),
                Some(&by_syntax::ORDER_INTEGER64),
                None,
            ],
            Self::Boolean => named(["booleanMatch", "", ""]),
            Self::GeneralizedTime | Self::UtcTime => {
                named(["generalizedTimeMatch", "generalizedTimeOrderingMatch", ""])
            }
            Self::ObjectIdentifier => named(["objectIdentifierMatch", "", ""]),
            Self::DirectoryString | Self::CaseIgnoreString => named([
                "caseIgnoreMatch",
                "caseIgnoreOrderingMatch",
                "caseIgnoreSubstringsMatch",
            ]),
            Self::Ia5String
            | Self::PrintableString
            | Self::NumericString
            | Self::CaseExactString => named([
                "caseExactMatch",
                "caseExactOrderingMatch",
                "caseExactSubstringsMatch",
            ]),
            _ => named([
                "octetStringMatch",
                "octetStringOrderingMatch",
                "octetStringSubstringsMatch",
            ]),
        }
    }
}

fn is_printable(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"'()+,-.=/:? ".contains(&byte)
}
