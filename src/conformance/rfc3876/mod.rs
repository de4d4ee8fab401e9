//! RFC 3876: of an attribute's values those alone that match.

use super::case::{
    Case,
    Need::{self, Control},
    must,
};
use super::expect::{Look, code, refused, success};
use super::step::{Ask, Ctl, Mod, Op, ask_with, base, critical, one, optional};

const MATCHED: &str = "1.2.826.0.1.3344810.2.3";

const NEEDS: &[Need] = &[Control(MATCHED)];

const ADA: &str = "dn: cn=Ada,{here}\nobjectClass: person\ncn: Ada\nsn: Lovelace\ndescription: one\ndescription: two\ndescription: twofold\n";

const OWN: Ask = base("cn=Ada,{here}").attributes(&["description"]);

/// `((description=two))`
const TWO: Ctl = critical(MATCHED).octets(b"\x30\x14\xa3\x12\x04\x0bdescription\x04\x03two");
/// `((description=two*))`
const TWO_AND_MORE: Ctl =
    critical(MATCHED).octets(b"\x30\x16\xa4\x14\x04\x0bdescription\x30\x05\x80\x03two");
/// `((description=*))`
const ANY: Ctl = critical(MATCHED).octets(b"\x30\x0d\x87\x0bdescription");
/// `((description=one)(description=two))`
const EITHER: Ctl = critical(MATCHED).octets(
    b"\x30\x28\xa3\x12\x04\x0bdescription\x04\x03one\xa3\x12\x04\x0bdescription\x04\x03two",
);
/// `((description=none))`
const NONE: Ctl = critical(MATCHED).octets(b"\x30\x15\xa3\x13\x04\x0bdescription\x04\x04none");

/// Just these values of description come.
fn come(answer: &super::answer::Answer, wanted: &[&str]) -> Result<(), String> {
    let entries = answer.entries();
    let all = entries.iter().flat_map(|own| &own.attributes);
    let own = all.filter(|own| own.description.eq_ignore_ascii_case("description"));
    let mut got: Vec<String> = own
        .flat_map(|own| &own.values)
        .map(|value| String::from_utf8_lossy(value).into_owned())
        .collect();
    got.sort_unstable();
    match got == wanted {
        true => Ok(()),
        false => Err(format!("the values are {got:?}, legal are {wanted:?}")),
    }
}

const ONLY_TWO: Look = |answer, _| come(answer, &["two"]);
const BOTH_TWOS: Look = |answer, _| come(answer, &["two", "twofold"]);
const ONE_AND_TWO: Look = |answer, _| come(answer, &["one", "two"]);
const ALL: Look = |answer, _| come(answer, &["one", "two", "twofold"]);

pub(super) const TABLES: &[&[Case]] = &[CASES];

const CASES: &[Case] = &[
    must("rfc3876/2/equality", "Of an attribute the values that match come, and no others.").needs(NEEDS).fixture(ADA)
        .steps(&[ask_with(Op::Search(OWN), &[TWO], success().count(1, 1).look(ONLY_TWO))]),
    must("rfc3876/2/substrings", "An item may be of any kind.").needs(NEEDS).fixture(ADA)
        .steps(&[ask_with(Op::Search(OWN), &[TWO_AND_MORE], success().count(1, 1).look(BOTH_TWOS))]),
    must("rfc3876/2/presence", "An item of presence lets all values pass.").needs(NEEDS).fixture(ADA)
        .steps(&[ask_with(Op::Search(OWN), &[ANY], success().count(1, 1).look(ALL))]),
    must("rfc3876/2/several-items", "A value comes where any item matches.").needs(NEEDS).fixture(ADA)
        .steps(&[ask_with(Op::Search(OWN), &[EITHER], success().count(1, 1).look(ONE_AND_TWO))]),
    must("rfc3876/2/entries-stay", "Which entries come is the filter's own matter: one without a value that matches comes all the same.").needs(NEEDS).fixture(ADA)
        .steps(&[ask_with(Op::Search(one("{here}").attributes(&["description"])), &[NONE], success().entries(&["cn=Ada,{here}"]).look(|answer, _| come(answer, &[])))]),
    must("rfc3876/2/malformed", "A value that is no list of items is refused.").needs(NEEDS).fixture(ADA)
        .steps(&[ask_with(Op::Search(OWN), &[critical(MATCHED).octets(b"no list")], refused().count(0,0).or_closed())]),
    must("rfc3876/2/empty-set", "An attribute of which no value matches comes without values.").needs(NEEDS).fixture(ADA)
        .steps(&[ask_with(Op::Search(OWN), &[NONE], success().count(1, 1).exactly(&["description"]).no_values())]),
    must("rfc3876/2/not-critical", "The control is obeyed without criticality.").needs(NEEDS).fixture(ADA)
        .steps(&[ask_with(Op::Search(OWN), &[optional(MATCHED).octets(b"\x30\x14\xa3\x12\x04\x0bdescription\x04\x03two")], success().count(1, 1).look(ONLY_TWO))]),
    must("rfc3876/2/types-only", "With typesOnly the control has no effect.").needs(NEEDS).fixture(ADA)
        .steps(&[ask_with(Op::Search(OWN.types_only()), &[NONE], success().count(1, 1).exactly(&["description"]).no_values())]),
    must("rfc3876/2/other-operation", "A critical control on what is no search is refused, and nothing is changed.").needs(NEEDS).fixture(ADA)
        .steps(&[
            ask_with(Op::Modify("cn=Ada,{here}", &[Mod::Delete("description", &["two"])]), &[TWO], code(&[12])),
            ask_with(Op::Search(OWN), &[], success().look(ALL)),
        ]),
];
