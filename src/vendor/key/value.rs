//! What switches hold: the value that anybody gives by name, and the types of the fields that it becomes.

/// The value of a switch.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value {
    /// On or off.
    Flag(bool),
    /// A number.
    Number(i64),
    /// A text or a choice.
    Text(String),
}

impl std::fmt::Display for Value {
    /// As [`Key::parse`](super::Key::parse) reads it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Flag(value) => value.fmt(f),
            Self::Number(value) => value.fmt(f),
            Self::Text(value) => value.fmt(f),
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Flag(value)
    }
}

impl From<i32> for Value {
    fn from(value: i32) -> Self {
        Self::Number(value.into())
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Number(value.into())
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Number(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

/// What a switch takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Flag,
    Number,
    /// One of these texts, or any if there are none.
    Text(&'static [&'static str]),
}

/// A free text; an empty one is none.
pub(crate) type Text = Option<String>;

/// The type of a switch's field.
pub(crate) trait Setting: Sized {
    /// The type of its default in a table of constants.
    type Default;
    const KIND: Kind;

    fn of_default(default: Self::Default) -> Self;

    /// `None` if the value is of another kind, or no choice.
    fn read(value: &Value) -> Option<Self>;

    fn value(&self) -> Value;
}

impl Setting for bool {
    type Default = Self;
    const KIND: Kind = Kind::Flag;

    fn of_default(default: Self) -> Self {
        default
    }

    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Flag(value) => Some(*value),
            _ => None,
        }
    }

    fn value(&self) -> Value {
        Value::Flag(*self)
    }
}

macro_rules! numbers {
    ($($number:ty),*) => { $(
        impl Setting for $number {
            type Default = Self;
            const KIND: Kind = Kind::Number;

            fn of_default(default: Self) -> Self {
                default
            }

            fn read(value: &Value) -> Option<Self> {
                match value {
                    Value::Number(number) => Self::try_from(*number).ok(),
                    _ => None,
                }
            }

            fn value(&self) -> Value {
                Value::Number(i64::try_from(*self).unwrap_or(i64::MAX))
            }
        }
    )* };
}

numbers!(usize, u64);

impl Setting for Text {
    type Default = &'static str;
    const KIND: Kind = Kind::Text(&[]);

    fn of_default(default: &'static str) -> Self {
        Some(default.to_owned()).filter(|text| !text.is_empty())
    }

    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(Some(text.clone()).filter(|text| !text.is_empty())),
            _ => None,
        }
    }

    fn value(&self) -> Value {
        Value::Text(self.clone().unwrap_or_default())
    }
}
