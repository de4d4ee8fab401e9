//! Which names an entry may have, as recorded from slapd 2.5.13 and Samba 4.17.12.

use ldaplab::{
    directory::{Dn, Entry},
    server::{LdapServer, User},
    wire::request::Scope,
};

use super::peer::{Peer, add, modify, rename, search};

/// A name, what it is given, and the answer.
type Row = (
    &'static str,
    &'static [(&'static str, &'static [&'static str])],
    u32,
    &'static str,
);

const PERSON: (&str, &[&str]) = ("objectClass", &["inetOrgPerson"]);

const SLAPD: &[Row] = &[
    (
        "cn=n",
        &[("objectClass", &["person"]), ("sn", &["x"])],
        0,
        "",
    ),
    (
        "title=gg",
        &[
            ("objectclass", &["PERSON"]),
            ("cn", &["other"]),
            ("sn", &["x"]),
        ],
        65,
        "attribute 'title' not allowed",
    ),
    (
        "c=gg",
        &[("objectClass", &["country"]), ("c", &["hh"])],
        64,
        "value of single-valued naming attribute 'c' conflicts with value present in entry",
    ),
    (
        "employeeNumber=gg",
        &[
            PERSON,
            ("employeenumber", &["12"]),
            ("sn", &["x"]),
            ("cn", &["z"]),
        ],
        64,
        "value of single-valued naming attribute 'employeeNumber' conflicts with value present in entry",
    ),
    (
        "createTimestamp=20200101000000Z",
        &[("objectClass", &["person"]), ("cn", &["q"]), ("sn", &["q"])],
        64,
        "naming attribute 'createTimestamp' is operational",
    ),
    (
        "jpegPhoto=abc",
        &[PERSON, ("cn", &["q"]), ("sn", &["q"])],
        64,
        "naming attribute 'jpegPhoto' has no equality matching rule",
    ),
    ("cn=", &[PERSON, ("sn", &["q"])], 34, "invalid DN"),
    ("cn=a+cn=b", &[PERSON, ("sn", &["q"])], 34, "invalid DN"),
    ("foo=a", &[PERSON, ("sn", &["q"])], 34, "invalid DN"),
    ("cn=a\\ffb", &[PERSON, ("sn", &["q"])], 34, "invalid DN"),
    ("dc=\\c3\\bc", &[PERSON, ("sn", &["q"])], 34, "invalid DN"),
    (
        "cn=gone,cn=nowhere",
        &[("sn", &["x"])],
        65,
        "no objectClass attribute",
    ),
    (
        "cn=group1",
        &[("objectClass", &["groupOfNames"])],
        65,
        "object class 'groupOfNames' requires attribute 'member'",
    ),
    (
        "cn=group2",
        &[("objectClass", &["groupOfNames"]), ("member", &[""])],
        0,
        "",
    ),
    (
        "cn=group3",
        &[
            ("objectClass", &["groupOfNames"]),
            ("MEMBER", &["", "cn=x", "CN=X"]),
        ],
        20,
        "member: value #1 provided more than once",
    ),
    (
        "cn=group4",
        &[
            ("objectClass", &["groupOfNames"]),
            ("MEMBER", &["cn=,dc=x"]),
        ],
        21,
        "MEMBER: value #0 invalid per syntax",
    ),
    (
        "cn=group5",
        &[("objectClass", &["groupOfNames"]), ("member", &["foo=x"])],
        21,
        "member: value #0 invalid per syntax",
    ),
    (
        "cn=group6",
        &[
            ("objectClass", &["groupOfUniqueNames"]),
            ("uniqueMember", &[""]),
        ],
        0,
        "",
    ),
];

