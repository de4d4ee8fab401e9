//! Writes, compares and password changes go where a referral says, for those who ask for it, and with nobody's credentials.

use ldaplab::{
    client::{Client, Credentials, Error, Kind, Options, PasswordChange, Referrals, blocking},
    diagnosis::{Code, Stage},
    server::{self, Fault, LdapServer, profile::key},
    transcript::Operation,
    wire::{
        LdapResult, ResultCode,
        request::{Change, ChangeOperation, PartialAttribute},
    },
};

use super::{
    patient,
    peer::{Close, Hear, Hold, Send, peer, tlv},
    plain,
    referrals::{SUFFIX, following, refer},
};

const HERE: &str = "dn: dc=example,dc=org
objectClass: dcObject
objectClass: organization
dc: example
o: Example

dn: ou=here,dc=example,dc=org
objectClass: organizationalUnit
ou: here

dn: cn=eve,ou=here,dc=example,dc=org
objectClass: inetOrgPerson
objectClass: posixAccount
cn: eve
sn: Eve
uid: eve
uidNumber: 10
gidNumber: 10
homeDirectory: /
userPassword: old-word
";

const EVE: &str = "cn=eve,ou=here,dc=example,dc=org";
const EVE_AWAY: &str = "cn=eve,ou=away,dc=example,dc=org";

/// A server where anybody may write, and one that refers to it what lies below `ou=away`.
async fn pair() -> (LdapServer, LdapServer) {
    let far = LdapServer::openldap(SUFFIX)
        .ldif(HERE)
        .set(key::WRITERS, "anyone")
        .start()
        .unwrap();
    let near = LdapServer::openldap(SUFFIX).start().unwrap();
    refer(&near, &format!("{}/ou=here,{SUFFIX}", far.ldap_url())).await;
    (near, far)
}

async fn as_admin(server: &LdapServer, options: &Options) -> Client {
    let mut client = Client::connect(&server.ldap_url(), options).await.unwrap();
    let admin = server.admin();
    client
        .simple_bind(admin.dn(), admin.password())
        .await
        .unwrap();
    client
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

fn replace(description: &str, value: &str) -> Vec<Change> {
    vec![Change {
        operation: ChangeOperation::Replace,
        modification: attribute(description, &[value]),
    }]
}

fn person(name: &str) -> Vec<PartialAttribute> {
    vec![
        attribute("objectClass", &["person"]),
        attribute("cn", &[name]),
        attribute("sn", &["Prober"]),
    ]
}

/// `referral`, with these URLs.
fn referral(urls: &[String]) -> Fault {
    Fault::answer(LdapResult::new(ResultCode::REFERRAL).referrals(urls.to_vec()))
}

#[tokio::test]
async fn every_operation_is_done_where_it_is_referred_to_and_by_nobody() {
    let (near, far) = pair().await;
    let mut client = as_admin(&near, &following(Referrals::follow())).await;
    let new = "cn=new,ou=away,dc=example,dc=org";
    client.add(new, person("new")).await.unwrap();
    assert!(
        far.entry("cn=new,ou=here,dc=example,dc=org")
            .has("sn", "Prober")
    );
    client
        .modify(EVE_AWAY, replace("sn", "Changed"))
        .await
        .unwrap();
    assert!(far.entry(EVE).has("sn", "Changed"));
    client.increment(EVE_AWAY, "uidNumber", 5).await.unwrap();
    assert!(far.entry(EVE).has("uidNumber", "15"));
    assert!(client.compare(EVE_AWAY, "sn", b"changed").await.unwrap());
    assert!(!client.compare(EVE_AWAY, "sn", b"other").await.unwrap());
    client
        .modify_dn(new, "cn=renamed", true, None)
        .await
        .unwrap();
    assert!(
        far.entry("cn=renamed,ou=here,dc=example,dc=org").exists()
            && !far.entry("cn=new,ou=here,dc=example,dc=org").exists()
    );
    client
        .delete("cn=renamed,ou=away,dc=example,dc=org")
        .await
        .unwrap();
    assert!(!far.entry("cn=renamed,ou=here,dc=example,dc=org").exists());
    let there = far.requests();
    assert_eq!(there.of(Operation::Bind).count(), 0);
    assert!(
        there.iter().all(|record| record.identity.is_empty()),
        "{there}"
    );
    let done: Vec<Operation> = there
        .iter()
        .map(|record| record.operation())
        .filter(|operation| *operation != Operation::Unbind)
        .collect();
    assert_eq!(
        done,
        [
            Operation::Add,
            Operation::Modify,
            Operation::Modify,
            Operation::Compare,
            Operation::Compare,
            Operation::ModifyDn,
            Operation::Delete,
        ]
    );
}

#[tokio::test]
async fn a_referral_is_returned_unless_following_is_asked_for() {
    let (near, far) = pair().await;
    let expected = [format!("{}/{EVE}", far.ldap_url())];
    let mut client = as_admin(&near, &patient()).await;
    let error = client.delete(EVE_AWAY).await.unwrap_err();
    assert!(error.is_referral() && error.kind() == Kind::Server);
    assert_eq!(error.referral(), expected);
    // One connection, addressed by message ID, has no second one beside it.
    let client = as_admin(&near, &following(Referrals::follow())).await;
    let connection = client.multiplexed();
    let error = connection.delete(EVE_AWAY).await.unwrap_err();
    assert_eq!(error.referral(), expected);
    let error = connection
        .search(&ldaplab::client::Search::new(EVE_AWAY))
        .await
        .unwrap_err();
    assert_eq!(error.referral(), [format!("{}??sub", expected[0])]);
    let root = ldaplab::client::Search::new(SUFFIX);
    let found = connection.search(&root).await.unwrap();
    assert_eq!(
        found.references,
        [[format!("{}/ou=here,dc=example,dc=org??sub", far.ldap_url())]]
    );
    assert!(far.requests().is_empty());
}

#[test]
fn the_blocking_client_follows_too() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (near, far) = runtime.block_on(pair());
    drop(runtime);
    let options = following(Referrals::follow());
    let mut client = blocking::Client::connect(&near.ldap_url(), &options).unwrap();
    let admin = near.admin();
    client.simple_bind(admin.dn(), admin.password()).unwrap();
    client.modify(EVE_AWAY, replace("sn", "Waited")).unwrap();
    assert!(far.entry(EVE).has("sn", "Waited"));
    assert!(client.compare(EVE_AWAY, "sn", b"waited").unwrap());
    client.unbind();
    assert_eq!(far.requests().of(Operation::Bind).count(), 0);
}

