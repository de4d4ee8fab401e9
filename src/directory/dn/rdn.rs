//! One relative distinguished name, RFC 4514 section 2.2, and the escaping of its values.

use std::fmt;
use std::hash::{Hash, Hasher};

use super::error::DnError;
use super::{normal, parse};

/// A relative distinguished name: one or more pairs of attribute type and value.
///
/// Equal by its normalised form: the order of the pairs, case and superfluous spaces do not count.
#[derive(Clone)]
pub struct Rdn {
    written: String,
    normalized: String,
    pairs: parse::OwnedPairs,
}

impl Rdn {
    /// Reads one RDN, for example `cn=Alice` or `cn=Alice+uid=7`.
    ///
    /// # Errors
    ///
    /// [`DnError`], also if the text is empty or holds more than one RDN.
    pub fn parse(text: &str) -> Result<Self, DnError> {
        let (pairs, normalized) = parse::rdn(text)?;
        Ok(Self {
            written: text.to_owned(),
            normalized,
            pairs,
        })
    }

    /// The RDN of one attribute with one value, which is escaped as needed.
    ///
    /// ```
    /// # use ldaplab::directory::Rdn;
    /// assert_eq!(Rdn::new("CN", "Adams, Alice").to_string(), "CN=Adams\\, Alice");
    /// ```
    #[must_use]
    pub fn new(attribute: &str, value: &str) -> Self {
        Self {
            written: format!("{attribute}={}", escape_value(value)),
            normalized: normal::normalized_pair(attribute, value.as_bytes()),
            pairs: vec![(attribute.to_owned(), value.as_bytes().to_vec())],
        }
    }

    /// The RDN as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// The key by which RDNs are equal; see [`Dn::normalized`](super::Dn::normalized).
    #[must_use]
    pub fn normalized(&self) -> &str {
        &self.normalized
    }

    /// Attribute types as written and unescaped values, in the order as written. A `#hex` value of a
    /// BER string is its content, any other its BER encoding.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.pairs
            .iter()
            .map(|(attribute, value)| (attribute.as_str(), value.as_slice()))
    }

    /// The first attribute type as written.
    #[must_use]
    pub fn attribute(&self) -> &str {
        self.pairs.first().map_or("", |(attribute, _)| attribute)
    }

    /// The first value, unescaped.
    #[must_use]
    pub fn value(&self) -> &[u8] {
        self.pairs.first().map_or(b"", |(_, value)| value)
    }
}

impl PartialEq for Rdn {
    fn eq(&self, other: &Self) -> bool {
        self.normalized == other.normalized
    }
}

impl Eq for Rdn {}

impl Hash for Rdn {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.normalized.hash(state);
    }
}

impl fmt::Display for Rdn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

impl fmt::Debug for Rdn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rdn({:?})", self.written)
    }
}

/// Escapes an attribute value for a DN, RFC 4514 section 2.4.
///
/// ```
/// # use ldaplab::directory::dn::escape_value;
/// assert_eq!(escape_value(" a+b "), "\\ a\\+b\\ ");
/// ```
#[must_use]
pub fn escape_value(value: &str) -> String {
    escape_octets(value.as_bytes())
}

/// Escapes a value of any octets for a DN; what is not UTF-8 becomes `\xx`.
///
/// ```
/// # use ldaplab::directory::dn::escape_octets;
/// assert_eq!(escape_octets(b"a,\xff"), "a\\,\\FF");
/// ```
#[must_use]
pub fn escape_octets(value: &[u8]) -> String {
    let mut out = String::with_capacity(value.len() + 4);
    write_escaped(value, &mut out);
    out
}

pub(super) fn write_escaped(value: &[u8], out: &mut String) {
    let (start, last) = (out.len(), value.last() == Some(&b' '));
    for chunk in value.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                ',' | '+' | '"' | '\\' | '<' | '>' | ';' => out.push('\\'),
                '#' | ' ' if out.len() == start => out.push('\\'),
                '\0' => {
                    out.push_str("\\00");
                    continue;
                }
                '\n' => {
                    out.push_str("\\0A");
                    continue;
                }
                '\r' => {
                    out.push_str("\\0D");
                    continue;
                }
                _ => {}
            }
            out.push(character);
        }
        out.extend(chunk.invalid().iter().map(|byte| format!("\\{byte:02X}")));
    }
    // A space that is both the first and the last has its backslash already.
    if last && value.len() > 1 {
        out.insert(out.len() - 1, '\\');
    }
}
