//! What of an entry is returned.

use ldaplab::{
    server::{Group, LdapServer, User, key},
    wire::{Request, request::Scope},
};

use super::{
    ALICE, corp,
    peer::{Answer, Peer, plain_search, search},
    slapd,
};

fn read(peer: &mut Peer, dn: &str, attributes: &[&str]) -> Answer {
    let answer = peer.ask(&search(dn, Scope::Base, "(objectClass=*)", attributes));
    assert_eq!(answer.code(), 0, "{dn}: {:?}", answer.result);
    answer
}

#[test]
fn slapd_keeps_operational_attributes_apart() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::plain(&server);
    let user = ["objectClass", "uid", "cn", "sn"];
    let operational = [
        "structuralObjectClass",
        "entryUUID",
        "creatorsName",
        "createTimestamp",
        "entryCSN",
        "modifiersName",
        "modifyTimestamp",
        "memberOf",
        "entryDN",
        "subschemaSubentry",
        "hasSubordinates",
    ];
    let sorted = |answer: &Answer| {
        let mut names: Vec<String> = answer
            .names()
            .iter()
            .map(|name| (*name).to_owned())
            .collect();
        names.sort();
        names
    };
    let expect = |lists: &[&[&str]]| {
        let mut names: Vec<String> = lists
            .concat()
            .iter()
            .map(|name| (*name).to_owned())
            .collect();
        names.sort();
        names
    };
    assert_eq!(sorted(&read(&mut peer, ALICE, &[])), expect(&[&user]));
    assert_eq!(sorted(&read(&mut peer, ALICE, &["*"])), expect(&[&user]));
    assert_eq!(
        sorted(&read(&mut peer, ALICE, &["+"])),
        expect(&[&operational])
    );
    assert_eq!(
        sorted(&read(&mut peer, ALICE, &["*", "+"])),
        expect(&[&user, &operational])
    );
    assert!(read(&mut peer, ALICE, &["1.1"]).names().is_empty());
    assert_eq!(read(&mut peer, ALICE, &["1.1", "sn"]).names(), ["sn"]);
    assert!(read(&mut peer, ALICE, &["nosuchattr"]).names().is_empty());
    assert_eq!(
        read(&mut peer, ALICE, &["entryDN"]).values("entryDN"),
        [ALICE]
    );
    let answer = read(&mut peer, ALICE, &["memberOf"]);
    assert_eq!(
        answer.values("memberOf"),
        ["cn=g1,ou=groups,dc=example,dc=org"]
    );
    // The administrator alone sees passwords.
    assert_eq!(
        read(&mut Peer::admin(&server), ALICE, &["userPassword"]).values("userPassword"),
        ["secret"]
    );
    assert!(read(&mut peer, ALICE, &["userPassword"]).names().is_empty());
}

#[test]
fn a_supertype_brings_its_subtypes_and_an_oid_is_a_name() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::plain(&server);
    let mut names = read(&mut peer, ALICE, &["name"])
        .names()
        .iter()
        .map(|name| (*name).to_owned())
        .collect::<Vec<_>>();
    names.sort();
    assert_eq!(names, ["cn", "sn"]);
    assert_eq!(read(&mut peer, ALICE, &["2.5.4.4"]).values("sn"), ["Adams"]);
    assert_eq!(read(&mut peer, ALICE, &["surname"]).values("sn"), ["Adams"]);
}

#[test]
fn types_only_brings_no_values() {
    for (server, dn) in [
        (slapd().start().unwrap(), ALICE.to_owned()),
        (
            corp().start().unwrap(),
            "CN=Ada Nightjar,OU=Berlin,OU=People,OU=Corp,DC=example,DC=test".into(),
        ),
    ] {
        let mut request = plain_search(
            &dn,
            Scope::Base,
            "(objectClass=*)",
            &["sn", "objectClass", "memberOf"],
        );
        request.types_only = true;
        let answer = Peer::admin(&server).ask(&Request::Search(request));
        assert_eq!(answer.names().len(), 3, "{:?}", answer.names());
        assert!(
            answer.entries[0]
                .attributes
                .iter()
                .all(|attribute| attribute.values.is_empty())
        );
    }
}

#[test]
fn ad_returns_all_it_stores_and_the_rest_by_name() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::admin(&dc);
    let ada = dc.dn_of("ada");
    let answer = read(&mut peer, &ada, &[]);
    let names = answer.names();
    for name in [
        "objectClass",
        "cn",
        "sn",
        "distinguishedName",
        "whenCreated",
        "whenChanged",
        "uSNCreated",
        "memberOf",
        "objectGUID",
        "objectSid",
        "sAMAccountName",
        "sAMAccountType",
        "userPrincipalName",
        "objectCategory",
        "primaryGroupID",
        "userAccountControl",
    ] {
        assert!(names.contains(&name), "{name} of {names:?}");
    }
    for name in [
        "userPassword",
        "unicodePwd",
        "tokenGroups",
        "canonicalName",
        "primaryGroupToken",
    ] {
        assert!(!names.contains(&name), "{name}");
    }
    assert_eq!(
        answer.values("objectClass"),
        ["top", "person", "organizationalPerson", "user"]
    );
    assert_eq!(answer.values("distinguishedName"), [ada.as_str()]);
    let answer = read(
        &mut peer,
        &ada,
        &["canonicalName", "userPassword", "unicodePwd"],
    );
    assert_eq!(answer.names(), ["canonicalName"]);
    assert_eq!(
        answer.values("canonicalName"),
        ["example.test/Corp/People/Berlin/Ada Nightjar"]
    );
    assert_eq!(
        read(&mut peer, &ada, &["SAMACCOUNTNAME"]).names(),
        ["sAMAccountName"]
    );
    let answer = read(
        &mut peer,
        "CN=Domain Admins,CN=Users,DC=example,DC=test",
        &["primaryGroupToken"],
    );
    assert_eq!(answer.values("primaryGroupToken"), ["512"]);
}

