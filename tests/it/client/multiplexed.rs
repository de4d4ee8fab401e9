//! Several operations at once on one connection.

use ldaplab::{
    client::{Client, Kind, Multiplexed, Options, Search},
    diagnosis::Code,
    server::LdapServer,
    wire::{
        Request, Response, ResultCode,
        request::{Authentication, BindRequest},
    },
};

use super::{
    brief, patient,
    peer::{Close, Flood, Hear, Hold, Send, Step, peer},
    plain,
};

async fn multiplexed(script: Vec<Step>, options: &Options) -> Multiplexed {
    plain(peer(vec![script]), options).await.multiplexed()
}

/// SearchResultEntry `cn=a` without attributes.
fn entry(id: u8) -> Vec<u8> {
    let mut out = b"\x30\x0d\x02\x01".to_vec();
    out.push(id);
    out.extend(b"\x64\x08\x04\x04cn=a\x30\x00");
    out
}

/// A success of this operation.
fn success(id: u8, tag: u8) -> Vec<u8> {
    let mut out = b"\x30\x0c\x02\x01".to_vec();
    out.push(id);
    out.push(tag);
    out.extend(b"\x07\x0a\x01\x00\x04\x00\x04\x00");
    out
}

fn delete() -> Request {
    Request::Delete(b"cn=a".to_vec())
}

#[tokio::test]
async fn answers_in_any_order_reach_who_asked() {
    let answers = [success(2, 0x6b), entry(1), entry(1), success(1, 0x65)].concat();
    let connection = multiplexed(vec![Hear, Hear, Send(answers), Hold], &patient()).await;
    let mut search = connection.start_search(&Search::new("o=x")).await.unwrap();
    let mut deletion = connection.start(&delete(), &[]).await.unwrap();
    assert_eq!((search.id(), deletion.id()), (1, 2));
    let deleted = deletion.next().await.unwrap().unwrap();
    assert_eq!(deleted.result().code, ResultCode::SUCCESS);
    assert_eq!(deleted.id, 2);
    assert!(deletion.is_ended() && deletion.next().await.unwrap().is_none());
    for _ in 0..2 {
        let answer = search.next().await.unwrap().unwrap();
        assert!(matches!(answer.response, Response::SearchEntry(_)));
    }
    assert!(!search.is_ended());
    let answer = search.next().await.unwrap().unwrap();
    assert!(matches!(answer.response, Response::SearchDone(_)));
    assert_eq!(connection.outstanding(), 0);
    assert_eq!(connection.counters().round_trips, 2);
}

#[tokio::test]
async fn polling_finds_nothing_and_then_everything() {
    let answers = [entry(1), success(1, 0x65)].concat();
    let connection = multiplexed(vec![Hear, Hear, Send(answers), Hold], &patient()).await;
    let mut search = connection.start_search(&Search::new("o=x")).await.unwrap();
    assert!(search.poll().unwrap().is_none() && !search.is_ended());
    let _second = connection.start(&delete(), &[]).await.unwrap();
    let mut seen = 0;
    while !search.is_ended() {
        match search.poll().unwrap() {
            Some(_) => seen += 1,
            None => tokio::task::yield_now().await,
        }
    }
    assert_eq!(seen, 2);
}

#[tokio::test]
async fn an_answer_to_nobody_names_who_waits() {
    let connection = multiplexed(vec![Hear, Hear, Send(success(9, 0x6b)), Hold], &patient()).await;
    let mut first = connection.start(&delete(), &[]).await.unwrap();
    let mut second = connection.start_search(&Search::new("o=x")).await.unwrap();
    let error = first.next().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (Kind::Decoding, Code::LDAP_WRONG_MESSAGE_ID)
    );
    assert_eq!(
        error.detail(),
        "the server answered message 9 (DelResponse); answers are due to 1 (the delete), 2 (the search below `o=x`)"
    );
    assert_eq!(error.message_id(), Some(1));
    assert_eq!(second.next().await.unwrap_err().message_id(), Some(2));
    let error = connection.start(&delete(), &[]).await.unwrap_err();
    assert_eq!(error.code(), Code::LDAP_WRONG_MESSAGE_ID);
}

#[tokio::test]
async fn a_wrong_tag_and_an_answer_after_the_last_are_protocol_errors() {
    let connection = multiplexed(vec![Hear, Send(success(1, 0x67)), Hold], &patient()).await;
    let error = connection.request(&delete(), &[]).await.unwrap_err();
    assert_eq!(
        error.detail(),
        "the delete (message 1) was answered with a ModifyResponse; a DelResponse was due"
    );
    let twice = success(1, 0x6b).repeat(2);
    let connection = multiplexed(vec![Hear, Send(twice), Hear, Hold], &patient()).await;
    connection.request(&delete(), &[]).await.unwrap();
    let error = connection.request(&delete(), &[]).await.unwrap_err();
    assert_eq!(error.code(), Code::LDAP_WRONG_MESSAGE_ID, "{error}");
}

#[tokio::test]
async fn a_dropped_operation_is_abandoned_and_its_late_answer_disturbs_nobody() {
    let late = [entry(1), success(1, 0x65), success(3, 0x6b)].concat();
    // The search, the abandon of it, the delete.
    let connection = multiplexed(vec![Hear, Hear, Hear, Send(late), Hold], &patient()).await;
    drop(connection.start_search(&Search::new("o=x")).await.unwrap());
    assert_eq!(connection.outstanding(), 0);
    let answer = connection.request(&delete(), &[]).await.unwrap();
    assert_eq!(answer.id, 3);
}

