//! The connection test and the group look-up against the server, over every kind of connection.

use std::collections::BTreeSet;

use ldaplab::{
    client::{Client, Options, Search},
    connection_test::{ConnectionTest, Plan, Report},
    diagnosis::{Code, Stage},
    directory::filter::parse,
    identity::{Capabilities, Kind, Lookup, Strategy, find_user},
    server::{Fault, LdapServer, User, key, search},
    wire::ResultCode,
};

fn corp() -> ldaplab::server::Builder {
    LdapServer::active_directory("example.test").ldif_file("fixtures/ldif/corp.ldif")
}

fn company() -> ldaplab::server::Builder {
    LdapServer::openldap("dc=example,dc=org").ldif_file("fixtures/ldif/company.ldif")
}

fn code(report: &Report) -> (Stage, Code) {
    let failure = report.failure().unwrap_or_else(|| panic!("{report}"));
    (failure.stage(), failure.code())
}

#[test]
fn a_whole_test_passes_over_ldaps_start_tls_and_plain() {
    let dc = corp().start().unwrap();
    let plans = [
        Plan::url(&dc.ldaps_url())
            .unwrap()
            .trust_pem(dc.trust_pem())
            .unwrap(),
        Plan::url(&dc.ldap_url())
            .unwrap()
            .start_tls()
            .trust_pem(dc.trust_pem())
            .unwrap(),
        Plan::url(&dc.ldap_url()).unwrap(),
    ];
    for plan in plans {
        let report = ConnectionTest::new(plan.bind("EXAMPLE\\svc-app", "svc-app-pass"))
            .login("ada")
            .password("s3cret")
            .run_blocking();
        assert!(report.passed(), "{report}");
        let groups = report.stage(Stage::Groups).unwrap();
        let count = |name| {
            groups
                .details
                .iter()
                .filter(|(own, _)| *own == name)
                .count()
        };
        assert_eq!(
            (count("group"), count("primary_group")),
            (17, 1),
            "{report}"
        );
    }
}

#[test]
fn wrong_ports_are_named_both_ways_however_the_server_takes_it() {
    for how in ["close", "reset", "hang"] {
        wrong_ports_are_named(how);
    }
}

fn wrong_ports_are_named(how: &str) {
    let dc = LdapServer::active_directory("example.test")
        .set(key::ON_PLAINTEXT, how)
        .set(key::ON_TLS, how)
        .start()
        .unwrap();
    let (plain, secure) = (dc.ldap_address().unwrap(), dc.ldaps_address().unwrap());
    let report =
        ConnectionTest::new(Plan::url(&format!("ldap://{secure}")).unwrap()).run_blocking();
    assert_eq!(
        code(&report),
        (Stage::Bind, Code::PLAIN_ON_TLS_PORT),
        "{report}"
    );
    let report =
        ConnectionTest::new(Plan::url(&format!("ldaps://{plain}")).unwrap()).run_blocking();
    assert_eq!(
        code(&report),
        (Stage::Secure, Code::TLS_ON_PLAIN_PORT),
        "{report}"
    );
}

#[test]
fn ad_tells_why_an_account_may_not_log_in() {
    let dc = corp().start().unwrap();
    for (login, expected) in [
        ("disabled", Code::BIND_ACCOUNT_DISABLED),
        ("expired", Code::BIND_ACCOUNT_EXPIRED),
        ("locked", Code::BIND_ACCOUNT_LOCKED),
        ("mustchange", Code::BIND_MUST_CHANGE_PASSWORD),
    ] {
        let plan = Plan::url(&dc.ldap_url())
            .unwrap()
            .bind("EXAMPLE\\svc-app", "svc-app-pass");
        let report = ConnectionTest::new(plan)
            .login(login)
            .password(format!("{login}-pass"))
            .run_blocking();
        assert_eq!(code(&report), (Stage::BindAsUser, expected), "{report}");
    }
}

#[test]
fn whoever_is_anonymous_is_told_to_bind() {
    let dc = corp().start().unwrap();
    let report = ConnectionTest::new(Plan::url(&dc.ldap_url()).unwrap()).run_blocking();
    assert_eq!(
        code(&report),
        (Stage::Base, Code::BASE_NOT_BOUND),
        "{report}"
    );
}

#[test]
fn a_server_that_wants_tls_is_understood() {
    let dc = corp().require_tls().start().unwrap();
    let plan = Plan::url(&dc.ldap_url())
        .unwrap()
        .bind("EXAMPLE\\svc-app", "svc-app-pass");
    let report = ConnectionTest::new(plan).run_blocking();
    assert_eq!(
        code(&report),
        (Stage::Bind, Code::BIND_SIGNING_REQUIRED),
        "{report}"
    );
    let slapd = company().require_tls().start().unwrap();
    let plan = Plan::url(&slapd.ldap_url())
        .unwrap()
        .bind("cn=reader,ou=services,dc=example,dc=org", "reader-pass");
    let report = ConnectionTest::new(plan).run_blocking();
    assert_eq!(
        code(&report),
        (Stage::Bind, Code::BIND_CONFIDENTIALITY_REQUIRED),
        "{report}"
    );
}

