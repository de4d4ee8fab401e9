//! RFC 4511 section 4.7: add.

use crate::conformance::{
    case::{Case, Need, must},
    expect::{code, success},
    step::{Op, Step, ask, base, search},
};

const SCRATCH: &[Need] = &[Need::Scratch];

/// In Active Directory's schema a person may be without `sn`.
const PERSON_NEEDS_SN: &[Need] = &[Need::Scratch, Need::NotActiveDirectory];

/// Adds a person of this name.
const fn add(dn: &'static str) -> Op {
    Op::Add(
        dn,
        &[
            ("objectClass", &["person"]),
            ("cn", &["Ada"]),
            ("sn", &["Lovelace"]),
        ],
    )
}

const ADA: &str = "cn=Ada,{here}";
const ADDED: Step = ask(add(ADA), success());

pub(super) const CASES: &[Case] = &[
    must("rfc4511/4.7/added", "An entry that was added is found under its name with the attributes that it was given.")
        .needs(SCRATCH)
        .steps(&[
            ADDED,
            search(base(ADA), success().entries(&[ADA]).has(&[("sn", &["Lovelace"]), ("cn", &["Ada"]), ("objectClass", &["person"])])),
        ]),
    must("rfc4511/4.7/rdn-values-added", "The attributes of an add need not repeat the values of the RDN: they are in the entry all the same.")
        .needs(SCRATCH)
        .steps(&[ask(
            Op::Add(ADA, &[("objectClass", &["person"]), ("sn", &["Lovelace"])]),
            success(),
        ), search(base(ADA), success().has(&[("cn", &["Ada"])]))]),
    must("rfc4511/4.7/entry-already-exists", "An entry of this name must not exist: entryAlreadyExists.")
        .needs(SCRATCH)
        .steps(&[ADDED, ask(add(ADA), code(&[68]))]),
    must("rfc4511/4.7/exists-in-other-spelling", "Names are compared by their matching rules: another case of the same name exists already.")
        .needs(SCRATCH)
        .steps(&[ADDED, ask(add("CN=ADA,{here}"), code(&[68]))]),
    must("rfc4511/4.7/no-superior", "The superior must exist: noSuchObject, and matchedDN names the last entry on the way.")
        .needs(SCRATCH)
        .steps(&[ask(add("cn=Ada,ou=nowhere,{here}"), code(&[32]).matched("{here}"))]),
    must("rfc4511/4.7/no-object-class", "An entry has an object class: objectClassViolation, or a protocol or constraint error.")
        .needs(SCRATCH)
        .steps(&[ask(Op::Add(ADA, &[("cn", &["Ada"]), ("sn", &["Lovelace"])]), code(&[2, 19, 65]))]),
    must("rfc4511/4.7/no-attributes", "An entry without any attribute is refused.")
        .needs(SCRATCH)
        .steps(&[ask(Op::Add(ADA, &[]), code(&[2, 19, 65]))]),
    must("rfc4511/4.7/attribute-without-values", "Every attribute of an add has at least one value.")
        .needs(SCRATCH)
        .steps(&[ask(
            Op::Add(ADA, &[("objectClass", &["person"]), ("cn", &["Ada"]), ("sn", &["L"]), ("description", &[])]),
            code(&[2, 19, 21]),
        )]),
    must("rfc4511/4.7/missing-required-attribute", "What a class requires must be there: objectClassViolation.")
        .needs(PERSON_NEEDS_SN)
        .steps(&[ask(Op::Add(ADA, &[("objectClass", &["person"]), ("cn", &["Ada"])]), code(&[65]))]),
    must("rfc4511/4.7/attribute-not-allowed", "What no class allows must not be there: objectClassViolation.")
        .needs(&[Need::Scratch, Need::Attribute("uidNumber"), Need::NotActiveDirectory])
        .steps(&[ask(
            Op::Add(ADA, &[("objectClass", &["person"]), ("cn", &["Ada"]), ("sn", &["L"]), ("uidNumber", &["1"])]),
            code(&[65]),
        )]),
    must("rfc4511/4.7/undefined-attribute", "An attribute that the schema does not have is refused: undefinedAttributeType.")
        .needs(SCRATCH)
        .steps(&[ask(
            Op::Add(ADA, &[("objectClass", &["person"]), ("cn", &["Ada"]), ("sn", &["L"]), ("thereIsNoSuchAttribute", &["1"])]),
            code(&[16, 17]),
        )]),
    must("rfc4511/4.7/unknown-class", "A class that the schema does not have is refused.")
        .needs(SCRATCH)
        .steps(&[ask(
            Op::Add(ADA, &[("objectClass", &["thereIsNoSuchClass"]), ("cn", &["Ada"])]),
            code(&[16, 17, 19, 21, 65]),
        )]),
    must("rfc4511/4.7/value-twice", "The values of an attribute differ from one another by its rule: attributeOrValueExists.")
        .needs(SCRATCH)
        .steps(&[ask(
            Op::Add(ADA, &[("objectClass", &["person"]), ("cn", &["Ada"]), ("sn", &["Lovelace", "LOVELACE"])]),
            code(&[2, 19, 20]),
        )]),
    must("rfc4511/4.7/two-values-of-single", "An attribute of a single value has one: constraintViolation.")
        .needs(&[Need::Scratch, Need::Class("organization"), Need::Attribute("preferredDeliveryMethod")])
        .steps(&[ask(
            Op::Add("ou=two,{here}", &[("objectClass", &["organizationalUnit"]), ("ou", &["two"]), ("preferredDeliveryMethod", &["any", "mhs"])]),
            code(&[19]),
        )]),
    must("rfc4511/4.7/not-modifiable-by-users", "An attribute that only the server writes does not come from a client: the add is refused, or the server writes its own value.")
        .needs(&[Need::Scratch, Need::Attribute("createTimestamp")])
        .steps(&[ask(
            Op::Add(ADA, &[("objectClass", &["person"]), ("cn", &["Ada"]), ("sn", &["L"]), ("createTimestamp", &["20200101000000Z"])]),
            code(&[0, 16, 17, 19, 50, 53]),
        ), search(base(ADA).attributes(&["createTimestamp"]), code(&[0, 32]).look(|answer, _| {
            match answer.first("createTimestamp") {
                Some(value) if value == b"20200101000000Z" => Err("createTimestamp is what the client sent".to_owned()),
                _ => Ok(()),
            }
        }))]),
    must("rfc4511/4.7/invalid-syntax", "A value that is not of the attribute's syntax is refused: invalidAttributeSyntax.")
        .needs(&[Need::Scratch, Need::NotActiveDirectory])
        .steps(&[ask(
            Op::Add(ADA, &[("objectClass", &["person"]), ("cn", &["Ada"]), ("sn", &["L"]), ("seeAlso", &["this is no name"])]),
            code(&[21]),
        )]),
    must("rfc4511/4.7/invalid-dn", "A name that is no DN is refused: invalidDNSyntax.")
        .needs(SCRATCH)
        .steps(&[ask(add("this is no name"), code(&[34]))]),
    must("rfc4511/4.7/empty-dn", "The root DSE exists and cannot be added.")
        .needs(SCRATCH)
        .steps(&[ask(add(""), code(&[17, 21, 34, 50, 53, 64, 65, 68]))]),
    must("rfc4511/4.7/below-an-alias", "An entry is not added below an alias: aliasProblem, or another refusal; aliases are not dereferenced.")
        .needs(&[Need::Scratch, Need::Class("alias"), Need::NotActiveDirectory])
        .fixture("dn: ou=real,{here}\nobjectClass: organizationalUnit\n\ndn: ou=other,{here}\nobjectClass: alias\nobjectClass: extensibleObject\nou: other\naliasedObjectName: ou=real,{here}\n")
        .steps(&[
            ask(add("cn=Ada,ou=other,{here}"), code(&[19, 32, 33, 36, 53, 64, 65])),
            search(base("cn=Ada,ou=real,{here}"), code(&[32])),
        ]),
    must("rfc4511/4.7/nothing-added-on-refusal", "A refused add leaves nothing behind.")
        .needs(PERSON_NEEDS_SN)
        .steps(&[
            ask(Op::Add(ADA, &[("objectClass", &["person"]), ("cn", &["Ada"])]), code(&[65])),
            search(base(ADA), code(&[32])),
        ]),
];
