//! Extended operations, RFC 4511 section 4.12: one file each, found by OID.

pub(crate) mod cancel;
mod password_modify;
mod start_tls;
mod who_am_i;

use super::{
    reply::{Reply, Then},
    session::Session,
};
use crate::{
    dsa::agent::Dsa,
    vendor::Situation,
    wire::{LdapResult, Response, oid, request::ExtendedRequest, response::ExtendedResponse},
};

/// What an extended operation does.
type Operation = fn(&mut Session, &Dsa, &ExtendedRequest) -> (ExtendedResponse, Then);

/// The extended operations that are built; a vendor offers some of them.
const OPERATIONS: &[(&str, Operation)] = &[
    (oid::START_TLS, start_tls::start_tls),
    (oid::WHO_AM_I, who_am_i::who_am_i),
    (oid::PASSWORD_MODIFY, password_modify::password_modify),
    (oid::CANCEL, cancel::cancel),
];

fn operation(dsa: &Dsa, name: &str) -> Option<&'static (&'static str, Operation)> {
    let offered = dsa.vendor.offers_extended(name);
    let mut built = OPERATIONS.iter().filter(|_| offered);
    built.find(|(oid, _)| *oid == name)
}

pub(crate) fn extended(
    session: &mut Session,
    dsa: &Dsa,
    request: &ExtendedRequest,
) -> (Reply, Then) {
    let (response, then) = match operation(dsa, &request.name) {
        Some((_, operation)) => operation(session, dsa, request),
        None => {
            session.unsupported = Some(format!("extended operation {}", request.name));
            (
                refuse(dsa, Situation::UnknownExtended, &request.name),
                Then::Continue,
            )
        }
    };
    (Reply::Done(Response::Extended(response), Vec::new()), then)
}

fn refuse(dsa: &Dsa, situation: Situation, oid: &str) -> ExtendedResponse {
    plain(dsa.vendor.answer(situation, &[("oid", oid)]))
}

fn plain(result: LdapResult) -> ExtendedResponse {
    ExtendedResponse {
        result,
        name: None,
        value: None,
    }
}
