//! Add, modify, delete, modify DN as slapd answers them.

use ldaplab::{
    server::LdapServer,
    wire::{Control, Request, request::Scope},
};

use super::{
    ADMIN, ALICE,
    peer::{
        Peer, WHO_AM_I, add, bind, compare, critical, delete, extended, modify, rename, search,
    },
    slapd,
};

const X1: &str = "cn=x1,dc=example,dc=org";
const A: &str = "cn=a,dc=example,dc=org";
const TOP: &str = "dc=example,dc=org";

type Row = (Request, u32, &'static str, &'static str);

fn run(peer: &mut Peer, rows: &[Row]) {
    for (number, (request, code, matched, words)) in rows.iter().enumerate() {
        let answer = peer.ask(request);
        let got = (answer.code(), answer.matched(), answer.words());
        assert_eq!(got, (*code, *matched, *words), "row {number}: {request:?}");
    }
}

fn device(dn: &str, more: &[(&str, &[&str])]) -> Request {
    let name = dn["cn=".len()..].split(',').next().unwrap();
    let mut attributes: Vec<(&str, &[&str])> = vec![("objectClass", &["device"])];
    let names = [name];
    attributes.push(("cn", &names));
    attributes.extend_from_slice(more);
    add(dn, &attributes)
}

#[test]
fn adds_as_recorded() {
    let server = slapd().start().unwrap();
    let uuid = "597ae2f6-16a6-1027-98f4-d28b5365dc14";
    run(
        &mut Peer::admin(&server),
        &[
            (device(X1, &[]), 0, "", ""),
            (device(X1, &[]), 68, "", ""),
            (device("cn=a,ou=zzz,dc=example,dc=org", &[]), 32, TOP, ""),
            (
                add(A, &[("cn", &["a"])]),
                65,
                "",
                "no objectClass attribute",
            ),
            (
                add(A, &[("objectClass", &["zzz"]), ("cn", &["a"])]),
                21,
                "",
                "objectClass: value #0 invalid per syntax",
            ),
            (
                device(A, &[("zzz", &["x"])]),
                17,
                "",
                "zzz: attribute type undefined",
            ),
            (
                device(A, &[("sn", &["x"])]),
                65,
                "",
                "attribute 'sn' not allowed",
            ),
            (
                add(
                    "uid=a,dc=example,dc=org",
                    &[("objectClass", &["inetOrgPerson"]), ("uid", &["a"])],
                ),
                65,
                "",
                "object class 'inetOrgPerson' requires attribute 'sn'",
            ),
            (
                add(A, &[("objectClass", &["top"]), ("cn", &["a"])]),
                65,
                "",
                "no structural object class provided",
            ),
            (
                device(A, &[("seeAlso", &["garbage"])]),
                21,
                "",
                "seeAlso: value #0 invalid per syntax",
            ),
            (
                device(A, &[("description", &["x", "X"])]),
                20,
                "",
                "description: value #0 provided more than once",
            ),
            (
                device(A, &[("entryUUID", &[uuid])]),
                19,
                "",
                "entryUUID: no user modification allowed",
            ),
            (
                device(A, &[("description", &[""])]),
                21,
                "",
                "description: value #0 invalid per syntax",
            ),
            (
                add("", &[("objectClass", &["device"])]),
                68,
                "",
                "root DSE already exists",
            ),
            (device("cn=a,cn=a,dc=example,dc=org", &[]), 32, TOP, ""),
        ],
    );
    assert!(server.entry(X1).exists());
    assert!(
        !server.entry(A).exists(),
        "nothing is left of a refused add"
    );
    assert!(server.entry(X1).text("entryUUID").is_some());
    assert_eq!(
        server.entry(X1).text("creatorsName").as_deref(),
        Some(ADMIN)
    );
}

