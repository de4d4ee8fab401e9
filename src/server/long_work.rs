//! Ten requests that a directory answers for long: each is work for a thread of its own, is ended by its time and by its stop, leaves nothing
//! behind when it is ended, and does what it should when it is not.

use std::time::{Duration, SystemTime};

use super::{Builder, LdapServer};
use crate::{
    clock::Clock,
    directory::{dn::Dn, entry::Entry, filter},
    dsa::{
        effort::{Effort, Stop},
        operation::perform,
        ops::write::{ATTEMPTS, apart},
        reply::{Reply, Work},
        session::Session,
    },
    wire::{
        Control, Request, oid,
        request::{
            AddRequest, Authentication, BindRequest, Change, ChangeOperation, ModifyDnRequest,
            ModifyRequest, PartialAttribute, Scope, SearchRequest,
        },
    },
};

const BASE: &str = "DC=corp,DC=example";

/// An OU of 1,500 users who are all in one group.
fn company() -> Builder {
    let mut ldif = format!("dn: OU=People,{BASE}\nobjectClass: organizationalUnit\n\n");
    let mut group = format!("dn: CN=All,{BASE}\nobjectClass: group\n");
    for number in 0..1_500 {
        ldif += &format!("dn: CN=u{number},OU=People,{BASE}\nobjectClass: user\n\n");
        group += &format!("member: CN=u{number},OU=People,{BASE}\n");
    }
    LdapServer::active_directory("corp.example").ldif(ldif + &group)
}

/// 160 groups, each of which holds all.
fn clique() -> Builder {
    let members: String = (0..160)
        .map(|number| format!("member: CN=g{number},{BASE}\n"))
        .collect();
    let groups =
        (0..160).map(|number| format!("dn: CN=g{number},{BASE}\nobjectClass: group\n{members}\n"));
    LdapServer::active_directory("corp.example").ldif(groups.collect::<String>())
}

/// A group with 21,000 members who need not exist.
fn crowd() -> Builder {
    let mut ldif = "dn: dc=example,dc=org\nobjectClass: domain\ndc: example\n\ndn: cn=crowd,dc=example,dc=org\nobjectClass: groupOfNames\ncn: crowd\n".to_owned();
    for number in 0..21_000 {
        ldif += &format!("member: uid=u{number},dc=example,dc=org\n");
    }
    LdapServer::openldap("dc=example,dc=org").ldif(ldif)
}

fn search(base: &str, text: &str) -> Request {
    Request::Search(SearchRequest {
        base: base.into(),
        scope: Scope::Sub,
        deref_aliases: 0,
        size_limit: 0,
        time_limit: 2,
        types_only: false,
        filter: filter::parse(text).unwrap(),
        attributes: vec!["1.1".into()],
    })
}

fn any_of(parts: impl Iterator<Item = String>) -> String {
    format!("(|{})", parts.collect::<String>())
}

fn attribute(description: &str, values: impl Iterator<Item = String>) -> PartialAttribute {
    PartialAttribute {
        description: description.into(),
        values: values.map(String::into_bytes).collect(),
    }
}

fn change(dn: String, operation: ChangeOperation, modification: PartialAttribute) -> Request {
    Request::Modify(ModifyRequest {
        dn: dn.into_bytes(),
        changes: vec![Change {
            operation,
            modification,
        }],
    })
}

