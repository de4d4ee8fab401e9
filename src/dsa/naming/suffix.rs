//! A new OpenLDAP database: the suffix entry and the places for people and groups.

use crate::directory::{dn::Dn, entry::Entry};

use super::Naming;

/// The names and the first entries of a server for these suffixes; people and groups go below the first.
pub(crate) fn new_suffix(suffixes: &[Dn], host: &str) -> (Naming, Vec<Entry>) {
    let base = suffixes.first().cloned().unwrap_or_else(Dn::root);
    let below = |rdn: &str| {
        crate::directory::dn::Rdn::parse(rdn).map_or_else(|_| base.clone(), |rdn| base.child(&rdn))
    };
    let people = below("ou=people");
    let groups = below("ou=groups");
    let naming = Naming {
        contexts: suffixes.to_vec(),
        base: base.clone(),
        people,
        groups,
        subschema: Dn::parse("cn=Subschema").unwrap_or_else(|_| Dn::root()),
        host: host.to_owned(),
        domain: None,
    };
    (naming, suffixes.iter().filter_map(suffix_entry).collect())
}

/// The entry at the top of a database, for a suffix that names its class: `dc=`, `o=`, `ou=`, `c=`.
fn suffix_entry(suffix: &Dn) -> Option<Entry> {
    let rdn = suffix.rdn()?;
    let (attribute, value) = (rdn.attribute().to_ascii_lowercase(), rdn.value().to_vec());
    let mut entry = Entry::new(suffix.clone());
    match attribute.as_str() {
        "dc" => {
            entry.set("objectClass", ["top", "dcObject", "organization"]);
            entry.set("o", [value.clone()]);
        }
        "o" => entry.set("objectClass", ["top", "organization"]),
        "ou" => entry.set("objectClass", ["top", "organizationalUnit"]),
        "c" => entry.set("objectClass", ["top", "country"]),
        _ => entry.set("objectClass", ["top", "extensibleObject"]),
    }
    entry.set(rdn.attribute(), [value]);
    Some(entry)
}
