//! Distinguished names, RFC 4514: read as people and vendors write them, compared by a normalised form.

mod error;
mod escape;
mod explode;
mod normal;
mod pair;
mod parse;
mod rdn;
mod spelling;
#[cfg(test)]
mod tests;

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::sync::Arc;

pub use error::DnError;
pub use explode::is_dn;
pub(crate) use normal::is_plain;
pub use parse::{MAX_DEPTH, MAX_LENGTH};
pub use rdn::{Rdn, escape_octets, escape_value};
pub use spelling::Spelling;

/// A distinguished name. Cheap to clone; equal, hashed and ordered by its normalised form.
///
/// ```
/// use ldaplab::directory::Dn;
///
/// let written = Dn::parse("CN=Adams\\, Alice, OU=People,DC=example,DC=test")?;
/// let other = Dn::parse("cn=adams\\2c  alice,ou=people,dc=EXAMPLE,dc=test")?;
/// assert_eq!(written, other);
/// assert_eq!(written.as_str(), "CN=Adams\\, Alice, OU=People,DC=example,DC=test");
/// assert_eq!(written.parent().unwrap().as_str(), "OU=People,DC=example,DC=test");
/// # Ok::<(), ldaplab::directory::DnError>(())
/// ```
#[derive(Clone)]
pub struct Dn {
    /// The written form, followed by the normalised form unless both are the same.
    text: Arc<str>,
    /// Length of the written form in bytes.
    written: u32,
}

impl Dn {
    /// Reads a DN in the form of RFC 4514; RFC 2253's quoted values and spaces around separators are accepted.
    ///
    /// An empty or blank text is the root.
    ///
    /// # Errors
    ///
    /// [`DnError`] says at which byte the text is no DN, and why.
    pub fn parse(text: &str) -> Result<Self, DnError> {
        let mut both = String::with_capacity(text.len() * 2);
        both.push_str(text);
        parse::normalize(text, &mut both)?;
        Ok(Self::from_both(both, text.len()))
    }

