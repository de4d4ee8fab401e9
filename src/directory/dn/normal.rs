//! The normalised form of a DN: the key by which names are equal.

use std::borrow::Cow;

use super::pair::Pair;
use crate::directory::matching::prepare::{self, Case};

/// Whether a DN is so plain that its key is itself in lower case: single pairs with short type names, values of
/// letters, digits and a few signs, single spaces only between words. Most names are; the rest is parsed.
pub(crate) fn is_plain(text: &[u8]) -> bool {
    text.split(|&byte| byte == b',').all(|rdn| {
        let Some(equals) = rdn.iter().take(4).position(|&byte| byte == b'=') else {
            return false;
        };
        let (kind, value) = (&rdn[..equals], &rdn[equals + 1..]);
        let short = matches!(kind, [b'a'..=b'z' | b'A'..=b'Z'] | [b'a'..=b'z' | b'A'..=b'Z', b'a'..=b'z' | b'A'..=b'Z'])
            || kind.eq_ignore_ascii_case(b"uid");
        let mut previous = b' ';
        let plain = value.iter().all(|&byte| {
            let good = match byte {
                b' ' => previous != b' ',
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => true,
                _ => b"-_.@'/:()".contains(&byte),
            };
            previous = byte;
            good
        });
        // GN is the other name of givenName.
        short && plain && previous != b' ' && !kind.eq_ignore_ascii_case(b"gn")
    })
}

/// The normalised form of one pair.
pub(super) fn normalized_pair(attribute: &str, value: &[u8]) -> String {
    let mut out = String::with_capacity(attribute.len() + value.len() + 1);
    write_pair(
        &Pair {
            attribute,
            value: Cow::Borrowed(value),
            opaque: false,
        },
        &mut out,
    );
    out
}

/// Appends the pairs, sorted.
pub(super) fn write_rdn(pairs: &[Pair<'_>], out: &mut String) {
    if let [pair] = pairs {
        return write_pair(pair, out);
    }
    let mut forms: Vec<String> = pairs
        .iter()
        .map(|pair| {
            let mut form = String::new();
            write_pair(pair, &mut form);
            form
        })
        .collect();
    forms.sort_unstable();
    forms.dedup();
    out.push_str(&forms.join("+"));
}

fn write_pair(pair: &Pair<'_>, out: &mut String) {
    write_type(pair.attribute, out);
    out.push('=');
    if pair.opaque {
        out.push('#');
        for &byte in pair.value.iter() {
            push_hex(byte, out);
        }
        return;
    }
    match std::str::from_utf8(&pair.value) {
        Ok(value) => {
            let start = out.len();
            prepare::fold(value, Case::Ignore, |character| match character {
                '#' if out.len() == start => push_escaped(b'#', out),
                ',' | '+' | '"' | '\\' | '<' | '>' | ';' | '\0'..='\x1f' | '\x7f' => {
                    push_escaped(character as u8, out)
                }
                _ => out.push(character),
            });
        }
        Err(_) => {
            for &byte in pair.value.iter() {
                if byte.is_ascii_alphanumeric() {
                    out.push(char::from(byte.to_ascii_lowercase()))
                } else {
                    push_escaped(byte, out)
                }
            }
        }
    }
}

fn push_escaped(byte: u8, out: &mut String) {
    out.push('\\');
    push_hex(byte, out);
}

fn push_hex(byte: u8, out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    out.push(char::from(DIGITS[usize::from(byte >> 4)]));
    out.push(char::from(DIGITS[usize::from(byte & 15)]));
}

fn write_type(written: &str, out: &mut String) {
    let start = out.len();
    let bare = match written.get(..4) {
        Some(prefix) if prefix.eq_ignore_ascii_case("oid.") => &written[4..],
        _ => written,
    };
    out.extend(bare.chars().map(|character| character.to_ascii_lowercase()));
    let short = SHORT_NAMES
        .iter()
        .find(|(other, _)| *other == &out[start..]);
    if let Some((_, short)) = short {
        out.truncate(start);
        out.push_str(short);
    }
}

/// OIDs and long names of the types that name entries (RFC 4514 section 3, RFC 4519), and the short name of the key.
const SHORT_NAMES: &[(&str, &str)] = &[
    ("2.5.4.3", "cn"),
    ("commonname", "cn"),
    ("2.5.4.4", "sn"),
    ("surname", "sn"),
    ("2.5.4.5", "serialnumber"),
    ("2.5.4.6", "c"),
    ("countryname", "c"),
    ("2.5.4.7", "l"),
    ("localityname", "l"),
    ("2.5.4.8", "st"),
    ("stateorprovincename", "st"),
    ("2.5.4.9", "street"),
    ("2.5.4.10", "o"),
    ("organizationname", "o"),
    ("2.5.4.11", "ou"),
    ("organizationalunitname", "ou"),
    ("2.5.4.12", "title"),
    ("2.5.4.42", "givenname"),
    ("gn", "givenname"),
    ("0.9.2342.19200300.100.1.1", "uid"),
    ("userid", "uid"),
    ("0.9.2342.19200300.100.1.3", "mail"),
    ("rfc822mailbox", "mail"),
    ("0.9.2342.19200300.100.1.25", "dc"),
    ("domaincomponent", "dc"),
    ("1.2.840.113549.1.9.1", "emailaddress"),
];
