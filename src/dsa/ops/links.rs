//! Linked attributes of a domain (MS-ADTS 3.1.1.1.6): values name objects that exist, and follow them.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::write::Changing;

use crate::{
    directory::{
        attribute::AttributeDescription, dit::Dit, dn::Dn, entry::Entry, schema::AttributeType,
    },
    dsa::{
        agent::Dsa,
        effort::Effort,
        naming::{Named, read_dn},
        operational::as_written,
    },
    vendor::Situation,
    wire::LdapResult,
};

/// Whether an attribute is a forward link here: then its values have rules of their own.
pub(super) fn is_link(dsa: &Dsa, attribute: &str) -> bool {
    dsa.vendor.switches.linked && dsa.schema.attribute_type(attribute).is_some_and(is_forward)
}

fn is_forward(kind: &AttributeType) -> bool {
    kind.link_id().is_some_and(|link| link % 2 == 0)
}

fn forward_links(dsa: &Dsa) -> impl Iterator<Item = &str> {
    let linked = dsa.vendor.switches.linked;
    dsa.schema
        .attribute_types()
        .filter(move |kind| linked && is_forward(kind))
        .map(AttributeType::name)
}

/// Values as the server keeps them. A link says the name that its object has, also where it was sent as `<GUID=…>` or
/// `<SID=…>`.
pub(super) fn kept<'v>(
    dsa: &Dsa,
    dit: &Dit,
    attribute: &str,
    values: &'v [Vec<u8>],
) -> Cow<'v, [Vec<u8>]> {
    let kind = AttributeDescription::split(attribute).attribute_type();
    let Some(kind) = dsa.schema.attribute_type(kind) else {
        return Cow::Borrowed(values);
    };
    let kept = dsa.kept();
    if !kind.is_dn_valued() || !dsa.vendor.switches.linked {
        return kept.values(kind, values, &as_written);
    }
    let named = |dn: &Dn| dit.get(dn).map(|object| object.dn().clone());
    let short = |value: &Vec<u8>| value.first() == Some(&b'<');
    if !values.iter().any(short) {
        return kept.values(kind, values, &named);
    }
    let spell = |value: &Vec<u8>| match read_dn(&dsa.naming, dit, value) {
        Ok(Named::Dn(dn)) => dn.as_str().as_bytes().to_vec(),
        Ok(Named::Nobody) | Err(_) => value.clone(),
    };
    let long: Vec<_> = values.iter().map(spell).collect();
    Cow::Owned(kept.values(kind, &long, &named).into_owned())
}

/// Every link of a new entry leads to an object that exists.
pub(super) fn check_targets(dsa: &Dsa, dit: &Dit, entry: &Entry) -> Result<(), LdapResult> {
    for attribute in entry
        .attributes()
        .filter(|attribute| is_link(dsa, attribute.description()))
    {
        let dns = attribute
            .values()
            .filter_map(|value| Dn::from_bytes(value).ok());
        for dn in dns {
            if dit.get(&dn).is_none() {
                let details = [("attribute", attribute.description())];
                return Err(dsa.vendor.answer(Situation::LinkTargetMissing, &details));
            }
        }
    }
    Ok(())
}

/// A link that is added to an entry leads to an object that exists. A missing member is no such object (recorded case
/// `write.mod.member_add_nonexistent`), any other missing target a constraint (`write.add.nonexistent_dn_value`).
pub(super) fn check_target(
    dsa: &Dsa,
    dit: &Dit,
    attribute: &str,
    value: &[u8],
) -> Result<(), LdapResult> {
    match Dn::from_bytes(value) {
        Ok(dn) if dit.get(&dn).is_some() => Ok(()),
        Ok(dn) if attribute.eq_ignore_ascii_case("member") => {
            Err(dsa.no_such(Situation::NoSuchTarget, dit, &dn))
        }
        Ok(_) => {
            let details = [("attribute", attribute)];
            Err(dsa.vendor.answer(Situation::LinkTargetMissing, &details))
        }
        Err(_) => Err(dsa.invalid_dn(value)),
    }
}

