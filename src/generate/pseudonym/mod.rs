//! Names and values under pseudonyms that follow from a key alone.

mod kind;

use std::{fmt, net::IpAddr};

use ring::{
    hmac,
    rand::{SecureRandom as _, SystemRandom},
};

use self::kind::Kind;
use crate::directory::{Dn, dn::escape_octets, guid, sid};

/// Words become words, numbers numbers of as many digits, and everything else stays between them: `ada.nightjar@example.org` stays a mail address, and
/// every word of it is the same pseudonym in a DN, in a filter and in every other value, in capitals where it was. Attribute types, object
/// classes, OIDs, flags and times stay; GUIDs, SIDs and other octets become others, the SIDs of one domain those of one domain.
///
/// The same key gives the same pseudonyms, in any order and without any memory. Whoever has the key can test guesses, so that it is to be kept or thrown away.
///
/// ```
/// use ldaplab::generate::Pseudonyms;
///
/// let pseudonyms = Pseudonyms::new(b"a key");
/// let dn = pseudonyms.dn(b"uid=ada,ou=people,dc=example,dc=org");
/// let mail = pseudonyms.value("mail", b"Ada@example.org");
/// let (dn, mail) = (String::from_utf8(dn)?, String::from_utf8(mail)?);
/// let ada = dn.strip_prefix("uid=").unwrap().split(',').next().unwrap();
/// assert_eq!(mail.split('@').next().unwrap().to_lowercase(), ada);
/// assert_ne!(ada, "ada");
/// # Ok::<(), std::string::FromUtf8Error>(())
/// ```
#[derive(Clone)]
pub struct Pseudonyms {
    key: hmac::Key,
}

impl fmt::Debug for Pseudonyms {
    /// The key is left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pseudonyms").finish_non_exhaustive()
    }
}

/// What stands for a secret that was masked; it stays.
const MASK: &[u8] = b"***";

/// Two letters of each make a hundred syllables, six syllables a million million words.
const CONSONANTS: &[u8; 20] = b"bcdfghjklmnpqrstvwxz";
const VOWELS: &[u8; 5] = b"aeiou";
const SYLLABLES: usize = 6;

/// Relative identifiers below are the same in every domain, MS-DTYP section 2.4.2.4.
const FIRST_OWN_RID: u64 = 1000;

