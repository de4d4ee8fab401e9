//! Names from pairs and back into pairs, with every value in one canonical spelling.

use super::error::DnError;
use super::rdn::write_escaped;
use super::{Dn, Rdn};
use super::{
    pair::Pair,
    parse::{self, is_attribute_type},
};

impl Dn {
    /// The DN of these RDNs, lowest first.
    ///
    /// ```
    /// use ldaplab::directory::{Dn, Rdn};
    ///
    /// let dn = Dn::from_rdns([Rdn::new("CN", "Adams, Alice"), Rdn::new("DC", "example")]);
    /// assert_eq!(dn.as_str(), "CN=Adams\\, Alice,DC=example");
    /// ```
    #[must_use]
    pub fn from_rdns<I>(rdns: I) -> Self
    where
        I: IntoIterator<Item = Rdn>,
        I::IntoIter: DoubleEndedIterator,
    {
        let above = Self::root();
        rdns.into_iter().rev().fold(above, |dn, rdn| dn.child(&rdn))
    }

    /// The RDNs as texts, lowest first, in the canonical spelling of [`Rdn::canonical`].
    ///
    /// ```
    /// # use ldaplab::directory::Dn;
    /// let dn = Dn::parse("cn=\"Adams, Alice\" + uid=7 , dc=example")?;
    /// assert_eq!(dn.explode(), ["cn=Adams\\, Alice+uid=7", "dc=example"]);
    /// assert_eq!(dn.explode_values(), ["Adams\\, Alice+7", "example"]);
    /// # Ok::<(), ldaplab::directory::DnError>(())
    /// ```
    #[must_use]
    pub fn explode(&self) -> Vec<String> {
        self.rdns().map(|rdn| rdn.canonical()).collect()
    }

    /// The same without attribute types; several values of an RDN are joined with `+`.
    #[must_use]
    pub fn explode_values(&self) -> Vec<String> {
        self.rdns()
            .map(|rdn| rdn.explode_values().join("+"))
            .collect()
    }
}

impl Rdn {
    /// The RDN of these attributes and values, which are escaped as needed; octets that are not UTF-8 become `\xx`.
    ///
    /// # Errors
    ///
    /// [`DnError`] if there is no pair, or a type is neither a name nor an OID.
    ///
    /// ```
    /// # use ldaplab::directory::Rdn;
    /// let rdn = Rdn::from_pairs([("cn", "Ada+1"), ("uid", "7")])?;
    /// assert_eq!(rdn.as_str(), "cn=Ada\\+1+uid=7");
    /// assert!(Rdn::from_pairs([("cn=x,dc", "y")]).is_err());
    /// # Ok::<(), ldaplab::directory::DnError>(())
    /// ```
    pub fn from_pairs<'a, V: AsRef<[u8]>>(
        pairs: impl IntoIterator<Item = (&'a str, V)>,
    ) -> Result<Self, DnError> {
        let mut text = String::new();
        for (attribute, value) in pairs {
            if !is_attribute_type(attribute) {
                return Err(DnError::new(
                    text.len(),
                    "this is neither an attribute name nor an OID",
                ));
            }
            if !text.is_empty() {
                text.push('+');
            }
            text.push_str(attribute);
            text.push('=');
            write_escaped(value.as_ref(), &mut text);
        }
        Self::parse(&text)
    }

    /// The RDN in one spelling: types as written, no spaces around separators, values escaped as
    /// [`escape_value`](super::escape_value) does. A `#hex` value that is no string stays one.
    #[must_use]
    pub fn canonical(&self) -> String {
        self.explode().join("+")
    }

    /// Each pair as `type=value`, the value escaped.
    #[must_use]
    pub fn explode(&self) -> Vec<String> {
        self.spelled(|pair, value| format!("{}={value}", pair.attribute))
    }

    /// Each value, escaped.
    #[must_use]
    pub fn explode_values(&self) -> Vec<String> {
        self.spelled(|_, value| value)
    }

    fn spelled(&self, spell: impl Fn(&Pair<'_>, String) -> String) -> Vec<String> {
        // Part of an RDN that was parsed or built, so it parses again.
        let pairs = parse::pairs(self.as_str()).unwrap_or_default();
        let value = |pair: &Pair<'_>| {
            let mut out = String::new();
            if pair.opaque {
                out.push('#');
                out.extend(pair.value.iter().map(|byte| format!("{byte:02x}")));
            } else {
                write_escaped(&pair.value, &mut out);
            }
            out
        };
        pairs.iter().map(|pair| spell(pair, value(pair))).collect()
    }
}

/// Whether a text is a DN; the empty text is the root.
///
/// ```
/// # use ldaplab::directory::dn::is_dn;
/// assert!(is_dn("cn=Ada,dc=example") && is_dn("") && !is_dn("Ada"));
/// ```
#[must_use]
pub fn is_dn(text: &str) -> bool {
    Dn::parse(text).is_ok()
}
