//! OpenLDAP's slapd.

use ldaplab::{
    client::{Client, Options, Search},
    connection_test::{ConnectionTest, Plan},
    diagnosis::{Code, Stage},
    real::containers::OpenLdapContainer,
    tls::Scenario,
    wire::ResultCode,
};

use crate::{
    answers,
    engine::{or_skip, published},
    root_dse,
};

const PEOPLE: &str = "\
dn: dc=example,dc=org
objectClass: dcObject
objectClass: organization
dc: example
o: Example

dn: ou=people,dc=example,dc=org
objectClass: organizationalUnit
ou: people

dn: uid=ada,ou=people,dc=example,dc=org
objectClass: inetOrgPerson
uid: ada
cn: Ada Nightjar
sn: Nightjar
mail: ada@example.org
userPassword: s3cret

dn: cn=Berlin,ou=people,dc=example,dc=org
objectClass: groupOfNames
cn: Berlin
member: uid=ada,ou=people,dc=example,dc=org

dn: cn=Everybody,ou=people,dc=example,dc=org
objectClass: groupOfNames
cn: Everybody
member: cn=Berlin,ou=people,dc=example,dc=org
";

#[tokio::test]
async fn slapd_answers_with_our_certificate_and_has_the_entries() {
    let started = OpenLdapContainer::new()
        .ldif(PEOPLE)
        .overlay("memberof")
        .size_limit(2)
        .start();
    let slapd = or_skip!(started);
    assert_eq!(
        (slapd.name(), slapd.base(), slapd.bind_dn()),
        ("slapd", "dc=example,dc=org", "cn=admin,dc=example,dc=org")
    );
    assert!(slapd.version().starts_with("2."), "{}", slapd.version());
    // Its two ports, and nobody else's to reach.
    let mut ports = published(&slapd);
    ports.sort();
    let ldaps = slapd.ldaps_url().strip_prefix("ldaps://").unwrap();
    assert_eq!(
        ports,
        [
            format!("389/tcp -> {}", slapd.address()),
            format!("636/tcp -> {ldaps}")
        ]
    );
    assert!(slapd.address().ip().is_loopback());
    assert!(root_dse(&slapd).await.has("objectClass", "OpenLDAProotDSE"));
    let ada = "uid=ada,ou=people,dc=example,dc=org";
    answers(&slapd, "ada@example.org", ada).await;
    let mut anybody = Client::connect(slapd.ldap_url(), &Options::default())
        .await
        .unwrap();
    // The overlay keeps the other side of a group.
    let entry = Search::entry(ada).attributes(["memberOf"]);
    let entry = anybody.search(&entry).await.unwrap().entries.remove(0);
    assert_eq!(
        entry.text("memberOf"),
        Some("cn=Berlin,ou=people,dc=example,dc=org")
    );
    let all = anybody.search(&Search::new("dc=example,dc=org")).await;
    assert_eq!(
        all.unwrap_err().result().map(|result| result.code),
        Some(ResultCode::SIZE_LIMIT_EXCEEDED)
    );
}

#[test]
fn a_user_s_nested_groups_are_resolved_through_it() {
    let slapd = or_skip!(OpenLdapContainer::new().ldif(PEOPLE).start());
    let plan = Plan::url(slapd.ldaps_url())
        .unwrap()
        .trust_file(slapd.trust_file())
        .unwrap()
        .bind(slapd.bind_dn(), slapd.bind_password());
    let report = ConnectionTest::new(plan)
        .login("ada")
        .password("s3cret")
        .run_blocking();
    assert!(report.passed(), "{report}");
    let details = &report.stage(Stage::Groups).unwrap().details;
    let groups: Vec<&str> = details
        .iter()
        .filter(|(name, _)| *name == "group")
        .map(|(_, value)| value.as_str())
        .collect();
    assert_eq!(
        groups,
        [
            "cn=Berlin,ou=people,dc=example,dc=org",
            "cn=Everybody,ou=people,dc=example,dc=org"
        ]
    );
}

#[test]
fn a_broken_certificate_of_the_laboratory_is_what_it_presents() {
    let started = OpenLdapContainer::new().tls(Scenario::EXPIRED).start();
    let slapd = or_skip!(started);
    let plan = Plan::url(slapd.ldaps_url())
        .unwrap()
        .trust_file(slapd.trust_file())
        .unwrap();
    let report = ConnectionTest::new(plan).run_blocking();
    let failure = report.failure().map(|failure| failure.code());
    assert_eq!(failure, Some(Code::CERTIFICATE_EXPIRED), "{report}");
}

#[test]
fn entries_are_added_while_it_runs_and_what_it_does_not_take_is_told() {
    let slapd = or_skip!(OpenLdapContainer::new().suffix("o=lab").start());
    slapd
        .load("dn: ou=people,o=lab\nobjectClass: organizationalUnit\nou: people\n")
        .unwrap();
    let refused = slapd
        .load("dn: ou=people,o=nowhere\nobjectClass: organizationalUnit\nou: people\n")
        .unwrap_err();
    assert_eq!(
        refused.to_string(),
        "slapd does not take the entry ou=people,o=nowhere: result code 53, \"no global superior knowledge\"; mend the LDIF"
    );
}

#[test]
fn a_configuration_that_slapd_refuses_is_told_with_its_words_and_without_the_password() {
    let password = "hidden.in.every.word1A";
    let started = OpenLdapContainer::new()
        .bind_password(password)
        .config(format!("nonsense {password}"))
        .start();
    let error = match started {
        Err(error) if error.stage() == ldaplab::real::Stage::Find => {
            return crate::engine::absent(&error);
        }
        started => started.unwrap_err(),
    };
    assert_eq!(error.stage(), ldaplab::real::Stage::Start);
    assert!(
        error.said().iter().any(|said| said.contains("nonsense")),
        "{error}"
    );
    assert!(!error.to_string().contains(password), "{error}");
}
