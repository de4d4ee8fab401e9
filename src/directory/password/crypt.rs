//! `{CRYPT}`: what crypt(3) of the server's machine makes. Checked are its oldest form (DES), `$1$` (MD5), `$5$` (SHA-256) and
//! `$6$` (SHA-512), the last two after Drepper's specification.

use ring::digest::{self, digest};

use super::{des, md5::md5};

const ALPHABET: &[u8; 64] = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Longest password that is worked through: the time goes with the square of its length, and libxcrypt stops here too.
const LONGEST: usize = 512;

/// Most rounds that are worked through, so that a stored value cannot stall the server.
const MOST_ROUNDS: u32 = 1_000_000;

/// Rounds of `$5$` and `$6$` that say no number, and the fewest that libxcrypt takes.
const USUAL_ROUNDS: u32 = 5000;
const FEWEST_ROUNDS: u32 = 1000;

/// A stored value taken apart.
enum Form<'a> {
    Des,
    Md5 {
        salt: &'a [u8],
    },
    Sha {
        algorithm: &'static digest::Algorithm,
        form: &'a str,
        rounds: Option<u32>,
        salt: &'a [u8],
    },
    Malformed,
}

/// Takes a stored value apart, or says which form it has that cannot be checked, such as `$2b$`.
fn form(stored: &[u8]) -> Result<Form<'_>, String> {
    let text = std::str::from_utf8(stored).unwrap_or_default();
    let Some(inner) = text.strip_prefix('$') else {
        return if text.starts_with('_') {
            Err("_".to_owned())
        } else {
            Ok(Form::Des)
        };
    };
    let until = |text: &'_ str, most: usize| text.find('$').unwrap_or(text.len()).min(most);
    let (form, rest) = inner.split_once('$').unwrap_or((inner, ""));
    let algorithm = match form {
        "1" => {
            let salt = &rest.as_bytes()[..until(rest, 8)];
            return Ok(Form::Md5 { salt });
        }
        "5" => &digest::SHA256,
        "6" => &digest::SHA512,
        _ => return Err(format!("${form}$")),
    };
    let (rounds, rest) = match rest.strip_prefix("rounds=") {
        Some(rest) => {
            let (number, rest) = rest.split_once('$').unwrap_or((rest, ""));
            match number.parse::<u32>() {
                Ok(rounds) if rounds > MOST_ROUNDS => {
                    return Err(format!("${form}$rounds={rounds}$"));
                }
                Ok(rounds) if rounds >= FEWEST_ROUNDS => (Some(rounds), rest),
                _ => return Ok(Form::Malformed),
            }
        }
        None => (None, rest),
    };
    Ok(Form::Sha {
        algorithm,
        form,
        rounds,
        salt: &rest.as_bytes()[..until(rest, 16)],
    })
}

/// Whether a stored value has a form that can be checked.
///
/// # Errors
/// The form, such as `$2b$`.
pub(super) fn supported(stored: &[u8]) -> Result<(), String> {
    form(stored).map(drop)
}

/// Whether a stored value is of this password.
///
/// # Errors
/// The form of the value, such as `$2b$`, where it is one that cannot be checked.
pub(super) fn accepts(stored: &[u8], given: &[u8]) -> Result<bool, String> {
    let form = form(stored)?;
    if given.len() > LONGEST || given.contains(&0) {
        return Ok(false);
    }
    let made = match form {
        Form::Des => old(stored, given),
        Form::Md5 { salt } => Some(of_md5(given, salt)),
        Form::Sha {
            algorithm,
            form,
            rounds,
            salt,
        } => Some(of_sha(algorithm, form, rounds, given, salt)),
        Form::Malformed => None,
    };
    Ok(made.is_some_and(|made| super::scheme::difference(&made, stored)))
}

/// A value in the form `$6$`, with twelve characters of salt.
pub(super) fn make(password: &[u8], salt: &[u8]) -> Vec<u8> {
    let letter = |byte: &u8| ALPHABET[usize::from(byte & 63)];
    let salt: Vec<u8> = salt.iter().take(12).map(letter).collect();
    of_sha(&digest::SHA512, "6", None, password, &salt)
}

/// Appends so many characters for up to three bytes, the lowest bits first.
fn letters(out: &mut Vec<u8>, bytes: [u8; 3], count: usize) {
    let [high, middle, low] = bytes.map(u32::from);
    let mut number = high << 16 | middle << 8 | low;
    for _ in 0..count {
        out.push(ALPHABET[(number & 63) as usize]);
        number >>= 6;
    }
}

