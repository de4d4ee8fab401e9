//! Cancel, RFC 3909: every operation before it is over by the time that it is read, as recorded case `extop.cancel_unknown` has it.

use super::plain;
use crate::{
    server::{backend::Backend, reply::Then, session::Session},
    wire::{
        LdapResult, ResultCode, ber::read::Reader, request::ExtendedRequest,
        response::ExtendedResponse,
    },
};

pub(super) fn cancel(
    _: &mut Session,
    _: &Backend,
    request: &ExtendedRequest,
) -> (ExtendedResponse, Then) {
    let id = request.value.as_deref().and_then(|value| {
        let mut inner = Reader::new(value).sequence("the value").ok()?;
        inner.integer("the message ID").ok()
    });
    let (code, words) = match id {
        Some(_) => (ResultCode::NO_SUCH_OPERATION, "message ID not found"),
        None => (ResultCode::PROTOCOL_ERROR, "data decoding error"),
    };
    let result = LdapResult::new(code).diagnostic(words);
    (plain(result), Then::Continue)
}
