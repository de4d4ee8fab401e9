//! RFC 4519 section 2: attribute types. Each is usable where the schema has it: given to an entry, given back, found by.

use crate::conformance::{
    case::{
        Case,
        Need::{Attribute, Class, NotActiveDirectory},
        must,
    },
    expect::success,
    step::{Mod, Op, ask, base, one, search},
};

const PERSON: &str = "dn: cn=Ada,{here}
objectClass: inetOrgPerson
cn: Ada
sn: Lovelace
";

const UNIT: &str = "dn: ou=Unit,{here}
objectClass: organizationalUnit
ou: Unit
";

const DEVICE: &str = "dn: cn=Engine,{here}
objectClass: device
cn: Engine
";

const PROCESS: &str = "dn: cn=Worker,{here}
objectClass: applicationProcess
cn: Worker
";

const LOCALITY: &str = "dn: l=Marylebone,{here}
objectClass: locality
l: Marylebone
";

/// An attribute of an entry: added, found by, and given back.
macro_rules! usable {
    ($id:literal, $attribute:literal, $class:literal, $fixture:expr, $dn:literal, $value:literal) => {
        must(
            $id,
            concat!(
                $attribute,
                " is given to an entry, found by, and given back."
            ),
        )
        .needs(&[Attribute($attribute), Class($class), NotActiveDirectory])
        .fixture($fixture)
        .steps(&[
            ask(
                Op::Modify($dn, &[Mod::Add($attribute, &[$value])]),
                success(),
            ),
            search(
                one("{here}").filter(concat!("(", $attribute, "=", $value, ")")),
                success().entries(&[$dn]).has(&[($attribute, &[$value])]),
            ),
        ])
    };
}

pub(super) const CASES: &[Case] = &[
    usable!(
        "rfc4519/2.1/business-category",
        "businessCategory",
        "inetOrgPerson",
        PERSON,
        "cn=Ada,{here}",
        "banking"
    ),
    usable!(
        "rfc4519/2.5/description",
        "description",
        "inetOrgPerson",
        PERSON,
        "cn=Ada,{here}",
        "a countess"
    ),
    usable!(
        "rfc4519/2.6/destination-indicator",
        "destinationIndicator",
        "inetOrgPerson",
        PERSON,
        "cn=Ada,{here}",
        "AASD"
    ),
    usable!(
        "rfc4519/2.12/given-name",
        "givenName",
        "inetOrgPerson",
        PERSON,
        "cn=Ada,{here}",
        "Ada"
    ),
    usable!(
        "rfc4519/2.14/initials",
        "initials",
        "inetOrgPerson",
        PERSON,
        "cn=Ada,{here}",
        "A. L."
    ),
    usable!(
        "rfc4519/2.15/international-isdn-number",
        "internationaliSDNNumber",
        "inetOrgPerson",
        PERSON,
        "cn=Ada,{here}",
        "0198 333 333"
    ),
    usable!(
        "rfc4519/2.16/locality",
        "l",
        "inetOrgPerson",
        PERSON,
        "cn=Ada,{here}",
        "Marylebone"
    ),
    usable!(
        "rfc4519/2.19/organization",
        "o",
        "inetOrgPerson",
        PERSON,
        "cn=Ada,{here}",
        "Analytical"
    ),
    usable!(
        "rfc4519/2.20/organizational-unit",
        "ou",
        "inetOrgPerson",
        PERSON,
        "cn=Ada,{here}",
        "Engines"
    ),
    usable!(
        "rfc4519/2.21/owner",
        "owner",
        "device",
        DEVICE,
        "cn=Engine,{here}",
        "cn=Charles,{here}"
    ),
    usable!(
        "rfc4519/2.22/physical-delivery-office-name",
        "physicalDeliveryOfficeName",
        "inetOrgPerson",
        PERSON,
        "cn=Ada,{here}",
        "Bremerhaven"
    ),
    usable!(
        "rfc4519/2.23/postal-address",
        "postalAddress",
        "inetOrgPerson",
        PERSON,
        "cn=Ada,{here}",
        "15 Main St.$Ottawa$Canada"
    ),
    usable!(
        "rfc4519/2.24/postal-code",
        "postalCode",
        "inetOrgPerson",
        PERSON,
        "cn=Ada,{here}",
        "22180"
    ),
    usable!(
        "rfc4519/2.25/post-office-box",
        "postOfficeBox",
        "inetOrgPerson",
        PERSON,
        "cn=Ada,{here}",
        "Box 45"
    ),
    must("rfc4519/2.26/preferred-delivery-method", "preferredDeliveryMethod is given to an entry and given back; it has no rule to be found by.")
        .needs(&[Attribute("preferredDeliveryMethod"), Class("inetOrgPerson"), NotActiveDirectory])
        .fixture(PERSON)
        .steps(&[
            ask(Op::Modify("cn=Ada,{here}", &[Mod::Add("preferredDeliveryMethod", &["mhs"])]), success()),
            search(base("cn=Ada,{here}").attributes(&["preferredDeliveryMethod"]), success().count(1, 1).has(&[("preferredDeliveryMethod", &["mhs"])])),
        ]),
    usable!(
        "rfc4519/2.27/registered-address",
        "registeredAddress",
        "inetOrgPerson",
        PERSON,
        "cn=Ada,{here}",
        "Receptionist$Widget, Inc.$15 Main St."
    ),
    usable!(
        "rfc4519/2.30/see-also",
        "seeAlso",
        "inetOrgPerson",
        PERSON,
        "cn=Ada,{here}",
        "cn=Charles,{here}"
    ),
    usable!(
        "rfc4519/2.31/serial-number",
        "serialNumber",
        "device",
        DEVICE,
        "cn=Engine,{here}",
        "WI-3005"
    ),
    usable!(
        "rfc4519/2.33/state",
        "st",
        "inetOrgPerson",
        PERSON,
        "cn=Ada,{here}",
        "California"
    ),
    usable!(
        "rfc4519/2.34/street",
        "street",
        "inetOrgPerson",
        PERSON,
        "cn=Ada,{here}",
        "15 Main St."
    ),
    usable!(
        "rfc4519/2.35/telephone-number",
        "telephoneNumber",
        "inetOrgPerson",
        PERSON,
        "cn=Ada,{here}",
        "+1 234 567 8901"
    ),
    usable!(
        "rfc4519/2.38/title",
        "title",
        "inetOrgPerson",
        PERSON,
        "cn=Ada,{here}",
        "Countess"
    ),
    usable!(
        "rfc4519/2.39/uid",
        "uid",
        "inetOrgPerson",
        PERSON,
        "cn=Ada,{here}",
        "ada"
    ),
    usable!(
        "rfc4519/2.42/x121-address",
        "x121Address",
        "inetOrgPerson",
        PERSON,
        "cn=Ada,{here}",
        "36111222333444555"
    ),
    usable!(
        "rfc4519/2.16/locality-of-process",
        "l",
        "applicationProcess",
        PROCESS,
        "cn=Worker,{here}",
        "Turin"
    ),
    usable!(
        "rfc4519/2.33/state-of-locality",
        "st",
        "locality",
        LOCALITY,
        "l=Marylebone,{here}",
        "London"
    ),
    usable!(
        "rfc4519/2.35/telephone-of-unit",
        "telephoneNumber",
        "organizationalUnit",
        UNIT,
        "ou=Unit,{here}",
        "+1 234 567 8901"
    ),
];
