//! The same program sees the same, with the server and without it.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use ldap3::{
    LdapConnAsync, Scope as Ldap3Scope, SearchEntry,
    adapters::{Adapter, EntriesOnly, PagedResults},
};
use ldaplab::{
    client::{Error, Search, blocking::Client},
    proxy::{Proxy, Recorder},
    server::LdapServer,
    wire::{
        Control, Request,
        request::{Authentication, BindRequest, Change, ChangeOperation, PartialAttribute, Scope},
    },
};

use crate::client::peer::{Hear, Hold, Send, peer, tlv};

use super::{ADA, Folder, client, company, holds, octets, record, replay};

fn outcome<T: std::fmt::Debug>(what: Result<T, Error>) -> String {
    match what {
        Ok(seen) => format!("{seen:?}"),
        Err(error) => format!("{}: {:?} {error}", error.code(), error.result()),
    }
}

/// Everything that a client can see of a directory.
fn program(proxy: &Proxy) -> Vec<String> {
    let mut seen = Vec::new();
    let mut client = client(proxy);
    seen.push(outcome(client.root_dse()));
    seen.push(outcome(client.simple_bind(ADA, "wrong")));
    seen.push(outcome(client.simple_bind(ADA, "s3cret")));
    seen.push(outcome(client.who_am_i()));
    let everybody = || {
        Search::new("ou=people,dc=example,dc=org")
            .filter_text("(uid=*)")
            .unwrap()
    };
    seen.push(outcome(client.search(&everybody().paged(7))));
    seen.push(outcome(client.search(
        &everybody().attributes(["jpegPhoto", "description;lang-de"]),
    )));
    seen.push(outcome(
        client.search(&Search::new("ou=nobody,dc=example,dc=org")),
    ));
    seen.push(outcome(client.search(&everybody().size_limit(3))));
    seen.push(outcome(client.search(&Search::entry("dc=elsewhere"))));
    seen.push(outcome(client.compare(ADA, "sn", b"nightjar")));
    seen.push(outcome(client.compare(ADA, "sn", b"daw")));
    let change = Change {
        operation: ChangeOperation::Replace,
        modification: PartialAttribute {
            description: "userPassword".into(),
            values: vec![b"n3w-s3cret".to_vec()],
        },
    };
    seen.push(outcome(client.modify(ADA, vec![change])));
    seen.push(outcome(client.delete("uid=ada,dc=nowhere")));
    seen.push(outcome(client.modify_dn(ADA, "uid=lovelace", true, None)));
    seen.push(outcome(client.extended("1.2.3.4", None)));
    let unknown = Search::entry(ADA).control(Control::new("1.2.3.4.5", true));
    seen.push(outcome(client.search(&unknown)));
    seen
}

#[test]
fn our_client_sees_the_same_entries_results_and_pages() {
    let folder = Folder::new();
    let with = record(company(), &folder, program);
    assert!(
        with[1].starts_with("bind.invalid_credentials"),
        "{}",
        with[1]
    );
    assert_eq!(with[3], format!("\"dn:{ADA}\""));
    assert_eq!(with[4].matches("Entry {").count(), 46, "{}", with[4]);
    assert!(with[5].contains("K\u{fc}mmert sich um die Maschinen"));
    let replay = replay(&folder);
    assert_eq!(program(&replay), with);
    assert_eq!(replay.unmatched(), [""; 0]);
}

#[test]
fn passwords_are_not_in_the_record_and_any_password_stands_for_a_masked_one() {
    let folder = Folder::new();
    record(company(), &folder, |proxy| {
        let mut client = client(proxy);
        client.simple_bind(ADA, "s3cret").unwrap();
        client.plain_bind("", ADA, "s3cret").unwrap_err();
    });
    assert!(!holds(&octets(&folder.text()), "s3cret"));
    assert!(
        folder
            .text()
            .starts_with("{\"ldaplab_record\":1,\"server\":\"ldap://127.0.0.1:")
    );
    let replay = replay(&folder);
    client(&replay).simple_bind(ADA, "something else").unwrap();
    assert_eq!(replay.unmatched_count(), 0);
    // An empty password is no password: RFC 4513 section 5.1.2.
    let empty = Request::Bind(BindRequest {
        version: 3,
        name: ADA.into(),
        authentication: Authentication::Simple(Vec::new()),
    });
    let answer = client(&replay).request(&empty, &[]).unwrap();
    assert_eq!(answer.response.result().unwrap().code.0, 53);
    let unmatched = replay.unmatched();
    assert_eq!(unmatched.len(), 1);
    assert!(
        unmatched[0].contains("differs in with: bind"),
        "{unmatched:?}"
    );
}

#[test]
fn with_secrets_the_record_has_them_and_only_the_same_password_is_found() {
    let folder = Folder::new();
    let server = company();
    let recorder = Recorder::new(&server.ldap_url())
        .unwrap()
        .file(folder.record())
        .with_secrets()
        .start()
        .unwrap();
    client(&recorder).simple_bind(ADA, "s3cret").unwrap();
    recorder.stop().unwrap();
    assert!(holds(&octets(&folder.text()), "s3cret"));
    let replay = replay(&folder);
    client(&replay).simple_bind(ADA, "s3cret").unwrap();
    client(&replay).simple_bind(ADA, "another").unwrap_err();
    let unmatched = replay.unmatched();
    assert!(!unmatched[0].contains("another"), "{unmatched:?}");
}

