//! Messages as bytes, so that what is wrong can be written, too.

use crate::wire::ber::{read, tag, write};

/// The identifier octet of a SearchResultEntry.
pub(crate) const ENTRY: u8 = 0x64;

/// The messages in a buffer of whole ones; what is none is one piece.
pub(super) fn split(mut bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        if bytes.is_empty() {
            return None;
        }
        let length = length(bytes).unwrap_or(bytes.len()).min(bytes.len());
        let (first, rest) = bytes.split_at(length);
        bytes = rest;
        Some(first)
    })
}

/// Octets of the element at the beginning.
pub(crate) fn length(bytes: &[u8]) -> Option<usize> {
    let head = header(bytes)?;
    head.0.checked_add(head.1)
}

/// Octets of tag and length, and the length.
fn header(bytes: &[u8]) -> Option<(usize, usize)> {
    let (_, head, length) = read::header(bytes).ok()?;
    Some((head, length))
}

/// What follows the message ID; `None` where it is no message.
fn after_id(pdu: &[u8]) -> Option<&[u8]> {
    let content = &pdu[header(pdu)?.0..];
    content.get(length(content)?..)
}

/// The tag of the operation.
pub(super) fn operation(pdu: &[u8]) -> Option<u8> {
    after_id(pdu)?.first().copied()
}

/// The same message with another ID.
pub(super) fn with_id(pdu: &[u8], id: i32) -> Vec<u8> {
    let Some(rest) = after_id(pdu) else {
        return pdu.to_vec();
    };
    let mut out = Vec::with_capacity(pdu.len() + 4);
    write::constructed(&mut out, tag::SEQUENCE, |out| {
        write::integer(out, tag::INTEGER, id.into());
        out.extend_from_slice(rest);
    });
    out
}

/// The same message with another tag of the operation.
pub(super) fn with_operation(pdu: &[u8], operation: u8) -> Vec<u8> {
    let mut out = pdu.to_vec();
    if let Some(rest) = after_id(pdu).map(<[u8]>::len) {
        let at = out.len() - rest;
        if let Some(octet) = out.get_mut(at) {
            *octet = operation;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A SearchResultDone with message ID 2.
    const DONE: &[u8] = &[0x30, 0x0c, 2, 1, 2, 0x65, 7, 0x0a, 1, 0, 4, 0, 4, 0];

    #[test]
    fn a_message_gets_another_id_and_another_tag() {
        assert_eq!(operation(DONE), Some(0x65));
        assert_eq!(
            with_id(DONE, 300),
            [0x30, 0x0d, 2, 2, 1, 44, 0x65, 7, 0x0a, 1, 0, 4, 0, 4, 0]
        );
        assert_eq!(with_operation(DONE, 0x61)[5], 0x61);
        let two = [DONE, DONE].concat();
        assert_eq!(split(&two).collect::<Vec<_>>(), [DONE, DONE]);
        for odd in [&[][..], &[0x30], &[0x30, 0x84, 1], &[1, 2, 3]] {
            assert_eq!(with_id(odd, 1), odd);
            assert_eq!(split(odd).flatten().count(), odd.len());
        }
    }
}
