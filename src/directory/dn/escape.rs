//! Escapes within values, and the content of hexadecimal ones.

use super::error::DnError;

/// Reads `\` and what follows; `at` stands on the backslash.
pub(super) fn escaped(bytes: &[u8], at: &mut usize) -> Result<u8, DnError> {
    let first = bytes.get(*at + 1).copied();
    let second = bytes.get(*at + 2).copied();
    match (first, second) {
        (Some(high), Some(low)) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
            *at += 3;
            Ok(hex_digit(high) << 4 | hex_digit(low))
        }
        (
            Some(special @ (b'"' | b'+' | b',' | b';' | b'<' | b'>' | b'\\' | b' ' | b'#' | b'=')),
            _,
        ) => {
            *at += 2;
            Ok(special)
        }
        (None, _) => Err(DnError::new(
            *at,
            "the DN ends in a backslash; write `\\\\` for the character",
        )),
        _ => Err(DnError::new(
            *at,
            "after `\\` stands a special character or two hexadecimal digits",
        )),
    }
}

/// The value of a hexadecimal digit, which the caller has looked at.
pub(super) fn hex_digit(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => byte - b'0',
        b'a'..=b'f' => byte - b'a' + 10,
        _ => byte.wrapping_sub(b'A').wrapping_add(10),
    }
}

/// The content of a BER OCTET STRING, UTF8String, PrintableString, TeletexString or IA5String of definite length.
pub(super) fn ber_string(encoded: &[u8]) -> Option<&[u8]> {
    let (&tag, rest) = encoded.split_first()?;
    if !matches!(tag, 0x04 | 0x0c | 0x13 | 0x14 | 0x16) {
        return None;
    }
    let (&first, rest) = rest.split_first()?;
    let (length, content) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let octets = usize::from(first & 0x7f);
        if octets == 0 || octets > 4 || rest.len() < octets {
            return None;
        }
        let (length, content) = rest.split_at(octets);
        (
            length
                .iter()
                .fold(0_usize, |length, &octet| length << 8 | usize::from(octet)),
            content,
        )
    };
    (content.len() == length).then_some(content)
}
