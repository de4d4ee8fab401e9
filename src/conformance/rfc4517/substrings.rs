//! RFC 4517 section 4.2: substrings rules.

use crate::conformance::{
    case::{
        Case,
        Need::{self, Class, NotActiveDirectory},
        must,
    },
    shorthand::finds,
};

const PERSON: &str = "dn: cn=Ada,{here}
objectClass: inetOrgPerson
cn: Ada
sn: Lovelace
description: abcabc
telephoneNumber: +44 20 7946-0958
mail: Ada@Example.COM
x121Address: 15 079 672
seeAlso: cn=Charles,{here}
postalAddress: 12 Main St.$Anytown
";

const INET: &[Need] = &[Class("inetOrgPerson"), NotActiveDirectory];

pub(super) const CASES: &[Case] = &[
    finds!(
        must,
        "rfc4517/4.2.13/initial",
        "An initial substring is at the start.",
        INET,
        PERSON,
        "(sn=LOVE*)",
        &["cn=Ada,{here}"]
    ),
    finds!(
        must,
        "rfc4517/4.2.13/initial-elsewhere",
        "It is nowhere else.",
        INET,
        PERSON,
        "(sn=lace*)",
        &[]
    ),
    finds!(
        must,
        "rfc4517/4.2.13/final",
        "A final substring is at the end.",
        INET,
        PERSON,
        "(sn=*LACE)",
        &["cn=Ada,{here}"]
    ),
    finds!(
        must,
        "rfc4517/4.2.13/final-elsewhere",
        "It is nowhere else.",
        INET,
        PERSON,
        "(sn=*love)",
        &[]
    ),
    finds!(
        must,
        "rfc4517/4.2.13/any",
        "Other substrings are anywhere.",
        INET,
        PERSON,
        "(sn=*vel*)",
        &["cn=Ada,{here}"]
    ),
    finds!(
        must,
        "rfc4517/4.2.13/order",
        "Substrings follow each other.",
        INET,
        PERSON,
        "(sn=*ace*ove*)",
        &[]
    ),
    finds!(
        must,
        "rfc4517/4.2.13/no-overlap",
        "Substrings do not overlap.",
        INET,
        PERSON,
        "(description=abca*cabc)",
        &[]
    ),
    finds!(
        must,
        "rfc4517/4.2.13/adjacent",
        "They may touch.",
        INET,
        PERSON,
        "(description=abc*abc)",
        &["cn=Ada,{here}"]
    ),
    finds!(
        must,
        "rfc4517/4.2.13/same-twice",
        "The same substring twice is found at two places.",
        INET,
        PERSON,
        "(description=*bc*bc*)",
        &["cn=Ada,{here}"]
    ),
    finds!(
        must,
        "rfc4517/4.2.13/same-thrice",
        "Thrice is once too often.",
        INET,
        PERSON,
        "(description=*bc*bc*bc*)",
        &[]
    ),
    finds!(
        must,
        "rfc4517/4.2.30/telephone",
        "telephoneNumberSubstringsMatch looks neither at spaces nor at hyphens.",
        INET,
        PERSON,
        "(telephoneNumber=*79460*)",
        &["cn=Ada,{here}"]
    ),
    finds!(
        must,
        "rfc4517/4.2.24/numeric",
        "numericStringSubstringsMatch does not look at spaces.",
        INET,
        PERSON,
        "(x121Address=15079*)",
        &["cn=Ada,{here}"]
    ),
    finds!(
        must,
        "rfc4517/4.2.8/ia5",
        "Substrings of an IA5 string that ignores case ignore case.",
        INET,
        PERSON,
        "(mail=*@EXAMPLE.*)",
        &["cn=Ada,{here}"]
    ),
    finds!(
        must,
        "rfc4517/4.2.10/within-a-line",
        "caseIgnoreListSubstringsMatch finds a substring in a line of an address.",
        INET,
        PERSON,
        "(postalAddress=*MAIN*town)",
        &["cn=Ada,{here}"]
    ),
    finds!(
        must,
        "rfc4517/4.2.10/over-lines",
        "No substring goes from one line into the next.",
        INET,
        PERSON,
        "(postalAddress=*St.Any*)",
        &[]
    ),
    finds!(
        must,
        "rfc4517/4.1/no-substrings-rule",
        "An attribute without a substrings rule makes a filter of substrings Undefined: its negation finds nothing.",
        INET,
        PERSON,
        "(!(seeAlso=cn=X*))",
        &[]
    ),
];
