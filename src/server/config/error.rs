//! Why a file of options cannot be used.

use std::fmt;

/// How many problems a person is shown at once; [`ConfigError::problems`] has them all.
const SHOWN: usize = 20;

/// Why a file of options cannot be used: everything that is wrong with it. No secret of the file is in it.
pub struct ConfigError {
    pub(super) problems: Vec<String>,
}

impl ConfigError {
    /// The problems in the order of the file: `file:line:column: what is wrong; how to mend it`.
    pub fn problems(&self) -> &[String] {
        &self.problems
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.problems.iter().take(SHOWN).enumerate() {
            if at > 0 {
                f.write_str("\n  ")?;
            }
            f.write_str(problem)?;
        }
        match self.problems.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, "\n  and {more} more"),
        }
    }
}

debug_is_display!(ConfigError);

impl std::error::Error for ConfigError {}
