//! Filters compared by what they mean, as far as writing them differs.

use super::print;
use crate::wire::Filter;

/// The same filter with lower-case attribute names and the parts of `&` and `|` in one order.
///
/// ```
/// use ldaplab::directory::filter::{normal, parse};
///
/// let (one, other) = (parse("(&(UID=ada)(sn=N*))")?, parse("(&(SN=N*)(uid=ada))")?);
/// assert_eq!(normal(&one), normal(&other));
/// # Ok::<(), ldaplab::directory::filter::FilterError>(())
/// ```
#[must_use]
pub fn normal(filter: &Filter) -> Filter {
    let sorted = |parts: &[Filter]| {
        let mut parts: Vec<Filter> = parts.iter().map(normal).collect();
        parts.sort_by_cached_key(print);
        parts
    };
    match filter {
        Filter::And(parts) => Filter::And(sorted(parts)),
        Filter::Or(parts) => Filter::Or(sorted(parts)),
        Filter::Not(part) => Filter::Not(Box::new(normal(part))),
        Filter::Equality(name, value) => Filter::Equality(name.to_lowercase(), value.clone()),
        Filter::Substrings(name, parts) => Filter::Substrings(name.to_lowercase(), parts.clone()),
        Filter::GreaterOrEqual(name, value) => {
            Filter::GreaterOrEqual(name.to_lowercase(), value.clone())
        }
        Filter::LessOrEqual(name, value) => Filter::LessOrEqual(name.to_lowercase(), value.clone()),
        Filter::Present(name) => Filter::Present(name.to_lowercase()),
        Filter::Approx(name, value) => Filter::Approx(name.to_lowercase(), value.clone()),
        Filter::Extensible(assertion) => {
            let mut assertion = assertion.clone();
            assertion.attribute = assertion.attribute.map(|name| name.to_lowercase());
            Filter::Extensible(assertion)
        }
    }
}

/// Whether a filter is this part, or has it somewhere in it. Both in normal form.
pub(crate) fn contains(whole: &Filter, part: &Filter) -> bool {
    whole == part
        || match whole {
            Filter::And(parts) | Filter::Or(parts) => parts.iter().any(|one| contains(one, part)),
            Filter::Not(one) => contains(one, part),
            _ => false,
        }
}
