//! RFC 5805: transactions.

use crate::{
    conformance::{
        answer::Answer,
        case::{
            Case,
            Need::{self, Extension, Identity, NotActiveDirectory, Scratch},
            must,
        },
        conversation::Conversation,
        expect::{any_code, code, success},
        fault::Fault,
        names::Names,
        step::{Ctl, Op, Step::Script, ask, ask_with, base, critical, search},
    },
    wire::{
        Response,
        ber::{tag, write},
    },
};

const START: &str = "1.3.6.1.1.21.1";

const SPECIFICATION: &str = "1.3.6.1.1.21.2";

const END: &str = "1.3.6.1.1.21.3";

const NEEDS: &[Need] = &[
    Extension(START),
    Extension(END),
    Scratch,
    NotActiveDirectory,
];

const ADD: Op = Op::Add(
    "cn=Ada,{here}",
    &[
        ("objectClass", &["person"]),
        ("cn", &["Ada"]),
        ("sn", &["Lovelace"]),
    ],
);

/// Within the transaction of which the server told.
const WITHIN: Ctl = critical(SPECIFICATION).made(|names| names.told.clone().into_bytes());

fn end(names: &Names, commit: bool) -> Vec<u8> {
    let mut out = Vec::new();
    write::constructed(&mut out, tag::SEQUENCE, |out| {
        // To commit is the default.
        if !commit {
            write::boolean(out, tag::BOOLEAN, false);
        }
        write::octets(out, names.told.as_bytes());
    });
    out
}

const COMMIT: Op = Op::ExtendedMade(END, |names| end(names, true));

const ABORT: Op = Op::ExtendedMade(END, |names| end(names, false));

/// Starts one and keeps its identifier.
async fn start(conversation: &mut Conversation) -> Result<(), Fault> {
    let id = conversation.send(&Op::Extended(START, None), &[]).await?;
    let answer = conversation.answer(id).await;
    match answer.last() {
        Some(Response::Extended(own)) if own.result.code.0 == 0 => {
            let value = own
                .value
                .clone()
                .ok_or_else(|| Fault::Illegal("no identifier came".to_owned()))?;
            conversation.names.told = String::from_utf8(value).map_err(|_| {
                Fault::trouble("the identifier is no text, which the suite cannot send back")
            })?;
            Ok(())
        }
        other => Err(Fault::Illegal(format!(
            "a transaction does not start: {other:?}"
        ))),
    }
}

fn refused(answer: &Answer, _: &Names) -> Result<(), String> {
    match answer.result() {
        Some(result) if result.code.0 == 0 => Err("it was granted".to_owned()),
        _ => Ok(()),
    }
}

pub(super) const TABLES: &[&[Case]] = &[&[
    must(
        "rfc5805/3.2/start",
        "The start of a transaction gives an identifier.",
    )
    .needs(NEEDS)
    .steps(&[Script(|c| Box::pin(start(c)))]),
    must(
        "rfc5805/2.1/no-name",
        "The answer that starts a transaction has no name.",
    )
    .needs(NEEDS)
    .steps(&[ask(
        Op::Extended(START, None),
        success().look(|answer, _| match answer.last() {
            Some(Response::Extended(own)) if own.name.is_some() => Err("it has a name".to_owned()),
            _ => Ok(()),
        }),
    )]),
    must(
        "rfc5805/3.5/bind-aborts",
        "A bind gives up the transaction: it cannot be committed, and nothing is done.",
    )
    .needs(&[
        Extension(START),
        Extension(END),
        Scratch,
        Identity,
        NotActiveDirectory,
    ])
    .steps(&[
        Script(|c| Box::pin(start(c))),
        ask_with(ADD, &[WITHIN], success()),
        ask(Op::BindAsSelf, success()),
        ask(COMMIT, any_code().look(refused)),
        search(base("cn=Ada,{here}"), code(&[32])),
    ]),
    must(
        "rfc5805/3.4/commit",
        "What is within a transaction is done when that is committed, not before.",
    )
    .needs(NEEDS)
    .steps(&[
        Script(|c| Box::pin(start(c))),
        ask_with(ADD, &[WITHIN], success()),
        search(base("cn=Ada,{here}"), code(&[32])),
        ask(COMMIT, success()),
        search(base("cn=Ada,{here}"), success().count(1, 1)),
    ]),
    must(
        "rfc5805/3.4/abort",
        "What is within a transaction that is given up is never done.",
    )
    .needs(NEEDS)
    .steps(&[
        Script(|c| Box::pin(start(c))),
        ask_with(ADD, &[WITHIN], success()),
        ask(ABORT, success()),
        search(base("cn=Ada,{here}"), code(&[32])),
    ]),
    must(
        "rfc5805/3.4/all-or-nothing",
        "If one operation of a transaction fails, none is done.",
    )
    .needs(NEEDS)
    .steps(&[
        Script(|c| Box::pin(start(c))),
        ask_with(ADD, &[WITHIN], success()),
        ask_with(Op::Delete("cn=Nobody,{here}"), &[WITHIN], success()),
        ask(COMMIT, any_code().look(refused)),
        search(base("cn=Ada,{here}"), code(&[32])),
    ]),
    must(
        "rfc5805/3.4/end-of-none",
        "A transaction that was not started cannot be ended.",
    )
    .needs(NEEDS)
    .steps(&[ask(
        Op::Extended(END, Some(b"\x30\x09\x04\x07nothing")),
        any_code().look(refused),
    )]),
    must(
        "rfc5805/2.3/end-malformed",
        "A value that is no request is refused.",
    )
    .needs(NEEDS)
    .steps(&[ask(
        Op::Extended(END, Some(b"no request")),
        code(&[2]).or_closed(),
    )]),
]];
