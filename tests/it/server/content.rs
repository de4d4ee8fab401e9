//! Working with entries without LDAP.

use ldaplab::{
    directory::{dn::Dn, entry::Entry},
    server::{LdapServer, User},
    wire::request::Scope,
};

use super::{
    ALICE, corp,
    peer::{Peer, add, compare, modify, search},
    slapd,
};

#[test]
fn entries_are_looked_at_found_added_changed_and_deleted() {
    let dc = corp().start().unwrap();
    let ada = dc.dn_of("ada");
    assert_eq!(
        ada,
        "CN=Ada Nightjar,OU=Berlin,OU=People,OU=Corp,DC=example,DC=test"
    );
    assert!(dc.entry(&ada).has("MAIL", "ADA@example.test"));
    assert!(!dc.entry(&ada).has("mail", "bob@example.test"));
    assert_eq!(dc.entry(ada.to_lowercase()).dn(), ada);
    for missing in ["CN=x,DC=example,DC=test", "not a dn", ""] {
        let entry = dc.entry(missing);
        assert!(!entry.exists(), "{missing}");
        assert!(entry.values("cn").is_empty());
    }
    assert_eq!(
        dc.find("(&(objectClass=user)(sAMAccountName=a*))").len(),
        dc.find("(&(sAMAccountName=A*)(objectClass=user))").len()
    );
    assert_eq!(dc.find("(sAMAccountName=ada)")[0].dn(), ada);
    assert!(dc.find("(cn=nobody)").is_empty());

    let dn = "CN=New,CN=Users,DC=example,DC=test";
    let mut entry = Entry::new(Dn::parse(dn).unwrap());
    entry.set("objectClass", ["user"]);
    entry.set("sAMAccountName", ["new"]);
    entry.set("userPassword", ["new-pass"]);
    dc.add(entry.clone()).unwrap();
    assert!(dc.add(entry).is_err(), "it is there already");
    assert_eq!(dc.entry(dn).values("objectGUID")[0].len(), 16);
    let mut peer = Peer::plain(&dc);
    assert_eq!(peer.bind("EXAMPLE\\new", "new-pass").0, 0);
    dc.modify(dn, |entry| entry.set("title", ["Boss"])).unwrap();
    assert_eq!(peer.find(dc.base(), "(title=boss)"), [dn]);
    assert!(dc.modify("CN=Nobody,DC=example,DC=test", |_| ()).is_err());
    assert!(dc.modify("not a dn", |_| ()).is_err());
    dc.delete(dn).unwrap();
    assert!(dc.delete(dn).is_err());
    assert!(
        dc.delete("OU=Corp,DC=example,DC=test").is_err(),
        "it has subordinates"
    );
    assert!(peer.find(dc.base(), "(title=boss)").is_empty());
}

#[test]
fn a_snapshot_brings_everything_back() {
    let server = slapd().start().unwrap();
    let before = server.snapshot();
    let mut peer = Peer::admin(&server);
    server
        .modify(ALICE, |entry| entry.set("sn", ["Changed"]))
        .unwrap();
    server.delete("cn=g2,ou=groups,dc=example,dc=org").unwrap();
    assert_eq!(peer.find("dc=example,dc=org", "(sn=Changed)"), [ALICE]);
    let changed = server.snapshot();
    server.restore(&before);
    assert!(peer.find("dc=example,dc=org", "(sn=Changed)").is_empty());
    assert!(server.entry("cn=g2,ou=groups,dc=example,dc=org").exists());
    let answer = peer.ask(&search(
        ALICE,
        Scope::Base,
        "(objectClass=*)",
        &["memberOf"],
    ));
    assert_eq!(
        answer.values("memberOf"),
        ["cn=g1,ou=groups,dc=example,dc=org"]
    );
    server.restore(&changed);
    assert_eq!(peer.find("dc=example,dc=org", "(sn=Changed)"), [ALICE]);
    server.restore(&before);
    server.restore(&before);
    assert_eq!(server.entry(ALICE).text("sn").as_deref(), Some("Adams"));
}

#[test]
#[should_panic(expected = "dn_of(\"nobody\")")]
fn dn_of_nobody_panics_with_the_name() {
    let server = LdapServer::openldap("dc=example,dc=org").start().unwrap();
    let _ = server.dn_of("nobody");
}

