//! RFC 4518: how strings are prepared before they are compared.

use crate::conformance::{
    case::{
        Case,
        Need::{self, Class, NotActiveDirectory},
        must,
    },
    shorthand::finds,
};

const NEEDS: &[Need] = &[Class("person"), NotActiveDirectory];

/// A person with one description.
macro_rules! prepared {
    ($level:ident, $id:literal, $clause:literal, $value:literal, $filter:literal, $found:expr) => {
        finds!(
            $level,
            $id,
            $clause,
            NEEDS,
            concat!(
                "dn: cn=Ada,{here}\nobjectClass: person\ncn: Ada\nsn: x\ndescription: ",
                $value,
                "\n"
            ),
            $filter,
            $found
        )
    };
}

pub(super) const TABLES: &[&[Case]] = &[&[
    prepared!(
        must,
        "rfc4518/2.6.1/spaces-inside",
        "Several spaces within count as one.",
        "a    b",
        "(description=a b)",
        &["cn=Ada,{here}"]
    ),
    prepared!(
        must,
        "rfc4518/2.6.1/spaces-inside-asserted",
        "So do several in what is asked for.",
        "a b",
        "(description=a     b)",
        &["cn=Ada,{here}"]
    ),
    prepared!(
        must,
        "rfc4518/2.6.1/spaces-at-ends",
        "Spaces at the ends do not count.",
        "ab",
        "(description=   ab  )",
        &["cn=Ada,{here}"]
    ),
    prepared!(
        must,
        "rfc4518/2.6.1/space-or-none",
        "One space is not none.",
        "a b",
        "(description=ab)",
        &[]
    ),
    prepared!(
        must,
        "rfc4518/2.6.1/space-in-substring",
        "A space at the edge of a substring counts.",
        "ab cd",
        "(description=*b c*)",
        &["cn=Ada,{here}"]
    ),
    prepared!(
        must,
        "rfc4518/2.2/fold-ascii",
        "Letters are folded.",
        "MiXeD",
        "(description=mIxEd)",
        &["cn=Ada,{here}"]
    ),
    prepared!(
        must,
        "rfc4518/2.2/fold-latin",
        "Letters with accents are folded as well.",
        "Ärger ÉCOLE",
        "(description=äRGER école)",
        &["cn=Ada,{here}"]
    ),
    prepared!(
        must,
        "rfc4518/2.2/fold-greek",
        "So are letters of other scripts.",
        "ΑΘΗΝΑ",
        "(description=αθηνα)",
        &["cn=Ada,{here}"]
    ),
    prepared!(
        must,
        "rfc4518/2.2/fold-cyrillic",
        "And of Cyrillic.",
        "Москва",
        "(description=МОСКВА)",
        &["cn=Ada,{here}"]
    ),
    prepared!(
        must,
        "rfc4518/2.2/accents-count",
        "A letter with an accent is not the one without.",
        "école",
        "(description=ecole)",
        &[]
    ),
    prepared!(
        must,
        "rfc4518/2.3/composed",
        "A letter with its accent apart is the same as the letter with the accent.",
        "e\u{301}cole",
        "(description=\u{e9}cole)",
        &["cn=Ada,{here}"]
    ),
    prepared!(
        must,
        "rfc4518/2.3/composed-asserted",
        "The other way round, too.",
        "\u{e9}cole",
        "(description=e\u{301}cole)",
        &["cn=Ada,{here}"]
    ),
    prepared!(
        must,
        "rfc4518/2.3/compatibility",
        "Normalization is KC: letters of full width are those of usual width.",
        "\u{ff21}\u{ff24}\u{ff21}",
        "(description=ada)",
        &["cn=Ada,{here}"]
    ),
    prepared!(
        must,
        "rfc4518/2.3/ligature",
        "A ligature is its letters.",
        "\u{fb01}n",
        "(description=fin)",
        &["cn=Ada,{here}"]
    ),
    prepared!(
        must,
        "rfc4518/2.2/soft-hyphen",
        "A soft hyphen is mapped to nothing.",
        "co\u{ad}op",
        "(description=coop)",
        &["cn=Ada,{here}"]
    ),
    prepared!(
        must,
        "rfc4518/2.2/zero-width-space",
        "A space without width is mapped to nothing.",
        "a\u{200b}b",
        "(description=ab)",
        &["cn=Ada,{here}"]
    ),
    prepared!(
        must,
        "rfc4518/2.2/no-break-space",
        "A space that does not break is mapped to a space.",
        "a\u{a0}b",
        "(description=a b)",
        &["cn=Ada,{here}"]
    ),
    prepared!(
        must,
        "rfc4518/2.2/sharp-s",
        "The folding of sharp s is ss.",
        "Straße",
        "(description=STRASSE)",
        &["cn=Ada,{here}"]
    ),
]];
