//! Delete, RFC 4511 section 4.8.

use super::{
    links, target,
    write::{AN_ENTRY, Changing, write},
};
use crate::{
    directory::{dit::DitError, dn::Dn},
    dsa::agent::Dsa,
    dsa::{
        controls::{self, manage_dsa_it},
        reply::Reply,
        session::Session,
    },
    vendor::Situation,
    wire::{Control, LdapResult, Operation, oid},
};

pub(crate) fn delete(
    session: &mut Session,
    dsa: &Dsa,
    dn: &Vec<u8>,
    controls: &[Control],
) -> Reply {
    match allowed(session, dsa, dn, controls) {
        Ok(()) => write(session, dsa, Operation::Delete, (dn, controls), false, run),
        Err(refused) => Reply::result(Operation::Delete, refused),
    }
}

fn allowed(
    session: &Session,
    dsa: &Dsa,
    dn: &[u8],
    controls: &[Control],
) -> Result<(), LdapResult> {
    session.may_write(dsa)?;
    if dn.is_empty() {
        return Err(dsa.vendor.answer(Situation::DeleteRootDse, &[]));
    }
    manage_dsa_it::requested(&dsa.vendor, controls).map(drop)
}

#[expect(
    clippy::ptr_arg,
    reason = "a request is one type for `write`, which clones it"
)]
fn run(
    _: &mut Session,
    changing: &mut Changing<'_>,
    dn: &Vec<u8>,
    controls: &[Control],
) -> Result<(), LdapResult> {
    let (dsa, effort) = (changing.dsa, changing.effort);
    let vendor = &dsa.vendor;
    let manage = manage_dsa_it::requested(vendor, controls)?;
    let dit = &mut *changing.dit;
    let entry = target::target(dsa, dit, dn, manage, Situation::OutsideWrite)?;
    if links::is_critical(dsa, &entry) {
        return Err(vendor.answer(Situation::CriticalObject, &[]));
    }
    let gone = match controls::find(vendor, controls, oid::TREE_DELETE) {
        Some(_) => changing.names_below(entry.dn()),
        None => vec![entry.dn().clone()],
    };
    let dit = &mut *changing.dit;
    links::count(dsa, dit, &gone, effort);
    if effort.ended().is_some() {
        return Ok(());
    }
    // All or none: below a tree may lie the suffix of another.
    let before = (gone.len() > 1).then(|| dit.clone());
    for dn in gone.iter().rev() {
        if effort.is_long() && !effort.spend(AN_ENTRY) {
            return Ok(());
        }
        if let Err(error) = dit.remove(dn) {
            let refused = match error {
                DitError::NotLeaf(_) => vendor.answer(Situation::NotLeaf, &[]),
                _ => dsa.no_such(Situation::NoSuchTarget, dit, dn),
            };
            if let Some(before) = before {
                *dit = before;
            }
            return Err(refused);
        }
    }
    let gone: Vec<(Dn, Option<Dn>)> = gone.into_iter().map(|dn| (dn, None)).collect();
    links::follow(changing, &gone);
    Ok(())
}
