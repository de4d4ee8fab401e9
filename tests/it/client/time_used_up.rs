//! A deadline of ours is not the server's silence: what had come by then is told. How a pause is told from silence is tested in `client::explain`,
//! where the time stands still.

use std::time::Duration;

use ldaplab::{
    ConnectionTest, Plan,
    client::{Client, Options, Search},
    diagnosis::{Code, Stage},
    server::{Group, LdapServer, User},
};

const ALLOWED: Duration = Duration::from_millis(1500);

/// A search of this many people, an entry every 15 ms, takes several times as long as is allowed.
fn slow() -> LdapServer {
    let mut server = LdapServer::openldap("dc=example,dc=org");
    for number in 0..1000 {
        server = server.user(User::new(format!("user{number}")));
    }
    let slow = "search: delay=15ms per=entry".parse().unwrap();
    server.fault(slow).start().unwrap()
}

#[tokio::test]
async fn entries_that_flow_slowly_are_told_from_silence() {
    let server = slow();
    let options = Options::default().timeout(ALLOWED);
    let search = Search::new("dc=example,dc=org").attributes(["cn"]);
    let mut client = Client::connect(&server.ldap_url(), &options).await.unwrap();
    let alone = client.search(&search).await.unwrap_err();
    let client = Client::connect(&server.ldap_url(), &options).await.unwrap();
    let among_others = client.multiplexed().search(&search).await.unwrap_err();
    for error in [alone, among_others] {
        assert_eq!(error.code(), Code::LDAP_TIME_USED_UP, "{error}");
        let text = error.to_string();
        assert!(text.contains("the time was up after "), "{text}");
        assert!(text.contains(" entries had come, "), "{text}");
        assert!(
            text.contains(" octets in all, with no pause of more than "),
            "{text}"
        );
    }
}

#[test]
fn a_walk_of_many_round_trips_says_that_they_used_the_time_up() {
    let mut server = LdapServer::openldap("dc=example,dc=org")
        .user(User::new("ada").password("s3cret").member_of("g0"));
    for level in 0..200 {
        let above = format!("g{}", level + 1);
        server = server.group(Group::new(format!("g{level}")).member_of(above));
    }
    let slow = "search: delay=60ms".parse().unwrap();
    let server = server.fault(slow).start().unwrap();
    let plan = Plan::url(&server.ldap_url())
        .unwrap()
        .timeout(Duration::from_secs(3));
    let report = ConnectionTest::new(plan)
        .login("ada")
        .password("s3cret")
        .run_blocking();
    let failure = report.failure().unwrap();
    assert_eq!(
        (failure.stage(), failure.code()),
        (Stage::Groups, Code::LDAP_TIME_USED_UP),
        "{report}"
    );
    let seen = failure.detail();
    assert!(seen.starts_with("the time for the whole was up "), "{seen}");
    assert!(
        seen.contains(" requests on this connection were answered, none of them in more than "),
        "{seen}"
    );
    assert!(
        seen.contains(" groups were found by then, at depth "),
        "{seen}"
    );
    assert!(
        failure.cure().contains("a strategy of fewer round trips"),
        "{report}"
    );
}
