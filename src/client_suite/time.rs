//! Answers that take their time.

use super::{
    ALL_PEOPLE, EVERYBODY,
    case::{Case, must, should},
    says::Says,
    scene::Scene,
};

pub(super) const CASES: &[Case] = &[
    must(
        "time/slow-entries",
        "Entries that come a fifth of a second apart come all the same.",
        ALL_PEOPLE,
    )
    .scene(Scene::ORDINARY.rules(&["search: delay=200ms per=entry"]))
    .says(&[Says::Finds(EVERYBODY)]),
    should(
        "time/no-answer",
        "A server that never answers is given up in the time that the application was given, with an error.",
        ALL_PEOPLE,
    )
    .scene(Scene::ORDINARY.rules(&["search: black-hole"]))
    .says(&[Says::Refused]),
    should(
        "time/no-end",
        "An answer that never ends is given up in the time that the application was given, with an error.",
        ALL_PEOPLE,
    )
    .scene(Scene::ORDINARY.rules(&["search: missing-done"]))
    .says(&[Says::Refused]),
    should(
        "time/no-answer-to-a-bind",
        "A bind that is never answered is given up in the time that the application was given, with an error.",
        super::Task::Bind {
            name: super::ADA,
            password: super::SECRET,
        },
    )
    .scene(Scene::ORDINARY.rules(&["bind: black-hole"]))
    .says(&[Says::Refused]),
];
