//! Filters from parts: what stands in a value stays a value, whatever it holds.
//!
//! ```
//! use ldaplab::directory::filter::{build::{and, equals, not, present}, print};
//!
//! let login = "*)(uid=*"; // what somebody typed into a login form
//! let filter = and([equals("objectClass", "person"), equals("uid", login), not(present("pwdAccountLockedTime"))]);
//! assert_eq!(print(&filter), r"(&(objectClass=person)(uid=\2a\29\28uid=\2a)(!(pwdAccountLockedTime=*)))");
//! ```

use super::{FilterError, escape, parse};
use crate::wire::filter::{Filter, MatchingRuleAssertion, Substrings};

/// `(&…)`: all of them; true without parts.
#[must_use]
pub fn and(parts: impl IntoIterator<Item = Filter>) -> Filter {
    Filter::And(parts.into_iter().collect())
}

/// `(|…)`: any of them; false without parts.
#[must_use]
pub fn or(parts: impl IntoIterator<Item = Filter>) -> Filter {
    Filter::Or(parts.into_iter().collect())
}

/// `(!…)`
#[must_use]
pub fn not(part: Filter) -> Filter {
    Filter::Not(Box::new(part))
}

/// `(attribute=value)`
#[must_use]
pub fn equals(attribute: &str, value: impl Into<Vec<u8>>) -> Filter {
    Filter::Equality(attribute.to_owned(), value.into())
}

/// `(attribute=*)`
#[must_use]
pub fn present(attribute: &str) -> Filter {
    Filter::Present(attribute.to_owned())
}

/// `(attribute>=value)`
#[must_use]
pub fn at_least(attribute: &str, value: impl Into<Vec<u8>>) -> Filter {
    Filter::GreaterOrEqual(attribute.to_owned(), value.into())
}

/// `(attribute<=value)`
#[must_use]
pub fn at_most(attribute: &str, value: impl Into<Vec<u8>>) -> Filter {
    Filter::LessOrEqual(attribute.to_owned(), value.into())
}

/// `(attribute~=value)`
#[must_use]
pub fn approx(attribute: &str, value: impl Into<Vec<u8>>) -> Filter {
    Filter::Approx(attribute.to_owned(), value.into())
}

/// `(attribute=initial*any*last)`. Empty pieces are left out (RFC 4511 has none); without any piece the filter is
/// [`present`].
///
/// ```
/// use ldaplab::directory::filter::{build::substring, print};
///
/// assert_eq!(print(&substring("cn", "A", ["*"], "z")), r"(cn=A*\2a*z)");
/// assert_eq!(print(&substring("cn", "", [""; 0], "")), "(cn=*)");
/// ```
#[must_use]
pub fn substring<V: Into<Vec<u8>>>(
    attribute: &str,
    initial: impl Into<Vec<u8>>,
    any: impl IntoIterator<Item = V>,
    last: impl Into<Vec<u8>>,
) -> Filter {
    let filled = |piece: Vec<u8>| (!piece.is_empty()).then_some(piece);
    let pieces = Substrings {
        initial: filled(initial.into()),
        any: any
            .into_iter()
            .filter_map(|piece| filled(piece.into()))
            .collect(),
        last: filled(last.into()),
    };
    if pieces == Substrings::default() {
        return present(attribute);
    }
    Filter::Substrings(attribute.to_owned(), pieces)
}

/// `(attribute=value*)`
#[must_use]
pub fn starts_with(attribute: &str, value: impl Into<Vec<u8>>) -> Filter {
    substring(attribute, value, [""; 0], "")
}

/// `(attribute=*value)`
#[must_use]
pub fn ends_with(attribute: &str, value: impl Into<Vec<u8>>) -> Filter {
    substring(attribute, "", [""; 0], value)
}

/// `(attribute=*value*)`
#[must_use]
pub fn contains(attribute: &str, value: impl Into<Vec<u8>>) -> Filter {
    substring(attribute, "", [value], "")
}

/// `(attribute:rule:=value)`: a matching rule by name or OID, for example Active Directory's
/// `1.2.840.113556.1.4.803` (all these bits).
#[must_use]
pub fn matches_rule(attribute: &str, rule: &str, value: impl Into<Vec<u8>>) -> Filter {
    Filter::Extensible(MatchingRuleAssertion {
        rule: Some(rule.to_owned()),
        attribute: Some(attribute.to_owned()),
        value: value.into(),
        dn_attributes: false,
    })
}

/// The filter of a text in which each `{}` stands for a value.
///
/// # Errors
///
/// [`FilterError`] if there are more or fewer values than places, or the text is no filter; its position then counts
/// in the text with the escaped values.
///
/// ```
/// use ldaplab::directory::filter::{build::{and, equals, fill}, print};
///
/// let filter = fill("(&(objectClass=person)(mail={}))", ["*)(uid=*"])?;
/// assert_eq!(filter, and([equals("objectClass", "person"), equals("mail", "*)(uid=*")]));
/// # Ok::<(), ldaplab::directory::filter::FilterError>(())
/// ```
pub fn fill<V: AsRef<[u8]>>(
    template: &str,
    values: impl IntoIterator<Item = V>,
) -> Result<Filter, FilterError> {
    let mut values = values.into_iter();
    let mut parts = template.split("{}");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let value = values.next().ok_or_else(|| {
            FilterError::new(text.len(), "there are fewer values than `{}` in the text")
        })?;
        text.push_str(&escape(value.as_ref()));
        text.push_str(part);
    }
    if values.next().is_some() {
        let cause = "there are more values than `{}` in the text";
        return Err(FilterError::new(text.len(), cause));
    }
    parse(&text)
}
