//! Active Directory's `unicodePwd`: the password in double quotes, in UTF-16LE.

/// The password within a `unicodePwd` value; `None` if the value is no quoted UTF-16LE text.
///
/// ```
/// use ldaplab::directory::password::{decode_unicode_pwd, encode_unicode_pwd};
/// assert_eq!(decode_unicode_pwd(b"\"\0s\0\xfc\0\"\0").unwrap(), "s\u{fc}");
/// assert_eq!(encode_unicode_pwd("s\u{fc}"), b"\"\0s\0\xfc\0\"\0");
/// ```
#[must_use]
pub fn decode(value: &[u8]) -> Option<String> {
    let (units, []) = value.as_chunks::<2>() else {
        return None;
    };
    let units = units.iter().map(|unit| u16::from_le_bytes(*unit));
    let text: String = char::decode_utf16(units).collect::<Result<_, _>>().ok()?;
    text.strip_prefix('"')?.strip_suffix('"').map(str::to_owned)
}

/// The `unicodePwd` value that sets a password.
#[must_use]
pub fn encode(password: &str) -> Vec<u8> {
    format!("\"{password}\"")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn only_quoted_utf16_is_a_password() {
        for (name, value, expected) in [
            ("quoted", &b"\"\0a\0\"\0"[..], Some("a")),
            ("empty", b"\"\0\"\0", Some("")),
            ("without quotes", b"a\0b\0", None),
            ("one quote", b"\"\0", None),
            ("odd", b"\"\0a\0\"", None),
            ("plain text", b"\"secret!\"", None),
            ("half of a pair", b"\"\0\x00\xd8\"\0", None),
            ("nothing", b"", None),
        ] {
            assert_eq!(decode(value).as_deref(), expected, "{name}");
        }
    }
}
