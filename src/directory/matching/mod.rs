//! Matching rules, RFC 4517 section 4: when two values are equal, ordered, or contain one another.
//!
//! [`rule`] is the table of rules; a rule names the [`Form`] that its values are brought into by [`normalize`].
//! Equal forms are equal values, so an assertion is normalised once and an index holds forms.
//! [`equal`] compares a stored value with a form and spares the work where the bytes already decide;
//! [`order`] and [`substring`] do the other two. [`integer`], `moment` and `prepare` (RFC 4518) are the
//! larger forms. What a value must look like is [`super::schema::Syntax`]'s.

pub mod integer;
mod moment;
mod normal;
pub(crate) mod prepare;
pub mod rule;
pub mod substring;
#[cfg(test)]
mod tests;

pub use normal::{Form, equal, normalize, order};
pub use rule::MatchingRule;
