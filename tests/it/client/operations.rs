//! Answers that break RFC 4511, and the limits.

use ldaplab::{client::Search, diagnosis::Code, wire::ResultCode};

use super::{
    BOUND, bind, brief, patient,
    peer::{Close, Hear, Hold, Reset, Send, peer, tlv},
    plain,
};

/// SearchResultEntry `cn=a` with `cn: a`, as message 1.
const ENTRY: &[u8] =
    b"\x30\x18\x02\x01\x01\x64\x13\x04\x04cn=a\x30\x0b\x30\x09\x04\x02cn\x31\x03\x04\x01a";
/// SearchResultDone, success, as message 1.
const DONE: &[u8] = b"\x30\x0c\x02\x01\x01\x65\x07\x0a\x01\x00\x04\x00\x04\x00";

#[tokio::test]
async fn a_bind_that_is_answered_well_succeeds_and_is_counted() {
    let address = peer(vec![vec![Hear, Send(BOUND.to_vec()), Hold]]);
    let mut client = plain(address, &patient()).await;
    client.simple_bind("cn=a", "b").await.unwrap();
    // 30 11 02 01 01 60 0c 02 01 03 04 04 "cn=a" 80 01 "b"
    assert_eq!(client.counters().round_trips, 1);
    assert_eq!(client.counters().bytes_sent, 19);
    assert_eq!(client.counters().bytes_received, 14);
}

#[tokio::test]
async fn an_empty_password_is_not_sent() {
    let address = peer(vec![vec![Hold]]);
    let mut client = plain(address, &patient()).await;
    let error = client.simple_bind("cn=a", "").await.unwrap_err();
    assert_eq!(error.code(), Code::BIND_EMPTY_PASSWORD);
    assert_eq!(client.counters().bytes_sent, 0);
}

#[tokio::test]
async fn a_wrong_message_id_names_both() {
    let wrong = b"\x30\x0c\x02\x01\x07\x61\x07\x0a\x01\x00\x04\x00\x04\x00";
    let address = peer(vec![vec![Hear, Send(wrong.to_vec()), Hold]]);
    let error = bind(address, &patient()).await;
    assert_eq!(error.code(), Code::LDAP_WRONG_MESSAGE_ID);
    assert_eq!(
        error.detail(),
        "the bind was message 1; the server answered message 7 (BindResponse)"
    );
}

#[tokio::test]
async fn a_wrong_tag_names_both() {
    let address = peer(vec![vec![Hear, Send(DONE.to_vec()), Hold]]);
    let error = bind(address, &patient()).await;
    assert_eq!(error.code(), Code::LDAP_WRONG_RESPONSE);
    assert_eq!(
        error.detail(),
        "the bind was answered with a SearchResultDone; a BindResponse was due"
    );
}

#[tokio::test]
async fn the_end_in_the_middle_of_a_message_is_told_from_the_end_before_it() {
    let address = peer(vec![vec![Hear, Send(BOUND[..9].to_vec()), Close]]);
    let error = bind(address, &patient()).await;
    assert_eq!(error.code(), Code::LDAP_CLOSED);
    assert_eq!(
        error.detail(),
        "the server closed the connection in the middle of its answer to the bind, after 9 bytes of a message"
    );
    let address = peer(vec![vec![Hear, Send(BOUND.to_vec()), Hear, Close]]);
    let mut client = plain(address, &patient()).await;
    client.simple_bind("cn=a", "b").await.unwrap();
    let error = client.who_am_i().await.unwrap_err();
    assert_eq!(error.code(), Code::LDAP_CLOSED);
    assert_eq!(
        error.detail(),
        "the server closed the connection without answering Who am I?"
    );
}

#[tokio::test]
async fn a_reset_says_reset() {
    let address = peer(vec![vec![Hear, Send(BOUND.to_vec()), Reset]]);
    let mut client = plain(address, &patient()).await;
    client.simple_bind("cn=a", "b").await.unwrap();
    let error = client.who_am_i().await.unwrap_err();
    assert_eq!(error.code(), Code::LDAP_RESET, "{error}");
}

