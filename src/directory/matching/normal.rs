//! Normal forms of values: equal values have equal forms.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::prepare::{self, Case};
use super::{integer, moment};
use crate::directory::{
    dn::{self, Dn},
    guid,
};

/// How values are brought into a form in which equal values are equal bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Form {
    /// Text; case and superfluous spaces do not count.
    CaseIgnore,
    /// Text; superfluous spaces do not count.
    CaseExact,
    /// Digits; no space counts.
    Numeric,
    /// Text; case, spaces and hyphens do not count.
    Telephone,
    /// An integer of any size.
    Integer,
    /// Active Directory's 32-bit integer: 4294967295 is -1.
    Integer32,
    /// Active Directory's 64-bit integer.
    Integer64,
    /// `TRUE` or `FALSE`.
    Boolean,
    /// Octets as they are.
    Octets,
    /// A distinguished name.
    DistinguishedName,
    /// A DN, `#` and a bit string (RFC 4517 section 3.3.21), or a DN alone.
    NameAndOptionalUid,
    /// GeneralizedTime or UTCTime.
    Time,
    /// An OID or a short name. Which OID has which name is the schema's.
    ObjectIdentifier,
    /// Lines separated by `$`; case and superfluous spaces do not count.
    CaseIgnoreList,
    /// `'0101'B`
    Bits,
    /// RFC 4530's UUID text.
    Uuid,
    /// A description `( 1.2.3 … )`, compared by its first word.
    FirstComponent,
}

/// The normal form of a value; `None` if the value does not parse, which makes an assertion Undefined.
///
/// ```
/// use ldaplab::directory::matching::{Form, normalize};
///
/// assert_eq!(normalize(Form::CaseIgnore, " École  Normale ".as_bytes()).unwrap(), "école normale".as_bytes());
/// assert_eq!(normalize(Form::Integer, b"0x10"), None);
/// ```
#[must_use]
pub fn normalize(form: Form, value: &[u8]) -> Option<Cow<'_, [u8]>> {
    match form {
        Form::CaseIgnore => text(value, Case::Ignore),
        Form::CaseExact => text(value, Case::Exact),
        Form::Numeric => without(value, |character| character == ' ')
            .filter(|digits| digits.iter().all(u8::is_ascii_digit)),
        Form::Telephone => without(value, |character| {
            matches!(character, ' ' | '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
        }),
        Form::Integer => integer::canonical(value).map(Cow::Borrowed),
        Form::Integer32 => {
            integer::parse32(value).map(|number| Cow::Owned(number.to_string().into_bytes()))
        }
        Form::Integer64 => {
            integer::parse64(value).map(|number| Cow::Owned(number.to_string().into_bytes()))
        }
        Form::Boolean => matches!(value, b"TRUE" | b"FALSE").then_some(Cow::Borrowed(value)),
        Form::Octets => Some(Cow::Borrowed(value)),
        Form::DistinguishedName => {
            let dn = Dn::from_bytes(value).ok()?;
            Some(Cow::Owned(dn.normalized().as_bytes().to_vec()))
        }
        Form::NameAndOptionalUid => name_and_uid(value),
        Form::Time => moment::normalize(value).map(|moment| Cow::Owned(moment.into_bytes())),
        Form::ObjectIdentifier => object_identifier(value),
        Form::CaseIgnoreList => list(value),
        Form::Bits => bits(value).then_some(Cow::Borrowed(value)),
        Form::Uuid => guid::is_dashed(value).then(|| Cow::Owned(value.to_ascii_lowercase())),
        Form::FirstComponent => first_component(value),
    }
}

/// Whether a stored value equals a normal form. As `normalize(form, value) == Some(normal)`, but faster.
#[must_use]
pub fn equal(form: Form, normal: &[u8], value: &[u8]) -> bool {
    match form {
        Form::Octets => value == normal,
        Form::CaseIgnore | Form::CaseExact | Form::ObjectIdentifier => match plain(value) {
            Some(()) if form == Form::CaseExact => value == normal,
            Some(()) => value.eq_ignore_ascii_case(normal),
            None => normalize(form, value).is_some_and(|own| *own == *normal),
        },
        // A key is its own key, so a value that spells the key in another case is equal.
        Form::DistinguishedName if value.eq_ignore_ascii_case(normal) => true,
        Form::DistinguishedName if dn::is_plain(value) => false,
        _ => normalize(form, value).is_some_and(|own| *own == *normal),
    }
}

