//! Encryption of passwords at rest: ChaCha20-Poly1305 (RFC 8439) under a key that lies beside the data or comes from the environment.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use ring::{
    aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    rand::{SecureRandom, SystemRandom},
};

use super::{Folder, Secret, StoreError};

/// The file in the folder.
const FILE: &str = "key";
/// Octets of a key.
const LENGTH: usize = 32;

/// A key that seals passwords. Its `Debug` shows none of it.
#[derive(Clone)]
pub struct SealingKey(LessSafeKey);

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKey(***)")
    }
}

/// A sealed password that cannot be opened, or a key that is none.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SealError {
    /// Sealed under another key, or changed since.
    NotOurs,
    /// The text is not 32 octets in Base64.
    NoKey,
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotOurs => {
                "the stored password was sealed with another key, or was changed; bring back the key, or remove the settings and enter them again"
            }
            Self::NoKey => {
                "the key is not 32 octets in Base64; make one with: openssl rand -base64 32"
            }
        })
    }
}

debug_is_display!(SealError);

impl std::error::Error for SealError {}

impl SealingKey {
    /// Reads a key: 32 octets in Base64.
    ///
    /// # Errors
    /// [`SealError::NoKey`].
    pub fn parse(text: &str) -> Result<Self, SealError> {
        let octets = STANDARD.decode(text.trim()).map_err(|_| SealError::NoKey)?;
        let key = UnboundKey::new(&CHACHA20_POLY1305, &octets).map_err(|_| SealError::NoKey)?;
        Ok(Self(LessSafeKey::new(key)))
    }

    /// The key of a folder; `None` where there is none.
    ///
    /// # Errors
    /// The file cannot be read, or holds no key.
    pub fn of(folder: &Folder) -> Result<Option<Self>, StoreError> {
        let Some(octets) = folder.read(FILE)? else {
            return Ok(None);
        };
        let key = Self::parse(&String::from_utf8_lossy(&octets));
        key.map(Some).map_err(|error| folder.damaged(FILE, error))
    }

    /// A new key, and its text.
    ///
    /// # Panics
    /// If the system has no random numbers.
    pub fn random() -> (Self, Secret) {
        let text = Secret::new(STANDARD.encode(random::<LENGTH>()));
        let key = Self::parse(text.reveal()).expect("32 octets in Base64 are a key");
        (key, text)
    }

    /// Keeps the text of a new key in a folder, readable by the owner only.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn keep(folder: &Folder, text: &Secret) -> Result<(), StoreError> {
        folder.write(FILE, text.reveal().as_bytes())
    }

    /// The error for a folder whose key is gone.
    pub fn missing(folder: &Folder) -> StoreError {
        folder.without(FILE)
    }

    /// Seals a password for one place, in which alone it can be opened again.
    ///
    /// # Panics
    /// If the system has no random numbers.
    #[must_use]
    pub fn seal(&self, place: &str, secret: &Secret) -> String {
        let nonce = random::<NONCE_LEN>();
        let mut octets = secret.reveal().as_bytes().to_vec();
        self.0
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(place.as_bytes()),
                &mut octets,
            )
            .expect("a password is shorter than 256 GiB");
        STANDARD.encode([&nonce[..], &octets].concat())
    }

    /// Opens what was sealed for a place.
    ///
    /// # Errors
    /// [`SealError::NotOurs`].
    pub fn open(&self, place: &str, sealed: &str) -> Result<Secret, SealError> {
        let octets = STANDARD.decode(sealed).map_err(|_| SealError::NotOurs)?;
        let (nonce, rest) = octets
            .split_at_checked(NONCE_LEN)
            .ok_or(SealError::NotOurs)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealError::NotOurs)?;
        let mut rest = rest.to_vec();
        let opened = self
            .0
            .open_in_place(nonce, Aad::from(place.as_bytes()), &mut rest)
            .map_err(|_| SealError::NotOurs)?;
        let text = String::from_utf8(opened.to_vec()).map_err(|_| SealError::NotOurs)?;
        Ok(Secret::new(text))
    }
}

fn random<const N: usize>() -> [u8; N] {
    let mut octets = [0; N];
    SystemRandom::new()
        .fill(&mut octets)
        .expect("the system has random numbers");
    octets
}
