//! Modify, RFC 4511 section 4.6: changes in order, all or none.

use std::collections::HashSet;

use super::{
    add, links, password, password_policy,
    present::{Present, key},
    target, validate,
    write::{Changing, write},
};
use crate::{
    directory::{dit::Dit, entry::Entry},
    dsa::agent::Dsa,
    dsa::{
        controls::{find, manage_dsa_it},
        effort::{Effort, VALUES},
        reply::Reply,
        session::Session,
    },
    vendor::Situation,
    wire::{
        Control, LdapResult, Operation, oid,
        request::{Change, ChangeOperation, ModifyRequest},
    },
};

pub(crate) fn modify(
    session: &mut Session,
    dsa: &Dsa,
    request: &ModifyRequest,
    controls: &[Control],
) -> Reply {
    match allowed(session, dsa, request, controls) {
        Ok(()) => {
            let values = request.changes.iter();
            let values = values.map(|change| change.modification.values.len());
            let long = values.sum::<usize>() > VALUES;
            let asked = (request, controls);
            write(session, dsa, Operation::Modify, asked, long, run)
        }
        Err(refused) => Reply::result(Operation::Modify, refused),
    }
}

fn allowed(
    session: &Session,
    dsa: &Dsa,
    request: &ModifyRequest,
    controls: &[Control],
) -> Result<(), LdapResult> {
    if !password::changes_own(session, dsa, request) {
        session.may_write_property(dsa)?;
    }
    manage_dsa_it::requested(&dsa.vendor, controls).map(drop)
}

fn run(
    session: &mut Session,
    changing: &mut Changing<'_>,
    request: &ModifyRequest,
    controls: &[Control],
) -> Result<(), LdapResult> {
    let (dsa, effort) = (changing.dsa, changing.effort);
    let dit = &mut *changing.dit;
    let permissive = find(&dsa.vendor, controls, oid::PERMISSIVE_MODIFY).is_some();
    let manage = manage_dsa_it::requested(&dsa.vendor, controls)?;
    let before = target::target(dsa, dit, &request.dn, manage, Situation::OutsideWrite)?;
    if request.changes.is_empty() {
        return validate::refuse(dsa, Situation::EmptyModify, &[]);
    }
    let mut after = Entry::clone(&before);
    let mut own_password = None;
    for change in &request.changes {
        let name = &change.modification.description;
        if dsa.conduct().unicode_pwd && name.eq_ignore_ascii_case("unicodePwd") {
            password::change(session, dsa, dit, &mut after, change, &mut own_password)?;
        } else {
            apply(dsa, dit, effort, &mut after, change, permissive)?;
        }
        if effort.ended().is_some() {
            return Ok(());
        }
    }
    if own_password.is_some() {
        // The old password was named, and no new one.
        return Err(dsa.vendor.answer(Situation::PasswordMalformed, &[]));
    }
    let new_password = !before
        .values("userPassword")
        .eq(after.values("userPassword"));
    if new_password {
        password_policy::changed(dsa, dit, &mut after, session.identity.dn.as_ref());
    }
    keep_rdn(dsa, &after)?;
    validate::changed(dsa, &before, &after)?;
    password::needed(dsa, &after)?;
    add::unique(dsa, dit, &after)?;
    let by = session.identity.dn.as_ref().map_or("", |dn| dn.as_str());
    dsa.touch(&mut after, by);
    dit.replace(after)
        .map_err(|_| dsa.no_such(Situation::NoSuchTarget, dit, before.dn()))?;
    if new_password && session.identity.dn.as_ref() == Some(before.dn()) {
        session.identity.must_change = false;
    }
    Ok(())
}

fn apply(
    dsa: &Dsa,
    dit: &Dit,
    effort: &Effort<'_>,
    entry: &mut Entry,
    change: &Change,
    permissive: bool,
) -> Result<(), LdapResult> {
    let modification = &change.modification;
    let naming = dsa.conduct().keeps_name && modification.description.eq_ignore_ascii_case("name");
    if naming {
        return validate::refuse(dsa, Situation::ModifyRdn, &[("attribute", "name")]);
    }
    let description = dsa.schema.canonical(&modification.description).into_owned();
    let details = [("attribute", modification.description.as_str())];
    let values = links::kept(dsa, dit, &description, &modification.values);
    let values = &*values;
    match change.operation {
        ChangeOperation::Add => {
            if values.is_empty() {
                return validate::refuse(dsa, Situation::AddWithoutValues, &details);
            }
            let total = values.len()
                + entry
                    .attribute(&description)
                    .map_or(0, |attribute| attribute.len());
            validate::attribute(
                dsa,
                validate::Write::Modify,
                &modification.description,
                values.iter().map(Vec::as_slice),
                total,
            )?;
            validate::no_duplicates(dsa, &description, values)?;
            add_values(dsa, dit, effort, entry, &description, values, permissive)
        }
        ChangeOperation::Delete => delete(dsa, effort, entry, &description, values, permissive),
        ChangeOperation::Replace => {
            validate::attribute(
                dsa,
                validate::Write::Modify,
                &modification.description,
                values.iter().map(Vec::as_slice),
                values.len(),
            )?;
            validate::no_duplicates(dsa, &description, values)?;
            if links::is_link(dsa, &description) {
                values
                    .iter()
                    .try_for_each(|value| links::check_target(dsa, dit, &description, value))?;
            }
            entry.set(&description, values);
            Ok(())
        }
        ChangeOperation::Increment => increment(dsa, entry, &description, values),
    }
}

