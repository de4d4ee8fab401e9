//! The ldap3 crate, which users' programs use.

use ldap3::{
    LdapConnAsync, LdapConnSettings, LdapError, Scope, SearchEntry,
    adapters::{Adapter, EntriesOnly, PagedResults},
    drive,
};
use ldaplab::{server::LdapServer, tls::Scenario, transcript::Operation};

use crate::{ADA, company};

fn settings(server: &LdapServer) -> LdapConnSettings {
    LdapConnSettings::new().set_config(server.rustls_config().unwrap())
}

#[tokio::test]
async fn the_ldap3_crate_binds_and_searches_over_all_three() {
    let server = company(Scenario::TRUSTED);
    let (plain, tls) = (server.ldap_url(), server.ldaps_url());
    for (url, settings) in [
        (&plain, settings(&server)),
        (&tls, settings(&server)),
        (&plain, settings(&server).set_starttls(true)),
    ] {
        let (connection, mut ldap) = LdapConnAsync::with_settings(settings, url).await.unwrap();
        drive!(connection);
        ldap.simple_bind(ADA, "s3cret")
            .await
            .unwrap()
            .success()
            .unwrap();
        let (entries, _) = ldap
            .search(
                "dc=example,dc=org",
                Scope::Subtree,
                "(uid=jorg)",
                vec!["cn"],
            )
            .await
            .unwrap()
            .success()
            .unwrap();
        let entries: Vec<SearchEntry> = entries.into_iter().map(SearchEntry::construct).collect();
        assert_eq!(entries.len(), 1);
        assert_eq!(
            entries[0].attrs["cn"],
            ["J\u{f6}rg M\u{fc}\u{df}ig-\u{141}aski"]
        );
        let refused = ldap.simple_bind(ADA, "wrong").await.unwrap();
        assert_eq!(refused.rc, 49);
        ldap.unbind().await.unwrap();
    }
}

#[tokio::test]
async fn the_ldap3_crate_reads_page_by_page() {
    let server = company(Scenario::TRUSTED);
    let (connection, mut ldap) =
        LdapConnAsync::with_settings(settings(&server), &server.ldaps_url())
            .await
            .unwrap();
    drive!(connection);
    ldap.simple_bind(ADA, "s3cret")
        .await
        .unwrap()
        .success()
        .unwrap();
    let adapters: Vec<Box<dyn Adapter<_, _>>> = vec![
        Box::new(EntriesOnly::new()),
        Box::new(PagedResults::new(20)),
    ];
    let mut search = ldap
        .streaming_search_with(
            adapters,
            "dc=example,dc=org",
            Scope::Subtree,
            "(objectClass=inetOrgPerson)",
            vec!["uid"],
        )
        .await
        .unwrap();
    let mut found = 0;
    while search.next().await.unwrap().is_some() {
        found += 1;
    }
    search.finish().await.success().unwrap();
    assert_eq!(found, 55);
    assert_eq!(server.requests().of(Operation::Search).count(), 3);
}

#[tokio::test]
async fn the_ldap3_crate_refuses_a_server_that_it_does_not_trust() {
    for scenario in [
        Scenario::SELF_SIGNED,
        Scenario::UNKNOWN_CA,
        Scenario::EXPIRED,
        Scenario::WRONG_HOST,
    ] {
        let server = company(scenario);
        for (url, settings) in [
            (server.ldaps_url(), settings(&server)),
            (server.ldap_url(), settings(&server).set_starttls(true)),
        ] {
            let refused = LdapConnAsync::with_settings(settings, &url).await.err();
            assert!(
                matches!(refused, Some(LdapError::Io { .. })),
                "{scenario}: {refused:?}"
            );
        }
    }
}
