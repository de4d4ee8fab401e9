//! Peers that say what cannot be relayed, say it slowly, or say nothing.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpStream},
    time::Duration,
};

use ldaplab::{
    client::{Options, blocking::Client},
    proxy::{Proxy, Recorder, Replay},
    wire::Limits,
};

use super::{Folder, client, company, holds, record, replay};
use crate::client::peer::{Hear, Hold, Send, peer, tlv};

/// Message 1: a search of the root DSE, and its answer: success.
const SEARCH: &[u8] = b"\x30\x25\x02\x01\x01\x63\x20\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00\x87\x0bobjectClass\x30\x00";
const DONE: &[u8] = b"\x30\x0c\x02\x01\x01\x65\x07\x0a\x01\x00\x04\x00\x04\x00";

fn socket(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    stream
}

/// Sends octets, and reads to the end.
fn tell(address: SocketAddr, octets: &[u8]) -> Vec<u8> {
    let mut stream = socket(address);
    stream.write_all(octets).unwrap();
    let mut heard = Vec::new();
    // A reset behind the answer is an end, too.
    let _ = stream.read_to_end(&mut heard);
    heard
}

fn in_front_of(address: SocketAddr, patience: Duration) -> Proxy {
    Recorder::new(&format!("ldap://{address}"))
        .unwrap()
        .patience(patience)
        .start()
        .unwrap()
}

const LONG: Duration = Duration::from_secs(30);
const SHORT: Duration = Duration::from_millis(200);

#[test]
fn what_a_client_sends_that_is_not_ldap_ends_with_a_notice() {
    let folder = Folder::new();
    let server = company();
    let small = Limits {
        max_pdu: 1000,
        ..Limits::default()
    };
    let recorder = Recorder::new(&server.ldap_url())
        .unwrap()
        .file(folder.record())
        .limits(small);
    let recorder = recorder.start().unwrap();
    let replay_folder = Folder::new();
    record(company(), &replay_folder, |proxy| {
        client(proxy).root_dse().unwrap()
    });
    let replay = Replay::file(replay_folder.record())
        .unwrap()
        .limits(small)
        .start()
        .unwrap();
    for proxy in [&recorder, &replay] {
        for (octets, said) in [
            (
                &b"GET / HTTP/1.1\r\n\r\n"[..],
                "not LDAP: the first octets are \"GET / HTTP/1.1",
            ),
            (
                b"\x16\x03\x01\x02\x00\x01\x00",
                "not LDAP: the first octets are \"\\x16\\x03\\x01",
            ),
            (b"\x30\x80", "a message whose length is indefinite"),
            (b"\x30\x84\x7f\xff\xff\xff", "1000 are allowed"),
        ] {
            let heard = tell(proxy.ldap_address(), octets);
            assert!(holds(&heard, "1.3.6.1.4.1.1466.20036"), "{heard:?}");
            assert!(holds(&heard, said), "{}", String::from_utf8_lossy(&heard));
        }
        assert!(
            tell(proxy.ldaps_address(), SEARCH).len() < 10,
            "an alert at most"
        );
        // And it goes on for others.
        client(proxy).root_dse().unwrap();
    }
}

#[test]
fn a_message_that_is_framed_but_malformed_goes_to_the_server_and_its_octets_stay_out_of_the_record()
{
    let folder = Folder::new();
    let heard = record(company(), &folder, |proxy| {
        tell(
            proxy.ldap_address(),
            &tlv(0x30, &[b"\x02\x01\x01", b"\x63\x06secret"]),
        )
    });
    assert!(!heard.is_empty(), "the server says what it thinks of it");
    assert!(
        folder.text().contains("\"request\":\"unreadable\""),
        "{}",
        folder.text()
    );
    assert!(!holds(&super::octets(&folder.text()), "secret"));
    // A record with such a line can be replayed.
    let replay = replay(&folder);
    assert_eq!(replay.unmatched_count(), 0);
}

#[test]
fn what_a_server_sends_that_is_not_ldap_is_told_to_the_client() {
    let server = peer(vec![vec![
        Hear,
        Send(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()),
        Hold,
    ]]);
    let proxy = in_front_of(server, LONG);
    let heard = tell(proxy.ldap_address(), SEARCH);
    assert!(holds(
        &heard,
        "what the server sent cannot be relayed: not LDAP: the first octets are \"HTTP/1.1 400 Bad"
    ));
}

#[test]
fn whoever_does_not_end_a_message_is_left() {
    let server = peer(vec![
        vec![Hold],
        vec![Hear, Send(b"\x30\x82\x01".to_vec()), Hold],
    ]);
    let proxy = in_front_of(server, SHORT);
    let heard = tell(proxy.ldap_address(), b"\x30\x82\x01\x00\x02");
    assert!(holds(
        &heard,
        "the client began a message and did not end it within 0.2 s"
    ));
    let heard = tell(proxy.ldap_address(), SEARCH);
    assert!(holds(
        &heard,
        "the server began a message and did not end it within 0.2 s"
    ));
    // No handshake, either.
    let heard = tell(proxy.ldaps_address(), b"\x16\x03\x01");
    assert!(heard.len() < 10);
}

