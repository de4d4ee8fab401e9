//! Add, modify, delete, modify DN as Windows answers them; links that follow.

use ldaplab::{
    server::{LdapServer, User, key},
    wire::{Request, request::Scope},
};

use super::{
    corp,
    peer::{Peer, add, critical, delete, modify, rename, search},
};

pub(super) const OU: &str = "OU=Empty,OU=Corp,DC=example,DC=test";
const W1: &str = "CN=w1,OU=Empty,OU=Corp,DC=example,DC=test";

pub(super) fn user(name: &str) -> Request {
    add(
        &format!("CN={name},{OU}"),
        &[("objectClass", &["user"]), ("sAMAccountName", &[name])],
    )
}

/// The words without the build's own numbers.
pub(super) fn outline(words: &str) -> (String, bool) {
    (
        words.split(':').next().unwrap().to_owned(),
        words.ends_with('\0'),
    )
}

#[test]
fn writes_are_answered_in_windows_codes_and_words() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::admin(&dc);
    let g1 = dc.dn_of("Engineering");
    let ada = dc.dn_of("ada");
    let rows: Vec<(Request, u32, &str)> = vec![
        (user("w1"), 0, ""),
        (user("w1"), 68, "00002071"),
        (
            add(
                &format!("CN=w2,{OU}"),
                &[("objectClass", &["user"]), ("sAMAccountName", &["W1"])],
            ),
            68,
            "00000524",
        ),
        (
            add(
                &format!("CN=w2,{OU}"),
                &[
                    ("objectClass", &["user"]),
                    ("sAMAccountName", &["w2"]),
                    ("userPrincipalName", &["ada@example.test"]),
                ],
            ),
            19,
            "000021C8",
        ),
        (
            add(
                "CN=w2,OU=Nowhere,DC=example,DC=test",
                &[("objectClass", &["user"])],
            ),
            32,
            "0000208D",
        ),
        (
            add(&format!("CN=w2,{OU}"), &[("cn", &["w2"])]),
            65,
            "0000207C",
        ),
        (
            add(
                &format!("CN=w2,{OU}"),
                &[("objectClass", &["user"]), ("nosuchattr", &["x"])],
            ),
            16,
            "00000057",
        ),
        (
            modify(W1, &[("replace", "nosuchattr", &["x"])]),
            16,
            "00000057",
        ),
        (
            modify(W1, &[("replace", "countryCode", &["abc"])]),
            21,
            "00000057",
        ),
        (
            modify(W1, &[("replace", "manager", &["garbage"])]),
            34,
            "00000057",
        ),
        (
            modify(
                W1,
                &[("replace", "manager", &["CN=Nobody,DC=example,DC=test"])],
            ),
            19,
            "000020B5",
        ),
        (modify(W1, &[("delete", "mobile", &[])]), 16, "00002076"),
        (
            modify(W1, &[("add", "servicePrincipalName", &["a/b"])]),
            0,
            "",
        ),
        (
            modify(W1, &[("add", "servicePrincipalName", &["a/b"])]),
            20,
            "00002083",
        ),
        (modify(W1, &[("replace", "cn", &["x"])]), 67, "00002016"),
        (modify(W1, &[("replace", "name", &["x"])]), 67, "00002016"),
        (
            modify(W1, &[("replace", "memberOf", &[&g1])]),
            53,
            "00002035",
        ),
        (modify(W1, &[]), 53, "00002035"),
        (modify(&g1, &[("add", "member", &[W1])]), 0, ""),
        (modify(&g1, &[("add", "member", &[W1])]), 68, "00000562"),
        (modify(&g1, &[("delete", "member", &[W1])]), 0, ""),
        (modify(&g1, &[("delete", "member", &[W1])]), 53, "00000561"),
        (
            modify(&g1, &[("add", "member", &["CN=Nobody,DC=example,DC=test"])]),
            32,
            "0000208D",
        ),
        (
            rename(W1, "CN=w1", true, Some("OU=Nowhere,DC=example,DC=test")),
            80,
            "00002095",
        ),
        (
            rename(
                W1,
                "CN=w1",
                true,
                Some("CN=Configuration,DC=example,DC=test"),
            ),
            53,
            "00002035",
        ),
        (rename(W1, "CN=x", false, None), 53, "00002035"),
        (rename(W1, "OU=x", true, None), 64, "00002099"),
        (rename(W1, "zzz", true, None), 64, "00002099"),
        (
            rename(
                W1,
                "CN=svc-app",
                true,
                Some("OU=Service Accounts,OU=Corp,DC=example,DC=test"),
            ),
            68,
            "00002071",
        ),
        (
            delete("OU=People,OU=Corp,DC=example,DC=test"),
            66,
            "0000208C",
        ),
        (delete("CN=Nobody,DC=example,DC=test"), 32, "0000208D"),
        (delete("zzz"), 34, "0000208F"),
        (delete(""), 53, "00002035"),
        (
            modify(&ada, &[("increment", "countryCode", &["1"])]),
            2,
            "00002021",
        ),
        (delete(W1), 0, ""),
    ];
    for (number, (request, code, start)) in rows.iter().enumerate() {
        let answer = peer.ask(request);
        let (got, nul) = outline(answer.words());
        assert_eq!(
            (answer.code(), got.as_str()),
            (*code, *start),
            "row {number}: {request:?}: {}",
            answer.words()
        );
        assert!(nul || *code == 0, "{}", answer.words());
    }
}

