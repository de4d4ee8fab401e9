//! RFC 3866: language tags and ranges.

use super::case::{Case, Need, must};
use super::expect::success;
use super::step::{base, one, search};

const TAGS: &[Need] = &[Need::Feature("1.3.6.1.4.1.4203.1.5.4")];
const RANGES: &[Need] = &[Need::Feature("1.3.6.1.4.1.4203.1.5.5")];

const ADA: &str = "dn: cn=Ada,{here}\nobjectClass: person\ncn: Ada\nsn: Ada\ndescription: plain\ndescription;lang-en: english\ndescription;lang-en-GB: british\ndescription;lang-de: deutsch\n";

pub(super) const TABLES: &[&[Case]] = &[CASES];

const CASES: &[Case] = &[
    must(
        "rfc3866/2.3/exact-tag",
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
        "rfc3866/2.3/no-tag",
        "A filter without a tag holds for values of every language.",
    )
    .needs(TAGS)
    .fixture(ADA)
    .steps(&[search(
        one("{here}").filter("(description=deutsch)"),
        success().count(1, 1),
    )]),
    must(
        "rfc3866/2.3/tag-not-plain",
        "A filter with a tag does not hold for values without one.",
    )
    .needs(TAGS)
    .fixture(ADA)
    .steps(&[search(
        one("{here}").filter("(description;lang-en=plain)"),
        success().count(0, 0),
    )]),
    must(
        "rfc3866/2.4/requested-tag",
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
        "rfc3866/2.4/requested-plain",
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
        "rfc3866/2.4/case",
        "Tags are compared without regard to case.",
    )
    .needs(TAGS)
    .fixture(ADA)
    .steps(&[search(
        base("cn=Ada,{here}").attributes(&["description;LANG-DE"]),
        success().count(1, 1).exactly(&["description;lang-de"]),
    )]),
    must(
        "rfc3866/3.2/range-filter",
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
        "rfc3866/3.3/range-selection",
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
        "rfc3866/3.3/every-language",
        "The empty range is every language, and not what has none.",
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
];
