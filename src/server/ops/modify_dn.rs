//! Modify DN, RFC 4511 section 4.9.

use super::{links, target, validate};
use crate::{
    directory::{
        dit::DitError,
        dn::{Dn, Rdn},
        entry::Entry,
    },
    server::{backend::Backend, controls::manage_dsa_it, profile::Situation, session::Session},
    wire::{Control, LdapResult, request::ModifyDnRequest},
};

pub(in crate::server) fn modify_dn(
    session: &Session,
    backend: &Backend,
    request: &ModifyDnRequest,
    controls: &[Control],
) -> LdapResult {
    run(session, backend, request, controls)
        .map_or_else(|result| result, |()| LdapResult::success())
}

fn run(
    session: &Session,
    backend: &Backend,
    request: &ModifyDnRequest,
    controls: &[Control],
) -> Result<(), LdapResult> {
    session.may_write(backend)?;
    let manage = manage_dsa_it::requested(&backend.vendor, controls)?;
    let vendor = &backend.vendor;
    let refuse = |situation| Err(vendor.answer(situation, &[]));
    let mut dit = backend.write();
    let entry = target::target(backend, &dit, &request.dn, manage, Situation::OutsideWrite)?;
    if links::is_critical(backend, &entry) {
        return refuse(Situation::CriticalObject);
    }
    let from = entry.dn().clone();
    let rdn = new_rdn(backend, &from, &request.new_rdn)?;
    if !request.delete_old_rdn {
        validate::refuse(backend, Situation::KeepOldRdn, &[])?;
    }
    let superior = match &request.new_superior {
        Some(sent) => {
            let superior = target::dn(backend, &dit, sent)?;
            if superior.is_within(&from) {
                return refuse(Situation::BelowItself);
            }
            if dit.get(&superior).is_none() {
                return refuse(Situation::NoSuperior);
            }
            if backend.naming.context_of(&superior) != backend.naming.context_of(&from) {
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
    rename(backend, &mut renamed, &rdn, request.delete_old_rdn);
    validate::changed(backend, &entry, &renamed)?;
    renamed.set_dn(to.clone());
    let by = session.identity.dn.as_ref().map_or("", |dn| dn.as_str());
    backend.touch(&mut renamed, by);
    let moved: Vec<Dn> = dit.subtree(&from).map(|entry| entry.dn().clone()).collect();
    dit.rename(&from, renamed).map_err(|error| match error {
        DitError::BelowItself(_) => vendor.answer(Situation::BelowItself, &[]),
        DitError::NoSuperior(_) => vendor.answer(Situation::NoSuperior, &[]),
        _ => vendor.answer(Situation::EntryExists, &[]),
    })?;
    for old in moved {
        let new = old.rebase(&from, &to);
        links::follow(backend, &mut dit, &old, new.as_ref());
    }
    Ok(())
}

fn new_rdn(backend: &Backend, from: &Dn, sent: &[u8]) -> Result<Rdn, LdapResult> {
    let invalid = || {
        backend.vendor.answer(
            Situation::InvalidNewRdn,
            &[("dn", &String::from_utf8_lossy(sent))],
        )
    };
    let rdn = std::str::from_utf8(sent)
        .ok()
        .and_then(|text| Rdn::parse(text).ok())
        .ok_or_else(invalid)?;
    let known = rdn.pairs().all(|(attribute, value)| {
        let kind = backend.schema.attribute_type(attribute);
        kind.is_some_and(|kind| !value.is_empty() && kind.syntax().fits(value))
    });
    // A domain's classes each have one naming attribute, and one alone.
    let fits = backend.naming.domain.is_none()
        || rdn.pairs().count() == 1
            && from
                .rdn()
                .is_some_and(|old| old.attribute().eq_ignore_ascii_case(rdn.attribute()));
    if known && fits {
        let kept = backend.kept();
        Ok(rdn.kept_as(kept.schema, kept.spelling))
    } else {
        Err(invalid())
    }
}

/// Takes the old RDN's values out, if asked, and puts the new one's in.
fn rename(backend: &Backend, entry: &mut Entry, rdn: &Rdn, delete_old: bool) {
    let old = entry.dn().rdn();
    for (attribute, value) in old.iter().filter(|_| delete_old).flat_map(Rdn::pairs) {
        let attribute = backend.schema.canonical(attribute);
        let form = validate::form(backend, &attribute);
        entry.remove_value(&attribute, |other| validate::same(form, other, value));
    }
    for (attribute, value) in rdn.pairs() {
        let attribute = backend.schema.canonical(attribute);
        let form = validate::form(backend, &attribute);
        if !entry
            .values(&attribute)
            .any(|other| validate::same(form, other, value))
        {
            entry.push(&attribute, value);
        }
    }
    if backend.naming.domain.is_some() {
        entry.set("name", [rdn.value()]);
    }
}
