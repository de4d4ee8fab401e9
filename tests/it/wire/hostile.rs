//! Bytes that are meant to do harm, or that a mistake made: an answer or an error, never a panic.

use bytes::BytesMut;
use ldaplab::wire::{
    Envelope, Filter, Frame, Frames, Limits, Malformed, Request, Response,
    filter::Substrings,
    request::{Scope, SearchRequest},
};
use proptest::{collection::vec, prelude::*, sample::Index};
use tokio_util::codec::Decoder;

use super::{
    arbitrary, hex,
    interop::{our_request, our_response},
    request, response,
};

/// Everything that reads bytes from the network reads these.
fn read_all(bytes: &[u8]) {
    let limits = Limits::default();
    let mut codec = Frames::new(limits);
    let mut buffer = BytesMut::from(bytes);
    while let Some(frame) = codec.decode_eof(&mut buffer).expect("no I/O") {
        if let Frame::Message(message) = frame {
            read(message, &limits);
        }
    }
    read(bytes.to_vec().into(), &limits);
}

fn read(message: bytes::Bytes, limits: &Limits) {
    if let Ok(envelope) = Envelope::decode(message, limits) {
        for tag in 0..=u8::MAX {
            // The tag is public, so it may contradict the operation.
            let envelope = Envelope {
                tag,
                ..envelope.clone()
            };
            let _ = Request::decode(&envelope, limits);
            let _ = Response::decode(&envelope, limits);
        }
    }
}

fn any_message() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        arbitrary::message(arbitrary::request())
            .prop_map(|message| our_request(message.op).encode(message.msgid, &[])),
        arbitrary::message(arbitrary::response())
            .prop_map(|message| our_response(message.op).encode(message.msgid, &[])),
    ]
}

fn binary_filter() -> impl Strategy<Value = Filter> {
    let attribute = || "[a-zA-Z]{1,8}";
    prop_oneof![
        (attribute(), arbitrary::octets()).prop_map(|(a, v)| Filter::Equality(a, v)),
        (attribute(), arbitrary::octets()).prop_map(|(a, v)| Filter::LessOrEqual(a, v)),
        (attribute(), arbitrary::octets(), arbitrary::octets()).prop_map(|(a, any, last)| {
            Filter::Substrings(
                a,
                Substrings {
                    initial: None,
                    any: vec![any],
                    last: Some(last),
                },
            )
        }),
    ]
    .prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Filter::And),
            vec(inner.clone(), 0..3).prop_map(Filter::Or),
            inner.prop_map(|part| Filter::Not(Box::new(part))),
        ]
    })
}

proptest! {
    #[test]
    fn random_bytes_never_panic(bytes in vec(any::<u8>(), 0..300)) {
        read_all(&bytes);
    }

    #[test]
    fn a_random_operation_in_a_good_envelope_never_panics(
        tag in any::<u8>(), content in vec(any::<u8>(), 0..100)
    ) {
        let mut bytes = vec![0x30, 5 + content.len() as u8, 2, 1, 1, tag, content.len() as u8];
        bytes.extend(content);
        read_all(&bytes);
    }

    #[test]
    fn flipped_bits_never_panic(
        mut bytes in any_message(), flips in vec((any::<Index>(), 0..8_u8), 1..4)
    ) {
        for (index, bit) in flips {
            let index = index.index(bytes.len());
            bytes[index] ^= 1 << bit;
        }
        read_all(&bytes);
    }

    #[test]
    fn a_cut_message_is_not_taken_for_a_whole_one(bytes in any_message(), cut in any::<Index>()) {
        let bytes = &bytes[..cut.index(bytes.len())];
        read_all(bytes);
        prop_assert!(Envelope::decode(bytes.to_vec().into(), &Limits::default()).is_err());
    }

    #[test]
    fn a_filter_with_binary_values_survives(filter in binary_filter()) {
        let search = Request::Search(search_for(filter));
        prop_assert_eq!(request(&search.encode(1, &[])), Ok((1, search, vec![])));
    }
}

fn search_for(filter: Filter) -> SearchRequest {
    SearchRequest {
        base: b"\xff\xfe".to_vec(),
        scope: Scope::Other(4),
        deref_aliases: -1,
        size_limit: -1,
        time_limit: i64::MIN,
        types_only: true,
        filter,
        attributes: vec![],
    }
}

fn length(length: usize) -> Vec<u8> {
    match length {
        0..0x80 => vec![length as u8],
        _ => [&[0x84][..], &(length as u32).to_be_bytes()].concat(),
    }
}

