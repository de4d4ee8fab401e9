//! Logins: what an application makes of a name and a password that somebody typed.

use super::{
    ADA, PEOPLE, SECRET,
    case::{Case, Subject, must, should},
    says::Says,
    scene::Scene,
    shows::Shows,
    task::Task,
};

const fn login(user: &'static str, password: &'static str) -> Task {
    Task::Login {
        base: PEOPLE,
        user,
        password,
    }
}

const EMPTY_PASSWORDS: Scene = Scene::ORDINARY.empty_passwords();

/// A name that is escaped in a DN.
const TWISTED: &str = "dn: cn=Ray\\, \\\"Jo\\\" \\+ Co\\\\,ou=people,dc=example,dc=org
objectClass: inetOrgPerson
cn: Ray, \"Jo\" + Co\\
sn: Ray
uid: ray
userPassword: s3cret
";

/// The same uid below two units.
const TWINS: &str = "dn: ou=guests,ou=people,dc=example,dc=org
objectClass: organizationalUnit
ou: guests

dn: uid=ada,ou=guests,ou=people,dc=example,dc=org
objectClass: inetOrgPerson
uid: ada
cn: Ada Guest
sn: Guest
userPassword: s3cret
";

pub(super) const CASES: &[Case] = &[
    must(
        "login/right-password",
        "Who gives the right name and password is let in.",
        login("ada", SECRET),
    )
    .says(&[Says::Done])
    .shows(&[Shows::TheName(ADA), Shows::ThePassword(SECRET)]),
    must(
        "login/wrong-password",
        "Who gives a wrong password is not let in.",
        login("ada", "guessed"),
    )
    .says(&[Says::Refused]),
    must(
        "login/empty-password-lets-nobody-in",
        "A bind with a name and no password succeeds as anonymous (RFC 4513 section 5.1.2), and says nothing of who somebody is.",
        login("ada", ""),
    )
    .scene(EMPTY_PASSWORDS)
    .says(&[Says::Refused])
    .subject(Subject::Nothing),
    should(
        "login/empty-password-is-not-sent",
        "Clients should not pass an empty password on (RFC 4513 section 5.1.2).",
        login("ada", ""),
    )
    .scene(EMPTY_PASSWORDS)
    .says(&[Says::Refused])
    .shows(&[Shows::NoEmptyPassword])
    .subject(Subject::Nothing),
    must(
        "login/unknown-user",
        "Who is not found is not let in, and no password goes out under another name or none.",
        login("nobody", SECRET),
    )
    .says(&[Says::Refused])
    .shows(&[Shows::NoSecret]),
    must(
        "login/two-with-the-name",
        "A name that two entries have says of neither who somebody is: no password is tried on one of them.",
        login("ada", SECRET),
    )
    .scene(Scene::ORDINARY.ldif(TWINS))
    .says(&[Says::Refused])
    .shows(&[Shows::NoSecret]),
    must(
        "login/asterisk-is-nobody",
        "A name of metacharacters is no pattern (RFC 4515 section 3): nobody is let in by it.",
        login("ad*", SECRET),
    )
    .says(&[Says::Refused])
    .shows(&[Shows::TheFilter("(uid=ad\\2a)"), Shows::NoSecret]),
    must(
        "login/parentheses-are-nobody",
        "A name that would be more of the filter is no filter (RFC 4515 section 3): nobody is let in by it.",
        login("ada)(objectClass=*", SECRET),
    )
    .says(&[Says::Refused])
    .shows(&[
        Shows::TheFilter("(uid=ada\\29\\28objectClass=\\2a)"),
        Shows::NoSecret,
    ]),
    must(
        "login/name-is-bound-as-it-came",
        "A DN that was found is bound as it came, escapes and all.",
        login("ray", SECRET),
    )
    .scene(Scene::ORDINARY.ldif(TWISTED))
    .says(&[Says::Done])
    .shows(&[Shows::TheName(
        "cn=Ray\\, \\\"Jo\\\" \\+ Co\\\\,ou=people,dc=example,dc=org",
    )]),
    must(
        "login/search-that-fails",
        "Where the search for the person fails, nobody is let in.",
        login("ada", SECRET),
    )
    .scene(Scene::ORDINARY.rules(&["search: result=unavailable"]))
    .says(&[Says::Refused])
    .shows(&[Shows::NoSecret]),
];
