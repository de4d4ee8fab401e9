//! Why a suite does not start.

use std::{fmt, io};

use crate::server::{RuleError, StartError};

/// Why a suite does not start.
pub struct SuiteError {
    why: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl SuiteError {
    pub(super) fn rule(error: RuleError) -> Self {
        Self {
            why: format!("a rule of a case cannot be read: {error}"),
            source: Some(Box::new(error)),
        }
    }
}

impl From<StartError> for SuiteError {
    fn from(error: StartError) -> Self {
        Self {
            why: format!("the server of a case does not start: {error}"),
            source: Some(Box::new(error)),
        }
    }
}

impl From<io::Error> for SuiteError {
    fn from(error: io::Error) -> Self {
        Self {
            why: format!("a case gets no port: {error}"),
            source: Some(Box::new(error)),
        }
    }
}

impl fmt::Display for SuiteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

debug_is_display!(SuiteError);

impl std::error::Error for SuiteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let source = self.source.as_deref()?;
        Some(source)
    }
}
