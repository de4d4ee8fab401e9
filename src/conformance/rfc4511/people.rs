//! The entries that the searches of section 4.5 look at.

/// Three persons and a unit; only Ada has a number of her own, only Eve has no description.
pub(super) const PEOPLE: &str = "dn: cn=Ada,{here}
objectClass: person
cn: Ada
sn: Lovelace
description: first
description: second
telephoneNumber: +44 20 1234

dn: cn=Bob,{here}
objectClass: person
cn: Bob
sn: Babbage
description: third

dn: cn=Eve,{here}
objectClass: person
cn: Eve
sn: Love

dn: ou=Room,{here}
objectClass: organizationalUnit
ou: Room
";

/// Four persons with numbers, for what has an order.
pub(super) const NUMBERS: &str = "dn: cn=n9,{here}
objectClass: person
objectClass: posixAccount
cn: n9
sn: Nine
uid: n9
uidNumber: 9
gidNumber: 1
homeDirectory: /n9

dn: cn=n10,{here}
objectClass: person
objectClass: posixAccount
cn: n10
sn: Ten
uid: n10
uidNumber: 10
gidNumber: 1
homeDirectory: /n10

dn: cn=n100,{here}
objectClass: person
objectClass: posixAccount
cn: n100
sn: Hundred
uid: n100
uidNumber: 100
gidNumber: 1
homeDirectory: /n100

dn: cn=none,{here}
objectClass: person
cn: none
sn: None
";

/// A tree three levels deep.
pub(super) const TREE: &str = "dn: ou=A,{here}
objectClass: organizationalUnit
ou: A

dn: ou=B,ou=A,{here}
objectClass: organizationalUnit
ou: B

dn: cn=C,ou=B,ou=A,{here}
objectClass: person
cn: C
sn: C

dn: cn=D,{here}
objectClass: person
cn: D
sn: D
";

/// A case with one search below its own entry: id, clause, fixture, filter, and the entries that it must find.
macro_rules! finds {
    ($id:literal, $clause:literal, $fixture:expr, $filter:literal, [$($dn:literal),*]) => {
        $crate::conformance::case::must($id, $clause).fixture($fixture).steps(&[
            $crate::conformance::step::search(
                $crate::conformance::step::one("{here}").filter($filter),
                $crate::conformance::expect::success().entries(&[$($dn),*]),
            ),
        ])
    };
}

pub(super) use finds;
