//! RFC 2891: sorting by the server.

use super::case::{
    Case,
    Need::{self, Control, NotActiveDirectory},
    must, should,
};
use super::expect::{Look, any_code, code, refused, success};
use super::step::{Ask, Ctl, Op, ask, ask_with, critical, one, optional};
use crate::client::controls::{Response, SortResult};

const SORT: &str = "1.2.840.113556.1.4.473";
const RESPONSE: &str = "1.2.840.113556.1.4.474";

// Active Directory has orders of its own and does not know the rules by their OIDs.
const NEEDS: &[Need] = &[Control(SORT), NotActiveDirectory];

const PEOPLE: &str = "dn: cn=b,{here}\nobjectClass: person\ncn: b\nsn: x\ndescription: told\n\ndn: cn=C,{here}\nobjectClass: person\ncn: C\nsn: w\n\ndn: cn=a,{here}\nobjectClass: person\ncn: a\nsn: x\n";

const ALL: Ask = one("{here}").attributes(&["cn"]);

// caseIgnoreOrderingMatch stands in each key: the attributes have no ordering rule of their own.
const BY_CN: &[u8] = b"\x30\x10\x30\x0e\x04\x02cn\x80\x082.5.13.3";
const BY_CN_BACKWARDS: &[u8] = b"\x30\x13\x30\x11\x04\x02cn\x80\x082.5.13.3\x81\x01\xff";
const BY_SN_AND_CN: &[u8] =
    b"\x30\x20\x30\x0e\x04\x02sn\x80\x082.5.13.3\x30\x0e\x04\x02cn\x80\x082.5.13.3";
const BY_SN_AND_CN_BACKWARDS: &[u8] =
    b"\x30\x23\x30\x0e\x04\x02sn\x80\x082.5.13.3\x30\x11\x04\x02cn\x80\x082.5.13.3\x81\x01\xff";
const BY_DESCRIPTION: &[u8] = b"\x30\x19\x30\x17\x04\x0bdescription\x80\x082.5.13.3";
const BY_DESCRIPTION_BACKWARDS: &[u8] =
    b"\x30\x1c\x30\x1a\x04\x0bdescription\x80\x082.5.13.3\x81\x01\xff";
const BY_NOTHING_KNOWN: &[u8] = b"\x30\x0f\x30\x0d\x04\x0bnoSuchThing";
const BY_NO_RULE: &[u8] = b"\x30\x10\x30\x0e\x04\x02cn\x80\x081.9.9.99";
const TWICE: &[u8] =
    b"\x30\x20\x30\x0e\x04\x02cn\x80\x082.5.13.3\x30\x0e\x04\x02cn\x80\x082.5.13.3";

const fn by(keys: &'static [u8]) -> Ctl {
    critical(SORT).octets(keys)
}

const fn perhaps_by(keys: &'static [u8]) -> Ctl {
    optional(SORT).octets(keys)
}

pub(super) const TABLES: &[&[Case]] = &[CASES];

/// The code in the answer's control.
fn sort_result(answer: &super::answer::Answer) -> Option<u32> {
    let result = SortResult::find(answer.controls()).ok()??;
    Some(result.code.0)
}

/// The answer tells of a sort that was done.
const DONE: Look = |answer, _| match sort_result(answer) {
    Some(0) => Ok(()),
    other => Err(format!(
        "the control's sortResult is {other:?}, legal is success (0)"
    )),
};

/// And of one that was not.
const NOT_DONE: Look = |answer, _| match sort_result(answer) {
    None => Err("the answer has no sortResult".to_owned()),
    Some(0) => Err("the sortResult is success (0), though nothing can be sorted so".to_owned()),
    Some(_) => Ok(()),
};

/// The result is no success, or the control says that nothing was sorted.
const NOT_SORTED: Look = |answer, names| match answer.result().map(|own| own.code.0) {
    Some(0) => NOT_DONE(answer, names),
    _ => Ok(()),
};

