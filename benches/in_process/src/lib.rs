//! The hot paths: what a test suite, a load test and a start do over and over, each without a socket and in one thread.
//!
//! `benches/in_process.rs` gives them to criterion; `src/bin/hot_paths.rs` repeats one so often as it is told, so that callgrind can count.

use std::hint::black_box;

use ldaplab::{
    LdapServer,
    directory::{Dn, Entry, filter, ldif, membership, schema::Schema},
    server::LocalSession,
    wire::{
        Request,
        request::{
            AddRequest, Authentication, BindRequest, Change, ChangeOperation, CompareRequest,
            ModifyRequest, PartialAttribute, Scope, SearchRequest,
        },
    },
};

const BASE: &str = "dc=example,dc=org";
const PEOPLE: usize = 1_000;
const CHAIN: usize = 100;

/// A hot path: its name, how often one measurement does it, and what makes ready for it.
pub struct HotPath {
    /// As in the table of figures.
    pub name: &'static str,
    /// How often callgrind lets it be done.
    pub times: u32,
    make: fn() -> Box<dyn FnMut()>,
}

impl HotPath {
    /// Makes ready: what is returned does it once.
    #[must_use]
    pub fn ready(&self) -> Box<dyn FnMut()> {
        (self.make)()
    }
}

/// All of them. The first ten are those of the gate.
pub const HOT_PATHS: &[HotPath] = &[
    path("base-search", 1_000, || {
        let message = search(&person(7), Scope::Base, "(objectClass=*)");
        asking(vec![message], 1)
    }),
    path("equality-search", 1_000, || {
        asking(vec![search(BASE, Scope::Sub, "(uid=user7)")], 1)
    }),
    path("bind", 1_000, || {
        asking(vec![bind(&person(7), "password7")], 1)
    }),
    path("compare", 1_000, || {
        let compare = CompareRequest {
            dn: person(7).into_bytes(),
            attribute: "cn".to_owned(),
            value: b"user number 7".to_vec(),
        };
        asking(vec![Request::Compare(compare).encode(2, &[])], 1)
    }),
    path("modify", 1_000, || {
        let texts = ["one", "two"];
        asking(texts.map(|text| modify(&person(7), text)).into(), 1)
    }),
    path("add-and-delete", 500, || asking(vec![add(), delete()], 2)),
    path("subtree", 5, || {
        asking(vec![search(BASE, Scope::Sub, "(objectClass=*)")], 1)
    }),
    path("in-chain", 20, || {
        let filter = format!("(member:1.2.840.113556.1.4.1941:={})", person(7));
        asking(vec![search(BASE, Scope::Sub, &filter)], 1)
    }),
    path("load", 2, || {
        let text = people();
        Box::new(move || drop(black_box(load(&text))))
    }),
    path("filter", 1_000, || {
        let parsed = filter::parse("(&(objectClass=person)(|(uid=ada)(mail=user7@*))(!(cn=x)))");
        let parsed = parsed.expect("it is written here");
        let options = filter::Options::default();
        let compiled = filter::compile(&parsed, Schema::standard(), options, &mut |_| {
            filter::Extensible::Undefined
        });
        let text = people();
        let records = ldif::read(&text).expect("it is written here");
        let entry = Entry::from(&records[10]);
        Box::new(move || assert!(compiled.matches(black_box(&entry))))
    }),
    path("dn", 1_000, || {
        Box::new(|| {
            let text = black_box("CN=Adams\\, Alice, OU=People,DC=example,DC=test");
            drop(black_box(Dn::parse(text)));
        })
    }),
    path("ldif", 5, || {
        let text = people();
        Box::new(move || drop(black_box(ldif::read(&text))))
    }),
    path("membership", 50, || {
        let next = |node: &u32| (*node < 1_000).then_some(*node + 1);
        Box::new(move || assert_eq!(membership::closure(black_box(0), next).len(), 1_000))
    }),
    path("codec", 1_000, || {
        let message = search(BASE, Scope::Sub, "(&(objectClass=person)(uid=user7))");
        Box::new(move || {
            use ldaplab::wire::{Envelope, Limits};
            let bytes = black_box(&message).clone().into();
            let limits = Limits::default();
            let envelope = Envelope::decode(bytes, &limits).expect("it is written here");
            drop(black_box(Request::decode(&envelope, &limits)));
        })
    }),
];

const fn path(name: &'static str, times: u32, make: fn() -> Box<dyn FnMut()>) -> HotPath {
    HotPath { name, times, make }
}

