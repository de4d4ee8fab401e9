//! Linked attributes of a domain (MS-ADTS 3.1.1.1.6): values name objects that exist, and follow them.

use std::sync::Arc;

use crate::{
    directory::{dit::Dit, dn::Dn, entry::Entry, schema::AttributeType},
    server::{
        backend::Backend,
        profile::{Situation, key},
    },
    wire::LdapResult,
};

/// Whether an attribute is a forward link here: then its values have rules of their own.
pub(super) fn is_link(backend: &Backend, attribute: &str) -> bool {
    backend.vendor.switches.flag(key::LINKED)
        && backend
            .schema
            .attribute_type(attribute)
            .is_some_and(is_forward)
}

fn is_forward(kind: &AttributeType) -> bool {
    kind.link_id().is_some_and(|link| link % 2 == 0)
}

fn forward_links(backend: &Backend) -> impl Iterator<Item = &str> {
    let linked = backend.vendor.switches.flag(key::LINKED);
    backend
        .schema
        .attribute_types()
        .filter(move |kind| linked && is_forward(kind))
        .map(AttributeType::name)
}

/// Every link of a new entry leads to an object that exists.
pub(super) fn check_targets(backend: &Backend, dit: &Dit, entry: &Entry) -> Result<(), LdapResult> {
    for attribute in entry
        .attributes()
        .filter(|attribute| is_link(backend, attribute.description()))
    {
        for value in attribute.values() {
            check_target(backend, dit, attribute.description(), value)?;
        }
    }
    Ok(())
}

/// A link leads to an object that exists.
pub(super) fn check_target(
    backend: &Backend,
    dit: &Dit,
    attribute: &str,
    value: &[u8],
) -> Result<(), LdapResult> {
    match Dn::from_bytes(value) {
        Ok(dn) if dit.get(&dn).is_some() => Ok(()),
        Ok(_) => Err(backend
            .vendor
            .answer(Situation::LinkTargetMissing, &[("attribute", attribute)])),
        Err(error) => Err(backend.invalid_dn(value, &error)),
    }
}

/// After an object got another name, or none, the links to it follow or go.
pub(super) fn follow(backend: &Backend, dit: &mut Dit, from: &Dn, to: Option<&Dn>) {
    for attribute in forward_links(backend) {
        let referrers: Vec<Arc<Entry>> = dit.referrers(attribute, from).cloned().collect();
        for referrer in referrers {
            let mut entry = Entry::clone(&referrer);
            entry.remove_value(attribute, |value| {
                Dn::from_bytes(value).is_ok_and(|dn| dn == *from)
            });
            if let Some(to) = to {
                entry.push(attribute, to.as_str());
            }
            // The referrer was found a moment ago under this same lock.
            let _ = dit.replace(entry);
        }
    }
}
