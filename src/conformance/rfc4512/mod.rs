//! RFC 4512: the information model. One file a section.

mod attributes;
mod classes;
mod operational;
mod root_dse;
mod subschema;

use super::case::Case;

pub(super) const TABLES: &[&[Case]] = &[
    attributes::CASES,
    classes::CASES,
    operational::CASES,
    subschema::CASES,
    root_dse::CASES,
];
