//! What a client takes at most: messages, entries, references, memory.

use std::net::SocketAddr;

use ldaplab::{
    client::{Kind, Options, Referrals, Search},
    diagnosis::Code,
    wire::{ResultCode, request::Scope},
};

use super::{
    bind, patient,
    peer::{Close, Flood, Hear, Hold, Send, peer, tlv},
    plain,
};

/// SearchResultEntry `cn=a` with `cn: a`, as message 1.
const ENTRY: &[u8] =
    b"\x30\x18\x02\x01\x01\x64\x13\x04\x04cn=a\x30\x0b\x30\x09\x04\x02cn\x31\x03\x04\x01a";
/// SearchResultDone, success, as message 1.
const DONE: &[u8] = b"\x30\x0c\x02\x01\x01\x65\x07\x0a\x01\x00\x04\x00\x04\x00";

/// SearchResultEntry `cn=a` with so many empty values, as message 1: 40,029 octets of 20,000 of them, which take up 0.8 MB.
fn of_empty_values(count: usize) -> Vec<u8> {
    let values = tlv(0x31, &[&b"\x04\x00".repeat(count)]);
    let attribute = tlv(0x30, &[b"\x04\x02cn", &values]);
    let entry = tlv(0x64, &[b"\x04\x04cn=a", &tlv(0x30, &[&attribute])]);
    tlv(0x30, &[b"\x02\x01\x01", &entry])
}

/// SearchResultReference as message 1.
fn reference(url: &str) -> Vec<u8> {
    let url = tlv(0x04, &[url.as_bytes()]);
    tlv(0x30, &[b"\x02\x01\x01", &tlv(0x73, &[&url])])
}

/// A peer that answers each connection's one search so.
fn answering(parts: &[&[u8]]) -> SocketAddr {
    let answer = [&parts.concat(), DONE].concat();
    peer(vec![vec![Hear, Send(answer), Hold]])
}

#[tokio::test]
async fn a_search_without_end_ends_at_the_limits() {
    for options in [patient().max_entries(10_000), patient().max_bytes(1 << 20)] {
        let address = peer(vec![vec![Hear, Flood(ENTRY.repeat(100))]]);
        let mut client = plain(address, &options).await;
        let error = client.search(&Search::new("o=x")).await.unwrap_err();
        assert_eq!(error.code(), Code::LDAP_CLIENT_LIMIT, "{error}");
    }
}

#[tokio::test]
async fn a_message_larger_than_the_limit_is_refused_by_its_header() {
    let address = peer(vec![vec![
        Hear,
        Send(b"\x30\x84\x7f\xff\xff\xff\x02\x01\x01".to_vec()),
        Hold,
    ]]);
    let error = bind(address, &patient()).await;
    assert_eq!(error.code(), Code::LDAP_TOO_LARGE, "{error}");
}

#[tokio::test]
async fn more_elements_than_the_limit_are_no_fault_of_the_message() {
    let address = answering(&[&of_empty_values(20_000)]);
    let mut options = patient();
    options.limits.max_elements = 10_000;
    let mut client = plain(address, &options).await;
    let error = client.search(&Search::new("o=x")).await.unwrap_err();
    assert_eq!(error.code(), Code::LDAP_TOO_LARGE, "{error}");
    assert_eq!(
        error.detail(),
        "the answer to the search below `o=x` has more than 10000 elements in one message, which is the most that is accepted"
    );
    assert_eq!(error.kind(), Kind::TooLarge);
}

/// Five entries of 40,029 octets are 200 kB on the wire and 4 MB in memory.
#[tokio::test]
async fn memory_is_counted_not_what_came_over_the_wire() {
    let address = answering(&[&of_empty_values(20_000).repeat(5)]);
    let options = patient().max_bytes(1 << 20);
    let search = Search::new("o=x");
    let mut client = plain(address, &options).await;
    let alone = client.search(&search).await.unwrap_err();
    let client = plain(address, &options).await.multiplexed();
    let among_others = client.search(&search).await.unwrap_err();
    for error in [alone, among_others] {
        assert_eq!(error.code(), Code::LDAP_CLIENT_LIMIT, "{error}");
        assert_eq!(error.kind(), Kind::TooLarge);
        let text = error.detail();
        assert!(
            text.starts_with("the search below `o=x` brought ") && text.contains("1048576 bytes"),
            "{text}"
        );
        assert!(error.cure().contains("`max_bytes`"), "{}", error.cure());
    }
    let mut client = plain(address, &patient().max_bytes(8 << 20)).await;
    assert_eq!(client.search(&search).await.unwrap().entries.len(), 5);
}

