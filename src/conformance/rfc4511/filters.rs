//! RFC 4511 section 4.5.1.7: filters.

use crate::conformance::{
    case::{Case, Need, must},
    expect::success,
    step::{Step, one, search},
};

const PEOPLE: &str = "dn: cn=Ada,{here}
objectClass: person
cn: Ada
sn: Lovelace
description: Analyst
telephoneNumber: +1 555 0100

dn: cn=Grace,{here}
objectClass: person
cn: Grace
sn: Hopper
description: Admiral
description: Analyst

dn: cn=Edith,{here}
objectClass: person
cn: Edith
sn: Clarke
";

const ADA: &str = "cn=Ada,{here}";
const GRACE: &str = "cn=Grace,{here}";
const EDITH: &str = "cn=Edith,{here}";
const NONE: &[&str] = &[];

/// Just these people match.
const fn finds(filter: &'static str, entries: &'static [&'static str]) -> Step {
    search(one("{here}").filter(filter), success().entries(entries))
}

/// A case of one filter.
const fn case(id: &'static str, clause: &'static str, steps: &'static [Step]) -> Case {
    must(id, clause).fixture(PEOPLE).steps(steps)
}

pub(super) const CASES: &[Case] = &[
    case("rfc4511/4.5.1.7/present", "present: the entries with the attribute.", &[finds("(description=*)", &[ADA, GRACE])]),
    case("rfc4511/4.5.1.7/present-class", "objectClass is in every entry.", &[finds("(objectClass=*)", &[ADA, GRACE, EDITH])]),
    case("rfc4511/4.5.1.7/equality", "equalityMatch: the entries that have the value.", &[finds("(sn=Hopper)", &[GRACE])]),
    case("rfc4511/4.5.1.7/equality-by-rule", "Values are compared by the equality rule.", &[finds("(sn=hOPPER)", &[GRACE])]),
    case("rfc4511/4.5.1.7/equality-any-value", "Any of the values makes it true.", &[finds("(description=Analyst)", &[ADA, GRACE])]),
    case("rfc4511/4.5.1.7/equality-spaces", "Spaces at the ends and runs of them within do not matter.", &[finds("(sn=  Hopper )", &[GRACE])]),
    case("rfc4511/4.5.1.7/equality-no-part", "A part of a value is not the value.", &[finds("(sn=Hop)", NONE)]),
    case("rfc4511/4.5.1.7/name-in-other-case", "Attribute names have no case.", &[finds("(SN=Hopper)", &[GRACE])]),
    case("rfc4511/4.5.1.7/name-by-oid", "An attribute may be named by its OID.", &[finds("(2.5.4.4=Hopper)", &[GRACE])]),
    case("rfc4511/4.5.1.7/telephone-number", "A telephone number is compared without spaces and hyphens.", &[finds("(telephoneNumber=+1-555-0100)", &[ADA])]),
    case("rfc4511/4.5.1.7.2/initial", "substrings, initial: how a value begins.", &[finds("(sn=Hop*)", &[GRACE])]),
    case("rfc4511/4.5.1.7.2/final", "substrings, final: how a value ends.", &[finds("(sn=*per)", &[GRACE])]),
    case("rfc4511/4.5.1.7.2/any", "substrings, any: what is somewhere in it.", &[finds("(sn=*opp*)", &[GRACE])]),
    case("rfc4511/4.5.1.7.2/all-pieces", "All pieces in their order.", &[finds("(sn=H*p*r)", &[GRACE])]),
    case("rfc4511/4.5.1.7.2/pieces-in-order", "Pieces in another order do not match.", &[finds("(sn=*er*pp*)", NONE)]),
    case("rfc4511/4.5.1.7.2/pieces-do-not-overlap", "Each piece takes up its own part of the value.", &[finds("(sn=Hopp*pper)", NONE)]),
    case("rfc4511/4.5.1.7.2/by-rule", "Pieces are compared by the substrings rule, which has no case here.", &[finds("(sn=hOP*)", &[GRACE])]),
    case("rfc4511/4.5.1.7.2/in-one-value", "All pieces lie in one value, not in several.", &[finds("(description=Adm*yst)", NONE)]),
    case("rfc4511/4.5.1.7.2/whole-value", "A piece may be as long as the value.", &[finds("(sn=Hopper*)", &[GRACE]), finds("(sn=*Hopper)", &[GRACE])]),
    case("rfc4511/4.5.1.7/and", "and: all are true.", &[finds("(&(description=Analyst)(sn=Hopper))", &[GRACE]), finds("(&(description=Analyst)(sn=Clarke))", NONE)]),
    case("rfc4511/4.5.1.7/or", "or: any is true.", &[finds("(|(sn=Hopper)(sn=Clarke))", &[GRACE, EDITH])]),
    case("rfc4511/4.5.1.7/not", "not: what is false becomes true.", &[finds("(!(sn=Hopper))", &[ADA, EDITH])]),
    case("rfc4511/4.5.1.7/nested", "Filters nest.", &[finds("(&(|(sn=Hopper)(sn=Lovelace))(!(description=Admiral)))", &[ADA])]),
    case("rfc4511/4.5.1.7/not-not", "Twice not is what it was.", &[finds("(!(!(sn=Hopper)))", &[GRACE])]),
    case("rfc4511/4.5.1.7/and-of-one", "and with one part is that part; so is or.", &[finds("(&(sn=Hopper))", &[GRACE]), finds("(|(sn=Hopper))", &[GRACE])]),
    case("rfc4511/4.5.1.7/absent-is-not-true", "A comparison with an attribute that the entry lacks is not true.", &[finds("(telephoneNumber=+1 555 0199)", NONE)]),
    case("rfc4511/4.5.1.7/not-of-absent", "Of an attribute that the entry lacks, and the server knows, not is true.", &[finds("(!(telephoneNumber=+1 555 0100))", &[GRACE, EDITH])]),
    must("rfc4511/4.5.1.7/unknown-attribute", "An attribute that the server does not know makes the item Undefined: nothing matches, and the search succeeds.")
        .fixture(PEOPLE)
        .steps(&[finds("(thereIsNoSuchAttribute=x)", NONE)]),
    must("rfc4511/4.5.1.7/not-of-undefined", "Not Undefined is Undefined, and matches nothing either.")
        .needs(&[Need::NotActiveDirectory])
        .fixture(PEOPLE)
        .steps(&[finds("(!(thereIsNoSuchAttribute=x))", NONE)]),
    case("rfc4511/4.5.1.7/undefined-in-or", "In an or Undefined does not hide what is true.", &[finds("(|(thereIsNoSuchAttribute=x)(sn=Hopper))", &[GRACE])]),
    case("rfc4511/4.5.1.7/undefined-in-and", "In an and Undefined hides what is true.", &[finds("(&(thereIsNoSuchAttribute=x)(sn=Hopper))", NONE)]),
    must("rfc4511/4.5.1.7/not-of-undefined-and", "An and of Undefined and true is Undefined, and so is its negation.")
        .needs(&[Need::NotActiveDirectory])
        .fixture(PEOPLE)
        .steps(&[finds("(!(&(thereIsNoSuchAttribute=x)(sn=Hopper)))", &[ADA, EDITH])]),
    case("rfc4511/4.5.1.7/present-unknown", "Nothing has an attribute that the server does not know.", &[finds("(thereIsNoSuchAttribute=*)", NONE)]),
    must("rfc4511/4.5.1.7/value-of-wrong-syntax", "A value that is not of the syntax makes the item Undefined.")
        .needs(&[Need::NotActiveDirectory])
        .fixture(PEOPLE)
        .steps(&[finds("(seeAlso=this is no name)", NONE), finds("(!(seeAlso=this is no name))", NONE)]),
    case("rfc4511/4.5.1.7/approx-of-the-same", "approxMatch is true at least of the very value.", &[search(one("{here}").filter("(sn~=Hopper)"), success().look(|answer, names| {
        let wanted = names.fill(GRACE);
        let found = answer.entries().iter().any(|entry| crate::conformance::expect::same_dn(&String::from_utf8_lossy(&entry.dn), &wanted));
        if found { Ok(()) } else { Err("the entry with the very value is not among them".to_owned()) }
    }))]),
    must("rfc4511/4.5.1.7.7/extensible-rule", "extensibleMatch with a rule and a type: caseIgnoreMatch on sn.")
        .needs(&[Need::NotActiveDirectory])
        .fixture(PEOPLE)
        .steps(&[finds("(sn:2.5.13.2:=HOPPER)", &[GRACE])]),
    must("rfc4511/4.5.1.7.7/extensible-case-exact", "With caseExactMatch the case matters.")
        .needs(&[Need::NotActiveDirectory])
        .fixture(PEOPLE)
        .steps(&[finds("(sn:caseExactMatch:=hopper)", NONE), finds("(sn:caseExactMatch:=Hopper)", &[GRACE])]),
    must("rfc4511/4.5.1.7.7/extensible-without-rule", "Without a rule the type's equality rule is meant.")
        .needs(&[Need::NotActiveDirectory])
        .fixture(PEOPLE)
        .steps(&[finds("(sn:=hopper)", &[GRACE])]),
    must("rfc4511/4.5.1.7.7/unknown-rule", "A rule that the server does not know makes the item Undefined.")
        .needs(&[Need::NotActiveDirectory])
        .fixture(PEOPLE)
        .steps(&[finds("(sn:1.3.6.1.4.1.99999.5:=Hopper)", NONE)]),
    must("rfc4511/4.5.1.7.7/dn-attributes", "With dnAttributes the parts of the name count: people below an organizational unit of this name.")
        .needs(&[Need::NotActiveDirectory])
        .fixture("dn: ou=navy,{here}\nobjectClass: organizationalUnit\n\ndn: cn=Grace,ou=navy,{here}\nobjectClass: person\ncn: Grace\nsn: Hopper\n")
        .steps(&[search(one("ou=navy,{here}").filter("(ou:dn:=navy)"), success().entries(&["cn=Grace,ou=navy,{here}"]))]),
    must("rfc4511/4.5.1.7/integers", "Integers are compared as numbers: another way to write a number that is none is not the value.")
        .needs(&[Need::Attribute("uidNumber"), Need::Class("posixAccount"), Need::NotActiveDirectory])
        .fixture("dn: cn=nine,{here}\nobjectClass: person\nobjectClass: posixAccount\ncn: nine\nsn: n\nuid: nine\nuidNumber: 9\ngidNumber: 1\nhomeDirectory: /\n\ndn: cn=ten,{here}\nobjectClass: person\nobjectClass: posixAccount\ncn: ten\nsn: t\nuid: ten\nuidNumber: 10\ngidNumber: 1\nhomeDirectory: /\n")
        .steps(&[finds("(uidNumber=10)", &["cn=ten,{here}"]), finds("(!(uidNumber=10))", &["cn=nine,{here}"])]),
    must("rfc4511/4.5.1.7.3/ordering", "greaterOrEqual and lessOrEqual go by the ordering rule: times.")
        .needs(&[Need::Attribute("createTimestamp"), Need::NotActiveDirectory])
        .fixture(PEOPLE)
        .steps(&[
            finds("(createTimestamp>=20000101000000Z)", &[ADA, GRACE, EDITH]),
            finds("(createTimestamp<=20000101000000Z)", NONE),
        ]),
    must("rfc4511/4.5.1.7/subtypes", "A type stands for its subtypes: name for cn and sn.")
        .needs(&[Need::Attribute("name"), Need::NotActiveDirectory])
        .fixture(PEOPLE)
        .steps(&[finds("(name=Hopper)", &[GRACE]), finds("(name=Grace)", &[GRACE])]),
    case("rfc4511/4.5.1.7/class-by-superclass", "An entry is of the superclasses of its classes too.", &[finds("(objectClass=top)", &[ADA, GRACE, EDITH])]),
    case("rfc4511/4.5.1.7/class-by-oid", "A class may be named by its OID.", &[finds("(objectClass=2.5.6.6)", &[ADA, GRACE, EDITH])]),
    case("rfc4511/4.5.1.7/many-parts", "A filter of a hundred parts is a filter.", &[finds(
        "(|(sn=a0)(sn=a1)(sn=a2)(sn=a3)(sn=a4)(sn=a5)(sn=a6)(sn=a7)(sn=a8)(sn=a9)(sn=b0)(sn=b1)(sn=b2)(sn=b3)(sn=b4)(sn=b5)(sn=b6)(sn=b7)(sn=b8)(sn=b9)(sn=c0)(sn=c1)(sn=c2)(sn=c3)(sn=c4)(sn=c5)(sn=c6)(sn=c7)(sn=c8)(sn=c9)(sn=d0)(sn=d1)(sn=d2)(sn=d3)(sn=d4)(sn=d5)(sn=d6)(sn=d7)(sn=d8)(sn=d9)(sn=Hopper))",
        &[GRACE],
    )]),
];
