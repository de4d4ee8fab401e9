//! RFC 4511 section 4.9: modify DN.

use crate::conformance::{
    case::{Case, Need, must},
    expect::{code, success},
    step::{Op, ask, base, one, search, sub},
};

const TREE: &str = "dn: ou=old,{here}
objectClass: organizationalUnit

dn: cn=Ada,ou=old,{here}
objectClass: person
cn: Ada
sn: Lovelace

dn: ou=new,{here}
objectClass: organizationalUnit

dn: cn=Grace,ou=new,{here}
objectClass: person
cn: Grace
sn: Hopper
";

const ADA: &str = "cn=Ada,ou=old,{here}";

pub(super) const CASES: &[Case] = &[
    must("rfc4511/4.9/renamed", "An entry goes by its new name and no more by its old one.").fixture(TREE).steps(&[
        ask(Op::Rename(ADA, "cn=Augusta", true, None), success()),
        search(base("cn=Augusta,ou=old,{here}"), success().has(&[("cn", &["Augusta"]), ("sn", &["Lovelace"])])),
        search(base(ADA), code(&[32])),
    ]),
    must("rfc4511/4.9/old-rdn-deleted", "With deleteoldrdn the values of the old RDN leave the entry.").fixture(TREE).steps(&[
        ask(Op::Rename(ADA, "cn=Augusta", true, None), success()),
        ask(Op::Compare("cn=Augusta,ou=old,{here}", "cn", "Ada"), code(&[5])),
    ]),
    must("rfc4511/4.9/old-rdn-kept", "Without deleteoldrdn they stay as values that name nothing.")
        .needs(&[Need::NotActiveDirectory])
        .fixture(TREE)
        .steps(&[
            ask(Op::Rename(ADA, "cn=Augusta", false, None), success()),
            search(base("cn=Augusta,ou=old,{here}"), success().has(&[("cn", &["Ada", "Augusta"])])),
        ]),
    must("rfc4511/4.9/moved", "With newSuperior the entry goes below it.").fixture(TREE).steps(&[
        ask(Op::Rename(ADA, "cn=Ada", false, Some("ou=new,{here}")), success()),
        search(one("ou=new,{here}"), success().entries(&["cn=Ada,ou=new,{here}", "cn=Grace,ou=new,{here}"])),
        search(one("ou=old,{here}"), success().entries(&[])),
    ]),
    must("rfc4511/4.9/moved-and-renamed", "It may get a new RDN and a new superior at once.").fixture(TREE).steps(&[
        ask(Op::Rename(ADA, "cn=Augusta", true, Some("ou=new,{here}")), success()),
        search(base("cn=Augusta,ou=new,{here}"), success().has(&[("cn", &["Augusta"])])),
    ]),
    must("rfc4511/4.9/tree-follows", "What is below a renamed entry goes with it.").fixture(TREE).steps(&[
        ask(Op::Rename("ou=old,{here}", "ou=older", true, None), success()),
        search(sub("ou=older,{here}"), success().entries(&["ou=older,{here}", "cn=Ada,ou=older,{here}"])),
        search(base(ADA), code(&[32])),
    ]),
    must("rfc4511/4.9/tree-moves", "What is below a moved entry goes with it.").fixture(TREE).steps(&[
        ask(Op::Rename("ou=old,{here}", "ou=old", false, Some("ou=new,{here}")), success()),
        search(base("cn=Ada,ou=old,ou=new,{here}"), success().has(&[("sn", &["Lovelace"])])),
    ]),
    must("rfc4511/4.9/entry-already-exists", "The new name must be free: entryAlreadyExists.").fixture(TREE).steps(&[
        ask(Op::Rename(ADA, "cn=Grace", true, Some("ou=new,{here}")), code(&[68])),
        search(base(ADA), success().has(&[("sn", &["Lovelace"])])),
    ]),
    must("rfc4511/4.9/same-name-in-other-spelling", "Another spelling of the same name is not another entry.").fixture(TREE).steps(&[
        ask(Op::Rename(ADA, "cn=ADA", true, None), code(&[0, 20, 68])),
        search(one("ou=old,{here}"), success().entries(&[ADA])),
    ]),
    must("rfc4511/4.9/no-such-object", "The entry must exist: noSuchObject.").fixture(TREE).steps(&[
        ask(Op::Rename("cn=Nobody,ou=old,{here}", "cn=Somebody", true, None), code(&[32])),
    ]),
    must("rfc4511/4.9/no-such-superior", "The new superior must exist: noSuchObject.").fixture(TREE).steps(&[
        ask(Op::Rename(ADA, "cn=Ada", false, Some("ou=nowhere,{here}")), code(&[32])),
        search(base(ADA), success().has(&[("sn", &["Lovelace"])])),
    ]),
    must("rfc4511/4.9/matched-dn-of-superior", "Where the new superior does not exist matchedDN names the last entry on the way to it.").fixture(TREE).steps(&[
        ask(Op::Rename(ADA, "cn=Ada", true, Some("ou=nowhere,ou=new,{here}")), code(&[32]).matched("ou=new,{here}")),
    ]),
    must("rfc4511/4.9/below-an-alias", "Nor are aliases dereferenced to find the new superior: nothing comes below what the alias names.")
        .needs(&[Need::Class("alias"), Need::NotActiveDirectory])
        .fixture("dn: ou=real,{here}\nobjectClass: organizationalUnit\n\ndn: ou=other,{here}\nobjectClass: alias\nobjectClass: extensibleObject\nou: other\naliasedObjectName: ou=real,{here}\n\ndn: cn=Ada,{here}\nobjectClass: person\ncn: Ada\nsn: Lovelace\n")
        .steps(&[
            ask(Op::Rename("cn=Ada,{here}", "cn=Ada", true, Some("ou=other,{here}")), code(&[19, 32, 33, 36, 53, 64, 65])),
            search(one("ou=real,{here}"), success().count(0, 0)),
        ]),
    must("rfc4511/4.9/below-itself", "An entry cannot be moved below itself.").fixture(TREE).steps(&[
        ask(Op::Rename("ou=old,{here}", "ou=old", false, Some("cn=Ada,ou=old,{here}")), code(&[16, 19, 32, 53, 64, 65, 71, 80])),
        search(base(ADA), success().has(&[("sn", &["Lovelace"])])),
    ]),
    must("rfc4511/4.9/required-attribute-stays", "An outcome that breaks the schema is refused: a person keeps its sn.")
        .needs(&[Need::NotActiveDirectory])
        .fixture("dn: sn=Lovelace,{here}\nobjectClass: person\ncn: Ada\nsn: Lovelace\n")
        .steps(&[
            ask(Op::Rename("sn=Lovelace,{here}", "cn=Ada", true, None), code(&[64, 65])),
            search(base("sn=Lovelace,{here}"), success().has(&[("sn", &["Lovelace"])])),
        ]),
    must("rfc4511/4.9/undefined-attribute-in-rdn", "An RDN of an attribute that the schema does not have is refused.").fixture(TREE).steps(&[
        ask(Op::Rename(ADA, "thereIsNoSuchAttribute=x", true, None), code(&[16, 17, 34, 64, 65])),
        search(base(ADA), success().has(&[("sn", &["Lovelace"])])),
    ]),
    must("rfc4511/4.9/attribute-not-allowed-in-rdn", "An RDN of an attribute that no class of the entry allows is refused.")
        .needs(&[Need::Attribute("uid"), Need::NotActiveDirectory])
        .fixture(TREE)
        .steps(&[ask(Op::Rename(ADA, "uid=ada", false, None), code(&[64, 65]))]),
    must("rfc4511/4.9/invalid-rdn", "What is no RDN is refused: invalidDNSyntax.").fixture(TREE).steps(&[
        ask(Op::Rename(ADA, "no rdn", true, None), code(&[34, 64])),
        ask(Op::Rename(ADA, "", true, None), code(&[2, 34, 53, 64])),
    ]),
    must("rfc4511/4.9/two-rdns", "A new RDN is one RDN, not a longer name.").fixture(TREE).steps(&[
        ask(Op::Rename(ADA, "cn=Ada,ou=x", true, None), code(&[34, 64])),
    ]),
    must("rfc4511/4.9/alias-itself", "Aliases are not dereferenced: the alias is renamed.")
        .needs(&[Need::Class("alias"), Need::NotActiveDirectory])
        .fixture("dn: ou=real,{here}\nobjectClass: organizationalUnit\n\ndn: ou=other,{here}\nobjectClass: alias\nobjectClass: extensibleObject\nou: other\naliasedObjectName: ou=real,{here}\n")
        .steps(&[
            ask(Op::Rename("ou=other,{here}", "ou=another", true, None), success()),
            search(one("{here}"), success().entries(&["ou=real,{here}", "ou=another,{here}"])),
        ]),
    must("rfc4511/4.9/multi-valued-rdn", "An entry may be named by several attributes at once.")
        .needs(&[Need::NotActiveDirectory])
        .fixture(TREE)
        .steps(&[
            ask(Op::Rename(ADA, "cn=Ada+sn=Lovelace", true, None), success()),
            search(base("sn=Lovelace+cn=Ada,ou=old,{here}"), success().has(&[("cn", &["Ada"]), ("sn", &["Lovelace"])])),
        ]),
];
