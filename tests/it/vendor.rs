//! A vendor of one's own: a copy of another with one answer changed.

use ldaplab::{
    client::{Client, Options, Search},
    server::{Builder, Profile},
};

/// An OpenLDAP that returns the root DSE whatever the filter says, and is otherwise as it is.
fn lax() -> Profile {
    let mut conduct = *Profile::OPENLDAP.conduct();
    conduct.root_dse_for_any_filter = true;
    Profile::OPENLDAP.with_conduct("openldap-lax", conduct)
}

#[tokio::test]
async fn a_vendor_that_differs_in_one_thing_behaves_differently_in_that_one_thing() {
    for (profile, root_dses) in [(Profile::OPENLDAP, 0), (lax(), 1)] {
        let server = Builder::new(profile)
            .suffix("dc=example,dc=org")
            .start()
            .unwrap();
        let mut client = Client::connect(&server.ldap_url(), &Options::default())
            .await
            .unwrap();
        let nobody = Search::entry("").filter_text("(cn=nobody)").unwrap();
        let found = client.search(&nobody).await.unwrap();
        assert_eq!(found.entries.len(), root_dses, "{}", profile.name());
        let suffix = Search::entry("dc=example,dc=org");
        let filtered = suffix.clone().filter_text("(cn=nobody)").unwrap();
        let found = client.search(&filtered).await.unwrap();
        assert_eq!(found.entries.len(), 0);
        let found = client.search(&suffix).await.unwrap();
        assert_eq!(found.entries[0].text("dc"), Some("example"));
    }
}
