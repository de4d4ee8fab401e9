//! `Debug` of the messages: octets as text where they are, and never a password.

use std::fmt::{Debug, Formatter, Result};

use super::{control::Control, envelope::Envelope, frame::Frame, oid};

/// Octets as `"text"` with escapes.
pub(super) struct Octets<'a>(pub(super) &'a [u8]);

impl Debug for Octets<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match std::str::from_utf8(self.0) {
            Ok(text) => Debug::fmt(text, f),
            Err(_) => write!(f, "b\"{}\"", self.0.escape_ascii()),
        }
    }
}

/// Octets that are shown unless they are secret.
pub(super) struct Value<'a>(pub(super) bool, pub(super) &'a [u8]);

impl Debug for Value<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self(true, _) => f.write_str("***"),
            Self(false, octets) => Debug::fmt(&Octets(octets), f),
        }
    }
}

pub(super) fn octets(value: &Option<Vec<u8>>) -> Option<Octets<'_>> {
    value.as_deref().map(Octets)
}

impl Debug for Frame {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Message(bytes) => write!(f, "Message({} octets)", bytes.len()),
            Self::Broken(why) => f.debug_tuple("Broken").field(why).finish(),
        }
    }
}

impl Debug for Envelope {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.debug_struct("Envelope")
            .field("id", &self.id)
            .field("tag", &format_args!("{:#04x}", self.tag))
            .field(
                "operation",
                &format_args!("{} octets", self.operation.len()),
            )
            .field("controls", &self.controls)
            .finish()
    }
}

impl Debug for Control {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.debug_struct("Control")
            .field("oid", &self.oid)
            .field("critical", &self.critical)
            // An entry read before or after a change has its password attributes inside BER.
            .field(
                "value",
                &match &self.value {
                    Some(value) if self.holds_an_entry() => Some(Value(true, value)),
                    value => value.as_deref().map(|value| Value(false, value)),
                },
            )
            .finish()
    }
}

impl Control {
    /// Whether the value holds attributes, RFC 4527.
    pub(crate) fn holds_an_entry(&self) -> bool {
        [oid::PRE_READ, oid::POST_READ].contains(&self.oid.as_str())
    }
}
