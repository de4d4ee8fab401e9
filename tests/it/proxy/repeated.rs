//! Requests that come again, in other words, and from several connections.

use std::thread;

use ldaplab::{
    client::{Search, blocking::Client},
    wire::{
        Request,
        request::{Change, ChangeOperation, PartialAttribute, Scope, SearchRequest},
    },
};

use super::{ADA, Folder, client, company, record, replay};

fn title(client: &mut Client) -> Vec<String> {
    let ada = Search::entry(ADA).attributes(["title"]);
    let found = client.search(&ada).unwrap();
    found.entries[0]
        .values("title")
        .map(|value| String::from_utf8_lossy(value).into_owned())
        .collect()
}

fn entitle(client: &mut Client, title: &str) {
    let change = Change {
        operation: ChangeOperation::Replace,
        modification: PartialAttribute {
            description: "title".into(),
            values: vec![title.into()],
        },
    };
    client.modify(ADA, vec![change]).unwrap();
}

#[test]
fn the_same_request_is_answered_in_the_recorded_order_and_the_last_answer_stays() {
    let folder = Folder::new();
    let server = company();
    let admin = server.admin().clone();
    record(server, &folder, |proxy| {
        let mut client = client(proxy);
        client.simple_bind(admin.dn(), admin.password()).unwrap();
        assert_eq!(title(&mut client), ["Principal Engineer"]);
        entitle(&mut client, "Countess");
        assert_eq!(title(&mut client), ["Countess"]);
    });
    let replay = replay(&folder);
    let mut client = client(&replay);
    assert_eq!(title(&mut client), ["Principal Engineer"]);
    assert_eq!(title(&mut client), ["Countess"]);
    assert_eq!(title(&mut client), ["Countess"]);
}

#[test]
fn a_request_is_found_in_other_words() {
    let folder = Folder::new();
    let ask = |client: &mut Client, base: &str, filter: &str, attributes: &[&str]| {
        let search = Search::new(base).filter_text(filter).unwrap();
        client
            .search(&search.attributes(attributes.to_vec()))
            .map(|found| found.entries.len())
    };
    record(company(), &folder, |proxy| {
        let mut client = client(proxy);
        let filter = "(&(uid=ada)(|(sn=N*)(manager=uid=oskar,ou=people,dc=example,dc=org)))";
        assert_eq!(
            ask(&mut client, "dc=example,dc=org", filter, &["cn", "mail"]).unwrap(),
            1
        );
    });
    let replay = replay(&folder);
    let mut client = client(&replay);
    let other = "(&(|(MANAGER=UID=Oskar, ou=People,DC=example,dc=org)(SN=N*))(UID=ada))";
    assert_eq!(
        ask(&mut client, "DC=Example, dc=org", other, &["MAIL", "cn"]).unwrap(),
        1
    );
    assert_eq!(replay.unmatched_count(), 0);
    let narrower = "(&(uid=ada)(sn=N*))";
    assert!(ask(&mut client, "dc=example,dc=org", narrower, &["cn", "mail"]).is_err());
    assert_eq!(replay.unmatched_count(), 1);
}

#[test]
fn connections_side_by_side_are_recorded_apart_and_answered_side_by_side() {
    let folder = Folder::new();
    let people = ["ada", "bruno", "mira", "oskar", "tova", "ines"];
    let mail = |client: &mut Client, uid: &str| {
        let search = Search::new("dc=example,dc=org")
            .filter_text(&format!("(uid={uid})"))
            .unwrap();
        let found = client.search(&search).unwrap();
        String::from_utf8_lossy(found.entries[0].first("mail").unwrap()).into_owned()
    };
    let all = |proxy: &ldaplab::proxy::Proxy| {
        thread::scope(|scope| {
            for uid in people {
                scope.spawn(move || {
                    let mut client = client(proxy);
                    for _ in 0..20 {
                        assert_eq!(mail(&mut client, uid), format!("{uid}@example.org"));
                    }
                });
            }
        });
    };
    record(company(), &folder, all);
    let text = folder.text();
    assert_eq!(text.matches("\"request\":\"searchRequest\"").count(), 120);
    assert!(text.contains("{\"connection\":6,"));
    let replay = replay(&folder);
    all(&replay);
    assert_eq!(replay.unmatched_count(), 0);
}

#[test]
fn the_message_id_is_the_clients_own() {
    let folder = Folder::new();
    let base = || {
        Request::Search(SearchRequest {
            base: Vec::new(),
            scope: Scope::Base,
            deref_aliases: 0,
            size_limit: 0,
            time_limit: 0,
            types_only: false,
            filter: ldaplab::wire::Filter::Present("objectClass".into()),
            attributes: vec!["1.1".into()],
        })
    };
    record(company(), &folder, |proxy| {
        client(proxy).request(&base(), &[]).unwrap()
    });
    let replay = replay(&folder);
    let mut client = client(&replay);
    for _ in 0..300 {
        client.request(&base(), &[]).unwrap();
    }
}
