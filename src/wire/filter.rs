//! The filter of a search request, RFC 4511 section 4.5.1.7. Assertion values are bytes.

/// A search filter as it stands on the wire.
///
/// The textual form (RFC 4515) is read and printed by [`crate::directory::filter`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Substrings {
    /// What the value starts with.
    pub initial: Option<Vec<u8>>,
    /// What follows somewhere, in this order.
    pub any: Vec<Vec<u8>>,
    /// What the value ends with.
    pub last: Option<Vec<u8>>,
}

/// An extensible match, RFC 4511 section 4.5.1.7.7.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
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
