//! StartTLS, RFC 4511 section 4.14.

use super::{plain, refuse};
use crate::{
    dsa::agent::Dsa,
    dsa::{reply::Then, session::Session},
    vendor::Situation,
    wire::{LdapResult, ResultCode, oid, request::ExtendedRequest, response::ExtendedResponse},
};

pub(super) fn start_tls(
    session: &mut Session,
    dsa: &Dsa,
    request: &ExtendedRequest,
) -> (ExtendedResponse, Then) {
    let vendor = &dsa.vendor;
    let refusal = if session.tls {
        Some(Situation::TlsAlreadyOn)
    } else if session.outstanding {
        Some(Situation::TlsOutstanding)
    } else if request.value.is_some()
        && vendor.answer(Situation::ExtendedValue, &[]).code != ResultCode::SUCCESS
    {
        Some(Situation::ExtendedValue)
    } else if !dsa.tls_available {
        Some(Situation::TlsUnavailable)
    } else {
        None
    };
    let named = vendor.profile.conduct().names_start_tls;
    let name = named.then(|| oid::START_TLS.to_owned());
    match refusal {
        Some(situation) => {
            let refused = refuse(dsa, situation, &request.name);
            (ExtendedResponse { name, ..refused }, Then::Continue)
        }
        None => (
            ExtendedResponse {
                name,
                ..plain(LdapResult::success())
            },
            Then::StartTls,
        ),
    }
}
