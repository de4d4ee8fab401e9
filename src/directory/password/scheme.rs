//! Storage schemes: `{SCHEME}` and a hash.

use std::fmt;
use std::num::NonZeroU32;

use super::{crypt, md5::md5};
use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{
    GeneralPurpose, GeneralPurposeConfig, STANDARD, STANDARD_NO_PAD,
};
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::{digest, pbkdf2};

/// A way to store a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scheme {
    /// The password itself, without a prefix or after `{CLEARTEXT}`.
    Cleartext,
    /// `{SHA}`: SHA-1.
    Sha,
    /// `{SSHA}`: SHA-1 over the password and a salt.
    SaltedSha,
    /// `{SHA256}`
    Sha256,
    /// `{SSHA256}`
    SaltedSha256,
    /// `{SHA384}`
    Sha384,
    /// `{SSHA384}`
    SaltedSha384,
    /// `{SHA512}`
    Sha512,
    /// `{SSHA512}`
    SaltedSha512,
    /// `{PBKDF2}` and `{PBKDF2-SHA1}`, as OpenLDAP's pw-pbkdf2 writes them: `iterations$salt$hash`.
    Pbkdf2Sha1,
    /// `{PBKDF2-SHA256}`
    Pbkdf2Sha256,
    /// `{PBKDF2-SHA512}`
    Pbkdf2Sha512,
    /// `{MD5}`
    Md5,
    /// `{SMD5}`
    SaltedMd5,
    /// `{CRYPT}`: crypt(3) in its forms DES, `$1$`, `$5$` and `$6$`; [`hash`] makes `$6$`.
    Crypt,
}

const NAMES: &[(&str, Scheme)] = &[
    ("CLEARTEXT", Scheme::Cleartext),
    ("SHA", Scheme::Sha),
    ("SSHA", Scheme::SaltedSha),
    ("SHA256", Scheme::Sha256),
    ("SSHA256", Scheme::SaltedSha256),
    ("SHA384", Scheme::Sha384),
    ("SSHA384", Scheme::SaltedSha384),
    ("SHA512", Scheme::Sha512),
    ("SSHA512", Scheme::SaltedSha512),
    ("PBKDF2-SHA1", Scheme::Pbkdf2Sha1),
    ("PBKDF2", Scheme::Pbkdf2Sha1),
    ("PBKDF2-SHA256", Scheme::Pbkdf2Sha256),
    ("PBKDF2-SHA512", Scheme::Pbkdf2Sha512),
    ("MD5", Scheme::Md5),
    ("SMD5", Scheme::SaltedMd5),
    ("CRYPT", Scheme::Crypt),
];

/// Schemes that other servers know and this crate does not.
const UNSUPPORTED: &[&str] = &[
    "ARGON2",
    "SASL",
    "UNIX",
    "KERBEROS",
    "NS-MTA-MD5",
    "LANMAN",
    "BCRYPT",
];

/// The most iterations that are worked through, so that a stored value cannot stall the server.
const MAX_ITERATIONS: u32 = 1_000_000;

/// A stored password of a scheme that is not supported.
#[derive(Clone, PartialEq, Eq)]
pub struct UnsupportedScheme {
    name: String,
}

impl UnsupportedScheme {
    /// The scheme's name without braces; of `{CRYPT}` with its form, such as `CRYPT $2b$`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// `{ARGON2}`, `{CRYPT}$2b$`
    pub(crate) fn in_braces(&self) -> String {
        match self.name.split_once(' ') {
            Some((scheme, form)) => format!("{{{scheme}}}{form}"),
            None => format!("{{{}}}", self.name),
        }
    }
}

impl fmt::Display for UnsupportedScheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "passwords stored as {} cannot be checked; store {{SSHA}}, {{SSHA512}}, {{PBKDF2-SHA256}} or the plain text",
            self.in_braces()
        )
    }
}

debug_is_display!(UnsupportedScheme);

impl std::error::Error for UnsupportedScheme {}

