//! Server-side sorting, RFC 2891.

use super::{Response, read};
use crate::{
    client::Error,
    wire::{
        Control, ResultCode,
        ber::{read::Reader, tag, write},
        oid,
    },
};

/// One key of a sort.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortKey {
    /// The attribute.
    pub attribute: String,
    /// The ordering rule; the attribute's own unless given.
    pub rule: Option<String>,
    /// From the largest to the smallest.
    pub reverse: bool,
}

/// The request: the order that the entries are wanted in.
///
/// ```
/// use ldaplab::client::{Search, controls::Sorting};
///
/// let search = Search::new("o=x").control(Sorting::by("sn").then_reversed("uid").control(true));
/// # let _ = search;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sorting {
    /// The keys, the most important first.
    pub keys: Vec<SortKey>,
}

impl Sorting {
    /// By one attribute.
    pub fn by(attribute: impl Into<String>) -> Self {
        Self { keys: Vec::new() }.key(attribute, false)
    }

    /// Where the keys so far are equal, by another attribute.
    #[must_use]
    pub fn then(self, attribute: impl Into<String>) -> Self {
        self.key(attribute, false)
    }

    /// Where the keys so far are equal, by another attribute, from the largest to the smallest.
    #[must_use]
    pub fn then_reversed(self, attribute: impl Into<String>) -> Self {
        self.key(attribute, true)
    }

    fn key(mut self, attribute: impl Into<String>, reverse: bool) -> Self {
        self.keys.push(SortKey {
            attribute: attribute.into(),
            rule: None,
            reverse,
        });
        self
    }

    /// The control.
    pub fn control(&self, critical: bool) -> Control {
        let mut out = Vec::new();
        write::constructed(&mut out, tag::SEQUENCE, |out| {
            for key in &self.keys {
                write::constructed(out, tag::SEQUENCE, |out| {
                    write::octets(out, key.attribute.as_bytes());
                    if let Some(rule) = &key.rule {
                        write::primitive(out, 0x80, rule.as_bytes());
                    }
                    if key.reverse {
                        write::boolean(out, 0x81, true);
                    }
                });
            }
        });
        Control::new(oid::SORT_REQUEST, critical).with_value(out)
    }
}

/// The response: whether the entries are sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortResult {
    /// success, or why they are not.
    pub code: ResultCode,
    /// The attribute that was the reason.
    pub attribute: Option<String>,
}

impl Response for SortResult {
    const OID: &'static str = oid::SORT_RESPONSE;

    fn decode(value: Option<&[u8]>) -> Result<Self, Error> {
        read("sort response", value, |value| {
            let mut outer = Reader::new(value);
            let mut inner = outer.sequence("it")?;
            let code = inner.enumerated("the result code")?;
            let attribute = inner.optional(0x80)?;
            Ok(Self {
                code: ResultCode(u32::try_from(code).unwrap_or(u32::MAX)),
                attribute: attribute.map(|name| String::from_utf8_lossy(name).into_owned()),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_the_octets_of_rfc_2891() {
        let control = Sorting::by("sn").then_reversed("uid").control(true);
        assert_eq!(control.oid, "1.2.840.113556.1.4.473");
        assert_eq!(
            control.value.unwrap(),
            b"\x30\x10\x30\x04\x04\x02sn\x30\x08\x04\x03uid\x81\x01\xff"
        );
        let ruled = Sorting {
            keys: vec![SortKey {
                attribute: "a".into(),
                rule: Some("2.5.13.3".into()),
                reverse: false,
            }],
        };
        assert_eq!(
            ruled.control(false).value.unwrap(),
            b"\x30\x0f\x30\x0d\x04\x01a\x80\x082.5.13.3"
        );
    }

    #[test]
    fn a_result_names_its_attribute() {
        let control = Control::new("1.2.840.113556.1.4.474", false)
            .with_value(b"\x30\x08\x0a\x01\x10\x80\x03uid".to_vec());
        let result = SortResult::find(&[control]).unwrap().unwrap();
        assert_eq!(result.code, ResultCode::NO_SUCH_ATTRIBUTE);
        assert_eq!(result.attribute.as_deref(), Some("uid"));
    }
}
