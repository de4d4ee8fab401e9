//! RFC 4511 section 4.12: extended operations.

use crate::conformance::{
    case::{Case, Need, may, must},
    expect::{code, success},
    step::{Op, Step, ask, base, search},
};
use crate::wire::{Response, response::ExtendedResponse};

const ROOT_DSE: Step = search(base("").attributes(&["1.1"]), success().entries(&[""]));

const WHO_AM_I: &str = "1.3.6.1.4.1.4203.1.11.3";

const START_TLS: &str = "1.3.6.1.4.1.1466.20037";

pub(super) const CASES: &[Case] = &[
    must("rfc4511/4.12/unknown-name", "An extended operation that the server does not know is a protocolError, and the connection goes on.")
        .steps(&[ask(Op::Extended("1.3.6.1.4.1.99999.1.2.3", None), code(&[2])), ROOT_DSE]),
    must("rfc4511/4.12/no-name-of-the-unknown", "The answer to an operation that the server does not know has no name.")
        .steps(&[ask(Op::Extended("1.3.6.1.4.1.99999.1.2.3", None), code(&[2]).look(|answer, _| match answer.last() {
            Some(Response::Extended(ExtendedResponse { name: Some(name), .. })) => Err(format!("it has the name `{name}`")),
            _ => Ok(()),
        }))]),
    must("rfc4511/4.12/unknown-name-with-value", "So is one with a value.")
        .steps(&[ask(Op::Extended("1.3.6.1.4.1.99999.1.2.3", Some(b"\x30\x00")), code(&[2])), ROOT_DSE]),
    must("rfc4511/4.12/name-is-no-oid", "A name that is no OID is a protocolError.")
        .steps(&[ask(Op::Extended("no oid", None), code(&[2]).or_closed())]),
    must("rfc4511/4.12/empty-name", "Neither is an empty one.")
        .steps(&[ask(Op::Extended("", None), code(&[2]).or_closed())]),
    must("rfc4511/4.12/listed-is-known", "What the root DSE lists is done: Who am I?")
        .needs(&[Need::Extension(WHO_AM_I)])
        .steps(&[ask(Op::Extended(WHO_AM_I, None), success())]),
    must("rfc4511/4.14.1/start-tls-over-tls", "Where TLS is spoken already, StartTLS comes out of turn: operationsError.")
        .needs(&[Need::Tls, Need::Extension(START_TLS)])
        .steps(&[ask(Op::Extended(START_TLS, None), code(&[1]))]),
    may("rfc4511/4.14.1/start-tls-with-value", "StartTLS has no value; what a server makes of one is left open: it is a protocolError, or ignored.")
        .needs(&[Need::StartTls])
        .steps(&[ask(Op::Extended(START_TLS, Some(b"x")), code(&[0, 2]).or_closed())]),
];
