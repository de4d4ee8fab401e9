//! Delete, RFC 4511 section 4.8.

use super::{links, target};
use crate::{
    directory::dit::DitError,
    server::{backend::Backend, controls::manage_dsa_it, profile::Situation, session::Session},
    wire::{Control, LdapResult},
};

pub(in crate::server) fn delete(
    session: &Session,
    backend: &Backend,
    dn: &[u8],
    controls: &[Control],
) -> LdapResult {
    run(session, backend, dn, controls).map_or_else(|result| result, |()| LdapResult::success())
}

fn run(
    session: &Session,
    backend: &Backend,
    dn: &[u8],
    controls: &[Control],
) -> Result<(), LdapResult> {
    session.may_write(backend)?;
    let vendor = &backend.vendor;
    if dn.is_empty() {
        return Err(vendor.answer(Situation::DeleteRootDse, &[]));
    }
    let manage = manage_dsa_it::requested(vendor, controls)?;
    let mut dit = backend.write();
    let entry = target::target(backend, &dit, dn, manage, Situation::OutsideWrite)?;
    match dit.remove(entry.dn()) {
        Ok(_) => {
            links::follow(backend, &mut dit, entry.dn(), None);
            Ok(())
        }
        Err(DitError::NotLeaf(_)) => Err(vendor.answer(Situation::NotLeaf, &[])),
        Err(_) => Err(backend.no_such(Situation::NoSuchTarget, &dit, entry.dn())),
    }
}
