//! Which part of a filter leaves a user out, found by asking a server.

use ldaplab::{
    ConnectionTest, Plan,
    connection_test::Report,
    diagnosis::Stage,
    server::{Group, LdapServer, User},
};

fn report(server: &LdapServer, filter: &str) -> Report {
    let plan = Plan::url(&server.ldap_url())
        .unwrap()
        .bind(server.admin().dn(), server.admin().password())
        .user_filter(filter)
        .unwrap();
    ConnectionTest::new(plan).login("ada").run_blocking()
}

fn details<'a>(report: &'a Report, name: &str) -> Vec<&'a str> {
    let stage = report.stage(Stage::FindUser).unwrap();
    let named = stage.details.iter().filter(|(own, _)| *own == name);
    named.map(|(_, value)| value.as_str()).collect()
}

fn openldap() -> LdapServer {
    LdapServer::openldap("dc=example,dc=org")
        .ldif("dn: cn=unique,dc=example,dc=org\nobjectClass: groupOfUniqueNames\nuniqueMember: uid=ada,ou=people,dc=example,dc=org\n")
        .user(User::new("ada").member_of("Ops").attribute("title", "Engineer"))
        .group(Group::new("Ops").member_of("Staff"))
        .start()
        .unwrap()
}

fn corp() -> LdapServer {
    LdapServer::active_directory("corp.example")
        .user(User::new("ada").member_of("Ops"))
        .group(Group::new("Ops").member_of("Staff"))
        .start()
        .unwrap()
}

#[test]
fn the_part_that_is_false_or_cannot_be_read_is_named_with_its_likely_reason() {
    let (slapd, ad) = (openldap(), corp());
    let groups = "ou=groups,dc=example,dc=org";
    for (server, filter, code, name, clause) in [
        (
            &slapd,
            "(&(objectClass=person)(title=Boss))".to_owned(),
            "user.filtered_out",
            "clause_false",
            "(title=Boss)",
        ),
        (
            &slapd,
            "(|(title=Boss)(sn=x))".to_owned(),
            "user.filtered_out",
            "clause_false",
            "(title=Boss)",
        ),
        (
            &slapd,
            "(!(title=Engineer))".to_owned(),
            "user.filtered_out",
            "clause_false",
            "(!(title=Engineer))",
        ),
        (
            &slapd,
            format!("(memberOf:1.2.840.113556.1.4.1941:=cn=Ops,{groups})"),
            "user.filter_in_chain",
            "clause_unreadable",
            "",
        ),
        (
            &slapd,
            format!("(memberOf=cn=Staff,{groups})"),
            "user.filter_nested",
            "clause_false",
            "",
        ),
        (
            &ad,
            "(memberOf=CN=Staff,CN=Users,DC=corp,DC=example)".to_owned(),
            "user.filter_nested",
            "clause_false",
            "",
        ),
        (
            &slapd,
            "(memberOf=cn=unique,dc=example,dc=org)".to_owned(),
            "user.filter_unique_names",
            "clause_false",
            "",
        ),
        (
            &ad,
            "(memberOf=Ops)".to_owned(),
            "user.filter_not_dn",
            "",
            "",
        ),
        (
            &slapd,
            "(title=%s)".to_owned(),
            "user.filter_placeholder",
            "clause_false",
            "(title=%s)",
        ),
        (
            &slapd,
            "(title={0})".to_owned(),
            "user.filter_placeholder",
            "clause_false",
            "(title={0})",
        ),
        (
            &ad,
            "(objectClass=inetOrgPersonne)".to_owned(),
            "user.filter_unknown_name",
            "",
            "(objectClass=inetOrgPersonne)",
        ),
        (
            &slapd,
            "(acmeRole=x)".to_owned(),
            "user.filter_unknown_name",
            "clause_unreadable",
            "(acmeRole=x)",
        ),
    ] {
        let report = report(server, &filter);
        assert_eq!(
            report.failure().unwrap().code().as_str(),
            code,
            "{filter}: {report}"
        );
        let told = if name.is_empty() {
            [
                details(&report, "clause_false"),
                details(&report, "clause_unreadable"),
            ]
            .concat()
        } else {
            details(&report, name)
        };
        let clause = if clause.is_empty() { &filter } else { clause };
        assert_eq!(told.first(), Some(&clause), "{filter}: {report}");
    }
    let report = report(&slapd, "(title=Boss)");
    assert_eq!(details(&report, "has_instead"), ["Engineer"]);
}