#[test]
fn modifications_as_recorded() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::admin(&server);
    assert_eq!(peer.ask(&device(X1, &[])).code(), 0);
    run(
        &mut peer,
        &[
            (modify(X1, &[("replace", "description", &["d"])]), 0, "", ""),
            (
                modify(
                    "cn=zzz,dc=example,dc=org",
                    &[("replace", "description", &["d"])],
                ),
                32,
                TOP,
                "",
            ),
            (modify(X1, &[]), 0, "", ""),
            (
                modify(X1, &[("add", "description", &["D"])]),
                20,
                "",
                "modify/add: description: value #0 already exists",
            ),
            (
                modify(X1, &[("delete", "l", &[])]),
                16,
                "",
                "modify/delete: l: no such attribute",
            ),
            (
                modify(X1, &[("delete", "description", &["nope"])]),
                16,
                "",
                "modify/delete: description: no such value",
            ),
            (
                modify(X1, &[("replace", "zzz", &["x"])]),
                17,
                "",
                "zzz: attribute type undefined",
            ),
            (
                modify(X1, &[("replace", "sn", &["x"])]),
                65,
                "",
                "attribute 'sn' not allowed",
            ),
            (
                modify(X1, &[("replace", "cn", &["q"])]),
                64,
                "",
                "value of naming attribute 'cn' is not present in entry",
            ),
            (
                modify(ALICE, &[("delete", "sn", &[])]),
                65,
                "",
                "object class 'inetOrgPerson' requires attribute 'sn'",
            ),
            (
                modify(
                    X1,
                    &[("add", "objectClass", &["person"]), ("add", "sn", &["x"])],
                ),
                65,
                "",
                "invalid structural object class chain (device/person)",
            ),
            (
                modify(X1, &[("replace", "createTimestamp", &["20200101000000Z"])]),
                19,
                "",
                "createTimestamp: no user modification allowed",
            ),
            (
                modify(X1, &[("increment", "description", &["1"])]),
                19,
                "",
                "description: attribute syntax inappropriate for increment",
            ),
            (
                modify(X1, &[("add", "description", &[])]),
                2,
                "",
                "modify/add operation requires values",
            ),
            (
                modify(X1, &[("replace", "description", &["x", "X"])]),
                20,
                "",
                "description: value #0 provided more than once",
            ),
            (
                modify(X1, &[("add", "l", &["x", "X"])]),
                20,
                "",
                "l: value #0 provided more than once",
            ),
            // All or none.
            (
                modify(
                    X1,
                    &[
                        ("replace", "description", &["changed"]),
                        ("delete", "l", &[]),
                    ],
                ),
                16,
                "",
                "modify/delete: l: no such attribute",
            ),
        ],
    );
    assert_eq!(server.entry(X1).values("description"), [b"d"]);
    run(
        &mut peer,
        &[
            (
                modify(X1, &[("add", "description", &["e", "f"])]),
                0,
                "",
                "",
            ),
            (modify(X1, &[("delete", "description", &["D"])]), 0, "", ""),
            (modify(X1, &[("replace", "l", &[])]), 0, "", ""),
        ],
    );
    assert_eq!(server.entry(X1).values("description"), [b"e", b"f"]);
    run(
        &mut peer,
        &[(modify(X1, &[("delete", "description", &[])]), 0, "", "")],
    );
    assert!(server.entry(X1).values("description").is_empty());
}

/// ModifyRequest with an operation 9: a hand-made message, recorded case `write.mod.unknown_op`.
#[test]
fn an_unknown_modify_operation_is_refused_and_the_connection_goes_on() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::admin(&server);
    let mut bytes = modify(ALICE, &[("add", "description", &["1"])]).encode(77, &[]);
    let at = bytes
        .windows(3)
        .position(|part| part == [0x0a, 1, 0])
        .unwrap();
    bytes[at + 2] = 9;
    peer.write(&bytes);
    let answer = peer.answer(77);
    assert_eq!(
        (answer.code(), answer.words()),
        (2, "unrecognized modify operation")
    );
    assert!(peer.is_alive());
}

#[test]
fn renames_and_deletes_as_recorded() {
    let server = LdapServer::openldap(TOP)
        .suffix("dc=limits,dc=org")
        .root_password("adminpw")
        .ldif(super::TREE)
        .start()
        .unwrap();
    let mut peer = Peer::admin(&server);
    let x2 = "cn=x2,dc=example,dc=org";
    let people = "ou=people,dc=example,dc=org";
    run(
        &mut peer,
        &[
            (device(X1, &[]), 0, "", ""),
            (device("cn=d001,dc=example,dc=org", &[]), 0, "", ""),
            (rename(X1, "cn=x2", true, None), 0, "", ""),
            (rename(x2, "cn=d001", true, None), 68, "", ""),
            (
                rename(x2, "cn=x2", true, Some("ou=zzz,dc=example,dc=org")),
                32,
                "",
                "new superior not found",
            ),
            (
                rename(x2, "cn=x2", true, Some("dc=limits,dc=org")),
                71,
                "",
                "cannot rename between DSAs",
            ),
            (
                rename(people, "ou=people", true, Some(people)),
                53,
                "",
                "cannot place an entry below itself",
            ),
            (rename(x2, "zzz", true, None), 34, "", "invalid new RDN"),
            (rename(x2, "", true, None), 34, "", "invalid new RDN"),
            (
                rename("cn=nobody,dc=example,dc=org", "cn=y", true, None),
                32,
                TOP,
                "",
            ),
            (
                delete(people),
                66,
                "",
                "subordinate objects must be deleted first",
            ),
            (delete("cn=zzz,ou=people,dc=example,dc=org"), 32, people, ""),
            (
                rename(x2, "cn=x3+description=three", false, Some(people)),
                0,
                "",
                "",
            ),
            (
                delete("description=THREE+cn=x3,ou=people,dc=example,dc=org"),
                0,
                "",
                "",
            ),
            (delete(x2), 32, TOP, ""),
            (delete("zzz"), 34, "", "invalid DN"),
            (delete(""), 53, "", "cannot delete the root DSE"),
        ],
    );
}

