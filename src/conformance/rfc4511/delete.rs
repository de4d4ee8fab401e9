//! RFC 4511 section 4.8: delete.

use crate::conformance::{
    case::{Case, Need, must},
    expect::{code, success},
    step::{Op, ask, base, one, search},
};

const TREE: &str = "dn: ou=above,{here}
objectClass: organizationalUnit

dn: cn=Ada,ou=above,{here}
objectClass: person
cn: Ada
sn: Lovelace
";

const ALIAS: &str = "dn: ou=real,{here}
objectClass: organizationalUnit

dn: ou=other,{here}
objectClass: alias
objectClass: extensibleObject
ou: other
aliasedObjectName: ou=real,{here}
";

pub(super) const CASES: &[Case] = &[
    must(
        "rfc4511/4.8/deleted",
        "A leaf that was deleted is there no more.",
    )
    .fixture(TREE)
    .steps(&[
        ask(Op::Delete("cn=Ada,ou=above,{here}"), success()),
        search(base("cn=Ada,ou=above,{here}"), code(&[32])),
    ]),
    must(
        "rfc4511/4.8/deleted-in-other-spelling",
        "Names are compared by their matching rules.",
    )
    .fixture(TREE)
    .steps(&[
        ask(Op::Delete("CN=ADA,OU=Above,{here}"), success()),
        search(one("ou=above,{here}"), success().entries(&[])),
    ]),
    must(
        "rfc4511/4.8/not-a-leaf",
        "Only leaves are deleted: notAllowedOnNonLeaf.",
    )
    .fixture(TREE)
    .steps(&[
        ask(Op::Delete("ou=above,{here}"), code(&[66])),
        search(one("{here}"), success().entries(&["ou=above,{here}"])),
    ]),
    must(
        "rfc4511/4.8/no-such-object",
        "What does not exist cannot be deleted: noSuchObject.",
    )
    .fixture(TREE)
    .steps(&[ask(Op::Delete("cn=Nobody,ou=above,{here}"), code(&[32]))]),
    must(
        "rfc4511/4.8/twice",
        "The second delete of the same name finds nothing.",
    )
    .fixture(TREE)
    .steps(&[
        ask(Op::Delete("cn=Ada,ou=above,{here}"), success()),
        ask(Op::Delete("cn=Ada,ou=above,{here}"), code(&[32])),
    ]),
    must(
        "rfc4511/4.8/superior-becomes-a-leaf",
        "With its last subordinate gone an entry can be deleted.",
    )
    .fixture(TREE)
    .steps(&[
        ask(Op::Delete("cn=Ada,ou=above,{here}"), success()),
        ask(Op::Delete("ou=above,{here}"), success()),
        search(one("{here}"), success().entries(&[])),
    ]),
    must(
        "rfc4511/4.8/alias-itself",
        "Aliases are not dereferenced: the alias goes, and what it names stays.",
    )
    .needs(&[Need::Class("alias"), Need::NotActiveDirectory])
    .fixture(ALIAS)
    .steps(&[
        ask(Op::Delete("ou=other,{here}"), success()),
        search(one("{here}"), success().entries(&["ou=real,{here}"])),
    ]),
    must(
        "rfc4511/4.8/invalid-dn",
        "A name that is no DN is refused: invalidDNSyntax.",
    )
    .needs(&[Need::Scratch])
    .steps(&[ask(Op::Delete("this is no name"), code(&[34]))]),
    must("rfc4511/4.8/root-dse", "The root DSE cannot be deleted.")
        .needs(&[Need::Scratch])
        .steps(&[ask(Op::Delete(""), code(&[32, 34, 50, 53, 66]))]),
];