#[test]
fn the_words_are_windows_own() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::admin(&dc);
    let ada = dc.dn_of("ada");
    let people = "OU=People,OU=Corp,DC=example,DC=test";
    for (request, words) in [
        (
            delete(people),
            "0000208C: UpdErr: DSID-030A0493, problem 6003 (CANT_ON_NON_LEAF), data 0\n\0",
        ),
        (
            modify(&ada, &[("replace", "nosuchattr", &["x"])]),
            "00000057: LdapErr: DSID-0C090D8A, comment: Error in attribute conversion operation, data 0, v2580\0",
        ),
        (
            add(
                &ada,
                &[("objectClass", &["user"]), ("sAMAccountName", &["other"])],
            ),
            "00002071: UpdErr: DSID-030503CF, problem 6005 (ENTRY_EXISTS), data 0\n\0",
        ),
        (
            delete("CN=x,OU=People,OU=Corp,DC=example,DC=test"),
            "0000208D: NameErr: DSID-03100241, problem 2001 (NO_OBJECT), data 0, best match of:\n\t'OU=People,OU=Corp,DC=example,DC=test'\n\0",
        ),
    ] {
        assert_eq!(peer.ask(&request).words(), words);
    }
    let answer = peer.ask(&delete("CN=x,OU=People,OU=Corp,DC=example,DC=test"));
    assert_eq!(answer.matched(), people);
}

#[test]
fn who_may_not_write_hears_it() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::plain(&dc);
    let ada = dc.dn_of("ada");
    let requests = [
        user("w9"),
        modify(&ada, &[("replace", "title", &["x"])]),
        delete(&ada),
        rename(&ada, "CN=Ada", true, None),
    ];
    for request in &requests {
        let answer = peer.ask(request);
        assert_eq!(
            (answer.code(), outline(answer.words()).0.as_str()),
            (1, "000004DC")
        );
    }
    assert_eq!(peer.bind("EXAMPLE\\ada", "s3cret").0, 0);
    for request in &requests {
        let answer = peer.ask(request);
        assert_eq!(
            (answer.code(), outline(answer.words()).0.as_str()),
            (
                50,
                if matches!(request, Request::Modify(_)) {
                    "00002098"
                } else {
                    "00000005"
                }
            ),
            "{request:?}"
        );
    }
}

/// Of every class, and of the most special one where an entry has several: `defaultObjectCategory` of the schema.
#[test]
fn the_category_is_that_of_the_class() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::admin(&dc);
    for (class, naming, category) in [
        ("person", "CN", "Person"),
        ("organizationalPerson", "CN", "Person"),
        ("computer", "CN", "Computer"),
        ("organizationalRole", "CN", "Organizational-Role"),
        ("locality", "L", "Locality"),
    ] {
        let dn = format!("{naming}=c-{class},DC=example,DC=test");
        let value = format!("c-{class}");
        assert_eq!(
            peer.ask(&add(&dn, &[("objectClass", &[class]), (naming, &[&value])]))
                .code(),
            0,
            "{class}"
        );
        let expected = format!("CN={category},CN=Schema,CN=Configuration,DC=example,DC=test");
        assert_eq!(
            dc.entry(&dn).text("objectCategory").as_deref(),
            Some(&*expected),
            "{class}"
        );
    }
}

#[test]
fn a_new_account_gets_what_a_domain_controller_gives() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::admin(&dc);
    assert_eq!(peer.ask(&user("w1")).code(), 0);
    let entry = dc.entry(W1);
    assert_eq!(
        entry.values("objectClass"),
        [&b"top"[..], b"person", b"organizationalPerson", b"user"]
    );
    for (attribute, value) in [
        ("cn", "w1"),
        ("name", "w1"),
        (
            "objectCategory",
            "CN=Person,CN=Schema,CN=Configuration,DC=example,DC=test",
        ),
        ("primaryGroupID", "513"),
        ("sAMAccountType", "805306368"),
        ("distinguishedName", W1),
    ] {
        assert_eq!(entry.text(attribute).as_deref(), Some(value), "{attribute}");
    }
    assert_eq!(entry.values("objectGUID")[0].len(), 16);
    assert_eq!(entry.values("objectSid")[0].len(), 28);
    assert_ne!(
        entry.values("objectSid"),
        dc.entry(dc.dn_of("ada")).values("objectSid")
    );
}

