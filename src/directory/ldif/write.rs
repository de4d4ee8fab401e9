//! Writing content records.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The longest line written, in bytes, RFC 2849 note 10.
const WIDTH: usize = 76;

/// Descriptions with their values, as an entry shows them.
pub type Fields<'a> = [(&'a str, Vec<&'a [u8]>)];

/// Writes entries as content records, with the version line.
///
/// ```
/// use ldaplab::directory::ldif;
///
/// let fields = [("cn", vec![&b"Ada"[..]]), ("sn", vec!["L\u{fc}".as_bytes()])];
/// assert_eq!(ldif::write([("cn=Ada,dc=x", &fields[..])]), "version: 1\n\ndn: cn=Ada,dc=x\ncn: Ada\nsn:: TMO8\n");
/// ```
#[must_use]
pub fn write<'a>(entries: impl IntoIterator<Item = (&'a str, &'a Fields<'a>)>) -> String {
    let mut out = String::from("version: 1\n");
    for (dn, fields) in entries {
        out.push('\n');
        let values = fields
            .iter()
            .flat_map(|(name, values)| values.iter().map(move |value| (*name, *value)));
        write_record(&mut out, dn, values);
    }
    out
}

/// Writes one record without an empty line around it: `dn`, then the values.
pub fn write_record<'a>(
    out: &mut String,
    dn: &str,
    values: impl IntoIterator<Item = (&'a str, &'a [u8])>,
) {
    line(out, "dn", dn.as_bytes());
    for (name, value) in values {
        line(out, name, value);
    }
}

fn line(out: &mut String, name: &str, value: &[u8]) {
    let start = out.len();
    out.push_str(name);
    match std::str::from_utf8(value) {
        Ok(text) if is_safe(value) => {
            out.push_str(if text.is_empty() { ":" } else { ": " });
            out.push_str(text);
        }
        _ => {
            out.push_str(":: ");
            STANDARD.encode_string(value, out);
        }
    }
    fold(out, start);
    out.push('\n');
}

/// RFC 2849's SAFE-STRING, and no space at the end.
fn is_safe(value: &[u8]) -> bool {
    !value
        .first()
        .is_some_and(|first| matches!(first, b' ' | b':' | b'<'))
        && value.last() != Some(&b' ')
        && value
            .iter()
            .all(|&byte| matches!(byte, b'\x01'..=b'\x7f') && byte != b'\n' && byte != b'\r')
}

/// The line is ASCII, so that every byte is a place to fold.
fn fold(out: &mut String, start: usize) {
    if out.len() - start <= WIDTH {
        return;
    }
    let long = out.split_off(start);
    let (mut rest, mut width) = (long.as_str(), WIDTH);
    while rest.len() > width && rest.is_char_boundary(width) {
        out.push_str(&rest[..width]);
        out.push_str("\n ");
        rest = &rest[width..];
        width = WIDTH - 1;
    }
    out.push_str(rest);
}
