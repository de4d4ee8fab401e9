//! RFC 3673: all operational attributes.

use super::case::{Case, Need, must};
use super::expect::success;
use super::step::{base, search};

const NEEDS: &[Need] = &[Need::Feature("1.3.6.1.4.1.4203.1.5.1")];

const ADA: &str = "dn: cn=Ada,{here}\nobjectClass: person\ncn: Ada\nsn: Ada\n";

pub(super) const TABLES: &[&[Case]] = &[CASES];

const CASES: &[Case] = &[
    must(
        "rfc3673/2/operational",
        "`+` is the operational attributes and no user attribute.",
    )
    .needs(NEEDS)
    .fixture(ADA)
    .steps(&[search(
        base("cn=Ada,{here}").attributes(&["+"]),
        success()
            .count(1, 1)
            .has(&[("createTimestamp", &[])])
            .lacks(&["cn", "sn", "objectClass"]),
    )]),
    must("rfc3673/2/both", "`*` and `+` are both kinds.")
        .needs(NEEDS)
        .fixture(ADA)
        .steps(&[search(
            base("cn=Ada,{here}").attributes(&["*", "+"]),
            success()
                .count(1, 1)
                .has(&[("createTimestamp", &[]), ("sn", &["Ada"])]),
        )]),
    must("rfc3673/2/with-one", "`+` goes with a user attribute.")
        .needs(NEEDS)
        .fixture(ADA)
        .steps(&[search(
            base("cn=Ada,{here}").attributes(&["+", "sn"]),
            success()
                .count(1, 1)
                .has(&[("createTimestamp", &[]), ("sn", &["Ada"])])
                .lacks(&["cn"]),
        )]),
    must("rfc3673/2/types-only", "`+` goes with typesOnly.")
        .needs(NEEDS)
        .fixture(ADA)
        .steps(&[search(
            base("cn=Ada,{here}").types_only().attributes(&["+"]),
            success()
                .count(1, 1)
                .has(&[("createTimestamp", &[])])
                .no_values(),
        )]),
];
