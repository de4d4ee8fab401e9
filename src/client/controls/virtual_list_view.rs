//! Virtual list view, draft-ietf-ldapext-ldapv3-vlv-09: a window into a sorted list.

use super::{Response, read};
use crate::{
    client::Error,
    wire::{
        Control, ResultCode,
        ber::{read::Reader, tag, write},
        oid,
    },
};

/// Which entry the window is around.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The entry of this number, counted from 1, of so many; 0 when the client does not know how many there are.
    Offset {
        /// The number.
        offset: i64,
        /// The client's idea of the list's length.
        count: i64,
    },
    /// The first entry that is at least this in the first sort key.
    AtLeast(Vec<u8>),
}

/// The request; goes with [`super::Sorting`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VirtualList {
    /// Entries wanted before the target.
    pub before: i64,
    /// Entries wanted after the target.
    pub after: i64,
    /// The target.
    pub target: Target,
    /// What the server gave with its last answer.
    pub context: Option<Vec<u8>>,
}

impl VirtualList {
    /// The control.
    pub fn control(&self, critical: bool) -> Control {
        let mut out = Vec::new();
        write::constructed(&mut out, tag::SEQUENCE, |out| {
            write::integer(out, tag::INTEGER, self.before);
            write::integer(out, tag::INTEGER, self.after);
            match &self.target {
                Target::Offset { offset, count } => write::constructed(out, 0xa0, |out| {
                    write::integer(out, tag::INTEGER, *offset);
                    write::integer(out, tag::INTEGER, *count);
                }),
                Target::AtLeast(value) => write::primitive(out, 0x81, value),
            }
            if let Some(context) = &self.context {
                write::octets(out, context);
            }
        });
        Control::new(oid::VLV_REQUEST, critical).with_value(out)
    }
}

/// The response: where the window lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VirtualListResult {
    /// The number of the target entry, from 1.
    pub position: i64,
    /// The length of the list as the server sees it.
    pub count: i64,
    /// success, or why there is no window.
    pub code: ResultCode,
    /// For the next request.
    pub context: Option<Vec<u8>>,
}

impl Response for VirtualListResult {
    const OID: &'static str = oid::VLV_RESPONSE;

    fn decode(value: Option<&[u8]>) -> Result<Self, Error> {
        read("virtual list view response", value, |value| {
            let mut outer = Reader::new(value);
            let mut inner = outer.sequence("it")?;
            let position = inner.integer("the position")?;
            let count = inner.integer("the count")?;
            let code = inner.enumerated("the result code")?;
            let context = inner.optional(tag::OCTET_STRING)?;
            Ok(Self {
                position,
                count,
                code: ResultCode(u32::try_from(code).unwrap_or(u32::MAX)),
                context: context.map(<[u8]>::to_vec),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_targets_have_the_octets_of_the_draft() {
        let mut list = VirtualList {
            before: 1,
            after: 2,
            target: Target::Offset {
                offset: 3,
                count: 0,
            },
            context: None,
        };
        assert_eq!(
            list.control(true).value.unwrap(),
            b"\x30\x0e\x02\x01\x01\x02\x01\x02\xa0\x06\x02\x01\x03\x02\x01\x00"
        );
        list.target = Target::AtLeast(b"m".to_vec());
        list.context = Some(b"x".to_vec());
        assert_eq!(
            list.control(true).value.unwrap(),
            b"\x30\x0c\x02\x01\x01\x02\x01\x02\x81\x01m\x04\x01x"
        );
    }

    #[test]
    fn a_result_says_where_the_window_lies() {
        let control = Control::new("2.16.840.1.113730.3.4.10", false)
            .with_value(b"\x30\x0c\x02\x01\x03\x02\x01\x09\x0a\x01\x00\x04\x01x".to_vec());
        let result = VirtualListResult::find(&[control]).unwrap().unwrap();
        assert_eq!((result.position, result.count), (3, 9));
        assert_eq!(result.code, ResultCode::SUCCESS);
        assert_eq!(result.context.as_deref(), Some(&b"x"[..]));
    }
}
