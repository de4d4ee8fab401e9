//! The steps of a case: what is sent, and what is legal then.

pub(super) use super::op::{Ask, Ctl, Mod, Op, base, critical, one, optional, sub};
use super::{conversation::Conversation, expect::Expect, fault::Fault};
use std::{future::Future, pin::Pin};

/// A conversation that no table can say.
pub(super) type Script =
    for<'c> fn(&'c mut Conversation) -> Pin<Box<dyn Future<Output = Result<(), Fault>> + 'c>>;

/// One step of a case.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// Sends an operation and holds what comes against what is legal.
    Ask(Op, &'static [Ctl], Expect),
    /// Sends an operation and does not wait.
    Send(Op, &'static [Ctl]),
    /// Waits for the answer to the last operation that was sent and not awaited.
    Await(Expect),
    /// Waits for the server to end the connection, with nothing more to say.
    Ends,
    /// Closes the connection and opens another, which is not bound.
    Reconnect,
    /// Anything else.
    Script(Script),
}

impl Step {
    /// Whether it sends an operation that changes entries.
    pub(super) fn changes(&self) -> bool {
        match self {
            Self::Ask(op, ..) | Self::Send(op, _) => matches!(
                op,
                Op::Modify(..) | Op::Add(..) | Op::Delete(..) | Op::Rename(..)
            ),
            Self::Await(_) | Self::Ends | Self::Reconnect | Self::Script(_) => false,
        }
    }
}

/// Asks and judges.
pub(super) const fn ask(op: Op, expect: Expect) -> Step {
    Step::Ask(op, &[], expect)
}

/// Asks with controls and judges.
pub(super) const fn ask_with(op: Op, controls: &'static [Ctl], expect: Expect) -> Step {
    Step::Ask(op, controls, expect)
}

/// A search, judged.
pub(super) const fn search(search: Ask, expect: Expect) -> Step {
    Step::Ask(Op::Search(search), &[], expect)
}
