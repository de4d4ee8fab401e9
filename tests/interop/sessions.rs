//! How a program comes to a real slapd: again after it went down, without tokio, and by the socket in the file system.

use ldaplab::{
    client::{Client, Credentials, Item, Options, PasswordChange, Reconnecting, Search, blocking},
    wire::request::{Change, ChangeOperation, PartialAttribute, Scope},
};

use crate::{
    program::or_skip,
    real_server::PEOPLE,
    slapd::{ADMIN, Slapd, TLS},
};

const ADA: &str = "uid=ada,ou=people,dc=example,dc=org";

fn attribute(description: &str, value: &str) -> PartialAttribute {
    PartialAttribute {
        description: description.to_owned(),
        values: vec![value.as_bytes().to_vec()],
    }
}

fn replace(description: &str, value: &str) -> Vec<Change> {
    vec![Change {
        operation: ChangeOperation::Replace,
        modification: attribute(description, value),
    }]
}

#[tokio::test]
async fn a_reconnecting_client_outlives_a_restart_of_slapd() {
    let mut slapd = or_skip!(Slapd::configured(TLS));
    slapd.fill(PEOPLE).await;
    let options = Options::default().trust_file(slapd.trust_file()).unwrap();
    for (url, options) in [
        (slapd.ldaps_url(), options.clone()),
        (slapd.ldap_url(), options.clone().start_tls()),
        (slapd.ldap_url(), options),
    ] {
        let mut server = Reconnecting::new(&url, &options)
            .unwrap()
            .credentials(Credentials::simple(ADMIN.0, ADMIN.1));
        let who = server.run(async |client| client.who_am_i().await);
        assert_eq!(who.await.unwrap(), "dn:cn=admin,dc=example,dc=org");
        assert_eq!(server.connections(), 1);
        slapd.restart();
        // Searched and written to as before, and as whom before.
        let found = server
            .run(async |client| client.search(&Search::entry(ADA)).await)
            .await
            .unwrap();
        assert_eq!(found.entries[0].text("cn"), Some("Ada Nightjar"));
        assert_eq!(server.connections(), 2);
        let wrote = server
            .run(async |client| client.modify(ADA, replace("sn", "Nightjar")).await)
            .await;
        wrote.unwrap();
        let who = server.run(async |client| client.who_am_i().await);
        assert_eq!(who.await.unwrap(), "dn:cn=admin,dc=example,dc=org");
        assert_eq!(server.connections(), 2);
        let tls = server.client().await.unwrap().peer().is_some();
        assert_eq!(tls, url.starts_with("ldaps") || options.start_tls);
        server.unbind().await;
    }
}

#[test]
fn the_blocking_client_does_every_operation_on_slapd() {
    let slapd = or_skip!(Slapd::start(PEOPLE));
    let options = Options::default().trust_file(slapd.trust_file()).unwrap();
    let mut client = blocking::Client::connect(&slapd.ldap_url(), &options).unwrap();
    client.start_tls().unwrap();
    assert!(client.peer().is_some());
    client.simple_bind(ADMIN.0, ADMIN.1).unwrap();
    assert_eq!(client.who_am_i().unwrap(), "dn:cn=admin,dc=example,dc=org");
    assert!(
        client
            .root_dse()
            .unwrap()
            .has("namingContexts", "dc=example,dc=org")
    );
    let bob = "uid=bob,ou=people,dc=example,dc=org";
    let person = [
        ("objectClass", "inetOrgPerson"),
        ("uid", "bob"),
        ("cn", "Bob"),
        ("sn", "Prober"),
    ];
    let person = person.map(|(name, value)| attribute(name, value));
    client.add(bob, person.to_vec()).unwrap();
    client.modify(bob, replace("sn", "Changed")).unwrap();
    assert!(client.compare(bob, "sn", b"changed").unwrap());
    client.increment(ADA, "uidNumber", -1).unwrap();
    let change = PasswordChange::default().of(bob).to("n3w");
    assert_eq!(client.password_modify(&change).unwrap(), None);
    client.modify_dn(bob, "uid=robert", true, None).unwrap();
    let below = Search::new("ou=people,dc=example,dc=org").scope(Scope::One);
    let found = client.search_paged(&below, 2).unwrap();
    assert_eq!((found.entries.len(), found.pages), (4, 2));
    let mut dns = Vec::new();
    for item in client.search_stream(&below).unwrap() {
        if let Item::Entry(entry) = item.unwrap() {
            dns.push(entry.dn);
        }
    }
    dns.sort_unstable();
    assert_eq!(
        dns,
        [
            "cn=Berlin,ou=people,dc=example,dc=org",
            "cn=Everybody,ou=people,dc=example,dc=org",
            ADA,
            "uid=robert,ou=people,dc=example,dc=org",
        ]
    );
    let found = client.search(&Search::entry(ADA)).unwrap();
    assert_eq!(found.entries[0].text("uidNumber"), Some("9999"));
    let robert = "uid=robert,ou=people,dc=example,dc=org";
    client.delete(robert).unwrap();
    assert!(client.delete(robert).unwrap_err().is_no_such_object());
    client.unbind();
}

#[tokio::test]
async fn the_user_at_the_socket_binds_with_external() {
    let mapped = "authz-regexp \"gidNumber=[0-9]+[+]uidNumber=[0-9]+,cn=peercred,cn=external,cn=auth\" \"cn=admin,dc=example,dc=org\"";
    let slapd = or_skip!(Slapd::configured(mapped));
    slapd.fill(PEOPLE).await;
    let mut client = Client::connect(&slapd.ldapi_url(), &Options::default())
        .await
        .unwrap();
    assert_eq!(client.address(), None);
    assert_eq!(client.who_am_i().await.unwrap(), "");
    client.external_bind("").await.unwrap();
    assert_eq!(
        client.who_am_i().await.unwrap(),
        "dn:cn=admin,dc=example,dc=org"
    );
    client.modify(ADA, replace("sn", "External")).await.unwrap();
    // As somebody else, whom nobody may be.
    let error = client.external_bind("u:nobody").await.unwrap_err();
    assert_eq!(
        error.info(),
        "SASL(-14): authorization failure: not authorized"
    );
    // Over TCP there is no such user.
    let mut client = Client::connect(&slapd.ldap_url(), &Options::default())
        .await
        .unwrap();
    let error = client.external_bind("").await.unwrap_err();
    assert_eq!(error.info(), "SASL(-4): no mechanism available:");
}
