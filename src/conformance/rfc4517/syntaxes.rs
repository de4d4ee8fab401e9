//! RFC 4517 section 3.3: what values a syntax takes.

use crate::{
    conformance::{
        case::{
            Case,
            Need::{self, Attribute, Class, NotActiveDirectory},
            must,
        },
        expect::{code, success},
        names::Names,
        shorthand::changes,
        step::{Mod, Op, ask, base, search},
    },
    wire::ber::{tag, write},
};

/// A person of the class that has most attributes.
const PERSON: &str = "dn: cn=Ada,{here}
objectClass: inetOrgPerson
cn: Ada
sn: Lovelace
";

const DEVICE: &str = "dn: cn=Engine,{here}
objectClass: device
cn: Engine
";

const INET: &[Need] = &[Class("inetOrgPerson"), NotActiveDirectory];

/// A description that is no UTF-8, added.
fn no_utf8(names: &Names) -> Vec<u8> {
    let mut out = Vec::new();
    write::constructed(&mut out, 0x66, |out| {
        write::octets(out, names.fill("cn=Ada,{here}").as_bytes());
        write::constructed(out, tag::SEQUENCE, |out| {
            write::constructed(out, tag::SEQUENCE, |out| {
                out.extend_from_slice(&[0x0a, 1, 0]);
                write::constructed(out, tag::SEQUENCE, |out| {
                    write::octets(out, b"description");
                    write::constructed(out, tag::SET, |out| write::octets(out, b"caf\xe9"));
                });
            });
        });
    });
    out
}

/// A value is taken, and given back as it was.
macro_rules! taken {
    ($id:literal, $clause:literal, $needs:expr, $fixture:expr, $dn:literal, $attribute:literal, $value:literal) => {
        must($id, $clause).needs($needs).fixture($fixture).steps(&[
            ask(
                Op::Modify($dn, &[Mod::Add($attribute, &[$value])]),
                success(),
            ),
            search(
                base($dn).attributes(&[$attribute]),
                success().count(1, 1).has(&[($attribute, &[$value])]),
            ),
        ])
    };
}

/// A value that the syntax has not is refused.
macro_rules! refused {
    ($id:literal, $clause:literal, $needs:expr, $fixture:expr, $dn:literal, $attribute:literal, $value:literal) => {
        changes!(
            must,
            $id,
            $clause,
            $needs,
            $fixture,
            $dn,
            &[Mod::Add($attribute, &[$value])],
            &[21]
        )
    };
}

