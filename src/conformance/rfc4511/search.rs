//! RFC 4511 section 4.5: search, but for its filters.

use crate::conformance::{
    case::{Case, Need, must},
    expect::{code, success},
    step::{Op, ask, base, one, search, sub},
};

const TREE: &str = "dn: ou=a,{here}
objectClass: organizationalUnit
description: upper

dn: cn=Ada,ou=a,{here}
objectClass: person
cn: Ada
sn: Lovelace
description: first
description: second

dn: cn=Grace,ou=a,{here}
objectClass: person
cn: Grace
sn: Hopper

dn: ou=b,ou=a,{here}
objectClass: organizationalUnit

dn: cn=Edith,ou=b,ou=a,{here}
objectClass: person
cn: Edith
sn: Clarke
";

const ALIASES: &str = "dn: ou=real,{here}
objectClass: organizationalUnit

dn: cn=Ada,ou=real,{here}
objectClass: person
cn: Ada
sn: Lovelace

dn: ou=other,{here}
objectClass: alias
objectClass: extensibleObject
ou: other
aliasedObjectName: ou=real,{here}
";

const ALIAS_NEEDS: &[Need] = &[Need::Class("alias"), Need::NotActiveDirectory];

const ADA: &str = "cn=Ada,ou=a,{here}";

