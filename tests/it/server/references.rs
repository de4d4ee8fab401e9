//! Referrals and search references.

use ldaplab::{
    server::{LdapServer, key},
    wire::{Control, Request, request::Scope},
};

use super::{
    corp,
    peer::{Peer, add, compare, critical, delete, modify, rename, search},
    slapd,
};

const ALL: &str = "(objectClass=*)";
const R1: &str = "cn=r1,ou=refs,dc=example,dc=org";
const REFS: &str = "ou=refs,dc=example,dc=org";
const MANAGE: &str = "2.16.840.1.113730.3.4.2";

#[test]
fn slapd_refers_a_foreign_base_as_recorded() {
    let server = slapd()
        .set(key::DEFAULT_REFERRAL, "ldap://root.example.org")
        .start()
        .unwrap();
    let mut peer = Peer::admin(&server);
    let foreign = "cn=x,dc=contoso,dc=com";
    let device: &[(&str, &[&str])] = &[("objectClass", &["device"]), ("cn", &["x"])];
    let update = "ldap://root.example.org/cn=x,dc=contoso,dc=com";
    for (request, url) in [
        (
            search("", Scope::One, ALL, &[]),
            "ldap://root.example.org/??one",
        ),
        (
            search("", Scope::Sub, ALL, &[]),
            "ldap://root.example.org/??sub",
        ),
        (
            search("cn=Monitor", Scope::Base, ALL, &[]),
            "ldap://root.example.org/cn=Monitor??base",
        ),
        (
            search("dc=contoso,dc=com", Scope::Sub, ALL, &[]),
            "ldap://root.example.org/dc=contoso,dc=com??sub",
        ),
        (
            search("ou=x,dc=contoso,dc=com", Scope::One, ALL, &[]),
            "ldap://root.example.org/ou=x,dc=contoso,dc=com??one",
        ),
        (
            search("dc=org", Scope::Sub, ALL, &[]),
            "ldap://root.example.org/dc=org??sub",
        ),
        (modify(foreign, &[("replace", "sn", &["x"])]), update),
        (add(foreign, device), update),
        (delete(foreign), update),
        (compare(foreign, "cn", "x"), update),
    ] {
        let answer = peer.ask(&request);
        assert_eq!(
            (answer.code(), answer.matched(), answer.words()),
            (10, "", ""),
            "{request:?}"
        );
        assert_eq!(answer.result.referrals, [url], "{request:?}");
    }
}

#[test]
fn slapd_without_a_default_referral_knows_nothing_of_foreign_entries() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::admin(&server);
    let foreign = "cn=x,dc=contoso,dc=com";
    let words = "no global superior knowledge";
    for (request, code, words) in [
        (search(foreign, Scope::Sub, ALL, &[]), 32, ""),
        (compare(foreign, "cn", "x"), 32, ""),
        (modify(foreign, &[("replace", "sn", &["x"])]), 53, words),
        (
            add(foreign, &[("objectClass", &["device"]), ("cn", &["x"])]),
            53,
            words,
        ),
        (delete(foreign), 53, words),
        (rename(foreign, "cn=y", true, None), 53, words),
    ] {
        let answer = peer.ask(&request);
        assert_eq!(
            (answer.code(), answer.words()),
            (code, words),
            "{request:?}"
        );
    }
}

#[test]
fn ad_refers_to_the_domain_that_the_dn_names() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::admin(&dc);
    let words =
        "0000202B: RefErr: DSID-0310082F, data 0, 1 access points\n\tref 1: 'contoso.com'\n\0";
    for request in [
        search("DC=contoso,DC=com", Scope::Sub, ALL, &[]),
        delete("DC=contoso,DC=com"),
        modify("DC=contoso,DC=com", &[("replace", "description", &["x"])]),
        compare("DC=contoso,DC=com", "dc", "contoso"),
    ] {
        let answer = peer.ask(&request);
        assert_eq!(
            (answer.code(), answer.matched(), answer.words()),
            (10, "", words),
            "{request:?}"
        );
        assert_eq!(
            answer.result.referrals,
            ["ldap://contoso.com/DC=contoso,DC=com"]
        );
    }
    let dc = corp()
        .set(key::DEFAULT_REFERRAL, "ldap://root.example.org/")
        .start()
        .unwrap();
    let answer = Peer::admin(&dc).ask(&search("DC=contoso,DC=com", Scope::Sub, ALL, &[]));
    assert_eq!(answer.code(), 10);
    assert_eq!(
        answer.result.referrals,
        ["ldap://root.example.org/DC=contoso,DC=com??sub"]
    );
}

