//! LDIF is held against the schema as slapadd 2.5.13 holds it, and links against the entries: all problems at once.

use ldaplab::server::{Builder, LdapServer, User, key};

use super::peer::Peer;

fn problems(builder: Builder) -> Vec<String> {
    match builder.start() {
        Ok(_) => Vec::new(),
        Err(error) => error.problems().to_vec(),
    }
}

fn slapd(ldif: &str) -> Builder {
    LdapServer::openldap("dc=example,dc=org").ldif(ldif)
}

fn ad(ldif: &str) -> Builder {
    LdapServer::active_directory("corp.example").ldif(ldif)
}

const FOREIGN: &str = "correct the name, or keep what another server's schema defines with the switch `ldif-schema` set to `lenient`";

#[test]
fn the_four_mistakes_that_slapadd_refuses_are_told_at_once_with_line_and_column() {
    let text = "dn: cn=a,dc=example,dc=org
objectClass: person
cn: a
sn: a
emial: a@example.org

dn: cn=b,dc=example,dc=org
objectClass: persson
sn: b

dn: cn=c,dc=example,dc=org
objectClass: person

dn: cn=d,dc=example,dc=org
objectClass: person
sn: d
mail: d@example.org
mail: e@example.org
";
    assert_eq!(
        problems(slapd(text)),
        [
            format!("LDIF:5:8: `emial` is no attribute of the schema; {FOREIGN}"),
            format!("LDIF:8:14: `persson` is no object class of the schema; {FOREIGN}"),
            "LDIF:11:1: `cn=c,dc=example,dc=org` lacks `sn`, which its class `person` requires; add it".to_owned(),
            "LDIF:17:7: no class of `cn=d,dc=example,dc=org` allows `mail`; add a class that does, or leave the attribute out".to_owned(),
        ]
    );
    let lenient = slapd(text)
        .set(key::LDIF_SCHEMA, "lenient")
        .start()
        .unwrap();
    assert!(
        lenient
            .entry("cn=a,dc=example,dc=org")
            .has("emial", "a@example.org")
    );
    assert!(lenient.warnings().is_empty());
}

#[test]
fn what_slapadd_refuses_is_refused_and_what_it_takes_is_taken() {
    for (lines, problem) in [
        // An add by slapadd completes the entry too.
        ("objectClass: person\nsn: x", ""),
        ("objectClass: person\nsn: x\ncn: b", ""),
        ("objectClass: groupOfNames\nmember:", ""),
        (
            "objectClass: groupOfNames\nmember: cn=nobody,dc=example,dc=org",
            "",
        ),
        (
            "objectClass: inetOrgPerson\nsn: x\nmail: a@\u{fc}.example",
            "",
        ),
        (
            "objectClass: person\nobjectClass: extensibleObject\nsn: x\nmail: u",
            "",
        ),
        (
            "objectClass: person\nsn: x\nentryUUID: 2d1f4c60-7e10-1041-93fa-93bca5fbfd3e\ncreateTimestamp: 20200101000000Z\nstructuralObjectClass: person\nhasSubordinates: FALSE\nsubschemaSubentry: cn=Subschema\nentryDN: cn=a,dc=example,dc=org\npwdChangedTime: 20200101000000Z",
            "",
        ),
        (
            "objectClass: groupOfNames\nmember: x",
            "LDIF:3:9: the value of `member` does not fit its syntax, Distinguished Name; correct it",
        ),
        (
            "objectClass: person\nsn:: TfxsbGVy",
            "LDIF:3:6: the value of `sn` is not UTF-8, which the syntax Directory String is; save the file as UTF-8",
        ),
        (
            "objectClass: inetOrgPerson\nobjectClass: account\nsn: x\nuid: q",
            "LDIF:1:1: `cn=a,dc=example,dc=org` cannot be both `inetOrgPerson` and `account`, neither of which is above the other; keep one",
        ),
        (
            "objectClass: top",
            "LDIF:1:1: no class of `cn=a,dc=example,dc=org` is structural; add one, for example `objectClass: organizationalUnit`",
        ),
        (
            "sn: x",
            "LDIF:1:1: `cn=a,dc=example,dc=org` has no `objectClass`; say what it is, for example `objectClass: person`",
        ),
        (
            "objectClass: inetOrgPerson\nsn: x\ndisplayName: a\ndisplayName: b",
            "LDIF:1:1: `displayName` of `cn=a,dc=example,dc=org` has several values and takes one; remove the others",
        ),
    ] {
        let text = format!("dn: cn=a,dc=example,dc=org\n{lines}\n");
        let expected: Vec<&str> = Some(problem)
            .filter(|problem| !problem.is_empty())
            .into_iter()
            .collect();
        assert_eq!(problems(slapd(&text)), expected, "{lines}");
    }
    let missing = "dn: cn=a,ou=x,dc=example,dc=org\nobjectClass: person\nsn: x\n";
    assert_eq!(
        problems(slapd(missing)),
        [
            "LDIF:1:1: the superior of `cn=a,ou=x,dc=example,dc=org` does not exist; add it first, or name `cn=a,ou=x,dc=example,dc=org` as a suffix"
        ]
    );
}

