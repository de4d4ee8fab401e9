//! Schema files of administrators: each form, and each refusal with its place.

use std::{fs, path::PathBuf};

use ldaplab::{
    server::{Builder, LdapServer},
    wire::request::Scope,
};

use super::peer::{Peer, add, search};

struct File(PathBuf);

impl File {
    fn new(name: &str, text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("ldaplab-{}-{name}", std::process::id()));
        fs::write(&path, text).unwrap();
        Self(path)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn server() -> Builder {
    LdapServer::openldap("dc=example,dc=org").root_password("adminpw")
}

const SCHEMA: &str = "\
# Lab's own.
objectidentifier Lab 1.3.6.1.4.1.99999
ObjectIdentifier LabAttribute Lab:1

attributetype ( LabAttribute:1
  NAME ( 'labBadge' 'badge' )
# a comment within
  DESC 'The badge (with a parenthesis)'
  EQUALITY caseIgnoreMatch
  SUBSTR caseIgnoreSubstringsMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{64} SINGLE-VALUE )

attributeType ( LabAttribute:2 NAME 'labFloor' EQUALITY integerMatch ORDERING integerOrderingMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 )
objectclass ( Lab:2.1 NAME 'labPerson' SUP top AUXILIARY MAY ( labBadge $ labFloor ) )
";

/// As slapcat prints it.
const LDIF: &str = "\
dn: cn={4}lab,cn=schema,cn=config
objectClass: olcSchemaConfig
cn: {4}lab
olcObjectIdentifier: {0}Lab 1.3.6.1.4.1.99999
olcAttributeTypes: {0}( Lab:1.1 NAME ( 'labBadge' 'badge' ) EQUALITY caseIg
 noreMatch SUBSTR caseIgnoreSubstringsMatch SYNTAX 1.3.6.1.4.1.1466.115.121
 .1.15{64} SINGLE-VALUE )
olcAttributeTypes: {1}( Lab:1.2 NAME 'labFloor' EQUALITY integerMatch ORDERING integerOrderingMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 )
olcObjectClasses: {0}( Lab:2.1 NAME 'labPerson' SUP top AUXILIARY MAY ( labBadge $ labFloor ) )
";

const RFC: &str = "
      ( 1.3.6.1.4.1.99999.1.1 NAME ( 'labBadge' 'badge' )
         EQUALITY caseIgnoreMatch
         SUBSTR caseIgnoreSubstringsMatch
         SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )

      ( 1.3.6.1.4.1.99999.1.2 NAME 'labFloor' EQUALITY integerMatch
         ORDERING integerOrderingMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 )

