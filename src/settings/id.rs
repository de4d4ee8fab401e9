//! Identifiers: random UUIDs, RFC 9562 section 5.4.

use std::{fmt, str::FromStr};

use ring::rand::{SecureRandom, SystemRandom};

/// A UUID in its usual form, lower case: `0f7c31f4-1d0a-4c53-9a55-5a2f5d3c8f10`.
///
/// ```
/// use ldaplab::settings::Id;
///
/// let id: Id = "0F7C31F4-1d0a-4c53-9a55-5a2f5d3c8f10".parse().unwrap();
/// assert_eq!(id.to_string(), "0f7c31f4-1d0a-4c53-9a55-5a2f5d3c8f10");
/// assert!("1".parse::<Id>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(String);

impl Id {
    /// A new one.
    ///
    /// # Panics
    /// If the system has no random numbers: nothing is safe then.
    #[must_use]
    pub fn random() -> Self {
        let mut octets = [0; 16];
        SystemRandom::new()
            .fill(&mut octets)
            .expect("the system has random numbers");
        octets[6] = octets[6] & 0x0f | 0x40;
        octets[8] = octets[8] & 0x3f | 0x80;
        let mut text = String::with_capacity(36);
        for (at, octet) in octets.iter().enumerate() {
            if [4, 6, 8, 10].contains(&at) {
                text.push('-');
            }
            text.push_str(&format!("{octet:02x}"));
        }
        Self(text)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text that is no UUID.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct NoId;

impl fmt::Display for NoId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id is a UUID: 8-4-4-4-12 hexadecimal digits")
    }
}

debug_is_display!(NoId);

impl std::error::Error for NoId {}

impl FromStr for Id {
    type Err = NoId;

    fn from_str(text: &str) -> Result<Self, NoId> {
        let groups: Vec<&str> = text.split('-').collect();
        let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
        let hexadecimal = text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit());
        if !hexadecimal || lengths != [8, 4, 4, 4, 12] {
            return Err(NoId);
        }
        Ok(Self(text.to_ascii_lowercase()))
    }
}

impl serde::Serialize for Id {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for Id {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
