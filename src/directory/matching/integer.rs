//! Integers, RFC 4517 section 3.3.16, and Active Directory's of 32 and 64 bits.

use std::cmp::Ordering;

/// The value itself if it is an RFC 4517 integer: decimal, no leading zero, no `-0`, of any size.
pub(super) fn canonical(value: &[u8]) -> Option<&[u8]> {
    let digits = value.strip_prefix(b"-").unwrap_or(value);
    let good = match digits {
        [b'0'] => digits.len() == value.len(),
        [b'1'..=b'9', rest @ ..] => rest.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    good.then_some(value)
}

/// Reads a 32-bit integer; the unsigned form of a negative number is that number (recorded case
/// `filter.groupType_unsigned`).
///
/// ```
/// use ldaplab::directory::matching::integer;
/// assert_eq!(integer::parse32(b"2147483650"), Some(-2147483646));
/// assert_eq!(integer::parse32(b"0x2"), None);
/// ```
#[must_use]
pub fn parse32(value: &[u8]) -> Option<i32> {
    let number = parse::<i64>(value)?;
    i32::try_from(number)
        .ok()
        .or_else(|| u32::try_from(number).ok().map(u32::cast_signed))
}

/// Reads a 64-bit integer; the unsigned form of a negative number is that number.
#[must_use]
pub fn parse64(value: &[u8]) -> Option<i64> {
    parse::<i64>(value).or_else(|| parse::<u64>(value).map(u64::cast_signed))
}

fn parse<T: std::str::FromStr>(value: &[u8]) -> Option<T> {
    std::str::from_utf8(canonical(value)?).ok()?.parse().ok()
}

/// Compares two canonical integers of any size.
pub(super) fn order(one: &[u8], other: &[u8]) -> Ordering {
    let by_size =
        |one: &[u8], other: &[u8]| one.len().cmp(&other.len()).then_with(|| one.cmp(other));
    match (one.strip_prefix(b"-"), other.strip_prefix(b"-")) {
        (None, None) => by_size(one, other),
        (Some(one), Some(other)) => by_size(other, one),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
    }
}

/// LDAP_MATCHING_RULE_BIT_AND (1.2.840.113556.1.4.803): every bit of `mask` is set. True for a mask of 0.
///
/// `value` is a stored value; one that is no integer does not match.
#[must_use]
pub fn bit_and(value: &[u8], mask: i64) -> bool {
    bits(value, mask).is_some_and(|(bits, mask)| bits & mask == mask)
}

/// LDAP_MATCHING_RULE_BIT_OR (1.2.840.113556.1.4.804): any bit of `mask` is set. False for a mask of 0.
#[must_use]
pub fn bit_or(value: &[u8], mask: i64) -> bool {
    bits(value, mask).is_some_and(|(bits, mask)| bits & mask != 0)
}

/// Value and mask as bits of one width, so that -2147483648 and 2147483648 are the same mask for a 32-bit value.
fn bits(value: &[u8], mask: i64) -> Option<(u64, u64)> {
    let value = parse64(value)?;
    let narrow = |number: i64| i32::try_from(number).is_ok() || u32::try_from(number).is_ok();
    if narrow(value) && narrow(mask) {
        let low = |number: i64| number.cast_unsigned() & 0xffff_ffff;
        return Some((low(value), low(mask)));
    }
    Some((value.cast_unsigned(), mask.cast_unsigned()))
}