#[tokio::test]
async fn every_strategy_finds_the_same_groups() {
    let dc = corp().start().unwrap();
    let mut client = Client::connect(&dc.ldap_url(), &Options::default())
        .await
        .unwrap();
    client
        .simple_bind("EXAMPLE\\svc-app", "svc-app-pass")
        .await
        .unwrap();
    let capabilities = Capabilities::read(&mut client).await.unwrap();
    assert_eq!(capabilities.kind, Kind::ActiveDirectory);
    for (login, count) in [("ada", 17), ("cyrus", 3), ("otmar", 1)] {
        let users = find_user(&mut client, &capabilities, dc.base(), login, None)
            .await
            .unwrap();
        let mut all = Vec::new();
        for strategy in [
            Strategy::InChain,
            Strategy::MemberWalk,
            Strategy::MemberOfWalk,
        ] {
            let lookup = Lookup::new(dc.base())
                .strategy(strategy)
                .without_primary_group();
            let groups = lookup
                .run(&mut client, &capabilities, &users[0])
                .await
                .unwrap();
            let dns: BTreeSet<String> = groups
                .groups
                .iter()
                .map(|group| group.dn.to_lowercase())
                .collect();
            all.push(dns);
        }
        assert!(all[0].len() >= count, "{login}: {all:?}");
        assert_eq!(all[0], all[1], "{login}");
        assert_eq!(all[0], all[2], "{login}");
    }
}

#[test]
fn slapds_groups_of_every_class_are_found() {
    let slapd = company().start().unwrap();
    let plan = Plan::url(&slapd.ldap_url())
        .unwrap()
        .bind("cn=reader,ou=services,dc=example,dc=org", "reader-pass");
    let report = ConnectionTest::new(plan)
        .login("ada")
        .password("s3cret")
        .run_blocking();
    assert!(report.passed(), "{report}");
    let groups = report.stage(Stage::Groups).unwrap();
    assert!(
        groups.details.contains(&("strategy", "member-walk".into())),
        "{report}"
    );
    let all_staff = "cn=all-staff,ou=groups,dc=example,dc=org".to_owned();
    assert!(groups.details.contains(&("group", all_staff)), "{report}");
}

#[tokio::test]
async fn pages_and_ranges_bring_everything() {
    let mut builder = LdapServer::active_directory("example.test")
        .set(key::MAX_PAGE_SIZE, 3)
        .set(key::MAX_VAL_RANGE, 3);
    for number in 0..8 {
        builder = builder.user(User::new(format!("person{number}")).member_of("Large"));
    }
    let dc = builder.start().unwrap();
    let mut client = Client::connect(&dc.ldap_url(), &Options::default())
        .await
        .unwrap();
    let admin = dc.admin();
    client
        .simple_bind(admin.dn(), admin.password())
        .await
        .unwrap();

    let people = Search::new(dc.base())
        .filter(parse("(sAMAccountName=person*)").unwrap())
        .attributes(["cn"]);
    let found = client.search_paged(&people, 3).await.unwrap();
    assert_eq!((found.entries.len(), found.pages), (8, 3));
    let error = client.search(&people).await.unwrap_err();
    assert_eq!(error.result_code(), Some(ResultCode::SIZE_LIMIT_EXCEEDED));

    let before = client.counters();
    let group = Search::new(dc.base())
        .filter(parse("(sAMAccountName=Large)").unwrap())
        .attributes(["member"]);
    let found = client.search(&group).await.unwrap();
    assert_eq!(found.entries[0].values("member").count(), 8);
    assert_eq!(client.counters().since(before).round_trips, 3);
}

#[tokio::test]
async fn faults_of_the_server_have_their_codes() {
    let dc = corp().start().unwrap();
    let mut client = Client::connect(&dc.ldap_url(), &Options::default())
        .await
        .unwrap();
    client
        .simple_bind("EXAMPLE\\svc-app", "svc-app-pass")
        .await
        .unwrap();
    let _busy = dc.inject(search(), Fault::busy());
    let error = client.search(&Search::entry(dc.base())).await.unwrap_err();
    assert_eq!(error.result_code(), Some(ResultCode::BUSY));
}

#[tokio::test]
async fn start_tls_without_a_certificate_is_told_by_vendor() {
    let ad = corp().without_tls().start().unwrap();
    let slapd = company().without_tls().start().unwrap();
    for (url, expected) in [
        (ad.ldap_url(), Code::STARTTLS_UNAVAILABLE),
        (slapd.ldap_url(), Code::STARTTLS_UNSUPPORTED),
    ] {
        let error = Client::connect(&url, &Options::default().start_tls())
            .await
            .unwrap_err();
        assert_eq!(
            (error.stage(), error.code()),
            (Stage::Secure, expected),
            "{error}"
        );
    }
}

#[tokio::test]
async fn an_ipv6_address_is_connected_to_and_verified() {
    let dc = corp().start().unwrap();
    let port = dc.ldaps_address().unwrap().port();
    let options = Options::default().trust_pem(dc.trust_pem()).unwrap();
    let client = Client::connect(&format!("ldaps://[::1]:{port}"), &options)
        .await
        .unwrap();
    assert!(client.address().unwrap().is_ipv6());
    assert!(client.peer().unwrap().verified);
}
