//! Why a server did not start: everything that was wrong, at once.

use std::fmt;

/// How many problems a person is shown at once; [`StartError::problems`] has them all.
const SHOWN: usize = 20;

/// Why a server did not start. Lists every problem with its place.
pub struct StartError {
    pub(super) problems: Vec<String>,
}

impl StartError {
    pub(super) fn one(problem: impl Into<String>) -> Self {
        Self {
            problems: vec![problem.into()],
        }
    }

    /// The problems, each one sentence of what is wrong and one of how to mend it; LDIF problems begin with file,
    /// line and column.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the LDAP server did not start: ")?;
        match self.problems.as_slice() {
            [one] => f.write_str(one),
            many => {
                write!(f, "{} problems", many.len())?;
                many.iter()
                    .take(SHOWN)
                    .try_for_each(|problem| write!(f, "\n  {problem}"))?;
                match many.len().saturating_sub(SHOWN) {
                    0 => Ok(()),
                    more => write!(f, "\n  and {more} more"),
                }
            }
        }
    }
}

debug_is_display!(StartError);

impl std::error::Error for StartError {}