/// Whether `given` is the stored password. An unsupported scheme never matches; [`check`] tells it apart.
///
/// ```
/// use ldaplab::directory::password::verify;
/// assert!(verify(b"{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=", b"secret"));
/// assert!(verify(b"secret", b"secret") && !verify(b"secret", b"Secret"));
/// ```
#[must_use]
pub fn verify(stored: &[u8], given: &[u8]) -> bool {
    check(stored, given) == Ok(true)
}

/// Whether `given` is the stored password. Compares in constant time. A malformed hash matches nothing; a prefix that
/// is no scheme's name is part of a plain password.
///
/// # Errors
///
/// [`UnsupportedScheme`] for `{ARGON2}`, `{SASL}`, `{CRYPT}$2b$` and others.
pub fn check(stored: &[u8], given: &[u8]) -> Result<bool, UnsupportedScheme> {
    let Some((name, rest)) = prefix(stored) else {
        return Ok(same(stored, given));
    };
    match NAMES.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)) {
        Some((_, Scheme::Crypt)) => crypt::accepts(rest, given).map_err(|form| UnsupportedScheme {
            name: format!("CRYPT {form}"),
        }),
        Some((_, scheme)) => Ok(scheme.accepts(rest, given)),
        None if UNSUPPORTED.iter().any(|own| own.eq_ignore_ascii_case(name)) => {
            Err(UnsupportedScheme {
                name: name.to_ascii_uppercase(),
            })
        }
        None => Ok(same(stored, given)),
    }
}

/// Whether a stored password is one that [`check`] can compare, without the work of comparing.
///
/// # Errors
///
/// The [`UnsupportedScheme`].
pub fn supported(stored: &[u8]) -> Result<(), UnsupportedScheme> {
    match prefix(stored) {
        Some((name, rest)) if name.eq_ignore_ascii_case("CRYPT") => {
            crypt::supported(rest).map_err(|form| UnsupportedScheme {
                name: format!("CRYPT {form}"),
            })
        }
        Some((name, _)) if UNSUPPORTED.iter().any(|own| own.eq_ignore_ascii_case(name)) => {
            check(stored, b"").map(drop)
        }
        _ => Ok(()),
    }
}

/// Stores a password, with a fresh random salt where the scheme has one.
#[must_use]
pub fn hash(scheme: Scheme, password: &[u8]) -> Vec<u8> {
    let mut salt = [0; 16];
    // Without a source of randomness the salt stays zero, which a test server survives.
    let _ = SystemRandom::new().fill(&mut salt);
    scheme.store(password, &salt)
}

fn prefix(stored: &[u8]) -> Option<(&str, &[u8])> {
    let inner = stored.strip_prefix(b"{")?;
    let end = inner.iter().take(32).position(|&byte| byte == b'}')?;
    Some((std::str::from_utf8(&inner[..end]).ok()?, &inner[end + 1..]))
}

/// Constant time for values of one length: digests are compared, so that the length does not show either.
fn same(one: &[u8], other: &[u8]) -> bool {
    let digest = |value| digest::digest(&digest::SHA256, value);
    difference(digest(one).as_ref(), digest(other).as_ref())
}

pub(super) fn difference(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len()
        && one
            .iter()
            .zip(other)
            .fold(0, |bits, (one, other)| bits | (one ^ other))
            == 0
}

/// How a digest is made.
#[derive(Clone, Copy)]
enum Digest {
    Md5,
    Sha(&'static digest::Algorithm),
}

impl Digest {
    fn length(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha(algorithm) => algorithm.output_len(),
        }
    }

    fn of(self, password: &[u8], salt: &[u8]) -> Vec<u8> {
        match self {
            Self::Md5 => md5(&[password, salt]).to_vec(),
            Self::Sha(algorithm) => {
                let mut context = digest::Context::new(algorithm);
                context.update(password);
                context.update(salt);
                context.finish().as_ref().to_vec()
            }
        }
    }
}

