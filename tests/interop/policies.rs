//! What a real slapd hides and what its password policies say, in the words of the connection test.

use ldaplab::{
    client::{Client, Error, Options, Search},
    connection_test::{ConnectionTest, Plan, Report},
    diagnosis::{Code, Stage},
    wire::ResultCode,
};

use crate::{
    program::or_skip,
    real_server::PEOPLE,
    slapd::{ADMIN, Slapd},
};

const ADA: &str = "uid=ada,ou=people,dc=example,dc=org";
const BASE: &str = "dc=example,dc=org";

fn plan(slapd: &Slapd) -> Plan {
    Plan::url(&slapd.ldap_url()).unwrap()
}

fn failed(report: &Report) -> (Stage, Code) {
    let failure = report.failure().unwrap_or_else(|| panic!("{report}"));
    (failure.stage(), failure.code())
}

#[tokio::test]
async fn a_base_that_access_rules_hide_needs_an_account() {
    let slapd = or_skip!(Slapd::overlaid(
        "",
        "access to dn.subtree=\"dc=example,dc=org\" by anonymous auth by users read"
    ));
    slapd.fill(PEOPLE).await;
    // With `auth` slapd does not deny that the entries exist.
    for plan in [
        plan(&slapd),
        plan(&slapd).base("ou=people,dc=example,dc=org"),
    ] {
        let report = ConnectionTest::new(plan).run().await;
        assert_eq!(
            failed(&report),
            (Stage::Base, Code::BASE_DENIED),
            "{report}"
        );
        let cure = report.failure().unwrap().cure();
        assert!(
            cure.starts_with("Give the name of an account that may read it (`Plan::bind`: "),
            "{report}"
        );
    }
    let report = ConnectionTest::new(plan(&slapd).bind(ADA, "s3cret"))
        .run()
        .await;
    assert!(report.passed(), "{report}");
}

#[tokio::test]
async fn a_base_that_is_denied_to_exist_is_hidden() {
    let slapd = or_skip!(Slapd::overlaid(
        "",
        "access to * by anonymous none by users read"
    ));
    slapd.fill(PEOPLE).await;
    for plan in [
        plan(&slapd),
        plan(&slapd).base("ou=people,dc=example,dc=org"),
    ] {
        let report = ConnectionTest::new(plan).run().await;
        assert_eq!(
            failed(&report),
            (Stage::Base, Code::BASE_HIDDEN),
            "{report}"
        );
    }
}

#[tokio::test]
async fn a_hidden_root_dse_is_gone_without_where_a_base_is_given() {
    let slapd = or_skip!(Slapd::overlaid(
        "access to dn.base=\"\" by * none\naccess to * by * read",
        ""
    ));
    slapd.fill(PEOPLE).await;
    let report = ConnectionTest::new(plan(&slapd)).run().await;
    assert_eq!(failed(&report), (Stage::RootDse, Code::ROOT_DSE_EMPTY));
    let test = ConnectionTest::new(plan(&slapd).base(BASE));
    let report = test.login("ada").password("s3cret").run().await;
    assert!(report.passed(), "{report}");
    assert_eq!(report.warnings().len(), 2, "{report}");
}

/// Two failures lock for good; a reset password must be changed; a password is good for less than three hours.
const POLICY: &str = "
dn: cn=policy,dc=example,dc=org
objectClass: device
objectClass: pwdPolicy
cn: policy
pwdAttribute: userPassword
pwdLockout: TRUE
pwdMaxFailure: 2
pwdMustChange: TRUE
pwdMaxAge: 9999
pwdExpireWarning: 99999

dn: uid=ben,ou=people,dc=example,dc=org
objectClass: inetOrgPerson
uid: ben
cn: Ben
sn: Ben
userPassword: s3cret

dn: uid=kim,ou=people,dc=example,dc=org
objectClass: inetOrgPerson
uid: kim
cn: Kim
sn: Kim
userPassword: s3cret

dn: uid=eve,ou=people,dc=example,dc=org
objectClass: inetOrgPerson
uid: eve
cn: Eve
sn: Eve
userPassword: s3cret
pwdReset: TRUE
";

async fn bind(slapd: &Slapd, dn: &str, password: &str) -> Result<(), Error> {
    let mut client = Client::connect(&slapd.ldap_url(), &Options::default())
        .await
        .unwrap();
    let bound = client.simple_bind(dn, password).await;
    client.unbind().await;
    bound
}

async fn with_policy(more: &str) -> Option<Slapd> {
    let overlay =
        format!("overlay ppolicy\nppolicy_default \"cn=policy,dc=example,dc=org\"\n{more}");
    let slapd = Slapd::overlaid("moduleload ppolicy", &overlay)?;
    slapd.fill(&format!("{PEOPLE}\n{POLICY}")).await;
    let ben = "uid=ben,ou=people,dc=example,dc=org";
    let mut admin = Client::connect(&slapd.ldap_url(), &Options::default())
        .await
        .unwrap();
    admin.simple_bind(ADMIN.0, ADMIN.1).await.unwrap();
    // slapd counts failures by their times: two that fall together are one. Locked is who is refused with the right password.
    for _ in 0..10 {
        let wrong = bind(&slapd, ben, "wrong").await.unwrap_err();
        assert_eq!(wrong.result_code(), Some(ResultCode::INVALID_CREDENTIALS));
        let locked = Search::entry(ben).attributes(["pwdAccountLockedTime"]);
        let found = admin.search(&locked).await.unwrap();
        if found.entries[0].text("pwdAccountLockedTime").is_some()
            && bind(&slapd, ben, "s3cret").await.is_err()
        {
            return Some(slapd);
        }
    }
    panic!("ten wrong passwords lock nobody")
}

