//! What an operation comes to.

use crate::wire::{Control, LdapResult, Operation, Response, ResultCode};

use super::ops::search::Cursor;

/// What an operation comes to.
#[derive(Debug)]
pub(crate) enum Reply {
    /// No answer: unbind, abandon.
    Nothing,
    /// One response, at once.
    Done(Response, Vec<Control>),
    /// Entries to be fetched from a cursor, then the result.
    Cursor(Box<Cursor>),
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
            Self::Nothing | Self::Cursor(_) => None,
        }
    }
}