impl Scheme {
    /// The digest, and whether a salt follows it.
    fn digest(self) -> Option<(Digest, bool)> {
        let (algorithm, salted) = match self {
            Self::Md5 => return Some((Digest::Md5, false)),
            Self::SaltedMd5 => return Some((Digest::Md5, true)),
            Self::Sha => (&digest::SHA1_FOR_LEGACY_USE_ONLY, false),
            Self::SaltedSha => (&digest::SHA1_FOR_LEGACY_USE_ONLY, true),
            Self::Sha256 => (&digest::SHA256, false),
            Self::SaltedSha256 => (&digest::SHA256, true),
            Self::Sha384 => (&digest::SHA384, false),
            Self::SaltedSha384 => (&digest::SHA384, true),
            Self::Sha512 => (&digest::SHA512, false),
            Self::SaltedSha512 => (&digest::SHA512, true),
            _ => return None,
        };
        Some((Digest::Sha(algorithm), salted))
    }

    fn pbkdf2(self) -> Option<(pbkdf2::Algorithm, usize)> {
        Some(match self {
            Self::Pbkdf2Sha1 => (pbkdf2::PBKDF2_HMAC_SHA1, digest::SHA1_OUTPUT_LEN),
            Self::Pbkdf2Sha256 => (pbkdf2::PBKDF2_HMAC_SHA256, digest::SHA256_OUTPUT_LEN),
            Self::Pbkdf2Sha512 => (pbkdf2::PBKDF2_HMAC_SHA512, digest::SHA512_OUTPUT_LEN),
            _ => return None,
        })
    }

    fn accepts(self, stored: &[u8], given: &[u8]) -> bool {
        if let Some((algorithm, salted)) = self.digest() {
            let Ok(decoded) = STANDARD.decode(stored.trim_ascii()) else {
                return false;
            };
            let Some((hash, salt)) = decoded.split_at_checked(algorithm.length()) else {
                return false;
            };
            return (salted || salt.is_empty()) && difference(&algorithm.of(given, salt), hash);
        }
        if let Some((algorithm, length)) = self.pbkdf2() {
            return pbkdf2_accepts(algorithm, length, stored, given).is_some();
        }
        same(stored, given)
    }

    fn store(self, password: &[u8], salt: &[u8]) -> Vec<u8> {
        let name = NAMES
            .iter()
            .find(|(_, scheme)| *scheme == self)
            .map_or("", |(name, _)| name);
        if let Some((algorithm, salted)) = self.digest() {
            let salt = if salted { salt } else { &[] };
            let mut all = algorithm.of(password, salt);
            all.extend_from_slice(salt);
            return format!("{{{name}}}{}", STANDARD.encode(all)).into_bytes();
        }
        if let Some((algorithm, length)) = self.pbkdf2() {
            let iterations = NonZeroU32::new(10_000).unwrap_or(NonZeroU32::MIN);
            let mut out = vec![0; length];
            pbkdf2::derive(algorithm, iterations, salt, password, &mut out);
            let (salt, hash) = (
                adapted(&STANDARD_NO_PAD.encode(salt)),
                adapted(&STANDARD_NO_PAD.encode(out)),
            );
            return format!("{{{name}}}{iterations}${salt}${hash}").into_bytes();
        }
        if self == Self::Crypt {
            return [b"{CRYPT}".as_slice(), &crypt::make(password, salt)].concat();
        }
        // With its prefix, so that a password in braces is not taken for a hash.
        [b"{CLEARTEXT}", password].concat()
    }
}

/// passlib's alphabet, which has `.` for `+`; padding is optional.
fn adapted(text: &str) -> String {
    text.replace('+', ".")
}

fn pbkdf2_accepts(
    algorithm: pbkdf2::Algorithm,
    length: usize,
    stored: &[u8],
    given: &[u8],
) -> Option<()> {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &alphabet::STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true),
    );
    let mut parts = std::str::from_utf8(stored).ok()?.trim().split('$');
    let iterations: u32 = parts.next()?.parse().ok()?;
    let iterations = NonZeroU32::new(iterations).filter(|number| number.get() <= MAX_ITERATIONS)?;
    let mut field = || LENIENT.decode(parts.next()?.replace('.', "+")).ok();
    let (salt, hash) = (field()?, field()?);
    if hash.len() != length {
        return None;
    }
    pbkdf2::verify(algorithm, iterations, &salt, given, &hash).ok()
}
