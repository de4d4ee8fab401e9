//! Names come back as servers keep them, however they were written: recorded from slapd 2.5.13 and Samba 4.17.12.

use ldaplab::{
    directory::{Dn, Entry},
    server::{LdapServer, User},
    wire::request::Scope,
};

use super::peer::{Peer, add, modify, rename, search};

const TEST: &str = "ou=test,dc=Example,dc=org";

/// Descriptions with their values.
type Attributes = &'static [(&'static str, &'static [&'static str])];

/// What slapd was given by ldapadd, and what it answered afterwards: `dn:`, then the attributes in their order.
const SLAPD: &[(&str, Attributes, &str, Attributes)] = &[
    (
        "OU=test , DC=example,dc=ORG",
        &[("objectClass", &["ORGANIZATIONALUNIT"])],
        TEST,
        &[("objectClass", &["organizationalUnit"]), ("ou", &["test"])],
    ),
    (
        "CN=Aa , OU=Test,DC=EXAMPLE,dc=org",
        &[
            ("objectclass", &["PERSON"]),
            ("SN", &["x"]),
            ("Description;LANG-en;Lang-DE", &["d"]),
            ("Telephonenumber", &["+1 2"]),
            ("SEEALSO", &["CN = Aa, ou=TEST,dc=example,dc=org"]),
        ],
        "cn=Aa,ou=test,dc=Example,dc=org",
        &[
            ("objectClass", &["person"]),
            ("sn", &["x"]),
            ("description;lang-de;lang-en", &["d"]),
            ("telephoneNumber", &["+1 2"]),
            ("seeAlso", &["cn=Aa,ou=TEST,dc=example,dc=org"]),
            ("cn", &["Aa"]),
        ],
    ),
    (
        "cn=\"J, S\",ou=test,dc=example,dc=org",
        &[
            ("objectClass", &["person"]),
            ("sn", &["x"]),
            ("cn", &["J, S"]),
        ],
        "cn=J\\2C S,ou=test,dc=Example,dc=org",
        &[
            ("objectClass", &["person"]),
            ("sn", &["x"]),
            ("cn", &["J, S"]),
        ],
    ),
    (
        "sn=b + commonName=a,ou=test,dc=example,dc=org",
        &[("objectClass", &["person"])],
        "cn=a+sn=b,ou=test,dc=Example,dc=org",
        &[("objectClass", &["person"]), ("cn", &["a"]), ("sn", &["b"])],
    ),
    (
        "2.5.4.3=oid,ou=test,dc=example,dc=org",
        &[
            ("objectClass", &["2.5.6.6"]),
            ("surname", &["x"]),
            ("2.5.4.13", &["by oid"]),
        ],
        "cn=oid,ou=test,dc=Example,dc=org",
        &[
            ("objectClass", &["person"]),
            ("sn", &["x"]),
            ("description", &["by oid"]),
            ("cn", &["oid"]),
        ],
    ),
    (
        "cn=M\\C3\\BCller \\23 \\3D \\2b\\\"q\\\",ou=test,dc=example,dc=org",
        &[("objectClass", &["person"]), ("sn", &["x"])],
        "cn=Müller # \\3D \\2B\\22q\\22,ou=test,dc=Example,dc=org",
        &[
            ("objectClass", &["person"]),
            ("sn", &["x"]),
            ("cn", &["Müller # = +\"q\""]),
        ],
    ),
    (
        "cn=\\#hash \\\\ \\00 #,ou=test,dc=example,dc=org",
        &[("objectClass", &["person"]), ("sn", &["x"])],
        "cn=\\23hash \\5C \\00 #,ou=test,dc=Example,dc=org",
        &[
            ("objectClass", &["person"]),
            ("sn", &["x"]),
            ("cn", &["#hash \\ \0 #"]),
        ],
    ),
    (
        "cn=\\20lead and trail\\20,ou=test,dc=example,dc=org",
        &[("objectClass", &["person"]), ("sn", &["x"])],
        "cn=\\20lead and trail\\20,ou=test,dc=Example,dc=org",
        &[
            ("objectClass", &["person"]),
            ("sn", &["x"]),
            ("cn", &[" lead and trail "]),
        ],
    ),
    (
        "cn=semi\\;colon\\<a\\>b=c/d,ou=test,dc=example,dc=org",
        &[("objectClass", &["person"]), ("sn", &["x"])],
        "cn=semi\\3Bcolon\\3Ca\\3Eb\\3Dc/d,ou=test,dc=Example,dc=org",
        &[
            ("objectClass", &["person"]),
            ("sn", &["x"]),
            ("cn", &["semi;colon<a>b=c/d"]),
        ],
    ),
    (
        "cn=double  space,ou=test,dc=example,dc=org",
        &[("objectClass", &["person"]), ("sn", &["x"])],
        "cn=double  space,ou=test,dc=Example,dc=org",
        &[
            ("objectClass", &["person"]),
            ("sn", &["x"]),
            ("cn", &["double  space"]),
        ],
    ),
    (
        "cn=conv,ou=test,dc=example,dc=org",
        &[
            ("objectClass", &["person"]),
            ("cn", &["CONV"]),
            ("sn", &["x"]),
        ],
        "cn=conv,ou=test,dc=Example,dc=org",
        &[
            ("objectClass", &["person"]),
            ("cn", &["CONV"]),
            ("sn", &["x"]),
        ],
    ),
    (
        "cn=gone,ou=test,dc=example,dc=org",
        &[
            ("objectClass", &["person"]),
            ("cn", &["other"]),
            ("sn", &["x"]),
        ],
        "cn=gone,ou=test,dc=Example,dc=org",
        &[
            ("objectClass", &["person"]),
            ("cn", &["other", "gone"]),
            ("sn", &["x"]),
        ],
    ),
    (
        "cn=group,ou=TEST,dc=example,dc=org",
        &[
            ("objectClass", &["groupOfNames"]),
            (
                "member",
                &[
                    "UID=No Body , OU=x,DC=y",
                    "cn=\"J, S\",ou=test,dc=example,dc=org",
                    "",
                ],
            ),
        ],
        "cn=group,ou=test,dc=Example,dc=org",
        &[
            ("objectClass", &["groupOfNames"]),
            (
                "member",
                &[
                    "uid=No Body,ou=x,dc=y",
                    "cn=J\\2C S,ou=test,dc=example,dc=org",
                    "",
                ],
            ),
            ("cn", &["group"]),
        ],
    ),
    (
        "cn=unique,ou=TEST,dc=example,dc=org",
        &[
            ("objectClass", &["groupOfUniqueNames"]),
            ("uniqueMember", &["CN=A,OU=b", "CN=A,OU=b#'0101'B"]),
        ],
        "cn=unique,ou=test,dc=Example,dc=org",
        &[
            ("objectClass", &["groupOfUniqueNames"]),
            ("uniqueMember", &["cn=A,ou=b", "cn=A,ou=b#'0101'B"]),
            ("cn", &["unique"]),
        ],
    ),
];

