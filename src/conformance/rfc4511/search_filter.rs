//! RFC 4511 section 4.5.1.7: and, or, not, and what is Undefined; supertypes, of section 4.5.1.7.1.

use super::people::{NUMBERS, PEOPLE, finds};
use crate::conformance::{
    case::{Case, Need, must},
    expect::{code, success},
    step::{Op, Step, ask, base, one, search},
};

pub(super) const CASES: &[Case] = &[
    finds!("rfc4511/4.5.1.7/and", "`and` is true where all of its filters are.", PEOPLE, "(&(objectClass=person)(description=first))", ["cn=Ada,{here}"]),
    finds!("rfc4511/4.5.1.7/and-false", "`and` is false where one of its filters is.", PEOPLE, "(&(cn=Ada)(sn=Babbage))", []),
    finds!("rfc4511/4.5.1.7/and-of-one", "`and` of one filter is that filter.", PEOPLE, "(&(cn=Ada))", ["cn=Ada,{here}"]),
    finds!("rfc4511/4.5.1.7/or", "`or` is true where one of its filters is.", PEOPLE, "(|(cn=Ada)(sn=Babbage)(cn=none))", ["cn=Ada,{here}", "cn=Bob,{here}"]),
    finds!("rfc4511/4.5.1.7/or-false", "`or` is false where all of its filters are.", PEOPLE, "(|(cn=none)(sn=none))", []),
    finds!("rfc4511/4.5.1.7/or-of-one", "`or` of one filter is that filter.", PEOPLE, "(|(cn=Bob))", ["cn=Bob,{here}"]),
    finds!("rfc4511/4.5.1.7/not", "`not` is true where its filter is false, and that an entry lacks the attribute is false.", PEOPLE, "(!(sn=Lovelace))", ["cn=Bob,{here}", "cn=Eve,{here}", "ou=Room,{here}"]),
    finds!("rfc4511/4.5.1.7/not-present", "`not` of a present filter finds the entries without the attribute.", PEOPLE, "(!(description=*))", ["cn=Eve,{here}", "ou=Room,{here}"]),
    finds!("rfc4511/4.5.1.7/not-not", "`not` of `not` is the filter itself.", PEOPLE, "(!(!(cn=Ada)))", ["cn=Ada,{here}"]),
    finds!("rfc4511/4.5.1.7/not-of-one-value", "`not` looks at the entry, not at a value: an entry with another value besides is not found.", PEOPLE, "(&(description=*)(!(description=first)))", ["cn=Bob,{here}"]),
    finds!("rfc4511/4.5.1.7/nested", "Filters nest.", PEOPLE, "(&(objectClass=person)(|(cn=Ada)(!(description=*))))", ["cn=Ada,{here}", "cn=Eve,{here}"]),
    finds!("rfc4511/4.5.1.7/undefined-attribute", "A filter of an attribute that the server does not know is Undefined: it finds nothing and is no error.", PEOPLE, "(thereIsNoSuchAttribute=x)", []),
    finds!("rfc4511/4.5.1.7/undefined-present", "A present filter of an attribute that the server does not know finds nothing.", PEOPLE, "(thereIsNoSuchAttribute=*)", []),
    finds!("rfc4511/4.5.1.7/undefined-substrings", "A substrings filter of an attribute that the server does not know finds nothing.", PEOPLE, "(thereIsNoSuchAttribute=a*)", []),
    finds!("rfc4511/4.5.1.7/undefined-ordering", "An ordering filter of an attribute that the server does not know finds nothing.", PEOPLE, "(thereIsNoSuchAttribute>=1)", []),
    finds!("rfc4511/4.5.1.7/undefined-not", "`not` of Undefined is Undefined.", PEOPLE, "(!(thereIsNoSuchAttribute=x))", []),
    finds!("rfc4511/4.5.1.7/undefined-not-not", "`not` of `not` of Undefined is Undefined.", PEOPLE, "(!(!(thereIsNoSuchAttribute=x)))", []),
    finds!("rfc4511/4.5.1.7/undefined-or-true", "`or` of Undefined and true is true.", PEOPLE, "(|(thereIsNoSuchAttribute=x)(cn=Ada))", ["cn=Ada,{here}"]),
    finds!("rfc4511/4.5.1.7/undefined-and-true", "`and` of Undefined and true is Undefined.", PEOPLE, "(&(thereIsNoSuchAttribute=x)(cn=Ada))", []),
    finds!("rfc4511/4.5.1.7/undefined-and-false", "`and` of Undefined and false is false, so that `not` of it is true.", PEOPLE, "(!(&(thereIsNoSuchAttribute=x)(cn=Ada)))", ["cn=Bob,{here}", "cn=Eve,{here}", "ou=Room,{here}"]),
    finds!("rfc4511/4.5.1.7/undefined-or-false", "`or` of Undefined and false is Undefined, so that `not` of it finds nothing.", PEOPLE, "(!(|(thereIsNoSuchAttribute=x)(cn=none)))", []),
    finds!("rfc4511/4.5.1.7/undefined-or-not", "`not` of Undefined beside true in an `or` does not hide what is true.", PEOPLE, "(|(!(thereIsNoSuchAttribute=x))(cn=Bob))", ["cn=Bob,{here}"]),
    must("rfc4511/4.5.1.7/invalid-value", "A value that does not fit the syntax of the attribute makes a filter Undefined; `not` of it finds nothing either.")
        .needs(&[Need::Attribute("uidNumber"), Need::Class("posixAccount")]).fixture(NUMBERS)
        .steps(&[search(one("{here}").filter("(uidNumber=nine)"), success().count(0, 0)),
            search(one("{here}").filter("(!(uidNumber=nine))"), success().count(0, 0))]),
    must("rfc4511/4.5.1.7/invalid-value-in-or", "A value that does not fit the syntax does not hide what is true beside it.")
        .needs(&[Need::Attribute("uidNumber"), Need::Class("posixAccount")]).fixture(NUMBERS)
        .steps(&[search(one("{here}").filter("(|(uidNumber=nine)(uidNumber=9))"), success().entries(&["cn=n9,{here}"]))]),
    must("rfc4511/4.5.1.7/unknown-choice", "A filter of a kind that the server does not know is Undefined, or refused; the server lives on.")
        .steps(&[
            ask(
                Op::Octets(b"\x30\x20\x02\x01\x07\x63\x1b\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00\x8f\x02ab\x30\x05\x04\x031.1"),
                code(&[0, 2]).count(0, 0).or_closed(),
            ),
            Step::Reconnect,
            search(base("").attributes(&["1.1"]), success().entries(&[""])),
        ]),
    finds!("rfc4511/4.5.1.7/by-oid", "A filter may name an attribute by its OID.", PEOPLE, "(2.5.4.4=Babbage)", ["cn=Bob,{here}"]),
    finds!("rfc4511/4.5.1.7/by-other-name", "A filter may name an attribute by any of its names, in any case.", PEOPLE, "(SURNAME=Babbage)", ["cn=Bob,{here}"]),
    must("rfc4511/4.5.1.7.1/supertype", "A filter of a supertype holds for its subtypes.")
        .needs(&[Need::NotActiveDirectory]).fixture(PEOPLE)
        .steps(&[search(one("{here}").filter("(name=Babbage)"), success().entries(&["cn=Bob,{here}"])),
            search(one("{here}").filter("(name=Room)"), success().entries(&["ou=Room,{here}"]))]),
    finds!("rfc4511/4.5.1.7.1/subtype-is-not-its-sibling", "A filter of a type does not hold for another type with the same supertype.", PEOPLE, "(cn=Babbage)", []),
];
