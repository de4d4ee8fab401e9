//! Message IDs at the edges, and what an envelope makes of what is around them.

use ldaplab::wire::{Request, response::response_tag};

use super::{envelope, hex, request, response};

#[test]
fn message_ids_are_exact_at_the_edges() {
    for (bytes, id) in [
        ("30 05 02 01 00 42 00", 0),
        ("30 05 02 01 01 42 00", 1),
        ("30 05 02 01 7f 42 00", 127),
        ("30 06 02 02 00 80 42 00", 128),
        ("30 08 02 04 7f ff ff ff 42 00", 2_147_483_647),
        ("30 05 02 01 ff 42 00", -1),
        ("30 06 02 02 ff 7f 42 00", -129),
        ("30 08 02 04 80 00 00 00 42 00", i32::MIN),
    ] {
        let bytes = hex(bytes);
        let read = envelope(&bytes).map(|envelope| (envelope.id, envelope.tag));
        assert_eq!(read, Ok((id, 0x42)), "{bytes:02x?}");
        assert_eq!(Request::Unbind.encode(id, &[]), bytes);
    }
}

#[test]
fn a_message_id_longer_than_minimal_is_read() {
    let read = envelope(&hex("30 08 02 04 00 00 00 05 42 00"));
    assert_eq!(read.map(|envelope| envelope.id), Ok(5));
}

#[test]
fn a_message_id_that_does_not_fit_is_not_cut() {
    for (name, bytes) in [
        ("2^31", "30 09 02 05 00 80 00 00 00 42 00"),
        ("2^32+5", "30 09 02 05 01 00 00 00 05 42 00"),
        ("-2^31-1", "30 09 02 05 ff 7f ff ff ff 42 00"),
        ("5 octets", "30 09 02 05 00 00 00 00 05 42 00"),
        ("9 octets", "30 0d 02 09 00 00 00 00 00 00 00 00 05 42 00"),
        ("no octet", "30 04 02 00 42 00"),
    ] {
        let error = envelope(&hex(bytes)).expect_err(name);
        assert_eq!((error.id, error.tag), (None, Some(0x42)), "{name}");
        assert_eq!(error.why, "the message ID has no valid value", "{name}");
    }
}

#[test]
fn the_id_to_abandon_is_exact_too() {
    let abandon = |id: &str| request(&hex(&format!("30 {id}"))).map(|(_, request, _)| request);
    assert_eq!(abandon("06 02 01 02 50 01 ff"), Ok(Request::Abandon(-1)));
    assert_eq!(
        abandon("09 02 01 02 50 04 7f ff ff ff"),
        Ok(Request::Abandon(2_147_483_647))
    );
    let error = abandon("0a 02 01 02 50 05 01 00 00 00 05").expect_err("2^32+5");
    assert_eq!((error.id, error.tag), (Some(2), Some(0x50)));
}

/// A root DSE search with message ID 1, as the recorded cases `wire.*` have it, with what follows it.
fn root_dse(rest: &str) -> Vec<u8> {
    let rest = hex(rest);
    let mut bytes = vec![0x30, 0x28 + rest.len() as u8];
    bytes.extend(hex(
        "02 01 01 63 23 04 00 0a 01 00 0a 01 00 02 01 00 02 01 00 01 01 00
         87 0b 6f 62 6a 65 63 74 43 6c 61 73 73 30 03 04 01 2a",
    ));
    bytes.extend(rest);
    bytes
}

#[test]
fn elements_after_the_operation_that_no_one_knows_are_ignored() {
    for (name, rest) in [
        ("nothing", ""),
        ("recorded case wire.controls_empty", "a0 00"),
        ("recorded case wire.trailing_in_message", "04 01 78"),
        ("behind controls", "a0 00 04 01 78 8a 01 31"),
    ] {
        let (id, request, controls) = request(&root_dse(rest)).expect(name);
        assert_eq!((id, request.tag(), controls), (1, 0x63, vec![]), "{name}");
    }
}

