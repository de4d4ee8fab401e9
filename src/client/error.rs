//! What a client operation fails with.

use std::{fmt, sync::Arc};

use crate::{
    diagnosis::{Code, Stage},
    wire::LdapResult,
};

/// A failure, with the stage of a connection it belongs to and its code in the table of [`crate::diagnosis`].
#[derive(Clone, Debug)]
pub struct Error {
    inner: Arc<Inner>,
}

#[derive(Clone, Debug)]
struct Inner {
    stage: Stage,
    code: Code,
    detail: String,
    result: Option<LdapResult>,
}

impl Error {
    /// The stage that failed.
    pub fn stage(&self) -> Stage {
        self.inner.stage
    }

    /// The code; it names cause and cure.
    pub fn code(&self) -> Code {
        self.inner.code
    }

    /// What was seen, in one sentence: the evidence.
    pub fn detail(&self) -> &str {
        &self.inner.detail
    }

    /// The server's result, when it answered and refused.
    pub fn result(&self) -> Option<&LdapResult> {
        self.inner.result.as_ref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code().as_str(), self.detail())
    }
}

impl std::error::Error for Error {}
