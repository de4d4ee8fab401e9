//! RFC 4528: an operation that is done only if a filter is true of its entry.

use super::case::{
    Case,
    Need::{self, Control},
    must,
};
use super::expect::{code, refused, success};
use super::step::{Ctl, Mod, Op, Step, ask, ask_with, base, critical, one, optional, search};

const ASSERTION: &str = "1.3.6.1.1.12";

const NEEDS: &[Need] = &[Control(ASSERTION)];

const ADA: &str = "dn: cn=Ada,{here}\nobjectClass: person\ncn: Ada\nsn: Old\n";

/// `(sn=Old)` and `(sn=New)`.
const TRUE: Ctl = critical(ASSERTION).octets(b"\xa3\x09\x04\x02sn\x04\x03Old");
const FALSE: Ctl = critical(ASSERTION).octets(b"\xa3\x09\x04\x02sn\x04\x03New");
/// `(noSuchThing=x)`, which is Undefined.
const UNDEFINED: Ctl = critical(ASSERTION).octets(b"\xa3\x10\x04\x0bnoSuchThing\x04\x01x");
/// `(ou=*)`
const OU_IS: Ctl = critical(ASSERTION).octets(b"\x87\x02ou");

const CHANGED: Op = Op::Modify("cn=Ada,{here}", &[Mod::Replace("sn", &["New"])]);

pub(super) const TABLES: &[&[Case]] = &[CASES];

const CASES: &[Case] = &[
    must(
        "rfc4528/3/true",
        "Where the assertion is true the operation is done as ever.",
    )
    .needs(NEEDS)
    .fixture(ADA)
    .steps(&[
        ask_with(CHANGED, &[TRUE], success()),
        search(base("cn=Ada,{here}"), success().has(&[("sn", &["New"])])),
    ]),
    must(
        "rfc4528/3/false",
        "Where it is false the answer is assertionFailed, and nothing is changed.",
    )
    .needs(NEEDS)
    .fixture(ADA)
    .steps(&[
        ask_with(CHANGED, &[FALSE], code(&[122])),
        search(base("cn=Ada,{here}"), success().has(&[("sn", &["Old"])])),
    ]),
    must(
        "rfc4528/3/undefined",
        "Where it is Undefined it is not true: assertionFailed.",
    )
    .needs(NEEDS)
    .fixture(ADA)
    .steps(&[
        ask_with(CHANGED, &[UNDEFINED], code(&[122])),
        search(base("cn=Ada,{here}"), success().has(&[("sn", &["Old"])])),
    ]),
    must(
        "rfc4528/3/not-critical",
        "Without criticality it fails the same way.",
    )
    .needs(NEEDS)
    .fixture(ADA)
    .steps(&[ask_with(
        CHANGED,
        &[optional(ASSERTION).octets(b"\xa3\x09\x04\x02sn\x04\x03New")],
        code(&[122]),
    )]),
    must(
        "rfc4528/3/delete",
        "A delete is done only where it is true.",
    )
    .needs(NEEDS)
    .fixture(ADA)
    .steps(&[
        ask_with(Op::Delete("cn=Ada,{here}"), &[FALSE], code(&[122])),
        ask_with(Op::Delete("cn=Ada,{here}"), &[TRUE], success()),
        search(base("cn=Ada,{here}"), code(&[32])),
    ]),
    must("rfc4528/3/modify-dn", "So is a rename.")
        .needs(NEEDS)
        .fixture(ADA)
        .steps(&[
            ask_with(
                Op::Rename("cn=Ada,{here}", "cn=Bea", true, None),
                &[FALSE],
                code(&[122]),
            ),
            search(base("cn=Ada,{here}"), success().count(1, 1)),
        ]),
    must("rfc4528/3/compare", "So is a compare.")
        .needs(NEEDS)
        .fixture(ADA)
        .steps(&[
            ask_with(
                Op::Compare("cn=Ada,{here}", "sn", "Old"),
                &[FALSE],
                code(&[122]),
            ),
            ask_with(
                Op::Compare("cn=Ada,{here}", "sn", "Old"),
                &[TRUE],
                code(&[6]),
            ),
        ]),
    must(
        "rfc4528/3/search",
        "With a search the assertion is about the base entry; where it is false nothing comes.",
    )
    .needs(NEEDS)
    .fixture(ADA)
    .steps(&[
        ask_with(Op::Search(one("{here}")), &[TRUE], code(&[122]).count(0, 0)),
        ask_with(Op::Search(one("{here}")), &[OU_IS], success().count(1, 1)),
    ]),
    must(
        "rfc4528/3/malformed",
        "A value that is no filter is refused, and nothing is changed.",
    )
    .needs(NEEDS)
    .fixture(ADA)
    .steps(&[
        ask_with(
            CHANGED,
            &[critical(ASSERTION).octets(b"no filter")],
            refused().or_closed(),
        ),
        // The connection may have ended.
        Step::Reconnect,
        ask(Op::BindAsSelf, success()),
        search(base("cn=Ada,{here}"), success().has(&[("sn", &["Old"])])),
    ]),
    must(
        "rfc4528/3/no-entry",
        "Of an entry that does not exist the answer is noSuchObject.",
    )
    .needs(NEEDS)
    .steps(&[ask_with(Op::Delete("cn=none,{here}"), &[TRUE], code(&[32]))]),
    must(
        "rfc4528/3/one-operation",
        "The assertion is that of one operation; the next is free of it.",
    )
    .needs(NEEDS)
    .fixture(ADA)
    .steps(&[
        ask_with(CHANGED, &[FALSE], code(&[122])),
        ask(CHANGED, success()),
    ]),
];