/// Names and counts as recorded of 1,600 members, with ten.
#[test]
fn ranges_are_named_as_recorded() {
    let mut group = Group::new("big");
    let mut builder = LdapServer::active_directory("example.test").set(key::MAX_VAL_RANGE, 4);
    for number in 0..10 {
        builder = builder.user(User::new(format!("u{number}")));
        group = group.member(format!("u{number}"));
    }
    let dc = builder
        .group(group)
        .group(Group::new("empty"))
        .start()
        .unwrap();
    let mut peer = Peer::admin(&dc);
    let big = dc.dn_of("big");
    for (asked, name, count) in [
        ("member;range=0-*", "member;range=0-3", 4),
        ("member;range=0-1", "member;range=0-1", 2),
        ("member;range=4-*", "member;range=4-7", 4),
        ("member;range=8-*", "member;range=8-*", 2),
        ("member;range=8-99", "member;range=8-*", 2),
        ("member;range=8-9", "member;range=8-*", 2),
        ("member;range=9-*", "member;range=9-*", 1),
        ("member;range=10-*", "member;range=10-*", 0),
        ("member;range=20-*", "member;range=20-*", 0),
        ("member;range=5-2", "member;range=5-2", 0),
        ("member;range=5-5", "member;range=5-5", 1),
        ("member;range=0", "member;range=0-3", 4),
        (
            "member;range=18446744073709551615-*",
            "member;range=18446744073709551615-*",
            0,
        ),
        ("member;range=0-18446744073709551615", "member;range=0-3", 4),
        ("cn;range=0-*", "cn;range=0-*", 1),
    ] {
        let answer = read(&mut peer, &big, &[asked]);
        assert_eq!(answer.names(), [name], "{asked}");
        assert_eq!(answer.octets(name).len(), count, "{asked}");
    }
    for bad in [
        "member;range=a-b",
        "member;range=*-5",
        "member;range=",
        "member;range=0-",
        "member;range=99999999999999999999-*",
    ] {
        let answer = peer.ask(&search(&big, Scope::Base, "(objectClass=*)", &[bad]));
        assert_eq!(answer.code(), 53, "{bad}");
    }
    // Clients that know no ranges find the attribute, and find it empty.
    for asked in [&["member"][..], &[], &["*"]] {
        let answer = read(&mut peer, &big, asked);
        assert_eq!(answer.octets("member").len(), 0);
        assert!(answer.names().contains(&"member"), "{:?}", answer.names());
        assert_eq!(answer.octets("member;range=0-3").len(), 4);
    }
    assert!(
        read(&mut peer, &dc.dn_of("empty"), &["member;range=0-*"])
            .names()
            .is_empty()
    );
    let answer = read(&mut peer, &dc.dn_of("u1"), &["memberOf;range=0-0"]);
    assert_eq!(answer.names(), ["memberOf;range=0-*"]);
    assert_eq!(answer.octets("memberOf;range=0-*").len(), 1);
}

#[test]
fn a_server_without_ranges_returns_everything() {
    let mut group = Group::new("big");
    let mut builder = LdapServer::active_directory("example.test")
        .set(key::MAX_VAL_RANGE, 0)
        .set(key::RANGES, false);
    for number in 0..10 {
        builder = builder.user(User::new(format!("u{number}")));
        group = group.member(format!("u{number}"));
    }
    let dc = builder.group(group).start().unwrap();
    let mut peer = Peer::admin(&dc);
    let answer = read(&mut peer, &dc.dn_of("big"), &["member"]);
    assert_eq!(answer.names(), ["member"]);
    assert_eq!(answer.octets("member").len(), 10);
}

#[test]
fn token_groups_come_at_base_scope_alone() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::admin(&dc);
    let ada = dc.dn_of("ada");
    let answer = read(&mut peer, &ada, &["tokenGroups"]);
    let sids = answer.octets("tokenGroups");
    let level_1 = dc.entry(dc.dn_of("Level 1")).values("objectSid").remove(0);
    let domain_users = dc
        .entry(dc.dn_of("Domain Users"))
        .values("objectSid")
        .remove(0);
    let newsletter = dc
        .entry(dc.dn_of("Newsletter"))
        .values("objectSid")
        .remove(0);
    assert!(sids.contains(&level_1), "the outermost of twelve");
    assert!(sids.contains(&domain_users), "the primary group");
    assert!(!sids.contains(&newsletter), "no distribution group");
    let unique: std::collections::BTreeSet<_> = sids.iter().collect();
    assert_eq!(unique.len(), sids.len());
    for scope in [Scope::One, Scope::Sub] {
        let answer = peer.ask(&search(
            dc.base(),
            scope,
            "(cn=Ada Nightjar)",
            &["tokenGroups"],
        ));
        assert_eq!((answer.code(), answer.entries.len()), (1, 0));
        assert_eq!(
            answer.words(),
            "00002120: SvcErr: DSID-03140594, problem 5012 (DIR_ERROR), data 0\n\0"
        );
    }
}
