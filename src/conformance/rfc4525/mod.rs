//! RFC 4525: modify-increment.

use super::{
    case::{Case, Need, must},
    expect::{code, success},
    step::{Mod, Op, Step, ask, base, search},
};

pub(super) const TABLES: &[&[Case]] = &[CASES];

const NEEDS: &[Need] = &[
    Need::Feature("1.3.6.1.1.14"),
    Need::Class("posixAccount"),
    Need::Attribute("uidNumber"),
];

const ACCOUNT: &str = "dn: cn=Ada,{here}
objectClass: person
objectClass: posixAccount
cn: Ada
sn: Lovelace
uid: ada
uidNumber: 10
gidNumber: 1
homeDirectory: /
";

const ADA: &str = "cn=Ada,{here}";

const UNCHANGED: Step = search(base(ADA), success().has(&[("uidNumber", &["10"])]));

pub(super) const CASES: &[Case] = &[
    must(
        "rfc4525/2/increment",
        "Increment adds the number to the value.",
    )
    .needs(NEEDS)
    .fixture(ACCOUNT)
    .steps(&[
        ask(
            Op::Modify(ADA, &[Mod::Increment("uidNumber", &["5"])]),
            success(),
        ),
        search(base(ADA), success().has(&[("uidNumber", &["15"])])),
    ]),
    must("rfc4525/2/negative", "A negative number takes away.")
        .needs(NEEDS)
        .fixture(ACCOUNT)
        .steps(&[
            ask(
                Op::Modify(ADA, &[Mod::Increment("uidNumber", &["-3"])]),
                success(),
            ),
            search(base(ADA), success().has(&[("uidNumber", &["7"])])),
        ]),
    must(
        "rfc4525/2/missing-attribute",
        "An attribute that is not there has nothing to increment.",
    )
    .needs(NEEDS)
    .fixture(ACCOUNT)
    .steps(&[ask(
        Op::Modify(ADA, &[Mod::Increment("roomNumber", &["1"])]),
        code(&[16, 17, 18, 19, 65]),
    )]),
    must("rfc4525/2/two-numbers", "Increment has one number.")
        .needs(NEEDS)
        .fixture(ACCOUNT)
        .steps(&[
            ask(
                Op::Modify(ADA, &[Mod::Increment("uidNumber", &["1", "2"])]),
                code(&[2]),
            ),
            UNCHANGED,
        ]),
    must("rfc4525/2/no-number", "What is no number adds nothing.")
        .needs(NEEDS)
        .fixture(ACCOUNT)
        .steps(&[
            ask(
                Op::Modify(ADA, &[Mod::Increment("uidNumber", &["many"])]),
                code(&[2, 19, 21]),
            ),
            UNCHANGED,
        ]),
];
