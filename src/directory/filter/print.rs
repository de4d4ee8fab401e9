//! Filters as text, RFC 4515 section 3.

use crate::{
    directory::attribute::AttributeDescription,
    wire::filter::{Filter, MatchingRuleAssertion, Substrings},
};

/// The text of a filter. Values that are UTF-8 stay readable; other octets, `*`, `(`, `)`, `\` and control
/// characters become `\xx`.
///
/// ```
/// use ldaplab::directory::filter::print;
/// use ldaplab::wire::filter::Filter;
///
/// let filter = Filter::Equality("objectGUID".into(), vec![0x93, 0x4d, 0x09, 0x47]);
/// assert_eq!(print(&filter), "(objectGUID=\\93M\\09G)");
/// ```
#[must_use]
pub fn print(filter: &Filter) -> String {
    let mut out = String::new();
    write(filter, &mut out);
    out
}

/// Escapes a value for use in filter text.
///
/// ```
/// # use ldaplab::directory::filter::escape;
/// assert_eq!(escape("a*(b)\\".as_bytes()), "a\\2a\\28b\\29\\5c");
/// ```
#[must_use]
pub fn escape(value: &[u8]) -> String {
    let mut out = String::with_capacity(value.len());
    write_value(value, &mut out);
    out
}

fn write(filter: &Filter, out: &mut String) {
    out.push('(');
    match filter {
        Filter::And(parts) => write_set('&', parts, out),
        Filter::Or(parts) => write_set('|', parts, out),
        Filter::Not(part) => write_set('!', std::slice::from_ref(&**part), out),
        Filter::Equality(attribute, value) => write_item(attribute, "=", value, out),
        Filter::GreaterOrEqual(attribute, value) => write_item(attribute, ">=", value, out),
        Filter::LessOrEqual(attribute, value) => write_item(attribute, "<=", value, out),
        Filter::Approx(attribute, value) => write_item(attribute, "~=", value, out),
        Filter::Present(attribute) => write_item(attribute, "=*", b"", out),
        Filter::Substrings(attribute, pieces) => write_substrings(attribute, pieces, out),
        Filter::Extensible(assertion) => write_extensible(assertion, out),
    }
    out.push(')');
}

fn write_set(operator: char, parts: &[Filter], out: &mut String) {
    out.push(operator);
    for part in parts {
        write(part, out);
    }
}

fn write_item(attribute: &str, operator: &str, value: &[u8], out: &mut String) {
    write_name(attribute, out);
    out.push_str(operator);
    write_value(value, out);
}

fn write_substrings(attribute: &str, pieces: &Substrings, out: &mut String) {
    write_item(
        attribute,
        "=",
        pieces.initial.as_deref().unwrap_or_default(),
        out,
    );
    out.push('*');
    for piece in &pieces.any {
        write_value(piece, out);
        out.push('*');
    }
    write_value(pieces.last.as_deref().unwrap_or_default(), out);
}

fn write_extensible(assertion: &MatchingRuleAssertion, out: &mut String) {
    write_name(assertion.attribute.as_deref().unwrap_or_default(), out);
    if assertion.dn_attributes {
        out.push_str(":dn");
    }
    if let Some(rule) = &assertion.rule {
        out.push(':');
        write_name(rule, out);
    }
    write_item("", ":=", &assertion.value, out);
}

/// A name as it is; what no description can hold, as `\xx`: no filter any more, but no other filter either.
fn write_name(name: &str, out: &mut String) {
    if name.is_empty() || AttributeDescription::parse(name).is_some() {
        return out.push_str(name);
    }
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._;".contains(&byte) {
            out.push(char::from(byte));
        } else {
            write_octet(byte, out);
        }
    }
}

fn write_octet(byte: u8, out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    out.push('\\');
    out.push(char::from(DIGITS[usize::from(byte >> 4)]));
    out.push(char::from(DIGITS[usize::from(byte & 15)]));
}

fn write_value(value: &[u8], out: &mut String) {
    for chunk in value.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '*' | '(' | ')' | '\\' | '\0'..='\x1f' | '\x7f' => {
                    write_octet(character as u8, out)
                }
                _ => out.push(character),
            }
        }
        for &byte in chunk.invalid() {
            write_octet(byte, out);
        }
    }
}