#[test]
fn links_follow_a_rename_and_go_with_a_delete() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::admin(&dc);
    let (ada, regina) = (dc.dn_of("ada"), dc.dn_of("regina"));
    let level = dc.dn_of("Level 12");
    let groups = dc.entry(&ada).values("memberOf");
    assert!(groups.contains(&level.clone().into_bytes()));
    assert_eq!(
        peer.ask(&rename(&ada, "CN=Ada Lark", true, Some(OU)))
            .code(),
        0
    );
    let moved = format!("CN=Ada Lark,{OU}");
    assert_eq!(dc.entry(&moved).values("memberOf"), groups);
    assert!(dc.entry(&level).has("member", &moved));
    assert!(!dc.entry(&level).has("member", &ada));
    assert_eq!(dc.entry(&moved).text("name").as_deref(), Some("Ada Lark"));
    assert_eq!(dc.entry(&moved).values("cn"), [b"Ada Lark"]);
    // A whole unit moves, and every link with it.
    assert_eq!(
        peer.ask(&rename(
            "OU=Berlin,OU=People,OU=Corp,DC=example,DC=test",
            "OU=Potsdam",
            true,
            None
        ))
        .code(),
        0
    );
    let regina_moved = regina.replace("OU=Berlin", "OU=Potsdam");
    assert!(dc.entry(&moved).has("manager", &regina_moved));
    assert_eq!(peer.bind("EXAMPLE\\regina", "regina-pass").0, 0);
    let mut peer = Peer::admin(&dc);
    assert_eq!(peer.ask(&delete(&moved)).code(), 0);
    assert!(!dc.entry(&level).has("member", &moved));
    assert!(!dc.entry(&regina_moved).has("directReports", &moved));
}

#[test]
fn tree_delete_takes_everything_below() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::admin(&dc);
    let corp = "OU=Corp,DC=example,DC=test";
    let tree = [critical("1.2.840.113556.1.4.805")];
    assert_eq!(peer.ask_with(&delete(corp), &[]).code(), 66);
    assert_eq!(peer.ask_with(&delete(corp), &tree).code(), 0);
    assert!(!dc.entry(corp).exists());
    assert_eq!(peer.find(dc.base(), "(sAMAccountName=ada)"), [""; 0]);
    assert_eq!(
        peer.ask_with(&search(dc.base(), Scope::Base, "(cn=*)", &[]), &tree)
            .code(),
        12,
        "misplaced"
    );
}

#[test]
fn a_critical_control_that_nobody_knows_refuses_every_operation() {
    let dc = LdapServer::active_directory("example.test")
        .user(User::new("ada"))
        .start()
        .unwrap();
    let mut peer = Peer::admin(&dc);
    let ada = dc.dn_of("ada");
    for request in [
        super::peer::bind("EXAMPLE\\ada", "x"),
        search("", Scope::Base, "(cn=*)", &[]),
        user("w"),
        modify(&ada, &[("replace", "title", &["x"])]),
        delete(&ada),
        rename(&ada, "CN=x", true, None),
        super::peer::compare(&ada, "cn", "ada"),
        super::peer::extended(super::peer::WHO_AM_I, None),
    ] {
        let answer = peer.ask_with(&request, &[critical("1.2.3")]);
        assert_eq!(
            (answer.code(), outline(answer.words()).0.as_str()),
            (12, "00000057"),
            "{request:?}"
        );
    }
    assert_eq!(peer.who(), "u:EXAMPLE\\Administrator");
}

#[test]
fn without_links_a_member_may_name_nobody_and_stays_as_it_is() {
    let dc = corp().set(key::LINKED, false).start().unwrap();
    let mut peer = Peer::admin(&dc);
    let group = dc.dn_of("Engineering");
    let nobody = "CN=Nobody,DC=example,DC=test";
    assert_eq!(
        peer.ask(&modify(&group, &[("add", "member", &[nobody])]))
            .code(),
        0
    );
    let ada = dc.dn_of("ada");
    assert_eq!(peer.ask(&rename(&ada, "CN=Ada Lark", true, None)).code(), 0);
    assert!(dc.entry(dc.dn_of("Level 12")).has("member", &ada));
}

#[test]
fn a_permissive_modify_takes_what_is_there_already() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::admin(&dc);
    let (ada, level) = (dc.dn_of("ada"), dc.dn_of("Level 12"));
    let permissive = [ldaplab::wire::Control::new("1.2.840.113556.1.4.1413", true)];
    for (request, code) in [
        (modify(&level, &[("add", "member", &[&ada])]), 68),
        (modify(&ada, &[("delete", "mobile", &[])]), 16),
        (modify(&ada, &[("delete", "title", &["Nobody"])]), 16),
    ] {
        assert_eq!(peer.ask(&request).code(), code, "{request:?}");
        assert_eq!(
            peer.ask_with(&request, &permissive).code(),
            0,
            "{request:?}"
        );
    }
    assert!(dc.entry(&ada).has("title", "Principal Engineer"));
}