impl Pseudonyms {
    /// The pseudonyms of a key of any length.
    pub fn new(key: &[u8]) -> Self {
        Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, key),
        }
    }

    /// Those of a key that nobody knows; `None` where the machine gives no random octets.
    pub fn random() -> Option<Self> {
        let mut key = [0; 32];
        SystemRandom::new().fill(&mut key).ok()?;
        Some(Self::new(&key))
    }

    /// A value of an attribute, by its syntax.
    pub fn value(&self, description: &str, value: &[u8]) -> Vec<u8> {
        let kind = Kind::of(description);
        if value == MASK || value.is_empty() {
            return value.to_vec();
        }
        let text = std::str::from_utf8(value);
        match (kind, text) {
            (Kind::Kept, _) => value.to_vec(),
            (Kind::Dn, _) => self.dn(value),
            (Kind::DnWith, Ok(text)) => self.dn_with(text).into_bytes(),
            (Kind::Sid, Ok(text)) if text.starts_with("S-1-") => match sid::parse(text) {
                Some(octets) => {
                    let other = sid::print(&self.sid(&octets));
                    other.unwrap_or_else(|| self.text(text)).into_bytes()
                }
                None => self.text(text).into_bytes(),
            },
            (Kind::Sid, _) => self.sid(value),
            (Kind::Rid, Ok(text)) => match text.parse::<u32>() {
                Ok(rid) => self.rid(rid).to_string().into_bytes(),
                Err(_) => self.text(text).into_bytes(),
            },
            (Kind::Country, Ok(text)) => self.country(text).into_bytes(),
            (Kind::Octets, _) | (_, Err(_)) => self.octets(value),
            (Kind::Text, Ok(text)) => self.text(text).into_bytes(),
        }
    }

    /// A text: its words and numbers, and nothing between them. UUIDs become UUIDs.
    pub fn text(&self, text: &str) -> String {
        if let Some(octets) = guid::parse(text).filter(|_| text.len() == 36) {
            let mut other = [0; 16];
            self.fill("guid", &octets, &mut other);
            return guid::print(&other);
        }
        let mut out = String::with_capacity(text.len() * 2);
        let mut rest = text;
        // The scheme of a URL is no name.
        if let Some((scheme, _)) = text.split_once("://")
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c))
        {
            out.push_str(scheme);
            rest = &text[scheme.len()..];
        }
        while let Some(first) = rest.chars().next() {
            let same = |c: char| class(c) == class(first);
            let end = rest.find(|c| !same(c)).unwrap_or(rest.len());
            let (run, behind) = rest.split_at(end);
            match class(first) {
                Class::Word => self.word(run, &mut out),
                Class::Digits => self.digits(run, &mut out),
                Class::Between => out.push_str(run),
            }
            rest = behind;
        }
        out
    }

    /// A DN; what is none is a text.
    pub fn dn(&self, name: &[u8]) -> Vec<u8> {
        let Ok(text) = std::str::from_utf8(name) else {
            return self.octets(name);
        };
        for (prefix, own) in [("<GUID=", "guid"), ("<SID=", "sid")] {
            if let Some(octets) = within(text, prefix).and_then(octets_of) {
                let other = match own {
                    "sid" => self.sid(&octets),
                    _ => self.octets(&octets),
                };
                let digits: String = other.iter().map(|octet| format!("{octet:02x}")).collect();
                return format!("{prefix}{digits}>").into_bytes();
            }
        }
        let Ok(dn) = Dn::parse(text) else {
            return self.text(text).into_bytes();
        };
        let rdn = |rdn: crate::directory::Rdn| {
            let pairs = rdn.pairs().map(|(attribute, value)| {
                let value = self.value(attribute, value);
                format!("{attribute}={}", escape_octets(&value))
            });
            pairs.collect::<Vec<_>>().join("+")
        };
        dn.rdns()
            .map(rdn)
            .collect::<Vec<_>>()
            .join(",")
            .into_bytes()
    }

    /// Octets without a form that is known: as many others.
    pub fn octets(&self, octets: &[u8]) -> Vec<u8> {
        let mut other = vec![0; octets.len()];
        let label = if octets.len() == 16 { "guid" } else { "octets" };
        self.fill(label, octets, &mut other);
        other
    }

    /// A security identifier, MS-DTYP section 2.4.2: that of a domain is another domain's, what is the same everywhere stays.
    pub fn sid(&self, octets: &[u8]) -> Vec<u8> {
        let Some(text) = sid::print(octets) else {
            return self.octets(octets);
        };
        if !text.starts_with("S-1-5-21-") {
            return octets.to_vec();
        }
        let mut other = octets.to_vec();
        // Revision, count and authority take 8 octets, the 21 takes 4, the domain 12.
        if let Some(domain) = other.get_mut(12..24) {
            self.fill("domain", &octets[12..24], domain);
        }
        if let Some(last) = other.get_mut(24..28) {
            let rid = u32::from_le_bytes([octets[24], octets[25], octets[26], octets[27]]);
            last.copy_from_slice(&self.rid(rid).to_le_bytes());
        }
        other
    }

    /// A host: an address becomes one that is kept for documentation (RFC 5737), a name another name.
    pub fn host(&self, host: &str) -> String {
        match host.trim_matches(['[', ']']).parse::<IpAddr>() {
            Ok(address) => {
                let number = self.permuted(
                    "address",
                    254,
                    self.hash("address", address.to_string().as_bytes()) % 254,
                );
                format!("192.0.2.{}", number + 1)
            }
            Err(_) => self.text(host),
        }
    }

    fn dn_with(&self, text: &str) -> String {
        // B:32:<hexadecimal>:<DN> or S:5:<text>:<DN>, MS-ADTS section 3.1.1.2.2.2.
        let mut parts = text.splitn(4, ':');
        let four = (parts.next(), parts.next(), parts.next(), parts.next());
        let (Some(form), Some(length), Some(with), Some(dn)) = four else {
            return self.text(text);
        };
        let dn = String::from_utf8_lossy(&self.dn(dn.as_bytes())).into_owned();
        match form {
            "B" => format!("B:{length}:{with}:{dn}"),
            _ => {
                let with = self.text(with);
                format!("{form}:{}:{with}:{dn}", with.len())
            }
        }
    }

    fn word(&self, word: &str, out: &mut String) {
        let mut number = self.hash("word", word.to_lowercase().as_bytes());
        let upper = |c: char| c.is_uppercase();
        let all = word.chars().count() > 1 && word.chars().all(upper);
        let first = word.chars().next().is_some_and(upper);
        for at in 0..SYLLABLES {
            for (letters, count) in [(&CONSONANTS[..], 20), (&VOWELS[..], 5)] {
                let letter = char::from(letters[(number % count) as usize]);
                number /= count;
                let capital = all || first && at == 0 && letters.len() == 20;
                out.push(if capital {
                    letter.to_ascii_uppercase()
                } else {
                    letter
                });
            }
        }
    }

    /// Leading zeros stay, and so does the number of digits.
    fn digits(&self, digits: &str, out: &mut String) {
        let significant = digits.trim_start_matches('0');
        out.push_str(&digits[..digits.len() - significant.len()]);
        for piece in significant.as_bytes().chunks(18) {
            let number = piece
                .iter()
                .fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'));
            let width = piece.len() as u32;
            // A later piece may begin with zeros, the first may not.
            let least = match 10_u64.pow(width - 1) {
                least if number >= least => least,
                _ => 0,
            };
            let most = if least == 0 {
                10_u64.pow(width - 1)
            } else {
                least * 10
            };
            let other = least + self.permuted("number", most - least, number - least);
            out.push_str(&format!("{other:0width$}", width = width as usize));
        }
    }

    fn rid(&self, rid: u32) -> u32 {
        let all = 1 << 30;
        match u64::from(rid) {
            own @ FIRST_OWN_RID.. if own < all => {
                let other = self.permuted("rid", all - FIRST_OWN_RID, own - FIRST_OWN_RID);
                (other + FIRST_OWN_RID) as u32
            }
            _ => rid,
        }
    }

    fn country(&self, text: &str) -> String {
        let letters: Vec<u64> = text
            .bytes()
            .filter(u8::is_ascii_alphabetic)
            .map(|letter| u64::from(letter.to_ascii_lowercase() - b'a'))
            .collect();
        let &[first, second] = &letters[..] else {
            return self.text(text);
        };
        let other = self.permuted("country", 26 * 26, first * 26 + second);
        let letter = |number: u64| char::from(b'A' + number as u8);
        [letter(other / 26), letter(other % 26)].iter().collect()
    }

    /// Another number below `count`, a different one for each: a Feistel network over as many bits as it takes, again where it leads outside.
    fn permuted(&self, label: &str, count: u64, number: u64) -> u64 {
        if count < 2 || number >= count {
            return number;
        }
        let bits = u64::BITS - (count - 1).leading_zeros();
        let half = bits.div_ceil(2);
        let mask = (1_u64 << half) - 1;
        let mut number = number;
        loop {
            let (mut left, mut right) = (number >> half, number & mask);
            for round in 0..6_u8 {
                let mut input = count.to_be_bytes().to_vec();
                input.push(round);
                input.extend(right.to_be_bytes());
                let mixed = left ^ (self.hash(label, &input) & mask);
                (left, right) = (right, mixed);
            }
            number = left << half | right;
            if number < count {
                return number;
            }
        }
    }

    fn hash(&self, label: &str, input: &[u8]) -> u64 {
        let mut octets = [0; 8];
        self.fill(label, input, &mut octets);
        u64::from_be_bytes(octets)
    }

    /// As many octets as there is room for.
    fn fill(&self, label: &str, input: &[u8], out: &mut [u8]) {
        let mut first = hmac::Context::with_key(&self.key);
        first.update(label.as_bytes());
        first.update(&[0]);
        first.update(input);
        let seed = first.sign();
        for (at, piece) in out.chunks_mut(seed.as_ref().len()).enumerate() {
            let tag = match at {
                0 => seed,
                at => {
                    let mut context = hmac::Context::with_key(&self.key);
                    context.update(seed.as_ref());
                    context.update(&at.to_be_bytes());
                    context.sign()
                }
            };
            piece.copy_from_slice(&tag.as_ref()[..piece.len()]);
        }
    }
}

#[derive(PartialEq, Eq)]
enum Class {
    Word,
    Digits,
    Between,
}

fn class(c: char) -> Class {
    match c {
        '0'..='9' => Class::Digits,
        c if c.is_alphanumeric() => Class::Word,
        _ => Class::Between,
    }
}

/// What stands between a prefix, in any case, and `>`.
fn within<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    let rest = &text[prefix.len()..];
    head.eq_ignore_ascii_case(prefix)
        .then(|| rest.strip_suffix('>'))
        .flatten()
}

fn octets_of(digits: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    if digits.is_empty() || digits.len() % 2 == 1 {
        return None;
    }
    let pairs = digits.as_bytes().chunks_exact(2);
    pairs
        .map(|pair| Some((digit(&pair[0])? << 4 | digit(&pair[1])?) as u8))
        .collect()
}

#[cfg(test)]
mod tests;
