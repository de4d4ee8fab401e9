//! RFC 3672: subentries.

use super::case::{
    Case,
    Need::{self, Class, Control},
    must,
};
use super::expect::{refused, success};
use super::step::{Ctl, Op, ask_with, base, critical, one, search, sub};

const SUBENTRIES: &str = "1.3.6.1.4.1.4203.1.10.1";

const NEEDS: &[Need] = &[
    Class("subentry"),
    Control(SUBENTRIES),
    Need::NotActiveDirectory,
];

const BOTH: &str = "dn: cn=Ada,{here}\nobjectClass: person\ncn: Ada\nsn: Ada\n\ndn: cn=Rules,{here}\nobjectClass: subentry\nobjectClass: extensibleObject\ncn: Rules\nsubtreeSpecification: {}\n";

const SHOWN: Ctl = critical(SUBENTRIES).octets(b"\x01\x01\xff");
const HIDDEN: Ctl = critical(SUBENTRIES).octets(b"\x01\x01\x00");

pub(super) const TABLES: &[&[Case]] = &[CASES];

const CASES: &[Case] = &[
    must(
        "rfc3672/3/hidden-one-level",
        "A search of one level does not show subentries.",
    )
    .needs(NEEDS)
    .fixture(BOTH)
    .steps(&[search(one("{here}"), success().entries(&["cn=Ada,{here}"]))]),
    must("rfc3672/3/hidden-subtree", "Nor does one of a subtree.")
        .needs(NEEDS)
        .fixture(BOTH)
        .steps(&[search(
            sub("{here}").filter("(cn=*)"),
            success().entries(&["cn=Ada,{here}"]),
        )]),
    must(
        "rfc3672/3/base",
        "A search of the subentry itself shows it without the control.",
    )
    .needs(NEEDS)
    .fixture(BOTH)
    .steps(&[search(
        base("cn=Rules,{here}"),
        success().entries(&["cn=Rules,{here}"]),
    )]),
    must(
        "rfc3672/3/visible",
        "With the control and TRUE subentries alone are shown.",
    )
    .needs(NEEDS)
    .fixture(BOTH)
    .steps(&[ask_with(
        Op::Search(one("{here}")),
        &[SHOWN],
        success().entries(&["cn=Rules,{here}"]),
    )]),
    must(
        "rfc3672/3/not-visible",
        "With FALSE other entries alone are.",
    )
    .needs(NEEDS)
    .fixture(BOTH)
    .steps(&[ask_with(
        Op::Search(one("{here}")),
        &[HIDDEN],
        success().entries(&["cn=Ada,{here}"]),
    )]),
    must(
        "rfc3672/3/malformed",
        "A value that is no BOOLEAN is refused.",
    )
    .needs(NEEDS)
    .fixture(BOTH)
    .steps(&[ask_with(
        Op::Search(one("{here}")),
        &[critical(SUBENTRIES).octets(b"perhaps")],
        refused().count(0, 0).or_closed(),
    )]),
    must("rfc3672/3/no-value", "So is the control without a value.")
        .needs(NEEDS)
        .fixture(BOTH)
        .steps(&[ask_with(
            Op::Search(one("{here}")),
            &[critical(SUBENTRIES)],
            refused().count(0, 0).or_closed(),
        )]),
];