/// The suffix is loaded, with a spelling of its own.
const SUFFIX: &str = "dn: DC=Example,dc=org\nobjectClass: DOMAIN\ndc: Example\n";

fn suffix() -> ldaplab::server::Builder {
    LdapServer::openldap("dc=example,dc=org")
}

fn comes_back(server: &LdapServer, dn: &str, kept: &str, attributes: &[(&str, &[&str])]) {
    let asked = search(dn, Scope::Base, "(objectClass=*)", &[]);
    let answer = Peer::admin(server).ask(&asked);
    assert_eq!(answer.dns(), [kept], "{dn}");
    let names: Vec<&str> = attributes.iter().map(|(name, _)| *name).collect();
    assert_eq!(answer.names(), names, "{dn}");
    for (name, values) in attributes {
        assert_eq!(answer.values(name), *values, "{dn} {name}");
    }
}

#[test]
fn names_come_back_as_slapd_keeps_them_when_they_are_added() {
    let server = suffix().ldif(SUFFIX).start().unwrap();
    comes_back(
        &server,
        "dc=example,dc=org",
        "dc=Example,dc=org",
        &[("objectClass", &["domain"]), ("dc", &["Example"])],
    );
    let mut peer = Peer::admin(&server);
    for (dn, given, kept, expected) in SLAPD {
        let answer = peer.ask(&add(dn, given));
        assert_eq!((answer.code(), answer.words()), (0, ""), "{dn}");
        comes_back(&server, dn, kept, expected);
    }
}

