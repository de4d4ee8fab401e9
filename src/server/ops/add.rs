//! Add, RFC 4511 section 4.7.

use super::{links, password, target, validate};
use crate::{
    directory::{dit::Dit, entry::Entry},
    server::{
        backend::Backend, controls::manage_dsa_it, operational::Origin, profile::Situation,
        session::Session,
    },
    wire::{Control, LdapResult, request::AddRequest},
};

pub(in crate::server) fn add(
    session: &Session,
    backend: &Backend,
    request: &AddRequest,
    controls: &[Control],
) -> LdapResult {
    run(session, backend, request, controls)
        .map_or_else(|result| result, |()| LdapResult::success())
}

fn run(
    session: &Session,
    backend: &Backend,
    request: &AddRequest,
    controls: &[Control],
) -> Result<(), LdapResult> {
    let vendor = &backend.vendor;
    if session.is_anonymous() {
        session.may_write(backend)?;
    }
    if request.dn.is_empty() {
        return Err(vendor.answer(Situation::AddRootDse, &[]));
    }
    let manage = manage_dsa_it::requested(vendor, controls)?;
    let mut dit = backend.write();
    let dn = target::dn(backend, &dit, &request.dn)?;
    if backend.naming.context_of(&dn).is_none() {
        return Err(backend.outside(Situation::OutsideWrite, &dn, ""));
    }
    if !manage && let Some(referral) = super::search::referral::of_target(backend, &dit, &dn) {
        return Err(referral);
    }
    let superior = dn.parent().and_then(|above| dit.get(&above));
    let mut entry = Entry::new(backend.kept().dn(&dn, superior.map(|above| above.dn())));
    for attribute in &request.attributes {
        give(
            session,
            backend,
            &dit,
            &mut entry,
            &attribute.description,
            &attribute.values,
        )?;
    }
    backend.kept().named(&mut entry);
    let creator = session.identity.dn.as_ref().map_or("", |dn| dn.as_str());
    let domain = backend.naming.domain.is_some();
    if !domain {
        validate::entry(backend, &entry)?;
    }
    place(backend, &dit, &entry)?;
    session.may_write(backend)?;
    if domain {
        naming_attribute(backend, &entry)?;
    }
    if domain && entry.attribute("objectClass").is_none() {
        return Err(vendor.answer(Situation::NoObjectClass, &[]));
    }
    unique(backend, &dit, &entry)?;
    links::check_targets(backend, &dit, &entry)?;
    password::needed(backend, &entry)?;
    backend.fill(&mut entry, Origin::Added, creator);
    if domain {
        // A domain controller makes what its classes require, such as the SID, before it looks at them.
        validate::entry(backend, &entry)?;
    }
    dit.insert(entry)
        .map(drop)
        .map_err(|_| vendor.answer(Situation::EntryExists, &[]))
}

/// There is no such entry yet, and there is one above it.
fn place(backend: &Backend, dit: &Dit, entry: &Entry) -> Result<(), LdapResult> {
    let dn = entry.dn();
    if dit.get(dn).is_some() {
        return Err(backend.vendor.answer(Situation::EntryExists, &[]));
    }
    let superior = dn.parent().filter(|above| dit.get(above).is_some());
    if superior.is_none() && !backend.naming.contexts.contains(dn) {
        return Err(backend.no_such(Situation::NoParent, dit, dn));
    }
    Ok(())
}

/// The classes whose objects are not named by `cn`, with their naming attribute: `rDNAttID`, MS-ADTS 3.1.1.2.4.8.
const NAMED_BY: &[(&str, &str)] = &[
    ("organizationalUnit", "ou"),
    ("domainDNS", "dc"),
    ("country", "c"),
    ("organization", "o"),
    ("locality", "l"),
];

/// An object of a domain is named by its class's own attribute.
fn naming_attribute(backend: &Backend, entry: &Entry) -> Result<(), LdapResult> {
    let expected = NAMED_BY
        .iter()
        .find(|(class, _)| entry.has_class(class))
        .map_or("cn", |(_, attribute)| attribute);
    let rdn = entry.dn().rdn();
    if rdn.as_ref().is_some_and(|rdn| rdn.pairs().count() > 1) {
        // A name of a domain has one pair in each RDN (Samba 4.17: 34).
        return Err(backend.invalid_dn(entry.dn().as_str().as_bytes()));
    }
    let named = rdn.map(|rdn| rdn.attribute().to_owned());
    if named.is_some_and(|named| named.eq_ignore_ascii_case(expected)) {
        return Ok(());
    }
    let dn = [("dn", entry.dn().as_str())];
    Err(backend.vendor.answer(Situation::InvalidNewRdn, &dn))
}

/// Gives a new entry an attribute of the request.
fn give(
    session: &Session,
    backend: &Backend,
    dit: &Dit,
    entry: &mut Entry,
    description: &str,
    values: &[Vec<u8>],
) -> Result<(), LdapResult> {
    if backend.naming.domain.is_some() && description.eq_ignore_ascii_case("unicodePwd") {
        let password = password::given(session, backend, values)?;
        password::policy(backend, dit, &password)?;
        entry.set("userPassword", [password]);
        return Ok(());
    }
    let values = &*links::kept(backend, dit, description, values);
    validate::attribute(
        backend,
        validate::Write::Add,
        description,
        values.iter().map(Vec::as_slice),
        values.len(),
    )?;
    let description = backend.schema.canonical(description);
    validate::no_duplicates(backend, &description, values)?;
    for value in values {
        entry.push(&description, value.clone());
    }
    Ok(())
}

/// Login names are unique in a domain.
pub(super) fn unique(backend: &Backend, dit: &Dit, entry: &Entry) -> Result<(), LdapResult> {
    if backend.naming.domain.is_none() {
        return Ok(());
    }
    for (attribute, situation) in [
        ("sAMAccountName", Situation::LoginNameInUse),
        ("userPrincipalName", Situation::PrincipalNameInUse),
    ] {
        let Some(value) = entry.first(attribute) else {
            continue;
        };
        if dit
            .find(attribute, value)
            .any(|other| other.dn() != entry.dn())
        {
            let value = String::from_utf8_lossy(value);
            return Err(backend.vendor.answer(situation, &[("value", &value)]));
        }
    }
    Ok(())
}
