//! Values that come in answers.

use super::{
    PEOPLE,
    case::{Case, must, should},
    craft::{LONG, empty_value, language_option, long_value, no_values},
    says::Says,
    scene::{On, Scene},
    task::{Search, Task},
};

const fn ada(attributes: &'static [&'static str]) -> Task {
    Task::Search(Search {
        attributes,
        ..Search::new(PEOPLE, "(uid=ada)")
    })
}

const STAFF: &str = "CN=Staff,CN=Users,DC=corp,DC=example";

/// A group of five.
const GROUP: &str = "dn: CN=Ann,CN=Users,DC=corp,DC=example
objectClass: user
sAMAccountName: ann

dn: CN=Bob,CN=Users,DC=corp,DC=example
objectClass: user
sAMAccountName: bob

dn: CN=Cat,CN=Users,DC=corp,DC=example
objectClass: user
sAMAccountName: cat

dn: CN=Dot,CN=Users,DC=corp,DC=example
objectClass: user
sAMAccountName: dot

dn: CN=Eli,CN=Users,DC=corp,DC=example
objectClass: user
sAMAccountName: eli

dn: CN=Staff,CN=Users,DC=corp,DC=example
objectClass: group
sAMAccountName: Staff
member: CN=Ann,CN=Users,DC=corp,DC=example
member: CN=Bob,CN=Users,DC=corp,DC=example
member: CN=Cat,CN=Users,DC=corp,DC=example
member: CN=Dot,CN=Users,DC=corp,DC=example
member: CN=Eli,CN=Users,DC=corp,DC=example
";

pub(super) const CASES: &[Case] = &[
    must(
        "values/octets",
        "A value that is no text is kept octet for octet.",
        ada(&["jpegPhoto"]),
    )
    .says(&[Says::Values(
        "jpegPhoto",
        &[b"\xff\xd8\xff\x00\xff\xfe\x80"],
    )]),
    must(
        "values/empty",
        "A value without octets is a value.",
        ada(&["uid", "description"]),
    )
    .scene(Scene::ORDINARY.craft(On::Search, empty_value))
    .says(&[
        Says::Values("uid", &[b"ada"]),
        Says::Values("description", &[b""]),
    ]),
    must(
        "values/none",
        "An attribute may come without values (RFC 4511 section 4.1.7); the rest of its entry is there all the same.",
        ada(&["uid", "description"]),
    )
    .scene(Scene::ORDINARY.craft(On::Search, no_values))
    .says(&[
        Says::Values("uid", &[b"ada"]),
        Says::Values("description", &[]),
    ]),
    must(
        "values/long",
        "A value of 70,000 octets comes whole.",
        ada(&["uid", "description"]),
    )
    .scene(Scene::ORDINARY.craft(On::Search, long_value))
    .says(&[Says::Values("description", &[LONG])]),
    must(
        "values/options",
        "An attribute with an option is another than the one without (RFC 4512 section 2.5.2).",
        ada(&["cn"]),
    )
    .scene(Scene::ORDINARY.craft(On::Search, language_option))
    .says(&[
        Says::Values("cn", &[b"Ada Nightjar"]),
        Says::Values("cn;lang-de", &[b"Ada Nachtschwalbe"]),
    ]),
    should(
        "values/ranges",
        "Where Active Directory gives a part of the values as `member;range=0-1`, the rest is asked for (MS-ADTS 3.1.1.3.1.3.3): else members are missing.",
        Task::Search(Search {
            scope: "base",
            attributes: &["member"],
            ..Search::new(STAFF, "(objectClass=*)")
        }),
    )
    .scene(Scene::RANGES.ldif(GROUP))
    .says(&[Says::Values(
        "member",
        &[
            b"CN=Ann,CN=Users,DC=corp,DC=example",
            b"CN=Bob,CN=Users,DC=corp,DC=example",
            b"CN=Cat,CN=Users,DC=corp,DC=example",
            b"CN=Dot,CN=Users,DC=corp,DC=example",
            b"CN=Eli,CN=Users,DC=corp,DC=example",
        ],
    )]),
];
