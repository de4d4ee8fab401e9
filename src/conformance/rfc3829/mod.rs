//! RFC 3829: the identity that a bind made, told with its answer.

use crate::conformance::{
    case::{
        Case,
        Need::{Control, Identity},
        must,
    },
    expect::{code, success},
    step::{Op, Step::Reconnect, ask_with, critical, optional},
};

const REQUEST: &str = "2.16.840.1.113730.3.4.16";

const RESPONSE: &str = "2.16.840.1.113730.3.4.15";

pub(super) const TABLES: &[&[Case]] = &[&[
    must(
        "rfc3829/3/bound",
        "A bind that asked for the identity and succeeds tells it.",
    )
    .needs(&[Control(REQUEST), Identity])
    .steps(&[
        Reconnect,
        ask_with(
            Op::BindAsSelf,
            &[optional(REQUEST)],
            success().control(RESPONSE),
        ),
    ]),
    must("rfc3829/4/failed", "A bind that fails tells none.")
        .needs(&[Control(REQUEST), Identity])
        .steps(&[
            Reconnect,
            ask_with(
                Op::Bind("{bind}", "certainly not it"),
                &[critical(REQUEST)],
                code(&[49]).look(|answer, _| {
                    match answer.controls().iter().any(|own| own.oid == RESPONSE) {
                        true => Err("an identity was told".to_owned()),
                        false => Ok(()),
                    }
                }),
            ),
        ]),
]];
