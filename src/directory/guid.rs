//! GUIDs as Active Directory stores and prints them, MS-DTYP section 2.3.4.

/// Reads `47094d93-b373-4bd7-9a69-7f8230ed9cc8`, in any case, with or without braces, into the stored 16 octets:
/// the first three groups little-endian (recorded cases `guid.string`, `guid.string_upper`, `guid.string_braces`).
///
/// ```
/// use ldaplab::directory::guid;
/// let octets = guid::parse("{47094D93-B373-4BD7-9A69-7F8230ED9CC8}").unwrap();
/// assert_eq!(octets[..4], [0x93, 0x4d, 0x09, 0x47]);
/// assert_eq!(guid::print(&octets), "47094d93-b373-4bd7-9a69-7f8230ed9cc8");
/// ```
#[must_use]
pub fn parse(text: &str) -> Option<[u8; 16]> {
    let inner = match text.strip_prefix('{') {
        Some(rest) => rest.strip_suffix('}')?,
        None => text,
    };
    if !is_dashed(inner.as_bytes()) {
        return None;
    }
    let mut guid = hex(inner.bytes().filter(|&byte| byte != b'-'))?;
    swap(&mut guid);
    Some(guid)
}

/// Reads 32 hexadecimal digits in the order in which the octets are stored, as in `<GUID=934d0947…>`.
#[must_use]
pub fn parse_hex(text: &str) -> Option<[u8; 16]> {
    if text.len() == 32 {
        hex(text.bytes())
    } else {
        None
    }
}

/// The dashed lower-case form of the stored octets.
#[must_use]
pub fn print(guid: &[u8; 16]) -> String {
    let mut order = *guid;
    swap(&mut order);
    let mut out = String::with_capacity(36);
    for (at, byte) in order.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            out.push('-');
        }
        out.extend(
            [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0')),
        );
    }
    out
}

/// Whether the text is five groups of 8, 4, 4, 4 and 12 hexadecimal digits.
pub(crate) fn is_dashed(text: &[u8]) -> bool {
    text.len() == 36
        && text.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn hex(digits: impl Iterator<Item = u8>) -> Option<[u8; 16]> {
    let mut out = [0; 16];
    for (at, digit) in digits.enumerate() {
        let digit = char::from(digit).to_digit(16)?;
        out[at / 2] = out[at / 2] << 4 | u8::try_from(digit).ok()?;
    }
    Some(out)
}

fn swap(guid: &mut [u8; 16]) {
    guid[..4].reverse();
    guid[4..6].reverse();
    guid[6..8].reverse();
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALICE: [u8; 16] = [
        0x93, 0x4d, 0x09, 0x47, 0x73, 0xb3, 0xd7, 0x4b, 0x9a, 0x69, 0x7f, 0x82, 0x30, 0xed, 0x9c,
        0xc8,
    ];

    #[test]
    fn texts_are_read_as_the_recorded_server_reads_them() {
        for (text, expected) in [
            ("47094d93-b373-4bd7-9a69-7f8230ed9cc8", Some(ALICE)),
            ("47094D93-B373-4BD7-9A69-7F8230ED9CC8", Some(ALICE)),
            ("{47094d93-b373-4bd7-9a69-7f8230ed9cc8}", Some(ALICE)),
            ("{47094d93-b373-4bd7-9a69-7f8230ed9cc8", None),
            ("934d094773b3d74b9a697f8230ed9cc8", None),
            ("zz", None),
            ("", None),
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
        assert_eq!(parse_hex("934d094773b3d74b9a697f8230ed9cc8"), Some(ALICE));
        assert_eq!(parse_hex("934d"), None);
        assert_eq!(print(&ALICE), "47094d93-b373-4bd7-9a69-7f8230ed9cc8");
    }
}
