//! The operations with names of their own on a connection that several share.

use ldaplab::{
    client::{Client, Kind, Multiplexed, Options, PasswordChange, ProtocolVersion, Search},
    diagnosis::Code,
    server::{Group, LdapServer, User, profile::key},
    transcript::Operation,
    wire::{
        Filter, ResultCode,
        request::{Change, ChangeOperation, PartialAttribute},
    },
};

use super::{
    patient,
    peer::{Hear, Hold, Send, peer, tlv},
    plain,
};

const SUFFIX: &str = "dc=example,dc=org";

async fn as_admin(server: &LdapServer, options: &Options) -> Multiplexed {
    let mut client = Client::connect(&server.ldap_url(), options).await.unwrap();
    let admin = server.admin();
    client
        .simple_bind(admin.dn(), admin.password())
        .await
        .unwrap();
    client.multiplexed()
}

fn attribute(description: &str, value: &str) -> PartialAttribute {
    PartialAttribute {
        description: description.into(),
        values: vec![value.as_bytes().to_vec()],
    }
}

fn person(name: &str) -> Vec<PartialAttribute> {
    vec![
        attribute("objectClass", "inetOrgPerson"),
        attribute("objectClass", "posixAccount"),
        attribute("cn", name),
        attribute("sn", "Prober"),
        attribute("uid", name),
        attribute("uidNumber", "7"),
        attribute("gidNumber", "7"),
        attribute("homeDirectory", "/"),
    ]
}

#[tokio::test]
async fn every_operation_has_a_name_of_its_own() {
    let slapd = LdapServer::openldap(SUFFIX).start().unwrap();
    let connection = as_admin(&slapd, &patient()).await;
    let dn = format!("cn=eve,{SUFFIX}");
    connection.add(&dn, person("eve")).await.unwrap();
    let change = Change {
        operation: ChangeOperation::Replace,
        modification: attribute("sn", "Changed"),
    };
    let (modified, incremented) = tokio::join!(
        connection.modify(&dn, vec![change]),
        connection.increment(&dn, "uidNumber", -3),
    );
    modified.unwrap();
    incremented.unwrap();
    let entry = slapd.entry(&dn);
    assert!(entry.has("sn", "Changed") && entry.has("uidNumber", "4"));
    assert!(connection.compare(&dn, "sn", b"changed").await.unwrap());
    assert!(!connection.compare(&dn, "sn", b"prober").await.unwrap());
    let change = PasswordChange::default().of(&dn).to("n3w");
    assert_eq!(connection.password_modify(&change).await.unwrap(), None);
    let made_up = PasswordChange::default().of(&dn);
    let made_up = connection.password_modify(&made_up).await.unwrap();
    assert!(made_up.is_some_and(|password| !password.is_empty()));
    assert_eq!(
        connection.who_am_i().await.unwrap(),
        format!("dn:{}", slapd.admin().dn())
    );
    connection
        .modify_dn(&dn, "cn=renamed", true, None)
        .await
        .unwrap();
    let renamed = format!("cn=renamed,{SUFFIX}");
    assert!(slapd.entry(&renamed).exists());
    connection.delete(&renamed).await.unwrap();
    assert!(!slapd.entry(&renamed).exists());
}

#[tokio::test]
async fn a_refusal_is_worded_as_on_a_connection_of_ones_own() {
    let slapd = LdapServer::openldap(SUFFIX).start().unwrap();
    let connection = as_admin(&slapd, &patient()).await;
    let dn = format!("cn=nobody,{SUFFIX}");
    let error = connection.delete(&dn).await.unwrap_err();
    assert_eq!(
        error.detail(),
        "the server answered the delete with noSuchObject (32), matched up to `dc=example,dc=org`"
    );
    assert_eq!(error.message_id(), Some(2));
    let error = connection.compare(&dn, "cn", b"x").await.unwrap_err();
    assert_eq!(error.result_code(), Some(ResultCode::NO_SUCH_OBJECT));
    let error = connection.modify(&dn, Vec::new()).await.unwrap_err();
    assert!(error.detail().contains("the modify"), "{error}");
}

