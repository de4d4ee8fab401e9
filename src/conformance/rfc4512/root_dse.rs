//! RFC 4512 section 5.1: the root DSE.

use crate::{
    conformance::{
        answer::Answer,
        case::{Case, Need::NotActiveDirectory, may, must, should},
        expect::{any_code, success},
        names::Names,
        step::{Op, ask, base, one, search, sub},
    },
    directory::Dn,
};

/// The values of an attribute of the only entry.
fn values(answer: &Answer, name: &str) -> Vec<String> {
    let entries = answer.entries();
    let all = entries.iter().flat_map(|entry| &entry.attributes);
    let own = all.filter(|own| own.description.eq_ignore_ascii_case(name));
    own.flat_map(|own| &own.values)
        .map(|value| String::from_utf8_lossy(value).into_owned())
        .collect()
}

/// Whether all values of an attribute are OIDs.
fn oids(answer: &Answer, name: &str) -> Result<(), String> {
    let is_oid = |text: &str| {
        text.contains('.')
            && text.split('.').all(|arc| {
                !arc.is_empty()
                    && arc.bytes().all(|digit| digit.is_ascii_digit())
                    && (arc == "0" || !arc.starts_with('0'))
            })
    };
    match values(answer, name).iter().find(|own| !is_oid(own)) {
        None => Ok(()),
        Some(wrong) => Err(format!("{name} has `{wrong}`, which is no OID")),
    }
}

fn no_root(answer: &Answer, _: &Names) -> Result<(), String> {
    match answer.entries().iter().any(|entry| entry.dn.is_empty()) {
        true => Err("the root DSE came".to_owned()),
        false => Ok(()),
    }
}

pub(super) const CASES: &[Case] = &[
    must("rfc4512/5.1/base-search", "The root DSE is read by a base search of the empty name for (objectClass=*).")
        .steps(&[search(base(""), success().entries(&[""]))]),
    must("rfc4512/5.1.6/version-3", "A server that speaks version 3 says so in supportedLDAPVersion.")
        .steps(&[search(base("").attributes(&["supportedLDAPVersion"]), success().count(1, 1).has(&[("supportedLDAPVersion", &["3"])]))]),
    must("rfc4512/5.1.2/naming-contexts-exist", "A naming context is the name of an entry.")
        .steps(&[search(base("{base}").attributes(&["1.1"]), success().entries(&["{base}"]))]),
    must("rfc4512/5.1/not-in-one-level", "The root DSE is not part of any naming context: a search of one level does not give it.")
        .steps(&[search(one("").attributes(&["1.1"]).size_limit(20), any_code().look(no_root))]),
    must("rfc4512/5.1/not-in-subtree", "Nor does a search of a subtree.")
        .steps(&[search(sub("").attributes(&["1.1"]).size_limit(20), any_code().look(no_root))]),
    must("rfc4512/5.1/operational-not-unless-asked", "The attributes of the root DSE that are operational do not come unless asked for.")
        .needs(&[NotActiveDirectory])
        .steps(&[search(base(""), success().count(1, 1).lacks(&["namingContexts", "supportedControl", "supportedExtension", "supportedLDAPVersion", "supportedSASLMechanisms", "subschemaSubentry"]))]),
    must("rfc4512/5.1/only-what-is-asked", "Only the attributes that are asked for come.")
        .steps(&[search(base("").attributes(&["namingContexts"]), success().count(1, 1).exactly(&["namingContexts"]))]),
    must("rfc4512/5.1/no-attributes", "Who asks for no attributes gets the entry without any.")
        .steps(&[search(base("").attributes(&["1.1"]), success().count(1, 1).exactly(&[]))]),
    must("rfc4512/5.1/types-only", "Types only goes for the root DSE as well.")
        .steps(&[search(base("").attributes(&["namingContexts"]).types_only(), success().count(1, 1).exactly(&["namingContexts"]).no_values())]),
    must("rfc4512/5.1/filter-that-fails", "A filter that the root DSE does not meet gives nothing.")
        .needs(&[NotActiveDirectory])
        .steps(&[search(base("").filter("(objectClass=person)"), success().count(0, 0))]),
    must("rfc4512/5.1.3/controls-are-oids", "supportedControl has object identifiers.")
        .steps(&[search(base("").attributes(&["supportedControl"]), success().look(|answer, _| oids(answer, "supportedControl")))]),
    must("rfc4512/5.1.4/extensions-are-oids", "supportedExtension has object identifiers.")
        .steps(&[search(base("").attributes(&["supportedExtension"]), success().look(|answer, _| oids(answer, "supportedExtension")))]),
    must("rfc4512/5.1.5/features-are-oids", "supportedFeatures has object identifiers.")
        .steps(&[search(base("").attributes(&["supportedFeatures"]), success().look(|answer, _| oids(answer, "supportedFeatures")))]),
    must("rfc4512/5.1/no-duplicates", "No attribute of the root DSE has a value twice.")
        .steps(&[search(base("").attributes(&["supportedControl", "supportedExtension", "supportedFeatures", "supportedSASLMechanisms", "namingContexts"]), success().look(|answer, _| {
            for name in ["supportedControl", "supportedExtension", "supportedFeatures", "supportedSASLMechanisms", "namingContexts"] {
                let mut all = values(answer, name);
                all.sort_unstable();
                if let Some(twice) = all.windows(2).find(|pair| pair[0] == pair[1]) {
                    return Err(format!("{name} has `{}` twice", twice[0]));
                }
            }
            Ok(())
        }))]),
    may("rfc4512/5.1/subschema", "The root DSE need not have subschemaSubentry; where it has, that is the name of one entry.")
        .steps(&[search(base("").attributes(&["subschemaSubentry"]), success().count(1, 1).look(|answer, _| {
            match values(answer, "subschemaSubentry").as_slice() {
                [] => Ok(()),
                [own] if !own.is_empty() && Dn::parse(own).is_ok() => Ok(()),
                wrong => Err(format!("subschemaSubentry is {wrong:?}")),
            }
        }))]),
    should("rfc4512/5.1/anonymous", "Clients that have not bound can read what the server is able to.")
        .steps(&[crate::conformance::step::Step::Reconnect, search(base("").attributes(&["supportedLDAPVersion"]), success().has(&[("supportedLDAPVersion", &["3"])]))]),
    must("rfc4512/5.1/compare", "The root DSE takes a compare of its values like other entries, or refuses it; it never denies a value that it shows.")
        .needs(&[NotActiveDirectory])
        .steps(&[ask(Op::Compare("", "supportedLDAPVersion", "3"), any_code().look(|answer, _| match answer.result().map(|own| own.code.0) {
            Some(5 | 16) => Err("the root DSE shows version 3 and denies it".to_owned()),
            _ => Ok(()),
        }))]),
];