/// How many values are read for the links to objects to follow; it is counted as long as there is effort left.
pub(super) fn count(dsa: &Dsa, dit: &Dit, objects: &[Dn], effort: &Effort<'_>) {
    for attribute in forward_links(dsa) {
        for referrer in objects.iter().flat_map(|dn| dit.referrers(attribute, dn)) {
            let values = referrer.attribute(attribute).map_or(0, |own| own.len());
            // Whole octets are compared: many values are read in the time of one link.
            if !effort.spend(20 + values / 16) {
                return;
            }
        }
    }
}

/// After objects got other names, or none, the links to them follow or go: one pass over each entry that names any of them.
pub(super) fn follow(changing: &mut Changing<'_>, objects: &[(Dn, Option<Dn>)]) {
    if let [(from, to)] = objects {
        return follow_one(changing.dsa, changing.dit, from, to.as_ref());
    }
    let by_text: HashMap<&[u8], usize> = (objects.iter().zip(0..))
        .map(|((from, _), at)| (from.as_str().as_bytes(), at))
        .collect();
    let by_name: HashMap<&str, usize> = (objects.iter().zip(0..))
        .map(|((from, _), at)| (from.normalized(), at))
        .collect();
    let find = |value: &[u8]| {
        let known = by_text.get(value).copied();
        known.or_else(|| {
            by_name
                .get(Dn::from_bytes(value).ok()?.normalized())
                .copied()
        })
    };
    for attribute in forward_links(changing.dsa) {
        let mut names = HashSet::new();
        let mut referrers: Vec<Arc<Entry>> = Vec::new();
        for (from, _) in objects {
            for referrer in changing.dit.referrers(attribute, from) {
                if names.insert(referrer.dn().normalized().to_owned()) {
                    referrers.push(Arc::clone(referrer));
                }
            }
        }
        for referrer in referrers {
            let mut entry = Entry::clone(&referrer);
            let mut moved = Vec::new();
            entry.remove_value(attribute, |value| {
                let found = changing.effort.spend(1).then(|| find(value)).flatten();
                moved.extend(found);
                found.is_some()
            });
            // As often as the entry named it: once.
            moved.sort_unstable();
            moved.dedup();
            for to in moved.into_iter().filter_map(|at| objects[at].1.as_ref()) {
                entry.push(attribute, to.as_str());
            }
            if changing.effort.ended().is_some() {
                return;
            }
            // The referrer was found a moment ago in this same version.
            let _ = changing.dit.replace(entry);
        }
    }
}

fn follow_one(dsa: &Dsa, dit: &mut Dit, from: &Dn, to: Option<&Dn>) {
    for attribute in forward_links(dsa) {
        let referrers: Vec<Arc<Entry>> = dit.referrers(attribute, from).cloned().collect();
        for referrer in referrers {
            let mut entry = Entry::clone(&referrer);
            // Mostly a link has the name as it stands, which is found without reading 100,000 DNs.
            if entry.remove_value(attribute, |value| value == from.as_str().as_bytes()) == 0 {
                entry.remove_value(attribute, |value| {
                    Dn::from_bytes(value).is_ok_and(|dn| dn == *from)
                });
            }
            if let Some(to) = to {
                entry.push(attribute, to.as_str());
            }
            // The referrer was found a moment ago under this same lock.
            let _ = dit.replace(entry);
        }
    }
}

/// Whether an object is one that its domain needs (MS-ADTS 3.1.1.5.5.1.1 and 3.1.1.5.4.1.1): it can be neither deleted
/// nor renamed.
pub(super) fn is_critical(dsa: &Dsa, entry: &Entry) -> bool {
    dsa.conduct().protects_critical && entry.text("isCriticalSystemObject") == Some("TRUE")
}
