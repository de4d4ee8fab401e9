//! Hashes of local users' passwords: Argon2id, RFC 9106, in the PHC string format.

use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD as BASE64};
use ring::rand::{SecureRandom, SystemRandom};

use subtle::ConstantTimeEq;

use crate::settings::Secret;

/// Memory in KiB, passes, lanes: the second choice of RFC 9106 section 4 needs 64 MiB; these are what OWASP proposes for servers.
const COST: (u32, u32, u32) = (19_456, 2, 1);
const SALT: usize = 16;
const HASH: usize = 32;

/// `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`
pub(super) fn hash(password: &Secret) -> String {
    let mut salt = [0; SALT];
    SystemRandom::new()
        .fill(&mut salt)
        .expect("the system has random numbers");
    let hash = derive(password, &salt, COST).expect("the cost is one that Argon2 allows");
    let (memory, passes, lanes) = COST;
    format!(
        "$argon2id$v=19$m={memory},t={passes},p={lanes}${}${}",
        BASE64.encode(salt),
        BASE64.encode(hash)
    )
}

/// Whether it is the password. A hash that cannot be read is nobody's.
pub(super) fn verify(password: &Secret, stored: &str) -> bool {
    let Some((cost, salt, expected)) = parse(stored) else {
        return false;
    };
    derive(password, &salt, cost).is_some_and(|hash| hash[..].ct_eq(&expected).into())
}

/// Takes as long as [`verify`]: whoever has no password must not be told by the time.
pub(super) fn waste(password: &Secret) {
    let _ = derive(password, &[0; SALT], COST);
}

fn derive(
    password: &Secret,
    salt: &[u8],
    (memory, passes, lanes): (u32, u32, u32),
) -> Option<[u8; HASH]> {
    let params = Params::new(memory, passes, lanes, Some(HASH)).ok()?;
    let mut hash = [0; HASH];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.reveal().as_bytes(), salt, &mut hash)
        .ok()?;
    Some(hash)
}

type Parsed = ((u32, u32, u32), Vec<u8>, Vec<u8>);

fn parse(stored: &str) -> Option<Parsed> {
    let mut parts = stored.split('$').skip(1);
    let (algorithm, version) = (parts.next()?, parts.next()?);
    let cost = parts.next()?;
    let (salt, hash) = (parts.next()?, parts.next()?);
    if algorithm != "argon2id" || version != "v=19" || parts.next().is_some() {
        return None;
    }
    let mut numbers = ["m=", "t=", "p="]
        .into_iter()
        .zip(cost.split(','))
        .map(|(name, part)| part.strip_prefix(name)?.parse::<u32>().ok());
    let cost = (numbers.next()??, numbers.next()??, numbers.next()??);
    let hash = BASE64.decode(hash).ok().filter(|hash| hash.len() == HASH)?;
    Some((cost, BASE64.decode(salt).ok()?, hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_of_another_program_is_verified() {
        // echo -n s3cret | argon2 somesaltsomesalt -id -t 2 -k 19456 -p 1 -l 32 -e
        let stored = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$/5OY/UwI/nwBHPfDH7jM5pQNdXeey07S4f4dAW1/Wbo";
        assert!(verify(&Secret::new("s3cret"), stored));
        assert!(!verify(&Secret::new("s3cret "), stored));
    }

    #[test]
    fn a_hash_is_salted_and_damaged_ones_are_nobodys() {
        let secret = Secret::new("s3cret");
        let (one, other) = (hash(&secret), hash(&secret));
        assert_ne!(one, other);
        assert!(verify(&secret, &one) && verify(&secret, &other));
        for damaged in [
            "",
            "$argon2id$v=19$m=1,t=1,p=1$$",
            &one[..40],
            &one.replace("argon2id", "argon2i"),
        ] {
            assert!(!verify(&secret, damaged), "{damaged}");
        }
    }
}
