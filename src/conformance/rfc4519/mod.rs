//! RFC 4519: the attributes and classes of people and organizations. One file each.

mod attributes;
mod classes;

use super::case::Case;

pub(super) const TABLES: &[&[Case]] = &[attributes::CASES, classes::CASES];