#[test]
fn a_replay_has_no_more_patience_than_the_relay() {
    let folder = Folder::new();
    record(company(), &folder, |proxy| {
        client(proxy).root_dse().unwrap()
    });
    let start = || Replay::file(folder.record()).unwrap();
    let slow = start().patience(SHORT).start().unwrap();
    let heard = tell(slow.ldap_address(), b"\x30\x82\x01\x00\x02");
    assert!(holds(
        &heard,
        "a message was begun and not ended within 0.2 s"
    ));
    assert!(tell(slow.ldaps_address(), b"\x16\x03\x01").len() < 10);
    let silent = start().idle(SHORT).start().unwrap();
    assert!(holds(
        &tell(silent.ldap_address(), b""),
        "nothing was said for 0.2 s"
    ));
    // Octets in clear behind StartTLS are not taken for the beginning of TLS.
    let start_tls = tlv(0x80, &[b"1.3.6.1.4.1.1466.20037"]);
    let start_tls = tlv(0x30, &[b"\x02\x01\x01", &tlv(0x77, &[&start_tls])]);
    let server = company();
    let relay = Recorder::new(&server.ldap_url()).unwrap().start().unwrap();
    for proxy in [&silent, &relay] {
        let heard = tell(proxy.ldap_address(), &[&start_tls[..], SEARCH].concat());
        assert!(
            holds(&heard, "octets in clear behind StartTLS"),
            "{heard:?}"
        );
    }
}

#[test]
fn whoever_is_silent_is_left_after_a_while() {
    let server = company();
    let idle = Recorder::new(&server.ldap_url())
        .unwrap()
        .idle(SHORT)
        .start()
        .unwrap();
    assert!(holds(
        &tell(idle.ldap_address(), b""),
        "nothing was said for 0.2 s"
    ));
}

#[test]
fn a_half_close_goes_on_to_the_server_and_its_last_answer_back() {
    let server = peer(vec![vec![Hear, Hear, Send(DONE.to_vec())]]);
    let proxy = in_front_of(server, LONG);
    let mut stream = socket(proxy.ldap_address());
    stream.write_all(SEARCH).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    // The server's second `Hear` ends with the half-close, and so does its script.
    let mut heard = Vec::new();
    stream.read_to_end(&mut heard).unwrap();
    assert_eq!(heard, b"");
    let server = company();
    let proxy = Recorder::new(&server.ldap_url()).unwrap().start().unwrap();
    let mut stream = socket(proxy.ldap_address());
    stream.write_all(SEARCH).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    stream.read_to_end(&mut heard).unwrap();
    assert!(heard.ends_with(DONE), "{heard:?}");
}

#[test]
fn a_server_that_closes_in_the_middle_does_so_again() {
    let entry = tlv(
        0x30,
        &[b"\x02\x01\x01", &tlv(0x64, &[b"\x04\x04dc=a", b"\x30\x00"])],
    );
    let server = peer(vec![vec![Hear, Send(entry.clone())]]);
    let folder = Folder::new();
    let recorder = Recorder::new(&format!("ldap://{server}"))
        .unwrap()
        .file(folder.record())
        .start()
        .unwrap();
    assert_eq!(tell(recorder.ldap_address(), SEARCH), entry);
    recorder.stop().unwrap();
    assert!(
        folder.text().contains("\"end\":\"server\""),
        "{}",
        folder.text()
    );
    let replay = replay(&folder);
    let heard = tell(replay.ldap_address(), SEARCH);
    // The length of the message may be written in fewer octets.
    assert!(heard.ends_with(&entry[2..]), "{heard:?}");
}

#[test]
fn a_client_that_reads_nothing_costs_no_more_than_its_queue() {
    let server = company();
    let proxy = Recorder::new(&server.ldap_url())
        .unwrap()
        .patience(SHORT)
        .start()
        .unwrap();
    let mut stream = socket(proxy.ldap_address());
    stream.set_write_timeout(Some(LONG)).unwrap();
    let search = tlv(
        0x30,
        &[
            b"\x02\x01\x01",
            &tlv(0x63, &[b"\x04\x11dc=example,dc=org\x0a\x01\x02\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00\x87\x0bobjectClass\x30\x00"]),
        ],
    );
    // Ends when the proxy has had enough: the connection is reset or closed.
    while stream.write_all(&search).is_ok() {}
    let mut client = Client::connect(&proxy.ldap_url(), &Options::default()).unwrap();
    client.root_dse().unwrap();
}