fn add_values(
    dsa: &Dsa,
    dit: &Dit,
    effort: &Effort<'_>,
    entry: &mut Entry,
    description: &str,
    values: &[Vec<u8>],
    permissive: bool,
) -> Result<(), LdapResult> {
    let link = links::is_link(dsa, description);
    let mut present = Present::new(dsa, dit, description);
    let alone = values.len() == 1;
    for (index, value) in values.iter().enumerate() {
        if effort.is_long() && !effort.spend(20) {
            return Ok(());
        }
        if present.has(entry, value, alone) {
            if permissive {
                continue;
            }
            let situation = if link {
                Situation::LinkExists
            } else {
                Situation::ValueExists
            };
            let index = index.to_string();
            let details = [("attribute", description), ("index", index.as_str())];
            validate::refuse(dsa, situation, &details)?;
            continue;
        }
        if link {
            links::check_target(dsa, dit, description, value)?;
        }
        present.add(value);
        entry.push(description, value);
    }
    Ok(())
}

fn delete(
    dsa: &Dsa,
    effort: &Effort<'_>,
    entry: &mut Entry,
    description: &str,
    values: &[Vec<u8>],
    permissive: bool,
) -> Result<(), LdapResult> {
    let details = [("attribute", description)];
    validate::attribute(
        dsa,
        validate::Write::Modify,
        description,
        std::iter::empty(),
        0,
    )?;
    let link = links::is_link(dsa, description);
    if entry.attribute(description).is_none() && permissive {
        return Ok(());
    }
    if entry.attribute(description).is_none() && !link {
        return validate::refuse(dsa, Situation::NoSuchAttribute, &details);
    }
    if values.is_empty() {
        entry.remove(description);
        return Ok(());
    }
    validate::no_duplicates(dsa, description, values)?;
    let removed = remove(dsa, effort, entry, description, values);
    if effort.ended().is_some() {
        return Ok(());
    }
    let missing = values.len() - removed;
    if missing > 0 && !permissive {
        let situation = if link {
            Situation::NoSuchLink
        } else {
            Situation::NoSuchValue
        };
        validate::refuse(dsa, situation, &details)?;
    }
    Ok(())
}

/// Removes different values; returns how many of them there were.
fn remove(
    dsa: &Dsa,
    effort: &Effort<'_>,
    entry: &mut Entry,
    description: &str,
    values: &[Vec<u8>],
) -> usize {
    let form = validate::form(dsa, description);
    if let [value] = values {
        // Mostly a value is named as it stands; comparing by the rule takes 40 ms in a group of 100,000.
        let gone = entry.remove_value(description, |other| other == value);
        if gone > 0 {
            return 1;
        }
    }
    if !effort.spend(entry.attribute(description).map_or(0, |own| own.len())) {
        return 0;
    }
    let mut named: HashSet<_> = values.iter().map(|value| key(form, value)).collect();
    // Each is taken out of the set, so that what is left was not there.
    entry.remove_value(description, |other| {
        (!effort.is_long() || effort.spend(1)) && named.remove(&key(form, other))
    });
    values.len() - named.len()
}

/// RFC 4525.
fn increment(
    dsa: &Dsa,
    entry: &mut Entry,
    description: &str,
    values: &[Vec<u8>],
) -> Result<(), LdapResult> {
    let number = |bytes: &[u8]| std::str::from_utf8(bytes).ok()?.parse::<i64>().ok();
    let situation = match entry.attribute(description) {
        Some(_) => Situation::IncrementUnsupported,
        None => Situation::IncrementAbsent,
    };
    let refused = || dsa.vendor.answer(situation, &[("attribute", description)]);
    let [by] = values else { return Err(refused()) };
    let by = number(by)
        .filter(|_| dsa.conduct().increments)
        .ok_or_else(refused)?;
    let new: Option<Vec<String>> = entry
        .values(description)
        .map(|value| number(value)?.checked_add(by).map(|sum| sum.to_string()))
        .collect();
    let new = new
        .filter(|values| !values.is_empty())
        .ok_or_else(refused)?;
    entry.set(description, new);
    Ok(())
}

/// The values of the RDN stay in the entry, RFC 4511 section 4.6.
fn keep_rdn(dsa: &Dsa, entry: &Entry) -> Result<(), LdapResult> {
    let Some(rdn) = entry.dn().rdn() else {
        return Ok(());
    };
    for (attribute, value) in rdn.pairs() {
        let stored = dsa.schema.canonical(attribute);
        let form = validate::form(dsa, &stored);
        if !entry
            .values(&stored)
            .any(|other| validate::same(form, other, value))
        {
            let situation = match entry.attribute(&stored) {
                Some(_) => Situation::ModifyRdn,
                None => Situation::ModifyRdnAttribute,
            };
            validate::refuse(dsa, situation, &[("attribute", attribute)])?;
        }
    }
    Ok(())
}
