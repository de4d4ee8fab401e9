//! RFC 4517: syntaxes and matching rules.

mod numbers;
mod ordering;
mod rules;
mod substrings;
mod syntaxes;

use super::case::Case;

pub(super) const TABLES: &[&[Case]] = &[
    syntaxes::CASES,
    numbers::CASES,
    rules::CASES,
    substrings::CASES,
    ordering::CASES,
];
