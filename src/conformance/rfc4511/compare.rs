//! RFC 4511 section 4.10: compare.

use crate::conformance::{
    case::{Case, Need, must},
    expect::code,
    step::{Op, ask},
};

/// A person with two titles.
const PERSON: &str = "dn: cn=Ada,{here}
objectClass: person
cn: Ada
sn: Lovelace
description: first
description: second
";

pub(super) const CASES: &[Case] = &[
    must("rfc4511/4.10/true", "A compare with a value that the attribute has answers compareTrue.")
        .fixture(PERSON)
        .steps(&[ask(Op::Compare("cn=Ada,{here}", "sn", "Lovelace"), code(&[6]))]),
    must("rfc4511/4.10/true-by-rule", "Values are compared by the attribute's equality rule: the case of a name does not matter.")
        .fixture(PERSON)
        .steps(&[ask(Op::Compare("cn=Ada,{here}", "sn", "LOVELACE"), code(&[6]))]),
    must("rfc4511/4.10/true-second-value", "Any of several values makes a compare true.")
        .fixture(PERSON)
        .steps(&[ask(Op::Compare("cn=Ada,{here}", "description", "second"), code(&[6]))]),
    must("rfc4511/4.10/false", "A compare with a value that the attribute does not have answers compareFalse.")
        .fixture(PERSON)
        .steps(&[ask(Op::Compare("cn=Ada,{here}", "sn", "Byron"), code(&[5]))]),
    must("rfc4511/4.10/no-such-attribute", "A compare with an attribute that the entry lacks answers noSuchAttribute, or compareFalse.")
        .fixture(PERSON)
        .steps(&[ask(Op::Compare("cn=Ada,{here}", "telephoneNumber", "1"), code(&[5, 16]))]),
    must("rfc4511/4.10/no-such-object", "A compare with an entry that does not exist answers noSuchObject.")
        .fixture(PERSON)
        .steps(&[ask(Op::Compare("cn=Nobody,{here}", "sn", "x"), code(&[32]))]),
    must("rfc4511/4.10/undefined-attribute", "An attribute description that the server does not know is undefinedAttributeType, noSuchAttribute or, as Undefined, compareFalse.")
        .fixture(PERSON)
        .steps(&[ask(Op::Compare("cn=Ada,{here}", "thereIsNoSuchAttribute", "x"), code(&[5, 16, 17]))]),
    must("rfc4511/4.10/invalid-dn", "A name that is no DN answers invalidDNSyntax.")
        .fixture(PERSON)
        .steps(&[ask(Op::Compare("this is no name", "sn", "x"), code(&[34]))]),
    must("rfc4511/4.10/subtype", "A compare with a supertype looks at the values of its subtypes.")
        .needs(&[Need::NotActiveDirectory])
        .fixture(PERSON)
        .steps(&[ask(Op::Compare("cn=Ada,{here}", "name", "Lovelace"), code(&[6]))]),
    must("rfc4511/4.10/alias-itself", "Aliases are not dereferenced: the alias is compared, not what it names.")
        .needs(&[Need::Class("alias"), Need::NotActiveDirectory])
        .fixture("dn: ou=real,{here}\nobjectClass: organizationalUnit\n\ndn: ou=other,{here}\nobjectClass: alias\nobjectClass: extensibleObject\nou: other\naliasedObjectName: ou=real,{here}\n")
        .steps(&[
            ask(Op::Compare("ou=other,{here}", "ou", "other"), code(&[6])),
            ask(Op::Compare("ou=other,{here}", "ou", "real"), code(&[5])),
        ]),
];
