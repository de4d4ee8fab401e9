//! Search: bases, scopes, limits, and who may.

use std::collections::BTreeSet;

use ldaplab::{
    server::{LdapServer, User, key},
    wire::{Request, request::Scope},
};

use super::{
    ALICE, corp,
    peer::{Peer, plain_search, search},
    slapd,
};

const ALL: &str = "(objectClass=*)";

#[test]
fn slapd_answers_bases_and_scopes_as_recorded() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::admin(&server);
    let people = "ou=people,dc=example,dc=org";
    let suffix = "dc=example,dc=org";
    for (base, scope, code, matched, words) in [
        (
            "uid=zzz,ou=people,dc=example,dc=org",
            Scope::Base,
            32,
            people,
            "",
        ),
        (
            "cn=a,ou=b,ou=c,dc=example,dc=org",
            Scope::Sub,
            32,
            suffix,
            "",
        ),
        ("dc=contoso,dc=com", Scope::Sub, 32, "", ""),
        ("dc=org", Scope::Sub, 32, "", ""),
        ("cn=config", Scope::Base, 32, "", ""),
        ("", Scope::One, 32, "", ""),
        ("", Scope::Sub, 32, "", ""),
        ("not a dn", Scope::Base, 34, "", "invalid DN"),
        ("foo=x,dc=example,dc=org", Scope::Base, 34, "", "invalid DN"),
        (suffix, Scope::Other(4), 2, "", "invalid scope"),
        (suffix, Scope::Other(-1), 2, "", "invalid scope"),
    ] {
        let answer = peer.ask(&search(base, scope, ALL, &[]));
        let got = (answer.code(), answer.matched(), answer.words());
        assert_eq!(got, (code, matched, words), "{base} {scope:?}");
        assert!(answer.entries.is_empty());
    }
    for (name, number, words) in [
        ("deref", 7, "invalid deref"),
        ("size", -1, "invalid size limit"),
        ("time", -1, "invalid time limit"),
    ] {
        let mut request = plain_search(suffix, Scope::Base, ALL, &[]);
        match name {
            "deref" => request.deref_aliases = number,
            "size" => request.size_limit = number,
            _ => request.time_limit = number,
        }
        let answer = peer.ask(&Request::Search(request));
        assert_eq!((answer.code(), answer.words()), (2, words));
    }
    let mut request = plain_search("", Scope::Base, ALL, &[]);
    request.base = vec![0xff, 0xfe];
    let answer = peer.ask(&Request::Search(request));
    assert_eq!((answer.code(), answer.words()), (34, "invalid DN"));
}

#[test]
fn every_scope_finds_what_belongs_to_it() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::admin(&server);
    let groups = "ou=groups,dc=example,dc=org";
    let (g1, g2) = (
        "cn=g1,ou=groups,dc=example,dc=org",
        "cn=g2,ou=groups,dc=example,dc=org",
    );
    for (scope, expected) in [
        (Scope::Base, vec![groups]),
        (Scope::One, vec![g1, g2]),
        (Scope::Sub, vec![groups, g1, g2]),
        (Scope::Children, vec![g1, g2]),
    ] {
        let answer = peer.ask(&search(groups, scope, ALL, &["1.1"]));
        assert_eq!(answer.dns(), expected, "{scope:?}");
        assert_eq!(answer.code(), 0);
        assert!(
            answer
                .entries
                .iter()
                .all(|entry| entry.attributes.is_empty())
        );
    }
    let dc = corp().start().unwrap();
    let mut peer = Peer::admin(&dc);
    let answer = peer.ask(&search(dc.base(), Scope::Children, ALL, &[]));
    assert_eq!(answer.code(), 2, "AD has no subordinate subtree scope");
}

#[test]
fn a_size_limit_that_is_met_exactly_is_not_exceeded() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::plain(&server);
    for (limit, code, count) in [(1, 4, 1), (2, 4, 2), (3, 0, 3), (4, 0, 3), (0, 0, 3)] {
        let mut request = plain_search("ou=groups,dc=example,dc=org", Scope::Sub, ALL, &["1.1"]);
        request.size_limit = limit;
        let answer = peer.ask(&Request::Search(request));
        assert_eq!(
            (answer.code(), answer.entries.len()),
            (code, count),
            "{limit}"
        );
        assert_eq!(answer.words(), "");
    }
}

#[test]
fn slapds_own_limit_holds_for_everybody_but_the_administrator() {
    let server = super::load::large(600, 10);
    let mut peer = Peer::plain(&server);
    let mut request = plain_search("dc=example,dc=org", Scope::Sub, "(uid=*)", &["1.1"]);
    for limit in [0, 1000] {
        request.size_limit = limit;
        let answer = peer.ask(&Request::Search(request.clone()));
        assert_eq!((answer.code(), answer.entries.len()), (4, 500), "{limit}");
    }
    request.size_limit = 0;
    let answer = Peer::admin(&server).ask(&Request::Search(request));
    assert_eq!((answer.code(), answer.entries.len()), (0, 600));
}

