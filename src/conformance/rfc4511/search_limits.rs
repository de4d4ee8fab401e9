//! RFC 4511 sections 4.5.1.4 to 4.5.1.6: size limit, time limit, types only.

use super::people::PEOPLE;
use crate::conformance::{
    case::{Case, must},
    expect::{code, success},
    step::{Op, ask, base, one, search},
};

/// A time limit of two to the power of 31, one more than maxInt, in a search of the root DSE.
const TOO_LONG: &[u8] = b"\x63\x24\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x05\x00\x80\x00\x00\x00\x01\x01\x00\x87\x0bobjectClass\x30\x00";

/// A negative size limit, the same else.
const NEGATIVE: &[u8] = b"\x63\x20\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\xff\x02\x01\x00\x01\x01\x00\x87\x0bobjectClass\x30\x00";

pub(super) const CASES: &[Case] = &[
    must("rfc4511/4.5.1.4/exceeded", "More entries than the size limit: sizeLimitExceeded, and no more of them than the limit come.")
        .fixture(PEOPLE)
        .steps(&[search(one("{here}").size_limit(2), code(&[4]).count(0, 2))]),
    must("rfc4511/4.5.1.4/exactly", "As many entries as the size limit are no excess.")
        .fixture(PEOPLE)
        .steps(&[search(one("{here}").size_limit(4), success().count(4, 4))]),
    must("rfc4511/4.5.1.4/zero", "A size limit of zero is no limit of the client.")
        .fixture(PEOPLE)
        .steps(&[search(one("{here}").size_limit(0), success().count(4, 4))]),
    must("rfc4511/4.5.1.4/largest", "The largest size limit is two to the power of 31 less one.")
        .fixture(PEOPLE)
        .steps(&[search(one("{here}").size_limit(2_147_483_647), success().count(4, 4))]),
    must("rfc4511/4.5.1.4/only-what-matches", "Entries that do not match the filter do not count.")
        .fixture(PEOPLE)
        .steps(&[search(one("{here}").size_limit(1).filter("(cn=Eve)"), success().entries(&["cn=Eve,{here}"]))]),
    must("rfc4511/4.5.1.4/base-of-one", "A base search never exceeds a size limit of one.")
        .fixture(PEOPLE)
        .steps(&[search(base("{here}").size_limit(1), success().entries(&["{here}"]))]),
    must("rfc4511/4.5.1.4/negative", "The limit is an integer from zero: a negative one is a protocolError, or ends the connection.")
        .steps(&[ask(Op::Element(NEGATIVE), code(&[2]).count(0, 0).or_closed())]),
    must("rfc4511/4.5.1.5/zero", "A time limit of zero is no limit of the client.")
        .fixture(PEOPLE)
        .steps(&[search(one("{here}").time_limit(0), success().count(4, 4))]),
    must("rfc4511/4.5.1.5/enough", "A search that ends in time says nothing of the limit.")
        .fixture(PEOPLE)
        .steps(&[search(one("{here}").time_limit(100), success().count(4, 4))]),
    must("rfc4511/4.5.1.5/largest", "The largest time limit is two to the power of 31 less one.")
        .fixture(PEOPLE)
        .steps(&[search(one("{here}").time_limit(2_147_483_647), success().count(4, 4))]),
    must("rfc4511/4.5.1.5/too-large", "A time limit beyond maxInt is a protocolError, or ends the connection.")
        .steps(&[ask(Op::Element(TOO_LONG), code(&[2]).count(0, 0).or_closed())]),
    must("rfc4511/4.5.1.5/negative", "A negative one likewise.")
        .steps(&[search(base("").time_limit(-1), code(&[2]).count(0, 0).or_closed())]),
    must("rfc4511/4.5.1.6/no-values", "With typesOnly the descriptions come without values.")
        .fixture(PEOPLE)
        .steps(&[search(base("cn=Ada,{here}").types_only(), success().count(1, 1).no_values().has(&[("sn", &[]), ("description", &[])]))]),
    must("rfc4511/4.5.1.6/selected", "typesOnly goes with a selection.")
        .fixture(PEOPLE)
        .steps(&[search(base("cn=Ada,{here}").types_only().attributes(&["sn"]), success().count(1, 1).no_values().exactly(&["sn"]))]),
    must("rfc4511/4.5.1.6/filter-sees-values", "The filter sees the values that typesOnly does not return.")
        .fixture(PEOPLE)
        .steps(&[search(one("{here}").types_only().filter("(sn=Babbage)"), success().entries(&["cn=Bob,{here}"]).no_values())]),
    must("rfc4511/4.5.1.6/operational", "typesOnly holds for operational attributes too.")
        .fixture(PEOPLE)
        .steps(&[search(base("{here}").types_only().attributes(&["createTimestamp"]), success().count(1, 1).no_values().exactly(&["createTimestamp"]))]),
];
