//! RFC 4517: syntaxes and matching rules.

mod ordering;
mod rules;
mod substrings;
mod syntaxes;

use super::case::Case;

pub(super) const TABLES: &[&[Case]] = &[
    syntaxes::CASES,
    rules::CASES,
    substrings::CASES,
    ordering::CASES,
];
