//! RFC 4512 sections 3.2 to 3.4: what the server keeps of an entry.

use crate::conformance::{
    case::{
        Case,
        Need::{NotActiveDirectory, Scratch},
        must, should,
    },
    expect::{code, success},
    shorthand::changes,
    step::{Mod, Op, ask, base, search},
};

const PERSON: &str = "dn: cn=Ada,{here}
objectClass: person
cn: Ada
sn: Lovelace
";

pub(super) const CASES: &[Case] = &[
    must("rfc4512/3.4/not-unless-asked", "Operational attributes do not come unless they are asked for.")
        .fixture(PERSON)
        .needs(&[NotActiveDirectory])
        .steps(&[search(base("cn=Ada,{here}"), success().count(1, 1).exactly(&["objectClass", "cn", "sn"]))]),
    must("rfc4512/3.4/asked-by-name", "An operational attribute that is asked for by name comes, and nothing else.")
        .fixture(PERSON)
        .needs(&[NotActiveDirectory])
        .steps(&[search(base("cn=Ada,{here}").attributes(&["createTimestamp"]), success().count(1, 1).exactly(&["createTimestamp"]))]),
    should("rfc4512/3.4/creation", "The server keeps who made an entry and when.")
        .fixture(PERSON)
        .needs(&[NotActiveDirectory])
        .steps(&[search(base("cn=Ada,{here}").attributes(&["creatorsName", "createTimestamp"]), success().count(1, 1)
            .exactly(&["creatorsName", "createTimestamp"]).look(|answer, names| {
                let who = answer.first("creatorsName").unwrap_or_default();
                let who = String::from_utf8_lossy(&who).into_owned();
                match crate::conformance::expect::same_dn(&who, &names.bind) {
                    true => Ok(()),
                    false => Err(format!("the entry was made by `{}`, creatorsName says `{who}`", names.bind)),
                }
            }))]),
    should("rfc4512/3.4/modification", "The server keeps who changed an entry last and when.")
        .fixture(PERSON)
        .needs(&[NotActiveDirectory])
        .steps(&[
            ask(Op::Modify("cn=Ada,{here}", &[Mod::Add("description", &["x"])]), success()),
            search(base("cn=Ada,{here}").attributes(&["modifiersName", "modifyTimestamp"]), success().count(1, 1)
                .exactly(&["modifiersName", "modifyTimestamp"])),
        ]),
    changes!(must, "rfc4512/3.4.1/creators-name-is-kept", "creatorsName is no user's to change.", &[NotActiveDirectory], PERSON,
        "cn=Ada,{here}", &[Mod::Replace("creatorsName", &["cn=Nobody,{here}"])], &[19, 50, 53, 65]),
    changes!(must, "rfc4512/3.4.2/create-timestamp-is-kept", "createTimestamp is no user's to change.", &[NotActiveDirectory], PERSON,
        "cn=Ada,{here}", &[Mod::Replace("createTimestamp", &["20000101000000Z"])], &[19, 50, 53, 65]),
    changes!(must, "rfc4512/3.4.4/modify-timestamp-is-kept", "modifyTimestamp is no user's to change.", &[NotActiveDirectory], PERSON,
        "cn=Ada,{here}", &[Mod::Replace("modifyTimestamp", &["20000101000000Z"])], &[19, 50, 53, 65]),
    must("rfc4512/3.4/no-user-modification-add", "An attribute that no user may change cannot be added with an entry.")
        .needs(&[Scratch, NotActiveDirectory])
        .steps(&[ask(
            Op::Add("cn=Ada,{here}", &[("objectClass", &["person"]), ("cn", &["Ada"]), ("sn", &["Lovelace"]), ("subschemaSubentry", &["cn=Nothing"])]),
            code(&[19, 50, 53, 65]),
        )]),
    must("rfc4512/3.4.5/structural-object-class", "structuralObjectClass, where an entry has it, is the most derived structural class.")
        .fixture("dn: cn=Ada,{here}\nobjectClass: top\nobjectClass: person\nobjectClass: organizationalPerson\ncn: Ada\nsn: Lovelace\n")
        .needs(&[NotActiveDirectory])
        .steps(&[search(base("cn=Ada,{here}").attributes(&["structuralObjectClass"]), success().count(1, 1).look(|answer, _| {
            match answer.first("structuralObjectClass") {
                Some(own) if !own.eq_ignore_ascii_case(b"organizationalPerson") && own != b"2.5.6.7" => Err(format!("it is `{}`", String::from_utf8_lossy(&own))),
                _ => Ok(()),
            }
        }))]),
    must("rfc4512/4.2/entry-names-its-subschema", "An entry says in subschemaSubentry which subschema governs it.")
        .fixture(PERSON)
        .needs(&[NotActiveDirectory])
        .steps(&[search(base("cn=Ada,{here}").attributes(&["subschemaSubentry"]), success().count(1, 1).has(&[("subschemaSubentry", &["{schema}"])]))]),
];