#[tokio::test]
async fn pages_are_fetched_until_the_last_one() {
    let slapd = LdapServer::openldap(SUFFIX).start().unwrap();
    let connection = as_admin(&slapd, &patient()).await;
    for number in 0..5 {
        let name = format!("p{number}");
        connection
            .add(&format!("cn={name},{SUFFIX}"), person(&name))
            .await
            .unwrap();
    }
    let people = Search::new(SUFFIX).filter(Filter::Equality("sn".into(), b"Prober".to_vec()));
    // Two at once: each has pages of its own.
    let (twos, threes) = (people.clone().paged(2), people.paged(3));
    let (twos, whole) = tokio::join!(connection.search(&twos), async {
        let client = Client::connect(&slapd.ldap_url(), &patient())
            .await
            .unwrap();
        client.multiplexed().search(&threes).await
    });
    let (twos, whole) = (twos.unwrap(), whole.unwrap());
    assert_eq!((twos.entries.len(), twos.pages), (5, 3));
    assert_eq!((whole.entries.len(), whole.pages), (5, 2));
    assert!(slapd.requests().of(Operation::Search).count() == 5);
}

#[tokio::test]
async fn ranges_are_joined() {
    let mut group = Group::new("Large");
    for number in 0..7 {
        group = group.member(format!("u{number}"));
    }
    let mut dc = LdapServer::active_directory("corp.example").set(key::MAX_VAL_RANGE, 3);
    for number in 0..7 {
        dc = dc.user(User::new(format!("u{number}")));
    }
    let dc = dc.group(group).start().unwrap();
    let connection = as_admin(&dc, &patient()).await;
    let search = Search::entry(dc.dn_of("Large")).attributes(["member"]);
    let found = connection.search(&search).await.unwrap();
    assert_eq!(found.entries[0].values("member").count(), 7);
    assert_eq!(found.entries[0].attributes.len(), 1);
    let range = Search::entry(dc.dn_of("Large")).attributes(["member;range=2-3"]);
    let found = connection.search(&range).await.unwrap();
    assert_eq!(found.entries[0].values("member;range=2-3").count(), 2);
}

#[tokio::test]
async fn what_is_more_than_is_collected_is_given_up_over_all_pages() {
    let page = |id: u8| {
        let value = tlv(0x30, &[b"\x02\x01\x00", &tlv(0x04, &[b"next"])]);
        let oid = tlv(0x04, &[b"1.2.840.113556.1.4.319"]);
        let controls = tlv(0xa0, &[&tlv(0x30, &[&oid, &tlv(0x04, &[&value])])]);
        let entry = b"\x64\x08\x04\x04cn=a\x30\x00";
        let done = b"\x65\x07\x0a\x01\x00\x04\x00\x04\x00";
        let id = [2, 1, id];
        [tlv(0x30, &[&id, entry]), tlv(0x30, &[&id, done, &controls])].concat()
    };
    let script = vec![
        Hear,
        Send(page(1)),
        Hear,
        Send(page(2)),
        Hear,
        Send(page(3)),
        Hold,
    ];
    let options = patient().max_entries(2);
    let connection = plain(peer(vec![script]), &options).await.multiplexed();
    let search = Search::new("o=x").paged(1);
    let error = connection.search(&search).await.unwrap_err();
    assert_eq!(
        (error.code(), error.message_id()),
        (Code::LDAP_CLIENT_LIMIT, Some(3))
    );
    assert_eq!(
        error.detail(),
        "the search below `o=x` brought 3 entries and references, which take up 480 bytes of memory, and was given up; at most 2 in 268435456 bytes are collected"
    );
}

#[tokio::test]
async fn what_version_2_lacks_is_not_sent() {
    let options = patient().protocol_version(ProtocolVersion::V2);
    let connection = plain(peer(vec![vec![Hold]]), &options).await.multiplexed();
    let error = connection.who_am_i().await.unwrap_err();
    assert_eq!(error.kind(), Kind::NotSupported);
    assert_eq!(connection.counters().bytes_sent, 0);
}
