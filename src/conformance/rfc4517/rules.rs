//! RFC 4517 section 4.2: equality rules.

use crate::conformance::{
    answer::Answer,
    case::{
        Case,
        Need::{self, Attribute, Class, NotActiveDirectory, Subschema},
        must, should,
    },
    expect::{code, success},
    shorthand::finds,
    step::{Op, ask, base, search},
};

const PERSON: &str = "dn: cn=Ada,{here}
objectClass: inetOrgPerson
cn: Ada
sn: Lovelace
description: A Countess
telephoneNumber: +44 20 7946-0958
mail: Ada@Example.COM
x121Address: 15 079 672
postalAddress: 12 Main St.$Anytown
seeAlso: cn=Charles,{here}
userPassword: Secret
";

const INET: &[Need] = &[Class("inetOrgPerson"), NotActiveDirectory];

const GROUP: &str = "dn: cn=Group,{here}
objectClass: posixGroup
cn: Group
gidNumber: 100
memberUid: Ada
";

const POSIX: &[Need] = &[Class("posixGroup"), NotActiveDirectory];

/// A compare answers true or false.
macro_rules! compares {
    ($id:literal, $clause:literal, $needs:expr, $fixture:expr, $dn:literal, $attribute:literal, $value:literal, $code:expr) => {
        must($id, $clause)
            .needs($needs)
            .fixture($fixture)
            .steps(&[ask(Op::Compare($dn, $attribute, $value), code(&[$code]))])
    };
}

/// The words of each value of an attribute of the only entry.
fn words(answer: &Answer, name: &str) -> Vec<Vec<String>> {
    let entries = answer.entries();
    let all = entries.iter().flat_map(|entry| &entry.attributes);
    let own = all.filter(|own| own.description.eq_ignore_ascii_case(name));
    let split = |value: &Vec<u8>| {
        let text = String::from_utf8_lossy(value).replace(['(', ')', '\''], " ");
        text.split_whitespace()
            .map(str::to_ascii_lowercase)
            .collect()
    };
    own.flat_map(|own| &own.values).map(split).collect()
}

/// Every rule that an attribute type names, by its name or its OID, stands in a rule's description.
fn published(answer: &Answer) -> Result<(), String> {
    let rules: Vec<String> = words(answer, "matchingRules").concat();
    for own in words(answer, "attributeTypes") {
        let named = own
            .windows(2)
            .filter(|pair| ["equality", "ordering", "substr"].contains(&pair[0].as_str()));
        for pair in named {
            if !rules.contains(&pair[1]) {
                return Err(format!(
                    "{} is not among the matchingRules, and {} names it",
                    pair[1], own[0]
                ));
            }
        }
    }
    Ok(())
}

