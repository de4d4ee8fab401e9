//! Which part of a filter leaves a user out, found by asking a server.

use ldaplab::{
    ConnectionTest, Plan,
    client::{Client, Options},
    connection_test::Report,
    diagnosis::Stage,
    directory::filter,
    identity::{Capabilities, Explanation, Verdict, explain_filter},
    server::{Group, LdapServer, User},
    transcript::Operation,
};

use crate::client::{
    as_admin,
    peer::{Close, Hear, Hold, Send, Step, peer, tlv},
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
        .user(User::new("ada").password("pass-word").member_of("Ops").attribute("title", "Engineer"))
        .group(Group::new("Ops").member_of("Staff"))
        .group(Group::new("Staff").member_of("All"))
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
        // A class that slapd does not have is neither true nor false there.
        (
            &slapd,
            "(objectClass=user)".to_owned(),
            "user.filter_unknown_name",
            "clause_unreadable",
            "",
        ),
        // Three groups deep.
        (
            &slapd,
            format!("(memberOf=cn=All,{groups})"),
            "user.filter_nested",
            "clause_false",
            "",
        ),
        // Negated, the group is no reason: the user is in it.
        (
            &slapd,
            format!("(!(memberOf=cn=Ops,{groups}))"),
            "user.filtered_out",
            "clause_false",
            "",
        ),
        (
            &ad,
            "(!(memberOf=CN=Ops,CN=Users,DC=corp,DC=example))".to_owned(),
            "user.filtered_out",
            "clause_false",
            "",
        ),
        // Of a negated list the part that is true is to blame.
        (
            &slapd,
            "(!(|(title=Engineer)(title=Boss)))".to_owned(),
            "user.filtered_out",
            "clause_false",
            "(!(title=Engineer))",
        ),
        (
            &ad,
            "(memberOf=CN=Domain Users,CN=Users,DC=corp,DC=example)".to_owned(),
            "user.filter_primary_group",
            "clause_false",
            "",
        ),
        // A comma that is not escaped.
        (
            &ad,
            "(memberOf=CN=Tandy, Orla,OU=Desk,DC=corp,DC=example)".to_owned(),
            "user.filter_not_dn",
            "",
            "",
        ),
        (
            &slapd,
            "(manager=cn=Tandy, Orla,ou=people,dc=example,dc=org)".to_owned(),
            "user.filter_not_dn",
            "clause_unreadable",
            "",
        ),
        (
            &slapd,
            "(seeAlso=Tandy, Orla)".to_owned(),
            "user.filter_not_dn",
            "clause_unreadable",
            "",
        ),
        // Placeholders within a value.
        (
            &slapd,
            "(mail=%s@corp.example)".to_owned(),
            "user.filter_placeholder",
            "clause_false",
            "",
        ),
        (
            &ad,
            "(memberOf=CN=%u,OU=people,DC=corp,DC=example)".to_owned(),
            "user.filter_placeholder",
            "",
            "",
        ),
        (
            &ad,
            "(title=a*{user})".to_owned(),
            "user.filter_placeholder",
            "",
            "",
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
    let boss = report(&slapd, "(title=Boss)");
    assert_eq!(details(&boss, "has_instead"), ["Engineer"]);
    // The administrator may read it, and no report shows it.
    let secret = report(&slapd, "(userPassword={SSHA}x)");
    assert_eq!(
        secret.failure().unwrap().code().as_str(),
        "user.filtered_out"
    );
    assert_eq!(details(&secret, "has_instead"), [] as [&str; 0]);
    assert!(!secret.to_string().contains("pass-word"), "{secret}");
}

#[test]
fn every_reason_has_its_cure_and_the_cure_knows_the_server() {
    let (slapd, ad) = (openldap(), corp());
    let both = report(
        &slapd,
        "(&(title=%s)(memberOf=cn=Staff,ou=groups,dc=example,dc=org)(objectClass=user))",
    );
    assert_eq!(
        both.failure().unwrap().code().as_str(),
        "user.filter_placeholder"
    );
    assert_eq!(
        details(&both, "likely"),
        [
            "user.filter_placeholder",
            "user.filter_nested",
            "user.filter_unknown_name"
        ]
    );
    for words in [
        "The user is in the group of the user filter only through another group, which memberOf does not show. Leave the group out of the user filter (`Plan::user_filter`) and let nested groups be walked",
        "The user filter names an attribute or a class that the server's schema does not have. Use in",
    ] {
        assert!(
            both.warnings()
                .iter()
                .any(|warning| warning.starts_with(words)),
            "{words}: {both}"
        );
    }
    let nested = report(&ad, "(memberOf=CN=Staff,CN=Users,DC=corp,DC=example)");
    assert_eq!(
        nested.failure().unwrap().cure(),
        "Ask in the user filter (`Plan::user_filter`) with memberOf:1.2.840.113556.1.4.1941:=, which this server resolves."
    );
}

#[test]
fn the_parts_are_told_where_the_base_is_wrong_too() {
    let slapd = openldap();
    let plan = Plan::url(&slapd.ldap_url())
        .unwrap()
        .bind(slapd.admin().dn(), slapd.admin().password())
        .user_base("ou=groups,dc=example,dc=org")
        .user_filter("(title=Boss)")
        .unwrap();
    let report = ConnectionTest::new(plan).login("ada").run_blocking();
    assert_eq!(
        report.failure().unwrap().code().as_str(),
        "user.outside_base"
    );
    assert_eq!(details(&report, "clause_false"), ["(title=Boss)"]);
    assert_eq!(details(&report, "has_instead"), ["Engineer"]);
}

#[test]
fn a_filter_of_many_parts_is_asked_about_and_told_in_bounds() {
    let slapd = openldap();
    let parts: String = (0..300).map(|number| format!("(title={number})")).collect();
    let report = report(&slapd, &format!("(|{parts})"));
    assert_eq!(
        report.failure().unwrap().code().as_str(),
        "user.filtered_out"
    );
    assert_eq!(details(&report, "clause_false").len(), 10, "{report}");
    let seen = report.failure().unwrap().detail();
    assert!(
        seen.ends_with(
            "; so with 21 more parts of the filter; 269 more parts were not asked about"
        ),
        "{seen}"
    );
    // 64 about the parts, and those of the other stages.
    let searches = slapd.requests().of(Operation::Search).count();
    assert!((64..80).contains(&searches), "{searches}");
}

/// SearchResultDone of a message.
fn done(id: u8, code: u8) -> Step {
    let result = tlv(0x65, &[&[0x0a, 1, code, 4, 0, 4, 0]]);
    Send(tlv(0x30, &[&[2, 1, id], &result]))
}

async fn explained(script: Vec<Step>, text: &str) -> Explanation {
    let url = format!("ldap://{}", peer(vec![script]));
    let mut client = Client::connect(&url, &Options::default()).await.unwrap();
    let asked = filter::parse(text).unwrap();
    explain_filter(&mut client, &Capabilities::unknown(), "uid=ada", &asked)
        .await
        .unwrap()
}

/// Each part with what became of it and the server's words.
fn told(why: &Explanation) -> Vec<(&str, Verdict, Option<&str>)> {
    let clauses = why.clauses.iter();
    clauses
        .map(|clause| (&*clause.filter, clause.verdict, clause.said.as_deref()))
        .collect()
}

#[tokio::test]
async fn a_part_that_was_not_answered_is_neither_false_nor_unreadable() {
    // busy (51) to the part; undefinedAttributeType (17) to the other.
    let script = vec![
        Hear,
        done(1, 0),
        Hear,
        done(2, 51),
        Hear,
        done(3, 17),
        Hear,
        done(4, 0),
        Hold,
    ];
    let why = explained(script, "(&(title=x)(acme=y))").await;
    assert_eq!(
        told(&why),
        [
            ("(title=x)", Verdict::Unanswered, Some("busy (51)")),
            (
                "(acme=y)",
                Verdict::Unreadable,
                Some("undefinedAttributeType (17)")
            ),
        ]
    );
    assert!(!why.matches());
}

#[tokio::test]
async fn questions_that_break_off_are_told() {
    // The first part is false, and its value is not shown any more.
    let script = vec![Hear, done(1, 0), Hear, done(2, 51), Hear, Close];
    let why = explained(script, "(&(title=x)(acme=y)(acme=z))").await;
    assert_eq!(why.clauses.len(), 1);
    assert_eq!(why.not_asked, 2);
    assert_eq!(why.broke_off.unwrap().code().as_str(), "ldap.closed");
}

#[tokio::test]
async fn a_list_that_the_server_refuses_is_no_match_whatever_its_parts_are() {
    // unwillingToPerform (53) to the list.
    let why = explained(vec![Hear, done(1, 53), Hold], "(&(title=x)(acme=y))").await;
    assert_eq!(
        told(&why),
        [(
            "(&(title=x)(acme=y))",
            Verdict::Unanswered,
            Some("unwillingToPerform (53)")
        )]
    );
    assert!(!why.matches());
}

#[tokio::test]
async fn the_false_part_of_a_long_list_is_found_by_halves() {
    let server = openldap();
    let mut client = Client::connect(&server.ldap_url(), &Options::default())
        .await
        .unwrap();
    let capabilities = Capabilities::read(&mut client).await.unwrap();
    let parts = "(uid=ada)".repeat(300);
    let asked = filter::parse(&format!("(&{parts}(title=Boss))")).unwrap();
    let ada = server.dn_of("ada");
    let why = explain_filter(&mut client, &capabilities, &ada, &asked)
        .await
        .unwrap();
    let told: Vec<&str> = why
        .clauses
        .iter()
        .map(|clause| clause.filter.as_str())
        .collect();
    assert_eq!((told.as_slice(), why.not_asked), (&["(title=Boss)"][..], 0));
    let searches = server.requests().of(Operation::Search).count();
    assert!(searches < 25, "{searches}");
}

#[tokio::test]
async fn reasons_hold_for_groups_rules_and_octets_too() {
    let (slapd, ad) = (openldap(), corp());
    let groups = "ou=groups,dc=example,dc=org";
    for (server, dn, text, reason, instead) in [
        // Ops is in Staff, and not in itself.
        (
            &slapd,
            format!("cn=Ops,{groups}"),
            format!("(memberOf=cn=Ops,{groups})"),
            None,
            vec![format!("cn=Staff,{groups}")],
        ),
        // A rule that does not fit says nothing of the value.
        (
            &slapd,
            slapd.dn_of("ada"),
            "(memberOf:caseIgnoreMatch:=Staff)".to_owned(),
            None,
            vec![format!("cn=Ops,{groups}")],
        ),
        // By its OID.
        (
            &slapd,
            slapd.dn_of("ada"),
            "(2.5.4.12=Boss)".to_owned(),
            None,
            vec!["Engineer".to_owned()],
        ),
        (
            &ad,
            "CN=Users,CN=Builtin,DC=corp,DC=example".to_owned(),
            "(objectSid=S-1-5-32-1)".to_owned(),
            None,
            vec!["S-1-5-32-545".to_owned()],
        ),
        // userPassword by its OID: what comes by that name is shown to nobody.
        (
            &slapd,
            slapd.dn_of("ada"),
            "(2.5.4.35=x)".to_owned(),
            None,
            Vec::new(),
        ),
    ] {
        let mut client = as_admin(server).await;
        let capabilities = Capabilities::read(&mut client).await.unwrap();
        let asked = filter::parse(&text).unwrap();
        let why = explain_filter(&mut client, &capabilities, &dn, &asked)
            .await
            .unwrap();
        assert_eq!(why.clauses.len(), 1, "{text}");
        assert_eq!(
            (why.clauses[0].reason, &why.clauses[0].instead),
            (reason, &instead),
            "{text}"
        );
    }
    // A server that resolves the rule and does not say so is not blamed for the rule.
    let slapd = LdapServer::openldap("dc=example,dc=org")
        .user(User::new("ada").member_of("Ops"))
        .set(ldaplab::server::key::IN_CHAIN, true)
        .start()
        .unwrap();
    let filter = format!("(memberOf:1.2.840.113556.1.4.1941:=cn=Nope,{groups})");
    let report = report(&slapd, &filter);
    assert_eq!(
        report.failure().unwrap().code().as_str(),
        "user.filtered_out"
    );
}

#[tokio::test]
async fn another_entry_than_the_one_asked_about_is_no_answer() {
    let bob = tlv(0x64, &[&tlv(4, &[b"uid=bob"]), &tlv(0x30, &[])]);
    let bob = |id: u8| Send(tlv(0x30, &[&[2, 1, id], &bob]));
    let why = explained(vec![Hear, bob(1), done(1, 0), Hold], "(title=x)").await;
    assert_eq!(
        told(&why),
        [(
            "(title=x)",
            Verdict::Unanswered,
            Some("it returned another entry, uid=bob")
        )]
    );
}

/// A subschema entry with one definition, in an attribute list of the given description.
fn schema(id: u8, description: &str) -> Step {
    let values = tlv(0x31, &[&tlv(4, &[b"( 2.5.4.3 NAME 'cn' )"])]);
    let attribute = tlv(0x30, &[&tlv(4, &[description.as_bytes()]), &values]);
    let entry = tlv(0x64, &[&tlv(4, &[b"cn=s"]), &tlv(0x30, &[&attribute])]);
    Send(tlv(0x30, &[&[2, 1, id], &entry]))
}

#[tokio::test]
async fn a_name_is_unknown_only_where_the_whole_schema_was_read() {
    for (list, reason) in [
        ("attributeTypes", Some("user.filter_unknown_name")),
        // The rest may hold the name.
        ("attributeTypes;range=0-0", None),
    ] {
        let script = vec![
            // The root DSE, then the subschema entry's name in it.
            Hear,
            root_dse(1),
            done(1, 0),
            // The part cannot be evaluated (17).
            Hear,
            done(2, 17),
            Hear,
            schema(3, list),
            done(3, 0),
            Hear,
            done(4, 0),
            Hold,
        ];
        let url = format!("ldap://{}", peer(vec![script]));
        let mut client = Client::connect(&url, &Options::default()).await.unwrap();
        let capabilities = Capabilities::read(&mut client).await.unwrap();
        let asked = filter::parse("(emial=x)").unwrap();
        let why = explain_filter(&mut client, &capabilities, "uid=ada", &asked)
            .await
            .unwrap();
        assert_eq!(why.clauses.len(), 1, "{list}: {why:?}");
        assert_eq!(why.clauses[0].verdict, Verdict::Unreadable, "{list}");
        let code = why.clauses[0].reason.map(|reason| reason.code());
        assert_eq!(code.map(|code| code.as_str()), reason, "{list}");
    }
}

fn root_dse(id: u8) -> Step {
    let value = tlv(0x31, &[&tlv(4, &[b"cn=s"])]);
    let attribute = tlv(0x30, &[&tlv(4, &[b"subschemaSubentry"]), &value]);
    let entry = tlv(0x64, &[&tlv(4, &[]), &tlv(0x30, &[&attribute])]);
    Send(tlv(0x30, &[&[2, 1, id], &entry]))
}
