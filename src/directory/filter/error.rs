//! Why a text is no filter.

use std::fmt;

/// Why a text is no filter.
#[derive(Clone, PartialEq, Eq)]
pub struct FilterError {
    position: usize,
    cause: String,
}

impl FilterError {
    pub(super) fn new(position: usize, cause: impl Into<String>) -> Self {
        Self {
            position,
            cause: cause.into(),
        }
    }

    /// The byte at which reading stopped, counted from 0.
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }

    /// What is wrong there, with the cure.
    #[must_use]
    pub fn cause(&self) -> &str {
        &self.cause
    }
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a filter: at byte {}: {}", self.position, self.cause)
    }
}

debug_is_display!(FilterError);

impl std::error::Error for FilterError {}
