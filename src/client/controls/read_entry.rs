//! Pre-read and post-read, RFC 4527: the entry before or after a change, with the change's answer.

use super::{Response, read};
use crate::{
    client::{Entry, Error},
    wire::{
        Control,
        ber::{
            read::{BerError, Reader},
            tag, write,
        },
        oid,
        request::PartialAttribute,
    },
};

/// The entry as it was before a modify, delete or modify DN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreRead(pub Entry);

/// The entry as it is after an add, modify or modify DN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostRead(pub Entry);

impl PreRead {
    /// The request, for these attributes.
    pub fn request(attributes: &[&str], critical: bool) -> Control {
        Control::new(oid::PRE_READ, critical).with_value(selection(attributes))
    }
}

impl PostRead {
    /// The request, for these attributes.
    pub fn request(attributes: &[&str], critical: bool) -> Control {
        Control::new(oid::POST_READ, critical).with_value(selection(attributes))
    }
}

impl Response for PreRead {
    const OID: &'static str = oid::PRE_READ;

    fn decode(value: Option<&[u8]>) -> Result<Self, Error> {
        read("pre-read", value, entry).map(Self)
    }
}

impl Response for PostRead {
    const OID: &'static str = oid::POST_READ;

    fn decode(value: Option<&[u8]>) -> Result<Self, Error> {
        read("post-read", value, entry).map(Self)
    }
}

fn selection(attributes: &[&str]) -> Vec<u8> {
    let mut out = Vec::new();
    write::constructed(&mut out, tag::SEQUENCE, |out| {
        for attribute in attributes {
            write::octets(out, attribute.as_bytes());
        }
    });
    out
}

/// A SearchResultEntry, of which some servers write the application tag and some a plain SEQUENCE.
fn entry(value: &[u8]) -> Result<Entry, BerError> {
    let mut inner = Reader::new(Reader::new(value).element()?.content);
    let dn = String::from_utf8_lossy(inner.octets("the DN")?).into_owned();
    let mut list = inner.sequence("the attributes")?;
    let mut attributes = Vec::new();
    while !list.is_empty() {
        let mut attribute = list.sequence("an attribute")?;
        let description = attribute.text("an attribute description")?;
        let mut set = Reader::new(attribute.expect(tag::SET, "the values")?);
        let mut values = Vec::new();
        while !set.is_empty() {
            values.push(set.octets("a value")?.to_vec());
        }
        attributes.push(PartialAttribute {
            description,
            values,
        });
    }
    Ok(Entry { dn, attributes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_selects_attributes() {
        let control = PostRead::request(&["cn", "+"], true);
        assert_eq!(control.oid, "1.3.6.1.1.13.2");
        assert_eq!(control.value.unwrap(), b"\x30\x07\x04\x02cn\x04\x01+");
        assert_eq!(PreRead::request(&[], true).oid, "1.3.6.1.1.13.1");
    }

    #[test]
    fn the_entry_is_read_under_either_tag() {
        for tag in [0x64, 0x30] {
            let mut value = vec![tag];
            value.extend(b"\x13\x04\x04cn=a\x30\x0b\x30\x09\x04\x02cn\x31\x03\x04\x01a");
            let control = Control::new("1.3.6.1.1.13.1", false).with_value(value);
            let PreRead(entry) = PreRead::find(&[control]).unwrap().unwrap();
            assert_eq!((entry.dn.as_str(), entry.text("CN")), ("cn=a", Some("a")));
        }
    }
}
