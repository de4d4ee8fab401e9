//! One deadline for the whole connection test, whatever the peer does, and tests that do not hold each other up.

use std::{
    io::Write,
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, channel},
    },
    thread,
    time::{Duration, Instant},
};

use ldaplab::{
    client::{Addresses, Resolve, Resolver},
    connection_test::{ConnectionTest, Plan, Report},
    diagnosis::Stage,
};
use tokio::task::JoinSet;

use crate::{
    client::peer::{Hear, Hold, Send, hear, peer},
    tiny::openldap,
};

/// What the tests are given, and what none may take even on a machine that is busy.
const ALLOWED: Duration = Duration::from_millis(800);
const TOO_LONG: Duration = Duration::from_secs(10);

fn plan(scheme: &str, address: SocketAddr) -> Plan {
    Plan::url(&format!("{scheme}://{address}")).unwrap()
}

/// Runs a whole test with a login against a peer, within the deadline.
fn bounded(plan: Plan) -> Report {
    let began = Instant::now();
    let report = ConnectionTest::new(plan.timeout(ALLOWED))
        .login("ada")
        .password("s3cret")
        .run_blocking();
    assert!(began.elapsed() < TOO_LONG, "{report}");
    assert!(!report.passed(), "{report}");
    assert_eq!(report.stages().len(), Stage::ALL.len(), "{report}");
    report
}

/// A listener that does this with each connection.
fn listener(serve: fn(TcpStream)) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        while let Ok((stream, _)) = listener.accept() {
            thread::spawn(move || serve(stream));
        }
    });
    address
}

/// An endless message or handshake record, one byte after the other.
fn drip(mut stream: TcpStream, head: &[u8]) {
    let bytes = head.iter().copied().chain(std::iter::repeat(0));
    for byte in bytes {
        // The pace of the peer is what is tested; the client never waits for this thread.
        thread::park_timeout(Duration::from_millis(50));
        if stream.write_all(&[byte]).is_err() {
            return;
        }
    }
}

#[test]
fn no_peer_extends_the_deadline_of_the_whole_test() {
    let half_closing: fn(TcpStream) = |mut stream| {
        let _ = stream.shutdown(Shutdown::Write);
        while hear(&mut stream).is_some() {}
    };
    let dripping_ldap: fn(TcpStream) = |stream| drip(stream, b"\x30\x84\x00\x00\xff\xff");
    let dripping_tls: fn(TcpStream) = |stream| drip(stream, b"\x16\x03\x03\x3f\xff");
    for (scheme, address) in [
        ("ldap", listener(half_closing)),
        ("ldaps", listener(half_closing)),
        ("ldap", listener(dripping_ldap)),
        ("ldaps", listener(dripping_ldap)),
        ("ldap", listener(dripping_tls)),
        ("ldaps", listener(dripping_tls)),
        ("ldap", peer(vec![vec![Hold]])),
        ("ldaps", peer(vec![vec![Hold]])),
    ] {
        bounded(plan(scheme, address));
        if scheme == "ldap" {
            bounded(plan(scheme, address).start_tls());
        }
    }
}

#[test]
fn a_server_that_falls_silent_later_ends_at_the_deadline_in_the_stage_it_has_reached() {
    // Message 1: BindResponse, success; then nothing.
    let bound = b"\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00".to_vec();
    let report = bounded(plan("ldap", peer(vec![vec![Hear, Send(bound), Hold]])));
    let failure = report.failure().unwrap();
    assert_eq!(
        (failure.stage(), failure.code().as_str()),
        (Stage::RootDse, "ldap.no_answer"),
        "{report}"
    );
    // Message 1: ExtendedResponse, success; then a handshake that never ends.
    let consent = b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00".to_vec();
    let address = peer(vec![vec![Hear, Send(consent), Hold]]);
    let report = bounded(plan("ldap", address).start_tls());
    let failure = report.failure().unwrap();
    assert_eq!(
        (failure.stage(), failure.code().as_str()),
        (Stage::Secure, "tls.stalled"),
        "{report}"
    );
}

/// A name service that never answers; as the system's does, it keeps a thread of the runtime's waiting all the while.
struct Mute(Arc<Mutex<Receiver<()>>>);

impl Resolve for Mute {
    fn resolve<'a>(&'a self, _: &'a str) -> Addresses<'a> {
        let never = Arc::clone(&self.0);
        Box::pin(async move {
            let waiting = tokio::task::spawn_blocking(move || {
                let _ = never.lock().unwrap().recv();
            });
            let _ = waiting.await;
            Ok(Vec::new())
        })
    }
}

#[test]
fn a_name_service_that_never_answers_ends_at_the_deadline_and_holds_nobody_up() {
    // Lives to the end of the test: the thread waits until then, and `bounded` returns before.
    let (_open, never) = channel();
    let resolver = Resolver::by(Mute(Arc::new(Mutex::new(never))));
    let plan = Plan::url("ldaps://dc1.corp.example")
        .unwrap()
        .resolver(resolver);
    let report = bounded(plan);
    let failure = report.failure().unwrap();
    assert_eq!(
        (failure.stage(), failure.code().as_str()),
        (Stage::Resolve, "dns.timeout"),
        "{report}"
    );
    let seen = "the look-up of `dc1.corp.example` had no answer after ";
    assert!(failure.detail().starts_with(seen), "{report}");
    assert_eq!(report.exit_code(), 10);
}

#[tokio::test]
async fn fifty_tests_of_a_mute_name_service_do_not_hold_up_one_that_looks_up_a_name() {
    let (open, never) = channel();
    let mute = Resolver::by(Mute(Arc::new(Mutex::new(never))));
    let mut waiting = JoinSet::new();
    for _ in 0..50 {
        let plan = Plan::url("ldaps://dc1.corp.example").unwrap();
        let plan = plan
            .resolver(mute.clone())
            .timeout(Duration::from_secs(120));
        waiting.spawn(async move { ConnectionTest::new(plan).run().await });
    }
    tokio::task::yield_now().await;
    // By the system's look-up, which needs a thread of the same pool.
    let port = openldap().start().port();
    let plan = Plan::url(&format!("ldap://localhost:{port}")).unwrap();
    let began = Instant::now();
    let report = ConnectionTest::new(plan).login("ada").run().await;
    assert!(report.passed(), "{report}");
    assert!(began.elapsed() < TOO_LONG, "{report}");
    assert_eq!(waiting.try_join_next().map(|ended| ended.is_ok()), None);
    assert_eq!(waiting.len(), 50);
    drop(open);
}

#[tokio::test]
async fn fifty_tests_of_a_silent_port_do_not_hold_up_one_of_a_good_port() {
    let silent = peer(vec![vec![Hold]]);
    let mut waiting = JoinSet::new();
    for number in 0..50 {
        let scheme = if number % 2 == 0 { "ldap" } else { "ldaps" };
        let plan = plan(scheme, silent).timeout(Duration::from_secs(120));
        waiting.spawn(async move { ConnectionTest::new(plan).run().await });
    }
    // All of them have begun once the runtime has come round to this task again.
    tokio::task::yield_now().await;
    let good = ConnectionTest::new(plan("ldap", openldap().start())).login("ada");
    let began = Instant::now();
    let report = good.run().await;
    assert!(report.passed(), "{report}");
    assert!(began.elapsed() < TOO_LONG, "{report}");
    assert_eq!(waiting.try_join_next().map(|ended| ended.is_ok()), None);
    assert_eq!(waiting.len(), 50);
}
