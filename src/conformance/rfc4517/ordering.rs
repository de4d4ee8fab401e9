//! RFC 4517 section 4.2: ordering rules.

use crate::conformance::{
    case::{
        Case,
        Need::{self, Class, NotActiveDirectory},
        must,
    },
    shorthand::finds,
};

const GROUPS: &str = "dn: cn=two,{here}
objectClass: posixGroup
cn: two
gidNumber: 9

dn: cn=three,{here}
objectClass: posixGroup
cn: three
gidNumber: 100

dn: cn=below,{here}
objectClass: posixGroup
cn: below
gidNumber: -20
";

const POSIX: &[Need] = &[Class("posixGroup"), NotActiveDirectory];

const UNIT: &str = "dn: ou=Unit,{here}
objectClass: organizationalUnit
ou: Unit
";

pub(super) const CASES: &[Case] = &[
    finds!(
        must,
        "rfc4517/4.2.20/greater",
        "integerOrderingMatch orders by number, not by digits.",
        POSIX,
        GROUPS,
        "(gidNumber>=10)",
        &["cn=three,{here}"]
    ),
    finds!(
        must,
        "rfc4517/4.2.20/less",
        "What is at most the number is found.",
        POSIX,
        GROUPS,
        "(gidNumber<=10)",
        &["cn=two,{here}", "cn=below,{here}"]
    ),
    finds!(
        must,
        "rfc4517/4.2.20/equal-is-both",
        "The number itself is found either way.",
        POSIX,
        GROUPS,
        "(&(gidNumber>=9)(gidNumber<=9))",
        &["cn=two,{here}"]
    ),
    finds!(
        must,
        "rfc4517/4.2.20/negative",
        "Numbers below zero come before zero.",
        POSIX,
        GROUPS,
        "(gidNumber<=-1)",
        &["cn=below,{here}"]
    ),
    finds!(
        must,
        "rfc4517/4.2.20/malformed-negated",
        "An order against words is Undefined, negated or not.",
        POSIX,
        GROUPS,
        "(!(gidNumber>=many))",
        &[]
    ),
    finds!(
        must,
        "rfc4517/4.2.17/time-past",
        "generalizedTimeOrderingMatch orders by time.",
        &[NotActiveDirectory],
        UNIT,
        "(createTimestamp>=19700101000000Z)",
        &["ou=Unit,{here}"]
    ),
    finds!(
        must,
        "rfc4517/4.2.17/time-future",
        "An entry is not made in times to come.",
        &[NotActiveDirectory],
        UNIT,
        "(createTimestamp>=29990101000000Z)",
        &[]
    ),
    finds!(
        must,
        "rfc4517/4.2.17/time-zone",
        "A time of another zone is compared as the moment that it is.",
        &[NotActiveDirectory],
        UNIT,
        "(&(createTimestamp>=19700101000000+0100)(createTimestamp<=29990101000000-0500))",
        &["ou=Unit,{here}"]
    ),
    finds!(
        must,
        "rfc4517/4.2.17/time-without-minutes",
        "A time may leave out minutes and seconds.",
        &[NotActiveDirectory],
        UNIT,
        "(createTimestamp>=1970010100Z)",
        &["ou=Unit,{here}"]
    ),
];
