//! RFC 4511 section 4.5.1.3: aliases in a search.

use crate::conformance::{
    case::{Case, Need, must, should},
    expect::{any_code, code, success},
    step::{base, one, search, sub},
};

const NEEDS: &[Need] = &[
    Need::Class("alias"),
    Need::Class("extensibleObject"),
    Need::NotActiveDirectory,
];

/// An alias inside the place of the search to an entry outside of it, and one to a unit with somebody below.
const ALIASES: &str = "dn: ou=In,{here}
objectClass: organizationalUnit
ou: In

dn: cn=near,ou=In,{here}
objectClass: person
cn: near
sn: near

dn: ou=Out,{here}
objectClass: organizationalUnit
ou: Out

dn: cn=far,ou=Out,{here}
objectClass: person
cn: far
sn: far

dn: cn=to far,ou=In,{here}
objectClass: alias
objectClass: extensibleObject
cn: to far
aliasedObjectName: cn=far,ou=Out,{here}

dn: cn=to out,{here}
objectClass: alias
objectClass: extensibleObject
cn: to out
aliasedObjectName: ou=Out,{here}
";

/// Two aliases to one entry, and an alias to an entry in the place of the search itself.
const TWICE: &str = "dn: cn=one,{here}
objectClass: person
cn: one
sn: one

dn: cn=first,{here}
objectClass: alias
objectClass: extensibleObject
cn: first
aliasedObjectName: cn=one,{here}

dn: cn=second,{here}
objectClass: alias
objectClass: extensibleObject
cn: second
aliasedObjectName: cn=one,{here}
";

/// An alias to an alias.
const CHAIN: &str = "dn: ou=Out,{here}
objectClass: organizationalUnit
ou: Out

dn: cn=one,ou=Out,{here}
objectClass: person
cn: one
sn: one

dn: cn=near,ou=Out,{here}
objectClass: alias
objectClass: extensibleObject
cn: near
aliasedObjectName: cn=one,ou=Out,{here}

dn: cn=far,{here}
objectClass: alias
objectClass: extensibleObject
cn: far
aliasedObjectName: cn=near,ou=Out,{here}
";

/// An alias to nothing, and two that point at each other.
const ASTRAY: &str = "dn: cn=nowhere,{here}
objectClass: alias
objectClass: extensibleObject
cn: nowhere
aliasedObjectName: cn=nobody,{here}

dn: cn=to,{here}
objectClass: alias
objectClass: extensibleObject
cn: to
aliasedObjectName: cn=fro,{here}

dn: cn=fro,{here}
objectClass: alias
objectClass: extensibleObject
cn: fro
aliasedObjectName: cn=to,{here}
";

