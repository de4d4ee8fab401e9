//! RFC 4529: attributes by object class.

use super::case::{Case, Need, must};
use super::expect::success;
use super::step::{base, search};

const NEEDS: &[Need] = &[Need::Feature("1.3.6.1.4.1.4203.1.5.2")];

const ADA: &str = "dn: cn=Ada,{here}\nobjectClass: person\nobjectClass: organizationalPerson\ncn: Ada\nsn: Ada\ntitle: Countess\n";

pub(super) const TABLES: &[&[Case]] = &[CASES];

const CASES: &[Case] = &[
    must(
        "rfc4529/3/class",
        "`@person` is all attributes that the class requires and allows.",
    )
    .needs(NEEDS)
    .fixture(ADA)
    .steps(&[search(
        base("cn=Ada,{here}").attributes(&["@person"]),
        success().count(1, 1).exactly(&["objectClass", "cn", "sn"]),
    )]),
    must(
        "rfc4529/3/superclass",
        "The attributes of the superclasses are among them.",
    )
    .needs(NEEDS)
    .fixture(ADA)
    .steps(&[search(
        base("cn=Ada,{here}").attributes(&["@organizationalPerson"]),
        success()
            .count(1, 1)
            .exactly(&["objectClass", "cn", "sn", "title"]),
    )]),
    must("rfc4529/3/by-oid", "The class may be named by its OID.")
        .needs(NEEDS)
        .fixture(ADA)
        .steps(&[search(
            base("cn=Ada,{here}").attributes(&["@2.5.6.6"]),
            success().count(1, 1).exactly(&["objectClass", "cn", "sn"]),
        )]),
    must("rfc4529/3/with-one", "A class goes with a name.")
        .needs(NEEDS)
        .fixture(ADA)
        .steps(&[search(
            base("cn=Ada,{here}").attributes(&["@person", "title"]),
            success()
                .count(1, 1)
                .exactly(&["objectClass", "cn", "sn", "title"]),
        )]),
    must(
        "rfc4529/3/unknown",
        "A class that is not recognized is ignored.",
    )
    .needs(NEEDS)
    .fixture(ADA)
    .steps(&[search(
        base("cn=Ada,{here}").attributes(&["@thereIsNoSuchClass", "sn"]),
        success().count(1, 1).exactly(&["sn"]),
    )]),
];