pub(super) const CASES: &[Case] = &[
    must("rfc4511/4.5.1.1/base", "The base is the entry that the search starts from.").fixture(TREE).steps(&[
        search(base(ADA), success().entries(&[ADA])),
    ]),
    must("rfc4511/4.5.1.1/base-in-other-spelling", "The base is compared by the matching rules of its attributes.").fixture(TREE).steps(&[
        search(base("CN=ada , OU=A,{here}"), success().entries(&[ADA])),
    ]),
    must("rfc4511/4.5.1.1/no-such-object", "A base that does not exist is noSuchObject, and matchedDN names the last entry on the way that does.").fixture(TREE).steps(&[
        search(sub("cn=Nobody,ou=b,ou=a,{here}"), code(&[32]).matched("ou=b,ou=a,{here}").entries(&[])),
    ]),
    must("rfc4511/4.5.1.1/no-such-object-far-below", "matchedDN is the deepest entry there is, however many are missing.").fixture(TREE).steps(&[
        search(sub("cn=x,ou=y,ou=z,ou=a,{here}"), code(&[32]).matched("ou=a,{here}")),
    ]),
    must("rfc4511/4.5.1.1/invalid-dn", "A base that is no DN is invalidDNSyntax.").needs(&[Need::NotActiveDirectory]).steps(&[
        search(base("this is no name"), code(&[34])),
    ]),
    must("rfc4511/4.5.1.2/base-object", "baseObject: the base alone.").fixture(TREE).steps(&[
        search(base("ou=a,{here}"), success().entries(&["ou=a,{here}"])),
    ]),
    must("rfc4511/4.5.1.2/single-level", "singleLevel: the immediate subordinates, without the base.").fixture(TREE).steps(&[
        search(one("ou=a,{here}"), success().entries(&[ADA, "cn=Grace,ou=a,{here}", "ou=b,ou=a,{here}"])),
    ]),
    must("rfc4511/4.5.1.2/whole-subtree", "wholeSubtree: the base and all below.").fixture(TREE).steps(&[
        search(sub("ou=a,{here}"), success().entries(&["ou=a,{here}", ADA, "cn=Grace,ou=a,{here}", "ou=b,ou=a,{here}", "cn=Edith,ou=b,ou=a,{here}"])),
    ]),
    must("rfc4511/4.5.1.2/single-level-of-a-leaf", "A leaf has no subordinates: success without an entry.").fixture(TREE).steps(&[
        search(one(ADA), success().entries(&[])),
    ]),
    must("rfc4511/4.5.1.2/filter-applies-to-the-base", "The filter applies to the base as to all others.").fixture(TREE).steps(&[
        search(base("ou=a,{here}").filter("(objectClass=person)"), success().entries(&[])),
    ]),
    must("rfc4511/4.5.1.3/never", "neverDerefAliases: an alias is an entry like others.").needs(ALIAS_NEEDS).fixture(ALIASES).steps(&[
        search(one("{here}").deref(0), success().entries(&["ou=real,{here}", "ou=other,{here}"])),
    ]),
    must("rfc4511/4.5.1.3/never-finding-the-base", "neverDerefAliases: an alias as base is itself.").needs(ALIAS_NEEDS).fixture(ALIASES).steps(&[
        search(base("ou=other,{here}").deref(0), success().entries(&["ou=other,{here}"])),
    ]),
    must("rfc4511/4.5.1.3/in-searching", "derefInSearching: below the base an alias stands for what it names.").needs(ALIAS_NEEDS).fixture(ALIASES).steps(&[
        search(one("{here}").deref(1), success().entries(&["ou=real,{here}"])),
    ]),
    must("rfc4511/4.5.1.3/in-searching-not-the-base", "derefInSearching: the base itself is not dereferenced.").needs(ALIAS_NEEDS).fixture(ALIASES).steps(&[
        search(base("ou=other,{here}").deref(1), success().entries(&["ou=other,{here}"])),
    ]),
    must("rfc4511/4.5.1.3/finding-base", "derefFindingBaseObj: an alias as base stands for what it names.").needs(ALIAS_NEEDS).fixture(ALIASES).steps(&[
        search(base("ou=other,{here}").deref(2), success().entries(&["ou=real,{here}"])),
        search(one("ou=other,{here}").deref(2), success().entries(&["cn=Ada,ou=real,{here}"])),
    ]),
    must("rfc4511/4.5.1.3/finding-base-not-below", "derefFindingBaseObj: below the base nothing is dereferenced.").needs(ALIAS_NEEDS).fixture(ALIASES).steps(&[
        search(one("{here}").deref(2), success().entries(&["ou=real,{here}", "ou=other,{here}"])),
    ]),
    must("rfc4511/4.5.1.3/always", "derefAlways: both, and what is reached twice comes once.").needs(ALIAS_NEEDS).fixture(ALIASES).steps(&[
        search(sub("{here}").deref(3), success().entries(&["{here}", "ou=real,{here}", "cn=Ada,ou=real,{here}"])),
    ]),
    must("rfc4511/4.5.1.4/size-limit-exceeded", "With more entries than the client wants: sizeLimitExceeded, and no more than that many.").fixture(TREE).steps(&[
        search(sub("ou=a,{here}").size_limit(2), code(&[4]).count(0, 2)),
    ]),
    must("rfc4511/4.5.1.4/size-limit-just-met", "As many entries as the client wants at most are no excess.").fixture(TREE).steps(&[
        search(sub("ou=a,{here}").size_limit(5), success().count(5, 5)),
    ]),
    must("rfc4511/4.5.1.4/no-size-limit", "0 is no limit of the client's.").fixture(TREE).steps(&[
        search(sub("ou=a,{here}").size_limit(0), success().count(5, 5)),
    ]),
    must("rfc4511/4.5.1.4/size-limit-of-base", "One entry is within a limit of one.").fixture(TREE).steps(&[
        search(base(ADA).size_limit(1), success().entries(&[ADA])),
    ]),
    must("rfc4511/4.5.1.5/time-limit-not-met", "A search that ends within its time succeeds.").fixture(TREE).steps(&[
        search(sub("ou=a,{here}").time_limit(5), success().count(5, 5)),
    ]),
    must("rfc4511/4.5.1.6/types-only", "typesOnly: descriptions come without values.").fixture(TREE).steps(&[
        search(base(ADA).types_only().attributes(&["sn", "description"]), success().exactly(&["sn", "description"]).no_values()),
    ]),
    must("rfc4511/4.5.1.6/types-and-values", "Otherwise both come.").fixture(TREE).steps(&[
        search(base(ADA).attributes(&["sn", "description"]), success().exactly(&["sn", "description"]).has(&[("sn", &["Lovelace"]), ("description", &["first", "second"])])),
    ]),
    must("rfc4511/4.5.1.8/none-named", "Without a list all user attributes come, and no operational ones.").needs(&[Need::NotActiveDirectory]).fixture(TREE).steps(&[
        search(base(ADA), success().exactly(&["objectClass", "cn", "sn", "description"])),
    ]),
    must("rfc4511/4.5.1.8/asterisk", "`*` is all user attributes.").needs(&[Need::NotActiveDirectory]).fixture(TREE).steps(&[
        search(base(ADA).attributes(&["*"]), success().exactly(&["objectClass", "cn", "sn", "description"])),
    ]),
    must("rfc4511/4.5.1.8/asterisk-and-operational", "`*` beside an operational attribute brings both.").needs(&[Need::Attribute("createTimestamp"), Need::NotActiveDirectory]).fixture(TREE).steps(&[
        search(base(ADA).attributes(&["*", "createTimestamp"]), success().exactly(&["objectClass", "cn", "sn", "description", "createTimestamp"])),
    ]),
    must("rfc4511/4.5.1.8/no-attributes", "`1.1` alone is none.").fixture(TREE).steps(&[
        search(base(ADA).attributes(&["1.1"]), success().entries(&[ADA]).exactly(&[])),
    ]),
    must("rfc4511/4.5.1.8/no-attributes-among-others", "`1.1` beside others means nothing.").fixture(TREE).steps(&[
        search(base(ADA).attributes(&["1.1", "sn"]), success().exactly(&["sn"])),
    ]),
    must("rfc4511/4.5.1.8/named", "Just the named attributes come.").fixture(TREE).steps(&[
        search(base(ADA).attributes(&["sn"]), success().exactly(&["sn"])),
    ]),
    must("rfc4511/4.5.1.8/named-in-other-case", "Names have no case.").fixture(TREE).steps(&[
        search(base(ADA).attributes(&["SN"]), success().exactly(&["sn"])),
    ]),
    must("rfc4511/4.5.1.8/named-by-oid", "An attribute may be named by its OID.").fixture(TREE).steps(&[
        search(base(ADA).attributes(&["2.5.4.4"]), success().count(1, 1).look(|answer, _| match answer.first("sn").or_else(|| answer.first("2.5.4.4")) {
            Some(value) if value == b"Lovelace" => Ok(()),
            other => Err(format!("2.5.4.4 brings {other:?}")),
        })),
    ]),
    must("rfc4511/4.5.1.8/named-twice", "What is named twice comes once.").fixture(TREE).steps(&[
        search(base(ADA).attributes(&["sn", "sn", "SN"]), success().exactly(&["sn"])),
    ]),
    must("rfc4511/4.5.1.8/unknown", "A name that the server does not know is ignored.").fixture(TREE).steps(&[
        search(base(ADA).attributes(&["thereIsNoSuchAttribute", "sn"]), success().exactly(&["sn"])),
    ]),
    must("rfc4511/4.5.1.8/unknown-alone", "Alone it brings an entry without attributes.").fixture(TREE).steps(&[
        search(base(ADA).attributes(&["thereIsNoSuchAttribute"]), success().entries(&[ADA]).exactly(&[])),
    ]),
    must("rfc4511/4.5.1.8/not-there", "What the entry lacks does not come.").fixture(TREE).steps(&[
        search(base(ADA).attributes(&["telephoneNumber", "sn"]), success().exactly(&["sn"])),
    ]),
    must("rfc4511/4.5.1.8/subtypes", "A type brings its subtypes: name brings cn and sn.").needs(&[Need::Attribute("name"), Need::NotActiveDirectory]).fixture(TREE).steps(&[
        search(base(ADA).attributes(&["name"]), success().exactly(&["cn", "sn"])),
    ]),
    must("rfc4511/4.5.1.8/operational-by-name", "An operational attribute comes where it is named.").needs(&[Need::Attribute("createTimestamp")]).fixture(TREE).steps(&[
        search(base(ADA).attributes(&["createTimestamp"]), success().exactly(&["createTimestamp"])),
    ]),
    must("rfc4511/4.5.2/one-done", "A search ends with one SearchResultDone, after all entries, under its message ID.").fixture(TREE).steps(&[
        search(sub("ou=a,{here}"), success().count(5, 5)),
        search(sub("ou=a,{here}"), success().count(5, 5)),
    ]),
    must("rfc4511/4.5.2/nothing-found", "A search that finds nothing succeeds.").fixture(TREE).steps(&[
        search(sub("ou=a,{here}").filter("(cn=nobody at all)"), success().entries(&[])),
    ]),
    must("rfc4511/4.5.2/written-is-found", "What was written and answered is found by the next search.").fixture(TREE).steps(&[
        ask(Op::Add("cn=New,ou=a,{here}", &[("objectClass", &["person"]), ("cn", &["New"]), ("sn", &["New"])]), success()),
        search(sub("ou=a,{here}").filter("(sn=New)"), success().entries(&["cn=New,ou=a,{here}"])),
        ask(Op::Delete("cn=New,ou=a,{here}"), success()),
        search(sub("ou=a,{here}").filter("(sn=New)"), success().entries(&[])),
    ]),
];
