//! What the schema says of an entry that a client writes: RFC 4512 sections 2.4 and 2.5, in the vendor's words.

use crate::{
    directory::{
        attribute::AttributeDescription,
        entry::Entry,
        matching::{Form, normalize},
        schema::{AttributeType, ClassKind, ObjectClass},
    },
    server::{backend::Backend, profile::Situation},
    wire::{LdapResult, ResultCode},
};

/// Refuses in the vendor's words; nothing where the vendor does not mind.
pub(super) fn refuse(
    backend: &Backend,
    situation: Situation,
    details: &[(&str, &str)],
) -> Result<(), LdapResult> {
    let result = backend.vendor.answer(situation, details);
    if result.code == ResultCode::SUCCESS {
        Ok(())
    } else {
        Err(result)
    }
}

/// The form in which values of an attribute are compared.
pub(super) fn form(backend: &Backend, attribute: &str) -> Form {
    let kind = AttributeDescription::split(attribute).attribute_type();
    let rule = backend
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

/// Checks an attribute that a client gives values to: known, its own to write, of the right syntax, not too many.
pub(super) fn attribute<'v>(
    backend: &Backend,
    description: &str,
    values: impl Iterator<Item = &'v [u8]>,
    total: usize,
) -> Result<(), LdapResult> {
    let details = [("attribute", description)];
    let name = AttributeDescription::split(description).attribute_type();
    let Some(kind) = backend.schema.attribute_type(name) else {
        return refuse(backend, Situation::UnknownAttribute, &details);
    };
    if kind.no_user_modification() || backend.vendor.constructed(kind.name()).is_some() {
        refuse(backend, Situation::NoUserModification, &details)?;
    }
    for (index, value) in values.enumerate() {
        if value.is_empty() && !allows_empty(kind) || !kind.syntax().fits(value) {
            let index = index.to_string();
            refuse(
                backend,
                Situation::InvalidSyntax,
                &[("attribute", description), ("index", &index)],
            )?;
        }
    }
    if kind.is_single_value() && total > 1 {
        refuse(backend, Situation::SingleValue, &details)?;
    }
    Ok(())
}

/// Passwords and other octets may be empty; text and names may not (recorded case `write.add.empty_value`).
fn allows_empty(kind: &AttributeType) -> bool {
    kind.syntax().fits(&[0xFF])
}

/// The classes of an entry with all their superclasses.
fn classes<'a>(backend: &'a Backend, entry: &Entry) -> Result<Vec<&'a ObjectClass>, LdapResult> {
    let mut classes: Vec<&ObjectClass> = Vec::new();
    for (index, name) in entry.values("objectClass").enumerate() {
        let name = std::str::from_utf8(name).unwrap_or_default();
        if backend.schema.object_class(name).is_none() {
            let index = index.to_string();
            refuse(
                backend,
                Situation::UnknownObjectClass,
                &[("class", name), ("index", &index)],
            )?;
        }
        for class in backend.schema.superclass_chain(name) {
            if !classes.iter().any(|known| known.oid() == class.oid()) {
                classes.push(class);
            }
        }
    }
    Ok(classes)
}

/// Checks a whole entry against its classes.
pub(super) fn entry(backend: &Backend, entry: &Entry) -> Result<(), LdapResult> {
    if entry.attribute("objectClass").is_none() {
        refuse(backend, Situation::NoObjectClass, &[])?;
    }
    let classes = classes(backend, entry)?;
    let structural = |class: &&ObjectClass| class.kind() == ClassKind::Structural;
    if !classes.iter().any(structural) {
        refuse(backend, Situation::NoStructuralClass, &[])?;
    }
    required(backend, entry, &classes)?;
    for attribute in entry.attributes() {
        allowed(backend, attribute.description(), &classes)?;
    }
    Ok(())
}

/// Checks what a modification changed: attributes that came must be allowed, none that is required may be gone.
pub(super) fn changed(backend: &Backend, before: &Entry, after: &Entry) -> Result<(), LdapResult> {
    let classes = classes(backend, after)?;
    let had_all = required(backend, before, &classes).is_ok();
    if had_all {
        required(backend, after, &classes)?;
    }
    for attribute in after.attributes() {
        if before.attribute(attribute.description()).is_none() {
            allowed(backend, attribute.description(), &classes)?;
        }
    }
    Ok(())
}

fn holds(backend: &Backend, entry: &Entry, name: &str) -> bool {
    let Some(kind) = backend.schema.attribute_type(name) else {
        return true;
    };
    kind.names()
        .iter()
        .any(|name| entry.attribute(name).is_some())
}

fn required(backend: &Backend, entry: &Entry, classes: &[&ObjectClass]) -> Result<(), LdapResult> {
    for class in classes {
        for name in class.must() {
            if !holds(backend, entry, name) {
                refuse(
                    backend,
                    Situation::MissingAttribute,
                    &[("class", class.name()), ("attribute", name)],
                )?;
            }
        }
    }
    Ok(())
}

fn allowed(
    backend: &Backend,
    description: &str,
    classes: &[&ObjectClass],
) -> Result<(), LdapResult> {
    let name = AttributeDescription::split(description).attribute_type();
    let Some(kind) = backend.schema.attribute_type(name) else {
        return Ok(());
    };
    let listed = |names: &[String]| {
        names.iter().any(|name| {
            backend.schema.attribute_type(name).is_some_and(|other| {
                other.oid() == kind.oid()
                    || backend
                        .schema
                        .subtypes(other)
                        .any(|below| below.oid() == kind.oid())
            })
        })
    };
    let anything = classes
        .iter()
        .any(|class| class.name().eq_ignore_ascii_case("extensibleObject"));
    if anything
        || kind.is_operational()
        || classes
            .iter()
            .any(|class| listed(class.must()) || listed(class.may()))
    {
        return Ok(());
    }
    refuse(
        backend,
        Situation::AttributeNotAllowed,
        &[("attribute", description)],
    )
}
