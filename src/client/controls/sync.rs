//! Content synchronization, RFC 4533.

use super::{Response, read};
use crate::{
    client::Error,
    wire::{
        Control,
        ber::{
            read::{self as ber, BerError, Reader},
            tag, write,
        },
        oid,
    },
};

/// Whether the search ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SyncMode {
    /// After what is there now.
    RefreshOnly,
    /// Never: changes follow.
    RefreshAndPersist,
}

/// The request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncRequest {
    /// Whether the search ends.
    pub mode: SyncMode,
    /// Where an earlier search ended.
    pub cookie: Option<Vec<u8>>,
    /// Whether the server may ask for a new beginning instead of sending everything.
    pub reload_hint: bool,
}

impl SyncRequest {
    /// The control.
    pub fn control(&self, critical: bool) -> Control {
        let mut out = Vec::new();
        write::constructed(&mut out, tag::SEQUENCE, |out| {
            let mode = match self.mode {
                SyncMode::RefreshOnly => 1,
                SyncMode::RefreshAndPersist => 3,
            };
            write::integer(out, tag::ENUMERATED, mode);
            if let Some(cookie) = &self.cookie {
                write::octets(out, cookie);
            }
            if self.reload_hint {
                write::boolean(out, tag::BOOLEAN, true);
            }
        });
        Control::new(oid::SYNC_REQUEST, critical).with_value(out)
    }
}

/// With an entry: why it comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncState {
    /// Why.
    pub kind: SyncStateKind,
    /// Which entry, for good.
    pub entry_uuid: [u8; 16],
    /// Where to go on from.
    pub cookie: Option<Vec<u8>>,
}

/// Why an entry comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SyncStateKind {
    /// It is there, unchanged.
    Present,
    /// It is new.
    Add,
    /// It changed.
    Modify,
    /// It is gone.
    Delete,
}

impl Response for SyncState {
    const OID: &'static str = oid::SYNC_STATE;

    fn decode(value: Option<&[u8]>) -> Result<Self, Error> {
        read("sync state", value, |value| {
            let mut inner = Reader::new(value).sequence("it")?;
            let kind = match inner.enumerated("the state")? {
                0 => SyncStateKind::Present,
                1 => SyncStateKind::Add,
                2 => SyncStateKind::Modify,
                3 => SyncStateKind::Delete,
                _ => return Err(BerError::Unlisted("the state")),
            };
            let entry_uuid = inner
                .octets("the entry's UUID")?
                .try_into()
                .map_err(|_| BerError::Value("the entry's UUID"))?;
            let cookie = inner.optional(tag::OCTET_STRING)?.map(<[u8]>::to_vec);
            Ok(Self {
                kind,
                entry_uuid,
                cookie,
            })
        })
    }
}

/// With the end of the search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncDone {
    /// Where to go on from.
    pub cookie: Option<Vec<u8>>,
    /// Whether entries that were not named as present are gone (`false`), or gone ones were named (`true`).
    pub refresh_deletes: bool,
}

impl Response for SyncDone {
    const OID: &'static str = oid::SYNC_DONE;

    fn decode(value: Option<&[u8]>) -> Result<Self, Error> {
        read("sync done", value, |value| {
            let mut inner = Reader::new(value).sequence("it")?;
            let cookie = inner.optional(tag::OCTET_STRING)?.map(<[u8]>::to_vec);
            let refresh_deletes = match inner.optional(tag::BOOLEAN)? {
                Some(content) => ber::boolean(content, "refreshDeletes")?,
                None => false,
            };
            Ok(Self {
                cookie,
                refresh_deletes,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_has_the_octets_of_rfc_4533() {
        let mut request = SyncRequest {
            mode: SyncMode::RefreshOnly,
            cookie: None,
            reload_hint: false,
        };
        assert_eq!(
            request.control(true).value.unwrap(),
            b"\x30\x03\x0a\x01\x01"
        );
        request.mode = SyncMode::RefreshAndPersist;
        request.cookie = Some(b"c".to_vec());
        request.reload_hint = true;
        assert_eq!(
            request.control(true).value.unwrap(),
            b"\x30\x09\x0a\x01\x03\x04\x01c\x01\x01\xff"
        );
    }

    #[test]
    fn states_and_the_end_are_read() {
        let state = Control::new("1.3.6.1.4.1.4203.1.9.1.2", false)
            .with_value(b"\x30\x18\x0a\x01\x02\x04\x100123456789abcdef\x04\x01c".to_vec());
        let state = SyncState::find(&[state]).unwrap().unwrap();
        assert_eq!(state.kind, SyncStateKind::Modify);
        assert_eq!(&state.entry_uuid, b"0123456789abcdef");
        assert_eq!(state.cookie.as_deref(), Some(&b"c"[..]));
        let done = Control::new("1.3.6.1.4.1.4203.1.9.1.3", false)
            .with_value(b"\x30\x06\x04\x01c\x01\x01\xff".to_vec());
        let done = SyncDone::find(&[done]).unwrap().unwrap();
        assert!(done.refresh_deletes);
        for rubbish in [
            &b"\x30\x05\x0a\x01\x04\x04\x00"[..],
            b"\x30\x05\x0a\x01\x00\x04\x00",
            b"\x31\x00",
        ] {
            assert!(SyncState::decode(Some(rubbish)).is_err());
        }
    }
}
