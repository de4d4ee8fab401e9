//! RFC 3671: collective attributes.

use crate::conformance::{
    case::{
        Case,
        Need::{Attribute, Class, Scratch},
        must,
    },
    expect::code,
    shorthand::changes,
    step::{Mod, Op, ask},
};

pub(super) const TABLES: &[&[Case]] = &[&[
    changes!(
        must,
        "rfc3671/1.2/not-in-entry",
        "A collective attribute is no entry's own.",
        &[Attribute("c-l"), Class("extensibleObject")],
        "dn: cn=Ada,{here}\nobjectClass: person\nobjectClass: extensibleObject\ncn: Ada\nsn: x\n",
        "cn=Ada,{here}",
        &[Mod::Add("c-l", &["Turin"])],
        &[19, 53, 65]
    ),
    must(
        "rfc3671/1.2/not-added",
        "Nor can an entry be added with one.",
    )
    .needs(&[Attribute("c-l"), Scratch])
    .steps(&[ask(
        Op::Add(
            "cn=Ada,{here}",
            &[
                ("objectClass", &["person"]),
                ("cn", &["Ada"]),
                ("sn", &["x"]),
                ("c-l", &["Turin"]),
            ],
        ),
        code(&[19, 53, 65]),
    )]),
]];
