//! RFC 3829: the identity that a bind made, told with its answer.

use crate::conformance::{
    answer::Answer,
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

/// The identity in the answer's control, if it has one.
fn told(answer: &Answer) -> Option<String> {
    let control = (answer.controls().iter()).find(|own| own.oid == RESPONSE)?;
    let value = control.value.as_deref().unwrap_or_default();
    Some(String::from_utf8_lossy(value).into_owned())
}

pub(super) const TABLES: &[&[Case]] = &[&[
    must(
        "rfc3829/4/bound",
        "What a bind that succeeds tells is an authorization identity; whether it is told is left open.",
    )
    .needs(&[Control(REQUEST), Identity])
    .steps(&[
        Reconnect,
        ask_with(
            Op::BindAsSelf,
            &[optional(REQUEST)],
            success().look(|answer, _| match told(answer) {
                None => Ok(()),
                Some(value) if value.starts_with("dn:") || value.starts_with("u:") => Ok(()),
                Some(value) => Err(format!("`{value}` is no authorization identity")),
            }),
        ),
    ]),
    must(
        "rfc3829/4/anonymous",
        "Nobody, if told, is an empty value.",
    )
    .needs(&[Control(REQUEST)])
    .steps(&[
        Reconnect,
        ask_with(
            Op::Bind("", ""),
            &[optional(REQUEST)],
            code(&[0, 8, 48, 49, 53]).look(|answer, _| match told(answer) {
                None => Ok(()),
                Some(value) if value.is_empty() => Ok(()),
                Some(value) => Err(format!("nobody is `{value}`")),
            }),
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
