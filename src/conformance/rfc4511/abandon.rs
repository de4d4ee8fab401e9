//! RFC 4511 section 4.11: abandon.

use crate::conformance::{
    case::{Case, must},
    conversation::Conversation,
    expect::success,
    fault::Fault,
    step::{Op, Step, base, search},
};

const ROOT_DSE: Step = search(base("").attributes(&["1.1"]), success().entries(&[""]));

pub(super) const CASES: &[Case] = &[
    must(
        "rfc4511/4.11/no-answer",
        "An abandon has no answer, whatever it names; the connection goes on.",
    )
    .steps(&[Step::Send(Op::Abandon(1_000), &[]), ROOT_DSE]),
    must(
        "rfc4511/4.11/message-id-zero",
        "An abandon of message ID 0, which nothing can have, is dropped without a word.",
    )
    .steps(&[Step::Send(Op::Abandon(0), &[]), ROOT_DSE]),
    must(
        "rfc4511/4.11/answered-already",
        "An abandon of what was answered changes nothing.",
    )
    .steps(&[ROOT_DSE, Step::Send(Op::Abandon(1), &[]), ROOT_DSE]),
    must(
        "rfc4511/4.11/itself",
        "An abandon that names itself is dropped.",
    )
    .steps(&[Step::Reconnect, Step::Send(Op::Abandon(1), &[]), ROOT_DSE]),
    must(
        "rfc4511/4.11/several",
        "Any number of abandons in a row leaves the connection as it was.",
    )
    .steps(&[
        Step::Send(Op::Abandon(900), &[]),
        Step::Send(Op::Abandon(901), &[]),
        Step::Send(Op::Abandon(902), &[]),
        ROOT_DSE,
    ]),
    must(
        "rfc4511/4.11/search-under-way",
        "A search that is abandoned sends no more, and the connection goes on; it may have been done before.",
    )
    .steps(&[
        Step::Send(Op::Search(base("").attributes(&["1.1"])), &[]),
        Step::Send(Op::AbandonLast, &[]),
        Step::Script(|on| Box::pin(goes_on(on))),
    ]),
];

/// Whatever came of the search, the next operation is answered.
async fn goes_on(on: &mut Conversation) -> Result<(), Fault> {
    let id = on
        .send(&Op::Search(base("").attributes(&["1.1"])), &[])
        .await?;
    let mut answer = on.answer(id).await;
    // What the search sent before it was abandoned is no stray message.
    if answer.last().is_none() && !answer.closed {
        answer = on.answer(id).await;
    }
    if answer.last().is_none() && !answer.closed {
        answer = on.answer(id).await;
    }
    match answer.result() {
        Some(result) if result.code.0 == 0 => Ok(()),
        _ => Err(Fault::Illegal("the next search has no answer".to_owned())),
    }
}
