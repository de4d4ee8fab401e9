//! Controls in answers, RFC 4511 section 4.1.11.

use super::{
    ALL_PEOPLE, EVERYBODY,
    case::{Case, must},
    craft::{control_on_entries, critical_control, unknown_control},
    says::Says,
    scene::{On, Scene},
};

const ALL: &[Says] = &[Says::Finds(EVERYBODY)];

pub(super) const CASES: &[Case] = &[
    must(
        "controls/unknown-in-answer",
        "A control that the client does not know in an answer changes nothing.",
        ALL_PEOPLE,
    )
    .scene(Scene::ORDINARY.craft(On::Search, unknown_control))
    .says(ALL),
    must(
        "controls/critical-in-answer",
        "That a control in an answer is marked critical means nothing.",
        ALL_PEOPLE,
    )
    .scene(Scene::ORDINARY.craft(On::Search, critical_control))
    .says(ALL),
    must(
        "controls/on-entries",
        "A control that the client does not know on an entry changes nothing.",
        ALL_PEOPLE,
    )
    .scene(Scene::ORDINARY.craft(On::Search, control_on_entries))
    .says(ALL),
];
