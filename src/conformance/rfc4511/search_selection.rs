//! RFC 4511 sections 4.5.1.8 and 4.5.2: which attributes come, and the results of a search.

use super::people::PEOPLE;
use crate::conformance::{
    case::{Case, Need, must, should},
    expect::success,
    step::{Op, Step, base, one, search},
};

/// Ada's entry is returned.
const ALL: &[&str] = &["objectClass", "cn", "sn", "description", "telephoneNumber"];

pub(super) const CASES: &[Case] = &[
    must("rfc4511/4.5.1.8/empty", "An empty selection is all user attributes, and no operational one.")
        .needs(&[Need::NotActiveDirectory]).fixture(PEOPLE)
        .steps(&[search(base("cn=Ada,{here}"), success().count(1, 1).exactly(ALL))]),
    must("rfc4511/4.5.1.8/all-user", "`*` is all user attributes.")
        .needs(&[Need::NotActiveDirectory]).fixture(PEOPLE)
        .steps(&[search(base("cn=Ada,{here}").attributes(&["*"]), success().count(1, 1).exactly(ALL))]),
    must("rfc4511/4.5.1.8/all-user-and-one", "`*` beside an operational attribute is both.")
        .fixture(PEOPLE)
        .steps(&[search(base("cn=Ada,{here}").attributes(&["*", "createTimestamp"]), success().count(1, 1).has(&[("sn", &["Lovelace"]), ("createTimestamp", &[])]))]),
    must("rfc4511/4.5.1.8/none", "`1.1` alone is no attribute.")
        .fixture(PEOPLE)
        .steps(&[search(base("cn=Ada,{here}").attributes(&["1.1"]), success().count(1, 1).exactly(&[]))]),
    must("rfc4511/4.5.1.8/none-beside-one", "`1.1` beside another is ignored.")
        .fixture(PEOPLE)
        .steps(&[search(base("cn=Ada,{here}").attributes(&["1.1", "sn"]), success().count(1, 1).exactly(&["sn"]))]),
    must("rfc4511/4.5.1.8/named", "Just the attributes that are named come.")
        .fixture(PEOPLE)
        .steps(&[search(base("cn=Ada,{here}").attributes(&["sn", "description"]), success().count(1, 1).exactly(&["sn", "description"]).has(&[("description", &["first", "second"])]))]),
    must("rfc4511/4.5.1.8/case", "The case of a description does not matter.")
        .fixture(PEOPLE)
        .steps(&[search(base("cn=Ada,{here}").attributes(&["SN"]), success().count(1, 1).exactly(&["sn"]))]),
    must("rfc4511/4.5.1.8/twice", "An attribute that is named twice comes once.")
        .fixture(PEOPLE)
        .steps(&[search(base("cn=Ada,{here}").attributes(&["sn", "sn"]), success().count(1, 1).exactly(&["sn"]))]),
    must("rfc4511/4.5.1.8/twice-in-two-cases", "An attribute that is named twice, in two spellings, comes once.")
        .fixture(PEOPLE)
        .steps(&[search(base("cn=Ada,{here}").attributes(&["sn", "SN"]), success().count(1, 1).exactly(&["sn"]))]),
    must("rfc4511/4.5.1.8/beside-all", "An attribute that is named beside `*` comes once.")
        .needs(&[Need::NotActiveDirectory]).fixture(PEOPLE)
        .steps(&[search(base("cn=Ada,{here}").attributes(&["sn", "*"]), success().count(1, 1).exactly(ALL))]),
    must("rfc4511/4.5.1.8/unknown", "A description that is not recognized is ignored.")
        .fixture(PEOPLE)
        .steps(&[search(base("cn=Ada,{here}").attributes(&["thereIsNoSuchAttribute", "sn"]), success().count(1, 1).exactly(&["sn"]))]),
    must("rfc4511/4.5.1.8/only-unknown", "A selection of nothing that is recognized is no attribute, not all of them.")
        .fixture(PEOPLE)
        .steps(&[search(base("cn=Ada,{here}").attributes(&["thereIsNoSuchAttribute"]), success().count(1, 1).exactly(&[]))]),
    must("rfc4511/4.5.1.8/absent", "An attribute that the entry lacks does not come, not even empty.")
        .fixture(PEOPLE)
        .steps(&[search(base("cn=Eve,{here}").attributes(&["description"]), success().count(1, 1).exactly(&[]))]),
    must("rfc4511/4.5.1.8/by-oid", "An attribute may be selected by its OID.")
        .fixture(PEOPLE)
        .steps(&[search(base("cn=Ada,{here}").attributes(&["2.5.4.4"]), success().count(1, 1).look(|answer, _| {
            match answer.entries().first().map(|own| own.attributes.len()) {
                Some(1) => Ok(()),
                other => Err(format!("{other:?} attributes came, legal is 1")),
            }
        }))]),
    must("rfc4511/4.5.1.8/supertype", "The name of a supertype selects its subtypes.")
        .needs(&[Need::NotActiveDirectory]).fixture(PEOPLE)
        .steps(&[search(base("cn=Ada,{here}").attributes(&["name"]), success().count(1, 1).exactly(&["cn", "sn"]))]),
    must("rfc4511/4.5.1.8/operational-named", "An operational attribute comes where it is named.")
        .fixture(PEOPLE)
        .steps(&[search(base("cn=Ada,{here}").attributes(&["createTimestamp"]), success().count(1, 1).exactly(&["createTimestamp"]))]),
    must("rfc4511/4.5.1.8/operational-not-named", "An operational attribute does not come where it is not named.")
        .needs(&[Need::NotActiveDirectory]).fixture(PEOPLE)
        .steps(&[search(base("cn=Ada,{here}").attributes(&["*"]), success().count(1, 1).lacks(&["createTimestamp", "creatorsName", "modifyTimestamp"]))]),
    must("rfc4511/4.5.2/one-done", "Zero or more entries and then one SearchResultDone, and nothing after it: the next answer is that of the next search.")
        .fixture(PEOPLE)
        .steps(&[search(one("{here}").attributes(&["1.1"]), success().count(4, 4).references(0, 0)), search(base("{here}"), success().entries(&["{here}"]))]),
    must("rfc4511/4.5.2/empty", "A search that finds nothing is a success with SearchResultDone alone.")
        .fixture(PEOPLE)
        .steps(&[search(one("{here}").filter("(cn=none)"), success().count(0, 0).references(0, 0))]),
    must("rfc4511/4.5.2/two-at-a-time", "The messages of two searches that run at a time are told apart by their message IDs.")
        .fixture(PEOPLE)
        .steps(&[
            Step::Send(Op::Search(one("{here}").filter("(sn=Love*)")), &[]),
            Step::Send(Op::Search(one("{here}").filter("(sn=Babbage)")), &[]),
            Step::Await(success().entries(&["cn=Ada,{here}", "cn=Eve,{here}"])),
            Step::Await(success().entries(&["cn=Bob,{here}"])),
        ]),
    should("rfc4511/4.5.2/short-name", "An attribute goes by a short name, though it was asked for by its OID.")
        .fixture(PEOPLE)
        .steps(&[search(base("cn=Ada,{here}").attributes(&["2.5.4.4"]), success().count(1, 1).look(|answer, _| {
            let mut all = answer.entries().into_iter().flat_map(|own| &own.attributes);
            match all.find(|own| own.description.starts_with(|first: char| first.is_ascii_digit())) {
                Some(own) => Err(format!("`{}` came, legal is a short name", own.description)),
                None => Ok(()),
            }
        }))]),
    must("rfc4511/4.5.2/name-of-entry", "objectName is the entry's own name, whatever the base was spelled like.")
        .fixture(PEOPLE)
        .steps(&[search(base("CN=ADA,{here}").attributes(&["cn"]), success().entries(&["cn=Ada,{here}"]).has(&[("cn", &["Ada"])]))]),
];
