//! RFC 4513: who is who. One file a section.

mod sasl;
mod simple;
mod start_tls;

use super::case::Case;

pub(super) const TABLES: &[&[Case]] = &[simple::CASES, sasl::CASES, start_tls::CASES];
