//! Servers that do not resolve groups in-chain, each in its own way, over the wire: what is found all the same, and what is said.

use ldaplab::{
    connection_test::{ConnectionTest, Plan, Report},
    diagnosis::Stage,
    identity::Strategy,
    server::{Builder, Fault, LdapServer, profile::key, search},
    wire::ResultCode,
};

const CORP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/ldif/corp.ldif");
const COMPANY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/ldif/company.ldif");
const DORA: &str =
    "(member:1.2.840.113556.1.4.1941:=CN=Dora Karo,OU=Berlin,OU=People,OU=Corp,DC=example,DC=test)";

/// Dora's groups without the one that her primary group brings.
const GROUPS: [&str; 7] = [
    "CN=All Staff,OU=Groups,OU=Corp,DC=example,DC=test",
    "CN=Diamond Bottom,OU=Nesting,OU=Groups,OU=Corp,DC=example,DC=test",
    "CN=Diamond Left,OU=Nesting,OU=Groups,OU=Corp,DC=example,DC=test",
    "CN=Diamond Right,OU=Nesting,OU=Groups,OU=Corp,DC=example,DC=test",
    "CN=Diamond Top,OU=Nesting,OU=Groups,OU=Corp,DC=example,DC=test",
    "CN=Engineering,OU=Groups,OU=Corp,DC=example,DC=test",
    "CN=VPN Users,OU=Groups,OU=Corp,DC=example,DC=test",
];

fn domain(change: fn(Builder) -> Builder) -> LdapServer {
    let server = LdapServer::active_directory("example.test").ldif_file(CORP);
    change(server).start().unwrap()
}

fn dora(server: &LdapServer, strategy: Strategy) -> Report {
    let plan = Plan::url(&server.ldap_url()).unwrap();
    let plan = plan
        .bind("svc-app@example.test", "svc-app-pass")
        .group_strategy(strategy);
    ConnectionTest::new(plan).login("dora").run_blocking()
}

fn details<'a>(report: &'a Report, name: &str) -> Vec<&'a str> {
    let details = &report.stage(Stage::Groups).unwrap().details;
    let named = details.iter().filter(|(own, _)| *own == name);
    named.map(|(_, value)| value.as_str()).collect()
}

/// All groups are found by walking, the report says how the server does not have it, and warns.
fn walked(report: &Report, words: &str) {
    assert!(report.passed(), "{report}");
    let mut groups = details(report, "group");
    groups.sort_unstable();
    assert_eq!(groups, GROUPS, "{report}");
    assert_eq!(details(report, "strategy"), ["member-walk"], "{report}");
    assert_eq!(details(report, "in_chain"), [words], "{report}");
    let promise =
        "The server's root DSE says that it resolves nested groups in-chain, but it does not: ";
    assert!(
        report.warnings().iter().any(|own| own.starts_with(promise)),
        "{report}"
    );
}

#[test]
fn a_server_that_refuses_in_chain_is_walked_whatever_its_code() {
    for (code, words) in [
        (1, "not resolved: operationsError (1)"),
        (2, "not resolved: protocolError (2)"),
        (12, "not resolved: unavailableCriticalExtension (12)"),
        (17, "not resolved: undefinedAttributeType (17)"),
        (18, "not resolved: inappropriateMatching (18)"),
        (53, "not resolved: unwillingToPerform (53)"),
        (80, "not resolved: other (80)"),
    ] {
        let server = domain(|server| server);
        let refused = server.inject(search().filter(DORA), Fault::result(ResultCode(code)));
        walked(&dora(&server, Strategy::Auto), words);
        assert_eq!(refused.hits(), 1, "asked once, {words}");
    }
}

#[test]
fn a_server_that_answers_in_chain_with_an_empty_success_is_walked() {
    let server = domain(|server| server.set(key::IN_CHAIN, false));
    // Its root DSE still says that it is a domain controller: such is one behind a proxy.
    let report = dora(&server, Strategy::Auto);
    walked(&report, "not resolved: success without a group");
}

#[test]
fn a_server_that_is_busy_is_not_asked_in_another_way() {
    let server = domain(|server| server);
    let _busy = server.inject(search().filter(DORA), Fault::busy());
    let report = dora(&server, Strategy::Auto);
    let failure = report.failure().unwrap_or_else(|| panic!("{report}"));
    assert_eq!(
        (failure.stage(), failure.code().as_str()),
        (Stage::Groups, "group.failed"),
        "{report}"
    );
}

#[test]
fn a_walk_that_was_asked_for_probes_and_tells() {
    let server = domain(|server| server);
    let report = dora(&server, Strategy::MemberWalk);
    assert_eq!(details(&report, "in_chain"), ["resolved"], "{report}");
    let _refused = server.inject(
        search().filter(DORA),
        Fault::result(ResultCode::INAPPROPRIATE_MATCHING),
    );
    walked(
        &dora(&server, Strategy::MemberWalk),
        "not resolved: inappropriateMatching (18)",
    );
}

#[test]
fn openldap_promises_nothing_and_is_walked_without_a_warning() {
    let server = LdapServer::openldap("dc=example,dc=org").ldif_file(COMPANY);
    let server = server.start().unwrap();
    let plan = Plan::url(&server.ldap_url()).unwrap();
    let report = ConnectionTest::new(plan).login("ada").run_blocking();
    assert!(report.passed(), "{report}");
    assert_eq!(details(&report, "strategy"), ["member-walk"], "{report}");
    assert!(
        details(&report, "in_chain")[0].starts_with("not resolved: "),
        "{report}"
    );
    assert!(
        !report
            .warnings()
            .iter()
            .any(|own| own.contains("root DSE says")),
        "{report}"
    );
}