fn person(number: usize) -> String {
    format!("uid=user{number},ou=people,{BASE}")
}

/// A thousand people and a chain of a hundred groups, the first of which has the person that is asked for.
fn people() -> String {
    use std::fmt::Write as _;
    let mut text = format!("dn: {BASE}\nobjectClass: domain\ndc: example\n");
    for unit in ["people", "groups"] {
        let _ = write!(
            text,
            "\ndn: ou={unit},{BASE}\nobjectClass: organizationalUnit\nou: {unit}\n"
        );
    }
    for number in 0..PEOPLE {
        let _ = write!(
            text,
            "\ndn: {}\nobjectClass: inetOrgPerson\nobjectClass: person\nuid: user{number}\ncn: User Number {number}\nsn: Number{number}\n\
             givenName: User\ndisplayName: User {number}\nmail: user{number}@example.org\ntelephoneNumber: +1 555 {number:07}\n\
             employeeNumber: {number}\ndescription: synthetic user {number}\nuserPassword: password{number}\n",
            person(number)
        );
    }
    for number in 0..CHAIN {
        let member = match number {
            0 => person(7),
            more => format!("cn=group{},ou=groups,{BASE}", more - 1),
        };
        let _ = write!(
            text,
            "\ndn: cn=group{number},ou=groups,{BASE}\nobjectClass: groupOfNames\ncn: group{number}\nmember: {member}\n"
        );
    }
    text
}

fn load(text: &str) -> LdapServer {
    let server = LdapServer::openldap(BASE)
        .without_tls()
        .set(ldaplab::server::key::IN_CHAIN, true)
        .root_dn("cn=admin,dc=example,dc=org")
        .root_password("password")
        .ldif(text)
        .seed(1)
        .start();
    server.expect("the LDIF is written here")
}

/// The administrator asks these in turn, so many at a time.
fn asking(messages: Vec<Vec<u8>>, at_a_time: usize) -> Box<dyn FnMut()> {
    let server = load(&people());
    let mut session: LocalSession = server.local_session();
    let bound = session.answer(&bind("cn=admin,dc=example,dc=org", "password"));
    assert!(bound.is_ok());
    let mut next = 0;
    Box::new(move || {
        let _alive = &server;
        for _ in 0..at_a_time {
            let answer = session.answer(black_box(&messages[next % messages.len()]));
            next += 1;
            assert!(is_good(&answer.expect("it is a request")));
        }
    })
}

/// Whether the last result is success or compareTrue, without a text.
fn is_good(answer: &[u8]) -> bool {
    matches!(
        answer,
        [.., 0x0a, 0x01, 0x00 | 0x06, 0x04, 0x00, 0x04, 0x00]
    )
}

fn bind(dn: &str, password: &str) -> Vec<u8> {
    let bind = BindRequest {
        version: 3,
        name: dn.as_bytes().to_vec(),
        authentication: Authentication::Simple(password.as_bytes().to_vec()),
    };
    Request::Bind(bind).encode(1, &[])
}

fn search(base: &str, scope: Scope, text: &str) -> Vec<u8> {
    let search = SearchRequest {
        base: base.as_bytes().to_vec(),
        scope,
        deref_aliases: 0,
        size_limit: 0,
        time_limit: 0,
        types_only: false,
        filter: filter::parse(text).expect("it is written here"),
        attributes: Vec::new(),
    };
    Request::Search(search).encode(2, &[])
}

fn attribute(description: &str, value: &str) -> PartialAttribute {
    PartialAttribute {
        description: description.to_owned(),
        values: vec![value.as_bytes().to_vec()],
    }
}

fn modify(dn: &str, text: &str) -> Vec<u8> {
    let modify = ModifyRequest {
        dn: dn.as_bytes().to_vec(),
        changes: vec![Change {
            operation: ChangeOperation::Replace,
            modification: attribute("description", text),
        }],
    };
    Request::Modify(modify).encode(3, &[])
}

fn add() -> Vec<u8> {
    let attributes = [
        ("objectClass", "inetOrgPerson"),
        ("uid", "new"),
        ("cn", "New"),
        ("sn", "New"),
        ("mail", "new@example.org"),
    ];
    let add = AddRequest {
        dn: format!("uid=new,ou=people,{BASE}").into_bytes(),
        attributes: attributes
            .map(|(name, value)| attribute(name, value))
            .into(),
    };
    Request::Add(add).encode(4, &[])
}

fn delete() -> Vec<u8> {
    Request::Delete(format!("uid=new,ou=people,{BASE}").into_bytes()).encode(5, &[])
}
