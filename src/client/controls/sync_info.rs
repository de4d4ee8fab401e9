//! Sync Info Message, RFC 4533 section 2.5: what comes between the entries of a content synchronization.

use super::read;
use crate::{
    client::Error,
    wire::{
        Response,
        ber::{
            read::{self as ber, BerError, Reader},
            tag,
        },
    },
};

/// An intermediate response of a search with [`super::SyncRequest`].
///
/// ```no_run
/// # async fn example(mut search: ldaplab::client::Pending) -> Result<(), ldaplab::client::Error> {
/// use ldaplab::client::controls::SyncInfo;
///
/// while let Some(answer) = search.next().await? {
///     if let Some(SyncInfo::IdSet { refresh_deletes: true, entry_uuids, .. }) =
///         SyncInfo::of(&answer.response)?
///     {
///         println!("{} entries are gone", entry_uuids.len());
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyncInfo {
    /// Where to go on from.
    NewCookie(Vec<u8>),
    /// The phase that names what is gone is over.
    RefreshDelete {
        /// Where to go on from.
        cookie: Option<Vec<u8>>,
        /// Whether the refresh is over with it.
        refresh_done: bool,
    },
    /// The phase that names what is there is over.
    RefreshPresent {
        /// Where to go on from.
        cookie: Option<Vec<u8>>,
        /// Whether the refresh is over with it.
        refresh_done: bool,
    },
    /// Several entries at once, by their UUIDs.
    IdSet {
        /// Where to go on from.
        cookie: Option<Vec<u8>>,
        /// Whether they are gone (`true`), or there and unchanged (`false`).
        refresh_deletes: bool,
        /// The entries.
        entry_uuids: Vec<[u8; 16]>,
    },
}

impl SyncInfo {
    /// The name of the intermediate response.
    pub const OID: &'static str = "1.3.6.1.4.1.4203.1.9.1.4";

    /// Reads a response; `None` when it is another one.
    ///
    /// # Errors
    /// Why its value is not as RFC 4533 says.
    pub fn of(response: &Response) -> Result<Option<Self>, Error> {
        match response {
            Response::Intermediate {
                name: Some(name),
                value,
            } if name == Self::OID => read("sync info message", value.as_deref(), decode).map(Some),
            _ => Ok(None),
        }
    }
}

fn decode(value: &[u8]) -> Result<SyncInfo, BerError> {
    let mut outer = Reader::new(value);
    let choice = outer.peek();
    let (0x80 | 0xa1..=0xa3, Some(choice)) = (choice.unwrap_or(0), choice) else {
        return Err(BerError::Unlisted("the kind of message"));
    };
    let content = outer.expect(choice, "the message")?;
    if choice == 0x80 {
        return Ok(SyncInfo::NewCookie(content.to_vec()));
    }
    let mut inner = Reader::new(content);
    let cookie = inner.optional(tag::OCTET_STRING)?.map(<[u8]>::to_vec);
    let flag = inner.optional(tag::BOOLEAN)?;
    let flag = flag
        .map(|flag| ber::boolean(flag, "the flag"))
        .transpose()?;
    // The defaults of RFC 4533: refreshDone TRUE, refreshDeletes FALSE.
    let refresh_done = flag.unwrap_or(true);
    Ok(match choice {
        0xa1 => SyncInfo::RefreshDelete {
            cookie,
            refresh_done,
        },
        0xa2 => SyncInfo::RefreshPresent {
            cookie,
            refresh_done,
        },
        _ => SyncInfo::IdSet {
            cookie,
            refresh_deletes: flag.unwrap_or(false),
            entry_uuids: uuids(inner.expect(tag::SET, "the UUIDs")?)?,
        },
    })
}

fn uuids(set: &[u8]) -> Result<Vec<[u8; 16]>, BerError> {
    let mut set = Reader::new(set);
    let mut uuids = Vec::new();
    while !set.is_empty() {
        let uuid = set.octets("a UUID")?.try_into();
        uuids.push(uuid.map_err(|_| BerError::Value("a UUID"))?);
    }
    Ok(uuids)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(value: &[u8]) -> Response {
        Response::Intermediate {
            name: Some("1.3.6.1.4.1.4203.1.9.1.4".to_owned()),
            value: Some(value.to_vec()),
        }
    }

    #[test]
    fn every_kind_of_message_is_read() {
        let cookie = Some(b"c".to_vec());
        for (value, expected) in [
            (&b"\x80\x01c"[..], SyncInfo::NewCookie(b"c".to_vec())),
            (
                b"\xa1\x03\x04\x01c",
                SyncInfo::RefreshDelete {
                    cookie: cookie.clone(),
                    refresh_done: true,
                },
            ),
            (
                b"\xa2\x03\x01\x01\x00",
                SyncInfo::RefreshPresent {
                    cookie: None,
                    refresh_done: false,
                },
            ),
            (
                b"\xa3\x1a\x04\x01c\x01\x01\xff\x31\x12\x04\x100123456789abcdef",
                SyncInfo::IdSet {
                    cookie,
                    refresh_deletes: true,
                    entry_uuids: vec![*b"0123456789abcdef"],
                },
            ),
            (
                b"\xa3\x02\x31\x00",
                SyncInfo::IdSet {
                    cookie: None,
                    refresh_deletes: false,
                    entry_uuids: Vec::new(),
                },
            ),
        ] {
            assert_eq!(SyncInfo::of(&message(value)).unwrap(), Some(expected));
        }
    }

    #[test]
    fn anything_else_is_an_error_or_another_message() {
        for rubbish in [
            &b""[..],
            b"\x80",
            b"\x30\x00",
            b"\xa3\x00",
            b"\xa3\x07\x31\x05\x04\x03abc",
            b"\xa1\x04\x01\x02\x00\x00",
        ] {
            assert!(SyncInfo::of(&message(rubbish)).is_err(), "{rubbish:?}");
        }
        let other = Response::Intermediate {
            name: Some("1.2.3".to_owned()),
            value: None,
        };
        assert_eq!(SyncInfo::of(&other).unwrap(), None);
    }
}
