//! What ends a command: one sentence of cause, one of cure, an exit code.

use std::{fmt, process::ExitCode};

use ldaplab::diagnosis::{Audience, Code};
use serde_json::json;

use crate::output;

pub(crate) struct Failure {
    code: u8,
    /// The diagnosis, where there is one.
    of: Option<&'static str>,
    cause: String,
    cure: String,
}

impl Failure {
    /// Checked, and not good: exit code 1.
    pub(crate) fn new(cause: impl fmt::Display, cure: impl fmt::Display) -> Self {
        Self {
            code: 1,
            of: None,
            cause: sentence(&cause.to_string()),
            cure: sentence(&cure.to_string()),
        }
    }

    /// The command was called wrongly: exit code 2.
    pub(crate) fn usage(cause: impl fmt::Display, cure: impl fmt::Display) -> Self {
        Self::new(cause, cure).with_code(2)
    }

    pub(crate) fn with_code(mut self, code: u8) -> Self {
        self.code = code;
        self
    }

    /// What `--json` prints where there is no answer: an object with `error` alone. The text goes to stderr as ever.
    pub(crate) fn print_if(&self, json: bool) {
        if json {
            let error = json!({"exit_code": self.code, "code": self.of, "cause": self.cause, "cure": self.cure});
            output::print(&json!({ "error": error }).to_string());
        }
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.code)
    }
}

/// Ends a text with a full stop, if nothing ends it.
fn sentence(text: &str) -> String {
    let text = text.trim_end();
    if text.ends_with(['.', '!', '?']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

/// A sentence begins with a capital.
pub(crate) fn capital(text: &str) -> String {
    let mut rest = text.chars();
    let first = rest.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(rest).collect()
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}\n cure: {}", self.cause, self.cure)
    }
}

/// The exit code is the stage's, as that of `test`: it is told from 1, which is an answer.
impl From<ldaplab::client::Error> for Failure {
    fn from(error: ldaplab::client::Error) -> Self {
        Self {
            of: Some(error.code().as_str()),
            ..Self::new(&error, cure(error.code())).with_code(error.stage().exit_code())
        }
    }
}

/// What to do, in switches.
pub(crate) fn cure(code: Code) -> &'static str {
    code.cure_for(Audience::CommandLine)
}
