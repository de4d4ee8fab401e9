//! Cancel, RFC 3909, as slapd has it: a running search ends with `canceled`; what waits behind it cannot be cancelled; anything else
//! is over by the time that the cancel is read, as recorded case `extop.cancel_unknown` has it.

use super::plain;
use crate::{
    dsa::agent::Dsa,
    dsa::{
        reply::Then,
        session::{Cancellation, Session},
    },
    wire::{
        LdapResult, ResultCode, ber::read::Reader, oid, request::ExtendedRequest,
        response::ExtendedResponse,
    },
};

impl Cancellation {
    fn result(self) -> LdapResult {
        let (code, words) = match self {
            Self::Canceled => return LdapResult::success(),
            Self::Repeated => (
                ResultCode::OPERATIONS_ERROR,
                "message ID already being cancelled",
            ),
            Self::Pending => (
                ResultCode::CANNOT_CANCEL,
                "too busy for Cancel, try Abandon instead",
            ),
        };
        LdapResult::new(code).diagnostic(words)
    }
}

/// The message ID that a cancel names; `None` for any other request.
pub(crate) fn named(request: &ExtendedRequest) -> Option<i32> {
    match request.name.as_str() {
        oid::CANCEL => target(request),
        _ => None,
    }
}

fn target(request: &ExtendedRequest) -> Option<i32> {
    let mut inner = Reader::new(request.value.as_deref()?)
        .sequence("the value")
        .ok()?;
    inner.integer("the message ID").ok()?.try_into().ok()
}

pub(super) fn cancel(
    session: &mut Session,
    _: &Dsa,
    request: &ExtendedRequest,
) -> (ExtendedResponse, Then) {
    let refuse = |code, words: &str| LdapResult::new(code).diagnostic(words);
    let result = match (session.cancellation.take(), target(request)) {
        (Some(cancellation), _) => cancellation.result(),
        (None, Some(_)) => refuse(ResultCode::NO_SUCH_OPERATION, "message ID not found"),
        (None, None) => refuse(ResultCode::PROTOCOL_ERROR, "data decoding error"),
    };
    (plain(result), Then::Continue)
}
