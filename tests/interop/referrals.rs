//! A real slapd that refers to another, and our client that goes there.

use ldaplab::{
    client::{Client, Credentials, Error, Options, Referrals, Search},
    wire::{
        Control, Request, ResultCode,
        request::{AddRequest, Change, ChangeOperation, PartialAttribute},
    },
};

use crate::{
    program::or_skip,
    real_server::PEOPLE,
    slapd::{ADMIN, Slapd},
};

const SUFFIX: &str = "\
dn: dc=example,dc=org
objectClass: dcObject
objectClass: organization
dc: example
o: Example
";

const SUFFIX_DN: &str = "dc=example,dc=org";
const AWAY: &str = "ou=away,dc=example,dc=org";
const ADA_AWAY: &str = "uid=ada,ou=away,dc=example,dc=org";
const ADA: &str = "uid=ada,ou=people,dc=example,dc=org";

fn attribute(description: &str, values: &[&str]) -> PartialAttribute {
    PartialAttribute {
        description: description.to_owned(),
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

async fn as_admin(url: &str, options: &Options) -> Client {
    let mut client = Client::connect(url, options).await.unwrap();
    client.simple_bind(ADMIN.0, ADMIN.1).await.unwrap();
    client
}

/// Adds the entry `ou=away` whose content is that of an entry elsewhere.
async fn refer(near: &Slapd, to: &str) {
    let request = Request::Add(AddRequest {
        dn: AWAY.as_bytes().to_vec(),
        attributes: vec![
            attribute("objectClass", &["referral", "extensibleObject"]),
            attribute("ou", &["away"]),
            attribute("ref", &[to]),
        ],
    });
    let mut client = as_admin(&near.ldap_url(), &Options::default()).await;
    let controls = [Control::manage_dsa_it()];
    let answer = client.request(&request, &controls).await.unwrap();
    assert_eq!(answer.result().code, ResultCode::SUCCESS, "{answer:?}");
    client.unbind().await;
}

fn dns(found: &ldaplab::client::Found) -> Vec<&str> {
    let entries = found.entries.iter();
    let mut dns: Vec<&str> = entries.map(|entry| entry.dn.as_str()).collect();
    dns.sort_unstable();
    dns
}

fn code(outcome: Result<(), Error>) -> Option<ResultCode> {
    outcome.unwrap_err().result_code()
}

#[tokio::test]
async fn a_search_goes_on_at_the_server_that_slapd_refers_to() {
    let near = or_skip!(Slapd::configured(""));
    let far = or_skip!(Slapd::configured(""));
    near.fill(SUFFIX).await;
    far.fill(PEOPLE).await;
    refer(
        &near,
        &format!("{}/ou=people,dc=example,dc=org", far.ldap_url()),
    )
    .await;
    let following = Options::default().referrals(Referrals::follow());
    let mut client = as_admin(&near.ldap_url(), &Options::default()).await;
    let found = client.search(&Search::new(SUFFIX_DN)).await.unwrap();
    assert_eq!(dns(&found), [SUFFIX_DN]);
    let to = format!("{}/ou=people,dc=example,dc=org??sub", far.ldap_url());
    assert_eq!(found.references, [[to.as_str()]]);
    let error = client.search(&Search::new(AWAY)).await.unwrap_err();
    assert_eq!(error.referral(), [to]);
    assert_eq!(error.matched().as_deref(), Some(AWAY));

    let mut client = as_admin(&near.ldap_url(), &following).await;
    let people = [
        "cn=Berlin,ou=people,dc=example,dc=org",
        "cn=Everybody,ou=people,dc=example,dc=org",
        "ou=people,dc=example,dc=org",
        ADA,
    ];
    // The base is a referral entry, or lies below one, or above it.
    let found = client.search(&Search::new(AWAY)).await.unwrap();
    assert_eq!(dns(&found), people);
    let found = client.search(&Search::entry(ADA_AWAY)).await.unwrap();
    assert_eq!(dns(&found), [ADA]);
    let found = client.search(&Search::new(SUFFIX_DN)).await.unwrap();
    let mut all = vec![SUFFIX_DN];
    all.extend(people);
    all.sort_unstable();
    assert_eq!(dns(&found), all);
    assert!(found.references.is_empty());
}

#[tokio::test]
async fn writes_are_done_at_the_server_that_slapd_refers_to() {
    let near = or_skip!(Slapd::configured(""));
    let far = or_skip!(Slapd::configured(""));
    near.fill(SUFFIX).await;
    far.fill(PEOPLE).await;
    refer(
        &near,
        &format!("{}/ou=people,dc=example,dc=org", far.ldap_url()),
    )
    .await;
    let anonymous = Options::default().referrals(Referrals::follow());
    let given = Credentials::simple(ADMIN.0, ADMIN.1);
    let given = Referrals::follow().credentials_for(&far.authority(), given);
    let given = Options::default().referrals(given);
    let mut direct = as_admin(&far.ldap_url(), &Options::default()).await;

    // A compare needs nobody's name there, a write does.
    let mut client = as_admin(&near.ldap_url(), &anonymous).await;
    assert!(client.compare(ADA_AWAY, "sn", b"nightjar").await.unwrap());
    let denied = client.modify(ADA_AWAY, replace("sn", "Denied")).await;
    assert_eq!(code(denied), Some(ResultCode::STRONGER_AUTH_REQUIRED));

    let mut client = as_admin(&near.ldap_url(), &given).await;
    let bob = "uid=bob,ou=away,dc=example,dc=org";
    let person = vec![
        attribute("objectClass", &["inetOrgPerson"]),
        attribute("uid", &["bob"]),
        attribute("cn", &["Bob"]),
        attribute("sn", &["Prober"]),
    ];
    client.add(bob, person).await.unwrap();
    client.modify(bob, replace("sn", "Changed")).await.unwrap();
    client.increment(ADA_AWAY, "uidNumber", 5).await.unwrap();
    client
        .modify_dn(bob, "uid=robert", true, None)
        .await
        .unwrap();
    let robert = Search::entry("uid=robert,ou=people,dc=example,dc=org");
    let found = direct.search(&robert).await.unwrap();
    assert_eq!(found.entries[0].text("sn"), Some("Changed"));
    let found = direct.search(&Search::entry(ADA)).await.unwrap();
    assert_eq!(found.entries[0].text("uidNumber"), Some("10005"));
    client
        .delete("uid=robert,ou=away,dc=example,dc=org")
        .await
        .unwrap();
    let gone = direct.search(&robert).await.unwrap_err();
    assert!(gone.is_no_such_object());
}

#[tokio::test]
async fn two_slapds_that_refer_to_each_other_are_a_loop() {
    let (one, two) = (
        or_skip!(Slapd::configured("")),
        or_skip!(Slapd::configured("")),
    );
    for (from, to) in [(&one, &two), (&two, &one)] {
        from.fill(SUFFIX).await;
        refer(from, &format!("{}/{AWAY}", to.ldap_url())).await;
    }
    let options = Options::default().referrals(Referrals::follow());
    let mut client = as_admin(&one.ldap_url(), &options).await;
    let error = client.compare(ADA_AWAY, "sn", b"x").await.unwrap_err();
    assert_eq!(
        error.detail(),
        format!("the compare came back to `{}/{ADA_AWAY}`", one.ldap_url())
    );
}