#[tokio::test]
async fn a_notice_of_disconnection_brings_the_servers_words() {
    let notice = b"\x30\x2d\x02\x01\x00\x78\x28\x0a\x01\x34\x04\x00\x04\x09shut down\x8a\x161.3.6.1.4.1.1466.20036";
    let address = peer(vec![vec![Hear, Send(notice.to_vec()), Close]]);
    let error = bind(address, &patient()).await;
    assert_eq!(error.code(), Code::NOTICE_OF_DISCONNECTION, "{error}");
    assert_eq!(error.result_code(), Some(ResultCode::UNAVAILABLE));
    assert_eq!(error.server_text(), Some("shut down"));
}

#[tokio::test]
async fn a_dead_connection_stays_dead_with_the_same_error() {
    let address = peer(vec![vec![Hear, Send(DONE.to_vec()), Hold]]);
    let mut client = plain(address, &patient()).await;
    let first = client.anonymous_bind().await.unwrap_err();
    let second = client.anonymous_bind().await.unwrap_err();
    assert_eq!(first.to_string(), second.to_string());
    assert_eq!(client.counters().round_trips, 1);
}

#[tokio::test]
async fn messages_that_are_no_ldap_are_malformed() {
    for answer in [
        &b"\x30\x00"[..],
        b"\x30\x03\x02\x01\x01",
        b"\x30\x05\x02\x01\x01\x61\x00",
        b"\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x05",
    ] {
        let address = peer(vec![vec![Hear, Send(answer.to_vec()), Hold]]);
        let error = bind(address, &patient()).await;
        let codes = [Code::LDAP_MALFORMED, Code::GARBAGE];
        assert!(codes.contains(&error.code()), "{answer:02x?}: {error}");
    }
}

#[tokio::test]
async fn a_refused_bind_tells_ads_reasons_apart() {
    let text = b"80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 533, v4563\0";
    let result = tlv(0x61, &[b"\x0a\x01\x31\x04\x00", &tlv(0x04, &[text])]);
    let address = peer(vec![vec![Hear, Send(message(1, &[&result])), Hold]]);
    let error = bind(address, &patient()).await;
    assert_eq!(error.code(), Code::BIND_ACCOUNT_DISABLED, "{error}");
    assert_eq!(error.result_code(), Some(ResultCode::INVALID_CREDENTIALS));
    assert_eq!(
        error.server_text(),
        Some(
            "80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 533, v4563"
        )
    );
}

#[tokio::test]
async fn entries_references_and_referrals_are_returned_and_not_followed() {
    let reference = b"\x30\x13\x02\x01\x01\x73\x0e\x04\x0cldap://b/o=x";
    let referral =
        b"\x30\x1c\x02\x01\x01\x65\x17\x0a\x01\x0a\x04\x00\x04\x00\xa3\x0e\x04\x0cldap://c/o=y";
    let answer = [ENTRY, reference, referral].concat();
    let address = peer(vec![vec![Hear, Send(answer), Hold]]);
    let mut client = plain(address, &patient()).await;
    let found = client.search_outcome(&Search::new("o=x")).await.unwrap();
    assert_eq!(found.entries.len(), 1);
    assert_eq!(found.entries[0].dn, "cn=a");
    assert_eq!(found.entries[0].text("CN"), Some("a"));
    assert_eq!(found.references, [["ldap://b/o=x"]]);
    assert_eq!(found.result.code, ResultCode::REFERRAL);
    assert_eq!(found.result.referrals, ["ldap://c/o=y"]);
}

#[tokio::test]
async fn a_part_of_a_result_is_not_taken_for_the_whole() {
    let limit = b"\x30\x0c\x02\x01\x01\x65\x07\x0a\x01\x04\x04\x00\x04\x00";
    let address = peer(vec![vec![Hear, Send([ENTRY, limit].concat()), Hold]]);
    let mut client = plain(address, &patient()).await;
    let error = client.search(&Search::new("o=x")).await.unwrap_err();
    assert_eq!(error.result_code(), Some(ResultCode::SIZE_LIMIT_EXCEEDED));
    assert_eq!(
        error.detail(),
        "the server answered the search below `o=x` with sizeLimitExceeded (4)"
    );
}

#[tokio::test]
async fn a_late_answer_to_a_request_that_was_left_does_not_disturb_the_next() {
    // Message 1 is left at its deadline, 2 is the abandon, 3 the next bind.
    let late = b"\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x31\x04\x00\x04\x00";
    let next = b"\x30\x0c\x02\x01\x03\x61\x07\x0a\x01\x00\x04\x00\x04\x00";
    let notify = b"\x30\x17\x02\x01\x00\x78\x12\x0a\x01\x00\x04\x00\x04\x00\x8a\x091.2.3.4.5";
    let answers = [&notify[..], late, next].concat();
    let address = peer(vec![
        vec![Hear, Hear, Hear, Send(answers), Hold],
        vec![Hold],
    ]);
    let mut client = plain(address, &brief()).await;
    let error = client.anonymous_bind().await.unwrap_err();
    assert_eq!(error.code(), Code::SILENT, "{error}");
    client.anonymous_bind().await.unwrap();
}

