//! RFC 4511: the protocol. One file a section.

mod compare;

use super::case::Case;

pub(super) const TABLES: &[&[Case]] = &[compare::CASES];
