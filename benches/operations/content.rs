//! Directories of people as LDIF.

use ldaplab::{
    directory::{Dn, Entry, ldif},
    generate::{Style, World},
};

pub(crate) const SUFFIX: &str = "dc=example,dc=org";
pub(crate) const DOMAIN: &str = "example.test";

pub(crate) fn openldap() -> World {
    World::new(Style::OpenLdap, Dn::parse(SUFFIX).expect("a DN"), 7)
}

pub(crate) fn active_directory() -> World {
    let base = Dn::parse("DC=example,DC=test").expect("a DN");
    World::new(Style::ActiveDirectory, base, 7)
}

/// So many people with their containers, as one text.
pub(crate) fn people(world: &World, count: usize) -> String {
    let mut text = String::new();
    for entry in world.units().chain(world.people(count)) {
        record(&mut text, &entry);
    }
    text
}

pub(crate) fn record(text: &mut String, entry: &Entry) {
    let fields = entry.attributes().flat_map(|attribute| {
        let name = attribute.description();
        attribute.values().map(move |value| (name, value))
    });
    ldif::write_record(text, entry.dn().as_str(), fields);
    text.push('\n');
}