#[tokio::test]
async fn a_timeout_ends_one_operation_and_not_the_connection() {
    let script = vec![Hear, Hear, Hear, Send(success(3, 0x6b)), Hold];
    let connection = multiplexed(script, &brief()).await;
    let search = connection.search(&Search::new("o=x")).await.unwrap_err();
    assert_eq!(search.kind(), Kind::Timeout);
    assert_eq!(search.message_id(), Some(1));
    connection.request(&delete(), &[]).await.unwrap();
}

#[tokio::test]
async fn notifications_reach_the_caller_and_a_notice_ends_everything() {
    let notification = b"\x30\x17\x02\x01\x00\x78\x12\x0a\x01\x00\x04\x00\x04\x00\x8a\x091.2.3.4.5";
    let notice = b"\x30\x2d\x02\x01\x00\x78\x28\x0a\x01\x34\x04\x00\x04\x09shut down\x8a\x161.3.6.1.4.1.1466.20036";
    let answers = [&notification[..], &success(1, 0x6b)].concat();
    let script = vec![Hear, Send(answers), Hear, Send(notice.to_vec()), Close];
    let connection = multiplexed(script, &patient()).await;
    connection.request(&delete(), &[]).await.unwrap();
    let heard = connection.notifications();
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0].name.as_deref(), Some("1.2.3.4.5"));
    assert!(connection.notifications().is_empty());
    let error = connection.request(&delete(), &[]).await.unwrap_err();
    assert_eq!(error.kind(), Kind::ServerDown);
    assert_eq!(error.server_text(), Some("shut down"));
}

#[tokio::test]
async fn the_end_of_the_connection_reaches_everybody() {
    let connection = multiplexed(vec![Hear, Hear, Close], &patient()).await;
    let mut first = connection.start(&delete(), &[]).await.unwrap();
    let mut second = connection.start(&delete(), &[]).await.unwrap();
    for pending in [&mut first, &mut second] {
        let error = pending.next().await.unwrap_err();
        assert_eq!(error.kind(), Kind::ServerDown, "{error}");
    }
}

#[tokio::test]
async fn a_port_that_speaks_something_else_is_told_at_the_first_operation() {
    let alert = b"\x15\x03\x03\x00\x02\x02\x0a".to_vec();
    let http = b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec();
    for (said, code) in [(alert, Code::PLAIN_ON_TLS_PORT), (http, Code::SPEAKS_HTTP)] {
        let connection = multiplexed(vec![Hear, Send(said.clone()), Hold], &patient()).await;
        let error = connection.delete("cn=a").await.unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        // Where LDAP was spoken before, it is LDAP that broke.
        let answered = [success(1, 0x6b), said].concat();
        let connection = multiplexed(vec![Hear, Send(answered), Hold], &patient()).await;
        connection.delete("cn=a").await.unwrap();
        let error = connection.delete("cn=a").await.unwrap_err();
        assert_eq!(error.code(), Code::LDAP_MALFORMED, "{error}");
    }
}

#[tokio::test]
async fn what_nobody_takes_is_bounded() {
    // Alone, an idle reader stops the server; beside somebody who waits, it is given up.
    let big = entry(1).repeat(100);
    let options = patient().max_bytes(1 << 20);
    let connection = multiplexed(vec![Hear, Hear, Flood(big)], &options).await;
    let mut idle = connection.start_search(&Search::new("o=x")).await.unwrap();
    let mut other = connection.start(&delete(), &[]).await.unwrap();
    while connection.outstanding() == 2 {
        tokio::task::yield_now().await;
    }
    let error = idle.next().await.unwrap_err();
    assert_eq!(error.kind(), Kind::TooLarge);
    assert!(other.poll().unwrap().is_none());
}

#[tokio::test]
async fn binds_and_start_tls_do_not_go_beside_others() {
    let connection = multiplexed(vec![Hold], &patient()).await;
    let bind = Request::Bind(BindRequest {
        version: 3,
        name: b"cn=a".to_vec(),
        authentication: Authentication::Simple(b"b".to_vec()),
    });
    let error = connection.start(&bind, &[]).await.unwrap_err();
    assert_eq!(error.kind(), Kind::Local);
    assert_eq!(connection.counters().bytes_sent, 0);
}

#[tokio::test]
async fn a_hundred_searches_share_a_connection_over_tls() {
    let slapd = LdapServer::openldap("dc=example,dc=org").start().unwrap();
    let options = Options::default().trust_pem(slapd.trust_pem()).unwrap();
    let client = Client::connect(&slapd.ldaps_url(), &options).await.unwrap();
    let connection = client.multiplexed();
    let searches: Vec<_> = (0..100)
        .map(|_| {
            let connection = connection.clone();
            tokio::spawn(
                async move { connection.search(&Search::entry("dc=example,dc=org")).await },
            )
        })
        .collect();
    for search in searches {
        let found = search.await.unwrap().unwrap();
        assert_eq!(found.entries[0].dn, "dc=example,dc=org");
    }
    assert_eq!(connection.outstanding(), 0);
}
