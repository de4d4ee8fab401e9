//! RFC 3909: cancel.

use crate::conformance::{
    case::{
        Case,
        Need::{self, Extension},
        must,
    },
    expect::code,
    step::{
        Op,
        Step::{Await, Reconnect, Send},
        ask, sub,
    },
};

const CANCEL: &str = "1.3.6.1.1.8";

const NEEDS: &[Need] = &[Extension(CANCEL)];

pub(super) const TABLES: &[&[Case]] = &[&[
    must("rfc3909/3/unknown", "A message ID that was never used has no operation: noSuchOperation.")
        .needs(NEEDS)
        .steps(&[ask(Op::Extended(CANCEL, Some(b"\x30\x03\x02\x01\x64")), code(&[119]))]),
    must("rfc3909/3/ended", "An operation that has ended is none: noSuchOperation, or too late to cancel it.")
        .needs(NEEDS)
        .steps(&[
            Reconnect,
            ask(Op::Bind("", ""), code(&[0, 8, 48, 49, 53])),
            ask(Op::Extended(CANCEL, Some(b"\x30\x03\x02\x01\x01")), code(&[119, 120, 121])),
        ]),
    must("rfc3909/3/no-value", "A request without a value names no operation: protocolError.")
        .needs(NEEDS)
        .steps(&[ask(Op::Extended(CANCEL, None), code(&[2]))]),
    must("rfc3909/3/malformed", "A value that is no request is a protocolError.")
        .needs(NEEDS)
        .steps(&[ask(Op::Extended(CANCEL, Some(b"no request")), code(&[2]))]),
    must("rfc3909/3/outstanding", "A search that is cancelled in time ends with canceled, one that is not with its own result; both are answered.")
        .needs(NEEDS)
        .steps(&[
            Reconnect,
            Send(Op::Search(sub("{base}")), &[]),
            Send(Op::Extended(CANCEL, Some(b"\x30\x03\x02\x01\x01")), &[]),
            Await(code(&[0, 4, 32, 50, 118])),
            Await(code(&[0, 119, 120, 121])),
        ]),
]];
