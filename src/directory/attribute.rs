//! Attribute descriptions, RFC 4512 section 2.5, with Active Directory's range option (MS-ADTS 3.1.1.3.1.3.3).

/// An attribute description taken apart: the type and its options.
///
/// ```
/// use ldaplab::directory::AttributeDescription;
///
/// let asked = AttributeDescription::parse("cn").unwrap();
/// assert!(asked.covers(&AttributeDescription::parse("CN;lang-de").unwrap()));
/// assert!(!AttributeDescription::parse("cn;lang-de").unwrap().covers(&asked));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AttributeDescription<'a> {
    kind: &'a str,
    options: &'a str,
}

impl<'a> AttributeDescription<'a> {
    /// Takes a description apart; `None` if it is none: a short name or an OID, then options after `;`.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        let description = Self::split(text);
        let kind = description.kind;
        let good_type = if kind.starts_with(|first: char| first.is_ascii_digit()) {
            kind.split('.')
                .all(|arc| !arc.is_empty() && arc.bytes().all(|byte| byte.is_ascii_digit()))
        } else {
            kind.starts_with(|first: char| first.is_ascii_alphabetic())
                && kind.bytes().all(is_key_character)
        };
        let good_options = text.len() == kind.len()
            || description.options.split(';').all(|option| {
                !option.is_empty()
                    && (option.bytes().all(is_key_character) || parse_range(option).is_some())
            });
        (good_type && good_options).then_some(description)
    }

    /// Takes a description apart without looking at its characters.
    #[must_use]
    pub fn split(text: &'a str) -> Self {
        // By bytes: names are short, and this is asked for every attribute of every entry.
        let (kind, options) = match text.bytes().position(|byte| byte == b';') {
            Some(at) => (&text[..at], &text[at + 1..]),
            None => (text, ""),
        };
        Self { kind, options }
    }

    /// The attribute type: a name or an OID, as written.
    #[must_use]
    pub fn attribute_type(&self) -> &'a str {
        self.kind
    }

    /// The options in the order as written, `range=…` included.
    pub fn options(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.options.split(';').filter(|option| !option.is_empty())
    }

    /// Whether there is any option.
    #[must_use]
    pub fn has_options(&self) -> bool {
        !self.options.is_empty()
    }

    /// Whether `other` is this description or a subtype of it by options: the same type, and every option of
    /// this one. `range` options do not count. Subtypes by SUP are the schema's to know.
    #[must_use]
    pub fn covers(&self, other: &AttributeDescription<'_>) -> bool {
        self.kind.eq_ignore_ascii_case(other.kind)
            && self
                .options()
                .filter(|option| parse_range(option).is_none())
                .all(|option| other.options().any(|own| own.eq_ignore_ascii_case(option)))
    }

    /// The range asked for with `range=0-1499` or `range=1500-*`: first and last index, both inclusive.
    #[must_use]
    pub fn range(&self) -> Option<(usize, Option<usize>)> {
        self.options().find_map(parse_range)
    }
}

fn is_key_character(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

/// `range=5` is `range=5-*` (recorded case of Samba's range retrieval).
fn parse_range(option: &str) -> Option<(usize, Option<usize>)> {
    let prefix = option.get(..6)?;
    if !prefix.eq_ignore_ascii_case("range=") {
        return None;
    }
    let (low, high) = option[6..].split_once('-').unwrap_or((&option[6..], "*"));
    let number = |text: &str| -> Option<usize> {
        text.bytes()
            .all(|byte| byte.is_ascii_digit())
            .then_some(text)?
            .parse()
            .ok()
    };
    Some((
        number(low)?,
        if high == "*" {
            None
        } else {
            Some(number(high)?)
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::AttributeDescription;

    #[test]
    fn descriptions_are_taken_apart() {
        for (text, expected) in [
            ("cn", Some(("cn", vec![]))),
            ("2.5.4.3", Some(("2.5.4.3", vec![]))),
            (
                "userCertificate;binary",
                Some(("userCertificate", vec!["binary"])),
            ),
            ("cn;lang-de;x-1", Some(("cn", vec!["lang-de", "x-1"]))),
            (
                "member;range=0-1499",
                Some(("member", vec!["range=0-1499"])),
            ),
            ("c n", None),
            ("", None),
            (";lang-de", None),
            ("cn;", None),
            ("2..5", None),
            ("cn;a=b", None),
            ("*", None),
        ] {
            let got = AttributeDescription::parse(text);
            let got = got.map(|got| (got.attribute_type(), got.options().collect::<Vec<_>>()));
            assert_eq!(got, expected, "{text}");
        }
    }

    #[test]
    fn options_make_subtypes() {
        for (asked, stored, expected) in [
            ("cn", "CN", true),
            ("cn", "cn;lang-de", true),
            ("cn;lang-de", "cn;x;LANG-DE", true),
            ("cn;lang-de", "cn", false),
            ("cn", "sn", false),
            ("member;range=0-9", "member", true),
        ] {
            let description = AttributeDescription::split;
            assert_eq!(
                description(asked).covers(&description(stored)),
                expected,
                "{asked} {stored}"
            );
        }
    }

    #[test]
    fn ranges_are_read() {
        for (text, expected) in [
            ("member;range=0-1499", Some((0, Some(1499)))),
            ("member;range=1500-*", Some((1500, None))),
            ("member;Range=5", Some((5, None))),
            ("member;range=-5", None),
            ("member;range=a-b", None),
            ("member;range=99999999999999999999-*", None),
            ("member", None),
        ] {
            assert_eq!(
                AttributeDescription::split(text).range(),
                expected,
                "{text}"
            );
        }
    }
}
