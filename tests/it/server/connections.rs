//! Many connections, and the independent client.

use ldap3::{LdapConnAsync, Scope, SearchEntry};

use super::{corp, peer::Peer, slapd};

#[test]
fn hundreds_of_connections_are_served_at_once() {
    let server = slapd().start().unwrap();
    let mut peers: Vec<Peer> = (0..200).map(|_| Peer::plain(&server)).collect();
    assert!(peers.iter_mut().all(Peer::is_alive));
    let numbers: std::collections::BTreeSet<u64> = server
        .requests()
        .iter()
        .map(|record| record.connection)
        .collect();
    assert_eq!(numbers.len(), 200);
}

#[tokio::test]
async fn the_ldap3_crate_resolves_nested_groups() {
    let dc = corp().start().unwrap();
    let (connection, mut ldap) = LdapConnAsync::new(&dc.ldap_url()).await.unwrap();
    ldap3::drive!(connection);
    ldap.simple_bind("EXAMPLE\\ada", "s3cret")
        .await
        .unwrap()
        .success()
        .unwrap();
    let ada = dc.dn_of("ada");
    let filter = format!("(member:1.2.840.113556.1.4.1941:={ada})");
    let base = "OU=Nesting,OU=Groups,OU=Corp,DC=example,DC=test";
    let (found, _) = ldap
        .search(base, Scope::Subtree, &filter, vec!["cn"])
        .await
        .unwrap()
        .success()
        .unwrap();
    let mut names: Vec<String> = found
        .into_iter()
        .map(|entry| SearchEntry::construct(entry).attrs["cn"][0].clone())
        .collect();
    names.sort();
    assert_eq!(names.len(), 12);
    assert_eq!(names[0], "Level 1");
    let error = ldap
        .simple_bind("EXAMPLE\\locked", "x")
        .await
        .unwrap()
        .success()
        .unwrap_err();
    assert!(error.to_string().contains("data 775"), "{error}");
    ldap.unbind().await.unwrap();
}
