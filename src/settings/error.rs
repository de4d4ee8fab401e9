//! What is wrong with settings.

use std::fmt;

/// One thing that is wrong. It never repeats the value of `password` or of an unknown key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The key, as it was given; empty where the whole is meant.
    pub key: String,
    /// What is wrong and how to mend it.
    pub text: String,
}

impl Problem {
    pub(super) fn new(key: &str, text: impl Into<String>) -> Self {
        Self {
            key: key.chars().take(64).collect(),
            text: text.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.key.as_str() {
            "" => f.write_str(&self.text),
            key => write!(f, "{key}: {}", self.text),
        }
    }
}

/// Why something is not settings: the fault of whoever wrote them.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SettingsError {
    /// Names, types or values are wrong: everything that is, in the order of the keys.
    Schema(Vec<Problem>),
    /// The stored password was to be used with another server or under weaker checks.
    PasswordNeeded {
        /// The keys that differ from what is stored.
        changed: Vec<&'static str>,
    },
    /// The id in the object is not the one that is stored.
    OtherId {
        /// The stored one.
        stored: String,
        /// The one given.
        given: String,
    },
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Schema(problems) => {
                for (at, problem) in problems.iter().enumerate() {
                    let gap = if at == 0 { "" } else { "; " };
                    write!(f, "{gap}{problem}")?;
                }
                Ok(())
            }
            Self::PasswordNeeded { changed } if changed.is_empty() => {
                f.write_str("enter the password again: there is no stored one to keep")
            }
            Self::PasswordNeeded { changed } => write!(
                f,
                "enter the password again: {} changed, and the stored password is sent only where it was entered for",
                changed.join(", ")
            ),
            Self::OtherId { stored, given } => write!(
                f,
                "the id {given} is not the one of these settings, {stored}; leave it out or give that one"
            ),
        }
    }
}

debug_is_display!(SettingsError);

impl std::error::Error for SettingsError {}
