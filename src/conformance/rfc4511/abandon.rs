//! RFC 4511 section 4.11: abandon.

use crate::conformance::{
    case::{Case, must},
    expect::success,
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
];