#[test]
fn controls_are_never_lost_silently() {
    for (name, rest) in [
        ("recorded case wire.controls_malformed", "a0 03 01 02 03"),
        ("recorded case wire.controls_nooid", "a0 02 30 00"),
        ("primitive", "80 09 30 07 04 05 31 2e 32 2e 33"),
        ("without their tag", "30 09 30 07 04 05 31 2e 32 2e 33"),
        ("out of place", "04 00 a0 09 30 07 04 05 31 2e 32 2e 33"),
        ("twice", "a0 00 a0 09 30 07 04 05 31 2e 32 2e 33"),
        ("an OID that is not text", "a0 06 30 04 04 02 ff fe"),
        (
            "a criticality of two octets",
            "a0 0d 30 0b 04 05 31 2e 32 2e 33 01 02 ff ff",
        ),
        (
            "value before criticality",
            "a0 0e 30 0c 04 05 31 2e 32 2e 33 04 00 01 01 ff",
        ),
    ] {
        let error = envelope(&root_dse(rest)).expect_err(name);
        assert_eq!(
            (error.id, error.tag),
            (Some(1), Some(0x63)),
            "{name}: {error}"
        );
    }
}

#[test]
fn a_criticality_of_any_octet_but_zero_is_true() {
    let (.., controls) =
        request(&root_dse("a0 0e 30 0c 04 05 31 2e 32 2e 33 01 01 01 04 00")).expect("a control");
    assert!(controls[0].critical);
    assert_eq!(controls[0].value, Some(vec![]));
}

#[test]
fn what_is_no_message_says_how_far_it_could_be_read() {
    for (name, bytes, id, tag) in [
        ("recorded case wire.garbage_empty_seq", "30 00", None, None),
        ("recorded case wire.no_op", "30 03 02 01 01", Some(1), None),
        (
            "recorded case wire.garbage_seq_junk",
            "30 06 de ad be ef 01 02",
            None,
            None,
        ),
        (
            "an operation that is cut",
            "30 05 02 01 07 63 05",
            Some(7),
            Some(0x63),
        ),
        (
            "an operation with a cut child",
            "30 08 02 01 07 63 03 04 05 61",
            Some(7),
            Some(0x63),
        ),
        (
            "an ID under another tag",
            "30 05 0a 01 07 42 00",
            None,
            None,
        ),
        (
            "octets behind the message",
            "30 05 02 01 07 42 00 00",
            None,
            None,
        ),
    ] {
        let error = envelope(&hex(bytes)).expect_err(name);
        assert_eq!((error.id, error.tag), (id, tag), "{name}: {error}");
    }
}

#[test]
fn an_operation_that_is_not_of_its_side_is_malformed() {
    // Recorded cases wire.unknown_op_tag, wire.unknown_op_tag_low, wire.delete_constructed_tag.
    for (bytes, tag) in [
        ("30 08 02 01 01 7e 03 04 01 78", 0x7e),
        ("30 08 02 01 01 70 03 04 01 78", 0x70),
        ("30 08 02 01 01 6a 03 04 01 78", 0x6a),
        ("30 05 02 01 01 65 00", 0x65),
    ] {
        let error = request(&hex(bytes)).expect_err(bytes);
        assert_eq!((error.id, error.tag), (Some(1), Some(tag)), "{bytes}");
    }
    let error = response(&hex("30 05 02 01 01 42 00")).expect_err("a request");
    assert_eq!((error.id, error.tag), (Some(1), Some(0x42)));
}

#[test]
fn each_request_has_its_response() {
    let pairs = [
        (0x60, Some(0x61)),
        (0x42, None),
        (0x63, Some(0x65)),
        (0x66, Some(0x67)),
        (0x68, Some(0x69)),
        (0x4a, Some(0x6b)),
        (0x6c, Some(0x6d)),
        (0x6e, Some(0x6f)),
        (0x50, None),
        (0x77, Some(0x78)),
        (0x7e, None),
        (0x61, None),
    ];
    for (request, response) in pairs {
        assert_eq!(response_tag(request), response, "{request:#04x}");
    }
}
