//! RFC 6171: do not use a copy.

use crate::conformance::{
    case::{
        Case,
        Need::{self, Control, Scratch},
        must, should,
    },
    expect::{code, success},
    step::{Op, ask_with, base, critical},
};

const NO_COPY: &str = "1.3.6.1.1.22";

const NEEDS: &[Need] = &[Control(NO_COPY), Scratch];

pub(super) const TABLES: &[&[Case]] = &[&[
    must(
        "rfc6171/3/search",
        "A search of what the server itself keeps is answered.",
    )
    .needs(NEEDS)
    .steps(&[ask_with(
        Op::Search(base("{here}")),
        &[critical(NO_COPY)],
        success().entries(&["{here}"]),
    )]),
    must("rfc6171/3/compare", "So is a compare.")
        .needs(NEEDS)
        .steps(&[ask_with(
            Op::Compare("{here}", "objectClass", "organizationalUnit"),
            &[critical(NO_COPY)],
            code(&[6]),
        )]),
    should(
        "rfc6171/3/value",
        "The control has no value; one that has is refused.",
    )
    .needs(NEEDS)
    .steps(&[ask_with(
        Op::Search(base("{here}")),
        &[critical(NO_COPY).octets(b"x")],
        code(&[2, 12]),
    )]),
    must(
        "rfc6171/3/other-operation",
        "Where the control is of no use and critical, the operation is refused.",
    )
    .needs(NEEDS)
    .steps(&[ask_with(
        Op::Delete("cn=Nobody,{here}"),
        &[critical(NO_COPY)],
        code(&[12]),
    )]),
]];
