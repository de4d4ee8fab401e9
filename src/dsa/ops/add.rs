//! Add, RFC 4511 section 4.7.

use super::{
    links, password, target, validate,
    write::{Changing, write},
};
use crate::{
    directory::{dit::Dit, entry::Entry},
    dsa::agent::Dsa,
    dsa::{
        controls::manage_dsa_it, effort::VALUES, operational::Origin, reply::Reply,
        session::Session,
    },
    vendor::Situation,
    wire::{Control, LdapResult, Operation, request::AddRequest},
};

pub(crate) fn add(
    session: &mut Session,
    dsa: &Dsa,
    request: &AddRequest,
    controls: &[Control],
) -> Reply {
    match allowed(session, dsa, request, controls) {
        Ok(()) => {
            let values = request.attributes.iter();
            let long = values.map(|own| own.values.len()).sum::<usize>() > VALUES;
            let asked = (request, controls);
            write(session, dsa, Operation::Add, asked, long, run)
        }
        Err(refused) => Reply::result(Operation::Add, refused),
    }
}

fn allowed(
    session: &Session,
    dsa: &Dsa,
    request: &AddRequest,
    controls: &[Control],
) -> Result<(), LdapResult> {
    if session.is_anonymous() {
        session.may_write(dsa)?;
    }
    if request.dn.is_empty() {
        return Err(dsa.vendor.answer(Situation::AddRootDse, &[]));
    }
    manage_dsa_it::requested(&dsa.vendor, controls).map(drop)
}

fn run(
    session: &mut Session,
    changing: &mut Changing<'_>,
    request: &AddRequest,
    controls: &[Control],
) -> Result<(), LdapResult> {
    let dsa = changing.dsa;
    let dit = &mut *changing.dit;
    let vendor = &dsa.vendor;
    let manage = manage_dsa_it::requested(vendor, controls)?;
    let dn = target::dn(dsa, dit, &request.dn)?;
    if dsa.naming.context_of(&dn).is_none() {
        return Err(dsa.outside(Situation::OutsideWrite, &dn, ""));
    }
    if !manage && let Some(referral) = super::search::referral::of_target(dsa, dit, &dn) {
        return Err(referral);
    }
    let superior = dn.parent().and_then(|above| dit.get(&above));
    let mut entry = Entry::new(dsa.kept().dn(&dn, superior.map(|above| above.dn())));
    for attribute in &request.attributes {
        give(
            session,
            dsa,
            dit,
            &mut entry,
            &attribute.description,
            &attribute.values,
        )?;
    }
    dsa.kept().named(&mut entry);
    let creator = session.identity.dn.as_ref().map_or("", |dn| dn.as_str());
    let content_first = dsa.conduct().checks_content_first;
    if content_first {
        validate::entry(dsa, &entry)?;
    }
    place(dsa, dit, &entry)?;
    session.may_write(dsa)?;
    if !content_first {
        naming_attribute(dsa, &entry)?;
    }
    if !content_first && entry.attribute("objectClass").is_none() {
        return Err(vendor.answer(Situation::NoObjectClass, &[]));
    }
    unique(dsa, dit, &entry)?;
    links::check_targets(dsa, dit, &entry)?;
    password::needed(dsa, &entry)?;
    dsa.fill(&mut entry, Origin::Added, creator);
    if !content_first {
        // A domain controller makes what its classes require, such as the SID, before it looks at them.
        validate::entry(dsa, &entry)?;
    }
    dit.insert(entry)
        .map(drop)
        .map_err(|_| vendor.answer(Situation::EntryExists, &[]))
}

/// There is no such entry yet, and there is one above it.
fn place(dsa: &Dsa, dit: &Dit, entry: &Entry) -> Result<(), LdapResult> {
    let dn = entry.dn();
    if dit.get(dn).is_some() {
        return Err(dsa.vendor.answer(Situation::EntryExists, &[]));
    }
    let superior = dn.parent().filter(|above| dit.get(above).is_some());
    if superior.is_none() && !dsa.naming.contexts.contains(dn) {
        return Err(dsa.no_such(Situation::NoParent, dit, dn));
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
fn naming_attribute(dsa: &Dsa, entry: &Entry) -> Result<(), LdapResult> {
    let expected = NAMED_BY
        .iter()
        .find(|(class, _)| entry.has_class(class))
        .map_or("cn", |(_, attribute)| attribute);
    let rdn = entry.dn().rdn();
    if rdn.as_ref().is_some_and(|rdn| rdn.pairs().count() > 1) {
        // A name of a domain has one pair in each RDN (Samba 4.17: 34).
        return Err(dsa.invalid_dn(entry.dn().as_str().as_bytes()));
    }
    let named = rdn.map(|rdn| rdn.attribute().to_owned());
    if named.is_some_and(|named| named.eq_ignore_ascii_case(expected)) {
        return Ok(());
    }
    let dn = [("dn", entry.dn().as_str())];
    Err(dsa.vendor.answer(Situation::InvalidNewRdn, &dn))
}

/// Gives a new entry an attribute of the request.
fn give(
    session: &Session,
    dsa: &Dsa,
    dit: &Dit,
    entry: &mut Entry,
    description: &str,
    values: &[Vec<u8>],
) -> Result<(), LdapResult> {
    if dsa.conduct().unicode_pwd && description.eq_ignore_ascii_case("unicodePwd") {
        let password = password::given(session, dsa, values)?;
        password::policy(dsa, dit, &password)?;
        entry.set("userPassword", [password]);
        return Ok(());
    }
    let values = &*links::kept(dsa, dit, description, values);
    validate::attribute(
        dsa,
        validate::Write::Add,
        description,
        values.iter().map(Vec::as_slice),
        values.len(),
    )?;
    let description = dsa.schema.canonical(description);
    validate::no_duplicates(dsa, &description, values)?;
    for value in values {
        entry.push(&description, value.clone());
    }
    Ok(())
}

/// Login names are unique in a domain.
pub(super) fn unique(dsa: &Dsa, dit: &Dit, entry: &Entry) -> Result<(), LdapResult> {
    if !dsa.conduct().unique_logins {
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
            return Err(dsa.vendor.answer(situation, &[("value", &value)]));
        }
    }
    Ok(())
}
