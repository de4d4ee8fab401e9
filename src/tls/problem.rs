//! What is wrong with a chain, and for whom.

use std::fmt;

use super::Stack;
use crate::diagnosis::Code;

/// One thing that is wrong with a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// What it is.
    pub code: Code,
    /// One sentence with the names and dates of this certificate.
    pub detail: String,
    /// Whether this client refuses the chain for it. Others may judge otherwise: [`is_fatal_for`](Self::is_fatal_for).
    pub fatal: bool,
    /// Who takes it nonetheless; `None` where that was not recorded.
    pub(super) accepted_by: Option<&'static [Stack]>,
}

impl Problem {
    /// One that others were not asked about.
    pub(super) fn new(code: Code, detail: String, fatal: bool) -> Self {
        Self {
            code,
            detail,
            fatal,
            accepted_by: None,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.detail)?;
        self.others()
            .map_or(Ok(()), |others| write!(f, "; {others}"))
    }
}

impl Problem {
    /// Whether a stack refuses a chain for this; `None` where its verdict was not recorded. This client's own verdict is
    /// [`fatal`](Self::fatal).
    pub fn is_fatal_for(&self, stack: Stack) -> Option<bool> {
        Some(!self.accepted_by?.contains(&stack))
    }

    /// Who judges otherwise than this client, one clause for a report; `None` where nobody is known to.
    pub fn others(&self) -> Option<String> {
        let list = |fatal: bool| {
            let stacks = Stack::ALL.into_iter();
            let so = stacks.filter(|stack| self.is_fatal_for(*stack) == Some(fatal));
            let names: Vec<String> = so.map(|stack| stack.to_string()).collect();
            (!names.is_empty()).then(|| names.join(", "))
        };
        let (accepted, refused) = (list(false), list(true));
        match (self.fatal, accepted, refused) {
            (true, Some(accepted), Some(refused)) => Some(format!(
                "this client (rustls{}) refuses it; accepted by {accepted}; refused by {refused}",
                self.rule()
            )),
            (true, Some(accepted), None) => Some(format!(
                "this client (rustls{}) refuses it; accepted by {accepted}",
                self.rule()
            )),
            (false, _, Some(refused)) => {
                Some(format!("this client takes it; refused by {refused}"))
            }
            _ => None,
        }
    }

    /// The rule that this client keeps and others do not.
    fn rule(&self) -> &'static str {
        let name = [Code::NO_SUBJECT_ALT_NAME, Code::WRONG_HOST].contains(&self.code);
        if name { ", RFC 9525" } else { "" }
    }
}
