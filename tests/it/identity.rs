//! Who a user is, on servers of both kinds.

use std::net::SocketAddr;

use ldaplab::{
    client::{Client, Options},
    diagnosis::Code,
    identity::{Capabilities, Groups, Kind, Lookup, Strategy, find_user},
};

use crate::tiny::{active_directory, openldap};

async fn connect(address: SocketAddr) -> (Client, Capabilities) {
    let mut client = Client::connect(&format!("ldap://{address}"), &Options::default())
        .await
        .unwrap();
    let capabilities = Capabilities::read(&mut client).await.unwrap();
    (client, capabilities)
}

async fn groups_of_ada(
    address: SocketAddr,
    lookup: Lookup,
) -> Result<Groups, ldaplab::client::Error> {
    let (mut client, capabilities) = connect(address).await;
    let base = capabilities.default_base.clone().unwrap();
    let users = find_user(&mut client, &capabilities, &base, "ada", None)
        .await
        .unwrap();
    lookup.run(&mut client, &capabilities, &users[0]).await
}

fn names(groups: &Groups) -> Vec<(&str, Option<usize>)> {
    groups
        .groups
        .iter()
        .map(|group| (group.name.as_deref().unwrap(), group.depth))
        .collect()
}

#[tokio::test]
async fn a_user_is_found_by_every_form_of_the_login_name() {
    let (mut client, capabilities) = connect(active_directory().start()).await;
    assert_eq!(capabilities.kind, Kind::ActiveDirectory);
    for login in ["ada", "CORP\\ada", "ada@corp.example"] {
        let users = find_user(
            &mut client,
            &capabilities,
            "DC=corp,DC=example",
            login,
            None,
        )
        .await
        .unwrap();
        let dns: Vec<&str> = users.iter().map(|user| user.dn.as_str()).collect();
        assert_eq!(
            dns,
            ["CN=Lovelace\\, Ada,CN=Users,DC=corp,DC=example"],
            "{login}"
        );
    }
}

#[tokio::test]
async fn ad_is_asked_in_chain_and_other_servers_are_walked() {
    let base = "DC=corp,DC=example";
    let groups = groups_of_ada(
        active_directory().start(),
        Lookup::new(base).without_primary_group(),
    )
    .await
    .unwrap();
    assert_eq!(groups.strategy, Strategy::InChain);
    assert_eq!(names(&groups), [("a", None), ("b", None), ("c", None)]);
    assert_eq!(groups.cost.round_trips, 1);

    let groups = groups_of_ada(openldap().start(), Lookup::new("dc=example,dc=org"))
        .await
        .unwrap();
    assert_eq!(groups.strategy, Strategy::MemberWalk);
    assert_eq!(
        names(&groups),
        [("ops", Some(1)), ("hosts", Some(1)), ("all", Some(2))]
    );
    assert_eq!(groups.cost.round_trips, 3);
    assert!(groups.cost.bytes_sent > 0 && groups.cost.bytes_received > 0);
}

#[tokio::test]
async fn walks_end_on_a_cycle_and_tell_the_depth() {
    for strategy in [Strategy::MemberWalk, Strategy::MemberOfWalk] {
        let lookup = Lookup::new("DC=corp,DC=example")
            .strategy(strategy)
            .without_primary_group();
        let groups = groups_of_ada(active_directory().start(), lookup)
            .await
            .unwrap();
        assert_eq!(
            names(&groups),
            [("a", Some(1)), ("b", Some(2)), ("c", Some(3))],
            "{strategy}"
        );
        assert_eq!(groups.cost.round_trips, 4, "{strategy}");
    }
}

#[tokio::test]
async fn the_primary_group_and_what_it_leads_to_are_told_apart() {
    // ada's primaryGroupID is 513 = 0x201, the last part of Domain Users' SID.
    let groups = groups_of_ada(
        active_directory().start(),
        Lookup::new("DC=corp,DC=example"),
    )
    .await
    .unwrap();
    let primary = groups.primary.as_ref().unwrap();
    assert_eq!(primary.dn, "CN=Domain Users,CN=Users,DC=corp,DC=example");
    let through: Vec<&str> = groups
        .groups
        .iter()
        .filter(|group| group.through_primary)
        .map(|group| group.dn.as_str())
        .collect();
    assert_eq!(through, ["CN=d,DC=corp,DC=example"]);
    assert_eq!(groups.groups.len(), 4);
}

#[tokio::test]
async fn in_chain_is_not_asked_where_it_would_answer_nothing() {
    let lookup = Lookup::new("dc=example,dc=org").strategy(Strategy::InChain);
    let error = groups_of_ada(openldap().start(), lookup).await.unwrap_err();
    assert_eq!(error.code(), Code::GROUP_STRATEGY);
    assert!(
        error
            .detail()
            .contains("does not say that this server resolves in-chain")
    );
}