pub(super) const CASES: &[Case] = &[
    taken!(
        "rfc4517/3.3.6/directory-string",
        "A directory string is any text of Unicode.",
        INET,
        PERSON,
        "cn=Ada,{here}",
        "description",
        "naïve — 日本語 𝄞"
    ),
    refused!(
        "rfc4517/3.3.6/directory-string-empty",
        "A directory string has a character at least.",
        INET,
        PERSON,
        "cn=Ada,{here}",
        "description",
        ""
    ),
    must(
        "rfc4517/3.3.6/directory-string-utf-8",
        "A directory string is UTF-8.",
    )
    .needs(INET)
    .fixture(PERSON)
    .steps(&[ask(Op::ElementMade(no_utf8), code(&[21]))]),
    taken!(
        "rfc4517/3.3.2/bit-string",
        "A bit string is binary digits in apostrophes and a B.",
        &[
            Attribute("x500UniqueIdentifier"),
            Class("inetOrgPerson"),
            NotActiveDirectory
        ],
        PERSON,
        "cn=Ada,{here}",
        "x500UniqueIdentifier",
        "'0101'B"
    ),
    taken!(
        "rfc4517/3.3.2/bit-string-empty",
        "A bit string may have no digits.",
        &[
            Attribute("x500UniqueIdentifier"),
            Class("inetOrgPerson"),
            NotActiveDirectory
        ],
        PERSON,
        "cn=Ada,{here}",
        "x500UniqueIdentifier",
        "''B"
    ),
    refused!(
        "rfc4517/3.3.2/bit-string-digit",
        "A bit string has no digit but 0 and 1.",
        &[
            Attribute("x500UniqueIdentifier"),
            Class("inetOrgPerson"),
            NotActiveDirectory
        ],
        PERSON,
        "cn=Ada,{here}",
        "x500UniqueIdentifier",
        "'0121'B"
    ),
    refused!(
        "rfc4517/3.3.2/bit-string-bare",
        "A bit string has its apostrophes and its B.",
        &[
            Attribute("x500UniqueIdentifier"),
            Class("inetOrgPerson"),
            NotActiveDirectory
        ],
        PERSON,
        "cn=Ada,{here}",
        "x500UniqueIdentifier",
        "0101"
    ),
    must("rfc4517/3.3.4/country", "A country is two letters.")
        .needs(&[Class("country"), NotActiveDirectory, Need::Scratch])
        .steps(&[ask(
            Op::Add(
                "c=DE,{here}",
                &[("objectClass", &["country"]), ("c", &["DE"])],
            ),
            success(),
        )]),
    must(
        "rfc4517/3.3.4/country-of-three",
        "Three letters are no country.",
    )
    .needs(&[Class("country"), NotActiveDirectory, Need::Scratch])
    .steps(&[ask(
        Op::Add(
            "c=DEU,{here}",
            &[("objectClass", &["country"]), ("c", &["DEU"])],
        ),
        code(&[21, 34]),
    )]),
    taken!(
        "rfc4517/3.3.5/delivery-method",
        "Delivery methods are words of a list, the preferred one first.",
        INET,
        PERSON,
        "cn=Ada,{here}",
        "preferredDeliveryMethod",
        "mhs $ telephone"
    ),
    refused!(
        "rfc4517/3.3.5/delivery-method-unknown",
        "A word that is not in the list is no delivery method.",
        INET,
        PERSON,
        "cn=Ada,{here}",
        "preferredDeliveryMethod",
        "pigeon"
    ),
    taken!(
        "rfc4517/3.3.9/name",
        "A name is taken and given back.",
        INET,
        PERSON,
        "cn=Ada,{here}",
        "seeAlso",
        "cn=Charles,{base}"
    ),
    refused!(
        "rfc4517/3.3.9/name-malformed",
        "What is no name is no value of an attribute of names.",
        INET,
        PERSON,
        "cn=Ada,{here}",
        "seeAlso",
        "this is no name"
    ),
    taken!(
        "rfc4517/3.3.11/fax",
        "A fax number is a telephone number, with parameters behind dollar signs.",
        INET,
        PERSON,
        "cn=Ada,{here}",
        "facsimileTelephoneNumber",
        "+61 3 9896 7801$a3Width"
    ),
    refused!(
        "rfc4517/3.3.11/fax-empty",
        "A fax number has a character at least.",
        INET,
        PERSON,
        "cn=Ada,{here}",
        "facsimileTelephoneNumber",
        ""
    ),
    taken!(
        "rfc4517/3.3.15/ia5",
        "An IA5 string is ASCII.",
        INET,
        PERSON,
        "cn=Ada,{here}",
        "mail",
        "ada@example.com"
    ),
    refused!(
        "rfc4517/3.3.15/ia5-beyond",
        "A letter beyond ASCII is not in an IA5 string.",
        INET,
        PERSON,
        "cn=Ada,{here}",
        "mail",
        "adä@example.com"
    ),
    taken!(
        "rfc4517/3.3.23/numeric-string",
        "A numeric string is digits and spaces.",
        INET,
        PERSON,
        "cn=Ada,{here}",
        "x121Address",
        "15 079 672 281"
    ),
    refused!(
        "rfc4517/3.3.23/numeric-string-letter",
        "A letter is not in a numeric string.",
        INET,
        PERSON,
        "cn=Ada,{here}",
        "x121Address",
        "15a"
    ),
    taken!(
        "rfc4517/3.3.28/postal-address",
        "A postal address is lines between dollar signs.",
        INET,
        PERSON,
        "cn=Ada,{here}",
        "postalAddress",
        "1234 Main St.$Anytown, CA 12345$USA"
    ),
    taken!(
        "rfc4517/3.3.28/postal-address-escapes",
        "A dollar sign and a backslash of an address are escaped.",
        INET,
        PERSON,
        "cn=Ada,{here}",
        "postalAddress",
        "\\241,000,000 Sweepstakes$PO Box 1000000"
    ),
    taken!(
        "rfc4517/3.3.29/printable-string",
        "A printable string is letters, digits, spaces and some signs.",
        &[Class("device"), NotActiveDirectory],
        DEVICE,
        "cn=Engine,{here}",
        "serialNumber",
        "This is a PrintableString '()+,-./:?"
    ),
    refused!(
        "rfc4517/3.3.29/printable-string-at-sign",
        "An at sign is not in a printable string.",
        &[Class("device"), NotActiveDirectory],
        DEVICE,
        "cn=Engine,{here}",
        "serialNumber",
        "a@b"
    ),
    refused!(
        "rfc4517/3.3.29/printable-string-beyond",
        "Nor is a letter beyond ASCII.",
        &[Class("device"), NotActiveDirectory],
        DEVICE,
        "cn=Engine,{here}",
        "serialNumber",
        "é"
    ),
    taken!(
        "rfc4517/3.3.31/telephone",
        "A telephone number is a printable string.",
        INET,
        PERSON,
        "cn=Ada,{here}",
        "telephoneNumber",
        "+1 512 315 0280"
    ),
    refused!(
        "rfc4517/3.3.31/telephone-empty",
        "A telephone number has a character at least.",
        INET,
        PERSON,
        "cn=Ada,{here}",
        "telephoneNumber",
        ""
    ),
    refused!(
        "rfc4517/3.3.31/telephone-beyond",
        "A telephone number has no letter beyond ASCII.",
        INET,
        PERSON,
        "cn=Ada,{here}",
        "telephoneNumber",
        "☎"
    ),
    taken!(
        "rfc4517/3.3.33/telex",
        "A telex number is three printable strings with dollar signs between.",
        INET,
        PERSON,
        "cn=Ada,{here}",
        "telexNumber",
        "12345$023$ABCDE"
    ),
    taken!(
        "rfc4517/3.3.25/octet-string",
        "An octet string is anything.",
        INET,
        PERSON,
        "cn=Ada,{here}",
        "userPassword",
        "any\u{1}thing"
    ),
];
