//! RFC 4517 section 3.3: integers and times.

use crate::conformance::{
    case::{
        Case,
        Need::{Class, NotActiveDirectory, Scratch},
        must,
    },
    expect::{code, success},
    step::{Op, ask, base, search},
};

const UNIT: &str = "dn: ou=Unit,{here}
objectClass: organizationalUnit
ou: Unit
";

/// A group of that number is answered with one of these codes.
macro_rules! group {
    ($id:literal, $clause:literal, $number:literal, $codes:expr) => {
        must($id, $clause)
            .needs(&[Class("posixGroup"), NotActiveDirectory, Scratch])
            .steps(&[ask(
                Op::Add(
                    "cn=group,{here}",
                    &[
                        ("objectClass", &["posixGroup"]),
                        ("cn", &["group"]),
                        ("gidNumber", &[$number]),
                    ],
                ),
                code($codes),
            )])
    };
}

pub(super) const CASES: &[Case] = &[
    group!(
        "rfc4517/3.3.16/integer",
        "An integer is decimal digits.",
        "12",
        &[0]
    ),
    group!(
        "rfc4517/3.3.16/integer-zero",
        "Zero is an integer.",
        "0",
        &[0]
    ),
    group!(
        "rfc4517/3.3.16/integer-negative",
        "An integer may be below zero.",
        "-5",
        &[0]
    ),
    group!(
        "rfc4517/3.3.16/integer-beyond-64-bits",
        "An integer has no largest value: a server that has one says so.",
        "123456789012345678901234567890",
        &[0, 19, 21, 53]
    ),
    group!(
        "rfc4517/3.3.16/integer-words",
        "Words are no integer.",
        "twelve",
        &[21]
    ),
    group!(
        "rfc4517/3.3.16/integer-empty",
        "Nothing is no integer.",
        "",
        &[21]
    ),
    group!(
        "rfc4517/3.3.16/integer-plus",
        "An integer has no plus sign.",
        "+5",
        &[21]
    ),
    group!(
        "rfc4517/3.3.16/integer-leading-zero",
        "An integer has no leading zeros.",
        "012",
        &[21]
    ),
    group!(
        "rfc4517/3.3.16/integer-minus-zero",
        "Nor is zero negative.",
        "-0",
        &[21]
    ),
    group!(
        "rfc4517/3.3.16/integer-minus-alone",
        "A sign alone is no integer.",
        "-",
        &[21]
    ),
    must(
        "rfc4517/3.3.13/generalized-time",
        "createTimestamp is a generalized time: digits of a date and an hour at least, and a zone.",
    )
    .needs(&[NotActiveDirectory])
    .fixture(UNIT)
    .steps(&[search(
        base("ou=Unit,{here}").attributes(&["createTimestamp"]),
        success().count(1, 1).look(|answer, _| {
            let value = answer.first("createTimestamp").unwrap_or_default();
            let digits = value.iter().take_while(|own| own.is_ascii_digit()).count();
            match (
                matches!(digits, 10 | 12 | 14),
                value.last() == Some(&b'Z') || value.contains(&b'+') || value.contains(&b'-'),
            ) {
                (true, true) => Ok(()),
                _ => Err(format!(
                    "`{}` is no generalized time",
                    String::from_utf8_lossy(&value)
                )),
            }
        }),
    )]),
];
