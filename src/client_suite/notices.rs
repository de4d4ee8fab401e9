//! What a server says without being asked, RFC 4511 section 4.4, and connections that end.

use super::{
    ALL_PEOPLE, EVERYBODY,
    case::{Case, must, should},
    says::Says,
    scene::Scene,
};

pub(super) const CASES: &[Case] = &[
    must(
        "notices/disconnection",
        "A notice of disconnection in the place of an answer is an error (RFC 4511 section 4.4.1), and no empty answer.",
        ALL_PEOPLE,
    )
    .scene(Scene::ORDINARY.rules(&["search: notice text=\"going down\""]))
    .says(&[Says::Refused]),
    should(
        "notices/unknown-notification",
        "A notification that the client does not know answers nothing: the answer behind it counts.",
        ALL_PEOPLE,
    )
    .scene(Scene::ORDINARY.rules(&["search: unsolicited=1.3.6.1.4.1.32473.1.2"]))
    .says(&[Says::Finds(EVERYBODY)]),
    must(
        "notices/closed-without-one",
        "A connection that is closed in the place of an answer is an error, and no empty answer.",
        ALL_PEOPLE,
    )
    .scene(Scene::ORDINARY.rules(&["search: close"]))
    .says(&[Says::Refused]),
    must(
        "notices/reset",
        "A connection that is reset in the place of an answer is an error, and no empty answer.",
        ALL_PEOPLE,
    )
    .scene(Scene::ORDINARY.rules(&["search: reset"]))
    .says(&[Says::Refused]),
];
