//! Entries written and read, in words.

use ldaplab::{
    client::Found,
    wire::request::{Change, ChangeOperation, PartialAttribute},
};

use super::Server;

pub(super) fn dns(found: &Found) -> String {
    let mut dns: Vec<&str> = found
        .entries
        .iter()
        .map(|entry| entry.dn.as_str())
        .collect();
    dns.sort_unstable();
    dns.join(" ")
}

/// The first entry: its attributes by name, their values sorted.
pub(super) fn attributes(found: &Found) -> String {
    let Some(entry) = found.entries.first() else {
        return "no entry".to_owned();
    };
    let mut words: Vec<String> = entry
        .attributes
        .iter()
        .map(|attribute| {
            let mut values: Vec<_> = attribute
                .values
                .iter()
                .map(|value| String::from_utf8_lossy(value))
                .collect();
            values.sort_unstable();
            format!("{}={}", attribute.description, values.join("|"))
        })
        .collect();
    words.sort_unstable();
    words.join(" ")
}

pub(super) fn attribute(description: &str, values: &[&str]) -> PartialAttribute {
    PartialAttribute {
        description: description.to_owned(),
        values: values
            .iter()
            .map(|value| value.as_bytes().to_vec())
            .collect(),
    }
}

pub(super) fn change(
    operation: ChangeOperation,
    description: &str,
    values: &[&str],
) -> Vec<Change> {
    vec![Change {
        operation,
        modification: attribute(description, values),
    }]
}

pub(super) fn unit(name: &str) -> Vec<PartialAttribute> {
    vec![
        attribute("objectClass", &["organizationalUnit"]),
        attribute("ou", &[name]),
    ]
}

pub(super) fn person(server: &Server, name: &str) -> Vec<PartialAttribute> {
    vec![
        attribute("objectClass", &[server.person_class]),
        attribute("cn", &[name]),
        attribute("sn", &["Prober"]),
    ]
}
