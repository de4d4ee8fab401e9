//! Results of searches: what is no success is told as none.

use super::{
    ALL_PEOPLE, EVERYBODY,
    case::{Case, must, should},
    craft::cut_short,
    says::Says,
    scene::{On, Scene},
};

pub(super) const CASES: &[Case] = &[
    must(
        "results/busy",
        "`busy` with no entry is no empty directory.",
        ALL_PEOPLE,
    )
    .scene(Scene::ORDINARY.rules(&["search: result=busy text=\"come back later\""]))
    .says(&[Says::Refused]),
    must(
        "results/unknown-code",
        "A result code that the client does not know is no success (RFC 4511 section 4.1.9 leaves room for more).",
        ALL_PEOPLE,
    )
    .scene(Scene::ORDINARY.rules(&["search: result=4123"]))
    .says(&[Says::Refused]),
    must(
        "results/size-limit-exceeded",
        "What came before sizeLimitExceeded is not all there is, and not told as such.",
        ALL_PEOPLE,
    )
    .scene(Scene::ORDINARY.craft(On::Search, cut_short))
    .says(&[Says::Refused]),
    should(
        "results/no-such-object",
        "A base that is not there is told from one below which nothing is found.",
        ALL_PEOPLE,
    )
    .scene(Scene::ORDINARY.rules(&[
        "search: result=noSuchObject matched=\"dc=example,dc=org\"",
    ]))
    .says(&[Says::Refused]),
    must(
        "results/all-of-them",
        "A search that succeeds brings every entry, each once.",
        ALL_PEOPLE,
    )
    .says(&[Says::Finds(EVERYBODY)]),
];
