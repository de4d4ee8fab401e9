//! Every operation against the server in both profiles, blocking and with new connections.

use ldaplab::{
    client::{
        Client, Credentials, Item, Kind, LdapUrl, Options, PasswordChange, ProtocolVersion,
        Reconnecting, Search, blocking,
    },
    diagnosis::Code,
    server::{Fault, LdapServer, User, search},
    wire::{
        Control, Request, ResultCode,
        request::{Change, ChangeOperation, PartialAttribute, Scope},
    },
};

use super::{
    as_admin, patient,
    peer::{Close, Hear, Hold, Send, peer},
    plain,
};

fn company() -> LdapServer {
    LdapServer::openldap("dc=example,dc=org")
        .ldif_file("fixtures/ldif/company.ldif")
        .start()
        .unwrap()
}

fn domain() -> LdapServer {
    LdapServer::active_directory("example.test")
        .user(User::new("ada").password("s3cret"))
        .start()
        .unwrap()
}

fn attribute(description: &str, values: &[&str]) -> PartialAttribute {
    PartialAttribute {
        description: description.into(),
        values: values
            .iter()
            .map(|value| value.as_bytes().to_vec())
            .collect(),
    }
}

fn change(operation: ChangeOperation, description: &str, values: &[&str]) -> Change {
    Change {
        operation,
        modification: attribute(description, values),
    }
}

#[tokio::test]
async fn entries_are_added_changed_compared_moved_and_deleted() {
    for server in [company(), domain()] {
        let mut client = as_admin(&server).await;
        let base = server.base().to_owned();
        let one = format!("ou=one,{base}");
        let two = format!("ou=two,{base}");
        for (dn, name) in [(&one, "one"), (&two, "two")] {
            let classes = attribute("objectClass", &["organizationalUnit"]);
            let entry = vec![classes, attribute("ou", &[name])];
            client.add(dn, entry).await.unwrap();
        }
        let classes = attribute("objectClass", &["organizationalUnit"]);
        let entry = vec![classes, attribute("ou", &["one"])];
        let error = client.add(&one, entry).await.unwrap_err();
        assert!(error.is_entry_already_exists(), "{error}");
        let changes = vec![change(ChangeOperation::Add, "description", &["first"])];
        client.modify(&one, changes).await.unwrap();
        assert!(client.compare(&one, "description", b"first").await.unwrap());
        assert!(!client.compare(&one, "description", b"other").await.unwrap());
        client
            .modify_dn(&one, "ou=three", true, Some(&two))
            .await
            .unwrap();
        let moved = format!("ou=three,{two}");
        let found = client.search(&Search::entry(&moved)).await.unwrap();
        assert_eq!(found.entries[0].text("ou"), Some("three"));
        let error = client.delete(&two).await.unwrap_err();
        assert!(error.is_not_allowed_on_non_leaf(), "{error}");
        client.delete(&moved).await.unwrap();
        client.delete(&two).await.unwrap();
        let error = client.delete(&two).await.unwrap_err();
        assert!(error.is_no_such_object(), "{error}");
        assert!(
            error
                .matched()
                .is_some_and(|dn| dn.eq_ignore_ascii_case(&base))
        );
        let tree = Control::new("1.2.3.4.5", true);
        let answer = client
            .request(&Request::Delete(two.clone().into_bytes()), &[tree])
            .await
            .unwrap();
        assert_eq!(
            answer.result().code,
            ResultCode::UNAVAILABLE_CRITICAL_EXTENSION
        );
    }
}

#[tokio::test]
async fn a_number_is_incremented_where_the_server_can() {
    let slapd = company();
    let mut client = as_admin(&slapd).await;
    let ada = "uid=ada,ou=engineering,ou=people,dc=example,dc=org";
    client.increment(ada, "gidNumber", 2).await.unwrap();
    assert!(client.compare(ada, "gidNumber", b"5002").await.unwrap());
    client.increment(ada, "gidNumber", -2).await.unwrap();
    assert!(client.compare(ada, "gidNumber", b"5000").await.unwrap());
    let error = client.increment(ada, "cn", 1).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Server);
    let dc = domain();
    let mut client = as_admin(&dc).await;
    let ada = dc.dn_of("ada");
    let error = client
        .increment(&ada, "primaryGroupID", 1)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), Kind::Server);
}

