//! What a port speaks, judged by the first bytes that came from it.

use crate::diagnosis::{Code, first_bytes};

/// What somebody's first bytes look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Speech {
    /// A TLS record.
    Tls,
    /// A message with a message ID, as every LDAP message is.
    Ldap,
    /// Anything else, under the code for somebody who expected LDAP.
    Other(Code),
}

impl Speech {
    /// Judges by at least one byte; `None` for none.
    pub(super) fn of(head: &[u8]) -> Option<Self> {
        if head.is_empty() {
            return None;
        }
        Some(match first_bytes(head) {
            Some(code) if code == Code::PLAIN_ON_TLS_PORT => Self::Tls,
            Some(code) => Self::Other(code),
            None if looks_like_ldap(head) => Self::Ldap,
            None => Self::Other(Code::GARBAGE),
        })
    }

    /// The code for somebody who expected LDAP; `None` when it is LDAP.
    pub(super) fn code(self) -> Option<Code> {
        match self {
            Self::Tls => Some(Code::PLAIN_ON_TLS_PORT),
            Self::Ldap => None,
            Self::Other(code) => Some(code),
        }
    }
}

/// A SEQUENCE of definite length that begins with a message ID: an INTEGER of one to four octets.
fn looks_like_ldap(head: &[u8]) -> bool {
    let (Some(0x30), Some(length)) = (head.first(), head.get(1)) else {
        return head == [0x30];
    };
    let header = match length {
        0..=0x7f => 2,
        0x81..=0x84 => 2 + usize::from(length & 0x7f),
        _ => return false,
    };
    match (head.get(header), head.get(header + 1)) {
        (None, _) => true,
        (Some(tag), octets) => *tag == 0x02 && octets.is_none_or(|n| (1..=4).contains(n)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ldap_is_told_from_tls_and_from_what_only_begins_like_it() {
        for (head, speech) in [
            (&b"\x15\x03\x01\x00\x02\x02\x46"[..], Speech::Tls),
            (
                b"HTTP/1.1 400 Bad Request",
                Speech::Other(Code::SPEAKS_HTTP),
            ),
            (b"\x30\x0c\x02\x01\x01\x61\x07", Speech::Ldap),
            (b"\x30\x84\x00\x00\x00\x10\x02\x01\x01\x61", Speech::Ldap),
            (b"\x30", Speech::Ldap),
            (b"\x30\x80\x02\x01", Speech::Other(Code::GARBAGE)),
            (b"\x30\x05\x04\x03", Speech::Other(Code::GARBAGE)),
            (b"0123456789", Speech::Other(Code::GARBAGE)),
        ] {
            assert_eq!(Speech::of(head), Some(speech), "{head:02x?}");
        }
        assert_eq!(Speech::of(b""), None);
    }
}
