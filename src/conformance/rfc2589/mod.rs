//! RFC 2589: entries that go unless refreshed.

use crate::{
    conformance::{
        case::{
            Case,
            Need::{Class, Extension, Scratch},
            must,
        },
        expect::{code, success},
        names::Names,
        step::{Op, ask, base, search},
    },
    wire::ber::{tag, write},
};

const REFRESH: &str = "1.3.6.1.4.1.1466.101.119.1";

fn refresh(names: &Names, dn: &str) -> Vec<u8> {
    let mut out = Vec::new();
    write::constructed(&mut out, tag::SEQUENCE, |out| {
        write::primitive(out, 0x80, names.fill(dn).as_bytes());
        // A day.
        write::integer(out, 0x81, 86_400);
    });
    out
}

const DYNAMIC: Op = Op::Add(
    "cn=Ada,{here}",
    &[
        ("objectClass", &["person", "dynamicObject"]),
        ("cn", &["Ada"]),
        ("sn", &["Lovelace"]),
    ],
);

pub(super) const TABLES: &[&[Case]] = &[&[
    must(
        "rfc2589/5/time-to-live",
        "A dynamic entry says how long it has to live.",
    )
    .needs(&[Class("dynamicObject"), Extension(REFRESH), Scratch])
    .steps(&[
        ask(DYNAMIC, success()),
        search(
            base("cn=Ada,{here}").attributes(&["entryTtl"]),
            success().count(1, 1).has(&[("entryTtl", &[])]),
        ),
    ]),
    must("rfc2589/4.1/refreshed", "A dynamic entry is refreshed.")
        .needs(&[Class("dynamicObject"), Extension(REFRESH), Scratch])
        .steps(&[
            ask(DYNAMIC, success()),
            ask(
                Op::ExtendedMade(REFRESH, |names| refresh(names, "cn=Ada,{here}")),
                success(),
            ),
        ]),
    must(
        "rfc2589/4.2/not-dynamic",
        "An entry that is not dynamic is not refreshed.",
    )
    .needs(&[Extension(REFRESH), Scratch])
    .steps(&[ask(
        Op::ExtendedMade(REFRESH, |names| refresh(names, "{here}")),
        code(&[65]),
    )]),
    must(
        "rfc2589/4.2/nobody",
        "An entry that does not exist is not refreshed.",
    )
    .needs(&[Extension(REFRESH), Scratch])
    .steps(&[ask(
        Op::ExtendedMade(REFRESH, |names| refresh(names, "cn=Nobody,{here}")),
        code(&[32]),
    )]),
]];