#[tokio::test]
async fn passwords_are_changed_and_made_up_by_slapd_and_not_by_a_domain() {
    let slapd = company();
    let ada = "uid=ada,ou=engineering,ou=people,dc=example,dc=org";
    let mut client = Client::connect(&slapd.ldap_url(), &patient())
        .await
        .unwrap();
    let error = client
        .password_modify(&PasswordChange::default())
        .await
        .unwrap_err();
    assert!(error.is_stronger_auth_required());
    assert_eq!(
        error.info(),
        "only authenticated users may change passwords"
    );
    client.simple_bind(ada, "s3cret").await.unwrap();
    let wrong = PasswordChange::default().from("wrong").to("next");
    let error = client.password_modify(&wrong).await.unwrap_err();
    assert!(error.is_unwilling_to_perform());
    assert_eq!(error.info(), "unwilling to verify old password");
    let change = PasswordChange::default().from("s3cret").to("next");
    assert_eq!(client.password_modify(&change).await.unwrap(), None);
    client.simple_bind(ada, "next").await.unwrap();
    let generated = client
        .password_modify(&PasswordChange::default())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(generated.len(), 8);
    client.simple_bind(ada, "next").await.unwrap_err();
    client
        .simple_bind(ada, std::str::from_utf8(&generated).unwrap())
        .await
        .unwrap();
    let other = PasswordChange::default()
        .of("uid=mira,ou=people,dc=example,dc=org")
        .to("x");
    let error = client.password_modify(&other).await.unwrap_err();
    assert!(error.is_insufficient_access_rights(), "{error}");

    let dc = domain();
    let mut client = as_admin(&dc).await;
    let error = client
        .password_modify(&PasswordChange::default().to("x"))
        .await
        .unwrap_err();
    assert!(error.is_protocol_error(), "{error}");
    assert_eq!(dc.requests().unsupported().count(), 1);
}

#[tokio::test]
async fn what_is_over_cannot_be_cancelled() {
    let slapd = company();
    let mut client = as_admin(&slapd).await;
    let error = client.cancel(77).await.unwrap_err();
    assert!(error.is_no_such_operation());
    assert_eq!(error.info(), "message ID not found");
    let error = client.extended("1.3.6.1.1.8", None).await.unwrap_err();
    assert!(error.is_protocol_error());
    let connection = client.multiplexed();
    let error = connection.cancel(1).await.unwrap_err();
    assert!(error.is_no_such_operation());
    let dc = domain();
    let error = as_admin(&dc).await.cancel(1).await.unwrap_err();
    assert!(error.is_protocol_error());
}

#[tokio::test]
async fn sasl_binds_send_the_octets_of_their_rfcs() {
    for (name, password, expected) in [
        (
            "",
            "",
            &b"\x30\x18\x02\x01\x01\x60\x13\x02\x01\x03\x04\x00\xa3\x0c\x04\x08EXTERNAL\x04\x00"[..],
        ),
        (
            "u",
            "p",
            b"\x30\x19\x02\x01\x01\x60\x14\x02\x01\x03\x04\x00\xa3\x0d\x04\x05PLAIN\x04\x04\0u\0p",
        ),
    ] {
        let address = peer(vec![vec![Hear, Send(super::BOUND.to_vec()), Hold]]);
        let mut client = plain(address, &patient()).await;
        if name.is_empty() {
            client.external_bind("").await.unwrap();
        } else {
            client.plain_bind("", name, password).await.unwrap();
        }
        assert_eq!(client.counters().bytes_sent, expected.len() as u64);
    }
    let address = peer(vec![vec![Hold]]);
    let mut client = plain(address, &patient()).await;
    for (name, password) in [("", "p"), ("u", ""), ("u\0", "p")] {
        let error = client.plain_bind("", name, password).await.unwrap_err();
        assert_eq!(error.kind(), Kind::Parameter);
    }
    assert_eq!(client.counters().bytes_sent, 0);
}

#[tokio::test]
async fn version_2_has_no_extensions_and_start_tls_goes_once() {
    let slapd = company();
    let old = patient().protocol_version(ProtocolVersion::V2);
    let mut client = Client::connect(&slapd.ldap_url(), &old).await.unwrap();
    let error = client.start_tls().await.unwrap_err();
    assert_eq!(error.kind(), Kind::NotSupported);
    assert_eq!(client.counters().bytes_sent, 0);
    let error = client.simple_bind("cn=a", "b").await.unwrap_err();
    assert!(error.is_protocol_error(), "{error}");
    let secure = patient().trust_pem(slapd.trust_pem()).unwrap().start_tls();
    let mut client = Client::connect(&slapd.ldap_url(), &secure).await.unwrap();
    let before = client.counters();
    let error = client.start_tls().await.unwrap_err();
    assert_eq!(error.kind(), Kind::Local);
    assert_eq!(client.counters(), before);
}