pub(super) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    [&[tag][..], &length(content.len()), content].concat()
}

/// A whole-subtree search with this filter, message ID 1.
fn search_message(filter: &[u8]) -> Vec<u8> {
    let mut content = hex("04 00 0a 01 02 0a 01 00 02 01 00 02 01 00 01 01 00");
    content.extend_from_slice(filter);
    content.extend([0x30, 0x00]);
    let mut message = vec![2, 1, 1];
    message.extend(element(0x63, &content));
    element(0x30, &message)
}

fn filter(bytes: &str) -> Result<Filter, Malformed> {
    match request(&search_message(&hex(bytes)))?.1 {
        Request::Search(search) => Ok(search.filter),
        other => panic!("{other:?}"),
    }
}

/// `(!(!(…(a=*))))`, written from the inside.
fn nots(depth: usize) -> Vec<u8> {
    let mut reversed = vec![b'a', 1, 0x87];
    for _ in 0..depth {
        let mut header = length(reversed.len());
        header.reverse();
        reversed.extend(header);
        reversed.push(0xa2);
    }
    reversed.reverse();
    reversed
}

#[test]
fn a_filter_is_as_deep_as_the_limit_and_no_deeper() {
    // The message and the operation are two levels, the present filter is one.
    let deepest = request(&search_message(&nots(125))).map(|(id, ..)| id);
    assert_eq!(deepest, Ok(1));
    let error = request(&search_message(&nots(126))).expect_err("too deep");
    assert_eq!((error.id, error.tag), (Some(1), Some(0x63)));
    assert_eq!(error.why, "elements nested more than 128 deep");
}

#[test]
fn no_limit_allows_more_than_a_stack_can_hold() {
    let limits = Limits {
        max_depth: usize::MAX,
        ..Limits::default()
    };
    let decode = |depth| {
        let envelope = Envelope::decode(search_message(&nots(depth)).into(), &limits)?;
        Request::decode(&envelope, &limits)
    };
    let deep = decode(1021).expect("1,024 levels");
    // Comparing, printing, copying and dropping walk the tree.
    assert_eq!(deep.clone(), deep);
    assert!(format!("{deep:?}").ends_with("attributes: [] }"));
    assert_eq!(
        deep.encode(1, &[]).len(),
        decode(1021).expect("again").encode(1, &[]).len()
    );
    let error = decode(1022).expect_err("1,025 levels");
    assert_eq!(error.why, "elements nested more than 1024 deep");
}

#[test]
fn a_hundred_thousand_levels_are_malformed() {
    let mut nested = Vec::new();
    for tag in [0xa2, 0xa0, 0x30] {
        nested.clear();
        // From the inside; each level wraps what stands behind it.
        let mut reversed: Vec<u8> = Vec::new();
        for _ in 0..20_000 {
            let mut header = length(reversed.len());
            header.reverse();
            reversed.extend(header);
            reversed.push(tag);
        }
        nested.extend(reversed.iter().rev());
        assert!(nested.len() > 100_000);
        let error = request(&search_message(&nested)).expect_err("too deep");
        assert_eq!((error.id, error.tag), (Some(1), Some(0x63)));
        read_all(&nested);
    }
    let indefinite = [0x30, 0x80].repeat(50_000);
    read_all(&indefinite);
    assert!(request(&search_message(&indefinite)).is_err());
    assert!(
        request(&element(
            0x30,
            &[&[2, 1, 1][..], &element(0x66, &nested)].concat()
        ))
        .is_err()
    );
}

#[test]
fn many_empty_elements_are_counted() {
    let parts = |count| search_message(&element(0xa1, &[0xa0, 0x00].repeat(count)));
    let Ok((_, Request::Search(search), _)) = request(&parts(100_000)) else {
        panic!("a hundred thousand are fine");
    };
    assert_eq!(
        search.filter,
        Filter::Or(vec![Filter::And(vec![]); 100_000])
    );
    let error = request(&parts(1 << 19)).expect_err("too many");
    assert_eq!((error.id, error.tag), (Some(1), Some(0x63)));
    assert_eq!(error.why, "more than 524288 elements in one message");
}