#[test]
fn users_and_groups_by_value_are_where_the_vendor_has_them() {
    let ada = || {
        User::new("ada")
            .password("s3cret")
            .member_of("Ops")
            .attribute("title", "Engineer")
    };
    let dc = LdapServer::active_directory("corp.example")
        .user(ada())
        .start()
        .unwrap();
    assert_eq!(dc.dn_of("ada"), "CN=ada,CN=Users,DC=corp,DC=example");
    assert!(
        dc.entry(dc.dn_of("ada"))
            .has("memberOf", "CN=Ops,CN=Users,DC=corp,DC=example")
    );
    assert!(dc.entry(dc.dn_of("ada")).has("mail", "ada@corp.example"));
    let server = LdapServer::openldap("dc=example,dc=org")
        .user(ada())
        .start()
        .unwrap();
    assert_eq!(server.dn_of("ada"), "uid=ada,ou=people,dc=example,dc=org");
    assert!(
        server
            .entry(server.dn_of("Ops"))
            .has("member", "uid=ada,ou=people,dc=example,dc=org")
    );
    assert!(server.entry(server.dn_of("ada")).has("title", "engineer"));
    assert_eq!(
        Peer::plain(&server).bind(&server.dn_of("ada"), "s3cret").0,
        0
    );
}

/// A restored directory numbers its next description as it did the one that is gone: what was known of that one, such as that everybody may see it, is
/// not true of the other.
#[test]
fn after_a_restore_no_attribute_is_taken_for_another() {
    let server = LdapServer::openldap("dc=example,dc=org").start().unwrap();
    let before = server.snapshot();
    let dn = "cn=one,dc=example,dc=org";
    let person = |more: &str, value: &str| {
        add(
            dn,
            &[
                ("objectClass", &["person"]),
                ("cn", &["one"]),
                ("sn", &["one"]),
                (more, &[value]),
            ],
        )
    };
    let (mut admin, mut peer) = (Peer::admin(&server), Peer::plain(&server));
    let all = search(dn, Scope::Base, "(objectClass=*)", &[]);
    assert_eq!(admin.ask(&person("description", "seen")).code(), 0);
    assert_eq!(peer.ask(&all).values("description"), ["seen"]);
    server.restore(&before);
    assert_eq!(admin.ask(&person("userPassword", "hidden")).code(), 0);
    assert_eq!(peer.ask(&all).names(), ["objectClass", "cn", "sn"]);
    assert_eq!(admin.ask(&all).values("userPassword"), ["hidden"]);
    for (filter, found) in [
        ("(userPassword=*)", 0),
        ("(userPassword=hidden)", 0),
        ("(description=*)", 0),
        ("(cn=one)", 1),
    ] {
        assert_eq!(peer.find(dn, filter).len(), found, "{filter}");
    }
}

/// An index answers for one entry, too: what it says of a value is what the filter would have found.
#[test]
fn one_entry_is_asked_by_its_index() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::admin(&server);
    let group = "cn=g1,ou=groups,dc=example,dc=org";
    let upper = ALICE.to_uppercase();
    for (filter, found) in [
        (format!("(member={upper})"), 1),
        ("(member=uid=nobody,dc=example,dc=org)".to_owned(), 0),
        ("(!(member=uid=nobody,dc=example,dc=org))".to_owned(), 1),
        (format!("(&(cn=g1)(member={upper}))"), 1),
        (format!("(&(cn=g2)(member={upper}))"), 0),
        (format!("(|(cn=g2)(member={upper}))"), 1),
        (format!("(member;x-one={upper})"), 0),
    ] {
        let asked = search(group, Scope::Base, &filter, &["1.1"]);
        assert_eq!(peer.ask(&asked).dns().len(), found, "{filter}");
    }
    let gone = modify(group, &[("delete", "member", &[ALICE])]);
    let others = modify(group, &[("add", "member", &["uid=x,dc=example,dc=org"])]);
    assert_eq!(peer.ask(&others).code(), 0);
    assert_eq!(peer.ask(&gone).code(), 0);
    let asked = search(group, Scope::Base, &format!("(member={ALICE})"), &["1.1"]);
    assert!(peer.ask(&asked).dns().is_empty());
    assert_eq!(peer.ask(&compare(group, "member", ALICE)).code(), 5);
    assert_eq!(
        peer.ask(&compare(group, "member", "UID=X,dc=example,dc=org"))
            .code(),
        6
    );
}
