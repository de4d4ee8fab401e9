//! RFC 4511 section 4.6: modify.

use crate::conformance::{
    case::{Case, Need, may, must},
    expect::{Expect, code, success},
    step::{Mod, Op, Step, ask, base, search},
};

const PERSON: &str = "dn: cn=Ada,{here}
objectClass: person
cn: Ada
sn: Lovelace
description: first
description: second
telephoneNumber: +1 555 0100
";

const ADA: &str = "cn=Ada,{here}";

const fn modify(mods: &'static [Mod], expect: Expect) -> Step {
    ask(Op::Modify(ADA, mods), expect)
}

/// What the entry has afterwards.
const fn then(has: &'static [(&'static str, &'static [&'static str])]) -> Step {
    search(base(ADA), success().has(has))
}

const UNCHANGED: Step = search(
    base(ADA),
    success().has(&[
        ("sn", &["Lovelace"]),
        ("description", &["first", "second"]),
        ("telephoneNumber", &["+1 555 0100"]),
    ]),
);

pub(super) const CASES: &[Case] = &[
    must("rfc4511/4.6/add-value", "Add puts a value beside those that are there.").fixture(PERSON).steps(&[
        modify(&[Mod::Add("description", &["third"])], success()),
        then(&[("description", &["first", "second", "third"])]),
    ]),
    must("rfc4511/4.6/add-attribute", "Add makes an attribute that is not there.").fixture(PERSON).steps(&[
        modify(&[Mod::Add("seeAlso", &["{here}"])], success()),
        then(&[("seeAlso", &["{here}"])]),
    ]),
    must("rfc4511/4.6/add-existing-value", "A value that is there cannot be added again: attributeOrValueExists.").fixture(PERSON).steps(&[
        modify(&[Mod::Add("description", &["first"])], code(&[20])),
        UNCHANGED,
    ]),
    must("rfc4511/4.6/add-value-equal-by-rule", "Values are compared by the equality rule: another case is the same value.").fixture(PERSON).steps(&[
        modify(&[Mod::Add("description", &["FIRST"])], code(&[20])),
        UNCHANGED,
    ]),
    must("rfc4511/4.6/delete-value", "Delete with a value takes it out and leaves the others.").fixture(PERSON).steps(&[
        modify(&[Mod::Delete("description", &["first"])], success()),
        then(&[("description", &["second"])]),
        ask(Op::Compare(ADA, "description", "first"), code(&[5])),
    ]),
    must("rfc4511/4.6/delete-value-by-rule", "The value to delete is found by the equality rule.").fixture(PERSON).steps(&[
        modify(&[Mod::Delete("description", &["FIRST"])], success()),
        ask(Op::Compare(ADA, "description", "first"), code(&[5])),
    ]),
    must("rfc4511/4.6/delete-last-value", "With its last value an attribute goes.").fixture(PERSON).steps(&[
        modify(&[Mod::Delete("telephoneNumber", &["+1 555 0100"])], success()),
        search(base(ADA), success().lacks(&["telephoneNumber"])),
    ]),
    must("rfc4511/4.6/delete-attribute", "Delete without values takes the whole attribute out.").fixture(PERSON).steps(&[
        modify(&[Mod::Delete("description", &[])], success()),
        search(base(ADA), success().lacks(&["description"])),
    ]),
    must("rfc4511/4.6/delete-missing-attribute", "An attribute that is not there cannot be deleted: noSuchAttribute.").fixture(PERSON).steps(&[
        modify(&[Mod::Delete("seeAlso", &[])], code(&[16])),
        UNCHANGED,
    ]),
    must("rfc4511/4.6/delete-missing-value", "A value that is not there cannot be deleted: noSuchAttribute.").fixture(PERSON).steps(&[
        modify(&[Mod::Delete("description", &["third"])], code(&[16])),
        UNCHANGED,
    ]),
    must("rfc4511/4.6/replace", "Replace puts the values in the place of all that are there.").fixture(PERSON).steps(&[
        modify(&[Mod::Replace("description", &["new"])], success()),
        search(base(ADA).attributes(&["description"]), success().has(&[("description", &["new"])])),
        ask(Op::Compare(ADA, "description", "first"), code(&[5])),
    ]),
    must("rfc4511/4.6/replace-creates", "Replace makes an attribute that is not there.").fixture(PERSON).steps(&[
        modify(&[Mod::Replace("seeAlso", &["{here}"])], success()),
        then(&[("seeAlso", &["{here}"])]),
    ]),
    must("rfc4511/4.6/replace-with-nothing", "Replace without values deletes the attribute.").fixture(PERSON).steps(&[
        modify(&[Mod::Replace("description", &[])], success()),
        search(base(ADA), success().lacks(&["description"])),
    ]),
    must("rfc4511/4.6/replace-nothing-with-nothing", "Replace without values of an attribute that is not there changes nothing and succeeds.").fixture(PERSON).steps(&[
        modify(&[Mod::Replace("seeAlso", &[])], success()),
        UNCHANGED,
    ]),
    must("rfc4511/4.6/in-order", "The changes of a request are made in their order.").fixture(PERSON).steps(&[
        modify(&[Mod::Replace("description", &["new"]), Mod::Add("description", &["newer"]), Mod::Delete("description", &["new"])], success()),
        search(base(ADA), success().has(&[("description", &["newer"])])),
        ask(Op::Compare(ADA, "description", "new"), code(&[5])),
    ]),
    must("rfc4511/4.6/all-or-nothing", "A request is done as a whole or not at all.").fixture(PERSON).steps(&[
        modify(&[Mod::Replace("sn", &["Byron"]), Mod::Delete("seeAlso", &[])], code(&[16])),
        UNCHANGED,
    ]),
    must("rfc4511/4.6/violation-on-the-way", "Only the outcome of all changes must follow the schema: what is required may be taken out and put in again.").fixture(PERSON).steps(&[
        modify(&[Mod::Delete("sn", &[]), Mod::Add("sn", &["Byron"])], success()),
        then(&[("sn", &["Byron"])]),
    ]),
    must("rfc4511/4.6/missing-required-attribute", "What a class requires stays: objectClassViolation.").needs(&[Need::NotActiveDirectory]).fixture(PERSON).steps(&[
        modify(&[Mod::Delete("sn", &[])], code(&[65])),
        UNCHANGED,
    ]),
    must("rfc4511/4.6/attribute-not-allowed", "What no class allows is refused: objectClassViolation.")
        .needs(&[Need::Attribute("uidNumber"), Need::NotActiveDirectory])
        .fixture(PERSON)
        .steps(&[modify(&[Mod::Add("uidNumber", &["1"])], code(&[65])), UNCHANGED]),
    must("rfc4511/4.6/undefined-attribute", "An attribute that the schema does not have is refused: undefinedAttributeType.").fixture(PERSON).steps(&[
        modify(&[Mod::Add("thereIsNoSuchAttribute", &["1"])], code(&[16, 17])),
        UNCHANGED,
    ]),
    must("rfc4511/4.6/rdn-value-stays", "The values of the RDN cannot be taken away: notAllowedOnRDN.").fixture(PERSON).steps(&[
        modify(&[Mod::Delete("cn", &["Ada"])], code(&[67])),
        UNCHANGED,
    ]),
    must("rfc4511/4.6/rdn-value-not-replaced", "Nor can they be replaced: notAllowedOnRDN.").fixture(PERSON).steps(&[
        modify(&[Mod::Replace("cn", &["Byron"])], code(&[67])),
        UNCHANGED,
    ]),
    must("rfc4511/4.6/value-beside-the-rdn", "Another value of the naming attribute may come and go.")
        .needs(&[Need::NotActiveDirectory])
        .fixture(PERSON)
        .steps(&[
            modify(&[Mod::Add("cn", &["Augusta"])], success()),
            then(&[("cn", &["Ada", "Augusta"])]),
            modify(&[Mod::Delete("cn", &["Augusta"])], success()),
        ]),
    must("rfc4511/4.6/invalid-syntax", "A value that is not of the attribute's syntax is refused: invalidAttributeSyntax.")
        .needs(&[Need::NotActiveDirectory])
        .fixture(PERSON)
        .steps(&[modify(&[Mod::Add("seeAlso", &["this is no name"])], code(&[21])), UNCHANGED]),
    must("rfc4511/4.6/not-modifiable-by-users", "What only the server writes is refused.")
        .needs(&[Need::Attribute("modifyTimestamp")])
        .fixture(PERSON)
        .steps(&[modify(&[Mod::Replace("modifyTimestamp", &["20200101000000Z"])], code(&[19, 50, 53]))]),
    must("rfc4511/4.6/structural-class-stays", "The structural class of an entry does not change: objectClassModsProhibited, or objectClassViolation.")
        .needs(&[Need::NotActiveDirectory])
        .fixture(PERSON)
        .steps(&[modify(&[Mod::Replace("objectClass", &["device"]), Mod::Delete("sn", &[]), Mod::Delete("telephoneNumber", &[])], code(&[65, 69]))]),
    must("rfc4511/4.6/no-such-object", "The entry must exist: noSuchObject.").fixture(PERSON).steps(&[
        ask(Op::Modify("cn=Nobody,{here}", &[Mod::Add("description", &["x"])]), code(&[32])),
    ]),
    must("rfc4511/4.6/invalid-dn", "A name that is no DN is refused: invalidDNSyntax.").needs(&[Need::Scratch]).steps(&[
        ask(Op::Modify("this is no name", &[Mod::Add("description", &["x"])]), code(&[34])),
    ]),
    must("rfc4511/4.6/add-without-values", "An add of no value is refused or changes nothing: there is no attribute without a value.").fixture(PERSON).steps(&[
        modify(&[Mod::Add("seeAlso", &[])], code(&[0, 2, 19, 21, 53])),
        search(base(ADA), success().has(&[("sn", &["Lovelace"])]).lacks(&["seeAlso"])),
    ]),
    must("rfc4511/4.6/value-twice-in-a-change", "A change that names a value twice is refused.").fixture(PERSON).steps(&[
        modify(&[Mod::Add("description", &["new", "NEW"])], code(&[2, 19, 20])),
        UNCHANGED,
    ]),
    must("rfc4511/4.6/alias-itself", "Aliases are not dereferenced: the alias is changed, not what it names.")
        .needs(&[Need::Class("alias"), Need::NotActiveDirectory])
        .fixture("dn: ou=real,{here}\nobjectClass: organizationalUnit\n\ndn: ou=other,{here}\nobjectClass: alias\nobjectClass: extensibleObject\nou: other\naliasedObjectName: ou=real,{here}\n")
        .steps(&[
            ask(Op::Modify("ou=other,{here}", &[Mod::Add("description", &["of the alias"])]), success()),
            search(base("ou=real,{here}"), success().lacks(&["description"])),
        ]),
    may("rfc4511/4.6/no-changes", "Whether a request without changes is refused is left open; the entry stays.").fixture(PERSON).steps(&[
        modify(&[], code(&[0, 2, 19, 21, 53])),
        UNCHANGED,
    ]),
];
