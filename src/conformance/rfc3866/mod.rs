//! RFC 3866: language tags and ranges.

use super::case::{Case, Need, must};
use super::expect::{any_code, code, success};
use super::step::{Mod, Op, ask, base, one, search};

const TAGS: &[Need] = &[Need::Feature("1.3.6.1.4.1.4203.1.5.4")];
const RANGES: &[Need] = &[Need::Feature("1.3.6.1.4.1.4203.1.5.5")];

const ADA: &str = "dn: cn=Ada,{here}\nobjectClass: person\ncn: Ada\nsn: Ada\ndescription: plain\ndescription;lang-en: english\ndescription;lang-en-GB: british\ndescription;lang-de: deutsch\n";

pub(super) const TABLES: &[&[Case]] = &[CASES];

const CASES: &[Case] = &[
    must(
        "rfc3866/2.2/exact-tag",
        "A filter with a language tag holds for the values with that tag.",
    )
    .needs(TAGS)
    .fixture(ADA)
    .steps(&[
        search(
            one("{here}").filter("(description;lang-de=deutsch)"),
            success().count(1, 1),
        ),
        search(
            one("{here}").filter("(description;lang-de=english)"),
            success().count(0, 0),
        ),
    ]),
    must(
        "rfc3866/2.2/no-tag",
        "A filter without a tag holds for values of every language.",
    )
    .needs(TAGS)
    .fixture(ADA)
    .steps(&[search(
        one("{here}").filter("(description=deutsch)"),
        success().count(1, 1),
    )]),
    must(
        "rfc3866/2.2/tag-not-plain",
        "A filter with a tag does not hold for values without one.",
    )
    .needs(TAGS)
    .fixture(ADA)
    .steps(&[search(
        one("{here}").filter("(description;lang-en=plain)"),
        success().count(0, 0),
    )]),
    must(
        "rfc3866/2.3/requested-tag",
        "A tag in a selection selects just what has that tag.",
    )
    .needs(TAGS)
    .fixture(ADA)
    .steps(&[search(
        base("cn=Ada,{here}").attributes(&["description;lang-de"]),
        success()
            .count(1, 1)
            .exactly(&["description;lang-de"])
            .has(&[("description;lang-de", &["deutsch"])]),
    )]),
    must(
        "rfc3866/2.3/requested-plain",
        "A selection without a tag is the attribute in every language.",
    )
    .needs(TAGS)
    .fixture(ADA)
    .steps(&[search(
        base("cn=Ada,{here}").attributes(&["description"]),
        success().count(1, 1).exactly(&[
            "description",
            "description;lang-en",
            "description;lang-en-GB",
            "description;lang-de",
        ]),
    )]),
    must(
        "rfc3866/1.1/case",
        "Tags are compared without regard to case.",
    )
    .needs(TAGS)
    .fixture(ADA)
    .steps(&[search(
        base("cn=Ada,{here}").attributes(&["description;LANG-DE"]),
        success().count(1, 1).exactly(&["description;lang-de"]),
    )]),
    must(
        "rfc3866/3.1/range-filter",
        "A range in a filter holds for its language and all below.",
    )
    .needs(RANGES)
    .fixture(ADA)
    .steps(&[
        search(
            one("{here}").filter("(description;lang-en-=british)"),
            success().count(1, 1),
        ),
        search(
            one("{here}").filter("(description;lang-en-=deutsch)"),
            success().count(0, 0),
        ),
    ]),
    must(
        "rfc3866/3.2/range-selection",
        "A range in a selection is its language and all below.",
    )
    .needs(RANGES)
    .fixture(ADA)
    .steps(&[search(
        base("cn=Ada,{here}").attributes(&["description;lang-en-"]),
        success()
            .count(1, 1)
            .exactly(&["description;lang-en", "description;lang-en-GB"]),
    )]),
    must(
        "rfc3866/3.2/every-language",
        "The range without a language is every language, and not what has none.",
    )
    .needs(RANGES)
    .fixture(ADA)
    .steps(&[search(
        base("cn=Ada,{here}").attributes(&["description;lang-"]),
        success().count(1, 1).exactly(&[
            "description;lang-en",
            "description;lang-en-GB",
            "description;lang-de",
        ]),
    )]),
    must(
        "rfc3866/2.2/no-range",
        "A tag in a filter is the whole of a tag: it does not hold for what begins with it.",
    )
    .needs(TAGS)
    .fixture(ADA)
    .steps(&[search(
        one("{here}").filter("(description;lang-en=british)"),
        success().count(0, 0),
    )]),
    must(
        "rfc3866/2.4/compare",
        "A compare with a tag is about the values with that tag; without any it is noSuchAttribute.",
    )
    .needs(TAGS)
    .fixture(ADA)
    .steps(&[
        ask(
            Op::Compare("cn=Ada,{here}", "description;lang-de", "deutsch"),
            code(&[6]),
        ),
        ask(
            Op::Compare("cn=Ada,{here}", "description;lang-fr", "deutsch"),
            code(&[16]),
        ),
    ]),
    must(
        "rfc3866/2.6/delete-plain",
        "A change without a tag is about the values without one.",
    )
    .needs(TAGS)
    .fixture(ADA)
    .steps(&[
        ask(
            Op::Modify("cn=Ada,{here}", &[Mod::Delete("description", &[])]),
            success(),
        ),
        search(
            base("cn=Ada,{here}").attributes(&["description"]),
            success().count(1, 1).exactly(&[
                "description;lang-en",
                "description;lang-en-GB",
                "description;lang-de",
            ]),
        ),
    ]),
    must(
        "rfc3866/3/not-stored",
        "No value is stored under a range.",
    )
    .needs(RANGES)
    .fixture(ADA)
    .steps(&[
        ask(
            Op::Modify("cn=Ada,{here}", &[Mod::Add("description;lang-fr-", &["x"])]),
            any_code().look(|answer, _| match answer.result().map(|own| own.code.0) {
                Some(0) => Err("it was stored".to_owned()),
                _ => Ok(()),
            }),
        ),
        search(
            one("{here}").filter("(description=x)"),
            success().count(0, 0),
        ),
    ]),
    must(
        "rfc3866/3.3/compare",
        "A compare with a range is about its language and all below.",
    )
    .needs(RANGES)
    .fixture(ADA)
    .steps(&[
        ask(
            Op::Compare("cn=Ada,{here}", "description;lang-en-", "british"),
            code(&[6]),
        ),
        ask(
            Op::Compare("cn=Ada,{here}", "description;lang-fr-", "british"),
            code(&[16]),
        ),
    ]),
];