pub(super) const CASES: &[Case] = &[
    must("rfc4511/4.5.1.3/never-base", "With neverDerefAliases an alias that is the base is returned as it is.")
        .needs(NEEDS).fixture(ALIASES)
        .steps(&[search(base("cn=to out,{here}"), success().entries(&["cn=to out,{here}"]).has(&[("cn", &["to out"])]))]),
    must("rfc4511/4.5.1.3/never-in-scope", "With neverDerefAliases an alias in the scope is an entry like others.")
        .needs(NEEDS).fixture(ALIASES)
        .steps(&[search(one("ou=In,{here}"), success().entries(&["cn=near,ou=In,{here}", "cn=to far,ou=In,{here}"]))]),
    must("rfc4511/4.5.1.3/in-searching-one-level", "With derefInSearching an alias at the level that is searched gives the entry it points at, under that entry's own name.")
        .needs(NEEDS).fixture(ALIASES)
        .steps(&[search(one("ou=In,{here}").deref(1), success().entries(&["cn=near,ou=In,{here}", "cn=far,ou=Out,{here}"]))]),
    must("rfc4511/4.5.1.3/in-searching-subtree", "With derefInSearching the subtree of what an alias points at is searched too.")
        .needs(NEEDS).fixture(ALIASES)
        .steps(&[search(sub("ou=In,{here}").deref(1).filter("(objectClass=person)"), success().entries(&["cn=near,ou=In,{here}", "cn=far,ou=Out,{here}"]))]),
    must("rfc4511/4.5.1.3/in-searching-filter", "The filter is held against the entry that an alias points at and not against the alias.")
        .needs(NEEDS).fixture(ALIASES)
        .steps(&[search(one("ou=In,{here}").deref(1).filter("(cn=far)"), success().entries(&["cn=far,ou=Out,{here}"])),
            search(one("ou=In,{here}").deref(1).filter("(cn=to far)"), success().count(0, 0))]),
    must("rfc4511/4.5.1.3/in-searching-leaves-the-base", "With derefInSearching an alias that is the base of a base search is not dereferenced.")
        .needs(NEEDS).fixture(ALIASES)
        .steps(&[search(base("cn=to out,{here}").deref(1), success().entries(&["cn=to out,{here}"]))]),
    must("rfc4511/4.5.1.3/finding-base", "With derefFindingBaseObj an alias that is the base gives the entry it points at.")
        .needs(NEEDS).fixture(ALIASES)
        .steps(&[search(base("cn=to out,{here}").deref(2), success().entries(&["ou=Out,{here}"]))]),
    must("rfc4511/4.5.1.3/finding-base-one-level", "With derefFindingBaseObj the level below what the alias points at is searched.")
        .needs(NEEDS).fixture(ALIASES)
        .steps(&[search(one("cn=to out,{here}").deref(2), success().entries(&["cn=far,ou=Out,{here}"]))]),
    must("rfc4511/4.5.1.3/finding-base-above", "With derefFindingBaseObj an alias above the base is followed on the way to it.")
        .needs(NEEDS).fixture(ALIASES)
        .steps(&[search(base("cn=far,cn=to out,{here}").deref(2), success().entries(&["cn=far,ou=Out,{here}"]))]),
    must("rfc4511/4.5.1.3/finding-base-leaves-the-scope", "With derefFindingBaseObj an alias in the scope is an entry like others.")
        .needs(NEEDS).fixture(ALIASES)
        .steps(&[search(one("ou=In,{here}").deref(2), success().entries(&["cn=near,ou=In,{here}", "cn=to far,ou=In,{here}"]))]),
    must("rfc4511/4.5.1.3/always", "With derefAlways both are dereferenced.")
        .needs(NEEDS).fixture(ALIASES)
        .steps(&[search(base("cn=to out,{here}").deref(3), success().entries(&["ou=Out,{here}"])),
            search(one("ou=In,{here}").deref(3), success().entries(&["cn=near,ou=In,{here}", "cn=far,ou=Out,{here}"]))]),
    should("rfc4511/4.5.1.3/never-twice", "An entry at the level that is searched which aliases lead to besides is returned once.")
        .needs(NEEDS).fixture(TWICE)
        .steps(&[search(one("{here}").deref(1), success().entries(&["cn=one,{here}"]))]),
    should("rfc4511/4.5.1.3/never-twice-in-a-subtree", "An entry in the subtree which aliases lead to besides is returned once.")
        .needs(NEEDS).fixture(TWICE)
        .steps(&[search(sub("{here}").deref(3).filter("(objectClass=person)"), success().entries(&["cn=one,{here}"]))]),
    must("rfc4511/4.5.1.3/alias-to-an-alias", "An alias that an alias points at is dereferenced too, in finding the base and in searching.")
        .needs(NEEDS).fixture(CHAIN)
        .steps(&[search(base("cn=far,{here}").deref(2), success().entries(&["cn=one,ou=Out,{here}"])),
            search(one("{here}").deref(1).filter("(objectClass=person)"), success().entries(&["cn=one,ou=Out,{here}"]))]),
    must("rfc4511/4.5.1.3/base-to-nowhere", "A base that is an alias to nothing answers aliasProblem, aliasDereferencingProblem or noSuchObject.")
        .needs(NEEDS).fixture(ASTRAY)
        .steps(&[search(base("cn=nowhere,{here}").deref(2), code(&[32, 33, 36]).count(0, 0))]),
    must("rfc4511/4.5.1.3/base-in-a-loop", "A base that is an alias in a loop comes to an end: an alias error, loopDetect or noSuchObject.")
        .needs(NEEDS).fixture(ASTRAY)
        .steps(&[search(base("cn=to,{here}").deref(2), code(&[32, 33, 36, 54]).count(0, 0))]),
    must("rfc4511/4.5.1.3/loop-in-scope", "Servers detect loops of aliases in the scope: the search comes to an end, and no entry comes twice.")
        .needs(NEEDS).fixture(ASTRAY)
        .steps(&[search(sub("{here}").deref(1), any_code().count(0, 1)), search(base("{here}"), success().count(1, 1))]),
    must("rfc4511/4.5.1.3/unknown-value", "A way to dereference that does not exist is a protocolError, or nothing that the server is willing to do.")
        .steps(&[search(base("").deref(9), code(&[2, 53]).count(0, 0).or_closed())]),
];
