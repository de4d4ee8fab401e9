//! RFC 4512 sections 2.1 to 2.4 and 2.6: entries, classes, aliases.

use crate::conformance::{
    case::{
        Case,
        Need::{Class, NotActiveDirectory, Scratch},
        may, must,
    },
    expect::{code, refused, success},
    shorthand::{adds, changes},
    step::{Mod, Op, ask, base, one, search},
};

const PERSON: &str = "dn: cn=Ada,{here}
objectClass: person
cn: Ada
sn: Lovelace
description: first
";

pub(super) const CASES: &[Case] = &[
    adds!(must, "rfc4512/3.3/no-object-class", "Every entry has an object class; one without is refused.", &[Scratch],
        "cn=Ada,{here}", &[("cn", &["Ada"]), ("sn", &["Lovelace"])], &[65]),
    adds!(must, "rfc4512/2.4/must-missing", "An attribute that a class demands may not be missing.", &[Scratch, NotActiveDirectory],
        "cn=Ada,{here}", &[("objectClass", &["person"]), ("cn", &["Ada"])], &[65]),
    adds!(must, "rfc4512/2.4/not-allowed", "An attribute that no class of the entry allows is refused.", &[Scratch],
        "cn=Ada,{here}", &[("objectClass", &["person"]), ("cn", &["Ada"]), ("sn", &["Lovelace"]), ("businessCategory", &["number"])], &[65]),
    adds!(must, "rfc4512/2.4/class-unknown", "A class that the schema has not cannot be an entry's.", &[Scratch],
        "cn=Ada,{here}", &[("objectClass", &["thereIsNoSuchClass"]), ("cn", &["Ada"])], &[16, 17, 21, 65]),
    changes!(must, "rfc4512/2.4/modify-must-deleted", "An attribute that a class demands may not be taken away.", &[NotActiveDirectory], PERSON,
        "cn=Ada,{here}", &[Mod::Delete("sn", &[])], &[65]),
    changes!(must, "rfc4512/2.4/modify-not-allowed", "An attribute that no class of the entry allows may not be given to it.", &[], PERSON,
        "cn=Ada,{here}", &[Mod::Add("businessCategory", &["number"])], &[65]),
    changes!(must, "rfc4512/2.4/modify-class-and-attribute", "A class and what it allows may come together.", &[Class("uidObject"), NotActiveDirectory], PERSON,
        "cn=Ada,{here}", &[Mod::Add("objectClass", &["uidObject"]), Mod::Add("uid", &["ada"])], &[0]),
    changes!(must, "rfc4512/2.4.3/auxiliary-must", "An auxiliary class demands its attributes as well.", &[Class("uidObject"), NotActiveDirectory], PERSON,
        "cn=Ada,{here}", &[Mod::Add("objectClass", &["uidObject"])], &[65]),
    changes!(must, "rfc4512/3.3/all-classes-deleted", "The last class may not be taken away.", &[], PERSON,
        "cn=Ada,{here}", &[Mod::Delete("objectClass", &[])], &[53, 65, 67, 69]),
    adds!(must, "rfc4512/2.4.1/abstract-alone", "An entry cannot be of an abstract class alone.", &[Scratch],
        "cn=Ada,{here}", &[("objectClass", &["top"]), ("cn", &["Ada"])], &[65]),
    adds!(must, "rfc4512/2.4.2/auxiliary-alone", "An entry needs a structural class beside an auxiliary one.", &[Scratch, Class("uidObject")],
        "uid=ada,{here}", &[("objectClass", &["uidObject"]), ("uid", &["ada"])], &[65]),
    adds!(must, "rfc4512/2.4.2/two-structural-chains", "Structural classes of which neither is above the other cannot be in one entry.", &[Scratch],
        "cn=Ada,{here}", &[("objectClass", &["person", "organizationalUnit"]), ("cn", &["Ada"]), ("sn", &["Lovelace"]), ("ou", &["Ada"])], &[65]),
    adds!(must, "rfc4512/2.4.2/chain", "Structural classes of one chain may all be named.", &[Scratch],
        "cn=Ada,{here}", &[("objectClass", &["top", "person", "organizationalPerson"]), ("cn", &["Ada"]), ("sn", &["Lovelace"])], &[0]),
    changes!(must, "rfc4512/2.4.2/structural-changed", "The structural class of an entry cannot be replaced by another's.", &[], PERSON,
        "cn=Ada,{here}", &[Mod::Replace("objectClass", &["organizationalUnit"]), Mod::Add("ou", &["Ada"]), Mod::Delete("sn", &[])], &[53, 64, 65, 69]),
    must("rfc4512/3.3/superclass-matches", "An entry of a class is found by the name of a class above, whether that was written or not.")
        .needs(&[Scratch])
        .steps(&[
            ask(Op::Add("cn=Ada,{here}", &[("objectClass", &["organizationalPerson"]), ("cn", &["Ada"]), ("sn", &["Lovelace"])]), success()),
            search(one("{here}").filter("(objectClass=person)"), success().entries(&["cn=Ada,{here}"])),
            search(one("{here}").filter("(objectClass=top)"), success().entries(&["cn=Ada,{here}"])),
        ]),
    must("rfc4512/3.3/superclass-stays", "A class above one that stays cannot be taken away alone.")
        .needs(&[NotActiveDirectory])
        .fixture("dn: cn=Ada,{here}\nobjectClass: top\nobjectClass: person\nobjectClass: organizationalPerson\ncn: Ada\nsn: Lovelace\n")
        .steps(&[ask(
            Op::Modify("cn=Ada,{here}", &[Mod::Delete("objectClass", &["person"])]),
            refused(),
        )]),
    must("rfc4512/2.4/class-by-oid", "A class may be written as its OID, and means the same.")
        .fixture(PERSON)
        .needs(&[NotActiveDirectory])
        .steps(&[search(one("{here}").filter("(objectClass=2.5.6.6)"), success().entries(&["cn=Ada,{here}"]))]),
    adds!(must, "rfc4512/4.3/extensible-object", "An entry of the class extensibleObject may have any user attribute.", &[Scratch, Class("extensibleObject")],
        "cn=Ada,{here}", &[("objectClass", &["person", "extensibleObject"]), ("cn", &["Ada"]), ("sn", &["Lovelace"]), ("businessCategory", &["number"])], &[0]),
    adds!(must, "rfc4512/4.3/extensible-object-unknown", "Not even extensibleObject allows an attribute that the schema has not.", &[Scratch, Class("extensibleObject")],
        "cn=Ada,{here}", &[("objectClass", &["person", "extensibleObject"]), ("cn", &["Ada"]), ("sn", &["Lovelace"]), ("thereIsNoSuchAttribute", &["x"])], &[16, 17, 65]),
    adds!(must, "rfc4512/4.3/extensible-object-alone", "extensibleObject is auxiliary: a structural class is needed beside it.", &[Scratch, Class("extensibleObject")],
        "cn=Ada,{here}", &[("objectClass", &["extensibleObject"]), ("cn", &["Ada"])], &[65]),
    adds!(must, "rfc4512/2.3.1/naming-attribute-missing", "The values of the name are the entry's: where they are not sent, they are added or the entry refused.", &[Scratch],
        "cn=Ada,{here}", &[("objectClass", &["person"]), ("sn", &["Lovelace"])], &[0, 64, 65]),
    must("rfc4512/2.3.1/naming-value-added", "An entry that was added under a name has the name's values.")
        .needs(&[Scratch])
        .steps(&[
            ask(Op::Add("cn=Ada,{here}", &[("objectClass", &["person"]), ("sn", &["Lovelace"]), ("cn", &["Countess", "Ada"])]), success()),
            search(base("cn=Ada,{here}"), success().has(&[("cn", &["Ada", "Countess"])])),
        ]),
    must("rfc4512/2.3.1/multi-valued-rdn", "A name may be of several attributes.")
        .needs(&[Scratch, NotActiveDirectory])
        .steps(&[
            ask(Op::Add("cn=Ada+sn=Lovelace,{here}", &[("objectClass", &["person"]), ("cn", &["Ada"]), ("sn", &["Lovelace"])]), success()),
            search(base("sn=Lovelace+cn=Ada,{here}"), success().entries(&["cn=Ada+sn=Lovelace,{here}"])),
        ]),
    must("rfc4512/2.6.1/alias-without-target", "An alias names its object in aliasedObjectName and cannot do without.")
        .needs(&[Scratch, Class("alias"), Class("extensibleObject")])
        .steps(&[ask(Op::Add("cn=Other,{here}", &[("objectClass", &["alias", "extensibleObject"]), ("cn", &["Other"])]), code(&[65]))]),
    must("rfc4512/2.6/alias-without-subordinates", "An alias has nothing below it.")
        .needs(&[Class("alias"), Class("extensibleObject")])
        .fixture("dn: cn=Other,{here}\nobjectClass: alias\nobjectClass: extensibleObject\ncn: Other\naliasedObjectName: {here}\n")
        .steps(&[ask(
            Op::Add("cn=Ada,cn=Other,{here}", &[("objectClass", &["person"]), ("cn", &["Ada"]), ("sn", &["Lovelace"])]),
            code(&[32, 33, 36, 53, 65]),
        )]),
    must("rfc4512/2.6/alias-not-followed", "An alias that is not to be followed is an entry like others.")
        .needs(&[Class("alias"), Class("extensibleObject")])
        .fixture("dn: cn=Other,{here}\nobjectClass: alias\nobjectClass: extensibleObject\ncn: Other\naliasedObjectName: {here}\n")
        .steps(&[search(base("cn=Other,{here}"), success().entries(&["cn=Other,{here}"]).has(&[("cn", &["Other"])]))]),
    may("rfc4512/2.6/alias-broken", "Whether the object of an alias must exist is left open; a search that follows one to nowhere says so.")
        .needs(&[Class("alias"), Class("extensibleObject")])
        .fixture("dn: cn=Other,{here}\nobjectClass: alias\nobjectClass: extensibleObject\ncn: Other\naliasedObjectName: cn=Nobody,{here}\n")
        .steps(&[search(base("cn=Other,{here}").deref(3), code(&[32, 33, 36]).count(0, 0))]),
];
