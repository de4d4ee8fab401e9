//! Extended operations, RFC 4511 section 4.12: one file each, found by OID.

pub(super) mod cancel;
mod password_modify;
mod start_tls;
mod who_am_i;

use super::{
    backend::Backend,
    profile::Situation,
    reply::{Reply, Then},
    session::Session,
};
use crate::wire::{
    LdapResult, Response, oid, request::ExtendedRequest, response::ExtendedResponse,
};

/// What an extended operation does.
type Operation = fn(&mut Session, &Backend, &ExtendedRequest) -> (ExtendedResponse, Then);

/// The extended operations that the server has.
const OPERATIONS: &[(&str, Operation)] = &[
    (oid::START_TLS, start_tls::start_tls),
    (oid::WHO_AM_I, who_am_i::who_am_i),
];

/// Those that only servers without a domain have.
const WITHOUT_DOMAIN: &[(&str, Operation)] = &[
    (oid::PASSWORD_MODIFY, password_modify::password_modify),
    (oid::CANCEL, cancel::cancel),
];

fn operations(backend: &Backend) -> impl Iterator<Item = &'static (&'static str, Operation)> {
    let more = match backend.naming.domain {
        Some(_) => &[],
        None => WITHOUT_DOMAIN,
    };
    OPERATIONS.iter().chain(more)
}

/// The OIDs of the extended operations, for the root DSE.
pub(super) fn supported(backend: &Backend) -> impl Iterator<Item = &'static str> {
    let tls = backend.tls.is_some();
    operations(backend)
        .map(|(oid, _)| *oid)
        .filter(move |oid| tls || *oid != oid::START_TLS)
}

pub(super) fn extended(
    session: &mut Session,
    backend: &Backend,
    request: &ExtendedRequest,
) -> (Reply, Then) {
    let (response, then) = match operations(backend).find(|(oid, _)| *oid == request.name) {
        Some((_, operation)) => operation(session, backend, request),
        None => {
            session.unsupported = Some(format!("extended operation {}", request.name));
            (
                refuse(backend, Situation::UnknownExtended, &request.name),
                Then::Continue,
            )
        }
    };
    (Reply::Done(Response::Extended(response), Vec::new()), then)
}

fn refuse(backend: &Backend, situation: Situation, oid: &str) -> ExtendedResponse {
    plain(backend.vendor.answer(situation, &[("oid", oid)]))
}

fn plain(result: LdapResult) -> ExtendedResponse {
    ExtendedResponse {
        result,
        name: None,
        value: None,
    }
}