#[test]
fn a_rename_keeps_or_drops_the_old_value_and_takes_the_subtree_along() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::admin(&server);
    run(
        &mut peer,
        &[(
            rename("ou=people,dc=example,dc=org", "ou=staff", false, None),
            0,
            "",
            "",
        )],
    );
    let staff = server.entry("ou=staff,dc=example,dc=org");
    assert_eq!(staff.values("ou"), [b"people".to_vec(), b"staff".to_vec()]);
    assert!(
        server
            .entry("uid=alice,ou=staff,dc=example,dc=org")
            .exists()
    );
    assert_eq!(
        peer.bind("uid=alice,ou=staff,dc=example,dc=org", "secret")
            .0,
        0
    );
    // slapd without refint: the group still names the old DN.
    assert_eq!(
        server
            .entry("cn=g1,ou=groups,dc=example,dc=org")
            .values("member"),
        [ALICE.as_bytes()]
    );
}

#[test]
fn who_may_not_write_hears_it() {
    let server = slapd().start().unwrap();
    let requests = [
        device("cn=n,dc=example,dc=org", &[]),
        modify(ALICE, &[("replace", "sn", &["x"])]),
        delete(ALICE),
        rename(ALICE, "uid=b", true, None),
    ];
    let mut peer = Peer::plain(&server);
    for request in &requests {
        let answer = peer.ask(request);
        assert_eq!(
            (answer.code(), answer.words()),
            (8, "modifications require authentication")
        );
    }
    assert_eq!(peer.bind(ALICE, "secret").0, 0);
    for request in &requests {
        assert_eq!(peer.ask(request).code(), 50, "{request:?}");
    }
    assert_eq!(server.entry(ALICE).text("sn").as_deref(), Some("Adams"));
}

#[test]
fn a_critical_control_that_nobody_knows_refuses_every_operation() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::admin(&server);
    let requests = [
        search(TOP, Scope::Base, "(objectClass=*)", &[]),
        search("", Scope::Base, "(objectClass=*)", &[]),
        bind(ALICE, "secret"),
        bind("", ""),
        device("cn=uc,dc=example,dc=org", &[]),
        modify(ALICE, &[("replace", "sn", &["x"])]),
        delete("cn=zzz,dc=example,dc=org"),
        compare(ALICE, "sn", "x"),
        rename("cn=zzz,dc=example,dc=org", "cn=yyy", true, None),
        extended("1.2.3.4.5", None),
        extended(WHO_AM_I, None),
    ];
    for request in &requests {
        for (oid, words) in [
            ("1.2.3.4.5.6", "critical extension is not recognized"),
            ("hello", "critical extension is not recognized"),
        ] {
            let answer = peer.ask_with(request, &[critical(oid)]);
            assert_eq!((answer.code(), answer.words()), (12, words), "{request:?}");
        }
    }
    assert_eq!(
        peer.who(),
        format!("dn:{ADMIN}"),
        "a refused bind changes nothing"
    );
    let page = critical("1.2.840.113556.1.4.319").with_value([0x30, 5, 2, 1, 5, 4, 0]);
    let answer = peer.ask_with(&delete("cn=zzz,dc=example,dc=org"), &[page]);
    assert_eq!(
        (answer.code(), answer.words()),
        (12, "critical extension is unavailable")
    );
    let answer = peer.ask_with(&requests[0], &[Control::new("1.2.3.4.5.6", false)]);
    assert_eq!((answer.code(), answer.entries.len()), (0, 1));
    peer.send_with(&Request::Abandon(99), &[critical("1.2.3.4.5.6")]);
    assert!(peer.is_alive());
}

/// A group of many members is written and changed in one message each.
#[test]
fn many_values_are_written_in_good_time() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::admin(&server);
    let members: Vec<String> = (0..20_000)
        .map(|number| format!("uid=member{number},ou=people,dc=example,dc=org"))
        .collect();
    let members: Vec<&str> = members.iter().map(String::as_str).collect();
    let group = "cn=many,ou=groups,dc=example,dc=org";
    let done = |request| (request, 0, "", "");
    run(
        &mut peer,
        &[
            done(add(
                group,
                &[
                    ("objectClass", &["groupOfNames"]),
                    ("cn", &["many"]),
                    ("member", &members),
                ],
            )),
            done(modify(group, &[("delete", "member", &members[..10_000])])),
            done(modify(group, &[("add", "member", &members[..10_000])])),
            done(modify(group, &[("replace", "member", &members)])),
        ],
    );
    assert_eq!(server.entry(group).values("member").len(), 20_000);
}