const CASES: &[Case] = &[
    should("rfc2891/2/ascending", "Entries come in the order of the key.").needs(NEEDS).fixture(PEOPLE)
        .steps(&[ask_with(Op::Search(ALL), &[by(BY_CN)], success().in_order(&["cn=a,{here}", "cn=b,{here}", "cn=C,{here}"]))]),
    should("rfc2891/2/reverse", "reverseOrder turns it round.").needs(NEEDS).fixture(PEOPLE)
        .steps(&[ask_with(Op::Search(ALL), &[by(BY_CN_BACKWARDS)], success().in_order(&["cn=C,{here}", "cn=b,{here}", "cn=a,{here}"]))]),
    should("rfc2891/2/two-keys", "The second key decides between entries that the first one holds equal.").needs(NEEDS).fixture(PEOPLE)
        .steps(&[ask_with(Op::Search(ALL), &[by(BY_SN_AND_CN)], success().in_order(&["cn=C,{here}", "cn=a,{here}", "cn=b,{here}"]))]),
    should("rfc2891/2/each-key-its-way", "Each key has a direction of its own.").needs(NEEDS).fixture(PEOPLE)
        .steps(&[ask_with(Op::Search(ALL), &[by(BY_SN_AND_CN_BACKWARDS)], success().in_order(&["cn=C,{here}", "cn=b,{here}", "cn=a,{here}"]))]),
    should("rfc2891/2.2/missing-is-largest", "An entry without the key comes last.").needs(NEEDS).fixture(PEOPLE)
        .steps(&[ask_with(Op::Search(ALL), &[by(BY_DESCRIPTION)], success().count(3, 3).look(|answer, names| first_is(answer, names, "cn=b,{here}")))]),
    should("rfc2891/2.2/missing-is-largest-reverse", "In reverse it comes first.").needs(NEEDS).fixture(PEOPLE)
        .steps(&[ask_with(Op::Search(ALL), &[by(BY_DESCRIPTION_BACKWARDS)], success().count(3, 3).look(|answer, names| last_is(answer, names, "cn=b,{here}")))]),
    should("rfc2891/2/response", "The answer has the response control, whose sortResult is success.").needs(NEEDS).fixture(PEOPLE)
        .steps(&[ask_with(Op::Search(ALL), &[by(BY_CN)], success().control(RESPONSE).look(DONE))]),
    should("rfc2891/1.2/only-when-asked", "Without the request control there is none.").needs(NEEDS).fixture(PEOPLE)
        .steps(&[ask(Op::Search(ALL), success().count(3, 3).look(|answer, _| match sort_result(answer) {
            None => Ok(()),
            Some(number) => Err(format!("a sortResult of {number} came unasked")),
        }))]),
    should("rfc2891/2/unknown-attribute", "A key that does not exist makes a critical sort fail with unavailableCriticalExtension, and no entry comes.").needs(NEEDS).fixture(PEOPLE)
        .steps(&[ask_with(Op::Search(ALL), &[by(BY_NOTHING_KNOWN)], code(&[12]).count(0, 0))]),
    should("rfc2891/2/unknown-rule", "So does a rule that does not exist.").needs(NEEDS).fixture(PEOPLE)
        .steps(&[ask_with(Op::Search(ALL), &[by(BY_NO_RULE)], code(&[12]).count(0, 0))]),
    should("rfc2891/2/not-critical", "A sort that cannot be done and is not critical leaves the entries unsorted, and the sortResult says so.").needs(NEEDS).fixture(PEOPLE)
        .steps(&[ask_with(Op::Search(ALL), &[perhaps_by(BY_NOTHING_KNOWN)],
            success().entries(&["cn=a,{here}", "cn=b,{here}", "cn=C,{here}"]).look(NOT_DONE))]),
    should("rfc2891/1.1/key-twice", "An attribute that stands twice among the keys is an error.").needs(NEEDS).fixture(PEOPLE)
        .steps(&[ask_with(Op::Search(ALL), &[by(TWICE)], any_code().look(NOT_SORTED))]),
    must("rfc2891/1.1/malformed", "A value that is no list of keys is refused.").needs(NEEDS).fixture(PEOPLE)
        .steps(&[ask_with(Op::Search(ALL), &[by(b"no keys")], refused().count(0, 0).or_closed())]),
    must("rfc2891/1.1/no-value", "So is the control without a value.").needs(NEEDS).fixture(PEOPLE)
        .steps(&[ask_with(Op::Search(ALL), &[critical(SORT)], refused().count(0, 0).or_closed())]),
    should("rfc2891/3/pages", "Sorted pages follow each other in the order of the whole.").needs(&[Control(SORT), Control("1.2.840.113556.1.4.319"), NotActiveDirectory]).fixture(PEOPLE)
        .steps(&[
            ask_with(Op::Search(ALL), &[by(BY_CN), Ctl::page(2)], success().in_order(&["cn=a,{here}", "cn=b,{here}"])),
            ask_with(Op::Search(ALL), &[by(BY_CN), Ctl::page(2)], success().in_order(&["cn=C,{here}"])),
        ]),
];

fn first_is(
    answer: &super::answer::Answer,
    names: &super::names::Names,
    dn: &str,
) -> Result<(), String> {
    is(
        answer.entries().first().map(|own| own.dn.as_slice()),
        &names.fill(dn),
        "first",
    )
}

fn last_is(
    answer: &super::answer::Answer,
    names: &super::names::Names,
    dn: &str,
) -> Result<(), String> {
    is(
        answer.entries().last().map(|own| own.dn.as_slice()),
        &names.fill(dn),
        "last",
    )
}

fn is(got: Option<&[u8]>, wanted: &str, which: &str) -> Result<(), String> {
    let got = String::from_utf8_lossy(got.unwrap_or_default()).into_owned();
    match super::expect::same_dn(&got, wanted) {
        true => Ok(()),
        false => Err(format!("the {which} entry is `{got}`, legal is `{wanted}`")),
    }
}