#[tokio::test]
async fn what_waits_on_a_shared_connection_counts_by_its_memory() {
    let address = answering(&[&of_empty_values(20_000).repeat(5)]);
    let options = patient().max_bytes(1 << 20);
    let client = plain(address, &options).await.multiplexed();
    let mut idle = client.start_search(&Search::new("o=x")).await.unwrap();
    // Nobody takes anything before all has come.
    while client.outstanding() > 0 {
        tokio::task::yield_now().await;
    }
    let error = loop {
        match idle.next().await {
            Ok(Some(_)) => {}
            Ok(None) => panic!("everything was kept"),
            Err(error) => break error,
        }
    };
    assert_eq!(error.code(), Code::LDAP_CLIENT_LIMIT, "{error}");
}

#[tokio::test]
async fn a_read_of_one_entry_stops_at_the_second() {
    let read = Search::entry("cn=a");
    let two = Search::new("o=x").scope(Scope::One).size_limit(2);
    for (search, seen) in [
        (
            &read,
            "the search for `cn=a` was given up at entry 2: the base object alone was asked for",
        ),
        (
            &two,
            "the search below `o=x` was given up at entry 3: its size limit is 2",
        ),
    ] {
        let address = peer(vec![vec![Hear, Flood(ENTRY.repeat(100))]]);
        let mut client = plain(address, &patient()).await;
        let alone = client.search(search).await.unwrap_err();
        let client = plain(address, &patient()).await.multiplexed();
        let among_others = client.search(search).await.unwrap_err();
        for error in [alone, among_others] {
            assert_eq!(
                (error.code(), error.detail()),
                (Code::LDAP_UNASKED_ENTRIES, seen)
            );
        }
    }
    // Whoever wants what there is gets that.
    let address = answering(&[&ENTRY.repeat(3)]);
    let mut client = plain(address, &patient()).await;
    let found = client.search_outcome(&two).await.unwrap();
    assert_eq!(
        (found.entries.len(), found.result.code),
        (2, ResultCode::SIZE_LIMIT_EXCEEDED)
    );
    assert_eq!(
        found.result.diagnostic,
        "of this client, not of the server: the search below `o=x` was given up at entry 3: its size limit is 2"
    );
    // Pages have limits of their own.
    let address = answering(&[&ENTRY.repeat(3)]);
    let mut client = plain(address, &patient()).await;
    let found = client.search(&two.paged(2)).await.unwrap();
    assert_eq!(found.entries.len(), 3);
}

fn following(options: Options) -> Options {
    options.referrals(Referrals::follow())
}

#[tokio::test]
async fn references_that_wait_to_be_followed_are_bounded() {
    let nowhere = peer(vec![vec![Close]]);
    let [c, d] = ["c", "d"].map(|name| reference(&format!("ldap://{nowhere}/o={name}")));
    let a = answering(&[&c, &d]);
    let [a, b] = ["a", "b"].map(|name| reference(&format!("ldap://{a}/o={name}")));
    let start = answering(&[&a, &b]);
    let mut client = plain(start, &following(patient().max_entries(2))).await;
    let error = client.search(&Search::new("o=x")).await.unwrap_err();
    assert_eq!(error.code(), Code::LDAP_CLIENT_LIMIT, "{error}");
    let text = error.detail();
    assert!(
        text.starts_with("the search below `o=x` was referred on to 3 places at once"),
        "{text}"
    );
}

#[tokio::test]
async fn what_several_servers_bring_is_bounded_together() {
    let half = of_empty_values(20_000);
    let [b, c] = [answering(&[&half]), answering(&[&half])];
    let [b, c] = [b, c].map(|address| reference(&format!("ldap://{address}/o=b")));
    let start = answering(&[&half, &b, &c]);
    let mut client = plain(start, &following(patient().max_bytes(2 << 20))).await;
    let error = client.search(&Search::new("o=x")).await.unwrap_err();
    assert_eq!(error.code(), Code::LDAP_CLIENT_LIMIT, "{error}");
    let text = error.detail();
    assert!(
        text.starts_with("the search below `o=x` brought 3 entries"),
        "{text}"
    );
}
