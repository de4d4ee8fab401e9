//! Why a text is no DN.

use std::fmt;

/// Why a text is no DN.
#[derive(Clone, PartialEq, Eq)]
pub struct DnError {
    position: usize,
    cause: &'static str,
}

impl DnError {
    pub(super) fn new(position: usize, cause: &'static str) -> Self {
        Self { position, cause }
    }

    pub(super) fn not_utf8(position: usize) -> Self {
        Self::new(position, "the DN is not UTF-8")
    }

    /// The byte at which reading stopped, counted from 0.
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }

    /// What is wrong there, with the cure where there is one.
    #[must_use]
    pub fn cause(&self) -> &'static str {
        self.cause
    }
}

impl fmt::Display for DnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a DN: at byte {}: {}", self.position, self.cause)
    }
}

debug_is_display!(DnError);

impl std::error::Error for DnError {}
