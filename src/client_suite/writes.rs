//! Writes: what arrives, and what is told of it.

use super::{
    ADA, SECRET,
    case::{Case, must, should},
    says::Says,
    scene::Scene,
    shows::Shows,
    task::Task,
};

const fn write(attribute: &'static str, value: &'static [u8]) -> Task {
    Task::Write {
        name: ADA,
        password: SECRET,
        dn: ADA,
        attribute,
        value,
    }
}

const A_TITLE: Task = write("title", b"Countess");

pub(super) const CASES: &[Case] = &[
    must(
        "writes/text",
        "A value that is written arrives as the UTF-8 of its characters, spaces and quotes as they are.",
        write("title", " \u{141}ady \"A\" \\ ".as_bytes()),
    )
    .says(&[Says::Done])
    .shows(&[Shows::TheChange]),
    must(
        "writes/octets",
        "A value that is no text arrives octet for octet.",
        write("jpegPhoto", b"\xff\xd8\xff\x00\x80\xfe\n"),
    )
    .says(&[Says::Done])
    .shows(&[Shows::TheChange]),
    must(
        "writes/refused",
        "A write that the server refuses is told as none.",
        A_TITLE,
    )
    .scene(Scene::ORDINARY.rules(&["modify: result=insufficientAccessRights"]))
    .says(&[Says::Refused]),
    must(
        "writes/referral-is-no-success",
        "A write that is answered with a referral has changed nothing here.",
        A_TITLE,
    )
    .scene(Scene::ORDINARY.rules(&[
        "modify: result=referral referral=\"ldap://127.0.0.1:1/dc=example,dc=org\"",
    ]))
    .says(&[Says::Refused]),
    should(
        "writes/another-response",
        "The response of another operation says nothing of a write.",
        A_TITLE,
    )
    .scene(Scene::ORDINARY.rules(&["modify: wrong-tag=69, close"]))
    .says(&[Says::Refused]),
    must(
        "writes/closed-instead-of-answer",
        "Of a write that was not answered nobody knows whether it was done, and it is not told as done.",
        A_TITLE,
    )
    .scene(Scene::ORDINARY.rules(&["modify: close"]))
    .says(&[Says::Refused]),
];
