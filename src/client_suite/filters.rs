//! Values that go into filters: each arrives octet for octet, whatever it is (RFC 4515 section 3).

use super::{
    PEOPLE,
    case::{Case, must},
    says::Says,
    scene::Scene,
    shows::Shows,
    task::Task,
};

const fn find(attribute: &'static str, value: &'static [u8]) -> Task {
    Task::Find {
        base: PEOPLE,
        attribute,
        value,
    }
}

const BEN: &str = "uid=ben,ou=people,dc=example,dc=org";

/// People with odd names.
const ODD: &str = "dn: uid=odd,ou=people,dc=example,dc=org
objectClass: inetOrgPerson
uid: odd
sn: Odd
cn: a*
cn: a)(uid=*
cn: back\\slash
cn: J\u{f6}rg \u{141}
cn:: YQBi
";

const IS_ODD: &[Says] = &[Says::Finds(&["uid=odd,ou=people,dc=example,dc=org"])];

const fn odd(id: &'static str, clause: &'static str, value: &'static [u8]) -> Case {
    must(id, clause, find("cn", value))
        .scene(Scene::ORDINARY.ldif(ODD))
        .says(IS_ODD)
        .shows(&[Shows::TheValue])
}

pub(super) const CASES: &[Case] = &[
    must(
        "filters/plain",
        "A plain value is compared as it is.",
        find("uid", b"ben"),
    )
    .says(&[Says::Finds(&[BEN])])
    .shows(&[Shows::TheValue]),
    odd(
        "filters/asterisk",
        "An asterisk in a value is a character, no pattern.",
        b"a*",
    ),
    odd(
        "filters/parentheses",
        "Parentheses in a value are characters, and end no filter.",
        b"a)(uid=*",
    ),
    odd(
        "filters/backslash",
        "A backslash in a value is a character, and escapes nothing.",
        b"back\\slash",
    ),
    odd(
        "filters/not-ascii",
        "Characters beyond ASCII arrive as their UTF-8.",
        "J\u{f6}rg \u{141}".as_bytes(),
    ),
    odd(
        "filters/null",
        "An octet 0 in a value is an octet as any other, and ends nothing.",
        b"a\0b",
    ),
    must(
        "filters/octets",
        "A value that is no text arrives octet for octet, as an objectGUID must.",
        find("jpegPhoto", b"\xff\xd8\xff\x00\xff\xfe\x80"),
    )
    // Photos are not compared: nothing is found.
    .says(&[Says::Finds(&[])])
    .shows(&[Shows::TheValue]),
    must(
        "filters/spaces",
        "Spaces around a value belong to it: what they mean is the server's to decide.",
        find("uid", b" ben "),
    )
    .shows(&[Shows::TheValue]),
];