#[test]
fn a_filter_of_another_form_is_malformed() {
    for (name, bytes) in [
        (
            "recorded case filterwire.unknown_tag_ab",
            "ab 07 04 02 63 6e 04 01 78",
        ),
        (
            "recorded case filterwire.not_two",
            "a2 12 a3 07 04 02 63 6e 04 01 61 a3 07 04 02 63 6e 04 01 62",
        ),
        ("recorded case filterwire.not_empty", "a2 00"),
        (
            "recorded case filterwire.substr_empty",
            "a4 06 04 02 63 6e 30 00",
        ),
        (
            "recorded case filterwire.substr_two_initials",
            "a4 0c 04 02 63 6e 30 06 80 01 61 80 01 62",
        ),
        (
            "recorded case filterwire.substr_final_then_any",
            "a4 0c 04 02 63 6e 30 06 82 01 73 81 01 61",
        ),
        (
            "recorded case filterwire.eq_missing_value",
            "a3 04 04 02 63 6e",
        ),
        (
            "recorded case filterwire.eq_extra",
            "a3 0a 04 02 63 6e 04 01 61 04 01 62",
        ),
        ("recorded case filterwire.ext_empty", "a9 00"),
        ("recorded case filterwire.empty_filter", ""),
        (
            "recorded case filterwire.primitive_eq",
            "83 07 04 02 63 6e 04 01 78",
        ),
        (
            "an extensible match of neither rule nor attribute",
            "a9 03 83 01 78",
        ),
        (
            "an attribute that is not text",
            "a3 07 04 02 ff fe 04 01 78",
        ),
        ("a present filter that is constructed", "a7 04 04 02 63 6e"),
        (
            "a substring under a universal tag",
            "a4 09 04 02 63 6e 30 03 04 01 61",
        ),
    ] {
        let error = filter(bytes).expect_err(name);
        assert_eq!(
            (error.id, error.tag),
            (Some(1), Some(0x63)),
            "{name}: {error}"
        );
    }
}

#[test]
fn a_filter_that_only_means_nothing_is_read() {
    let equality =
        |attribute: &str, value: &[u8]| Ok(Filter::Equality(attribute.into(), value.to_vec()));
    // Recorded cases filterwire.empty_attr, attr_badchars, presence_empty, invalid_utf8: servers answer them.
    assert_eq!(filter("a3 05 04 00 04 01 61"), equality("", b"a"));
    assert_eq!(
        filter("a3 08 04 03 63 20 6e 04 01 61"),
        equality("c n", b"a")
    );
    assert_eq!(filter("87 00"), Ok(Filter::Present(String::new())));
    assert_eq!(
        filter("a3 08 04 02 63 6e 04 02 ff fe"),
        equality("cn", b"\xff\xfe")
    );
}

/// Operations in which ldap3_proto would lose something, or read what is not there.
#[test]
fn nothing_in_a_request_is_lost_silently() {
    for (name, operation) in [
        ("recorded case wire.bind_malformed", "60 05 02 01 03 04 00"),
        (
            "a bind with more behind it",
            "60 09 02 01 03 04 00 80 00 04 00",
        ),
        (
            "a simple bind that is constructed",
            "60 07 02 01 03 04 00 a0 00",
        ),
        ("SASL that is primitive", "60 07 02 01 03 04 00 83 00"),
        (
            "SASL with three elements",
            "60 0d 02 01 03 04 00 a3 06 04 00 04 00 04 00",
        ),
        (
            "credentials under another tag",
            "60 0b 02 01 03 04 00 a3 04 04 00 80 00",
        ),
        (
            "authentication of another class",
            "60 07 02 01 03 04 00 04 00",
        ),
        ("an unbind with content", "42 01 00"),
        (
            "newSuperior under another tag",
            "6c 0c 04 01 61 04 01 62 01 01 ff 81 01 63",
        ),
        (
            "newSuperior twice",
            "6c 0f 04 01 61 04 01 62 01 01 ff 80 01 63 80 01 64",
        ),
        ("a boolean of no octet", "6c 08 04 01 61 04 01 62 01 00"),
        (
            "an extended value under another tag",
            "77 08 80 03 31 2e 32 82 01 78",
        ),
        (
            "an extended value that is constructed",
            "77 07 80 03 31 2e 32 a1 00",
        ),
        (
            "more behind an extended value",
            "77 09 80 03 31 2e 32 81 00 81 00",
        ),
        ("an OID that is not text", "77 04 80 02 ff fe"),
        (
            "an add with a cut attribute",
            "68 09 04 01 61 30 04 30 02 04 05",
        ),
        ("an add with a third element", "68 07 04 01 61 30 00 30 00"),
        (
            "an attribute with a third element",
            "68 0f 04 01 61 30 0a 30 08 04 02 63 6e 31 00 31 00",
        ),
        (
            "values in a SEQUENCE",
            "68 0d 04 01 61 30 08 30 06 04 02 63 6e 30 00",
        ),
        (
            "a description that is not text",
            "68 0d 04 01 61 30 08 30 06 04 02 ff fe 31 00",
        ),
        (
            "modify operation 4",
            "66 12 04 01 61 30 0d 30 0b 0a 01 04 30 06 04 02 63 6e 31 00",
        ),
        (
            "modify operation 256",
            "66 13 04 01 61 30 0e 30 0c 0a 02 01 00 30 06 04 02 63 6e 31 00",
        ),
        (
            "a modify operation of no octet",
            "66 11 04 01 61 30 0c 30 0a 0a 00 30 06 04 02 63 6e 31 00",
        ),
        (
            "a compare with three elements",
            "6e 0b 04 01 61 30 06 04 00 04 00 04 00",
        ),
        ("a compare with one element", "6e 07 04 01 61 30 02 04 00"),
    ] {
        let operation = hex(operation);
        let bytes = element(0x30, &[&[2, 1, 9][..], &operation].concat());
        let error = request(&bytes).expect_err(name);
        assert_eq!(
            (error.id, error.tag),
            (Some(9), Some(operation[0])),
            "{name}: {error}"
        );
    }
}

