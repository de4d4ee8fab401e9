//! MS-ADTS 3.1.1.3.1.3: filters and attributes that mean more than the RFCs say.

use crate::conformance::{
    case::{
        Case,
        Need::{self, ActiveDirectory, Identity},
        quirk,
    },
    expect::success,
    shorthand::finds,
    step::{base, search, sub},
};

const NEEDS: &[Need] = &[ActiveDirectory, Identity];

const PEOPLE: &str = "dn: CN=Ada Lovelace,{here}
objectClass: user
cn: Ada Lovelace
givenName: Ada
sn: Lovelace

dn: CN=Charles Babbage,{here}
objectClass: user
cn: Charles Babbage
givenName: Charles
sn: Babbage

dn: CN=Inner,{here}
objectClass: group
cn: Inner
member: CN=Ada Lovelace,{here}
member: CN=Charles Babbage,{here}

dn: CN=Outer,{here}
objectClass: group
cn: Outer
member: CN=Inner,{here}
";

pub(super) const CASES: &[Case] = &[
    finds!(
        quirk,
        "active-directory/searches/member-of",
        "memberOf is the other end of member.",
        NEEDS,
        PEOPLE,
        "(memberOf=CN=Inner,{here})",
        &["CN=Ada Lovelace,{here}", "CN=Charles Babbage,{here}"]
    ),
    finds!(
        quirk,
        "active-directory/searches/member-of-direct",
        "memberOf is not followed any further.",
        NEEDS,
        PEOPLE,
        "(memberOf=CN=Outer,{here})",
        &["CN=Inner,{here}"]
    ),
    finds!(
        quirk,
        "active-directory/searches/in-chain",
        "The rule in chain follows memberOf to its end.",
        NEEDS,
        PEOPLE,
        "(memberOf:1.2.840.113556.1.4.1941:=CN=Outer,{here})",
        &[
            "CN=Ada Lovelace,{here}",
            "CN=Charles Babbage,{here}",
            "CN=Inner,{here}"
        ]
    ),
    finds!(
        quirk,
        "active-directory/searches/in-chain-of-member",
        "And member as well.",
        NEEDS,
        PEOPLE,
        "(member:1.2.840.113556.1.4.1941:=CN=Ada Lovelace,{here})",
        &["CN=Inner,{here}", "CN=Outer,{here}"]
    ),
    finds!(
        quirk,
        "active-directory/searches/bit-and",
        "The rule of bits that are all set finds groups by groupType.",
        NEEDS,
        PEOPLE,
        "(groupType:1.2.840.113556.1.4.803:=2147483650)",
        &["CN=Inner,{here}", "CN=Outer,{here}"]
    ),
    finds!(
        quirk,
        "active-directory/searches/bit-or",
        "The rule of bits of which one is set finds them by either.",
        NEEDS,
        PEOPLE,
        "(groupType:1.2.840.113556.1.4.804:=6)",
        &["CN=Inner,{here}", "CN=Outer,{here}"]
    ),
    finds!(
        quirk,
        "active-directory/searches/anr",
        "Ambiguous names are resolved by the starts of first and last names and others.",
        NEEDS,
        PEOPLE,
        "(anr=lovel)",
        &["CN=Ada Lovelace,{here}"]
    ),
    finds!(
        quirk,
        "active-directory/searches/anr-both-names",
        "Two words are a first and a last name, in either order.",
        NEEDS,
        PEOPLE,
        "(anr=babb char)",
        &["CN=Charles Babbage,{here}"]
    ),
    finds!(
        quirk,
        "active-directory/searches/object-category",
        "objectCategory may be asked for by the short name of a class.",
        NEEDS,
        PEOPLE,
        "(objectCategory=person)",
        &["CN=Ada Lovelace,{here}", "CN=Charles Babbage,{here}"]
    ),
    finds!(
        quirk,
        "active-directory/searches/object-category-group",
        "And of groups.",
        NEEDS,
        PEOPLE,
        "(objectCategory=group)",
        &["CN=Inner,{here}", "CN=Outer,{here}"]
    ),
    finds!(
        quirk,
        "active-directory/searches/unknown-attribute",
        "An attribute that nobody knows makes a filter that finds nothing, and no error.",
        NEEDS,
        PEOPLE,
        "(thereIsNoSuchAttribute=x)",
        &[]
    ),
    quirk(
        "active-directory/searches/range",
        "A range of values comes under a description that says which.",
    )
    .needs(NEEDS)
    .fixture(PEOPLE)
    .steps(&[search(
        base("CN=Inner,{here}").attributes(&["member;range=0-0"]),
        success()
            .count(1, 1)
            .look(|answer, _| match answer.first("member;range=0-0") {
                Some(_) => Ok(()),
                None => Err("`member;range=0-0` did not come".to_owned()),
            }),
    )]),
    quirk(
        "active-directory/searches/range-to-the-end",
        "A range that reaches the end says so with an asterisk.",
    )
    .needs(NEEDS)
    .fixture(PEOPLE)
    .steps(&[search(
        base("CN=Inner,{here}").attributes(&["member;range=1-*"]),
        success()
            .count(1, 1)
            .look(|answer, _| match answer.first("member;range=1-*") {
                Some(_) => Ok(()),
                None => Err("`member;range=1-*` did not come".to_owned()),
            }),
    )]),
    quirk(
        "active-directory/searches/references",
        "A search of the whole domain refers to the partitions that hang below it.",
    )
    .needs(NEEDS)
    .steps(&[search(
        sub("{base}").filter("(cn=there is none such)"),
        success().count(0, 0).references(1, 9),
    )]),
    quirk(
        "active-directory/searches/generated",
        "The server gives every entry a GUID, times and numbers of changes.",
    )
    .needs(NEEDS)
    .fixture(PEOPLE)
    .steps(&[search(
        base("CN=Ada Lovelace,{here}"),
        success().count(1, 1).has(&[
            ("objectGUID", &[]),
            ("objectSid", &[]),
            ("whenCreated", &[]),
            ("whenChanged", &[]),
            ("uSNCreated", &[]),
            ("uSNChanged", &[]),
            ("distinguishedName", &[]),
            ("objectCategory", &[]),
            ("instanceType", &["4"]),
            ("name", &["Ada Lovelace"]),
        ]),
    )]),
];
