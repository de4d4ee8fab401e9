//! The end of a server: sockets and threads go with it.

use std::{
    io::{Read, Write},
    time::Duration,
};

use ldaplab::{
    client::{Client, Options},
    server::{Fault, LdapServer, search as searches},
    wire::request::Scope,
};

use super::{
    corp,
    peer::{PATIENCE, Peer, connect, extended, search},
    slapd,
};

#[test]
fn dropping_a_server_ends_every_connection() {
    let server = super::load::large(400, 64 << 10);
    let mut idle = Peer::plain(&server);
    assert!(idle.is_alive());
    let mut secure = Peer::tls(&server);
    assert!(secure.is_alive());
    let mut searching = Peer::admin(&server);
    searching.send(&search(
        "dc=example,dc=org",
        Scope::Sub,
        "(objectClass=*)",
        &[],
    ));
    assert!(searching.read().is_some());
    // Half of a ClientHello.
    let mut shaking = connect(server.ldaps_address().unwrap());
    shaking.write_all(&[0x16, 3, 1, 0, 0xc8, 1, 0, 0]).unwrap();
    let mut silent = connect(server.ldaps_address().unwrap());
    let mut starting = Peer::plain(&server);
    assert_eq!(
        starting.ask(&extended(super::peer::START_TLS, None)).code(),
        0
    );
    // One that is being served a delay.
    let mut delayed = Peer::plain(&server);
    server
        .inject(searches(), Fault::delay(Duration::from_secs(3600)))
        .forever();
    delayed.send(&search("", Scope::Base, "(objectClass=*)", &[]));
    let plain = server.ldap_address().unwrap();
    drop(server);
    assert_eq!(idle.read(), None);
    assert_eq!(secure.read(), None);
    searching.read_to_end();
    for stream in [&mut shaking, &mut silent] {
        assert!(matches!(stream.read(&mut [0; 64]), Ok(0) | Err(_)));
    }
    assert_eq!(starting.read(), None);
    assert_eq!(delayed.read(), None);
    assert!(std::net::TcpStream::connect_timeout(&plain, PATIENCE).is_err());
}

/// Runs itself again in a process of its own, where no other test has a server.
#[cfg(target_os = "linux")]
#[test]
fn no_thread_and_no_file_outlives_its_server() {
    const ALONE: &str = "LDAPLAB_TEST_ALONE";
    if std::env::var_os(ALONE).is_none() {
        let name = "server::ends::no_thread_and_no_file_outlives_its_server";
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name])
            .env(ALONE, "1")
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{text}");
        assert!(text.contains("1 passed"), "{text}");
        return;
    }
    let count = || {
        let tasks = std::fs::read_dir("/proc/self/task").unwrap();
        tasks
            .filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("comm")).ok())
            .filter(|name| name.trim() == "ldaplab-server")
            .count()
    };
    assert_eq!(count(), 0);
    let server = slapd().start().unwrap();
    assert!(Peer::tls(&server).is_alive());
    assert_eq!(count(), 1);
    let file = server.trust_file().to_owned();
    assert!(file.exists());
    drop(server);
    assert_eq!(count(), 0);
    assert!(!file.exists());
}

#[test]
fn a_server_can_be_dropped_and_started_again_and_again() {
    for _ in 0..20 {
        let server = LdapServer::openldap("dc=example,dc=org")
            .without_tls()
            .start()
            .unwrap();
        assert!(Peer::plain(&server).is_alive());
    }
}

#[tokio::test]
async fn a_blocking_client_works_inside_an_async_test() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::plain(&dc);
    assert_eq!(peer.bind("EXAMPLE\\ada", "s3cret").0, 0);
    let mut client = Client::connect(&dc.ldap_url(), &Options::default())
        .await
        .unwrap();
    client.simple_bind("EXAMPLE\\ada", "s3cret").await.unwrap();
}

#[test]
fn several_threads_serve_too() {
    let server = slapd().threads(3).start().unwrap();
    let mut peers: Vec<Peer> = (0..20).map(|_| Peer::plain(&server)).collect();
    assert!(peers.iter_mut().all(Peer::is_alive));
    drop(server);
    assert!(peers.iter_mut().all(|peer| peer.read().is_none()));
}

#[test]
fn an_unbind_ends_the_connection() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::plain(&server);
    peer.send(&ldaplab::wire::Request::Unbind);
    assert_eq!(peer.read(), None);
}
