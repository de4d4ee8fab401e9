//! Attribute descriptions, shared between all entries that use the same spelling.

use std::borrow::Borrow;
use std::collections::HashSet;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

/// More spellings than this are not shared: they come from the network and are never forgotten.
const SHARED: usize = 4_096;

/// Longer spellings are not shared either.
const SHARED_LENGTH: usize = 128;

static KNOWN: LazyLock<RwLock<HashSet<Description>>> = LazyLock::new(RwLock::default);

/// An attribute description as written, RFC 4512 section 2.5. Eight bytes in each attribute.
#[derive(Clone)]
pub(super) struct Description(Arc<Spelling>);

struct Spelling(Box<str>);

impl Description {
    pub(super) fn new(text: &str) -> Self {
        if text.len() > SHARED_LENGTH {
            return Self(Arc::new(Spelling(text.into())));
        }
        if let Some(known) = KNOWN
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(text)
        {
            return known.clone();
        }
        let made = Self(Arc::new(Spelling(text.into())));
        let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() < SHARED {
            known.insert(made.clone());
        }
        made
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0.0
    }

    /// Whether this is the description `text`; case does not matter.
    pub(super) fn is(&self, text: &str) -> bool {
        self.as_str().eq_ignore_ascii_case(text)
    }

    /// Whether the attribute type, the part before the options, is `text`.
    pub(super) fn has_type(&self, text: &str) -> bool {
        let kind = self.as_str().split(';').next().unwrap_or_default();
        kind.eq_ignore_ascii_case(text)
    }
}

impl PartialEq for Description {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Description {}

impl Hash for Description {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl Borrow<str> for Description {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Debug for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