      ( 1.3.6.1.4.1.99999.2.1 NAME 'labPerson' SUP top AUXILIARY
         MAY ( labBadge $ labFloor ) )
";

const PUBLISHED: &str = "\
dn: cn=schema
objectClass: subschema
attributeTypes: ( 1.3.6.1.4.1.99999.1.1 NAME ( 'labBadge' 'badge' ) EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE X-ORIGIN 'user defined' )
attributeTypes: ( 1.3.6.1.4.1.99999.1.2 NAME 'labFloor' EQUALITY integerMatch ORDERING integerOrderingMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 )
objectClasses: ( 1.3.6.1.4.1.99999.2.1 NAME 'labPerson' SUP top AUXILIARY MAY ( labBadge $ labFloor ) )
";

#[test]
fn every_form_defines_the_same_and_values_match_by_their_rules() {
    for (name, text) in [
        ("lab.schema", SCHEMA),
        ("lab.ldif", LDIF),
        ("lab.txt", RFC),
        ("published.ldif", PUBLISHED),
    ] {
        let file = File::new(name, text);
        let server = server()
            .schema_file(&file.0)
            .start()
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut peer = Peer::admin(&server);
        let ada: &[(&str, &[&str])] = &[
            ("objectClass", &["inetOrgPerson", "labPerson"]),
            ("cn", &["ada"]),
            ("sn", &["ada"]),
            ("badge", &["Blue 7"]),
            ("labFloor", &["12"]),
        ];
        assert_eq!(
            peer.ask(&add("cn=ada,dc=example,dc=org", ada)).code(),
            0,
            "{name}"
        );
        let two: &[(&str, &[&str])] = &[
            ("objectClass", &["person", "labPerson"]),
            ("sn", &["b"]),
            ("labBadge", &["1", "2"]),
        ];
        assert_eq!(
            peer.ask(&add("cn=bob,dc=example,dc=org", two)).code(),
            19,
            "{name}"
        );
        let letters: &[(&str, &[&str])] = &[
            ("objectClass", &["person", "labPerson"]),
            ("sn", &["b"]),
            ("labFloor", &["ground"]),
        ];
        assert_eq!(
            peer.ask(&add("cn=bob,dc=example,dc=org", letters)).code(),
            21,
            "{name}"
        );
        for (filter, found) in [
            ("(LABBADGE=blue  7)", 1),
            ("(badge=*UE*)", 1),
            ("(labFloor>=9)", 1),
            ("(labFloor>=100)", 0),
        ] {
            assert_eq!(
                peer.find("dc=example,dc=org", filter).len(),
                found,
                "{name}: {filter}"
            );
        }
        let shown = peer.ask(&search(
            "cn=Subschema",
            Scope::Base,
            "(objectClass=*)",
            &["attributeTypes", "objectClasses"],
        ));
        let class = "( 1.3.6.1.4.1.99999.2.1 NAME 'labPerson' SUP top AUXILIARY MAY ( labBadge $ labFloor ) )";
        assert!(
            shown.values("objectClasses").iter().any(|one| one == class),
            "{name}"
        );
        let floor = "( 1.3.6.1.4.1.99999.1.2 NAME 'labFloor' EQUALITY integerMatch ORDERING integerOrderingMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 )";
        assert!(
            shown
                .values("attributeTypes")
                .iter()
                .any(|one| one == floor),
            "{name}"
        );
    }
}

#[test]
fn entries_of_files_have_the_classes_of_files() {
    let schema = File::new("entries.schema", SCHEMA);
    let ldif = "dn: cn=ada,dc=example,dc=org\nobjectClass: person\nobjectClass: labPerson\ncn: ada\nsn: a\nlabFloor: 3\n";
    assert!(server().schema_file(&schema.0).ldif(ldif).start().is_ok());
    assert!(server().ldif(ldif).start().is_err());
    let domain = LdapServer::active_directory("corp.example").schema_file(&schema.0);
    assert!(domain.start().is_ok());
}

/// What is wrong with a file, without its name.
fn wrong(name: &str, text: &str) -> Vec<String> {
    let file = File::new(name, text);
    let error = server().schema_file(&file.0).start().unwrap_err();
    let path = file.0.display().to_string();
    let problems = error.problems().iter();
    problems
        .map(|problem| problem.replace(&path, "F"))
        .collect()
}

#[test]
fn each_fault_is_told_with_its_line_and_column_and_all_at_once() {
    assert_eq!(
        wrong(
            "all.schema",
            "attributeype ( 1.2.3.1 NAME 'a' SUP name )\n\
             attributetype ( 1.2.3.2 NAME 'b' SYNTAX 1.2.3.4 )\n\
             attributetype ( 1.2.3.3 NAME 'labC' SUP nobody )\n\
             attributetype ( Nobody:1 NAME 'd' SUP name )\n\
             attributetype ( 1.2.3.5 NAME 'cn' SUP name )\n\
             attributetype ( 1.2.3.6 NAME 'e'\n  COLOUR 'red' SUP name )\n\
             attributetype ( 1.2.3.7 NAME 'f' SUP name\n\
             objectclass ( 1.2.3.8 NAME 'g' SUP nobody )\n\
             objectclass ( 1.2.3.9 NAME 'h' MUST nothing )\n\
             objectclass ( 1.2.3.11 NAME 'j' SUP top MUST cn )\n\
             objectclass ( 1.2.3.11 NAME 'j' SUP top MUST sn )\n\
             objectclass ( 1.2.3.11 NAME 'j' SUP top STRUCTURAL MUST commonName )\n\
             ditcontentrule ( 1.2.3.9 )\n\
             attributetype ( 1.2.3.10 NAME 'i' EQUALITY guessMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )\n"
        ),
        [
            "F:1:1: there is no statement `attributeype`; the nearest is `attributetype`",
            "F:2:14: the syntax 1.2.3.4 is not known; define it before, or take one that `ldapSyntaxes` of the subschema entry lists",
            "F:3:14: labC has the supertype nobody, which is not known; define it before",
            "F:4:14: `Nobody:1` is no OID, and no `objectidentifier` above names it",
            "F:5:14: `cn` is the name of another attribute type, 2.5.4.3; take another name",
            "F:7:3: an attribute type has no COLOUR",
            "F:8:42: the description ends without its closing parenthesis",
            "F:9:12: g has the superclass nobody, which is not known; define it before",
            "F:10:12: h names the attribute nothing, which is not known; define it before",
            "F:12:12: the object class `j` is defined already, with another MUST; leave this one out, or give it a name and an OID of its own",
            "F:14:1: `ditcontentrule` is not built yet; leave it out",
            "F:15:14: the matching rule guessMatch is not known",
        ]
    );
    assert_eq!(
        wrong("e.schema", "# nothing\n"),
        ["F:1:1: the file defines nothing; name a file of a schema"]
    );
    assert_eq!(
        wrong("b.schema", "( 1.2.3.1 NAME 'a' )"),
        [
            "F:1:1: this may be an attribute type or an object class; write `attributetype` or `objectclass` before it"
        ]
    );
    assert_eq!(
        wrong(
            "f.ldif",
            "dn: cn=lab,cn=schema,cn=config\nobjectClass: olcSchemaConfig\nolcAttributeTypes: {0}( 1.2.3.1 NAM\n E 'a' COLOUR 'red' )\n"
        ),
        ["F:4:8: an attribute type has no COLOUR"]
    );
    assert_eq!(
        wrong("n.ldif", "dn: dc=example,dc=org\nobjectClass: domain\n"),
        [
            "F:1:1: there is no `attributeTypes`, `olcAttributeTypes`, `objectClasses` or `olcObjectClasses` in this LDIF; name a file of a schema"
        ]
    );
    let error = server().schema_file("no/such.schema").start().unwrap_err();
    assert!(
        error.problems()[0].starts_with("the schema file no/such.schema cannot be read: "),
        "{error}"
    );
}