#[test]
fn names_come_back_as_slapd_keeps_them_when_they_are_loaded_or_put_in_by_hand() {
    let mut text = SUFFIX.to_owned();
    // Children before their superior: the order of a file does not matter.
    for (dn, given, ..) in SLAPD.iter().rev() {
        text += &format!("\ndn: {dn}\n");
        for (name, values) in *given {
            for value in *values {
                let plain = !value.contains('\0') && !value.starts_with(' ');
                assert!(plain, "not for a line of LDIF: {value:?}");
                text += &format!("{name}: {value}\n");
            }
        }
    }
    let loaded = suffix().ldif(text).start().unwrap();
    let by_hand = suffix().ldif(SUFFIX).start().unwrap();
    for (dn, given, ..) in SLAPD {
        let mut entry = Entry::new(Dn::parse(dn).unwrap());
        for (name, values) in *given {
            entry.set(name, values.iter().copied());
        }
        by_hand.add(entry).unwrap();
    }
    for (dn, _, kept, expected) in SLAPD {
        comes_back(&loaded, dn, kept, expected);
        comes_back(&by_hand, dn, kept, expected);
    }
}

#[test]
fn names_that_are_changed_come_back_as_slapd_keeps_them() {
    let server = suffix().ldif(SUFFIX).start().unwrap();
    let mut peer = Peer::admin(&server);
    let entries: [(&str, Attributes); 2] = [
        (
            "OU=test,dc=example,dc=org",
            &[("objectClass", &["organizationalUnit"])],
        ),
        (
            "cn=Aa,ou=test,dc=example,dc=org",
            &[("objectClass", &["person"]), ("sn", &["x"])],
        ),
    ];
    for (dn, attributes) in entries {
        assert_eq!(peer.ask(&add(dn, attributes)).code(), 0, "{dn}");
    }
    let aa = "cn=aa,OU=test,dc=example,dc=org";
    let changes: [(&str, &str, &[&str]); 3] = [
        ("add", "SEEALSO", &["CN=New , OU=B"]),
        ("add", "2.5.4.20", &["+1 3"]),
        ("replace", "DESCRIPTION;LANG-en;Lang-DE", &["d"]),
    ];
    assert_eq!(peer.ask(&modify(aa, &changes)).code(), 0);
    let renamed = rename(aa, "CN=\"x, Y\"", false, Some("DC=EXAMPLE , dc=org"));
    assert_eq!(peer.ask(&renamed).code(), 0);
    comes_back(
        &server,
        "cn=x\\, y,dc=example,dc=org",
        "cn=x\\2C Y,dc=Example,dc=org",
        &[
            ("objectClass", &["person"]),
            ("sn", &["x"]),
            ("cn", &["Aa", "x, Y"]),
            ("seeAlso", &["cn=New,ou=B"]),
            ("telephoneNumber", &["+1 3"]),
            ("description;lang-de;lang-en", &["d"]),
        ],
    );
    // What was asked for by another name comes by the schema's, too.
    let asked = ["COMMONNAME", "2.5.4.4", "desCription", "OBJECTclass"];
    let answer = peer.ask(&search("dc=example,dc=org", Scope::Sub, "(sn=x)", &asked));
    let names = ["objectClass", "sn", "cn", "description;lang-de;lang-en"];
    assert_eq!(answer.names(), names);
    // The deepest entry that exists is named as it is kept.
    let missing = search(
        "cn=no,OU=TEST,DC=EXAMPLE,dc=org",
        Scope::Base,
        "(cn=*)",
        &[],
    );
    assert_eq!(peer.ask(&missing).matched(), TEST);
    // Where a value does not fit, its attribute is named as it was sent.
    let wrong: [(&str, &str, &[&str]); 1] = [("replace", "SEEALSO", &["cn=x,garbage"])];
    let answer = peer.ask(&modify("cn=x\\, y,dc=example,dc=org", &wrong));
    assert_eq!(
        (answer.code(), answer.words()),
        (21, "SEEALSO: value #0 invalid per syntax")
    );
}

