//! What the schema says of an entry that a client writes: RFC 4512 sections 2.4 and 2.5, in the vendor's words.

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use crate::{
    directory::{
        attribute::AttributeDescription,
        dn::Dn,
        entry::Entry,
        matching::{Form, normalize},
        schema::AttributeType,
    },
    dsa::{agent::Dsa, classes::ClassSet},
    vendor::{Constructed, Situation},
    wire::{LdapResult, ResultCode},
};

/// Refuses in the vendor's words; nothing where the vendor does not mind.
pub(super) fn refuse(
    dsa: &Dsa,
    situation: Situation,
    details: &[(&str, &str)],
) -> Result<(), LdapResult> {
    let result = dsa.vendor.answer(situation, details);
    if result.code == ResultCode::SUCCESS {
        Ok(())
    } else {
        Err(result)
    }
}

/// The form in which values of an attribute are compared.
pub(super) fn form(dsa: &Dsa, attribute: &str) -> Form {
    let kind = AttributeDescription::split(attribute).attribute_type();
    let rule = dsa
        .schema
        .attribute_type(kind)
        .and_then(AttributeType::equality);
    rule.map_or(Form::Octets, |rule| rule.form())
}

/// Whether two values of an attribute are the same.
pub(super) fn same(form: Form, one: &[u8], other: &[u8]) -> bool {
    one == other
        || matches!((normalize(form, one), normalize(form, other)), (Some(one), Some(other)) if one == other)
}

/// No value stands twice in a request.
pub(super) fn no_duplicates(
    dsa: &Dsa,
    description: &str,
    values: &[Vec<u8>],
) -> Result<(), LdapResult> {
    let form = form(dsa, description);
    let mut seen = HashMap::with_capacity(values.len());
    for (index, value) in values.iter().enumerate() {
        let normal = normalize(form, value).unwrap_or(Cow::Borrowed(value));
        if let Some(earlier) = seen.insert(normal, index) {
            let index = earlier.to_string();
            return refuse(
                dsa,
                Situation::DuplicateValue,
                &[("attribute", description), ("index", &index)],
            );
        }
    }
    Ok(())
}

/// Which operation writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Write {
    Add,
    Modify,
}

/// Checks an attribute that a client gives values to: known, its own to write, of the right syntax, not too many.
pub(super) fn attribute<'v>(
    dsa: &Dsa,
    write: Write,
    description: &str,
    values: impl Iterator<Item = &'v [u8]>,
    total: usize,
) -> Result<(), LdapResult> {
    let details = [("attribute", description)];
    let name = AttributeDescription::split(description).attribute_type();
    let Some(kind) = dsa.schema.attribute_type(name) else {
        return refuse(dsa, Situation::UnknownAttribute, &details);
    };
    let constructed = dsa.vendor.constructed(kind.name());
    if matches!(
        constructed,
        Some(Constructed::MemberOf | Constructed::BackLink(_))
    ) {
        refuse(dsa, Situation::BackLinkWrite, &details)?;
    } else if kind.no_user_modification() || constructed.is_some() {
        let situation = if write == Write::Add {
            Situation::SystemOnlyAdd
        } else {
            Situation::NoUserModification
        };
        refuse(dsa, situation, &details)?;
    }
    for (index, value) in values.enumerate() {
        if value.is_empty() && !allows_empty(dsa, kind)
            || !kind.syntax().fits(value)
            || kind.is_dn_valued() && !is_name(dsa, value)
        {
            let index = index.to_string();
            let situation = if kind.is_dn_valued() && !value.is_empty() {
                Situation::InvalidDnValue
            } else {
                Situation::InvalidSyntax
            };
            refuse(
                dsa,
                situation,
                &[("attribute", description), ("index", &index)],
            )?;
        }
    }
    if kind.is_single_value() && total > 1 {
        refuse(dsa, Situation::SingleValue, &details)?;
    }
    Ok(())
}

/// Passwords and other octets may be empty, and so may DNs (`member:` of an empty group) where the vendor takes them; text may
/// not (recorded case `write.add.empty_value`).
fn allows_empty(dsa: &Dsa, kind: &AttributeType) -> bool {
    kind.syntax().fits(&[0xFF]) || kind.is_dn_valued() && dsa.conduct().empty_names
}

/// Whether a value that reads as a DN is one here too.
fn is_name(dsa: &Dsa, value: &[u8]) -> bool {
    let text = String::from_utf8_lossy(value);
    let name = text.rfind("#'").map_or(&*text, |at| &text[..at]);
    Dn::parse(name).map_or(true, |dn| dsa.understands(&dn))
}