/// A message with this ID.
fn message(id: u8, parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, &[&[0x02, 0x01, id], &parts.concat()])
}

/// SearchResultEntry `cn=a` with these attributes.
fn entry(id: u8, attributes: &[(&str, &[&str])]) -> Vec<u8> {
    let attributes: Vec<u8> = attributes
        .iter()
        .flat_map(|(name, values)| {
            let values: Vec<u8> = values
                .iter()
                .flat_map(|value| tlv(0x04, &[value.as_bytes()]))
                .collect();
            tlv(
                0x30,
                &[&tlv(0x04, &[name.as_bytes()]), &tlv(0x31, &[&values])],
            )
        })
        .collect();
    message(
        id,
        &[&tlv(0x64, &[b"\x04\x04cn=a", &tlv(0x30, &[&attributes])])],
    )
}

const SUCCESS: &[u8] = b"\x65\x07\x0a\x01\x00\x04\x00\x04\x00";

#[tokio::test]
async fn pages_are_fetched_until_the_cookie_is_empty() {
    let page = |id, cookie: &[u8]| {
        let value = tlv(0x30, &[b"\x02\x01\x00", &tlv(0x04, &[cookie])]);
        let oid = tlv(0x04, &[b"1.2.840.113556.1.4.319"]);
        let controls = tlv(0xa0, &[&tlv(0x30, &[&oid, &tlv(0x04, &[&value])])]);
        [entry(id, &[]), message(id, &[SUCCESS, &controls])].concat()
    };
    let address = peer(vec![vec![
        Hear,
        Send(page(1, b"next")),
        Hear,
        Send(page(2, b"")),
        Hold,
    ]]);
    let mut client = plain(address, &patient()).await;
    let found = client.search_paged(&Search::new("o=x"), 1).await.unwrap();
    assert_eq!((found.entries.len(), found.pages), (2, 2));
}

#[tokio::test]
async fn ranges_are_joined_and_the_empty_attribute_beside_them_goes() {
    let first = entry(1, &[("member", &[]), ("member;range=0-1", &["x", "y"])]);
    let second = entry(2, &[("member;range=2-*", &["z"])]);
    let address = peer(vec![vec![
        Hear,
        Send([first, message(1, &[SUCCESS])].concat()),
        Hear,
        Send([second, message(2, &[SUCCESS])].concat()),
        Hold,
    ]]);
    let mut client = plain(address, &patient()).await;
    let found = client.search(&Search::entry("cn=a")).await.unwrap();
    let values: Vec<&[u8]> = found.entries[0].values("member").collect();
    assert_eq!(values, [b"x", b"y", b"z"]);
    assert_eq!(found.entries[0].attributes.len(), 1);
    assert_eq!(client.counters().round_trips, 2);
}

#[tokio::test]
async fn ranges_that_do_not_follow_each_other_are_an_error() {
    for next in ["member;range=1-*", "member;range=2-1", "member"] {
        let first = entry(1, &[("member;range=0-1", &["x", "y"])]);
        let second = entry(2, &[(next, &["z"])]);
        let address = peer(vec![vec![
            Hear,
            Send([first, message(1, &[SUCCESS])].concat()),
            Hear,
            Send([second, message(2, &[SUCCESS])].concat()),
            Hold,
        ]]);
        let mut client = plain(address, &patient()).await;
        let error = client.search(&Search::entry("cn=a")).await.unwrap_err();
        assert_eq!(error.code(), Code::LDAP_MALFORMED, "{next}: {error}");
    }
}

#[tokio::test]
async fn no_secret_is_shown() {
    let address = peer(vec![vec![Hear, Send(DONE.to_vec()), Hold]]);
    let mut client = plain(address, &patient()).await;
    let error = client.simple_bind("cn=a", "s3cret-word").await.unwrap_err();
    for text in [format!("{error:?} {error}"), format!("{client:?}")] {
        assert!(!text.contains("s3cret-word"), "{text}");
    }
}
