//! Tokens: random texts of which only a digest is kept.

use std::time::Duration;

use crate::settings::{Id, Secret};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    digest,
    rand::{SecureRandom, SystemRandom},
};

/// How long a token is good for: `1h`, `30m`, `10y`; at most 10 years, of 365 days.
///
/// ```
/// use std::time::Duration;
/// use ldaplab::rbac::Lifetime;
///
/// assert_eq!("90m".parse::<Lifetime>().unwrap().duration(), Duration::from_secs(5_400));
/// assert!("11y".parse::<Lifetime>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime(Duration);

/// Seconds of ten years.
const MOST: u64 = 10 * 365 * 86_400;

impl Default for Lifetime {
    /// An hour.
    fn default() -> Self {
        Self(Duration::from_secs(3_600))
    }
}

impl Lifetime {
    /// As time.
    pub fn duration(self) -> Duration {
        self.0
    }
}

impl std::str::FromStr for Lifetime {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "a lifetime is a number and one of y, d, h, m, s, such as 1h; 10y at most";
        let unit = text.chars().last().ok_or(wrong)?;
        let number: u64 = text[..text.len() - unit.len_utf8()]
            .parse()
            .map_err(|_| wrong)?;
        let seconds = match unit {
            'y' => 365 * 86_400,
            'd' => 86_400,
            'h' => 3_600,
            'm' => 60,
            's' => 1,
            _ => return Err(wrong),
        };
        match number.checked_mul(seconds) {
            Some(all @ 1..=MOST) => Ok(Self(Duration::from_secs(all))),
            _ => Err(wrong),
        }
    }
}

/// What a token is asked for with.
#[derive(Clone, Debug)]
pub struct TokenRequest {
    /// The login name.
    pub login: String,
    /// The password.
    pub password: Secret,
    /// How long it is to be good for.
    pub lifetime: Lifetime,
    /// A name for it.
    pub label: Option<String>,
}

/// The SHA-256 of a token's text.
pub(super) type Digest = [u8; 32];

/// A token that was given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) digest: Digest,
    pub(super) user: Id,
    /// Seconds since 1970.
    pub(super) expires: u64,
    pub(super) label: Option<String>,
}

/// A new text: 256 random bits.
pub(super) fn random() -> String {
    let mut octets = [0; 32];
    SystemRandom::new()
        .fill(&mut octets)
        .expect("the system has random numbers");
    URL_SAFE_NO_PAD.encode(octets)
}

pub(super) fn digest_of(text: &str) -> Digest {
    let sum = digest::digest(&digest::SHA256, text.as_bytes());
    let mut octets = [0; 32];
    octets.copy_from_slice(sum.as_ref());
    octets
}

pub(super) fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// A digest from its hexadecimal form.
pub(super) fn digest_in(text: &str) -> Option<Digest> {
    let mut octets = [0; 32];
    if text.len() != 64 || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    for (at, octet) in octets.iter_mut().enumerate() {
        *octet = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_256_random_bits() {
        let all: std::collections::BTreeSet<Vec<u8>> = (0..100)
            .map(|_| URL_SAFE_NO_PAD.decode(random()).unwrap())
            .collect();
        assert_eq!(all.len(), 100);
        assert!(all.iter().all(|octets| octets.len() == 32));
        for bit in 0..256 {
            let set = |octets: &&Vec<u8>| octets[bit / 8] >> (bit % 8) & 1 == 1;
            let ones = all.iter().filter(set).count();
            assert!((10..=90).contains(&ones), "bit {bit} is set in {ones}");
        }
    }

    #[test]
    fn a_digest_is_written_and_read() {
        // FIPS 180-2, appendix B.1.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hexadecimal(&digest_of("abc")), abc);
        assert_eq!(digest_in(abc), Some(digest_of("abc")));
        for none in ["", &abc[1..], &format!("{abc}0"), &abc.replace('b', "+")] {
            assert_eq!(digest_in(none), None);
        }
    }
}
