//! Ambiguous name resolution, MS-ADTS 3.1.1.3.1.3.3: one name looked for in many attributes.

use crate::wire::{Filter, filter::Substrings};

/// The attributes of the default ANR set that this schema has.
const NAMES: &[&str] = &[
    "displayName",
    "givenName",
    "legacyExchangeDN",
    "name",
    "physicalDeliveryOfficeName",
    "proxyAddresses",
    "sAMAccountName",
    "sn",
];

/// What `(anr=value)` stands for: any of the names starts with the value, or equals it where the value starts with `=`;
/// a value with a space is also a first and a last name, in either order.
pub(super) fn expand(value: &[u8]) -> Filter {
    let (exact, value) = match value.strip_prefix(b"=") {
        Some(rest) => (true, rest),
        None => (false, value),
    };
    let value = value.trim_ascii();
    if value.is_empty() {
        return Filter::Or(Vec::new());
    }
    let item = |name: &str, value: &[u8]| {
        if exact {
            return Filter::Equality(name.to_owned(), value.to_vec());
        }
        let pieces = Substrings {
            initial: Some(value.to_vec()),
            ..Substrings::default()
        };
        Filter::Substrings(name.to_owned(), pieces)
    };
    let mut any: Vec<Filter> = NAMES.iter().map(|name| item(name, value)).collect();
    if let Some(space) = value.iter().position(u8::is_ascii_whitespace) {
        let (first, last) = (&value[..space], value[space..].trim_ascii());
        for (given, family) in [(first, last), (last, first)] {
            any.push(Filter::And(vec![
                item("givenName", given),
                item("sn", family),
            ]));
        }
    }
    Filter::Or(any)
}
