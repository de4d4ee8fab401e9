//! Why a write was refused.

use std::fmt;

use crate::directory::dn::Dn;

/// Why the tree refused a write. The request is at fault; the tree is as it was.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DitError {
    /// An entry of this name exists: `entryAlreadyExists`, RFC 4511 section 4.7.
    Exists(Dn),
    /// No entry of this name exists: `noSuchObject`. [`Dit::deepest_ancestor`](super::Dit::deepest_ancestor) gives matchedDN.
    NoSuchEntry(Dn),
    /// The superior of this name does not exist and the name is no suffix: `noSuchObject`.
    NoSuperior(Dn),
    /// This entry has subordinates: `notAllowedOnNonLeaf`.
    NotLeaf(Dn),
    /// This entry would be moved below itself: `unwillingToPerform`.
    BelowItself(Dn),
    /// The root of the tree is no entry: it is the server's root DSE.
    Root,
    /// Four thousand million entries have been added, deleted ones included: `unwillingToPerform`.
    Full,
}

impl fmt::Display for DitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exists(dn) => write!(f, "the entry `{dn}` exists already"),
            Self::NoSuchEntry(dn) => write!(f, "there is no entry `{dn}`"),
            Self::NoSuperior(dn) => write!(
                f,
                "the superior of `{dn}` does not exist; add it first, or name `{dn}` as a suffix"
            ),
            Self::NotLeaf(dn) => write!(
                f,
                "the entry `{dn}` has subordinates; delete or move them first"
            ),
            Self::BelowItself(dn) => write!(f, "the entry `{dn}` cannot be moved below itself"),
            Self::Full => {
                f.write_str("too many entries were added in this server's life; start it anew")
            }
            Self::Root => f.write_str("the empty name is the root DSE, which is no entry"),
        }
    }
}

debug_is_display!(DitError);

impl std::error::Error for DitError {}

/// Which of many entries was refused, and why. Nothing was loaded.
#[derive(Clone, PartialEq, Eq)]
pub struct LoadError {
    pub(super) index: usize,
    pub(super) cause: DitError,
}

impl LoadError {
    /// The entry's place in the list, counted from 0.
    #[must_use]
    pub fn index(&self) -> usize {
        self.index
    }

    /// Why it was refused.
    #[must_use]
    pub fn cause(&self) -> &DitError {
        &self.cause
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "entry {}: {}", self.index + 1, self.cause)
    }
}

debug_is_display!(LoadError);

impl std::error::Error for LoadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}
