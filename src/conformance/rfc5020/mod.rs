//! RFC 5020: entryDN.

use super::case::{Case, Need, must};
use super::expect::{any_code, success};
use super::step::{Mod, Op, ask, base, search, sub};

const NEEDS: &[Need] = &[Need::Attribute("entryDN")];

const ADA: &str = "dn: cn=Ada,{here}\nobjectClass: person\ncn: Ada\nsn: Ada\n";

pub(super) const TABLES: &[&[Case]] = &[CASES];

const CASES: &[Case] = &[
    must("rfc5020/2/value", "entryDN is the name of the entry.")
        .needs(NEEDS)
        .fixture(ADA)
        .steps(&[search(
            base("cn=Ada,{here}").attributes(&["entryDN"]),
            success()
                .count(1, 1)
                .has(&[("entryDN", &["cn=Ada,{here}"])]),
        )]),
    must(
        "rfc5020/2/operational",
        "entryDN is operational: it does not come unasked.",
    )
    .needs(NEEDS)
    .fixture(ADA)
    .steps(&[search(
        base("cn=Ada,{here}"),
        success().count(1, 1).lacks(&["entryDN"]),
    )]),
    must(
        "rfc5020/2/filter",
        "A filter finds an entry by its entryDN.",
    )
    .needs(NEEDS)
    .fixture(ADA)
    .steps(&[search(
        sub("{here}").filter("(entryDN=cn=Ada,{here})"),
        success().entries(&["cn=Ada,{here}"]),
    )]),
    must(
        "rfc5020/2/filter-by-rule",
        "distinguishedNameMatch compares names by the rules of their values.",
    )
    .needs(NEEDS)
    .fixture(ADA)
    .steps(&[search(
        sub("{here}").filter("(entryDN=CN=ADA,{here})"),
        success().entries(&["cn=Ada,{here}"]),
    )]),
    must(
        "rfc5020/2/not-modifiable",
        "An entry cannot be renamed by its entryDN.",
    )
    .needs(NEEDS)
    .fixture(ADA)
    .steps(&[
        ask(
            Op::Modify(
                "cn=Ada,{here}",
                &[Mod::Replace("entryDN", &["cn=Eve,{here}"])],
            ),
            any_code().look(|answer, _| match answer.result().map(|own| own.code.0) {
                Some(0) => Err("it was changed".to_owned()),
                _ => Ok(()),
            }),
        ),
        search(base("cn=Ada,{here}"), success().count(1, 1)),
    ]),
];
