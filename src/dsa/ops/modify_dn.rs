//! Modify DN, RFC 4511 section 4.9.

use super::{
    links, target, validate,
    write::{Changing, write},
};
use crate::{
    directory::{
        dit::DitError,
        dn::{Dn, Rdn},
        entry::Entry,
    },
    dsa::agent::Dsa,
    dsa::{controls::manage_dsa_it, reply::Reply, session::Session},
    vendor::Situation,
    wire::{Control, LdapResult, Operation, request::ModifyDnRequest},
};

pub(crate) fn modify_dn(
    session: &mut Session,
    dsa: &Dsa,
    request: &ModifyDnRequest,
    controls: &[Control],
) -> Reply {
    let refused = session
        .may_write(dsa)
        .and_then(|()| manage_dsa_it::requested(&dsa.vendor, controls).map(drop));
    match refused {
        Ok(()) => write(
            session,
            dsa,
            Operation::ModifyDn,
            (request, controls),
            false,
            run,
        ),
        Err(refused) => Reply::result(Operation::ModifyDn, refused),
    }
}

fn run(
    session: &mut Session,
    changing: &mut Changing<'_>,
    request: &ModifyDnRequest,
    controls: &[Control],
) -> Result<(), LdapResult> {
    let (dsa, effort) = (changing.dsa, changing.effort);
    let dit = &mut *changing.dit;
    let manage = manage_dsa_it::requested(&dsa.vendor, controls)?;
    let vendor = &dsa.vendor;
    let refuse = |situation| Err(vendor.answer(situation, &[]));
    let entry = target::target(dsa, dit, &request.dn, manage, Situation::OutsideWrite)?;
    if links::is_critical(dsa, &entry) {
        return refuse(Situation::CriticalObject);
    }
    let from = entry.dn().clone();
    let rdn = new_rdn(dsa, &from, &request.new_rdn)?;
    if !request.delete_old_rdn {
        validate::refuse(dsa, Situation::KeepOldRdn, &[])?;
    }
    let superior = match &request.new_superior {
        Some(sent) => {
            let superior = target::dn(dsa, dit, sent)?;
            if superior.is_within(&from) {
                return refuse(Situation::BelowItself);
            }
            if dit.get(&superior).is_none() {
                return refuse(Situation::NoSuperior);
            }
            if dsa.naming.context_of(&superior) != dsa.naming.context_of(&from) {
                return refuse(Situation::OtherContext);
            }
            superior
        }
        None => from.parent().unwrap_or_else(Dn::root),
    };
    // Below the superior as that is kept.
    let superior = dit
        .get(&superior)
        .map_or(superior.clone(), |above| above.dn().clone());
    let to = superior.child(&rdn);
    if to != from && dit.get(&to).is_some() {
        return refuse(Situation::EntryExists);
    }
    let mut renamed = Entry::clone(&entry);
    rename(dsa, &mut renamed, &rdn, request.delete_old_rdn);
    validate::changed(dsa, &entry, &renamed)?;
    renamed.set_dn(to.clone());
    let by = session.identity.dn.as_ref().map_or("", |dn| dn.as_str());
    dsa.touch(&mut renamed, by);
    let moved = changing.names_below(&from);
    let dit = &mut *changing.dit;
    links::count(dsa, dit, &moved, effort);
    if effort.ended().is_some() {
        return Ok(());
    }
    let go_on = |steps| !effort.is_long() || effort.spend(steps);
    let done = dit.rename_while(&from, renamed, &go_on);
    done.map_err(|error| match error {
        DitError::BelowItself(_) => vendor.answer(Situation::BelowItself, &[]),
        DitError::NoSuperior(_) => vendor.answer(Situation::NoSuperior, &[]),
        _ => vendor.answer(Situation::EntryExists, &[]),
    })?;
    let moved: Vec<(Dn, Option<Dn>)> = moved
        .into_iter()
        .map(|old| {
            let new = old.rebase(&from, &to);
            (old, new)
        })
        .collect();
    links::follow(changing, &moved);
    Ok(())
}

fn new_rdn(dsa: &Dsa, from: &Dn, sent: &[u8]) -> Result<Rdn, LdapResult> {
    let invalid = || {
        dsa.vendor.answer(
            Situation::InvalidNewRdn,
            &[("dn", &String::from_utf8_lossy(sent))],
        )
    };
    let rdn = std::str::from_utf8(sent)
        .ok()
        .and_then(|text| Rdn::parse(text).ok())
        .ok_or_else(invalid)?;
    let known = rdn.pairs().all(|(attribute, value)| {
        let kind = dsa.schema.attribute_type(attribute);
        kind.is_some_and(|kind| !value.is_empty() && kind.syntax().fits(value))
    });
    // A domain's classes each have one naming attribute, and one alone.
    let fits = !dsa.conduct().one_naming_attribute
        || rdn.pairs().count() == 1
            && from
                .rdn()
                .is_some_and(|old| old.attribute().eq_ignore_ascii_case(rdn.attribute()));
    if known && fits {
        let kept = dsa.kept();
        Ok(rdn.kept_as(kept.schema, kept.spelling))
    } else {
        Err(invalid())
    }
}

/// Takes the old RDN's values out, if asked, and puts the new one's in.
fn rename(dsa: &Dsa, entry: &mut Entry, rdn: &Rdn, delete_old: bool) {
    let old = entry.dn().rdn();
    for (attribute, value) in old.iter().filter(|_| delete_old).flat_map(Rdn::pairs) {
        let attribute = dsa.schema.canonical(attribute);
        let form = validate::form(dsa, &attribute);
        entry.remove_value(&attribute, |other| validate::same(form, other, value));
    }
    for (attribute, value) in rdn.pairs() {
        let attribute = dsa.schema.canonical(attribute);
        let form = validate::form(dsa, &attribute);
        if !entry
            .values(&attribute)
            .any(|other| validate::same(form, other, value))
        {
            entry.push(&attribute, value);
        }
    }
    if dsa.conduct().keeps_name {
        entry.set("name", [rdn.value()]);
    }
}