/// What is asked, of what, and how many entries a search finds.
type Attack = (&'static str, Builder, Request, Vec<Control>, Option<usize>);

fn attacks() -> Vec<Attack> {
    let (up, down) = (
        "(member:1.2.840.113556.1.4.1941:=",
        "(memberOf:1.2.840.113556.1.4.1941:=",
    );
    let of_clique = |item: &str| any_of((0..100).map(|at| format!("{item}CN=g{at},{BASE})")));
    let users = |count| (0..count).map(|at| format!("CN=u{at},OU=People,{BASE}"));
    let rename = Request::ModifyDn(ModifyDnRequest {
        dn: format!("OU=People,{BASE}").into_bytes(),
        new_rdn: b"OU=Staff".to_vec(),
        delete_old_rdn: true,
        new_superior: None,
    });
    let tree = vec![Control::new(oid::TREE_DELETE, true)];
    let people = format!("OU=People,{BASE}").into_bytes();
    let add = Request::Add(AddRequest {
        dn: b"cn=more,dc=example,dc=org".to_vec(),
        attributes: vec![
            attribute("objectClass", ["groupOfNames".to_owned()].into_iter()),
            attribute("member", users(2_001)),
        ],
    });
    let crowd_dn = || "cn=crowd,dc=example,dc=org".to_owned();
    let otherwise = ["uid=U1,dc=example,dc=org".to_owned()];
    let title = any_of((0..2_001).map(|at| format!("(cn=u{at})")));
    vec![
        (
            "closures up a clique",
            clique(),
            search(BASE, &of_clique(up)),
            vec![],
            Some(160),
        ),
        (
            "closures down a clique",
            clique(),
            search(BASE, &of_clique(down)),
            vec![],
            Some(160),
        ),
        (
            "a long filter",
            company(),
            search(BASE, &title),
            vec![],
            Some(1_000),
        ),
        (
            "an index",
            company(),
            search(BASE, "(title=x)"),
            vec![],
            Some(0),
        ),
        (
            "a rename of many who are in a group",
            company(),
            rename,
            vec![],
            None,
        ),
        (
            "a tree delete",
            company(),
            Request::Delete(people),
            tree,
            None,
        ),
        (
            "many values added",
            crowd(),
            change(
                crowd_dn(),
                ChangeOperation::Add,
                attribute("member", users(2_001)),
            ),
            vec![],
            None,
        ),
        (
            "many values put in the place of others",
            crowd(),
            change(
                crowd_dn(),
                ChangeOperation::Replace,
                attribute("member", users(2_001)),
            ),
            vec![],
            None,
        ),
        ("an entry of many values", crowd(), add, vec![], None),
        (
            "a value in another case among 21,000",
            crowd(),
            change(
                crowd_dn(),
                ChangeOperation::Delete,
                attribute("member", otherwise.into_iter()),
            ),
            vec![],
            None,
        ),
    ]
}

fn bind(server: &LdapServer, session: &mut Session) {
    let bind = Request::Bind(BindRequest {
        version: 3,
        name: server.admin().dn().as_bytes().to_vec(),
        authentication: Authentication::Simple(server.admin().password().as_bytes().to_vec()),
    });
    let (bound, _) = perform(session, &server.backend, 1, &bind, &[]);
    assert_eq!(bound.code().map(|code| code.0), Some(0));
}

/// The work that a request of the administrator comes to.
fn work(server: &LdapServer, request: &Request, controls: &[Control]) -> Option<Work> {
    let mut session = Session::new(false);
    bind(server, &mut session);
    match perform(&mut session, &server.backend, 2, request, controls).0 {
        Reply::Work(work) => Some(work),
        _ => None,
    }
}

#[test]
fn what_takes_long_is_work_that_ends_in_time_and_when_nobody_waits_and_leaves_nothing_behind() {
    for (name, builder, request, controls, found) in attacks() {
        let clock = Clock::at(SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 30));
        let server = builder.clock(clock.clone()).start().unwrap();
        let backend = &server.backend;
        let version = || backend.version().version();
        let ready =
            || work(&server, &request, &controls).unwrap_or_else(|| panic!("{name}: done at once"));
        let before = version();
        // Nobody waits any more.
        let abandoned = ready();
        let stop = Stop::after(&clock, 0);
        stop.set();
        let reply = abandoned.run(backend, &Effort::until(&stop));
        assert!(matches!(reply, Reply::Nothing), "{name}: {reply:?}");
        // The time of a search is used up; a write has none.
        let late = ready();
        assert_eq!(late.seconds, if found.is_some() { 2 } else { 0 }, "{name}");
        if found.is_some() {
            let stop = Stop::after(&clock, 2);
            clock.advance(Duration::from_secs(2));
            let reply = late.run(backend, &Effort::until(&stop));
            assert_eq!(
                reply.code().map(|code| code.0),
                Some(3),
                "{name}: {reply:?}"
            );
        }
        assert_eq!(version(), before, "{name}");
        // And as it should be.
        let stop = Stop::after(&clock, 0);
        let reply = ready().run(backend, &Effort::until(&stop));
        match (reply, found) {
            (Reply::Cursor(mut cursor), Some(found)) => {
                while !cursor.pull(backend, &mut Vec::new(), usize::MAX, &|| true) {}
                assert_eq!(cursor.outcome().entries, found, "{name}");
            }
            (reply, None) => {
                assert_eq!(
                    reply.code().map(|code| code.0),
                    Some(0),
                    "{name}: {reply:?}"
                );
                assert!(version() > before, "{name}");
            }
            (reply, _) => panic!("{name}: {reply:?}"),
        }
    }
}

