//! What an operation comes to.

use crate::wire::{Control, LdapResult, Operation, Response, ResultCode};

use super::{
    agent::Dsa,
    effort::{Effort, Ended},
    ops::search::Cursor,
};

/// What an operation comes to.
#[derive(Debug)]
pub(crate) enum Reply {
    /// No answer: unbind, abandon.
    Nothing,
    /// One response, at once.
    Done(Response, Vec<Control>),
    /// Entries to be fetched from a cursor, then the result.
    Cursor(Box<Cursor>),
    /// More than is done at once: to be done on a thread of its own, after which comes the reply.
    Work(Work),
}

type Run = Box<dyn FnOnce(&Dsa, &Effort<'_>) -> Reply + Send>;

/// An operation that takes long.
pub(crate) struct Work {
    /// How many seconds it may take; 0 = as many as it needs.
    pub(crate) seconds: u64,
    run: Run,
}

impl Work {
    /// `run` answers, or finds that its effort is at an end.
    pub(crate) fn new(
        seconds: u64,
        run: impl FnOnce(&Dsa, &Effort<'_>) -> Reply + Send + 'static,
    ) -> Self {
        let run = Box::new(run);
        Self { seconds, run }
    }

    /// Does it; nothing comes of what was stopped.
    pub(crate) fn run(self, dsa: &Dsa, effort: &Effort<'_>) -> Reply {
        let reply = (self.run)(dsa, effort);
        match effort.ended() {
            Some(Ended::Stopped) => Reply::Nothing,
            _ => reply,
        }
    }
}

impl std::fmt::Debug for Work {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = f.debug_struct("Work");
        text.field("seconds", &self.seconds).finish_non_exhaustive()
    }
}

/// What the connection does after the reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// Read the next request.
    Continue,
    /// Negotiate TLS.
    StartTls,
    /// Close in an orderly way.
    Close,
}

impl Reply {
    /// The same with a control, where the reply is one response.
    pub(crate) fn with(mut self, control: Option<Control>) -> Self {
        if let Self::Done(_, controls) = &mut self {
            controls.extend(control);
        }
        self
    }

    /// The reply that carries a result and nothing else.
    pub(crate) fn result(operation: Operation, result: LdapResult) -> Self {
        operation
            .response(result)
            .map_or(Self::Nothing, |response| Self::Done(response, Vec::new()))
    }

    /// The result code, where it is known already.
    pub(crate) fn code(&self) -> Option<ResultCode> {
        match self {
            Self::Done(response, _) => response.result().map(|result| result.code),
            Self::Nothing | Self::Cursor(_) | Self::Work(_) => None,
        }
    }
}