#[tokio::test]
async fn a_stream_hands_over_entries_and_may_be_left() {
    let slapd = company();
    let mut client = as_admin(&slapd).await;
    let search = Search::new("dc=example,dc=org").scope(Scope::Sub).paged(3);
    let whole = client.search(&search).await.unwrap();
    let mut items = client.search_stream(&search);
    let mut dns = Vec::new();
    while let Some(item) = items.next().await.unwrap() {
        if let Item::Entry(entry) = item {
            dns.push(entry.dn);
        }
    }
    assert_eq!(items.pages(), whole.pages);
    let expected: Vec<String> = whole.entries.into_iter().map(|entry| entry.dn).collect();
    assert_eq!(dns, expected);
    let mut left = client.search_stream(&search);
    assert!(left.next().await.unwrap().is_some());
    assert!(client.who_am_i().await.unwrap().starts_with("dn:"));
    let missing = Search::new("ou=none,dc=example,dc=org");
    let error = client.search_stream(&missing).next().await.unwrap_err();
    assert!(error.is_no_such_object() && error.message_id().is_some());
}

#[tokio::test]
async fn a_broken_connection_comes_back_with_tls_and_bind() {
    let slapd = company();
    let options = patient().trust_pem(slapd.trust_pem()).unwrap().start_tls();
    let ada = "uid=ada,ou=engineering,ou=people,dc=example,dc=org";
    let mut server = Reconnecting::new(&slapd.ldap_url(), &options)
        .unwrap()
        .credentials(Credentials::simple(ada, "s3cret"));
    let who = async |client: &mut Client| client.who_am_i().await;
    assert_eq!(server.run(who).await.unwrap(), format!("dn:{ada}"));
    assert_eq!(server.connections(), 1);
    let _close = slapd.inject(search(), Fault::close()).times(1);
    let base = Search::entry("dc=example,dc=org");
    let found = server
        .run(async |client| client.search(&base).await)
        .await
        .unwrap();
    assert_eq!(found.entries.len(), 1);
    assert_eq!(server.connections(), 2);
    assert_eq!(server.run(who).await.unwrap(), format!("dn:{ada}"));
    assert!(server.client().await.unwrap().peer().is_some());
    let error = server
        .run(async |client| client.delete("dc=none").await)
        .await
        .unwrap_err();
    assert_eq!((error.kind(), server.connections()), (Kind::Server, 2));
    server.unbind().await;
    let gone = peer(vec![vec![Hear, Close]]);
    let mut server = Reconnecting::new(&format!("ldap://{gone}"), &patient()).unwrap();
    let error = server.run(who).await.unwrap_err();
    assert_eq!((error.kind(), server.connections()), (Kind::ServerDown, 2));
}

#[test]
fn the_blocking_client_does_all_that_without_a_runtime() {
    let slapd = company();
    blocking::set_defaults(Options::default().max_entries(5000));
    let mut client = blocking::Client::open(&slapd.ldap_url()).unwrap();
    client
        .simple_bind(
            "uid=ada,ou=engineering,ou=people,dc=example,dc=org",
            "s3cret",
        )
        .unwrap();
    assert!(client.who_am_i().unwrap().contains("uid=ada"));
    let search = Search::new("dc=example,dc=org").paged(3);
    let found = client.search(&search).unwrap();
    let streamed: Result<Vec<Item>, _> = client.search_stream(&search).unwrap().collect();
    assert_eq!(streamed.unwrap().len(), found.entries.len());
    assert!(client.counters().round_trips > 3);
    let missing = Search::new("ou=none,dc=example,dc=org");
    let items: Vec<_> = client.search_stream(&missing).unwrap().take(2).collect();
    assert!(items[0].as_ref().unwrap_err().is_no_such_object());
    client.unbind();
}

#[tokio::test]
async fn the_blocking_client_refuses_to_block_a_runtime() {
    let error = blocking::Client::open("ldap://127.0.0.1:1").unwrap_err();
    assert_eq!(error.kind(), Kind::Local);
}

#[tokio::test]
async fn the_first_of_several_servers_that_answers_is_taken() {
    let server = LdapServer::openldap("dc=example,dc=org").start().unwrap();
    let gone = {
        // A port that nobody listens on any more.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("ldap://{}", listener.local_addr().unwrap())
    };
    let options = Options::default();
    let urls = LdapUrl::list(&format!("{gone} {}", server.ldap_url())).unwrap();
    let mut client = Client::connect_any(&urls, &options).await.unwrap();
    assert_eq!(client.url().endpoint(), server.ldap_url());
    client.anonymous_bind().await.unwrap();
    let urls = LdapUrl::list(&format!("{gone} {gone}/dc=x")).unwrap();
    let error = Client::connect_any(&urls, &options).await.unwrap_err();
    assert_eq!(error.code(), Code::TCP_REFUSED);
    assert_eq!(error.detail().matches(&gone).count(), 2, "{error}");
    let error = Client::connect_any(&[], &options).await.unwrap_err();
    assert_eq!(
        (error.code(), error.detail()),
        (Code::URL_INVALID, "no URL was given")
    );
}
