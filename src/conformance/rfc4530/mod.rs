//! RFC 4530: entryUUID.

use super::case::{Case, Need, must};
use super::expect::{Expect, success};
use super::step::{base, one, search};

const NEEDS: &[Need] = &[Need::Attribute("entryUUID")];

const ADA: &str = "dn: cn=Ada,{here}\nobjectClass: person\ncn: Ada\nsn: Ada\n\ndn: cn=Bob,{here}\nobjectClass: person\ncn: Bob\nsn: Bob\n";

pub(super) const TABLES: &[&[Case]] = &[CASES];

const UUID: Expect = success().count(1, 1).look(|answer, _| {
    let value = answer.first("entryUUID").unwrap_or_default();
    let dashes = value
        .iter()
        .enumerate()
        .filter(|(_, own)| **own == b'-')
        .map(|(place, _)| place);
    let fits = value.len() == 36
        && dashes.eq([8, 13, 18, 23])
        && value
            .iter()
            .all(|own| *own == b'-' || own.is_ascii_hexdigit());
    match fits {
        true => Ok(()),
        false => Err(format!(
            "entryUUID is no UUID: {}",
            String::from_utf8_lossy(&value)
        )),
    }
});

const CASES: &[Case] = &[
    must(
        "rfc4530/2.3/syntax",
        "entryUUID is a UUID in its string form.",
    )
    .needs(NEEDS)
    .fixture(ADA)
    .steps(&[search(
        base("cn=Ada,{here}").attributes(&["entryUUID"]),
        UUID,
    )]),
    must(
        "rfc4530/2.4/operational",
        "entryUUID is operational: it does not come unasked.",
    )
    .needs(NEEDS)
    .fixture(ADA)
    .steps(&[search(
        base("cn=Ada,{here}"),
        success().count(1, 1).lacks(&["entryUUID"]),
    )]),
    must("rfc4530/2.4/present", "Every entry has an entryUUID.")
        .needs(NEEDS)
        .fixture(ADA)
        .steps(&[search(
            one("{here}").filter("(entryUUID=*)"),
            success().count(2, 2),
        )]),
    must(
        "rfc4530/2.3/ordering",
        "uuidOrderingMatch orders UUIDs: none is below the one of zeros.",
    )
    .needs(NEEDS)
    .fixture(ADA)
    .steps(&[search(
        one("{here}").filter("(entryUUID>=00000000-0000-0000-0000-000000000000)"),
        success().count(2, 2),
    )]),
    must(
        "rfc4530/2.2/no-uuid",
        "A value that is no UUID makes the filter Undefined.",
    )
    .needs(NEEDS)
    .fixture(ADA)
    .steps(&[search(
        one("{here}").filter("(!(entryUUID=nothing))"),
        success().count(0, 0),
    )]),
];
