//! RFC 4512 sections 2.2 and 2.5: values, descriptions and options of attributes.

use crate::conformance::{
    case::{
        Case,
        Need::{Attribute, Class, Feature, NotActiveDirectory, Scratch},
        must,
    },
    expect::{code, success},
    shorthand::{changes, finds},
    step::{Mod, Op, ask, base, search},
};

const PERSON: &str = "dn: cn=Ada,{here}
objectClass: person
cn: Ada
sn: Lovelace
description: first
";

const SPOKEN: &str = "dn: cn=Ada,{here}
objectClass: person
cn: Ada
sn: Lovelace
description;lang-en: a countess
description;lang-fr: une comtesse
";

/// Language tags, RFC 3866.
const TAGS: &str = "1.3.6.1.4.1.4203.1.5.4";

pub(super) const CASES: &[Case] = &[
    changes!(must, "rfc4512/2.2/duplicate-value", "An attribute is a set: a value that it has cannot be added.", &[], PERSON,
        "cn=Ada,{here}", &[Mod::Add("description", &["first"])], &[20]),
    changes!(must, "rfc4512/2.2/equivalent-value", "A value that the equality rule takes for one that is there cannot be added.", &[], PERSON,
        "cn=Ada,{here}", &[Mod::Add("description", &["FIRST"])], &[20]),
    changes!(must, "rfc4512/2.2/twice-in-request", "No two values of an attribute are the same, in one request either.", &[], PERSON,
        "cn=Ada,{here}", &[Mod::Add("description", &["second", "Second"])], &[20]),
    changes!(must, "rfc4512/2.5/undefined-type", "An attribute that the schema has not cannot be added.", &[], PERSON,
        "cn=Ada,{here}", &[Mod::Add("thereIsNoSuchAttribute", &["x"])], &[16, 17, 65]),
    must("rfc4512/2.2/single-value-add", "A single-valued attribute has one value at most.")
        .needs(&[Class("country"), NotActiveDirectory, Scratch])
        .steps(&[ask(Op::Add("c=DE,{here}", &[("objectClass", &["country"]), ("c", &["DE", "FR"])]), code(&[19, 65]))]),
    changes!(must, "rfc4512/2.2/single-value-modify", "A second value of a single-valued attribute is refused.", &[Class("inetOrgPerson"), NotActiveDirectory],
        "dn: cn=Ada,{here}\nobjectClass: inetOrgPerson\ncn: Ada\nsn: Lovelace\ndisplayName: Ada\n",
        "cn=Ada,{here}", &[Mod::Add("displayName", &["Countess"])], &[19, 20, 65]),
    must("rfc4512/2.5/name-case", "The case of an attribute's name does not matter, in a filter or a list.")
        .fixture(PERSON)
        .steps(&[search(base("cn=Ada,{here}").filter("(SN=Lovelace)").attributes(&["DESCRIPTION"]), success().count(1, 1).exactly(&["description"]))]),
    must("rfc4512/2.5/oid-in-filter", "An attribute may be written as its OID in a filter.")
        .fixture(PERSON)
        .needs(&[NotActiveDirectory])
        .steps(&[search(base("cn=Ada,{here}").filter("(2.5.4.4=Lovelace)"), success().count(1, 1))]),
    must("rfc4512/2.5/oid-in-list", "An attribute that was asked for by its OID comes.")
        .fixture(PERSON)
        .needs(&[NotActiveDirectory])
        .steps(&[search(base("cn=Ada,{here}").attributes(&["2.5.4.4"]), success().count(1, 1).look(|answer, _| {
            match answer.first("sn").or(answer.first("2.5.4.4")).or(answer.first("surname")) {
                Some(value) if value == b"Lovelace" => Ok(()),
                other => Err(format!("the surname is {other:?}")),
            }
        }))]),
    must("rfc4512/2.5.1/second-name", "Every name of an attribute means the same attribute.")
        .fixture(PERSON)
        .needs(&[Attribute("surname"), NotActiveDirectory])
        .steps(&[search(base("cn=Ada,{here}").filter("(surname=Lovelace)"), success().count(1, 1))]),
    finds!(must, "rfc4512/2.5.3/supertype-in-filter", "A filter of an attribute holds for its subtypes as well.", &[NotActiveDirectory], PERSON,
        "(name=Lovelace)", &["cn=Ada,{here}"]),
    must("rfc4512/2.5.3/supertype-in-list", "Who asks for an attribute gets its subtypes.")
        .fixture(PERSON)
        .needs(&[NotActiveDirectory])
        .steps(&[search(base("cn=Ada,{here}").attributes(&["name"]), success().count(1, 1).exactly(&["cn", "sn"]))]),
    must("rfc4512/2.5.3/option-kept", "A value with an option is given back with the option.")
        .fixture(SPOKEN)
        .needs(&[Feature(TAGS)])
        .steps(&[search(base("cn=Ada,{here}"), success().count(1, 1)
            .has(&[("description;lang-en", &["a countess"]), ("description;lang-fr", &["une comtesse"])]).lacks(&["description"]))]),
    finds!(must, "rfc4512/2.5.2.1/option-is-subtype", "An attribute with an option is a subtype of the one without.", &[Feature(TAGS)], SPOKEN,
        "(description=une comtesse)", &["cn=Ada,{here}"]),
    finds!(must, "rfc4512/2.5.2.1/option-differs", "A filter with an option does not hold for values of another.", &[Feature(TAGS)], SPOKEN,
        "(description;lang-en=une comtesse)", &[]),
    must("rfc4512/2.5.3/option-in-list", "Who asks with an option gets what has that option only.")
        .fixture(SPOKEN)
        .needs(&[Feature(TAGS)])
        .steps(&[search(base("cn=Ada,{here}").attributes(&["description;lang-fr"]), success().count(1, 1).exactly(&["description;lang-fr"]))]),
    must("rfc4512/2.5.3/all-options-in-list", "Who asks without options gets the attribute with each of its options.")
        .fixture(SPOKEN)
        .needs(&[Feature(TAGS)])
        .steps(&[search(base("cn=Ada,{here}").attributes(&["description"]), success().count(1, 1).exactly(&["description;lang-en", "description;lang-fr"]))]),
    must("rfc4512/2.5.3/same-value-other-option", "The same value may stand under two options.")
        .fixture(SPOKEN)
        .needs(&[Feature(TAGS)])
        .steps(&[
            ask(Op::Modify("cn=Ada,{here}", &[Mod::Add("description;lang-de", &["a countess"])]), success()),
            search(base("cn=Ada,{here}"), success().has(&[("description;lang-de", &["a countess"]), ("description;lang-en", &["a countess"])])),
        ]),
    must("rfc4512/2.5.3/replace-one-option", "A change of an attribute with an option leaves the others alone.")
        .fixture(SPOKEN)
        .needs(&[Feature(TAGS)])
        .steps(&[
            ask(Op::Modify("cn=Ada,{here}", &[Mod::Replace("description;lang-en", &["a lady"])]), success()),
            search(base("cn=Ada,{here}"), success().has(&[("description;lang-en", &["a lady"]), ("description;lang-fr", &["une comtesse"])])),
        ]),
    must("rfc4512/2.5/order-of-options", "The order of options does not matter.")
        .fixture("dn: cn=Ada,{here}\nobjectClass: person\ncn: Ada\nsn: Lovelace\ndescription;lang-de;lang-en: x\n")
        .needs(&[Feature(TAGS)])
        .steps(&[search(base("cn=Ada,{here}").filter("(description;lang-en;lang-de=x)"), success().count(1, 1))]),
    changes!(must, "rfc4512/2.5/unknown-option", "An option that is unknown makes a description that is unrecognized: the change is refused.", &[NotActiveDirectory], PERSON,
        "cn=Ada,{here}", &[Mod::Add("description;there-is-no-such", &["x"])], &[16, 17, 18, 19, 21, 65]),
];
