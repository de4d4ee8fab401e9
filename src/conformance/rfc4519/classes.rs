//! RFC 4519 section 3: object classes. Each takes an entry with what it demands, and none without.

use crate::conformance::{
    case::{
        Case,
        Need::{Attribute, Class, NotActiveDirectory, Scratch},
        must,
    },
    expect::{code, success},
    step::{Op, ask, base, search},
};

/// An entry of a class with what it demands.
macro_rules! class {
    ($id:literal, $class:literal, $dn:literal, $attributes:expr) => {
        must(
            $id,
            concat!(
                "An entry of ",
                $class,
                " with what the class demands is taken."
            ),
        )
        .needs(&[Scratch, Class($class), NotActiveDirectory])
        .steps(&[
            ask(Op::Add($dn, $attributes), success()),
            search(
                base($dn).filter(concat!("(objectClass=", $class, ")")),
                success().entries(&[$dn]),
            ),
        ])
    };
}

/// An entry of a class without something that it demands.
macro_rules! without {
    ($id:literal, $class:literal, $dn:literal, $attributes:expr) => {
        must(
            $id,
            concat!(
                "An entry of ",
                $class,
                " that lacks what the class demands is refused."
            ),
        )
        .needs(&[Scratch, Class($class), NotActiveDirectory])
        .steps(&[ask(Op::Add($dn, $attributes), code(&[65]))])
    };
}

pub(super) const CASES: &[Case] = &[
    class!(
        "rfc4519/3.1/application-process",
        "applicationProcess",
        "cn=Worker,{here}",
        &[
            ("objectClass", &["applicationProcess"]),
            ("cn", &["Worker"])
        ]
    ),
    class!(
        "rfc4519/3.2/country",
        "country",
        "c=GB,{here}",
        &[("objectClass", &["country"]), ("c", &["GB"])]
    ),
    class!(
        "rfc4519/3.3/dc-object",
        "dcObject",
        "dc=lab,{here}",
        &[
            ("objectClass", &["organization", "dcObject"]),
            ("o", &["Lab"]),
            ("dc", &["lab"])
        ]
    ),
    without!(
        "rfc4519/3.3/dc-object-without-dc",
        "dcObject",
        "o=Lab,{here}",
        &[
            ("objectClass", &["organization", "dcObject"]),
            ("o", &["Lab"])
        ]
    ),
    class!(
        "rfc4519/3.4/device",
        "device",
        "cn=Engine,{here}",
        &[("objectClass", &["device"]), ("cn", &["Engine"])]
    ),
    class!(
        "rfc4519/3.5/group-of-names",
        "groupOfNames",
        "cn=Group,{here}",
        &[
            ("objectClass", &["groupOfNames"]),
            ("cn", &["Group"]),
            ("member", &["cn=Ada,{here}"])
        ]
    ),
    without!(
        "rfc4519/3.5/group-of-names-without-member",
        "groupOfNames",
        "cn=Group,{here}",
        &[("objectClass", &["groupOfNames"]), ("cn", &["Group"])]
    ),
    class!(
        "rfc4519/3.6/group-of-unique-names",
        "groupOfUniqueNames",
        "cn=Group,{here}",
        &[
            ("objectClass", &["groupOfUniqueNames"]),
            ("cn", &["Group"]),
            ("uniqueMember", &["cn=Ada,{here}"])
        ]
    ),
    without!(
        "rfc4519/3.6/group-of-unique-names-without-member",
        "groupOfUniqueNames",
        "cn=Group,{here}",
        &[("objectClass", &["groupOfUniqueNames"]), ("cn", &["Group"])]
    ),
    class!(
        "rfc4519/3.7/locality",
        "locality",
        "l=Turin,{here}",
        &[("objectClass", &["locality"]), ("l", &["Turin"])]
    ),
    class!(
        "rfc4519/3.8/organization",
        "organization",
        "o=Lab,{here}",
        &[("objectClass", &["organization"]), ("o", &["Lab"])]
    ),
    class!(
        "rfc4519/3.9/organizational-person",
        "organizationalPerson",
        "cn=Ada,{here}",
        &[
            ("objectClass", &["organizationalPerson"]),
            ("cn", &["Ada"]),
            ("sn", &["Lovelace"])
        ]
    ),
    class!(
        "rfc4519/3.10/organizational-role",
        "organizationalRole",
        "cn=Head,{here}",
        &[("objectClass", &["organizationalRole"]), ("cn", &["Head"])]
    ),
    class!(
        "rfc4519/3.11/organizational-unit",
        "organizationalUnit",
        "ou=Unit,{here}",
        &[("objectClass", &["organizationalUnit"]), ("ou", &["Unit"])]
    ),
    class!(
        "rfc4519/3.12/person",
        "person",
        "cn=Ada,{here}",
        &[
            ("objectClass", &["person"]),
            ("cn", &["Ada"]),
            ("sn", &["Lovelace"])
        ]
    ),
    without!(
        "rfc4519/3.12/person-without-surname",
        "person",
        "cn=Ada,{here}",
        &[("objectClass", &["person"]), ("cn", &["Ada"])]
    ),
    class!(
        "rfc4519/3.13/residential-person",
        "residentialPerson",
        "cn=Ada,{here}",
        &[
            ("objectClass", &["residentialPerson"]),
            ("cn", &["Ada"]),
            ("sn", &["Lovelace"]),
            ("l", &["Turin"])
        ]
    ),
    without!(
        "rfc4519/3.13/residential-person-without-locality",
        "residentialPerson",
        "cn=Ada,{here}",
        &[
            ("objectClass", &["residentialPerson"]),
            ("cn", &["Ada"]),
            ("sn", &["Lovelace"])
        ]
    ),
    class!(
        "rfc4519/3.14/uid-object",
        "uidObject",
        "uid=ada,{here}",
        &[
            ("objectClass", &["person", "uidObject"]),
            ("cn", &["Ada"]),
            ("sn", &["Lovelace"]),
            ("uid", &["ada"])
        ]
    ),
    must(
        "rfc4519/2.17/member-found",
        "A group is found by its member, the name written otherwise.",
    )
    .needs(&[Scratch, Class("groupOfNames"), NotActiveDirectory])
    .steps(&[
        ask(
            Op::Add(
                "cn=Group,{here}",
                &[
                    ("objectClass", &["groupOfNames"]),
                    ("cn", &["Group"]),
                    ("member", &["cn=Ada,{here}"]),
                ],
            ),
            success(),
        ),
        search(
            base("cn=Group,{here}").filter("(member=CN=ADA,{here})"),
            success().count(1, 1),
        ),
    ]),
    must(
        "rfc4519/2.32/surname-is-sn",
        "surname and sn are one attribute.",
    )
    .needs(&[
        Scratch,
        Attribute("commonName"),
        Attribute("surname"),
        NotActiveDirectory,
    ])
    .steps(&[
        ask(
            Op::Add(
                "cn=Ada,{here}",
                &[
                    ("objectClass", &["person"]),
                    ("commonName", &["Ada"]),
                    ("surname", &["Lovelace"]),
                ],
            ),
            success(),
        ),
        search(
            base("cn=Ada,{here}")
                .filter("(sn=Lovelace)")
                .attributes(&["sn"]),
            success().count(1, 1),
        ),
    ]),
];
