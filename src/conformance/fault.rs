//! Why a case has no good end.

/// What ended a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The server did what is not legal.
    Illegal(String),
    /// Nothing can be said of the clause: the fixture could not be made, the connection not opened.
    Trouble(String),
}

impl Fault {
    pub(super) fn trouble(what: impl std::fmt::Display) -> Self {
        Self::Trouble(what.to_string())
    }
}
