//! A text that nobody may read by accident.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::rand::{SecureRandom, SystemRandom};

/// A password. Its `Debug` shows none of it, it has no `Display`, and [`Self::reveal`] is the only way to it.
///
/// ```
/// use ldaplab::settings::Secret;
///
/// let secret = Secret::new("s3cret");
/// assert_eq!(format!("{secret:?}"), "***");
/// assert_eq!(secret.reveal(), "s3cret");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// One that nobody guesses: 144 random bits.
    ///
    /// # Panics
    /// If the system has no random numbers.
    #[must_use]
    pub fn random() -> Self {
        let mut octets = [0; 18];
        SystemRandom::new()
            .fill(&mut octets)
            .expect("the system has random numbers");
        Self(URL_SAFE_NO_PAD.encode(octets))
    }

    /// The text.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing to keep.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl<'de> serde::Deserialize<'de> for Secret {
    /// A JSON text. The error for anything else does not repeat it, as serde's own would.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::String(text) => Ok(Self(text)),
            _ => Err(serde::de::Error::custom("it must be a text")),
        }
    }
}