/// Compares two normal forms of one form: integers by size, times by moment, everything else by octets.
#[must_use]
pub fn order(form: Form, one: &[u8], other: &[u8]) -> Ordering {
    match form {
        Form::Integer | Form::Integer32 | Form::Integer64 => integer::order(one, other),
        _ => one.cmp(other),
    }
}

/// Whether the value is ASCII text that preparation would change at most in case.
fn plain(value: &[u8]) -> Option<()> {
    let mut previous = b' ';
    for &byte in value {
        if !matches!(byte, b' '..=b'~') || (byte == b' ' && previous == b' ') {
            return None;
        }
        previous = byte;
    }
    (previous != b' ' && !value.is_empty()).then_some(())
}

fn text(value: &[u8], case: Case) -> Option<Cow<'_, [u8]>> {
    if plain(value).is_some() && (case == Case::Exact || !value.iter().any(u8::is_ascii_uppercase))
    {
        return Some(Cow::Borrowed(value));
    }
    let value = std::str::from_utf8(value).ok()?;
    let mut out = String::with_capacity(value.len());
    prepare::fold(value, case, |character| out.push(character));
    Some(Cow::Owned(out.into_bytes()))
}

fn without(value: &[u8], dropped: impl Fn(char) -> bool) -> Option<Cow<'_, [u8]>> {
    let value = std::str::from_utf8(value).ok()?;
    let mut out = String::with_capacity(value.len());
    prepare::mapped(value, Case::Ignore, |character| {
        if !dropped(character) {
            out.push(character);
        }
    });
    Some(Cow::Owned(out.into_bytes()))
}

fn name_and_uid(value: &[u8]) -> Option<Cow<'_, [u8]>> {
    let split = value
        .iter()
        .rposition(|&byte| byte == b'#')
        .filter(|&at| bits(&value[at + 1..]));
    let (name, uid) = split.map_or((value, &b""[..]), |at| value.split_at(at));
    let mut out = Dn::from_bytes(name).ok()?.normalized().as_bytes().to_vec();
    out.extend_from_slice(uid);
    Some(Cow::Owned(out))
}

fn object_identifier(value: &[u8]) -> Option<Cow<'_, [u8]>> {
    let value = value.trim_ascii();
    let good =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b';');
    if value.is_empty() || !value.iter().all(good) {
        return None;
    }
    Some(if value.iter().any(u8::is_ascii_uppercase) {
        Cow::Owned(value.to_ascii_lowercase())
    } else {
        Cow::Borrowed(value)
    })
}

fn list(value: &[u8]) -> Option<Cow<'_, [u8]>> {
    let value = std::str::from_utf8(value).ok()?;
    let mut out = String::with_capacity(value.len());
    for (at, line) in value.split('$').enumerate() {
        if at > 0 {
            out.push('$');
        }
        prepare::fold(line, Case::Ignore, |character| out.push(character));
    }
    Some(Cow::Owned(out.into_bytes()))
}

fn bits(value: &[u8]) -> bool {
    value
        .strip_prefix(b"'")
        .and_then(|rest| rest.strip_suffix(b"'B"))
        .is_some_and(|digits| digits.iter().all(|digit| matches!(digit, b'0' | b'1')))
}

fn first_component(value: &[u8]) -> Option<Cow<'_, [u8]>> {
    let inner = value.trim_ascii();
    let inner = inner.strip_prefix(b"(").unwrap_or(inner).trim_ascii_start();
    let end = inner
        .iter()
        .position(|&byte| matches!(byte, b' ' | b')'))
        .unwrap_or(inner.len());
    object_identifier(&inner[..end])
}
