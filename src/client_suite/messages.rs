//! Messages: forms that are rare and right, and what is wrong.

use super::{
    ADA, ALL_PEOPLE, EVERYBODY, ONLY_ADA,
    case::{Case, must, should},
    craft::{
        deep_nesting, end_without_parts, forged_first, intermediate, long_lengths, unknown_element,
    },
    says::Says,
    scene::{On, Scene},
};

const ALL: &[Says] = &[Says::Finds(EVERYBODY)];

pub(super) const CASES: &[Case] = &[
    must(
        "messages/octet-by-octet",
        "An answer that comes octet by octet is an answer.",
        ONLY_ADA,
    )
    .scene(Scene::ORDINARY.rules(&["search: split=1, bandwidth=100"]))
    .says(&[Says::Finds(&[ADA])]),
    must(
        "messages/long-lengths",
        "A length may take more octets than it needs (RFC 4511 section 5.1 asks for the definite form only); Active Directory always writes four.",
        ALL_PEOPLE,
    )
    .scene(Scene::ORDINARY.craft(On::Search, long_lengths))
    .says(ALL),
    must(
        "messages/unknown-element",
        "Elements behind the known ones of a sequence are passed over (RFC 4511 section 4).",
        ALL_PEOPLE,
    )
    .scene(Scene::ORDINARY.craft(On::Search, unknown_element))
    .says(ALL),
    should(
        "messages/intermediate-response",
        "An intermediate response that was not asked for is passed over, or is an error (RFC 4511 section 4.13); it is no entry and no end.",
        ALL_PEOPLE,
    )
    .scene(Scene::ORDINARY.craft(On::Search, intermediate))
    .says(&[Says::RefusedOr(EVERYBODY)]),
    must(
        "messages/another-id",
        "What comes under a message ID that was not asked under answers nothing (RFC 4511 section 4.1.1.1).",
        ALL_PEOPLE,
    )
    .scene(Scene::ORDINARY.craft(On::Search, forged_first))
    .says(&[Says::RefusedOr(EVERYBODY)]),
    should(
        "messages/another-response",
        "The response of another operation does not end a search.",
        ALL_PEOPLE,
    )
    .scene(Scene::ORDINARY.rules(&["search: wrong-tag=61, close"]))
    .says(&[Says::Refused]),
    must(
        "messages/closed-before-the-end",
        "What came before a connection broke off is not all there is, and not told as such.",
        ALL_PEOPLE,
    )
    .scene(Scene::ORDINARY.rules(&["search: truncate=2 unit=entries"]))
    .says(&[Says::Refused]),
    must(
        "messages/closed-within-a-message",
        "A connection that breaks off within a message is an error.",
        ALL_PEOPLE,
    )
    .scene(Scene::ORDINARY.rules(&["search: truncate=30"]))
    .says(&[Says::Refused]),
    must(
        "messages/end-without-parts",
        "An end that lacks its result code is an error, and breaks nothing down.",
        ALL_PEOPLE,
    )
    .scene(
        Scene::ORDINARY
            .craft(On::Search, end_without_parts)
            .rules(&["search: close"]),
    )
    .says(&[Says::Refused]),
    must(
        "messages/no-ldap",
        "Octets that are no LDAP are an error, and break nothing down.",
        ALL_PEOPLE,
    )
    .scene(Scene::ORDINARY.rules(&[
        "search: garbage=485454502f312e31203430302042616420526571756573740d0a0d0a, close",
    ]))
    .says(&[Says::Refused]),
    must(
        "messages/deep-nesting",
        "A message of fifty thousand sequences in each other breaks nothing down, and is no entry.",
        ALL_PEOPLE,
    )
    .scene(
        Scene::ORDINARY
            .craft(On::Search, deep_nesting)
            .rules(&["search: close"]),
    )
    .says(&[Says::RefusedOr(EVERYBODY)]),
    must(
        "messages/oversized",
        "A message that claims two gibibytes is not waited for when the connection ends, and breaks nothing down.",
        ALL_PEOPLE,
    )
    .scene(Scene::ORDINARY.rules(&["search: oversized, close"]))
    .says(&[Says::Refused]),
];