#[test]
fn a_write_that_is_overtaken_is_done_again_on_what_the_other_left() {
    // How often somebody writes past the queue, as a test does in code, and how often the write is done then; the last time under the lock.
    for (overtaken, done) in [(0, 1), (1, 2), (2, 3), (3, 4)] {
        let server = LdapServer::active_directory("corp.example")
            .start()
            .unwrap();
        let backend = &server.backend;
        let stop = Stop::after(&backend.clock, 0);
        let added = |name: &str| {
            let dn = Dn::parse(&format!("CN={name},{BASE}")).unwrap();
            Entry::new(dn)
        };
        let mut attempts = 0;
        let written = apart(backend, &Effort::until(&stop), |changing| {
            attempts += 1;
            changing.dit.insert(added("long")).unwrap();
            if attempts <= overtaken {
                let other = added(&format!("other{attempts}"));
                backend.write().insert(other).unwrap();
            }
            Ok(())
        });
        assert_eq!((written, attempts), (Ok(()), done));
        assert!(server.entry(format!("CN=long,{BASE}")).exists());
        for number in 1..=overtaken {
            assert!(server.entry(format!("CN=other{number},{BASE}")).exists());
        }
    }
}

#[test]
fn a_write_that_is_stopped_under_the_lock_leaves_nothing() {
    let server = LdapServer::active_directory("corp.example")
        .start()
        .unwrap();
    let backend = &server.backend;
    let stop = Stop::after(&backend.clock, 0);
    let mut attempts = 0;
    let effort = Effort::until(&stop);
    let entry = |name: &str| Entry::new(Dn::parse(&format!("CN={name},{BASE}")).unwrap());
    let written = apart(backend, &effort, |changing| {
        attempts += 1;
        changing.dit.insert(entry("long")).unwrap();
        if attempts <= ATTEMPTS {
            let other = entry(&format!("other{attempts}"));
            backend.write().insert(other).unwrap();
        } else {
            stop.set();
            while effort.spend(1_000) {}
        }
        Ok(())
    });
    assert_eq!((written, attempts), (Ok(()), ATTEMPTS + 1));
    assert!(!server.entry(format!("CN=long,{BASE}")).exists());
    assert!(server.entry(format!("CN=other1,{BASE}")).exists());
}

#[test]
fn the_groups_of_a_token_are_put_together_on_a_thread() {
    let server = clique().start().unwrap();
    let Request::Search(mut asked) = search(&format!("CN=g0,{BASE}"), "(objectClass=*)") else {
        unreachable!()
    };
    for (attribute, long) in [("tokenGroups", true), ("memberOf", false)] {
        asked.scope = Scope::Base;
        asked.attributes = vec![attribute.into()];
        let mut session = Session::new(false);
        let request = Request::Search(asked.clone());
        bind(&server, &mut session);
        match perform(&mut session, &server.backend, 2, &request, &[]).0 {
            Reply::Cursor(cursor) => assert_eq!(cursor.is_long(), long, "{attribute}"),
            other => panic!("{attribute}: {other:?}"),
        }
    }
}
