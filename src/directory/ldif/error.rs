//! Why a text is no LDIF.

use std::fmt;

/// Why a text is no LDIF: where, what is wrong and how to mend it.
#[derive(Clone, PartialEq, Eq)]
pub struct LdifError {
    file: Option<String>,
    line: usize,
    column: usize,
    cause: String,
    cure: &'static str,
}

impl LdifError {
    pub(super) fn new(
        line: usize,
        column: usize,
        cause: impl Into<String>,
        cure: &'static str,
    ) -> Self {
        Self {
            file: None,
            line,
            column,
            cause: cause.into(),
            cure,
        }
    }

    /// The same error with the file's name in front.
    #[must_use]
    pub fn in_file(mut self, name: impl Into<String>) -> Self {
        self.file = Some(name.into());
        self
    }

    /// The file's name, if one was given.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// The line, counted from 1; of a folded line, the first.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }

    /// The byte within the (unfolded) line, counted from 1.
    #[must_use]
    pub fn column(&self) -> usize {
        self.column
    }

    /// What is wrong.
    #[must_use]
    pub fn cause(&self) -> &str {
        &self.cause
    }

    /// How to mend it.
    #[must_use]
    pub fn cure(&self) -> &str {
        self.cure
    }
}

impl fmt::Display for LdifError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.file {
            Some(file) => write!(f, "{file}:{}:{}: ", self.line, self.column)?,
            None => write!(f, "line {}, column {}: ", self.line, self.column)?,
        }
        write!(f, "{}; {}", self.cause, self.cure)
    }
}

debug_is_display!(LdifError);

impl std::error::Error for LdifError {}
