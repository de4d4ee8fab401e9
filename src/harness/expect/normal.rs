//! Filters compared by what they mean, as far as writing them differs.

pub(super) use crate::directory::filter::{contains, normal};