#[tokio::test]
async fn credentials_go_to_the_server_that_they_are_given_for() {
    let (near, far) = (LdapServer::openldap(SUFFIX), LdapServer::openldap(SUFFIX));
    let (near, far) = (near.start().unwrap(), far.ldif(HERE).start().unwrap());
    refer(&near, &format!("{}/ou=here,{SUFFIX}", far.ldap_url())).await;
    let given = Credentials::simple(far.admin().dn(), far.admin().password());
    let authority = far.ldap_address().unwrap().to_string();
    let elsewhere = Referrals::follow().credentials_for("127.0.0.1:1", given.clone());
    let mut client = as_admin(&near, &following(elsewhere)).await;
    let error = client
        .modify(EVE_AWAY, replace("sn", "Denied"))
        .await
        .unwrap_err();
    // slapd's answer to anonymous writers.
    assert_eq!(
        error.result_code(),
        Some(ResultCode::STRONGER_AUTH_REQUIRED)
    );
    assert_eq!(far.requests().of(Operation::Bind).count(), 0);
    let there = Referrals::follow().credentials_for(&authority, given);
    let mut client = as_admin(&near, &following(there)).await;
    client
        .modify(EVE_AWAY, replace("sn", "Allowed"))
        .await
        .unwrap();
    assert!(far.entry(EVE).has("sn", "Allowed"));
    assert_eq!(far.requests().of(Operation::Bind).count(), 1);
}

#[tokio::test]
async fn a_changed_password_goes_only_where_credentials_are_given_for() {
    let far = LdapServer::openldap(SUFFIX).ldif(HERE).start().unwrap();
    let near = LdapServer::openldap(SUFFIX).start().unwrap();
    let url = format!("{}/{EVE}", far.ldap_url());
    near.inject(server::extended(), referral(std::slice::from_ref(&url)))
        .forever();
    let change = PasswordChange::default()
        .of(EVE_AWAY)
        .from("old-word")
        .to("new-word");
    let mut client = as_admin(&near, &following(Referrals::follow())).await;
    let error = client.password_modify(&change).await.unwrap_err();
    assert!(error.is_referral());
    assert_eq!(error.referral(), [url.as_str()]);
    assert_eq!(
        error.detail(),
        format!(
            "the password modify was referred to `{url}`, for which no credentials are given; its passwords were not sent there"
        )
    );
    assert!(far.requests().is_empty());
    let authority = far.ldap_address().unwrap().to_string();
    let given = Credentials::simple(EVE, "old-word");
    let referrals = Referrals::follow().credentials_for(&authority, given);
    let mut client = as_admin(&near, &following(referrals)).await;
    assert_eq!(client.password_modify(&change).await.unwrap(), None);
    let mut eve = Client::connect(&far.ldap_url(), &patient()).await.unwrap();
    eve.simple_bind(EVE, "new-word").await.unwrap();
}

#[tokio::test]
async fn a_write_that_comes_back_is_a_loop() {
    // Where anonymous clients may not write, they hear that before a referral.
    let server = || LdapServer::openldap(SUFFIX).set(key::WRITERS, "anyone");
    let (one, two) = (server().start().unwrap(), server().start().unwrap());
    refer(&one, &format!("{}/ou=away,{SUFFIX}", two.ldap_url())).await;
    refer(&two, &format!("{}/ou=away,{SUFFIX}", one.ldap_url())).await;
    let mut client = as_admin(&one, &following(Referrals::follow())).await;
    let error = client.delete(EVE_AWAY).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (Kind::Loop, Code::REFERRAL_LOOP)
    );
    assert_eq!(
        error.detail(),
        format!("the delete came back to `{}/{EVE_AWAY}`", one.ldap_url())
    );
    assert_eq!(two.requests().of(Operation::Delete).count(), 1);
}