fn old(stored: &[u8], given: &[u8]) -> Option<Vec<u8>> {
    let number = |letter: u8| {
        let place = ALPHABET.iter().position(|own| *own == letter)?;
        u8::try_from(place).ok()
    };
    let [first, second, ..] = *stored else {
        return None;
    };
    let bits = des::crypt(given, [number(first)?, number(second)?]);
    let mut out = vec![first, second];
    for six in bits.chunks(6) {
        let number = (0..6).fold(0, |number, place| {
            number << 1 | usize::from(six.get(place).copied().unwrap_or(0))
        });
        out.push(ALPHABET[number]);
    }
    Some(out)
}

/// The length of a password in binary decides what is mixed in, from the lowest bit up.
fn binary(length: usize) -> impl Iterator<Item = bool> {
    std::iter::successors(Some(length), |left| Some(left >> 1))
        .take_while(|left| *left > 0)
        .map(|left| left & 1 == 1)
}

fn of_md5(key: &[u8], salt: &[u8]) -> Vec<u8> {
    let other = md5(&[key, salt, key]);
    let mut start = [key, b"$1$", salt].concat();
    start.extend(other.iter().cycle().take(key.len()));
    start.extend(binary(key.len()).map(|one| if one { 0 } else { key[0] }));
    let mut sum = md5(&[&start]);
    for round in 0..1000 {
        sum = match round % 2 {
            0 => md5(&[&sum, third(round, salt), seventh(round, key), key]),
            _ => md5(&[key, third(round, salt), seventh(round, key), &sum]),
        };
    }
    let mut out = [b"$1$", salt, b"$"].concat();
    for first in 0..5 {
        let last = if first == 4 { 5 } else { first + 12 };
        letters(&mut out, [sum[first], sum[first + 6], sum[last]], 4);
    }
    letters(&mut out, [0, 0, sum[11]], 2);
    out
}

fn third(round: u32, bytes: &[u8]) -> &[u8] {
    if round.is_multiple_of(3) { &[] } else { bytes }
}

fn seventh(round: u32, bytes: &[u8]) -> &[u8] {
    if round.is_multiple_of(7) { &[] } else { bytes }
}

fn of_sha(
    algorithm: &'static digest::Algorithm,
    form: &str,
    rounds: Option<u32>,
    key: &[u8],
    salt: &[u8],
) -> Vec<u8> {
    let sum_of = |parts: &[&[u8]]| {
        let mut context = digest::Context::new(algorithm);
        parts.iter().for_each(|part| context.update(part));
        context.finish()
    };
    let stretched = |bytes: &[u8], length: usize| -> Vec<u8> {
        bytes.iter().copied().cycle().take(length).collect()
    };
    let other = sum_of(&[key, salt, key]);
    let mut start = [key, salt].concat();
    start.extend(stretched(other.as_ref(), key.len()));
    for one in binary(key.len()) {
        start.extend_from_slice(if one { other.as_ref() } else { key });
    }
    let mut sum = digest(algorithm, &start);
    let keys = digest(algorithm, &key.repeat(key.len()));
    let keys = stretched(keys.as_ref(), key.len());
    let salts = digest(algorithm, &salt.repeat(16 + usize::from(sum.as_ref()[0])));
    let salts = stretched(salts.as_ref(), salt.len());
    for round in 0..rounds.unwrap_or(USUAL_ROUNDS) {
        let (salts, again) = (third(round, &salts), seventh(round, &keys));
        sum = match round % 2 {
            0 => sum_of(&[sum.as_ref(), salts, again, &keys]),
            _ => sum_of(&[&keys, salts, again, sum.as_ref()]),
        };
    }
    let mut out = format!("${form}$").into_bytes();
    if let Some(rounds) = rounds {
        out.extend(format!("rounds={rounds}$").into_bytes());
    }
    out.extend_from_slice(salt);
    out.push(b'$');
    encode(&mut out, sum.as_ref());
    out
}

/// Three bytes from the three thirds of the sum at a time; which third comes first turns.
fn encode(out: &mut Vec<u8>, sum: &[u8]) {
    let third = sum.len() / 3;
    for index in 0..third {
        let bytes = [index, index + third, index + 2 * third].map(|place| sum[place]);
        let [a, b, c] = bytes;
        let turned = match (index % 3, third) {
            (0, _) => [a, b, c],
            (1, 10) | (2, 21) => [c, a, b],
            _ => [b, c, a],
        };
        letters(out, turned, 4);
    }
    match sum[3 * third..] {
        [low, high] => letters(out, [0, high, low], 3),
        [last] => letters(out, [0, 0, last], 2),
        _ => {}
    }
}
