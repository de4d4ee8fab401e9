//! How a client binds, as a value.

use std::fmt;

/// How a [`Reconnecting`](super::Reconnecting) client binds. Its `Debug` shows no password.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Credentials {
    /// Not at all.
    Anonymous,
    /// [`Client::simple_bind`](super::Client::simple_bind).
    Simple {
        /// The name.
        name: String,
        /// The password.
        password: String,
    },
    /// [`Client::external_bind`](super::Client::external_bind).
    External,
    /// [`Client::plain_bind`](super::Client::plain_bind) without another authorization identity.
    Plain {
        /// The name.
        name: String,
        /// The password.
        password: String,
    },
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anonymous => f.write_str("Anonymous"),
            Self::Simple { name, .. } => write!(f, "Simple({name:?}, ***)"),
            Self::External => f.write_str("External"),
            Self::Plain { name, .. } => write!(f, "Plain({name:?}, ***)"),
        }
    }
}

impl Credentials {
    /// A name and a password.
    pub fn simple(name: impl Into<String>, password: impl Into<String>) -> Self {
        Self::Simple {
            name: name.into(),
            password: password.into(),
        }
    }
}
