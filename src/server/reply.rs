//! Which response answers which request: the one place that knows.

use crate::{
    transcript::Operation,
    wire::{Control, LdapResult, Response, ResultCode, oid, response::ExtendedResponse},
};

use super::ops::search::Cursor;

/// What an operation comes to.
#[derive(Debug)]
pub(super) enum Reply {
    /// No answer: unbind, abandon.
    Nothing,
    /// One response, at once.
    Done(Response, Vec<Control>),
    /// Entries to be fetched from a cursor, then the result.
    Cursor(Box<Cursor>),
}

/// What the connection does after the reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// Read the next request.
    Continue,
    /// Negotiate TLS.
    StartTls,
    /// Close in an orderly way.
    Close,
}

/// The response that carries a result for an operation; `None` where nothing is answered.
pub(super) fn response(operation: Operation, result: LdapResult) -> Option<Response> {
    Some(match operation {
        Operation::Bind => Response::Bind {
            result,
            sasl_credentials: None,
        },
        Operation::Search => Response::SearchDone(result),
        Operation::Modify => Response::Modify(result),
        Operation::Add => Response::Add(result),
        Operation::Delete => Response::Delete(result),
        Operation::ModifyDn => Response::ModifyDn(result),
        Operation::Compare => Response::Compare(result),
        Operation::Extended => Response::Extended(ExtendedResponse {
            result,
            name: None,
            value: None,
        }),
        Operation::Unbind | Operation::Abandon => return None,
    })
}

impl Reply {
    /// The same with a control, where the reply is one response.
    pub(super) fn with(mut self, control: Option<Control>) -> Self {
        if let Self::Done(_, controls) = &mut self {
            controls.extend(control);
        }
        self
    }

    /// The reply that carries a result and nothing else.
    pub(super) fn result(operation: Operation, result: LdapResult) -> Self {
        response(operation, result)
            .map_or(Self::Nothing, |response| Self::Done(response, Vec::new()))
    }

    /// The result code, where it is known already.
    pub(super) fn code(&self) -> Option<ResultCode> {
        match self {
            Self::Done(response, _) => response.result().map(|result| result.code),
            Self::Nothing | Self::Cursor(_) => None,
        }
    }
}

/// The notice of disconnection, RFC 4511 section 4.4.1: message ID 0.
pub(super) fn notice_of_disconnection(result: LdapResult) -> Vec<u8> {
    let name = Some(oid::NOTICE_OF_DISCONNECTION.to_owned());
    Response::Extended(ExtendedResponse {
        result,
        name,
        value: None,
    })
    .encode(0, &[])
}
