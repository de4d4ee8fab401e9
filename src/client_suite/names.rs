//! Values that go into DNs: each is escaped as RFC 4514 section 2.4 has it.

use super::{
    case::{Case, must},
    says::Says,
    scene::Scene,
    shows::Shows,
    task::Task,
};

const fn read(value: &'static str) -> Task {
    Task::Read {
        base: "ou=things,dc=example,dc=org",
        attribute: "cn",
        value,
    }
}

/// Things with odd names.
const THINGS: &str = "dn: ou=things,dc=example,dc=org
objectClass: organizationalUnit
ou: things

dn: cn=Ray\\, Jo,ou=things,dc=example,dc=org
objectClass: device
cn: Ray, Jo

dn: cn=a\\+b\\=c\\;d,ou=things,dc=example,dc=org
objectClass: device
cn: a+b=c;d

dn: cn=\\#1,ou=things,dc=example,dc=org
objectClass: device
cn: #1

dn: cn=say \\\"no\\\"\\\\,ou=things,dc=example,dc=org
objectClass: device
cn: say \"no\"\\

dn:: Y249xYHDs2TFuixvdT10aGluZ3MsZGM9ZXhhbXBsZSxkYz1vcmc=
objectClass: device
cn:: xYHDs2TFug==

dn: cn=(a*b),ou=things,dc=example,dc=org
objectClass: device
cn: (a*b)
";

macro_rules! thing {
    ($id:literal, $clause:literal, $value:literal, $dn:literal) => {
        must($id, $clause, read($value))
            .scene(Scene::ORDINARY.ldif(THINGS))
            .says(&[Says::Finds(&[$dn])])
            .shows(&[Shows::TheBase($dn)])
    };
}

pub(super) const CASES: &[Case] = &[
    thing!(
        "names/comma",
        "A comma in a value is escaped, and parts no names.",
        "Ray, Jo",
        "cn=Ray\\, Jo,ou=things,dc=example,dc=org"
    ),
    thing!(
        "names/plus-and-semicolon",
        "Plus and semicolon in a value are escaped, and part nothing.",
        "a+b=c;d",
        "cn=a\\+b=c\\;d,ou=things,dc=example,dc=org"
    ),
    thing!(
        "names/number-sign",
        "A number sign at the beginning of a value is escaped, and begins no hexadecimal.",
        "#1",
        "cn=\\#1,ou=things,dc=example,dc=org"
    ),
    thing!(
        "names/quotes-and-backslash",
        "Quotes and backslashes in a value are escaped, at its end as well.",
        "say \"no\"\\",
        "cn=say \\\"no\\\"\\\\,ou=things,dc=example,dc=org"
    ),
    thing!(
        "names/not-ascii",
        "Characters beyond ASCII arrive as their UTF-8.",
        "\u{141}\u{f3}d\u{17a}",
        "cn=\u{141}\u{f3}d\u{17a},ou=things,dc=example,dc=org"
    ),
    thing!(
        "names/parentheses",
        "What is special in filters alone arrives all the same.",
        "(a*b)",
        "cn=(a*b),ou=things,dc=example,dc=org"
    ),
];
