//! The filter of a search request, RFC 4511 section 4.5.1.7. Assertion values are bytes.

mod debug;
mod decode;
mod encode;

pub(crate) use decode::decode;
pub(crate) use encode::encode;

/// A search filter as it stands on the wire.
///
/// Its `Debug` shows no value of a password attribute.
///
/// The textual form (RFC 4515) is read and printed by the directory, not here.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Filter {
    /// `(&…)`; without parts it is true (RFC 4526).
    And(Vec<Self>),
    /// `(|…)`; without parts it is false (RFC 4526).
    Or(Vec<Self>),
    /// `(!…)`
    Not(Box<Self>),
    /// `(attribute=value)`
    Equality(String, Vec<u8>),
    /// `(attribute=initial*any*final)`
    Substrings(String, Substrings),
    /// `(attribute>=value)`
    GreaterOrEqual(String, Vec<u8>),
    /// `(attribute<=value)`
    LessOrEqual(String, Vec<u8>),
    /// `(attribute=*)`
    Present(String),
    /// `(attribute~=value)`
    Approx(String, Vec<u8>),
    /// `(attribute:dn:rule:=value)`
    Extensible(MatchingRuleAssertion),
}

/// The pieces of a substring assertion, in order; at least one is present on the wire.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Substrings {
    /// What the value starts with.
    pub initial: Option<Vec<u8>>,
    /// What follows somewhere, in this order.
    pub any: Vec<Vec<u8>>,
    /// What the value ends with.
    pub last: Option<Vec<u8>>,
}

/// An extensible match, RFC 4511 section 4.5.1.7.7.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct MatchingRuleAssertion {
    /// The matching rule's OID or name.
    pub rule: Option<String>,
    /// The attribute description.
    pub attribute: Option<String>,
    /// The assertion value.
    pub value: Vec<u8>,
    /// Whether attributes of the DN take part.
    pub dn_attributes: bool,
}

/// Identifier octets of the choices.
pub(crate) mod tag {
    pub(crate) const AND: u8 = 0xa0;
    pub(crate) const OR: u8 = 0xa1;
    pub(crate) const NOT: u8 = 0xa2;
    pub(crate) const EQUALITY: u8 = 0xa3;
    pub(crate) const SUBSTRINGS: u8 = 0xa4;
    pub(crate) const GREATER_OR_EQUAL: u8 = 0xa5;
    pub(crate) const LESS_OR_EQUAL: u8 = 0xa6;
    pub(crate) const PRESENT: u8 = 0x87;
    pub(crate) const APPROX: u8 = 0xa8;
    pub(crate) const EXTENSIBLE: u8 = 0xa9;

    pub(crate) const INITIAL: u8 = 0x80;
    pub(crate) const ANY: u8 = 0x81;
    pub(crate) const FINAL: u8 = 0x82;

    pub(crate) const RULE: u8 = 0x81;
    pub(crate) const TYPE: u8 = 0x82;
    pub(crate) const VALUE: u8 = 0x83;
    pub(crate) const DN_ATTRIBUTES: u8 = 0x84;
}
