//! Who am I?, RFC 4532.

use super::refuse;
use crate::{
    dsa::agent::Dsa,
    dsa::{reply::Then, session::Session},
    vendor::Situation,
    wire::{LdapResult, ResultCode, request::ExtendedRequest, response::ExtendedResponse},
};

pub(super) fn who_am_i(
    session: &mut Session,
    dsa: &Dsa,
    request: &ExtendedRequest,
) -> (ExtendedResponse, Then) {
    let refusal = dsa.vendor.answer(Situation::ExtendedValue, &[]);
    if request.value.is_some() && refusal.code != ResultCode::SUCCESS {
        return (
            refuse(dsa, Situation::ExtendedValue, &request.name),
            Then::Continue,
        );
    }
    let value = Some(session.identity.authz_id.clone().into_bytes());
    (
        ExtendedResponse {
            result: LdapResult::success(),
            name: None,
            value,
        },
        Then::Continue,
    )
}
