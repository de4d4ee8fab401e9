//! Our typed controls against a real slapd: pre- and post-read, server-side sort, virtual list view, sync.

use std::collections::BTreeMap;

use ldaplab::{
    client::{
        Client, Multiplexed, Options, Search,
        controls::{
            PostRead, PreRead, Response as _, SortKey, SortResult, Sorting, SyncDone, SyncInfo,
            SyncMode, SyncRequest, SyncState, SyncStateKind, Target, VirtualList,
            VirtualListResult,
        },
    },
    wire::{
        Filter, Request, Response, ResultCode,
        request::{Change, ChangeOperation, ModifyRequest, PartialAttribute, Scope},
    },
};

use crate::{
    program::or_skip,
    real_server::PEOPLE,
    slapd::{ADMIN, Slapd},
};

const ADA: &str = "uid=ada,ou=people,dc=example,dc=org";

fn change(description: &str, value: &str) -> Change {
    Change {
        operation: ChangeOperation::Replace,
        modification: PartialAttribute {
            description: description.to_owned(),
            values: vec![value.as_bytes().to_vec()],
        },
    }
}

fn person(name: &str, surname: &str) -> String {
    format!(
        "dn: uid={name},ou=people,dc=example,dc=org\nobjectClass: inetOrgPerson\nuid: {name}\ncn: {name}\nsn: {surname}\n\n"
    )
}

async fn as_admin(slapd: &Slapd) -> Client {
    let mut client = Client::connect(&slapd.ldap_url(), &Options::default())
        .await
        .unwrap();
    client.simple_bind(ADMIN.0, ADMIN.1).await.unwrap();
    client
}

#[tokio::test]
async fn what_an_entry_was_before_and_is_after_comes_with_the_answer() {
    let slapd = or_skip!(Slapd::configured(""));
    slapd.fill(PEOPLE).await;
    let mut client = as_admin(&slapd).await;
    let controls = [
        PreRead::request(&["sn", "uidNumber"], true),
        PostRead::request(&["sn"], true),
    ];
    let modify = Request::Modify(ModifyRequest {
        dn: ADA.as_bytes().to_vec(),
        changes: vec![change("sn", "Changed")],
    });
    let answer = client.request(&modify, &controls).await.unwrap();
    assert_eq!(answer.result().code, ResultCode::SUCCESS);
    let PreRead(before) = PreRead::find(&answer.controls).unwrap().unwrap();
    let PostRead(after) = PostRead::find(&answer.controls).unwrap().unwrap();
    assert_eq!((before.dn.as_str(), after.dn.as_str()), (ADA, ADA));
    assert_eq!(before.text("sn"), Some("Nightjar"));
    assert_eq!(before.text("uidNumber"), Some("10000"));
    assert_eq!(after.text("sn"), Some("Changed"));
    assert_eq!(after.attributes.len(), 1);
    let delete = Request::Delete(ADA.as_bytes().to_vec());
    let answer = client.request(&delete, &controls[..1]).await.unwrap();
    let PreRead(before) = PreRead::find(&answer.controls).unwrap().unwrap();
    assert_eq!(before.text("sn"), Some("Changed"));
    assert_eq!(PostRead::find(&answer.controls).unwrap(), None);
}

fn people() -> Search {
    Search::new("ou=people,dc=example,dc=org")
        .scope(Scope::One)
        .filter(Filter::Equality(
            "objectClass".into(),
            b"inetOrgPerson".to_vec(),
        ))
        .attributes(["uid"])
}

fn uids(found: &ldaplab::client::Found) -> Vec<&str> {
    let uids = found.entries.iter().filter_map(|entry| entry.text("uid"));
    uids.collect()
}

/// A key compared by caseIgnoreOrderingMatch.
fn key(attribute: &str, reverse: bool) -> SortKey {
    SortKey {
        attribute: attribute.to_owned(),
        rule: Some("2.5.13.3".to_owned()),
        reverse,
    }
}

#[tokio::test]
async fn slapd_sorts_and_shows_a_window() {
    let slapd = or_skip!(Slapd::overlaid("moduleload sssvlv", "overlay sssvlv"));
    slapd.fill(PEOPLE).await;
    let more = [
        person("bob", "Adler"),
        person("cleo", "Zeisig"),
        person("dan", "Nightjar"),
    ];
    slapd.fill(&more.concat()).await;
    let mut client = as_admin(&slapd).await;
    // Neither `sn` nor `uid` has an ordering rule of its own in RFC 4519.
    let sorted = people().control(Sorting::by("sn").control(true));
    let error = client.search(&sorted).await.unwrap_err();
    assert_eq!(
        error.result_code(),
        Some(ResultCode::INAPPROPRIATE_MATCHING)
    );
    assert_eq!(error.info(), "serverSort control: No ordering rule");
    let by_surname = Sorting {
        keys: vec![key("sn", false), key("uid", true)],
    };
    let sorted = people().control(by_surname.control(true));
    let found = client.search(&sorted).await.unwrap();
    assert_eq!(uids(&found), ["bob", "dan", "ada", "cleo"]);
    assert_eq!(
        SortResult::find(&found.controls).unwrap().unwrap(),
        SortResult {
            code: ResultCode::SUCCESS,
            attribute: None
        }
    );
    let window = |target, before, after| {
        let list = VirtualList {
            before,
            after,
            target,
            context: None,
        };
        let keys = vec![key("uid", false)];
        let sorting = Sorting { keys }.control(true);
        people().control(sorting).control(list.control(true))
    };
    let third = Target::Offset {
        offset: 3,
        count: 0,
    };
    for (search, expected, position) in [
        (window(third, 1, 0), ["bob", "cleo"], 3),
        (
            window(Target::AtLeast(b"c".to_vec()), 0, 1),
            ["cleo", "dan"],
            3,
        ),
    ] {
        let mut client = as_admin(&slapd).await;
        let found = client.search(&search).await.unwrap();
        assert_eq!(uids(&found), expected);
        let list = VirtualListResult::find(&found.controls).unwrap().unwrap();
        assert_eq!((list.position, list.count), (position, 4));
        assert_eq!(list.code, ResultCode::SUCCESS);
    }
}

