//! RFC 4370: proxied authorization. And RFC 3829's controls, which tell the identity with the answer to a bind, have a folder of their own.

use super::rfc4532::{nobody, the_identity};
use crate::conformance::{
    case::{
        Case,
        Need::{self, Control, Extension, Identity, Second},
        must, should,
    },
    expect::{any_code, code, success},
    step::{Ctl, Op, Step::Reconnect, ask, ask_with, base, critical, optional},
};

const PROXIED: &str = "2.16.840.1.113730.3.4.18";

const WHO: &str = "1.3.6.1.4.1.4203.1.11.3";

const ASKED: Op = Op::Extended(WHO, None);

const NEEDS: &[Need] = &[Control(PROXIED), Extension(WHO), Identity, Second];

const AS_SECOND: Ctl = critical(PROXIED).made(|names| names.fill("dn:{second}").into_bytes());

pub(super) const TABLES: &[&[Case]] = &[&[
    must("rfc4370/3/as-another", "An operation with the control is that of the identity in it, or answers authorizationDenied.")
        .needs(NEEDS)
        .steps(&[ask_with(ASKED, &[AS_SECOND], code(&[0, 123]).look(|answer, names| {
            match answer.result().map(|own| own.code.0) {
                Some(0) => super::rfc4532::the_second(answer, names),
                _ => Ok(()),
            }
        }))]),
    must("rfc4370/3/as-nobody", "An empty identity is nobody.")
        .needs(NEEDS)
        .steps(&[ask_with(ASKED, &[critical(PROXIED).octets(b"")], code(&[0, 123]).look(|answer, names| {
            match answer.result().map(|own| own.code.0) {
                Some(0) => nobody(answer, names),
                _ => Ok(()),
            }
        }))]),
    must("rfc4370/3/one-operation", "The control goes for one operation; the next is the session's own.")
        .needs(NEEDS)
        .steps(&[ask_with(ASKED, &[AS_SECOND], any_code()), ask(ASKED, success().look(the_identity))]),
    must("rfc4370/3/not-critical", "A control that is not critical is refused with protocolError.")
        .needs(NEEDS)
        .steps(&[ask_with(ASKED, &[optional(PROXIED).octets(b"")], code(&[2]))]),
    must("rfc4370/3/no-value", "A control without a value is refused.")
        .needs(NEEDS)
        .steps(&[ask_with(ASKED, &[critical(PROXIED)], code(&[2, 12, 123]))]),
    must("rfc4370/3/no-identity", "A value that is no authorization identity is refused.")
        .needs(NEEDS)
        .steps(&[ask_with(ASKED, &[critical(PROXIED).octets(b"neither dn nor u")], code(&[2, 123]))]),
    should("rfc4370/5/anonymous", "Nobody is not allowed to be another, and is told authorizationDenied.")
        .needs(NEEDS)
        .steps(&[Reconnect, ask_with(Op::Search(base("")), &[AS_SECOND], code(&[123]))]),
]];
