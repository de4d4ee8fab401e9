//! RFC 4511 sections 3, 4, 4.1.1 and 6: the order of messages, what may follow in them, and what is no message.

use super::encoding::{REFUSED, raw};
use crate::conformance::{
    case::{Case, must, should},
    conversation::{Conversation, RAW_ID},
    expect::{closed, code, success},
    fault::Fault,
    step::{Op, Step, base, search},
};

const ROOT_DSE: Step = search(base("").attributes(&["1.1"]), success().entries(&[""]));

pub(super) const CASES: &[Case] = &[
    must("rfc4511/3/pipelined", "Requests need not wait for the answers to those before.")
        .steps(&[
            Step::Send(Op::Search(base("").attributes(&["1.1"])), &[]),
            Step::Send(Op::Search(base("").attributes(&["1.1"])), &[]),
            Step::Send(Op::Search(base("").attributes(&["1.1"])), &[]),
            Step::Await(success().entries(&[""])),
            Step::Await(success().entries(&[""])),
            Step::Await(success().entries(&[""])),
        ]),
    must("rfc4511/4/not-bound-first", "A session without a bind is one of version 3: other operations are answered.")
        .steps(&[Step::Reconnect, ROOT_DSE]),
    must("rfc4511/4/trailing-component-of-a-search", "An element of an unknown tag at the end of a search is ignored.")
        .steps(&[raw(
            b"\x30\x2c\x02\x01\x07\x63\x27\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00\x87\x0bobjectClass\x30\x05\x04\x031.1\x8f\x00",
            success().entries(&[""]),
        )]),
    must("rfc4511/4/trailing-component-of-a-bind", "So is one at the end of a bind.")
        .steps(&[Step::Reconnect, raw(
            b"\x30\x0e\x02\x01\x07\x60\x09\x02\x01\x03\x04\x00\x80\x00\x8f\x00",
            code(&[0, 8, 13, 48, 50, 53]),
        )]),
    must("rfc4511/4/trailing-component-of-a-message", "So is one at the end of a message.")
        .steps(&[raw(
            b"\x30\x2c\x02\x01\x07\x63\x25\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00\x87\x0bobjectClass\x30\x05\x04\x031.1\x8f\x00",
            success().entries(&[""]),
        )]),
    must("rfc4511/4.1.1/not-a-sequence", "A message is a SEQUENCE: anything else ends the connection.")
        .steps(&[Step::Reconnect, raw(b"\x31\x0c\x02\x01\x07\x60\x07\x02\x01\x03\x04\x00\x80\x00", closed())]),
    must("rfc4511/4.1.1/message-id-missing", "A message begins with its ID.")
        .steps(&[Step::Reconnect, raw(b"\x30\x09\x60\x07\x02\x01\x03\x04\x00\x80\x00", closed())]),
    must("rfc4511/4.1.1/message-id-is-no-integer", "The message ID is an INTEGER.")
        .steps(&[Step::Reconnect, raw(b"\x30\x0c\x04\x01\x07\x60\x07\x02\x01\x03\x04\x00\x80\x00", closed())]),
    must("rfc4511/4.1.1/message-id-too-large", "The message ID is at most 2147483647.")
        .steps(&[Step::Reconnect, raw(b"\x30\x10\x02\x05\x01\x00\x00\x00\x07\x60\x07\x02\x01\x03\x04\x00\x80\x00", closed())]),
    must("rfc4511/4.1.1/no-operation", "A message has an operation.")
        .steps(&[Step::Reconnect, raw(b"\x30\x03\x02\x01\x07", closed())]),
    must("rfc4511/4.1.1/unknown-operation", "A tag of no operation ends the connection.")
        .steps(&[Step::Reconnect, raw(b"\x30\x05\x02\x01\x07\x5e\x00", closed())]),
    should("rfc4511/4.1.1/notice-of-disconnection", "Before it ends the connection a server says why: a notice of disconnection with protocolError.")
        .steps(&[Step::Reconnect, Step::Script(|on| Box::pin(is_told(on)))]),
    must("rfc4511/4.1.1/answer-in-place-of-a-request", "What a server sends is no request.")
        .steps(&[Step::Reconnect, raw(b"\x30\x0c\x02\x01\x07\x61\x07\x0a\x01\x00\x04\x00\x04\x00", closed())]),
    must("rfc4511/4.1.1/inner-length-too-long", "An element does not reach beyond the one around it.")
        .steps(&[Step::Reconnect, raw(b"\x30\x0c\x02\x01\x07\x60\x7f\x02\x01\x03\x04\x00\x80\x00", closed())]),
    must("rfc4511/4.1.1/bind-without-authentication", "A bind says how it proves the name.")
        .steps(&[Step::Reconnect, raw(b"\x30\x0a\x02\x01\x07\x60\x05\x02\x01\x03\x04\x00", REFUSED)]),
    must("rfc4511/4.1.1/search-without-filter", "A search has a filter.")
        .steps(&[Step::Reconnect, raw(b"\x30\x18\x02\x01\x07\x63\x13\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00\x30\x00", REFUSED)]),
    must("rfc4511/6/lives-on-after-garbage", "A client that sends no LDAP costs its own connection and no other.")
        .steps(&[
            Step::Reconnect,
            Step::Send(Op::Octets(b"GET / HTTP/1.0\r\n\r\n"), &[]),
            Step::Reconnect,
            ROOT_DSE,
        ]),
];

/// A tag of no operation brings a notice with the reason, and the end.
async fn is_told(on: &mut Conversation) -> Result<(), Fault> {
    on.send(&Op::Octets(b"\x30\x05\x02\x01\x07\x5e\x00"), &[])
        .await?;
    let answer = on.answer(RAW_ID).await;
    match &answer.notice {
        _ if !answer.closed => Err(Fault::Illegal("the connection goes on".to_owned())),
        Some(notice) if notice.code.0 == 2 => Ok(()),
        Some(notice) => {
            let why = format!("the notice says {}, legal is 2", notice.code);
            Err(Fault::Illegal(why))
        }
        None => Err(Fault::Illegal("no notice came before the end".to_owned())),
    }
}