/// What Windows sends: MaxPageSize entries, the references, then 4 without words.
#[test]
fn ad_gives_max_page_size_entries_and_the_references_and_then_refuses() {
    let mut builder = LdapServer::active_directory("example.test").set(key::MAX_PAGE_SIZE, 3);
    for number in 0..5 {
        builder = builder.user(User::new(format!("person{number}")));
    }
    let dc = builder.start().unwrap();
    let mut peer = Peer::admin(&dc);
    let request = search(dc.base(), Scope::Sub, "(sAMAccountName=person*)", &["1.1"]);
    let answer = peer.ask(&request);
    assert_eq!((answer.code(), answer.words()), (4, ""));
    assert_eq!((answer.entries.len(), answer.references.len()), (3, 3));
    let request = search(
        dc.base(),
        Scope::Sub,
        "(|(cn=person0)(cn=person1)(cn=person2))",
        &["1.1"],
    );
    assert_eq!(
        (peer.ask(&request).code(), peer.ask(&request).entries.len()),
        (0, 3)
    );
}

#[test]
fn ad_shows_an_anonymous_client_only_the_root_dse() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::plain(&dc);
    let words = "000004DC: LdapErr: DSID-0C090CF4, comment: In order to perform this operation a successful bind must be completed on the connection., data 0, v4563\0";
    for (base, scope) in [
        ("DC=example,DC=test", Scope::Sub),
        ("CN=Nobody,DC=example,DC=test", Scope::Base),
        ("DC=contoso,DC=com", Scope::Base),
        ("", Scope::Sub),
        ("", Scope::One),
        (
            "CN=Aggregate,CN=Schema,CN=Configuration,DC=example,DC=test",
            Scope::Base,
        ),
    ] {
        let answer = peer.ask(&search(base, scope, ALL, &[]));
        assert_eq!(
            (answer.code(), answer.words(), answer.matched()),
            (1, words, ""),
            "{base}"
        );
    }
    assert!(peer.is_alive());
}

#[test]
fn ad_answers_a_base_that_it_does_not_have_as_windows_does() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::admin(&dc);
    let answer = peer.ask(&search(
        "CN=x,OU=Lyon,OU=Nowhere,OU=corp,DC=example,DC=test",
        Scope::Sub,
        ALL,
        &[],
    ));
    assert_eq!(
        (answer.code(), answer.matched(), answer.words()),
        (
            32,
            "OU=Corp,DC=example,DC=test",
            "0000208D: NameErr: DSID-03100241, problem 2001 (NO_OBJECT), data 0, best match of:\n\t'OU=Corp,DC=example,DC=test'\n\0"
        )
    );
    let answer = peer.ask(&search("not a dn", Scope::Sub, ALL, &[]));
    assert_eq!(
        (answer.code(), answer.words()),
        (
            34,
            "0000208F: NameErr: DSID-03100225, problem 2006 (BAD_NAME), data 8350, best match of:\n\t'not a dn'\n\0"
        )
    );
    for unknown in [
        "<GUID=00000000000000000000000000000000>",
        "<SID=S-1-5-32-1>",
    ] {
        assert_eq!(
            peer.ask(&search(unknown, Scope::Base, ALL, &[])).code(),
            32,
            "{unknown}"
        );
    }
    for bad in [
        "<GUID=x>",
        "<FOO=1>",
        "<>",
        "<",
        "<GUID=",
        "<WKGUID=,>",
        "<SID=ü>",
    ] {
        let code = peer.ask(&search(bad, Scope::Base, ALL, &[])).code();
        assert!(matches!(code, 32 | 34), "{bad}: {code}");
    }
    for scope in [Scope::One, Scope::Sub] {
        assert_eq!(peer.ask(&search("", scope, ALL, &[])).code(), 32);
    }
}

#[test]
fn ad_finds_a_base_by_guid_sid_and_well_known_guid() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::admin(&dc);
    let ada = dc.dn_of("ada");
    let entry = dc.entry(&ada);
    let hex = |bytes: &[u8]| {
        bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let guid = hex(&entry.values("objectGUID")[0]);
    let sid = hex(&entry.values("objectSid")[0]);
    let users = "<WKGUID=a9d1ca15768811d1aded00c04fd8d5cd,DC=example,DC=test>".to_owned();
    for (base, dn) in [
        (format!("<GUID={guid}>"), ada.as_str()),
        (format!("<SID={sid}>"), &ada),
        (users, "CN=Users,DC=example,DC=test"),
    ] {
        let answer = peer.ask(&search(&base, Scope::Base, ALL, &["1.1"]));
        assert_eq!(answer.dns(), [dn], "{base}");
    }
}

#[test]
fn readers_read_what_was_loaded_and_case_does_not_matter() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::plain(&server);
    let answer = peer.ask(&search(
        "UID=ALICE, OU=People,DC=example,dc=org",
        Scope::Base,
        ALL,
        &["CN", "sn"],
    ));
    assert_eq!(answer.dns(), [ALICE]);
    assert_eq!(answer.names(), ["cn", "sn"]);
    let all: BTreeSet<String> = peer
        .find("dc=example,dc=org", "(objectClass=inetOrgPerson)")
        .into_iter()
        .collect();
    assert_eq!(all.len(), 2);
}
