//! RFC 4511 section 4.12: extended operations.

use crate::conformance::{
    case::{Case, Need, must},
    expect::{code, success},
    step::{Op, Step, ask, base, search},
};

const ROOT_DSE: Step = search(base("").attributes(&["1.1"]), success().entries(&[""]));

const WHO_AM_I: &str = "1.3.6.1.4.1.4203.1.11.3";

const START_TLS: &str = "1.3.6.1.4.1.1466.20037";

pub(super) const CASES: &[Case] = &[
    must("rfc4511/4.12/unknown-name", "An extended operation that the server does not know is a protocolError, and the connection goes on.")
        .steps(&[ask(Op::Extended("1.3.6.1.4.1.99999.1.2.3", None), code(&[2])), ROOT_DSE]),
    must("rfc4511/4.12/unknown-name-with-value", "So is one with a value.")
        .steps(&[ask(Op::Extended("1.3.6.1.4.1.99999.1.2.3", Some(b"\x30\x00")), code(&[2])), ROOT_DSE]),
    must("rfc4511/4.12/name-is-no-oid", "A name that is no OID is a protocolError.")
        .steps(&[ask(Op::Extended("no oid", None), code(&[2]).or_closed())]),
    must("rfc4511/4.12/empty-name", "Neither is an empty one.")
        .steps(&[ask(Op::Extended("", None), code(&[2]).or_closed())]),
    must("rfc4511/4.12/listed-is-known", "What the root DSE lists is done: Who am I?")
        .needs(&[Need::Extension(WHO_AM_I)])
        .steps(&[ask(Op::Extended(WHO_AM_I, None), success())]),
    must("rfc4511/4.14/start-tls-over-tls", "Where TLS is spoken already, StartTLS is refused as what it is, an operation that the server knows.")
        .needs(&[Need::Tls, Need::Extension(START_TLS)])
        .steps(&[ask(Op::Extended(START_TLS, None), code(&[1, 2, 53, 80]))]),
    must("rfc4511/4.14/start-tls-with-value", "StartTLS has no value: with one it is a protocolError.")
        .needs(&[Need::StartTls])
        .steps(&[ask(Op::Extended(START_TLS, Some(b"x")), code(&[2]).or_closed())]),
];
