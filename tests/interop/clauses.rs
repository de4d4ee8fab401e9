//! Why a user filter finds nobody, asked of a real slapd.

use ldaplab::{
    connection_test::{ConnectionTest, Plan, Report},
    diagnosis::Stage,
};

use crate::{
    program::or_skip,
    real_server::PEOPLE,
    slapd::{ADMIN, Slapd},
};

/// Groups of ada: Ops, and through it Staff and All; unique names her in uniqueMember; old is written before she is.
const GROUPS: &str = "\
dn: cn=Ops,ou=people,dc=example,dc=org
objectClass: groupOfNames
member: uid=ada,ou=people,dc=example,dc=org

dn: cn=Staff,ou=people,dc=example,dc=org
objectClass: groupOfNames
member: cn=Ops,ou=people,dc=example,dc=org

dn: cn=All,ou=people,dc=example,dc=org
objectClass: groupOfNames
member: cn=Staff,ou=people,dc=example,dc=org

dn: cn=unique,ou=people,dc=example,dc=org
objectClass: groupOfUniqueNames
uniqueMember: uid=ada,ou=people,dc=example,dc=org

";

const OLDER: &str = "\
dn: cn=old,dc=example,dc=org
objectClass: groupOfNames
member: uid=ada,ou=people,dc=example,dc=org

";

/// The suffix, then a group, then everybody: the overlay marks nobody who is not there yet.
async fn slapd() -> Option<Slapd> {
    let slapd = Slapd::overlaid("", "access to attrs=mail by anonymous none by * read")?;
    let (suffix, people) = PEOPLE.split_once("\n\n").unwrap();
    slapd.fill(&format!("{suffix}\n\n")).await;
    slapd.fill(OLDER).await;
    slapd.fill(people).await;
    slapd.fill(GROUPS).await;
    Some(slapd)
}

async fn report(slapd: &Slapd, filter: &str, bound: bool) -> Report {
    let mut plan = Plan::url(&slapd.ldap_url())
        .unwrap()
        .login_attribute("uid")
        .user_filter(filter)
        .unwrap();
    if bound {
        plan = plan.bind(ADMIN.0, ADMIN.1);
    }
    ConnectionTest::new(plan).login("ada").run().await
}

fn details<'a>(report: &'a Report, name: &str) -> Vec<&'a str> {
    let stage = report.stage(Stage::FindUser).unwrap();
    let named = stage.details.iter().filter(|(own, _)| *own == name);
    named.map(|(_, value)| value.as_str()).collect()
}

#[tokio::test]
async fn slapd_says_which_part_is_false_or_cannot_be_read_and_why_is_found_out() {
    let slapd = or_skip!(slapd().await);
    let group = |name: &str| format!("(memberOf=cn={name},ou=people,dc=example,dc=org)");
    for (filter, code, verdict) in [
        (
            "(memberOf:1.2.840.113556.1.4.1941:=cn=Ops,ou=people,dc=example,dc=org)".to_owned(),
            "user.filter_in_chain",
            "clause_unreadable",
        ),
        (group("Staff"), "user.filter_nested", "clause_false"),
        (group("All"), "user.filter_nested", "clause_false"),
        (group("unique"), "user.filter_unique_names", "clause_false"),
        (
            "(memberOf=cn=old,dc=example,dc=org)".to_owned(),
            "user.filter_no_member_of",
            "clause_false",
        ),
        (
            format!("(!{})", group("Ops")),
            "user.filtered_out",
            "clause_false",
        ),
        (
            "(memberOf=cn=Tandy, Orla,dc=example,dc=org)".to_owned(),
            "user.filter_not_dn",
            "clause_unreadable",
        ),
        (
            "(memberOf=Ops)".to_owned(),
            "user.filter_not_dn",
            "clause_unreadable",
        ),
        (
            "(manager=Tandy, Orla)".to_owned(),
            "user.filter_not_dn",
            "clause_unreadable",
        ),
        (
            "(cn=%s)".to_owned(),
            "user.filter_placeholder",
            "clause_false",
        ),
        (
            "(mail=%uid@example.org)".to_owned(),
            "user.filter_placeholder",
            "clause_false",
        ),
        (
            "(objectClass=user)".to_owned(),
            "user.filter_unknown_name",
            "clause_unreadable",
        ),
        (
            "(sAMAccountName=ada)".to_owned(),
            "user.filter_unknown_name",
            "clause_unreadable",
        ),
        (
            "(mail=bob@example.org)".to_owned(),
            "user.filtered_out",
            "clause_false",
        ),
    ] {
        let report = report(&slapd, &filter, true).await;
        let failure = report.failure().unwrap();
        assert_eq!(failure.code().as_str(), code, "{filter}: {report}");
        assert_eq!(details(&report, verdict), [&filter], "{report}");
    }
    // What may not be seen is not false.
    let hidden = report(&slapd, "(mail=ada@example.org)", false).await;
    assert_eq!(
        details(&hidden, "clause_unreadable"),
        ["(mail=ada@example.org)"],
        "{hidden}"
    );
    assert_eq!(details(&hidden, "has_instead"), Vec::<&str>::new());
}
