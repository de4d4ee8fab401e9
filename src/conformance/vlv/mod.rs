//! The draft of virtual list views (draft-ietf-ldapext-ldapv3-vlv): a window of a sorted result, where the server lists the control.

use crate::conformance::{
    case::{
        Case,
        Need::{self, Control, NotActiveDirectory},
        must, quirk,
    },
    expect::{code, refused, success},
    step::{Ask, Ctl, Op, ask_with, critical, one},
};

const VLV: &str = "2.16.840.1.113730.3.4.9";

const RESPONSE: &str = "2.16.840.1.113730.3.4.10";

const SORT: &str = "1.2.840.113556.1.4.473";

const NEEDS: &[Need] = &[Control(VLV), Control(SORT), NotActiveDirectory];

const PEOPLE: &str = "dn: cn=b,{here}
objectClass: person
cn: b
sn: x

dn: cn=a,{here}
objectClass: person
cn: a
sn: x

dn: cn=c,{here}
objectClass: person
cn: c
sn: x
";

const ALL: Ask = one("{here}").attributes(&["cn"]);

/// By cn, with caseIgnoreOrderingMatch: the attribute itself has no ordering rule.
const BY_NAME: Ctl = critical(SORT).octets(b"\x30\x10\x30\x0e\x04\x02cn\x80\x082.5.13.3");

/// None before, one after, from the first of all.
const FIRST_TWO: Ctl =
    critical(VLV).octets(b"\x30\x0e\x02\x01\x00\x02\x01\x01\xa0\x06\x02\x01\x01\x02\x01\x00");

/// One before, none after, at the last of three.
const LAST_TWO: Ctl =
    critical(VLV).octets(b"\x30\x0e\x02\x01\x01\x02\x01\x00\xa0\x06\x02\x01\x03\x02\x01\x03");

/// None before or after, at the first that is at least `b`.
const FROM_B: Ctl = critical(VLV).octets(b"\x30\x09\x02\x01\x00\x02\x01\x00\x81\x01b");

pub(super) const TABLES: &[&[Case]] = &[&[
    must(
        "draft-vlv/4/first",
        "A window at the first place has the first entries, in order.",
    )
    .needs(NEEDS)
    .fixture(PEOPLE)
    .steps(&[ask_with(
        Op::Search(ALL),
        &[BY_NAME, FIRST_TWO],
        success()
            .in_order(&["cn=a,{here}", "cn=b,{here}"])
            .control(RESPONSE),
    )]),
    must(
        "draft-vlv/4/last",
        "A window at the last place has the last ones.",
    )
    .needs(NEEDS)
    .fixture(PEOPLE)
    .steps(&[ask_with(
        Op::Search(ALL),
        &[BY_NAME, LAST_TWO],
        success()
            .in_order(&["cn=b,{here}", "cn=c,{here}"])
            .control(RESPONSE),
    )]),
    must("draft-vlv/4/by-value", "A window may be sought by a value.")
        .needs(NEEDS)
        .fixture(PEOPLE)
        .steps(&[ask_with(
            Op::Search(ALL),
            &[BY_NAME, FROM_B],
            success().in_order(&["cn=b,{here}"]).control(RESPONSE),
        )]),
    must(
        "draft-vlv/4/sort-missing",
        "Without the control that sorts, a critical one is refused: sortControlMissing, or virtualListViewError.",
    )
    .needs(NEEDS)
    .fixture(PEOPLE)
    .steps(&[ask_with(Op::Search(ALL), &[FIRST_TWO], code(&[60, 76]))]),
    quirk("draft-vlv/4/malformed", "A value that is none is refused.")
        .needs(NEEDS)
        .fixture(PEOPLE)
        .steps(&[ask_with(
            Op::Search(ALL),
            &[BY_NAME, critical(VLV).octets(b"no value")],
            refused().count(0,0),
        )]),
]];