#[test]
fn latin_1_octets_are_refused_in_lines_too() {
    let folder = std::env::temp_dir().join(format!("ldaplab-latin1-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("latin1.ldif");
    std::fs::write(
        &file,
        b"dn: cn=a,dc=example,dc=org\nobjectClass: person\nsn: M\xfcller\n",
    )
    .unwrap();
    let found = problems(LdapServer::openldap("dc=example,dc=org").ldif_file(&file));
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(
        found,
        [format!(
            "{}:3:5: the value of `sn` is not UTF-8, which the syntax Directory String is; save the file as UTF-8",
            file.display()
        )]
    );
}

#[test]
fn what_the_builder_is_given_is_held_against_the_schema_too() {
    let server = LdapServer::openldap("dc=example,dc=org").user(
        User::new("ada")
            .attribute("emial", "x")
            .attribute("telephoneNumber", "1"),
    );
    assert_eq!(
        problems(server),
        [format!(
            "user ada: `emial` is no attribute of the schema; {FOREIGN}"
        )]
    );
    let dc =
        LdapServer::active_directory("corp.example").user(User::new("ada").attribute("emial", "x"));
    assert_eq!(
        problems(dc),
        [format!(
            "user ada: `emial` is no attribute of the schema; {FOREIGN}"
        )]
    );
}

#[test]
fn a_wrong_suffix_is_one_sentence_with_its_cure() {
    let mut text = "dn: dc=contoso,dc=com\nobjectClass: domain\ndc: contoso\n".to_owned();
    for number in 0..90 {
        text += &format!("\ndn: cn=p{number},dc=contoso,dc=com\nobjectClass: person\nsn: x\n");
    }
    assert_eq!(
        problems(slapd(&text)),
        [
            "LDIF:1:1: `dc=contoso,dc=com` and 90 other entries lie outside of `dc=example,dc=org`, which this server holds; start the server with `--suffix dc=contoso,dc=com`, in code `openldap(\"dc=contoso,dc=com\")`"
        ]
    );
    assert_eq!(
        problems(ad(&text)),
        [
            "LDIF:1:1: `dc=contoso,dc=com` and 90 other entries lie outside of `DC=corp,DC=example`, which this server holds; start the server with `--domain contoso.com`, in code `active_directory(\"contoso.com\")`"
        ]
    );
}

#[test]
fn a_list_of_problems_for_people_ends() {
    let mut text = String::new();
    for number in 0..91 {
        text += &format!("dn: cn=p{number},dc=example,dc=org\nobjectClass: person\n\n");
    }
    let error = slapd(&text).start().unwrap_err();
    assert_eq!(error.problems().len(), 91);
    let shown = error.to_string();
    assert_eq!(shown.lines().count(), 22);
    assert!(shown.ends_with("\n  and 71 more"), "{shown}");
}

const GROUP: &str = "dn: CN=Ops,CN=Users,DC=corp,DC=example
objectClass: group
sAMAccountName: Ops
member: CN=Ada,CN=Users,DC=corp,DC=example

dn: CN=Ada,CN=Users,DC=corp,DC=example
objectClass: user
sAMAccountName: ada
";

#[test]
fn back_links_that_agree_are_left_out_and_told() {
    let text = format!(
        "{GROUP}memberof: cn=ops,CN=Users,DC=corp,DC=example\ndistinguishedName: CN=Ada,CN=Users,DC=corp,DC=example\n"
    );
    let dc = ad(&text).start().unwrap();
    assert_eq!(
        dc.warnings(),
        [
            "1 value of `memberof` left out: the server works it out from the links that lead to an entry"
        ]
    );
    let ada = dc.entry("CN=Ada,CN=Users,DC=corp,DC=example");
    assert_eq!(
        ada.values("memberOf"),
        [b"CN=Ops,CN=Users,DC=corp,DC=example"]
    );
    let slapcat = slapd(
        "dn: cn=g,dc=example,dc=org\nobjectClass: groupOfNames\nmember: cn=a,dc=example,dc=org\n\ndn: cn=a,dc=example,dc=org\nobjectClass: person\nsn: x\nmemberOf: cn=g,dc=example,dc=org\n",
    );
    assert_eq!(slapcat.start().unwrap().warnings().len(), 1);
}

#[test]
fn back_links_that_disagree_and_links_to_nobody_are_refused_with_their_cure() {
    let text = format!("{GROUP}memberOf: CN=Staff,CN=Users,DC=corp,DC=example\n");
    assert_eq!(
        problems(ad(&text)),
        [
            "LDIF:6:1: `memberOf` of `CN=Ada,CN=Users,DC=corp,DC=example` says `CN=Staff,CN=Users,DC=corp,DC=example`, which does not name it in `member`; `memberOf` follows from that: give `CN=Staff,CN=Users,DC=corp,DC=example` the value `member: CN=Ada,CN=Users,DC=corp,DC=example` (in code, `.member_of(\"CN=Staff,CN=Users,DC=corp,DC=example\")`), or leave it out"
        ]
    );
    let given = LdapServer::active_directory("corp.example")
        .user(User::new("ada").attribute("memberOf", "CN=Ops,CN=Users,DC=corp,DC=example"));
    let found = problems(given);
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with("user ada: `memberOf` of `CN=ada,CN=Users,DC=corp,DC=example` says")
            && found[0].contains(".member_of(\"CN=Ops,CN=Users,DC=corp,DC=example\")"),
        "{found:?}"
    );
    let nobody = GROUP.replace("member: CN=Ada", "member: CN=Nobody");
    assert_eq!(
        problems(ad(&nobody)),
        [
            "LDIF:1:1: `member` of `CN=Ops,CN=Users,DC=corp,DC=example` names `CN=Nobody,CN=Users,DC=corp,DC=example`, and there is no such entry; add it, correct the name, or keep the link with the switch `ldif-schema` set to `lenient`"
        ]
    );
    assert!(ad(&nobody).set(key::LDIF_SCHEMA, "lenient").start().is_ok());
}

#[test]
fn active_directory_keeps_unchecked_only_what_its_schema_here_lacks_and_says_so() {
    let dc = ad("dn: CN=Ada,CN=Users,DC=corp,DC=example\nobjectClass: user\nsAMAccountName: ada\nmsSFU30OrderNumber: 7\ngroupType: 2\n")
        .start();
    let dc = match dc {
        Ok(dc) => dc,
        Err(error) => panic!("{error}"),
    };
    assert_eq!(
        dc.warnings(),
        [
            "kept unchecked, because this server has only the usual part of its vendor's schema: `msSFU30OrderNumber` (1), `groupType` (1)"
        ]
    );
    let mismatch = ad(
        "dn: CN=Ada,CN=Users,DC=corp,DC=example\nobjectClass: user\nsAMAccountName: ada\ncn: Other\n",
    );
    assert_eq!(
        problems(mismatch),
        [
            "LDIF:1:1: `cn` of `CN=Ada,CN=Users,DC=corp,DC=example` is not the value that its name says; leave the attribute out or correct it"
        ]
    );
    assert_eq!(
        problems(ad(
            "dn: CN=Ada,CN=Users,DC=corp,DC=example\nobjectClass: usser\nsAMAccountName: ada\n"
        )),
        [format!(
            "LDIF:2:14: `usser` is no object class of the schema; {FOREIGN}"
        )]
    );
}

#[test]
fn names_of_a_file_are_the_schemas_on_the_wire() {
    let dc = ad("dn: cn=ada,cn=users,dc=corp,dc=example\nobjectclass: USER\nsamaccountname: ada\n")
        .start()
        .unwrap();
    let mut peer = Peer::admin(&dc);
    assert_eq!(
        peer.find("DC=corp,DC=example", "(sAMAccountName=ada)"),
        ["CN=ada,CN=Users,DC=corp,DC=example"]
    );
}