/// In the order of Windows, each zone at its own host.
#[test]
fn ad_refers_from_the_domain_root_to_its_other_contexts() {
    let dc = LdapServer::active_directory("Example.test")
        .start()
        .unwrap();
    let mut peer = Peer::admin(&dc);
    let hosts = [
        "ldap://ForestDnsZones.Example.test/DC=ForestDnsZones,DC=Example,DC=test",
        "ldap://DomainDnsZones.Example.test/DC=DomainDnsZones,DC=Example,DC=test",
        "ldap://Example.test/CN=Configuration,DC=Example,DC=test",
    ];
    let base = "dc=EXAMPLE,dc=TEST";
    for filter in [ALL, "(cn=nobody)"] {
        let answer = peer.ask(&search(base, Scope::Sub, filter, &["1.1"]));
        let urls: Vec<&str> = answer
            .references
            .iter()
            .map(|urls| {
                let [url] = urls.as_slice() else {
                    panic!("{urls:?}")
                };
                url.as_str()
            })
            .collect();
        assert_eq!(urls, hosts, "{filter}");
        assert_eq!(answer.code(), 0);
    }
    let answer = peer.ask(&search(base, Scope::One, ALL, &["1.1"]));
    let one: Vec<String> = answer.references.concat();
    assert_eq!(one, hosts.map(|url| format!("{url}??base")));
    for (base, scope) in [
        (base, Scope::Base),
        ("CN=Users,DC=example,DC=test", Scope::Sub),
    ] {
        assert!(
            peer.ask(&search(base, scope, ALL, &["1.1"]))
                .references
                .is_empty()
        );
    }
    let answer = peer.ask(&search(
        "CN=Configuration,DC=example,DC=test",
        Scope::Sub,
        ALL,
        &["1.1"],
    ));
    assert_eq!(
        answer.references,
        [["ldap://Example.test/CN=Schema,CN=Configuration,DC=Example,DC=test"]]
    );
}

/// Recorded of Samba, which names the scheme of the connection.
#[test]
fn over_tls_the_references_are_ldaps() {
    let dc = LdapServer::active_directory("example.test")
        .start()
        .unwrap();
    let mut peer = Peer::tls(&dc);
    let admin = dc.admin();
    assert_eq!(peer.bind(admin.dn(), admin.password()).0, 0);
    let answer = peer.ask(&search(
        "CN=Configuration,DC=example,DC=test",
        Scope::Sub,
        ALL,
        &["1.1"],
    ));
    assert_eq!(
        answer.references,
        [["ldaps://example.test/CN=Schema,CN=Configuration,DC=example,DC=test"]]
    );
}

#[test]
fn domain_scope_and_search_options_suppress_references() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::admin(&dc);
    let request = search(dc.base(), Scope::Sub, "(cn=nobody)", &["1.1"]);
    let options = |flags: u8, critical: bool| {
        Control::new("1.2.840.113556.1.4.1340", critical).with_value([0x30, 3, 2, 1, flags])
    };
    for (control, expected) in [
        (critical("1.2.840.113556.1.4.1339"), 0),
        (Control::new("1.2.840.113556.1.4.1339", false), 0),
        (options(1, true), 0),
        (options(2, false), 0),
        (options(0, true), 3),
        (
            Control::new("1.2.840.113556.1.4.1340", false).with_value([0x30]),
            3,
        ),
        (Control::new(MANAGE, false), 3),
    ] {
        let answer = peer.ask_with(&request, std::slice::from_ref(&control));
        assert_eq!(
            (answer.code(), answer.references.len()),
            (0, expected),
            "{control:?}"
        );
    }
    let answer = peer.ask_with(&request, &[critical(MANAGE)]);
    assert_eq!(answer.code(), 12, "AD has no ManageDsaIT");
}

