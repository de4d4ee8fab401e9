//! What Active Directory does beyond the RFCs, as MS-ADTS documents it.

mod names;
mod root_dse;
mod searches;

use super::case::Case;

pub(super) const TABLES: &[&[Case]] = &[root_dse::CASES, names::CASES, searches::CASES];
