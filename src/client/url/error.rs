//! Why a text is not an LDAP URL.

use std::fmt;

/// Why a text is not an LDAP URL: the caller's fault.
#[derive(Clone, PartialEq, Eq)]
pub struct UrlError {
    cause: String,
    cure: String,
}

impl UrlError {
    pub(super) fn new(cause: impl Into<String>, cure: impl Into<String>) -> Self {
        Self {
            cause: cause.into(),
            cure: cure.into(),
        }
    }

    /// One sentence: what is wrong.
    pub fn cause(&self) -> &str {
        &self.cause
    }

    /// One sentence: what to write instead.
    pub fn cure(&self) -> &str {
        &self.cure
    }
}

impl fmt::Display for UrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.cause, self.cure)
    }
}

debug_is_display!(UrlError);

impl std::error::Error for UrlError {}
