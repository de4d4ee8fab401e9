//! Which requests a rule or an expectation is about: one grammar for both.
//!
//! A [`Matcher`] is an operation and conditions (`condition`); filters are compared by their `normal` form. `words` reads the text form.
//! An [`Expectation`] counts requests, `rules` are ready-made ones ([`ReadyMade`]); `watched` shows them every request, `failure` words what is not met,
//! `telling` a request.

mod canary;
mod condition;
mod connections;
mod expectation;
mod failure;
mod matcher;
mod normal;
mod offence;
mod ranges;
mod ready_made;
mod rules;
mod telling;
mod test_error;
mod watched;
pub(crate) mod words;

pub use canary::{CANARY, WILDCARD_CANARY};
pub use condition::Credential;
pub use expectation::{Expectation, Times};
pub use failure::Unverified;
pub(crate) use matcher::CONDITIONS;
pub use matcher::{
    Matcher, abandon, add, any, bind, compare, delete, extended, modify, modify_dn, search, unbind,
};
pub use ready_made::ReadyMade;
pub(crate) use telling::{cut, line};
pub(crate) use test_error::is_returning;
pub use test_error::{TestError, TestResult};
pub(crate) use watched::Watched;
