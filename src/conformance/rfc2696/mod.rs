//! RFC 2696: simple paged results.

use super::case::{Case, Need, must, should};
use super::expect::{any_code, code, refused, success};
use super::step::{Ctl, Op, Step, ask_with, one, optional};

const PAGED: &str = "1.2.840.113556.1.4.319";
const NEEDS: &[Need] = &[Need::Control(PAGED)];

const THREE: &str = "dn: cn=a,{here}\nobjectClass: person\ncn: a\nsn: a\n\ndn: cn=b,{here}\nobjectClass: person\ncn: b\nsn: b\n\ndn: cn=c,{here}\nobjectClass: person\ncn: c\nsn: c\n";

const ALL: Op = Op::Search(one("{here}"));

pub(super) const TABLES: &[&[Case]] = &[CASES];

const ONE: &[Ctl] = &[Ctl::page(1)];
const TWO: &[Ctl] = &[Ctl::page(2)];
const NINE: &[Ctl] = &[Ctl::page(9)];

/// The next page: so many entries at least and at most, and the control.
const fn page(size: &'static [Ctl], least: usize, most: usize) -> Step {
    ask_with(ALL, size, success().count(least, most).control(PAGED))
}

const CASES: &[Case] = &[
    must("rfc2696/3/pages", "A walk by pages has all entries, no more at a time than asked for.").needs(NEEDS).fixture(THREE)
        .steps(&[page(TWO, 1, 2), page(TWO, 1, 2)]),
    must("rfc2696/3/other-size", "The size may change from page to page.").needs(NEEDS).fixture(THREE)
        .steps(&[page(ONE, 1, 1), page(NINE, 2, 2)]),
    must("rfc2696/3/one-page", "Where all fits on the first page the cookie is empty: the next request begins anew.").needs(NEEDS).fixture(THREE)
        .steps(&[page(NINE, 3, 3), page(NINE, 3, 3)]),
    must("rfc2696/3/not-critical", "The control is honoured without criticality.").needs(NEEDS).fixture(THREE)
        .steps(&[ask_with(ALL, &[optional(PAGED).octets(b"\x30\x05\x02\x01\x02\x04\x00")], success().count(1, 2).control(PAGED))]),
    must("rfc2696/3/nothing-found", "A search that finds nothing has one empty page with the control.").needs(NEEDS).fixture(THREE)
        .steps(&[ask_with(Op::Search(one("{here}").filter("(cn=none)")), &[Ctl::page(2)], success().count(0, 0).control(PAGED))]),
    must("rfc2696/3/given-up", "Size zero with the last cookie gives up the walk: no entry comes.").needs(NEEDS).fixture(THREE)
        .steps(&[page(TWO, 1, 2), ask_with(ALL, &[Ctl::page(0)], any_code().count(0, 0))]),
    should("rfc2696/3/invalid-cookie", "A cookie that the server did not give is an error, whichever, and no entry comes.").needs(NEEDS).fixture(THREE)
        .steps(&[ask_with(ALL, &[optional(PAGED).octets(b"\x30\x09\x02\x01\x02\x04\x04nope")], refused().count(0,0))]),
    should("rfc2696/3/size-limit", "A page not below the size limit makes the server ignore the control: the limit is exceeded.").needs(NEEDS).fixture(THREE)
        .steps(&[ask_with(Op::Search(one("{here}").size_limit(2)), &[optional(PAGED).octets(b"\x30\x05\x02\x01\x05\x04\x00")], code(&[4]).count(0, 2))]),
    must("rfc2696/3/broken-value", "A value that is no SEQUENCE is a protocolError, or ends the connection.").needs(NEEDS).fixture(THREE)
        .steps(&[ask_with(ALL, &[Ctl::page(2).octets(b"\x04\x00")], code(&[2, 12]).count(0, 0).or_closed())]),
];