#[tokio::test]
async fn what_a_policy_says_of_an_account_is_said_at_its_bind_and_at_its_login() {
    let slapd = or_skip!(with_policy("ppolicy_use_lockout").await);
    for (login, code) in [
        ("ben", Code::BIND_ACCOUNT_LOCKED),
        ("eve", Code::BIND_MUST_CHANGE_PASSWORD),
    ] {
        let dn = format!("uid={login},ou=people,dc=example,dc=org");
        let report = ConnectionTest::new(plan(&slapd).bind(dn, "s3cret"))
            .run()
            .await;
        assert_eq!(failed(&report), (Stage::Bind, code), "{report}");
        let test = ConnectionTest::new(plan(&slapd)).login(login);
        let report = test.password("s3cret").run().await;
        assert_eq!(failed(&report), (Stage::BindAsUser, code), "{report}");
    }
    let kim = "uid=kim,ou=people,dc=example,dc=org";
    let report = ConnectionTest::new(plan(&slapd).bind(kim, "s3cret"))
        .run()
        .await;
    assert!(report.passed(), "{report}");
    let warning = report.warnings().last().unwrap();
    assert!(
        warning.starts_with("The password expires in ")
            && warning.ends_with(" seconds: change it now."),
        "{report}"
    );
}

#[tokio::test]
async fn a_policy_that_keeps_a_lock_to_itself_is_found_out_by_the_entry() {
    let slapd = or_skip!(with_policy("").await);
    let test = ConnectionTest::new(plan(&slapd)).login("ben");
    let report = test.password("s3cret").run().await;
    // pwdLockoutDuration is not set, and yet slapd writes the time: it does not say how long.
    let code = Code::BIND_INVALID_CREDENTIALS;
    assert_eq!(failed(&report), (Stage::BindAsUser, code), "{report}");
    let failure = report.failure().unwrap();
    assert!(
        failure
            .detail()
            .ends_with("; the account was locked after wrong passwords, and may be so still"),
        "{report}"
    );
    assert!(
        failure.cure().starts_with("Check that the password is this account's, for the name is the DN that was found; if it is, have "),
        "{report}"
    );
    let details = &report.stage(Stage::BindAsUser).unwrap().details;
    assert!(
        details
            .iter()
            .any(|(name, _)| *name == "pwdAccountLockedTime")
    );
}

/// The entry with what the policy notes in it, as the administrator sees it.
#[cfg(feature = "http")]
async fn seen(slapd: &Slapd, dn: &str) -> Vec<ldaplab::client::Entry> {
    let mut admin = Client::connect(&slapd.ldap_url(), &Options::default())
        .await
        .unwrap();
    admin.simple_bind(ADMIN.0, ADMIN.1).await.unwrap();
    let all = Search::entry(dn).attributes(["*", "+"]);
    admin.search(&all).await.unwrap().entries
}

#[cfg(feature = "http")]
#[tokio::test]
async fn a_service_logs_nobody_in_whose_password_must_be_changed() {
    use ldaplab::{
        identity::{Directory, LoginError},
        settings::{Document, Merge},
    };

    let slapd = or_skip!(with_policy("ppolicy_use_lockout").await);
    let (host, port) = slapd.authority().split_once(':').map_or_else(
        || unreachable!("host:port"),
        |(host, port)| (host.to_owned(), port.parse::<u16>().unwrap()),
    );
    let object = serde_json::json!({
        "display_name": "slapd", "hostname": host, "port": port, "ssl": false, "connect_timeout": 5,
        "base_dn": BASE, "user_lookup_attr": "uid", "user_email_attr": "mail",
        "user_display_name_attr": "cn", "group_object_class": "groupOfNames", "group_member_attr": "member",
        "group_name_attr": "cn", "group_lookup_attr": "cn",
    });
    let document = Document::read(object.as_object().unwrap()).unwrap();
    let directory = Directory::new(&document.settings(Merge::Put, None).unwrap(), None);
    for (login, code) in [
        ("ben", Code::BIND_ACCOUNT_LOCKED),
        ("eve", Code::BIND_MUST_CHANGE_PASSWORD),
    ] {
        let refused = match directory.log_in(login, "s3cret", &[]).await {
            Err(refused) => refused,
            Ok(user) => panic!("{user:?}: {:?}", seen(&slapd, &user.dn).await),
        };
        let LoginError::Refused { error, .. } = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(error.code(), code);
    }
    assert!(directory.log_in("ada", "s3cret", &[]).await.is_ok());
}