#[test]
fn slapd_refers_at_and_below_a_referral_object() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::admin(&server);
    let target = "ldap://other.example.org/dc=other,dc=org";
    let below = "cn=x,cn=r1,ou=refs,dc=example,dc=org";
    let device: &[(&str, &[&str])] = &[("objectClass", &["device"]), ("cn", &["y"])];
    for (request, url) in [
        (search(R1, Scope::Base, ALL, &[]), format!("{target}??base")),
        (search(R1, Scope::One, ALL, &[]), format!("{target}??one")),
        (search(R1, Scope::Sub, ALL, &[]), format!("{target}??sub")),
        (
            search(below, Scope::Base, ALL, &[]),
            "ldap://other.example.org/cn=x,dc=other,dc=org??base".into(),
        ),
        (
            modify(R1, &[("replace", "description", &["x"])]),
            target.into(),
        ),
        (delete(R1), target.into()),
        (compare(R1, "cn", "r1"), target.into()),
        (rename(R1, "cn=r9", true, None), target.into()),
        (
            add("cn=y,cn=r1,ou=refs,dc=example,dc=org", device),
            "ldap://other.example.org/cn=y,dc=other,dc=org".into(),
        ),
    ] {
        let answer = peer.ask(&request);
        assert_eq!(
            (answer.code(), answer.matched(), answer.words()),
            (10, R1, ""),
            "{request:?}"
        );
        assert_eq!(answer.result.referrals, [url], "{request:?}");
    }
    let answer = peer.ask(&search(
        "cn=r2,ou=refs,dc=example,dc=org",
        Scope::Base,
        ALL,
        &[],
    ));
    assert_eq!(
        answer.result.referrals,
        [
            "ldap://a.example.org/cn=r2,ou=refs,dc=example,dc=org??base",
            "ldap://b.example.org/ou=x,dc=b??base"
        ]
    );
}

#[test]
fn slapd_continues_elsewhere_whatever_the_filter() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::admin(&server);
    for (scope, filter, suffix, entries) in [
        (Scope::Sub, ALL, "sub", vec![REFS]),
        (Scope::One, ALL, "base", vec![]),
        (Scope::Sub, "(cn=zzz)", "sub", vec![]),
    ] {
        let answer = peer.ask(&search(REFS, scope, filter, &["1.1"]));
        assert_eq!(answer.dns(), entries);
        assert_eq!(
            answer.references,
            [
                vec![format!(
                    "ldap://other.example.org/dc=other,dc=org??{suffix}"
                )],
                vec![
                    format!("ldap://a.example.org/cn=r2,ou=refs,dc=example,dc=org??{suffix}"),
                    format!("ldap://b.example.org/ou=x,dc=b??{suffix}"),
                ]
            ]
        );
    }
}

#[test]
fn manage_dsa_it_makes_referral_objects_ordinary() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::admin(&server);
    for control in [critical(MANAGE), Control::new(MANAGE, false)] {
        let answer = peer.ask_with(&search(REFS, Scope::Sub, ALL, &["ref"]), &[control]);
        assert_eq!((answer.entries.len(), answer.references.len()), (3, 0));
    }
    let answer = peer.ask_with(&search(R1, Scope::Base, ALL, &["ref"]), &[critical(MANAGE)]);
    assert_eq!(
        answer.values("ref"),
        ["ldap://other.example.org/dc=other,dc=org"]
    );
    let answer = peer.ask_with(
        &search(R1, Scope::Base, ALL, &[]),
        &[critical(MANAGE).with_value("x")],
    );
    assert_eq!(
        (answer.code(), answer.words()),
        (2, "manageDSAit control value not absent")
    );
    let manage = [critical(MANAGE)];
    let r9 = "cn=r9,ou=refs,dc=example,dc=org";
    let requests: [(Request, u32); 6] = [
        (compare(R1, "cn", "r1"), 6),
        (modify(R1, &[("add", "description", &["x"])]), 0),
        (rename(R1, "cn=r9", true, None), 0),
        (delete(r9), 0),
        (delete(r9), 32),
        (
            add(
                "cn=r3,ou=refs,dc=example,dc=org",
                &[
                    ("objectClass", &["referral", "extensibleObject"]),
                    ("cn", &["r3"]),
                    ("ref", &["ldap://c.example.org/"]),
                ],
            ),
            0,
        ),
    ];
    for (request, code) in requests {
        assert_eq!(peer.ask_with(&request, &manage).code(), code, "{request:?}");
    }
}
