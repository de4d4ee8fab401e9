//! Binds, RFC 4511 section 4.2.

use super::{
    ADA, SECRET,
    case::{Case, must},
    craft::critical_control,
    says::Says,
    scene::{On, Scene},
    shows::Shows,
    task::Task,
};

const AS_ADA: Task = Task::Bind {
    name: ADA,
    password: SECRET,
};

pub(super) const CASES: &[Case] = &[
    must(
        "binds/version-three",
        "A client of LDAPv3 binds with version 3 (RFC 4511 section 4.2).",
        AS_ADA,
    )
    .shows(&[Shows::VersionThree]),
    must(
        "binds/accepted",
        "A bind that the server answers with success is a success.",
        AS_ADA,
    )
    .says(&[Says::Done])
    .shows(&[Shows::TheName(ADA), Shows::ThePassword(SECRET)]),
    must(
        "binds/wrong-password",
        "invalidCredentials is a refusal.",
        Task::Bind {
            name: ADA,
            password: "guessed",
        },
    )
    .says(&[Says::Refused]),
    must(
        "binds/password-in-utf8",
        "A password goes out as the UTF-8 of its characters (RFC 4511 section 4.2), quotes, commas and backslashes as they are.",
        Task::Bind {
            name: "uid=cyd,ou=people,dc=example,dc=org",
            password: "p\u{e4} \\\",\u{df}",
        },
    )
    .says(&[Says::Done])
    .shows(&[Shows::ThePassword("p\u{e4} \\\",\u{df}")]),
    must(
        "binds/referral-is-no-success",
        "A bind that is answered with a referral has let nobody in (RFC 4511 section 4.1.10).",
        AS_ADA,
    )
    .scene(Scene::ORDINARY.rules(&["bind: result=referral referral=\"ldap://{other}/\""]))
    .says(&[Says::Refused])
    .shows(&[Shows::NoSecretElsewhere]),
    must(
        "binds/in-progress-is-no-success",
        "saslBindInProgress says that more is to come, and has let nobody in (RFC 4511 section 4.2.2).",
        AS_ADA,
    )
    .scene(Scene::ORDINARY.rules(&["bind: result=saslBindInProgress"]))
    .says(&[Says::Refused]),
    must(
        "binds/closed-instead-of-answer",
        "A connection that is closed before the answer has let nobody in.",
        AS_ADA,
    )
    .scene(Scene::ORDINARY.rules(&["bind: close"]))
    .says(&[Says::Refused]),
    must(
        "binds/unknown-control-in-answer",
        "A control that the client does not know in the answer to its bind changes nothing, critical or not (RFC 4511 section 4.1.11).",
        AS_ADA,
    )
    .scene(Scene::ORDINARY.craft(On::Bind, critical_control))
    .says(&[Says::Done]),
];
