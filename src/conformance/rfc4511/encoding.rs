//! RFC 4511 section 5.1: BER, and messages that are none.

use crate::conformance::{
    case::{Case, must},
    expect::{Expect, closed, code, success},
    step::{Op, Step, ask, base, search},
};

const ROOT_DSE: Step = search(base("").attributes(&["1.1"]), success().entries(&[""]));

/// Not a message: it is answered with a protocolError, with a notice of disconnection, or ends the connection.
const REFUSED: Expect = code(&[2, 34, 80]).or_closed();

const fn raw(octets: &'static [u8], expect: Expect) -> Step {
    ask(Op::Octets(octets), expect)
}

/// A search of the root DSE, message ID 7, `1.1`, with all lengths in one octet.
const SEARCH: &[u8] = b"\x30\x2a\x02\x01\x07\x63\x25\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00\x87\x0bobjectClass\x30\x05\x04\x031.1";

pub(super) const CASES: &[Case] = &[
    must("rfc4511/5.1/as-clients-send", "A search with the shortest lengths is answered.")
        .steps(&[raw(SEARCH, success().entries(&[""]))]),
    must("rfc4511/5.1/long-form-of-a-short-length", "A length may take more octets than it needs.")
        .steps(&[raw(
            b"\x30\x84\x00\x00\x00\x2a\x02\x01\x07\x63\x25\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00\x87\x0bobjectClass\x30\x05\x04\x031.1",
            success().entries(&[""]),
        )]),
    must("rfc4511/5.1/long-forms-within", "So may the lengths inside.")
        .steps(&[raw(
            b"\x30\x32\x02\x01\x07\x63\x84\x00\x00\x00\x29\x04\x84\x00\x00\x00\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00\x87\x0bobjectClass\x30\x05\x04\x031.1",
            success().entries(&[""]),
        )]),
    must("rfc4511/5.1/indefinite-length", "Only the definite form of lengths is used: the indefinite one is refused.")
        .steps(&[Step::Reconnect, raw(b"\x30\x80\x02\x01\x07\x42\x00\x00\x00", REFUSED), ])
        ,
    must("rfc4511/5.1/not-a-sequence", "A message is a SEQUENCE.")
        .steps(&[Step::Reconnect, raw(b"\x31\x05\x02\x01\x07\x42\x00", closed())]),
    must("rfc4511/5.1/message-id-missing", "A message begins with its ID.")
        .steps(&[Step::Reconnect, raw(b"\x30\x02\x42\x00", closed())]),
    must("rfc4511/5.1/message-id-is-no-integer", "The message ID is an INTEGER.")
        .steps(&[Step::Reconnect, raw(b"\x30\x05\x04\x01\x07\x42\x00", closed())]),
    must("rfc4511/5.1/message-id-too-large", "The message ID is at most 2147483647.")
        .steps(&[Step::Reconnect, raw(b"\x30\x10\x02\x05\x01\x00\x00\x00\x07\x60\x07\x02\x01\x03\x04\x00\x80\x00", closed())]),
    must("rfc4511/5.1/no-operation", "A message has an operation.")
        .steps(&[Step::Reconnect, raw(b"\x30\x03\x02\x01\x07", closed())]),
    must("rfc4511/5.1/unknown-operation", "A tag of no operation is answered with a notice of disconnection, or ends the connection.")
        .steps(&[Step::Reconnect, raw(b"\x30\x05\x02\x01\x07\x5f\x00", closed())]),
    must("rfc4511/5.1/answer-in-place-of-a-request", "What a server sends is no request.")
        .steps(&[Step::Reconnect, raw(b"\x30\x0c\x02\x01\x07\x61\x07\x0a\x01\x00\x04\x00\x04\x00", closed())]),
    must("rfc4511/5.1/inner-length-too-long", "An element does not reach beyond the one around it.")
        .steps(&[Step::Reconnect, raw(b"\x30\x0c\x02\x01\x07\x60\x7f\x02\x01\x03\x04\x00\x80\x00", REFUSED)]),
    must("rfc4511/5.1/bind-without-authentication", "A bind says how it proves the name.")
        .steps(&[Step::Reconnect, raw(b"\x30\x0a\x02\x01\x07\x60\x05\x02\x01\x03\x04\x00", REFUSED)]),
    must("rfc4511/5.1/search-without-filter", "A search has a filter.")
        .steps(&[Step::Reconnect, raw(b"\x30\x18\x02\x01\x07\x63\x13\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00\x30\x00", REFUSED)]),
    must("rfc4511/5.1/scope-out-of-range", "A scope that does not exist is a protocolError.")
        .steps(&[search(base("").scope(9), code(&[2]).or_closed())]),
    must("rfc4511/5.1/deref-out-of-range", "So is a way to dereference aliases that does not exist.")
        .steps(&[search(base("").deref(9), code(&[2]).or_closed())]),
    must("rfc4511/5.1/negative-size-limit", "A size limit is not negative.")
        .steps(&[search(base("").size_limit(-1), code(&[2]).or_closed())]),
    must("rfc4511/5.1/negative-time-limit", "Nor is a time limit.")
        .steps(&[search(base("").time_limit(-1), code(&[2]).or_closed())]),
    must("rfc4511/5.1/boolean-of-two-octets", "A BOOLEAN has one octet.")
        .steps(&[Step::Reconnect, raw(
            b"\x30\x2b\x02\x01\x07\x63\x26\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x02\x00\x00\x87\x0bobjectClass\x30\x05\x04\x031.1",
            REFUSED,
        )]),
    must("rfc4511/5.1/unknown-filter-choice", "A filter of a kind that the server does not know is Undefined, or refused; the server lives on.")
        .steps(&[
            raw(
                b"\x30\x20\x02\x01\x07\x63\x1b\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00\x8f\x02ab\x30\x05\x04\x031.1",
                code(&[0, 2]).count(0, 0).or_closed(),
            ),
            Step::Reconnect,
            ROOT_DSE,
        ]),
    must("rfc4511/5.1/empty-substrings", "A substring filter has at least one piece: a protocolError.")
        .steps(&[
            raw(
                b"\x30\x24\x02\x01\x07\x63\x1f\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00\xa4\x06\x04\x02cn\x30\x00\x30\x05\x04\x031.1",
                code(&[2]).or_closed(),
            ),
        ]),
    must("rfc4511/5.1/pipelined", "Requests need not wait for the answers to those before.")
        .steps(&[
            Step::Send(Op::Search(base("").attributes(&["1.1"])), &[]),
            Step::Send(Op::Search(base("").attributes(&["1.1"])), &[]),
            Step::Send(Op::Search(base("").attributes(&["1.1"])), &[]),
            Step::Await(success().entries(&[""])),
            Step::Await(success().entries(&[""])),
            Step::Await(success().entries(&[""])),
        ]),
    must("rfc4511/5.1/lives-on-after-garbage", "A client that sends no LDAP costs its own connection and no other.")
        .steps(&[
            Step::Reconnect,
            Step::Send(Op::Octets(b"GET / HTTP/1.0\r\n\r\n"), &[]),
            Step::Reconnect,
            ROOT_DSE,
        ]),
];
