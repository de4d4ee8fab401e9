//! RFC 4511 sections 4.5.1.7.1 to 4.5.1.7.7: each kind of filter.

use super::people::{NUMBERS, PEOPLE, finds};
use crate::conformance::{
    case::{Case, Need, must, should},
    expect::{code, success},
    step::{Op, ask, one, search},
};

const NUMBERED: &[Need] = &[Need::Attribute("uidNumber"), Need::Class("posixAccount")];

pub(super) const CASES: &[Case] = &[
    finds!("rfc4511/4.5.1.7.1/equality", "An equalityMatch filter finds the entries with the value.", PEOPLE, "(sn=Love)", ["cn=Eve,{here}"]),
    finds!("rfc4511/4.5.1.7.1/any-value", "Any of several values matches.", PEOPLE, "(description=second)", ["cn=Ada,{here}"]),
    finds!("rfc4511/4.5.1.7.1/by-rule", "The attribute's equality rule decides: caseIgnoreMatch ignores case and spaces at the ends.", PEOPLE, "(sn=  LOVE )", ["cn=Eve,{here}"]),
    finds!("rfc4511/4.5.1.7.1/telephone-number", "telephoneNumberMatch ignores spaces and hyphens.", PEOPLE, "(telephoneNumber=+44-20-12 34)", ["cn=Ada,{here}"]),
    finds!("rfc4511/4.5.1.7.1/superclass", "An entry is of the superclasses of its classes too.", PEOPLE, "(&(objectClass=top)(cn=Bob))", ["cn=Bob,{here}"]),
    finds!("rfc4511/4.5.1.7.1/class-by-rule", "objectIdentifierMatch ignores the case of a class's name.", PEOPLE, "(objectClass=ORGANIZATIONALUNIT)", ["ou=Room,{here}"]),
    finds!("rfc4511/4.5.1.7.1/class-by-oid", "objectIdentifierMatch knows a class by its OID.", PEOPLE, "(objectClass=2.5.6.5)", ["ou=Room,{here}"]),
    must("rfc4511/4.5.1.7.1/integer", "integerMatch compares numbers.")
        .needs(NUMBERED).fixture(NUMBERS)
        .steps(&[search(one("{here}").filter("(uidNumber=10)"), success().entries(&["cn=n10,{here}"]))]),
    finds!("rfc4511/4.5.1.7.2/initial", "An initial substring is at the beginning.", PEOPLE, "(sn=Love*)", ["cn=Ada,{here}", "cn=Eve,{here}"]),
    finds!("rfc4511/4.5.1.7.2/initial-not-within", "An initial substring does not match within.", PEOPLE, "(sn=ove*)", []),
    finds!("rfc4511/4.5.1.7.2/any", "An any substring is anywhere.", PEOPLE, "(sn=*bb*)", ["cn=Bob,{here}"]),
    finds!("rfc4511/4.5.1.7.2/final", "A final substring is at the end.", PEOPLE, "(sn=*lace)", ["cn=Ada,{here}"]),
    finds!("rfc4511/4.5.1.7.2/final-not-within", "A final substring does not match within.", PEOPLE, "(sn=*love)", ["cn=Eve,{here}"]),
    finds!("rfc4511/4.5.1.7.2/all-three", "Initial, any and final substrings match in their order.", PEOPLE, "(sn=L*ve*ce)", ["cn=Ada,{here}"]),
    finds!("rfc4511/4.5.1.7.2/order", "Substrings in another order than the value's do not match.", PEOPLE, "(sn=*lace*love*)", []),
    finds!("rfc4511/4.5.1.7.2/no-overlap", "The substrings do not overlap.", PEOPLE, "(sn=Love*ve)", []),
    finds!("rfc4511/4.5.1.7.2/by-rule", "The attribute's substrings rule decides: case is ignored.", PEOPLE, "(sn=LOVE*)", ["cn=Ada,{here}", "cn=Eve,{here}"]),
    finds!("rfc4511/4.5.1.7.2/within-one-value", "All substrings are of the same value.", PEOPLE, "(description=fir*ond)", []),
    must("rfc4511/4.5.1.7.2/no-rule", "Substrings of an attribute without a substrings rule are Undefined: they find nothing and `not` of them neither.")
        .needs(&[Need::Attribute("uidNumber"), Need::Class("posixAccount"), Need::NotActiveDirectory]).fixture(NUMBERS)
        .steps(&[search(one("{here}").filter("(uidNumber=1*)"), success().count(0, 0)),
            search(one("{here}").filter("(!(uidNumber=1*))"), success().count(0, 0))]),
    must("rfc4511/4.5.1.7.2/no-substrings", "A substrings filter has at least one piece: a protocolError.")
        .steps(&[ask(
            Op::Octets(b"\x30\x24\x02\x01\x07\x63\x1f\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00\xa4\x06\x04\x02cn\x30\x00\x30\x05\x04\x031.1"),
            code(&[2]).or_closed(),
        )]),
    must("rfc4511/4.5.1.7.3/greater-or-equal", "greaterOrEqual has the value itself and what is greater, by the ordering rule: ten is more than nine.")
        .needs(NUMBERED).fixture(NUMBERS)
        .steps(&[search(one("{here}").filter("(uidNumber>=10)"), success().entries(&["cn=n10,{here}", "cn=n100,{here}"]))]),
    must("rfc4511/4.5.1.7.4/less-or-equal", "lessOrEqual has the value itself and what is less, by the ordering rule.")
        .needs(NUMBERED).fixture(NUMBERS)
        .steps(&[search(one("{here}").filter("(uidNumber<=10)"), success().entries(&["cn=n9,{here}", "cn=n10,{here}"]))]),
    must("rfc4511/4.5.1.7.4/absent", "An entry without the attribute is neither less nor greater, and `not` finds it.")
        .needs(NUMBERED).fixture(NUMBERS)
        .steps(&[search(one("{here}").filter("(!(uidNumber<=10))"), success().entries(&["cn=n100,{here}", "cn=none,{here}"]))]),
    finds!("rfc4511/4.5.1.7.3/time", "generalizedTimeOrderingMatch orders times.", PEOPLE, "(&(cn=Ada)(createTimestamp>=19700101000000Z))", ["cn=Ada,{here}"]),
    finds!("rfc4511/4.5.1.7.4/time", "Nothing was made before its server.", PEOPLE, "(&(cn=Ada)(createTimestamp<=19700101000000Z))", []),
    finds!("rfc4511/4.5.1.7.5/present", "A present filter finds the entries with the attribute.", PEOPLE, "(description=*)", ["cn=Ada,{here}", "cn=Bob,{here}"]),
    finds!("rfc4511/4.5.1.7.5/every-entry", "Every entry has an objectClass.", PEOPLE, "(objectClass=*)", ["cn=Ada,{here}", "cn=Bob,{here}", "cn=Eve,{here}", "ou=Room,{here}"]),
    finds!("rfc4511/4.5.1.7.5/operational", "A present filter sees operational attributes.", PEOPLE, "(&(cn=Ada)(createTimestamp=*))", ["cn=Ada,{here}"]),
    finds!("rfc4511/4.5.1.7.6/equal-is-approximate", "A value that is equal matches approximately.", PEOPLE, "(sn~=Babbage)", ["cn=Bob,{here}"]),
    should("rfc4511/4.5.1.7.6/no-rule", "Where approximate matching is not supported the filter is one of equality.")
        .needs(NUMBERED).fixture(NUMBERS)
        .steps(&[search(one("{here}").filter("(uidNumber~=10)"), success().entries(&["cn=n10,{here}"]))]),
    must("rfc4511/4.5.1.7.7/type-only", "An extensible filter without a rule is an equality filter of its type.")
        .needs(&[Need::NotActiveDirectory]).fixture(PEOPLE)
        .steps(&[search(one("{here}").filter("(sn:=babbage)"), success().entries(&["cn=Bob,{here}"]))]),
    should("rfc4511/4.5.1.7.7/rule", "The rule of an extensible filter decides: caseExactMatch minds case.")
        .needs(&[Need::NotActiveDirectory]).fixture(PEOPLE)
        .steps(&[search(one("{here}").filter("(sn:caseExactMatch:=Babbage)"), success().entries(&["cn=Bob,{here}"])),
            search(one("{here}").filter("(sn:caseExactMatch:=babbage)"), success().count(0, 0))]),
    should("rfc4511/4.5.1.7.7/rule-by-oid", "A rule may be named by its OID.")
        .needs(&[Need::NotActiveDirectory]).fixture(PEOPLE)
        .steps(&[search(one("{here}").filter("(sn:2.5.13.5:=babbage)"), success().count(0, 0)),
            search(one("{here}").filter("(sn:2.5.13.5:=Babbage)"), success().entries(&["cn=Bob,{here}"]))]),
    must("rfc4511/4.5.1.7.7/dn-attributes", "With dnAttributes the attributes of the entry's name are looked at too.")
        .needs(&[Need::NotActiveDirectory]).fixture("dn: ou=Room,{here}\nobjectClass: organizationalUnit\nou: Room\n\ndn: cn=Ada,ou=Room,{here}\nobjectClass: person\ncn: Ada\nsn: Ada\n")
        .steps(&[search(one("ou=Room,{here}").filter("(ou:dn:=room)"), success().entries(&["cn=Ada,ou=Room,{here}"])),
            search(one("ou=Room,{here}").filter("(ou:=room)"), success().count(0, 0))]),
    should("rfc4511/4.5.1.7.7/rule-only", "An extensible filter without a type is held against all attributes that its rule is for.")
        .needs(&[Need::NotActiveDirectory]).fixture(PEOPLE)
        .steps(&[search(one("{here}").filter("(:caseExactMatch:=Babbage)"), success().entries(&["cn=Bob,{here}"]))]),
    must("rfc4511/4.5.1.7.7/unknown-rule", "A rule that is not recognized makes the filter Undefined, and is no error.")
        .fixture(PEOPLE)
        .steps(&[search(one("{here}").filter("(sn:1.3.6.1.4.1.4203.666.99:=x)"), success().count(0, 0))]),
    must("rfc4511/4.5.1.7.7/rule-not-for-type", "A rule that is not for the type makes the filter Undefined, and `not` of it finds nothing either.")
        .needs(&[Need::NotActiveDirectory]).fixture(PEOPLE)
        .steps(&[search(one("{here}").filter("(sn:integerMatch:=1)"), code(&[0, 18]).count(0, 0)),
            search(one("{here}").filter("(!(sn:integerMatch:=1))"), code(&[0, 18]).count(0, 0))]),
];
