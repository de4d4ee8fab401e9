//! RFC 4511: the protocol. One file a section.

mod abandon;
mod add;
mod bind;
mod compare;
mod controls;
mod delete;
mod encoding;
mod extended;
mod filters;
mod modify;
mod modify_dn;
mod search;

use super::case::Case;

pub(super) const TABLES: &[&[Case]] = &[
    controls::CASES,
    bind::CASES,
    search::CASES,
    filters::CASES,
    modify::CASES,
    add::CASES,
    delete::CASES,
    modify_dn::CASES,
    compare::CASES,
    abandon::CASES,
    extended::CASES,
    encoding::CASES,
];