#[test]
fn an_entry_with_a_class_that_nobody_knows_is_changed_all_the_same() {
    let server = suffix().start().unwrap();
    let mut entry = Entry::new(Dn::parse("cn=odd,dc=example,dc=org").unwrap());
    entry.set("objectClass", ["person", "acmeThing"]);
    entry.set("sn", ["x"]);
    entry.set("acmeColour", ["red"]);
    server.add(entry).unwrap();
    let mut peer = Peer::admin(&server);
    let odd = "cn=odd,dc=example,dc=org";
    assert_eq!(
        peer.ask(&modify(odd, &[("replace", "sn", &["y"])])).code(),
        0
    );
    let more = modify(odd, &[("add", "objectClass", &["acmeOther"])]);
    assert_eq!(peer.ask(&more).code(), 21);
}

#[test]
fn names_come_back_as_active_directory_keeps_them() {
    let given = "ou=test,dc=CORP,dc=example";
    let dc = LdapServer::active_directory("corp.example")
        .ldif(format!(
            "dn: {given}\nobjectclass: ORGANIZATIONALUNIT\n\ndn: cn=Comma\\2C Carl,{given}\nobjectClass: USER\nsamaccountname: carl\n"
        ))
        .user(User::new("ada").attribute("Telephonenumber", "+1"))
        .start()
        .unwrap();
    let mut peer = Peer::admin(&dc);
    let base = "DC=corp,DC=example";
    // As Samba writes them (recorded cases with `CN=Comma\, Carl`, `CN=\#hash`, `CN=Eq\3Dual`, `CN=Semi\3Bcolon`).
    for (rdn, kept) in [
        ("cn=\\23hash", "CN=\\#hash"),
        ("cn=Eq\\=ual", "CN=Eq\\3Dual"),
        ("cn=Semi\\;colon", "CN=Semi\\3Bcolon"),
        ("cn=\\20Leading", "CN=\\ Leading"),
        ("cn=A\\3Cb\\3Ec", "CN=A\\<b\\>c"),
        ("cn=Back\\5Cslash", "CN=Back\\\\slash"),
        ("cn=Plus\\2BPat", "CN=Plus\\+Pat"),
    ] {
        let dn = format!("{rdn},OU=TEST,{base}");
        let answer = peer.ask(&add(&dn, &[("objectclass", &["CONTACT"])]));
        assert_eq!((answer.code(), answer.words()), (0, ""), "{rdn}");
        let found = peer.ask(&search(
            &dn,
            Scope::Base,
            "(objectClass=*)",
            &["OBJECTclass"],
        ));
        assert_eq!(found.dns(), [format!("{kept},OU=test,{base}")]);
        assert_eq!(found.names(), ["objectClass"]);
        let classes = ["top", "person", "organizationalPerson", "contact"];
        assert_eq!(found.values("objectClass"), classes);
    }
    let carl = format!("CN=Comma\\, Carl,OU=test,{base}");
    let asked = search(
        base,
        Scope::Sub,
        "(samaccountname=CARL)",
        &["samaccountname"],
    );
    let answer = peer.ask(&asked);
    assert_eq!(answer.dns(), [carl.as_str()]);
    assert_eq!(answer.names(), ["sAMAccountName"]);
    // A link says its object's own name.
    let group = format!("cn=g,OU=TEST,{base}");
    let member = "cn=comma\\2C carl,ou=TEST,dc=corp,dc=EXAMPLE";
    let made = peer.ask(&add(
        &group,
        &[("objectClass", &["group"]), ("MEMBER", &[member])],
    ));
    assert_eq!((made.code(), made.words()), (0, ""));
    let changed = peer.ask(&modify(
        &group,
        &[("add", "Member", &["CN=ADA,cn=users,dc=corp,dc=example"])],
    ));
    assert_eq!((changed.code(), changed.words()), (0, ""));
    let answer = peer.ask(&search(&group, Scope::Base, "(objectClass=*)", &["MEMBER"]));
    assert_eq!(answer.names(), ["member"]);
    assert_eq!(
        answer.values("member"),
        [carl, format!("CN=ada,CN=Users,{base}")]
    );
    // An object has one name, the one that it is given (recorded case `write.add.rdn_mismatch`; Windows' code is not documented).
    let other = peer.ask(&add(
        &format!("CN=w2,OU=test,{base}"),
        &[("objectClass", &["user"]), ("cn", &["other"])],
    ));
    assert_eq!(other.code(), 34);
}