#[test]
fn slapd_adds_the_naming_attribute_and_then_checks_the_whole_entry() {
    let server = LdapServer::openldap("dc=example,dc=org").start().unwrap();
    let mut peer = Peer::admin(&server);
    for (rdn, attributes, code, words) in SLAPD {
        let dn = format!("{rdn},dc=example,dc=org");
        let answer = peer.ask(&add(&dn, attributes));
        assert_eq!((answer.code(), answer.words()), (*code, *words), "{rdn}");
    }
    let empty = peer.ask(&search(
        "dc=example,dc=org",
        Scope::Sub,
        "(member=)",
        &["member"],
    ));
    assert_eq!(empty.dns(), ["cn=group2,dc=example,dc=org"]);
    assert_eq!(empty.values("member"), [""]);
    // The usual life of an empty group: a member comes, the empty name goes.
    let group = "cn=group2,dc=example,dc=org";
    let changes: [(&str, &str, &[&str]); 2] = [
        ("add", "member", &["cn=n,dc=example,dc=org"]),
        ("delete", "member", &[""]),
    ];
    assert_eq!(peer.ask(&modify(group, &changes)).code(), 0);
    let left = peer.ask(&search(group, Scope::Base, "(cn=*)", &["member"]));
    assert_eq!(left.values("member"), ["cn=n,dc=example,dc=org"]);
    let who = peer.ask(&search(
        "cn=n,dc=example,dc=org",
        Scope::Base,
        "(cn=*)",
        &["memberOf"],
    ));
    assert_eq!(who.values("memberOf"), [group]);
}

#[test]
fn a_domains_objects_have_one_name_of_one_pair() {
    let dc = LdapServer::active_directory("corp.example")
        .start()
        .unwrap();
    let mut peer = Peer::admin(&dc);
    let rows: &[Row] = &[
        ("CN=plain", &[("objectClass", &["contact"])], 0, ""),
        (
            "CN=dup",
            &[("objectClass", &["contact"]), ("cn", &["DUP"])],
            0,
            "",
        ),
        (
            "CN=w1",
            &[("objectClass", &["user"]), ("cn", &["other"])],
            34,
            "",
        ),
        (
            "OU=w2",
            &[("objectClass", &["organizationalUnit"]), ("ou", &["other"])],
            34,
            "",
        ),
        ("CN=w3+SN=u", &[("objectClass", &["contact"])], 34, ""),
        ("SN=w4", &[("objectClass", &["contact"])], 64, ""),
        (
            "CN=w5",
            &[("objectClass", &["group"]), ("member", &[""])],
            21,
            "",
        ),
    ];
    for (rdn, attributes, code, _) in rows {
        let answer = peer.ask(&add(&format!("{rdn},DC=corp,DC=example"), attributes));
        assert_eq!(answer.code(), *code, "{rdn}: {}", answer.words());
    }
}

#[test]
fn every_dn_of_a_domain_says_its_objects_own_name() {
    let dc = LdapServer::active_directory("corp.example")
        .user(
            User::new("Ada")
                .password("s3cret")
                .attribute("seeAlso", "cn=administrator, cn=users,DC=CORP,dc=example"),
        )
        .start()
        .unwrap();
    let mut peer = Peer::admin(&dc);
    let ada = dc.dn_of("ada");
    let read = |peer: &mut Peer| {
        let asked = search(&ada, Scope::Base, "(objectClass=*)", &["SEEALSO"]);
        peer.ask(&asked).values("seeAlso")
    };
    assert_eq!(
        read(&mut peer),
        ["CN=Administrator,CN=Users,DC=corp,DC=example"]
    );
    let changed = modify(
        &ada,
        &[(
            "replace",
            "SEEALSO",
            &["cn=ADA, cn=users,DC=CORP,dc=example"],
        )],
    );
    assert_eq!(peer.ask(&changed).code(), 0);
    assert_eq!(read(&mut peer), ["CN=Ada,CN=Users,DC=corp,DC=example"]);
}

#[test]
fn children_follow_when_the_same_name_is_spelled_anew() {
    let server = LdapServer::openldap("DC=example, dc=org")
        .ldif("dn: ou=a,dc=example,dc=org\nobjectClass: organizationalUnit\n\ndn: ou=b,ou=a,dc=example,dc=org\nobjectClass: organizationalUnit\n")
        .start()
        .unwrap();
    let mut peer = Peer::admin(&server);
    let asked = rename("ou=a,dc=example,dc=org", "OU=A", true, None);
    assert_eq!(peer.ask(&asked).code(), 0);
    assert_eq!(
        peer.find("dc=example,dc=org", "(objectClass=organizationalUnit)"),
        ["ou=A,dc=example,dc=org", "ou=b,ou=A,dc=example,dc=org"]
    );
    let root = peer.ask(&search(
        "",
        Scope::Base,
        "(objectClass=*)",
        &["namingContexts"],
    ));
    assert_eq!(root.values("namingContexts"), ["dc=example,dc=org"]);
}

