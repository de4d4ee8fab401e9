//! RFC 4522: the option `;binary`, on certificates (RFC 4523), which are transferred with it and no other way.

use super::answer::Answer;
use super::case::{
    Case,
    Need::{self, Attribute, Class},
    must, should,
};
use super::expect::{code, success};
use super::names::Names;
use super::step::{Ask, Op, ask, base, search};
use crate::wire::ber::{tag, write};

/// A certificate of nobody.
const CERTIFICATE: &[u8] = include_bytes!("../../../fixtures/conformance/certificate.der");

const NEEDS: &[Need] = &[
    Attribute("userCertificate"),
    Class("inetOrgPerson"),
    Need::Scratch,
    Need::NotActiveDirectory,
];

/// An AddRequest of a person with a certificate under this description.
fn add(names: &Names, description: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let attributes: [(&str, &[u8]); 4] = [
        ("objectClass", b"inetOrgPerson"),
        ("cn", b"Ada"),
        ("sn", b"Lovelace"),
        (description, CERTIFICATE),
    ];
    write::constructed(&mut out, 0x68, |out| {
        write::octets(out, names.fill("cn=Ada,{here}").as_bytes());
        write::constructed(out, tag::SEQUENCE, |out| {
            for (name, value) in attributes {
                write::constructed(out, tag::SEQUENCE, |out| {
                    write::octets(out, name.as_bytes());
                    write::constructed(out, tag::SET, |out| write::octets(out, value));
                });
            }
        });
    });
    out
}

const WITH: Op = Op::ElementMade(|names| add(names, "userCertificate;binary"));
const WITHOUT: Op = Op::ElementMade(|names| add(names, "userCertificate"));
const NOT_BINARY: Op = Op::Add(
    "cn=Ada,{here}",
    &[
        ("objectClass", &["person"]),
        ("cn", &["Ada"]),
        ("sn", &["Lovelace"]),
        ("description;binary", &["text"]),
    ],
);

const fn own(attributes: &'static [&'static str]) -> Ask {
    base("cn=Ada,{here}").attributes(attributes)
}

/// The certificate comes as it was sent.
fn same(answer: &Answer, _: &Names) -> Result<(), String> {
    match answer.first("userCertificate;binary") {
        Some(value) if value == CERTIFICATE => Ok(()),
        Some(value) => Err(format!(
            "the certificate has {} octets, {} were added",
            value.len(),
            CERTIFICATE.len()
        )),
        None => Err("there is no `userCertificate;binary`".to_owned()),
    }
}

pub(super) const TABLES: &[&[Case]] = &[CASES];

const CASES: &[Case] = &[
    must(
        "rfc4522/4/round-trip",
        "A value that was added with `;binary` comes back with it, octet for octet.",
    )
    .needs(NEEDS)
    .steps(&[
        ask(WITH, success()),
        search(
            own(&["userCertificate;binary"]),
            success().count(1, 1).look(same),
        ),
    ]),
    must(
        "rfc4522/5/asked-without",
        "Who asks for the type alone gets it with the option: no other transfer is defined.",
    )
    .needs(NEEDS)
    .steps(&[
        ask(WITH, success()),
        search(own(&["userCertificate"]), success().count(1, 1).look(same)),
    ]),
    must(
        "rfc4522/6/all-attributes",
        "It is among all user attributes, under that name.",
    )
    .needs(NEEDS)
    .steps(&[
        ask(WITH, success()),
        search(own(&[]), success().count(1, 1).look(same)),
    ]),
    must(
        "rfc4522/3/present",
        "A filter of presence finds it with the option and without.",
    )
    .needs(NEEDS)
    .steps(&[
        ask(WITH, success()),
        search(
            own(&["1.1"]).filter("(userCertificate;binary=*)"),
            success().count(1, 1),
        ),
        search(
            own(&["1.1"]).filter("(userCertificate=*)"),
            success().count(1, 1),
        ),
    ]),
    must(
        "rfc4522/5/types-only",
        "With typesOnly the description still has the option.",
    )
    .needs(NEEDS)
    .steps(&[
        ask(WITH, success()),
        search(
            own(&["userCertificate"]).types_only(),
            success().exactly(&["userCertificate;binary"]).no_values(),
        ),
    ]),
    must("rfc4522/3/case", "The case of the option does not matter.")
        .needs(NEEDS)
        .steps(&[
            ask(WITH, success()),
            search(
                own(&["userCertificate;BINARY"]),
                success().count(1, 1).look(same),
            ),
        ]),
    should(
        "rfc4522/4/required",
        "A certificate without the option is refused.",
    )
    .needs(NEEDS)
    .steps(&[ask(WITHOUT, code(&[2, 16, 17, 18, 19, 21]))]),
    must(
        "rfc4522/3/text",
        "A type whose syntax has a form of its own does not take the option.",
    )
    .needs(NEEDS)
    .steps(&[ask(NOT_BINARY, code(&[2, 16, 17, 18, 19, 21]))]),
];
