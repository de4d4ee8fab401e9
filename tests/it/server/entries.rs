//! Entries that are made in code, by the rules for files; `generate` and the resolver count the same groups.

use std::collections::BTreeSet;

use ldaplab::{
    directory::{Dn, Entry},
    generate::{Graph, Shape, Style, World},
    identity::{Capabilities, Lookup, find_user},
    server::{Builder, LdapServer, User},
};

use crate::client::as_admin;

const SUFFIX: &str = "dc=example,dc=org";

fn entry(dn: &str, attributes: &[(&str, &str)]) -> Entry {
    let mut entry = Entry::new(Dn::parse(dn).unwrap());
    for (name, value) in attributes {
        entry.push(name, *value);
    }
    entry
}

fn person(dn: &str, more: &[(&str, &str)]) -> Entry {
    let usual = [
        ("objectClass", "inetOrgPerson"),
        ("cn", "Ada"),
        ("sn", "Ada"),
    ];
    entry(dn, &[&usual, more].concat())
}

#[test]
fn entries_come_in_any_order_and_are_kept_as_those_of_a_file() {
    let server = LdapServer::openldap(SUFFIX)
        .entries([
            person("UID=Ada, OU=Desk,DC=example,DC=org", &[("uid", "Ada")]),
            entry(
                "ou=Desk,dc=example,dc=org",
                &[("objectclass", "ORGANIZATIONALUNIT")],
            ),
        ])
        .user(User::new("bob").member_of("Ops"))
        .start()
        .unwrap();
    let ada = server.entry("uid=ada,ou=desk,dc=example,dc=org");
    assert_eq!(ada.dn(), "uid=Ada,ou=Desk,dc=example,dc=org");
    let desk = server.entry("ou=desk,dc=example,dc=org");
    assert_eq!(
        desk.text("objectClass").as_deref(),
        Some("organizationalUnit")
    );
    assert_eq!(desk.text("ou").as_deref(), Some("Desk"));
    assert!(desk.text("entryUUID").is_some());
}

#[test]
fn what_is_wrong_is_told_at_once_with_the_number_of_the_entry() {
    let started = LdapServer::openldap(SUFFIX)
        .entries([
            person("uid=a,dc=example,dc=org", &[("emial", "x")]),
            entry(
                "uid=b,dc=example,dc=org",
                &[("objectClass", "inetOrgPersonne")],
            ),
            entry(
                "uid=c,dc=example,dc=org",
                &[("objectClass", "inetOrgPerson"), ("cn", "C")],
            ),
            person("uid=d,dc=other,dc=org", &[]),
            person("uid=A,dc=example,dc=org", &[]),
        ])
        .entries([person("uid=e,ou=nowhere,dc=example,dc=org", &[])])
        .start();
    let error = started.unwrap_err();
    let told: Vec<&str> = error.problems().iter().map(String::as_str).collect();
    for (number, words) in [
        (1, "`emial` is no attribute of the schema"),
        (2, "`inetOrgPersonne` is no object class of the schema"),
        (3, "`sn`"),
        (
            4,
            "`uid=d,dc=other,dc=org` lies outside of `dc=example,dc=org`",
        ),
        (
            5,
            "the entry `uid=A,dc=example,dc=org` stands twice, first at entry 1; remove one",
        ),
    ] {
        let place = format!("entry {number}: ");
        assert!(
            told.iter()
                .any(|problem| problem.starts_with(&place) && problem.contains(words)),
            "{place}{words}: {told:#?}"
        );
    }
}

#[test]
fn an_entry_without_a_superior_is_told() {
    let started = LdapServer::openldap(SUFFIX)
        .entries([person("uid=e,ou=nowhere,dc=example,dc=org", &[])])
        .start();
    let error = started.unwrap_err().to_string();
    assert!(error.contains("entry 1: "), "{error}");
    assert!(error.contains("ou=nowhere,dc=example,dc=org"), "{error}");
}

/// The groups of some people by the resolver, and by the graph that the directory was made from.
async fn counted_alike(builder: Builder, style: Style, base: &str, shape: Shape) {
    const PEOPLE: usize = 30;
    let world = World::new(style, Dn::parse(base).unwrap(), 3);
    let graph = Graph::new(shape, 25, PEOPLE, 3);
    let server = builder
        .entries(world.groups(&graph))
        .entries(world.people(PEOPLE))
        .entries(world.units())
        .start()
        .unwrap();
    let mut client = as_admin(&server).await;
    let capabilities = Capabilities::read(&mut client).await.unwrap();
    for person in [0, 1, 7, 29] {
        let login = world.login(person);
        let users = find_user(&mut client, &capabilities, base, &login, None);
        let users = users.await.unwrap();
        let lookup = Lookup::new(base).without_primary_group();
        let found = lookup.run(&mut client, &capabilities, &users[0]).await;
        let found: BTreeSet<String> = found
            .unwrap()
            .groups
            .into_iter()
            .map(|group| group.dn)
            .collect();
        let expected = graph.groups_of(person);
        let expected = expected
            .into_iter()
            .map(|group| world.group_dn(group).to_string());
        assert_eq!(found, expected.collect(), "{style:?} {shape:?} {person}");
    }
}

#[tokio::test]
async fn the_generator_and_the_resolver_count_the_same_groups_in_every_shape() {
    for shape in Shape::ALL.iter().copied() {
        let ad = LdapServer::active_directory("corp.example");
        counted_alike(ad, Style::ActiveDirectory, "DC=corp,DC=example", shape).await;
        counted_alike(LdapServer::openldap(SUFFIX), Style::OpenLdap, SUFFIX, shape).await;
    }
}