#[test]
fn an_administrator_is_called_as_the_schema_spells_the_name() {
    let server = LdapServer::openldap("dc=example,dc=org")
        .root_dn("CN=Boss , DC=example,dc=org")
        .start()
        .unwrap();
    let mut peer = Peer::admin(&server);
    assert_eq!(peer.who(), "dn:cn=Boss,dc=example,dc=org");
    let person: [(&str, &[&str]); 2] = [("objectClass", &["person"]), ("sn", &["x"])];
    assert_eq!(peer.ask(&add("cn=n,dc=example,dc=org", &person)).code(), 0);
    let made = peer.ask(&search(
        "cn=n,dc=example,dc=org",
        Scope::Base,
        "(cn=*)",
        &["creatorsName"],
    ));
    assert_eq!(made.values("creatorsName"), ["cn=Boss,dc=example,dc=org"]);
}

#[test]
fn a_class_that_is_given_to_a_user_is_one_more() {
    let dc = LdapServer::active_directory("corp.example")
        .user(
            User::new("ada")
                .attribute("objectClass", "posixAccount")
                .attribute("uidNumber", "1000"),
        )
        .start()
        .unwrap();
    let ada = dc.entry(dc.dn_of("ada"));
    for class in ["user", "posixAccount", "person", "top"] {
        assert!(ada.has("objectClass", class), "{class}");
    }
    let server = LdapServer::openldap("dc=example,dc=org")
        .user(
            User::new("ada")
                .attribute("objectclass", "posixAccount")
                .attribute("uidNumber", "1000")
                .attribute("gidNumber", "1000")
                .attribute("homeDirectory", "/home/ada"),
        )
        .start()
        .unwrap();
    let ada = server.entry(server.dn_of("ada"));
    for class in ["inetOrgPerson", "posixAccount"] {
        assert!(ada.has("objectClass", class), "{class}");
    }
}

#[test]
fn what_a_class_allows_that_nobody_knows_nobody_refuses() {
    let server = LdapServer::openldap("dc=example,dc=org").start().unwrap();
    let mut entry = Entry::new(Dn::parse("cn=odd,dc=example,dc=org").unwrap());
    entry.set("objectClass", ["person", "acmeThing"]);
    entry.set("sn", ["x"]);
    server.add(entry).unwrap();
    let changed = modify(
        "cn=odd,dc=example,dc=org",
        &[("add", "mail", &["a@example.org"])],
    );
    assert_eq!(Peer::admin(&server).ask(&changed).code(), 0);
}

#[test]
fn the_label_behind_a_referrals_url_is_no_part_of_it() {
    let server = LdapServer::openldap("dc=example,dc=org")
        .ldif("dn: ou=far,dc=example,dc=org\nobjectClass: referral\nobjectClass: extensibleObject\nou: far\nref: ldap://far.example.net Our other site\nref: ldap://two.example.net/ou=x,dc=y The second\n")
        .start()
        .unwrap();
    let mut peer = Peer::admin(&server);
    let below = peer.ask(&search(
        "dc=example,dc=org",
        Scope::Sub,
        "(objectClass=*)",
        &[],
    ));
    assert_eq!(
        below.references,
        [[
            "ldap://far.example.net/ou=far,dc=example,dc=org??sub",
            "ldap://two.example.net/ou=x,dc=y??sub"
        ]]
    );
    let of_target = peer.ask(&modify(
        "cn=a,ou=far,dc=example,dc=org",
        &[("replace", "sn", &["x"])],
    ));
    assert_eq!(of_target.code(), 10);
    assert_eq!(
        of_target.result.referrals,
        [
            "ldap://far.example.net/cn=a,ou=far,dc=example,dc=org",
            "ldap://two.example.net/cn=a,ou=x,dc=y"
        ]
    );
}
