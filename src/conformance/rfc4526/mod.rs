//! RFC 4526: absolute true and false filters.

use super::case::{Case, Need, must};
use super::expect::success;
use super::step::{one, search};

const NEEDS: &[Need] = &[Need::Feature("1.3.6.1.4.1.4203.1.5.3")];

const TWO: &str = "dn: cn=Ada,{here}\nobjectClass: person\ncn: Ada\nsn: Ada\n\ndn: cn=Bob,{here}\nobjectClass: person\ncn: Bob\nsn: Bob\n";

pub(super) const TABLES: &[&[Case]] = &[CASES];

const CASES: &[Case] = &[
    must("rfc4526/2/true", "An `and` of no filters is true.")
        .needs(NEEDS)
        .fixture(TWO)
        .steps(&[search(
            one("{here}").filter("(&)"),
            success().entries(&["cn=Ada,{here}", "cn=Bob,{here}"]),
        )]),
    must("rfc4526/2/false", "An `or` of no filters is false.")
        .needs(NEEDS)
        .fixture(TWO)
        .steps(&[search(one("{here}").filter("(|)"), success().count(0, 0))]),
    must("rfc4526/2/not-false", "`not` of absolute false is true.")
        .needs(NEEDS)
        .fixture(TWO)
        .steps(&[search(
            one("{here}").filter("(!(|))"),
            success().count(2, 2),
        )]),
    must("rfc4526/2/not-true", "`not` of absolute true is false.")
        .needs(NEEDS)
        .fixture(TWO)
        .steps(&[search(
            one("{here}").filter("(!(&))"),
            success().count(0, 0),
        )]),
    must(
        "rfc4526/2/within-and",
        "Absolute true within an `and` changes nothing.",
    )
    .needs(NEEDS)
    .fixture(TWO)
    .steps(&[search(
        one("{here}").filter("(&(&)(cn=Ada))"),
        success().entries(&["cn=Ada,{here}"]),
    )]),
    must(
        "rfc4526/2/within-or",
        "Absolute false within an `or` changes nothing.",
    )
    .needs(NEEDS)
    .fixture(TWO)
    .steps(&[search(
        one("{here}").filter("(|(|)(cn=Ada))"),
        success().entries(&["cn=Ada,{here}"]),
    )]),
];
