//! The three values of a filter, RFC 4511 section 4.5.1.7.

/// What a filter says of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Truth {
    /// The entry matches.
    True,
    /// It does not; the negation does.
    False,
    /// Neither the filter nor its negation matches.
    Undefined,
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

impl std::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Undefined => Self::Undefined,
        }
    }
}