/// What a refresh brought: by UUID the state, with the DN; and its end.
async fn refresh(
    connection: &Multiplexed,
    cookie: Option<Vec<u8>>,
) -> (BTreeMap<[u8; 16], (SyncStateKind, String)>, SyncDone) {
    let request = SyncRequest {
        mode: SyncMode::RefreshOnly,
        cookie,
        reload_hint: false,
    };
    let search = people().control(request.control(true));
    let mut pending = connection.start_search(&search).await.unwrap();
    let mut states = BTreeMap::new();
    loop {
        let answer = pending.next().await.unwrap().unwrap();
        match answer.response {
            Response::SearchEntry(entry) => {
                let state = SyncState::find(&answer.controls).unwrap().unwrap();
                let dn = String::from_utf8(entry.dn).unwrap();
                states.insert(state.entry_uuid, (state.kind, dn));
            }
            Response::SearchDone(result) => {
                assert_eq!(result.code, ResultCode::SUCCESS, "{result:?}");
                let done = SyncDone::find(&answer.controls).unwrap().unwrap();
                return (states, done);
            }
            other => {
                if let Some(SyncInfo::IdSet {
                    refresh_deletes: true,
                    entry_uuids,
                    ..
                }) = SyncInfo::of(&other).unwrap()
                {
                    let gone = (SyncStateKind::Delete, String::new());
                    states.extend(entry_uuids.into_iter().map(|uuid| (uuid, gone.clone())));
                }
            }
        }
    }
}

/// `6ba7b810-9dad-11d1-80b4-00c04fd430c8` as octets.
fn uuid(text: &str) -> [u8; 16] {
    let digits: String = text.chars().filter(|letter| *letter != '-').collect();
    u128::from_str_radix(&digits, 16).unwrap().to_be_bytes()
}

#[tokio::test]
async fn a_refresh_brings_everything_and_the_next_what_changed() {
    let overlay = "overlay syncprov\nsyncprov-sessionlog 100";
    let slapd = or_skip!(Slapd::overlaid("moduleload syncprov", overlay));
    slapd.fill(PEOPLE).await;
    slapd.fill(&person("bob", "Adler")).await;
    let connection = as_admin(&slapd).await.multiplexed();
    let found = connection
        .search(&people().attributes(["entryUUID"]))
        .await
        .unwrap();
    let ids: BTreeMap<&str, [u8; 16]> = found
        .entries
        .iter()
        .map(|entry| (entry.dn.as_str(), uuid(entry.text("entryUUID").unwrap())))
        .collect();
    let (ada, bob) = (ids[ADA], ids["uid=bob,ou=people,dc=example,dc=org"]);

    let (states, first) = refresh(&connection, None).await;
    assert_eq!(states.len(), 2);
    assert_eq!(states[&ada], (SyncStateKind::Add, ADA.to_owned()));
    assert_eq!(states[&bob].0, SyncStateKind::Add);
    let cookie = first.cookie.unwrap();
    assert!(cookie.starts_with(b"rid=000,csn="), "{cookie:?}");

    // Nothing changed.
    let (states, _) = refresh(&connection, Some(cookie.clone())).await;
    assert_eq!(states.len(), 0);

    connection
        .modify(ADA, vec![change("sn", "Changed")])
        .await
        .unwrap();
    let (states, third) = refresh(&connection, Some(cookie.clone())).await;
    assert_eq!(states[&ada], (SyncStateKind::Add, ADA.to_owned()));
    assert_eq!(states.len(), 1);
    let newer = third.cookie.unwrap();
    assert_ne!(newer, cookie);

    // What is gone comes in a message between the entries.
    connection
        .delete("uid=bob,ou=people,dc=example,dc=org")
        .await
        .unwrap();
    let (states, last) = refresh(&connection, Some(newer)).await;
    assert_eq!(states[&bob], (SyncStateKind::Delete, String::new()));
    assert_eq!(states.len(), 1);
    assert!(last.refresh_deletes);
}
