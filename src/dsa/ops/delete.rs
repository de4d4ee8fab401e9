//! Delete, RFC 4511 section 4.8.

use super::{links, target};
use crate::{
    directory::{dit::DitError, dn::Dn},
    dsa::agent::Dsa,
    dsa::{
        controls::{self, manage_dsa_it},
        session::Session,
    },
    vendor::Situation,
    wire::{Control, LdapResult, oid},
};

pub(crate) fn delete(session: &Session, dsa: &Dsa, dn: &[u8], controls: &[Control]) -> LdapResult {
    run(session, dsa, dn, controls).map_or_else(|result| result, |()| LdapResult::success())
}

fn run(session: &Session, dsa: &Dsa, dn: &[u8], controls: &[Control]) -> Result<(), LdapResult> {
    session.may_write(dsa)?;
    let vendor = &dsa.vendor;
    if dn.is_empty() {
        return Err(vendor.answer(Situation::DeleteRootDse, &[]));
    }
    let manage = manage_dsa_it::requested(vendor, controls)?;
    let mut dit = dsa.write();
    let entry = target::target(dsa, &dit, dn, manage, Situation::OutsideWrite)?;
    if links::is_critical(dsa, &entry) {
        return Err(vendor.answer(Situation::CriticalObject, &[]));
    }
    if controls::find(vendor, controls, oid::TREE_DELETE).is_some() {
        let below: Vec<Dn> = dit
            .subtree(entry.dn())
            .map(|entry| entry.dn().clone())
            .collect();
        for dn in below.iter().skip(1).rev() {
            if dit.remove(dn).is_ok() {
                links::follow(dsa, &mut dit, dn, None);
            }
        }
    }
    match dit.remove(entry.dn()) {
        Ok(_) => {
            links::follow(dsa, &mut dit, entry.dn(), None);
            Ok(())
        }
        Err(DitError::NotLeaf(_)) => Err(vendor.answer(Situation::NotLeaf, &[])),
        Err(_) => Err(dsa.no_such(Situation::NoSuchTarget, &dit, entry.dn())),
    }
}
