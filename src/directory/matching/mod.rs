//! matching
pub(crate) mod prepare;