/// DelResponse, message 1, with this referral.
fn refer_delete(url: &str) -> Vec<u8> {
    let referrals = tlv(0xa3, &[&tlv(0x04, &[url.as_bytes()])]);
    let done = tlv(0x6b, &[b"\x0a\x01\x0a\x04\x00\x04\x00", &referrals]);
    tlv(0x30, &[b"\x02\x01\x01", &done])
}

#[tokio::test]
async fn five_referrals_in_a_row_are_followed_and_not_six() {
    // DelResponse, message 1, success.
    let end = b"\x30\x0c\x02\x01\x01\x6b\x07\x0a\x01\x00\x04\x00\x04\x00".to_vec();
    let mut address = peer(vec![vec![Hear, Send(end), Hold]]);
    for hops in 1..=6 {
        let url = format!("ldap://{address}/cn=hop{hops}");
        address = peer(vec![vec![Hear, Send(refer_delete(&url)), Hold]]);
        let mut client = plain(address, &following(Referrals::follow())).await;
        let outcome = client.delete("cn=start").await;
        let limit = outcome.as_ref().err().map(Error::code);
        let expected = (hops == 6).then_some(Code::REFERRAL_LIMIT);
        assert_eq!(limit, expected, "{hops}: {outcome:?}");
    }
    let mut client = plain(address, &following(Referrals::follow().hop_limit(6))).await;
    client.delete("cn=start").await.unwrap();
}

#[tokio::test]
async fn the_first_server_that_can_be_reached_gets_the_operation_and_none_gets_it_twice() {
    let (near, far) = pair().await;
    let closing = peer(vec![vec![Hear, Close]]);
    // Nobody listens at the first; the second takes the delete and dies, perhaps having done it.
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let dead = nobody.local_addr().unwrap();
    drop(nobody);
    let good = format!("{}/{EVE}", far.ldap_url());
    let urls = [
        format!("ldap://{dead}/{EVE}"),
        format!("ldap://{closing}/{EVE}"),
        good.clone(),
    ];
    near.inject(server::delete(), referral(&urls)).forever();
    near.inject(
        server::compare(),
        referral(&["not-a-url".to_owned(), urls[0].clone(), good]),
    )
    .forever();
    let mut client = as_admin(&near, &following(Referrals::follow())).await;
    assert!(client.compare(EVE_AWAY, "cn", b"eve").await.unwrap());
    let error = client.delete(EVE_AWAY).await.unwrap_err();
    assert_eq!(error.kind(), Kind::ServerDown, "{error}");
    assert!(far.entry(EVE).exists());
}

#[tokio::test]
async fn a_protected_write_goes_on_protected() {
    let far = LdapServer::openldap(SUFFIX)
        .ldif(HERE)
        .set(key::WRITERS, "anyone")
        .start()
        .unwrap();
    let bare = LdapServer::openldap(SUFFIX)
        .ldif(HERE)
        .set(key::WRITERS, "anyone")
        .without_tls()
        .start()
        .unwrap();
    let near = LdapServer::openldap(SUFFIX).start().unwrap();
    let trust = format!("{}{}", near.trust_pem(), far.trust_pem());
    let options = following(Referrals::follow()).trust_pem(&trust).unwrap();
    near.inject(
        server::modify(),
        referral(&[format!("{}/{EVE}", far.ldap_url())]),
    )
    .forever();
    near.inject(
        server::delete(),
        referral(&[format!("{}/{EVE}", bare.ldap_url())]),
    )
    .forever();
    let start_tls = options.clone().start_tls();
    for (url, options) in [(near.ldaps_url(), &options), (near.ldap_url(), &start_tls)] {
        let mut client = Client::connect(&url, options).await.unwrap();
        client
            .modify(EVE_AWAY, replace("sn", "Safe"))
            .await
            .unwrap();
        assert!(far.entry(EVE).has("sn", "Safe"));
        let error = client.delete(EVE_AWAY).await.unwrap_err();
        assert_eq!(error.stage(), Stage::Secure, "{error}");
    }
    let writes = far.requests().of(Operation::Modify);
    assert_eq!(writes.count(), 2);
    assert!(writes.iter().all(|record| record.tls), "{writes}");
    assert_eq!(bare.requests().of(Operation::Delete).count(), 0);
}

#[tokio::test]
async fn a_bind_is_taken_nowhere_else() {
    let (near, far) = pair().await;
    near.inject(server::bind(), referral(&[far.ldap_url()]))
        .forever();
    let options = following(Referrals::follow());
    let mut client = Client::connect(&near.ldap_url(), &options).await.unwrap();
    let error = client.simple_bind(EVE, "old-word").await.unwrap_err();
    assert_eq!(error.code(), Code::BIND_REFERRAL);
    assert_eq!(error.referral(), [far.ldap_url()]);
    assert!(far.requests().is_empty());
}
