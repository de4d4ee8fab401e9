//! RFC 2696: simple paged results.

use super::{
    case::{Case, Need, must},
    expect::{code, success},
    step::{Ctl, Op, Step, ask_with, critical, sub},
};

pub(super) const TABLES: &[&[Case]] = &[CASES];

const PAGED_RESULTS: &str = "1.2.840.113556.1.4.319";

const NEEDS: &[Need] = &[Need::Control(PAGED_RESULTS)];

const UNITS: &str = "dn: ou=a,{here}
objectClass: organizationalUnit

dn: ou=b,{here}
objectClass: organizationalUnit

dn: ou=c,{here}
objectClass: organizationalUnit

dn: ou=d,{here}
objectClass: organizationalUnit
";

/// A page of so many of the five entries.
const fn page(size: &'static [Ctl], entries: usize) -> Step {
    ask_with(
        Op::Search(sub("{here}").attributes(&["1.1"])),
        size,
        success().count(entries, entries).control(PAGED_RESULTS),
    )
}

const TWO: &[Ctl] = &[Ctl::page(2)];

pub(super) const CASES: &[Case] = &[
    must("rfc2696/3/pages", "Page after page brings as many entries as were asked for, the last one the rest, each with the control.")
        .needs(NEEDS)
        .fixture(UNITS)
        .steps(&[page(TWO, 2), page(TWO, 2), page(TWO, 1)]),
    must("rfc2696/3/one-page", "A page that has room for all is the only one.")
        .needs(NEEDS)
        .fixture(UNITS)
        .steps(&[page(&[Ctl::page(9)], 5)]),
    must("rfc2696/3/size-changes", "The size may change from page to page.")
        .needs(NEEDS)
        .fixture(UNITS)
        .steps(&[page(TWO, 2), page(&[Ctl::page(1)], 1), page(TWO, 2)]),
    must("rfc2696/3/nothing-found", "A search that finds nothing has one page without entries.")
        .needs(NEEDS)
        .fixture(UNITS)
        .steps(&[ask_with(
            Op::Search(sub("{here}").filter("(ou=nobody at all)")),
            TWO,
            success().entries(&[]).control(PAGED_RESULTS),
        )]),
    must("rfc2696/3/malformed-value", "A value that is none of the control's is refused.")
        .needs(NEEDS)
        .fixture(UNITS)
        .steps(&[ask_with(
            Op::Search(sub("{here}")),
            &[critical(PAGED_RESULTS).octets(b"\x04\x00")],
            code(&[2, 12]).count(0, 0),
        )]),
    must("rfc2696/3/no-value", "The control has a value.")
        .needs(NEEDS)
        .fixture(UNITS)
        .steps(&[ask_with(
            Op::Search(sub("{here}")),
            &[critical(PAGED_RESULTS)],
            code(&[2, 12]).count(0, 0),
        )]),
];