#[test]
fn a_dn_that_is_not_text_reaches_the_server() {
    for (operation, dn) in [
        ("4a 02 ff fe", &b"\xff\xfe"[..]),
        ("68 06 04 02 ff fe 30 00", b"\xff\xfe"),
    ] {
        let bytes = element(0x30, &[&[2, 1, 9][..], &hex(operation)].concat());
        match request(&bytes).expect("a request").1 {
            Request::Delete(read) => assert_eq!(read, dn),
            Request::Add(add) => assert_eq!(add.dn, dn),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_response_is_read_though_something_unknown_follows_and_not_if_something_known_is_wrong() {
    let done = |rest: &str| {
        let rest = hex(rest);
        let content = [&hex("0a 01 00 04 00 04 00")[..], &rest].concat();
        let bytes = element(0x30, &[&[2, 1, 3][..], &element(0x78, &content)].concat());
        response(&bytes).map(|(id, response, _)| {
            let Response::Extended(extended) = response else {
                panic!("{response:?}");
            };
            (id, extended.name, extended.value)
        })
    };
    assert_eq!(done("8c 01 78 04 00"), Ok((3, None, None)));
    assert_eq!(
        done("a3 00 8a 01 31 8b 00"),
        Ok((3, Some("1".into()), Some(vec![])))
    );
    for (name, rest) in [
        ("a name that is constructed", "aa 03 04 01 31"),
        ("a value before the name", "8b 00 8a 01 31"),
        ("a referral at the end", "8a 01 31 a3 00"),
        ("a name that is not text", "8a 01 ff"),
        ("a referral that is primitive", "83 00"),
    ] {
        let error = done(rest).expect_err(name);
        assert_eq!(
            (error.id, error.tag),
            (Some(3), Some(0x78)),
            "{name}: {error}"
        );
    }
}

#[test]
fn what_is_not_text_in_a_result_is_replaced_where_only_people_read_it() {
    let bytes = element(
        0x30,
        &hex("02 01 03 65 12 0a 01 0a 04 02 ff fe 04 01 e4 a3 06 04 01 e4 04 01 61"),
    );
    let (_, response, _) = response(&bytes).expect("a response");
    let result = response.result().expect("a result");
    assert_eq!(result.matched_dn, b"\xff\xfe");
    assert_eq!(result.diagnostic, "\u{fffd}");
    assert_eq!(result.referrals, ["\u{fffd}", "a"]);
}

#[test]
fn a_result_code_is_any_number_that_is_not_negative() {
    let code = |code: &str| {
        let content = [&hex(code)[..], &[4, 0, 4, 0]].concat();
        let bytes = element(0x30, &[&[2, 1, 3][..], &element(0x65, &content)].concat());
        response(&bytes).map(|(_, response, _)| response.result().map(|result| result.code.0))
    };
    assert_eq!(code("0a 05 00 ff ff ff ff"), Ok(Some(u32::MAX)));
    assert_eq!(code("0a 02 00 80"), Ok(Some(128)));
    assert!(code("0a 01 ff").is_err());
    assert!(code("0a 05 01 00 00 00 00").is_err());
    assert!(code("02 01 00").is_err());
}
