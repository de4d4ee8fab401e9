//! LDAP_MATCHING_RULE_IN_CHAIN, `memberOf`, primary groups.

use ldaplab::wire::request::Scope;

use super::{
    corp,
    peer::{Peer, delete, modify, search},
    slapd,
};

const NESTING: &str = "OU=Nesting,OU=Groups,OU=Corp,DC=example,DC=test";
const CHAIN: &str = ":1.2.840.113556.1.4.1941:=";

/// The common names that a search finds, sorted.
fn names(peer: &mut Peer, base: &str, filter: &str) -> Vec<String> {
    let mut names: Vec<String> = peer
        .find(base, filter)
        .iter()
        .map(|dn| dn["CN=".len()..].split(',').next().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

fn group(name: &str) -> String {
    format!("CN={name},{NESTING}")
}

#[test]
fn a_chain_is_followed_up_and_down() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::admin(&dc);
    let ada = dc.dn_of("ada");
    let mut levels: Vec<String> = (1..=12).map(|number| format!("Level {number}")).collect();
    levels.sort();
    assert_eq!(
        names(&mut peer, NESTING, &format!("(member{CHAIN}{ada})")),
        levels
    );
    assert_eq!(
        names(
            &mut peer,
            NESTING,
            &format!("(MEMBER{CHAIN}{})", ada.to_uppercase())
        ),
        levels
    );
    let inside = names(
        &mut peer,
        dc.base(),
        &format!("(memberOf{CHAIN}{})", group("Level 1")),
    );
    let mut below: Vec<String> = (2..=12).map(|number| format!("Level {number}")).collect();
    below.push("Ada Nightjar".into());
    below.sort();
    assert_eq!(inside, below, "without a cycle a group is not in itself");
    let inside = peer.find(
        dc.base(),
        &format!("(memberOf{CHAIN}{})", group("Level 12")),
    );
    assert_eq!(inside, [ada]);
}

#[test]
fn cycles_diamonds_and_groups_in_themselves_end() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::admin(&dc);
    let (cyrus, dora, otmar) = (dc.dn_of("cyrus"), dc.dn_of("dora"), dc.dn_of("otmar"));
    let cycle = ["Cycle A", "Cycle B", "Cycle C"];
    assert_eq!(
        names(&mut peer, NESTING, &format!("(member{CHAIN}{cyrus})")),
        cycle
    );
    for name in cycle {
        assert_eq!(
            names(
                &mut peer,
                NESTING,
                &format!("(memberOf{CHAIN}{})", group(name))
            ),
            cycle,
            "the group itself too"
        );
        assert_eq!(
            names(
                &mut peer,
                NESTING,
                &format!("(member{CHAIN}{})", group(name))
            ),
            cycle
        );
    }
    assert_eq!(
        names(&mut peer, NESTING, &format!("(member{CHAIN}{dora})")),
        [
            "Diamond Bottom",
            "Diamond Left",
            "Diamond Right",
            "Diamond Top"
        ]
    );
    assert_eq!(
        names(&mut peer, NESTING, &format!("(member{CHAIN}{otmar})")),
        ["Self"]
    );
    assert_eq!(
        names(
            &mut peer,
            NESTING,
            &format!("(memberOf{CHAIN}{})", group("Self"))
        ),
        ["Self"]
    );
}

#[test]
fn the_complement_of_a_chain_is_everything_else() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::admin(&dc);
    let cyrus = dc.dn_of("cyrus");
    let all = names(&mut peer, NESTING, "(objectClass=group)");
    let out = names(
        &mut peer,
        NESTING,
        &format!("(&(objectClass=group)(!(member{CHAIN}{cyrus})))"),
    );
    assert_eq!(all.len(), 20);
    assert_eq!(out.len(), 17);
    assert!(!out.iter().any(|name| name.starts_with("Cycle")));
}

#[test]
fn a_chain_over_nothing_finds_nothing() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::admin(&dc);
    let ada = dc.dn_of("ada");
    for filter in [
        format!("(member{CHAIN}CN=Nobody,DC=example,DC=test)"),
        format!("(member{CHAIN}garbage)"),
        format!("(member{CHAIN})"),
        format!("(description{CHAIN}{ada})"),
        format!("(!(description{CHAIN}{ada}))"),
        format!("(nosuchattr{CHAIN}{ada})"),
        format!("(!(nosuchattr{CHAIN}{ada}))"),
        format!("(distinguishedName{CHAIN}{ada})"),
        format!("({CHAIN}{ada})"),
    ] {
        assert_eq!(peer.find(dc.base(), &filter), [""; 0], "{filter}");
    }
}

