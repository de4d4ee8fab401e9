//! RFC 4511: the protocol. One file a section.

mod abandon;
mod add;
mod bind;
mod compare;
mod controls;
mod delete;
mod encoding;
mod envelope;
mod extended;
mod modify;
mod modify_dn;
mod people;
mod search_base;
mod search_deref;
mod search_filter;
mod search_filter_kinds;
mod search_limits;
mod search_selection;

use super::case::Case;

pub(super) const TABLES: &[&[Case]] = &[
    envelope::CASES,
    controls::CASES,
    bind::CASES,
    search_base::CASES,
    search_deref::CASES,
    search_limits::CASES,
    search_filter::CASES,
    search_filter_kinds::CASES,
    search_selection::CASES,
    modify::CASES,
    add::CASES,
    delete::CASES,
    modify_dn::CASES,
    compare::CASES,
    abandon::CASES,
    extended::CASES,
    encoding::CASES,
];
