//! Framing: what is a message, what is not, and how much it may cost to find out.

use bytes::BytesMut;
use ldaplab::wire::{Broken, Frame, Frames, Limits};
use proptest::prelude::*;
use tokio_util::codec::Decoder;

use super::hex;

fn limits(max_pdu: usize) -> Limits {
    Limits {
        max_pdu,
        ..Limits::default()
    }
}

/// Everything that comes out when the stream comes in these pieces and then ends.
fn frames(pieces: impl IntoIterator<Item = impl AsRef<[u8]>>, max_pdu: usize) -> Vec<Frame> {
    let mut codec = Frames::new(limits(max_pdu));
    let mut buffer = BytesMut::new();
    let mut out = Vec::new();
    for piece in pieces {
        buffer.extend_from_slice(piece.as_ref());
        while let Some(frame) = codec.decode(&mut buffer).expect("no I/O") {
            out.push(frame);
        }
    }
    while let Some(frame) = codec.decode_eof(&mut buffer).expect("no I/O") {
        out.push(frame);
    }
    assert!(buffer.is_empty(), "something stays in the buffer");
    out
}

fn message(bytes: &[u8]) -> Frame {
    Frame::Message(bytes.to_vec().into())
}

/// What is found out without waiting for more than these octets.
fn at_once(bytes: &str) -> Option<Frame> {
    let mut buffer = BytesMut::from(&hex(bytes)[..]);
    let mut codec = Frames::new(limits(1 << 20));
    codec.decode(&mut buffer).expect("no I/O")
}

#[test]
fn a_length_is_judged_as_soon_as_its_header_is_there() {
    let too_large = |announced| {
        Some(Frame::Broken(Broken::TooLarge {
            announced,
            limit: 1 << 20,
        }))
    };
    assert_eq!(at_once("30 84 80 00 00 00"), too_large(0x8000_0006));
    assert_eq!(at_once("30 84 7f ff ff ff"), too_large(0x8000_0005));
    assert_eq!(at_once("30 84 ff ff ff ff"), too_large(0x1_0000_0005));
    assert_eq!(at_once("30 83 10 00 00"), too_large(0x10_0005));
    assert_eq!(at_once("30 83 0f ff fb"), None);
    let bad = Some(Frame::Broken(Broken::BadLength));
    assert_eq!(at_once("30 80"), bad);
    assert_eq!(at_once("30 85"), bad);
    assert_eq!(at_once("30 ff"), bad);
    assert_eq!(at_once("30 84 ff ff ff"), None);
    assert_eq!(at_once("30"), None);
    assert_eq!(at_once(""), None);
}

#[test]
fn a_stream_that_is_not_ldap_is_known_by_its_first_octet() {
    for (bytes, head) in [
        (&b"G"[..], &b"G"[..]),
        (b"GET / HTTP/1.1\r\nHost: x", b"GET / HTTP/1.1\r\n"),
        (b"\x16\x03\x01\x02\x00", b"\x16\x03\x01\x02\x00"),
        (b"\xff", b"\xff"),
        (b"\x00", b"\x00"),
    ] {
        let head = head.to_vec();
        assert_eq!(
            frames([bytes], 100),
            [Frame::Broken(Broken::NotLdap { head })]
        );
    }
}

#[test]
fn after_the_first_fault_nothing_follows() {
    let mut codec = Frames::new(limits(100));
    let mut buffer = BytesMut::from(&b"\x30\x05\x02\x01\x01\x42\x00\x30\x80"[..]);
    let mut next = |more: &[u8]| {
        buffer.extend_from_slice(more);
        let frame = codec.decode(&mut buffer).expect("no I/O");
        (frame, buffer.len())
    };
    assert_eq!(
        next(b""),
        (Some(message(b"\x30\x05\x02\x01\x01\x42\x00")), 2)
    );
    assert_eq!(next(b""), (Some(Frame::Broken(Broken::BadLength)), 0));
    assert_eq!(next(b""), (None, 0));
    assert_eq!(next(b"\x30\x05\x02\x01\x02\x42\x00"), (None, 0));
}

#[test]
fn a_stream_that_ends_inside_a_message_is_truncated() {
    let truncated = |received, announced| {
        vec![Frame::Broken(Broken::Truncated {
            received,
            announced,
        })]
    };
    assert_eq!(frames([hex("30 05 02 01 01")], 100), truncated(5, Some(7)));
    assert_eq!(frames([hex("30")], 100), truncated(1, None));
    assert_eq!(frames([hex("30 82 01")], 100), truncated(3, None));
    assert_eq!(frames([b""], 100), vec![]);
}

#[test]
fn the_limit_is_inclusive() {
    let exact = [&[0x30, 98][..], &[0; 98]].concat();
    assert_eq!(frames([&exact], 100), [message(&exact)]);
    let over = [&[0x30, 99][..], &[0; 99]].concat();
    assert_eq!(
        frames([&over], 100),
        [Frame::Broken(Broken::TooLarge {
            announced: 101,
            limit: 100
        })]
    );
}

#[test]
fn many_small_messages_in_one_buffer_are_more_than_the_limit_and_fine() {
    let unbind = b"\x30\x05\x02\x01\x01\x42\x00";
    let stream = unbind.repeat(100_000);
    let frames = frames([&stream], 64);
    assert_eq!(frames.len(), 100_000);
    assert!(frames.iter().all(|frame| *frame == message(unbind)));
}

#[test]
fn a_large_announcement_reserves_nothing() {
    let mut codec = Frames::new(limits(16 << 20));
    let mut buffer = BytesMut::from(&hex("30 83 ff ff 00 02 01 01")[..]);
    assert_eq!(codec.decode(&mut buffer).expect("no I/O"), None);
    assert!(buffer.capacity() < 4096, "{} octets", buffer.capacity());
}

#[test]
fn the_debug_of_a_frame_shows_no_octets() {
    let frame = message(b"\x30\x03pwd");
    assert_eq!(format!("{frame:?}"), "Message(5 octets)");
}

#[test]
fn a_fault_is_told_in_words() {
    let not_ldap = Broken::NotLdap {
        head: b"\x16\x03\"".to_vec(),
    };
    assert_eq!(
        not_ldap.to_string(),
        r#"not LDAP: the first octets are "\x16\x03\"""#
    );
}

proptest! {
    #[test]
    fn one_octet_at_a_time_is_the_same_as_all_at_once(
        stream in proptest::collection::vec(prop_oneof![
            3 => proptest::collection::vec(any::<u8>(), 0..200).prop_map(|content| {
                let mut bytes = vec![0x30, 0x82, 0, content.len() as u8];
                bytes.extend(content);
                bytes
            }),
            1 => proptest::collection::vec(any::<u8>(), 0..20),
        ], 0..6).prop_map(|parts| parts.concat())
    ) {
        // The head of what is not LDAP is as much as is there, so it is compared by its first octet.
        let known = |frames: Vec<Frame>| -> Vec<Frame> {
            frames.into_iter().map(|frame| match frame {
                Frame::Broken(Broken::NotLdap { head }) => {
                    Frame::Broken(Broken::NotLdap { head: head[..1].to_vec() })
                }
                other => other,
            }).collect()
        };
        prop_assert_eq!(
            known(frames(stream.chunks(1), 180)),
            known(frames([&stream], 180))
        );
    }
}
