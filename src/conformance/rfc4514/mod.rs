//! RFC 4514: names as text.

mod forms;
mod refused;

use super::case::Case;

pub(super) const TABLES: &[&[Case]] = &[forms::CASES, refused::CASES];
