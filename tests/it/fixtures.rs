//! What `fixtures/README.md` says of the LDIF files holds.

use std::collections::{BTreeMap, BTreeSet};

use ldaplab::directory::{Dn, ldif};

const COMPANY: &str = include_str!("../../fixtures/ldif/company.ldif");
const CORP: &str = include_str!("../../fixtures/ldif/corp.ldif");
const FILES: [(&str, &str, &[&str]); 2] = [
    (
        "company.ldif",
        COMPANY,
        &["uid=gone,ou=people,dc=example,dc=org"],
    ),
    ("corp.ldif", CORP, &[]),
];

fn text(value: &[u8]) -> &str {
    std::str::from_utf8(value).unwrap()
}

fn count(file: &str, class: &str) -> usize {
    let records = ldif::read(file).unwrap();
    records
        .iter()
        .filter(|record| {
            record
                .values("objectClass")
                .any(|value| value == class.as_bytes())
        })
        .count()
}

#[test]
fn the_files_hold_as_many_entries_as_the_readme_says() {
    assert_eq!(count(COMPANY, "inetOrgPerson"), 55);
    assert_eq!(count(COMPANY, "simpleSecurityObject"), 3);
    assert_eq!(
        count(COMPANY, "groupOfNames") + count(COMPANY, "groupOfUniqueNames"),
        17
    );
    assert_eq!(count(COMPANY, "posixGroup"), 4);
    assert_eq!(count(CORP, "user"), 43);
    assert_eq!(count(CORP, "computer"), 2);
    assert_eq!(count(CORP, "group"), 34);
}

#[test]
fn every_entry_stands_below_one_that_stands_before_it_and_has_its_rdn_as_attribute() {
    for (name, file, _) in FILES {
        let mut seen = BTreeSet::from(["dc=org".to_owned(), "dc=test".to_owned()]);
        for record in ldif::read(file).unwrap() {
            let place = format!("{name}:{}", record.line);
            assert!(
                seen.contains(record.dn.parent().unwrap().normalized()),
                "{place}: no parent before it"
            );
            assert!(
                seen.insert(record.dn.normalized().to_owned()),
                "{place}: twice"
            );
            for (attribute, value) in record.dn.rdn().unwrap().pairs() {
                assert!(
                    record.values(attribute).any(|own| own == value),
                    "{place}: {attribute} lacks the RDN's value"
                );
            }
        }
    }
}

#[test]
fn every_reference_names_an_entry() {
    for (name, file, strangers) in FILES {
        let records = ldif::read(file).unwrap();
        let entries: BTreeSet<&str> = records
            .iter()
            .map(|record| record.dn.normalized())
            .collect();
        for record in &records {
            for attribute in ["member", "uniqueMember", "manager", "managedBy"] {
                for value in record.values(attribute).map(text) {
                    let known = entries.contains(Dn::parse(value).unwrap().normalized());
                    assert!(
                        known != strangers.contains(&value),
                        "{name}:{}: {attribute}: {value}",
                        record.line
                    );
                }
            }
        }
    }
}

#[test]
fn what_a_server_makes_is_left_to_it() {
    for (name, file, _) in FILES {
        for record in ldif::read(file).unwrap() {
            for made in [
                "memberOf",
                "objectGUID",
                "objectSid",
                "entryUUID",
                "whenCreated",
                "createTimestamp",
                "uSNCreated",
            ] {
                assert_eq!(
                    record.values(made).count(),
                    0,
                    "{name}:{}: {made}",
                    record.line
                );
            }
        }
    }
}

#[test]
fn ada_is_in_seventeen_groups_of_the_domain_and_the_chain_is_twelve_deep() {
    let records = ldif::read(CORP).unwrap();
    let key = |value: &[u8]| Dn::from_bytes(value).unwrap().normalized().to_owned();
    let members: BTreeMap<String, Vec<String>> = records
        .iter()
        .map(|record| {
            (
                record.dn.normalized().to_owned(),
                record.values("member").map(key).collect(),
            )
        })
        .collect();
    let mut level = vec![key(
        b"CN=Ada Nightjar,OU=Berlin,OU=People,OU=Corp,DC=example,DC=test",
    )];
    let (mut found, mut depth) = (BTreeSet::new(), 0);
    while !level.is_empty() {
        let holders = members
            .iter()
            .filter(|(_, members)| members.iter().any(|member| level.contains(member)));
        level = holders
            .map(|(group, _)| group.clone())
            .filter(|group| found.insert(group.clone()))
            .collect();
        depth += usize::from(!level.is_empty());
    }
    assert_eq!((found.len(), depth), (17, 12));
}

#[test]
fn the_password_of_unicode_is_quoted_utf_16() {
    let records = ldif::read(CORP).unwrap();
    let value = records
        .iter()
        .find_map(|record| record.values("unicodePwd").next())
        .unwrap();
    let units: Vec<u16> = value
        .chunks(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .collect();
    assert_eq!(
        String::from_utf16(&units).unwrap(),
        "\"Unicode-P\u{e4}ssword\""
    );
}