#[test]
fn a_referral_and_a_search_reference_come_again() {
    let folder = Folder::new();
    let server = LdapServer::openldap("dc=example,dc=org")
        .ldif(
            "dn: ou=far,dc=example,dc=org\nobjectClass: referral\nobjectClass: extensibleObject\nou: far\nref: ldap://far.example/ou=far,dc=example,dc=org\n",
        )
        .start()
        .unwrap();
    let program = |proxy: &Proxy| {
        let mut client = client(proxy);
        let found = client.search(&Search::new("dc=example,dc=org")).unwrap();
        let refused =
            client.search(&Search::new("ou=x,ou=far,dc=example,dc=org").scope(Scope::Base));
        (found.references, outcome(refused))
    };
    let with = record(server, &folder, program);
    assert_eq!(with.0.len(), 1, "{:?}", with.0);
    assert!(with.1.contains("ldap://far.example/"), "{}", with.1);
    assert_eq!(program(&replay(&folder)), with);
}

#[test]
fn a_large_answer_of_binary_values_comes_again_octet_by_octet() {
    let folder = Folder::new();
    let server = LdapServer::openldap("dc=example,dc=org").start().unwrap();
    let photo: Vec<u8> = (0..300_000_u32)
        .map(|n| (n.wrapping_mul(n) >> 7) as u8)
        .collect();
    let admin = server.admin().clone();
    let program = |client: &mut Client| {
        let people = Search::new("dc=example,dc=org")
            .filter_text("(jpegPhoto=*)")
            .unwrap();
        let found = client.search(&people).unwrap();
        assert_eq!(found.entries.len(), 3);
        found
            .entries
            .iter()
            .all(|entry| entry.first("jpegPhoto") == Some(&photo[..]))
    };
    record(server, &folder, |proxy| {
        let mut client = client(proxy);
        client.simple_bind(admin.dn(), admin.password()).unwrap();
        for name in ["ada", "bob", "cleo"] {
            let attribute = |description: &str, value: &[u8]| PartialAttribute {
                description: description.into(),
                values: vec![value.to_vec()],
            };
            let attributes = vec![
                attribute("objectClass", b"inetOrgPerson"),
                attribute("cn", name.as_bytes()),
                attribute("sn", name.as_bytes()),
                attribute("jpegPhoto", &photo),
            ];
            client
                .add(&format!("cn={name},dc=example,dc=org"), attributes)
                .unwrap();
        }
        assert!(program(&mut client));
    });
    assert!(program(&mut client(&replay(&folder))));
}

#[test]
fn an_abandoned_search_is_abandoned_again_and_the_connection_goes_on() {
    // A search with ID 1, its abandon with ID 2, and with ID 3 Who am I? and its answer.
    let search = tlv(
        0x30,
        &[
            b"\x02\x01\x01",
            b"\x63\x20\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00\x87\x0bobjectClass\x30\x00",
        ],
    );
    let abandon = tlv(0x30, &[b"\x02\x01\x02", b"\x50\x01\x01"]);
    let who = tlv(0x80, &[b"1.3.6.1.4.1.4203.1.11.3"]);
    let who = tlv(0x30, &[b"\x02\x01\x03", &tlv(0x77, &[&who])]);
    let answer = tlv(
        0x30,
        &[
            b"\x02\x01\x03",
            b"\x78\x0b\x0a\x01\x00\x04\x00\x04\x00\x8b\x02u:",
        ],
    );
    let program = |proxy: &Proxy| {
        let mut stream = TcpStream::connect(proxy.ldap_address()).unwrap();
        stream
            .write_all(&[&search[..], &abandon, &who].concat())
            .unwrap();
        let mut heard = vec![0; answer.len()];
        stream.read_exact(&mut heard).unwrap();
        heard
    };
    let folder = Folder::new();
    let server = peer(vec![vec![Hear, Hear, Hear, Send(answer.clone()), Hold]]);
    let recorder = Recorder::new(&format!("ldap://{server}"))
        .unwrap()
        .file(folder.record())
        .start()
        .unwrap();
    assert_eq!(program(&recorder), answer);
    recorder.stop().unwrap();
    assert!(folder.text().contains("\"request\":\"abandonRequest\""));
    let replay = replay(&folder);
    assert_eq!(program(&replay), answer);
    assert_eq!(replay.unmatched(), [""; 0]);
}

#[tokio::test]
async fn the_ldap3_crate_sees_the_same_pages() {
    async fn program(url: String) -> (Vec<String>, u32) {
        let (connection, mut ldap) = LdapConnAsync::new(&url).await.unwrap();
        ldap3::drive!(connection);
        ldap.simple_bind(ADA, "s3cret")
            .await
            .unwrap()
            .success()
            .unwrap();
        let adapters: Vec<Box<dyn Adapter<_, _>>> = vec![
            Box::new(EntriesOnly::new()),
            Box::new(PagedResults::new(10)),
        ];
        let mut search = ldap
            .streaming_search_with(
                adapters,
                "dc=example,dc=org",
                Ldap3Scope::Subtree,
                "(uid=*)",
                vec!["cn"],
            )
            .await
            .unwrap();
        let mut names = Vec::new();
        while let Some(entry) = search.next().await.unwrap() {
            names.push(SearchEntry::construct(entry).dn);
        }
        search.finish().await.success().unwrap();
        let refused = ldap
            .simple_bind("uid=nobody,dc=example,dc=org", "x")
            .await
            .unwrap();
        ldap.unbind().await.unwrap();
        (names, refused.rc)
    }
    let folder = Folder::new();
    let server = company();
    let recorder = Recorder::new(&server.ldap_url())
        .unwrap()
        .file(folder.record())
        .start()
        .unwrap();
    let with = program(recorder.ldap_url()).await;
    recorder.stop().unwrap();
    drop(server);
    assert_eq!((with.0.len(), with.1), (55, 49));
    let replay = replay(&folder);
    assert_eq!(program(replay.ldap_url()).await, with);
    assert_eq!(replay.unmatched_count(), 0);
}