    /// Reads a DN from the octets of a message.
    ///
    /// # Errors
    ///
    /// As [`Dn::parse`]; octets that are not UTF-8 are an error too.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DnError> {
        let text =
            std::str::from_utf8(bytes).map_err(|error| DnError::not_utf8(error.valid_up_to()))?;
        Self::parse(text)
    }

    /// The empty DN: the root of the tree, the name of the root DSE.
    #[must_use]
    pub fn root() -> Self {
        Self::from_both(String::new(), 0)
    }

    /// Whether this is the empty DN.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.normalized().is_empty()
    }

    /// The DN as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text[..self.written as usize]
    }

    /// The key: attribute types by their short lower-case name, values with case and spaces folded (RFC 4518,
    /// without Unicode normalisation), pairs of an RDN sorted, special characters as `\xx`. In it every `,` separates RDNs.
    #[must_use]
    pub fn normalized(&self) -> &str {
        if self.text.len() == self.written as usize {
            &self.text
        } else {
            &self.text[self.written as usize..]
        }
    }

    /// The first (lowest) RDN; `None` for the root.
    #[must_use]
    pub fn rdn(&self) -> Option<Rdn> {
        if self.is_root() {
            return None;
        }
        // Part of a DN that was parsed, so it parses again.
        Rdn::parse(parse::trim(parse::split_first(self.as_str()).0)).ok()
    }

    /// The type and the value of the first RDN, where it is so plain that both stand in it as they are.
    pub(crate) fn plain_rdn(&self) -> Option<(&str, &str)> {
        let first = self.as_str().split(',').next()?;
        normal::is_plain(first.as_bytes())
            .then(|| first.split_once('='))
            .flatten()
    }

    /// The normalised name of the superior; `None` above the root.
    pub(crate) fn normalized_superior(&self) -> Option<&str> {
        // In the normalised form every comma separates RDNs.
        let above = self.normalized().split_once(',');
        (!self.is_root()).then(|| above.map_or("", |(_, above)| above))
    }

    /// Every RDN, lowest first.
    pub fn rdns(&self) -> impl Iterator<Item = Rdn> + '_ {
        let mut rest = (!self.is_root()).then(|| self.as_str());
        std::iter::from_fn(move || {
            let (first, after) = parse::split_first(rest?);
            rest = after;
            Rdn::parse(parse::trim(first)).ok()
        })
    }

    /// The DN without its first RDN; `None` for the root, the root for a DN of one RDN.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        if self.is_root() {
            return None;
        }
        let written = parse::split_first(self.as_str())
            .1
            .map_or("", str::trim_ascii_start);
        let normalized = self
            .normalized()
            .split_once(',')
            .map_or("", |(_, rest)| rest);
        Some(Self::joined(&[written], &[normalized]))
    }

    /// The DN of an entry directly below this one.
    #[must_use]
    pub fn child(&self, rdn: &Rdn) -> Self {
        if self.is_root() {
            return Self::joined(&[rdn.as_str()], &[rdn.normalized()]);
        }
        Self::joined(
            &[rdn.as_str(), ",", self.as_str()],
            &[rdn.normalized(), ",", self.normalized()],
        )
    }

    /// The number of RDNs; 0 for the root.
    #[must_use]
    pub fn depth(&self) -> usize {
        depth(self.normalized())
    }

    /// Whether this DN is `ancestor` or lies below it.
    #[must_use]
    pub fn is_within(&self, ancestor: &Self) -> bool {
        let (own, above) = (self.normalized(), ancestor.normalized());
        above.is_empty()
            || own
                .strip_suffix(above)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with(','))
    }

    /// The same relative name below `to` that this DN has below `from`; `None` if it is not within `from`.
    #[must_use]
    pub fn rebase(&self, from: &Self, to: &Self) -> Option<Self> {
        if !self.is_within(from) {
            return None;
        }
        let levels = self.depth() - from.depth();
        let mut dn = to.clone();
        let own: Vec<Rdn> = self.rdns().take(levels).collect();
        for rdn in own.iter().rev() {
            dn = dn.child(rdn);
        }
        Some(dn)
    }

    fn joined(written: &[&str], normalized: &[&str]) -> Self {
        let mut both = String::with_capacity(
            written
                .iter()
                .chain(normalized)
                .map(|part| part.len())
                .sum(),
        );
        both.extend(written.iter().copied());
        let length = both.len();
        both.extend(normalized.iter().copied());
        Self::from_both(both, length)
    }

    fn from_both(both: String, written: usize) -> Self {
        let (as_written, normalized) = both.split_at(written);
        // A blank written form of the root would make the two parts ambiguous.
        let text = if normalized.is_empty() || as_written == normalized {
            normalized
        } else {
            &both
        };
        let written = if normalized.is_empty() { 0 } else { written };
        Self {
            text: Arc::from(text),
            written: u32::try_from(written).unwrap_or(u32::MAX),
        }
    }
}

fn depth(normalized: &str) -> usize {
    if normalized.is_empty() {
        0
    } else {
        1 + normalized.bytes().filter(|&byte| byte == b',').count()
    }
}

impl Default for Dn {
    fn default() -> Self {
        Self::root()
    }
}

impl PartialEq for Dn {
    fn eq(&self, other: &Self) -> bool {
        self.normalized() == other.normalized()
    }
}

impl Eq for Dn {}

impl Hash for Dn {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.normalized().hash(state);
    }
}

impl Ord for Dn {
    fn cmp(&self, other: &Self) -> Ordering {
        self.normalized().cmp(other.normalized())
    }
}

impl PartialOrd for Dn {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A map keyed by [`Dn`] is asked with a normalised form.
impl Borrow<str> for Dn {
    fn borrow(&self) -> &str {
        self.normalized()
    }
}

impl FromStr for Dn {
    type Err = DnError;

    fn from_str(text: &str) -> Result<Self, DnError> {
        Self::parse(text)
    }
}

impl fmt::Display for Dn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Dn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dn({:?})", self.as_str())
    }
}