/// The classes of an entry. One that is not known is refused, unless the entry had it before: a dump may have brought it.
fn classes(dsa: &Dsa, entry: &Entry, before: Option<&Entry>) -> Result<Arc<ClassSet>, LdapResult> {
    let set = ClassSet::of(&dsa.class_sets, &dsa.schema, entry);
    let names = entry.values("objectClass").enumerate();
    for (index, name) in names.filter(|_| set.foreign) {
        let name = std::str::from_utf8(name).unwrap_or_default();
        let had = before.is_some_and(|before| before.has_class(name));
        if dsa.schema.object_class(name).is_none() && !had {
            let index = index.to_string();
            refuse(
                dsa,
                Situation::UnknownObjectClass,
                &[("class", name), ("index", &index)],
            )?;
        }
    }
    Ok(set)
}

/// Checks a whole entry against its classes.
pub(super) fn entry(dsa: &Dsa, entry: &Entry) -> Result<(), LdapResult> {
    if entry.attribute("objectClass").is_none() {
        refuse(dsa, Situation::NoObjectClass, &[])?;
    }
    let classes = classes(dsa, entry, None)?;
    if classes.structural.is_empty() {
        refuse(dsa, Situation::NoStructuralClass, &[])?;
    }
    one_chain(dsa, &classes)?;
    naming(dsa, entry)?;
    required(dsa, entry, &classes)?;
    for attribute in entry.attributes() {
        allowed(dsa, attribute.description(), &classes)?;
    }
    Ok(())
}

/// The attributes of the RDN may name an entry, and it has their values: slapd's `entry_naming_check`.
fn naming(dsa: &Dsa, entry: &Entry) -> Result<(), LdapResult> {
    let Some(rdn) = entry.dn().rdn() else {
        return Ok(());
    };
    for (attribute, value) in rdn.pairs() {
        let Some(kind) = dsa.schema.attribute_type(attribute) else {
            continue;
        };
        let details = [("attribute", kind.name()), ("dn", entry.dn().as_str())];
        let form = form(dsa, kind.name());
        let mut values = entry.values(kind.name());
        let situation = if kind.is_operational() {
            Situation::NamingOperational
        } else if kind.equality().is_none() {
            Situation::NamingUnmatchable
        } else if !values.any(|other| same(form, other, value)) {
            Situation::NamingConflict
        } else {
            continue;
        };
        refuse(dsa, situation, &details)?;
    }
    Ok(())
}

/// The structural classes form one chain of superclasses, RFC 4512 section 2.4.2.
fn one_chain(dsa: &Dsa, classes: &ClassSet) -> Result<(), LdapResult> {
    match &classes.apart {
        Some((class, other)) => {
            let details = [("class", class.as_str()), ("other", other.as_str())];
            refuse(dsa, Situation::StructuralChain, &details)
        }
        None => Ok(()),
    }
}

/// Checks what a modification changed: attributes that came must be allowed, none that is required may be gone.
pub(super) fn changed(dsa: &Dsa, before: &Entry, after: &Entry) -> Result<(), LdapResult> {
    let classes = classes(dsa, after, Some(before))?;
    if let Err(missing) = required(dsa, after, &classes)
        && required(dsa, before, &classes).is_ok()
    {
        return Err(missing);
    }
    if before.values("objectClass").ne(after.values("objectClass")) {
        one_chain(dsa, &classes)?;
    }
    // What a class allows that nobody here knows, nobody here can say.
    for attribute in after.attributes().filter(|_| !classes.foreign) {
        let description = attribute.description();
        if !attribute.is_kept() && before.attribute(description).is_none() {
            allowed(dsa, description, &classes)?;
        }
    }
    Ok(())
}

fn required(dsa: &Dsa, entry: &Entry, classes: &ClassSet) -> Result<(), LdapResult> {
    for required in classes
        .required
        .iter()
        .filter(|required| !required.is_in(entry))
    {
        refuse(
            dsa,
            Situation::MissingAttribute,
            &[
                ("class", &required.class),
                ("attribute", &required.attribute),
            ],
        )?;
    }
    Ok(())
}

fn allowed(dsa: &Dsa, description: &str, classes: &ClassSet) -> Result<(), LdapResult> {
    let unchecked = !dsa.vendor.switches.check_classes;
    if unchecked || classes.allows(&dsa.schema, description) {
        return Ok(());
    }
    refuse(
        dsa,
        Situation::AttributeNotAllowed,
        &[("attribute", description)],
    )
}
