//! RFC 4532: Who am I?

use crate::{
    conformance::{
        answer::Answer,
        case::{
            Case,
            Need::{Extension, Identity, NotActiveDirectory, Second},
            must, should,
        },
        expect::{any_code, code, same_dn, success},
        names::Names,
        step::{Op, Step::Reconnect, ask},
    },
    wire::Response,
};

const WHO: &str = "1.3.6.1.4.1.4203.1.11.3";

const ASKED: Op = Op::Extended(WHO, None);

fn is(answer: &Answer, wanted: &str) -> Result<(), String> {
    let Some(Response::Extended(own)) = answer.last() else {
        return Err("the answer is no extended response".to_owned());
    };
    let value = own.value.as_deref().unwrap_or_default();
    let value = String::from_utf8_lossy(value);
    let same = match value.strip_prefix("dn:") {
        Some(dn) => same_dn(dn, wanted),
        // A name of another kind is the server's own to choose.
        None if value.starts_with("u:") => !wanted.is_empty(),
        None => value.is_empty() && wanted.is_empty(),
    };
    match same {
        true => Ok(()),
        false => Err(format!("the session is `{value}`, legal is `{wanted}`")),
    }
}

pub(super) fn nobody(answer: &Answer, _: &Names) -> Result<(), String> {
    is(answer, "")
}

/// An empty value, or a refusal without one.
fn nobody_told(answer: &Answer, names: &Names) -> Result<(), String> {
    match answer.last() {
        Some(Response::Extended(own)) => match (own.result.code.0, own.value.is_some()) {
            (0, true) => nobody(answer, names),
            (0, false) => Err("there is no value, legal is one that is empty".to_owned()),
            (_, true) => Err("a refusal has a value".to_owned()),
            (_, false) => Ok(()),
        },
        _ => Err("the answer is no extended response".to_owned()),
    }
}

pub(super) fn the_identity(answer: &Answer, names: &Names) -> Result<(), String> {
    is(answer, &names.bind)
}

pub(super) fn the_second(answer: &Answer, names: &Names) -> Result<(), String> {
    is(answer, &names.second)
}

pub(super) const TABLES: &[&[Case]] = &[&[
    must(
        "rfc4532/3/anonymous",
        "Nobody is an empty value that is there, or not told at all.",
    )
    .needs(&[Extension(WHO)])
    .steps(&[Reconnect, ask(ASKED, any_code().look(nobody_told))]),
    must(
        "rfc4532/3/bound",
        "Who has bound is an authorization identity: `dn:` and the name.",
    )
    .needs(&[Extension(WHO), Identity, NotActiveDirectory])
    .steps(&[ask(ASKED, success().look(the_identity))]),
    must("rfc4532/3/second", "Another is another.")
        .needs(&[Extension(WHO), Identity, Second, NotActiveDirectory])
        .steps(&[
            ask(Op::BindAsSecond, success()),
            ask(ASKED, success().look(the_second)),
        ]),
    must(
        "rfc4532/3/rebound",
        "After a bind it is the new one, after an anonymous bind nobody.",
    )
    .needs(&[Extension(WHO), Identity, NotActiveDirectory])
    .steps(&[
        Reconnect,
        ask(Op::BindAsSelf, success()),
        ask(ASKED, success().look(the_identity)),
        ask(Op::Bind("", ""), code(&[0, 8, 48, 49, 53])),
        ask(ASKED, any_code().look(nobody_told)),
    ]),
    should(
        "rfc4532/2.1/value",
        "The request has no value; one that has is refused.",
    )
    .needs(&[Extension(WHO)])
    .steps(&[ask(Op::Extended(WHO, Some(b"x")), code(&[2]))]),
    must("rfc4532/2.2/no-name", "The answer has no name.")
        .needs(&[Extension(WHO)])
        .steps(&[ask(
            ASKED,
            success().look(|answer, _| match answer.last() {
                Some(Response::Extended(own)) if own.name.is_some() => {
                    Err("it has a name".to_owned())
                }
                _ => Ok(()),
            }),
        )]),
]];
