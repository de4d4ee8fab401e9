//! What keeps a proxy from starting, or a record from being written or read.

use std::fmt;

/// One sentence of cause, one of cure. A broken record file is named with line and column.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyError {
    cause: String,
    cure: String,
}

impl ProxyError {
    pub(super) fn new(cause: impl fmt::Display, cure: impl fmt::Display) -> Self {
        Self {
            cause: cause.to_string(),
            cure: cure.to_string(),
        }
    }

    /// What is wrong.
    pub fn cause(&self) -> &str {
        &self.cause
    }

    /// How to mend it.
    pub fn cure(&self) -> &str {
        &self.cure
    }
}

impl fmt::Display for ProxyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.cause, self.cure)
    }
}

debug_is_display!(ProxyError);

impl std::error::Error for ProxyError {}