#[test]
fn a_chain_starts_at_a_guid_or_sid_too() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::admin(&dc);
    let entry = dc.entry(dc.dn_of("cyrus"));
    for (name, attribute) in [("GUID", "objectGUID"), ("SID", "objectSid")] {
        let hex: String = entry.values(attribute)[0]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let found = names(
            &mut peer,
            NESTING,
            &format!("(member{CHAIN}<{name}={hex}>)"),
        );
        assert_eq!(found, ["Cycle A", "Cycle B", "Cycle C"], "{name}");
    }
}

#[test]
fn in_slapd_a_chain_is_an_empty_success() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::admin(&server);
    let people = "ou=people,dc=example,dc=org";
    for filter in [
        format!("(memberOf{CHAIN}cn=g2,ou=groups,dc=example,dc=org)"),
        format!("(member{CHAIN}{})", super::ALICE),
        format!("(!(member{CHAIN}{}))", super::ALICE),
        format!("({CHAIN}x)"),
        "(uidNumber:1.2.840.113556.1.4.803:=2)".into(),
        "(cn:1.2.3.4.5:=g1)".into(),
    ] {
        for base in [people, "dc=example,dc=org"] {
            assert_eq!(peer.find(base, &filter), [""; 0], "{filter}");
        }
    }
}

#[test]
fn member_of_is_direct_and_never_names_the_primary_group() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::admin(&dc);
    let otmar = dc.dn_of("otmar");
    let answer = peer.ask(&search(
        &otmar,
        Scope::Base,
        "(objectClass=*)",
        &["memberOf", "primaryGroupID"],
    ));
    assert_eq!(
        answer.values("memberOf"),
        [
            "CN=Engineering,OU=Groups,OU=Corp,DC=example,DC=test",
            "CN=Self,OU=Nesting,OU=Groups,OU=Corp,DC=example,DC=test"
        ]
    );
    assert_eq!(answer.values("primaryGroupID"), ["513"]);
    let users = "CN=Domain Users,CN=Users,DC=example,DC=test";
    for filter in [
        format!("(memberOf={users})"),
        format!("(memberOf{CHAIN}{users})"),
    ] {
        assert_eq!(peer.find(&otmar, &filter), [""; 0], "{filter}");
    }
    let answer = peer.ask(&search(users, Scope::Base, "(objectClass=*)", &["member"]));
    assert!(answer.names().is_empty());
    let found = peer.find(dc.base(), "(&(objectClass=user)(primaryGroupID=513))");
    assert!(found.contains(&otmar));
}

#[test]
fn member_of_follows_every_change_of_a_group() {
    let dc = corp().start().unwrap();
    let ada = dc.dn_of("ada");
    let ops = dc.dn_of("Ops");
    dc.modify(&ops, |entry| entry.set("member", [ada.as_str()]))
        .unwrap();
    assert!(dc.entry(&ada).has("memberOf", &ops));
    dc.modify(&ops, |entry| {
        entry.remove("member");
    })
    .unwrap();
    assert!(!dc.entry(&ada).has("memberOf", &ops));
}

#[test]
fn a_member_goes_however_its_name_is_written() {
    let dc = corp().start().unwrap();
    let (ada, otmar, ops) = (dc.dn_of("ada"), dc.dn_of("otmar"), dc.dn_of("Ops"));
    let mut peer = Peer::admin(&dc);
    let spaced = |dn: &str| dn.replace(',', " , ").to_uppercase();
    for stored in [ada.clone(), spaced(&ada)] {
        for named in [ada.clone(), spaced(&ada)] {
            let members = [stored.as_str(), otmar.as_str()];
            let set = peer.ask(&modify(&ops, &[("replace", "member", &members)]));
            assert_eq!(set.code(), 0, "{}", set.words());
            let gone = peer.ask(&modify(&ops, &[("delete", "member", &[&named])]));
            assert_eq!(gone.code(), 0, "{}", gone.words());
            assert_eq!(dc.entry(&ops).values("member"), [otmar.as_bytes()]);
        }
    }
    // The links to an object go with it, however they are written.
    let members = [spaced(&ada), otmar.clone()];
    let members = members.each_ref().map(String::as_str);
    assert_eq!(
        peer.ask(&modify(&ops, &[("replace", "member", &members)]))
            .code(),
        0
    );
    assert_eq!(peer.ask(&delete(&ada)).code(), 0);
    assert_eq!(dc.entry(&ops).values("member"), [otmar.as_bytes()]);
}
