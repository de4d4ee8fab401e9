//! Search references and referrals, RFC 4511 sections 4.5.3 and 4.1.10.

use super::{
    ADA, ALL_PEOPLE, EVERYBODY, PEOPLE, PERSON, SECRET,
    case::{Case, must, should},
    says::Says,
    scene::Scene,
    shows::Shows,
    task::{Search, Task},
};

/// An entry that stands for what another server has.
const ELSEWHERE: &str = "dn: ou=far,ou=people,dc=example,dc=org
objectClass: referral
objectClass: extensibleObject
ou: far
ref: ldap://{other}/ou=far,dc=example,dc=org
";

/// An entry that stands for what nobody has: port 1 of this machine is taken by no one.
const NOWHERE: &str = "dn: ou=far,ou=people,dc=example,dc=org
objectClass: referral
objectClass: extensibleObject
ou: far
ref: ldap://127.0.0.1:1/ou=far,dc=example,dc=org
";

/// Who is there.
const FAY: &[&str] = &["uid=fay,ou=far,dc=example,dc=org"];

const REFERS: Scene = Scene::ORDINARY.ldif(ELSEWHERE);

const AS_ADA: Task = Task::Search(Search {
    name: ADA,
    password: SECRET,
    ..Search::new(PEOPLE, PERSON)
});

pub(super) const CASES: &[Case] = &[
    must(
        "references/reference-is-no-entry",
        "A search reference is no entry, and takes away none; whether it is followed is the client's choice.",
        ALL_PEOPLE,
    )
    .scene(REFERS)
    .says(&[Says::FindsOr(EVERYBODY, FAY)]),
    must(
        "references/no-secret-to-who-is-referred-to",
        "Who follows a reference gives no password to the server that it names: nothing says that it may have it.",
        AS_ADA,
    )
    .scene(REFERS)
    .shows(&[Shows::NoSecretElsewhere]),
    must(
        "references/referral-is-no-success",
        "A referral in the place of an answer is followed or told, and is no empty answer.",
        Task::Search(Search::new("ou=far,ou=people,dc=example,dc=org", PERSON)),
    )
    .scene(REFERS)
    .says(&[Says::RefusedOr(FAY)]),
    must(
        "references/circle",
        "Who follows referrals does not go in circles (RFC 4511 section 4.1.10).",
        ALL_PEOPLE,
    )
    .scene(Scene::ORDINARY.rules(&[
        "search: result=referral referral=\"ldap://{self}/ou=people,dc=example,dc=org\"",
    ]))
    .says(&[Says::Refused])
    .shows(&[Shows::AtMost(32)]),
    should(
        "references/nobody-there",
        "A reference to a server that is not there costs no entry of the server that is.",
        ALL_PEOPLE,
    )
    .scene(Scene::ORDINARY.ldif(NOWHERE))
    .says(&[Says::Finds(EVERYBODY)]),
];