pub(super) const CASES: &[Case] = &[
    finds!(must, "rfc4517/4.2.11/case-ignore", "caseIgnoreMatch takes letters of either case for the same.", INET, PERSON, "(description=a COUNTESS)", &["cn=Ada,{here}"]),
    finds!(must, "rfc4517/4.2.11/case-ignore-differs", "Other letters are not the same.", INET, PERSON, "(description=a count)", &[]),
    finds!(must, "rfc4517/4.2.11/case-ignore-spaces", "Spaces at the ends and several in a row are insignificant.", INET, PERSON, "(description=  a   countess )", &["cn=Ada,{here}"]),
    finds!(must, "rfc4517/4.2.7/ia5-case-ignore", "caseIgnoreIA5Match takes letters of either case for the same.", INET, PERSON, "(mail=ADA@example.com)", &["cn=Ada,{here}"]),
    finds!(must, "rfc4517/4.2.3/ia5-case-exact", "caseExactIA5Match tells letters of either case apart.", POSIX, GROUP, "(memberUid=ada)", &[]),
    finds!(must, "rfc4517/4.2.3/ia5-case-exact-same", "And finds what is written the same.", POSIX, GROUP, "(memberUid=Ada)", &["cn=Group,{here}"]),
    finds!(must, "rfc4517/4.2.22/numeric-string", "numericStringMatch does not look at spaces.", INET, PERSON, "(x121Address=15079672)", &["cn=Ada,{here}"]),
    finds!(must, "rfc4517/4.2.22/numeric-string-differs", "It looks at digits.", INET, PERSON, "(x121Address=15079673)", &[]),
    finds!(must, "rfc4517/4.2.29/telephone", "telephoneNumberMatch looks neither at spaces nor at hyphens.", INET, PERSON, "(telephoneNumber=+442079460958)", &["cn=Ada,{here}"]),
    finds!(must, "rfc4517/4.2.29/telephone-differs", "It looks at digits.", INET, PERSON, "(telephoneNumber=+442079460959)", &[]),
    finds!(must, "rfc4517/4.2.15/name", "distinguishedNameMatch compares names, not text.", INET, PERSON, "(seeAlso=CN=CHARLES,{here})", &["cn=Ada,{here}"]),
    finds!(must, "rfc4517/4.2.15/name-differs", "Another name is another.", INET, PERSON, "(seeAlso=cn=Charlie,{here})", &[]),
    finds!(must, "rfc4517/4.2.15/name-malformed", "A filter whose value is no name is Undefined: nothing is found.", INET, PERSON, "(seeAlso=no name)", &[]),
    finds!(must, "rfc4517/4.2.15/name-malformed-negated", "The negation of Undefined is Undefined: nothing is found either.", INET, PERSON, "(!(seeAlso=no name))", &[]),
    finds!(must, "rfc4517/4.2.19/integer", "integerMatch compares numbers.", POSIX, GROUP, "(gidNumber=100)", &["cn=Group,{here}"]),
    finds!(must, "rfc4517/4.2.19/integer-malformed-negated", "Words are no integer: the filter is Undefined, negated or not.", POSIX, GROUP, "(!(gidNumber=many))", &[]),
    finds!(must, "rfc4517/4.2.26/oid", "objectIdentifierMatch takes the name and the OID of a class for the same.", INET, PERSON, "(objectClass=2.16.840.1.113730.3.2.2)", &["cn=Ada,{here}"]),
    finds!(must, "rfc4517/4.2.26/oid-case", "The case of the name of a class does not matter.", INET, PERSON, "(objectClass=INETORGPERSON)", &["cn=Ada,{here}"]),
    finds!(must, "rfc4517/4.2.26/oid-unknown", "A class that nobody knows is Undefined: the negation finds nothing.", INET, PERSON, "(!(objectClass=thereIsNoSuchClass))", &[]),
    finds!(must, "rfc4517/4.2.9/case-ignore-list", "caseIgnoreListMatch compares line by line, without regard to case.", INET, PERSON, "(postalAddress=12 MAIN st.$anytown)", &["cn=Ada,{here}"]),
    finds!(must, "rfc4517/4.2.9/case-ignore-list-lines", "The lines are told apart.", INET, PERSON, "(postalAddress=12 Main St. Anytown)", &[]),
    compares!("rfc4517/4.2.27/octets", "octetStringMatch compares octet for octet.", &[Attribute("entryUUID"), Class("inetOrgPerson"), NotActiveDirectory], PERSON, "cn=Ada,{here}", "userPassword", "SECRET", 5),
    compares!("rfc4517/4.2.11/compare", "A compare goes by the equality rule as a filter does.", INET, PERSON, "cn=Ada,{here}", "description", "a  countess", 6),
    compares!("rfc4517/4.2.29/compare", "So does a compare of telephone numbers.", INET, PERSON, "cn=Ada,{here}", "telephoneNumber", "+442079460958", 6),
    compares!("rfc4517/4.2.15/compare", "So does a compare of names.", INET, PERSON, "cn=Ada,{here}", "seeAlso", "cn=charles,{here}", 6),
    compares!("rfc4517/4.2.26/compare-superclass", "A compare with a class above the entry's answers compareTrue.", INET, PERSON, "cn=Ada,{here}", "objectClass", "person", 6),
    must("rfc4517/4.2.15/compare-malformed", "A compare with what is no name answers invalidAttributeSyntax.")
        .needs(INET)
        .fixture(PERSON)
        .steps(&[ask(Op::Compare("cn=Ada,{here}", "seeAlso", "no name"), code(&[21]))]),
    should("rfc4517/4.2.4/case-exact-extensible", "A filter may ask for caseExactMatch where the attribute's own rule is another.")
        .needs(INET)
        .fixture(PERSON)
        .steps(&[
            search(base("cn=Ada,{here}").filter("(sn:caseExactMatch:=Lovelace)"), success().count(1, 1)),
            search(base("cn=Ada,{here}").filter("(sn:caseExactMatch:=lovelace)"), success().count(0, 0)),
        ]),
    should("rfc4517/4.2.4/case-exact-by-oid", "A rule may be written as its OID.")
        .needs(INET)
        .fixture(PERSON)
        .steps(&[
            search(base("cn=Ada,{here}").filter("(sn:2.5.13.5:=Lovelace)"), success().count(1, 1)),
            search(base("cn=Ada,{here}").filter("(sn:2.5.13.5:=lovelace)"), success().count(0, 0)),
        ]),
    must("rfc4517/4.2.1/bit-string", "bitStringMatch compares bit for bit, and the number of bits counts.")
        .needs(&[Attribute("x500UniqueIdentifier"), Class("inetOrgPerson"), NotActiveDirectory])
        .fixture("dn: cn=Ada,{here}\nobjectClass: inetOrgPerson\ncn: Ada\nsn: Lovelace\nx500UniqueIdentifier: '0101'B\n")
        .steps(&[
            search(base("cn=Ada,{here}").filter("(x500UniqueIdentifier='0101'B)"), success().count(1, 1)),
            search(base("cn=Ada,{here}").filter("(x500UniqueIdentifier='0111'B)"), success().count(0, 0)),
            search(base("cn=Ada,{here}").filter("(x500UniqueIdentifier='01010'B)"), success().count(0, 0)),
        ]),
    must("rfc4517/4.1/rules-published", "A rule that an attribute type of the subschema names is among the subschema's rules.")
        .needs(&[Subschema, NotActiveDirectory])
        .steps(&[search(base("{schema}").filter("(objectClass=subschema)").attributes(&["attributeTypes", "matchingRules"]), success().count(1, 1).look(|answer, _| published(answer)))]),
    must("rfc4517/4.1/rule-unknown", "A rule that the server has not makes the filter Undefined: neither it nor its negation finds anything.")
        .fixture(PERSON)
        .needs(INET)
        .steps(&[
            search(base("cn=Ada,{here}").filter("(sn:1.2.3.4.5.6.7.8:=Lovelace)"), code(&[0, 18]).count(0, 0)),
            search(base("cn=Ada,{here}").filter("(!(sn:1.2.3.4.5.6.7.8:=Lovelace))"), code(&[0, 18]).count(0, 0)),
        ]),
];
