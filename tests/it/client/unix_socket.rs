//! `ldapi`: a socket in the file system.

use std::{
    fs,
    io::{ErrorKind, Read, Write},
    os::unix::net::{UnixListener, UnixStream},
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
    thread::{self, JoinHandle},
    time::{Duration, SystemTime},
};

use ldaplab::{
    client::{Client, LdapUrl, Options, Reconnecting, blocking},
    connection_test::{ConnectionTest, Plan},
    diagnosis::{Code, Stage},
    tls::{Material, Scenario},
};

use super::{BOUND, patient};

/// Message 1: the simple bind of `cn=a` with `s3`.
const BIND: &[u8] = b"\x30\x12\x02\x01\x01\x60\x0d\x02\x01\x03\x04\x04cn=a\x80\x02s3";
/// Message 1: ExtendedRequest, StartTLS.
const START_TLS: &[u8] = b"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037";
/// Message 1: ExtendedResponse, success.
const CONSENT: &[u8] = b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00";

/// A folder of this test's own.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("ldaplab-ldapi-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    fn path(&self) -> String {
        self.0.join("s").to_str().unwrap().to_owned()
    }

    fn url(&self) -> String {
        format!("ldapi://{}", self.path().replace('/', "%2F"))
    }

    /// Hears these bytes on one connection, sends those, and closes; the listener comes back.
    fn peer(&self, hear: &'static [u8], send: &'static [u8]) -> JoinHandle<UnixListener> {
        let listener = UnixListener::bind(self.path()).unwrap();
        thread::spawn(move || {
            let mut stream = accept(&listener);
            let mut heard = vec![0; hear.len()];
            stream.read_exact(&mut heard).unwrap();
            assert_eq!(heard, hear);
            stream.write_all(send).unwrap();
            listener
        })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn accept(listener: &UnixListener) -> UnixStream {
    let (stream, _) = listener.accept().unwrap();
    // No peer outlives a test that hangs.
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    stream
}

#[tokio::test]
async fn a_bind_goes_over_a_socket_in_the_file_system() {
    let folder = Folder::new();
    let peer = folder.peer(BIND, BOUND);
    let mut client = Client::connect(&folder.url(), &patient()).await.unwrap();
    client.simple_bind("cn=a", "s3").await.unwrap();
    peer.join().unwrap();
    assert_eq!(client.address(), None);
    assert_eq!(client.url().socket(), Some(folder.path().as_str()));
    assert!(client.peer().is_none());
}

#[test]
fn the_blocking_client_connects_to_a_socket_and_binds_as_the_url_says() {
    let folder = Folder::new();
    let peer = folder.peer(BIND, BOUND);
    let url = format!("{}/????!bindname=cn=a", folder.url());
    let mut client = blocking::Client::connect(&url, &patient()).unwrap();
    client.bind_url_name("s3").unwrap();
    peer.join().unwrap();
}

#[tokio::test]
async fn the_first_socket_that_is_there_is_taken() {
    let (missing, folder) = (Folder::new(), Folder::new());
    let _listener = UnixListener::bind(folder.path()).unwrap();
    let urls = LdapUrl::list(&format!("{} {}", missing.url(), folder.url())).unwrap();
    let client = Client::connect_any(&urls, &patient()).await.unwrap();
    assert_eq!(client.url().socket(), Some(folder.path().as_str()));
}

#[tokio::test]
async fn a_reconnecting_client_comes_back_to_a_socket() {
    let folder = Folder::new();
    let listener = UnixListener::bind(folder.path()).unwrap();
    let peer = thread::spawn(move || {
        for answer in [&b""[..], BOUND] {
            let mut stream = accept(&listener);
            stream.read_exact(&mut [0; BIND.len()]).unwrap();
            stream.write_all(answer).unwrap();
        }
    });
    let mut server = Reconnecting::new(&folder.url(), &patient()).unwrap();
    server
        .run(async |client| client.simple_bind("cn=a", "s3").await)
        .await
        .unwrap();
    peer.join().unwrap();
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_socket_that_hangs_up_is_not_probed_for_another_protocol() {
    let folder = Folder::new();
    let peer = folder.peer(BIND, b"");
    let mut client = Client::connect(&folder.url(), &patient()).await.unwrap();
    let error = client.simple_bind("cn=a", "s3").await.unwrap_err();
    assert_eq!(error.code(), Code::LDAP_CLOSED, "{error}");
    let listener = peer.join().unwrap();
    listener.set_nonblocking(true).unwrap();
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
}

#[tokio::test]
async fn start_tls_over_a_socket_expects_the_name_localhost() {
    for (scenario, verified) in [(Scenario::TRUSTED, true), (Scenario::WRONG_HOST, false)] {
        let folder = Folder::new();
        let material = Material::new(scenario, &["localhost"], SystemTime::now()).unwrap();
        let config = material.server_config();
        let listener = UnixListener::bind(folder.path()).unwrap();
        thread::spawn(move || {
            let mut stream = accept(&listener);
            let mut heard = vec![0; START_TLS.len()];
            stream.read_exact(&mut heard).unwrap();
            assert_eq!(heard, START_TLS);
            stream.write_all(CONSENT).unwrap();
            let mut session = rustls::ServerConnection::new(config).unwrap();
            while session
                .complete_io(&mut stream)
                .is_ok_and(|(read, _)| read > 0)
            {}
        });
        let options = patient()
            .trust_pem(material.trust_pem())
            .unwrap()
            .start_tls();
        match Client::connect(&folder.url(), &options).await {
            Ok(client) => assert!(verified && client.peer().unwrap().verified),
            Err(error) => {
                assert!(!verified, "{error}");
                assert_eq!(error.code(), Code::WRONG_HOST, "{error}");
            }
        }
    }
}

#[tokio::test]
async fn a_socket_that_is_not_there_or_not_served_refuses_with_its_path() {
    let folder = Folder::new();
    let error = Client::connect(&folder.url(), &patient())
        .await
        .unwrap_err();
    assert_eq!(
        (error.stage(), error.code()),
        (Stage::Connect, Code::TCP_REFUSED)
    );
    let begin = format!("the socket `{}`: ", folder.path());
    assert!(error.detail().starts_with(&begin), "{}", error.detail());

    drop(UnixListener::bind(folder.path()).unwrap());
    let error = Client::connect(&folder.url(), &patient())
        .await
        .unwrap_err();
    assert_eq!(error.code(), Code::TCP_REFUSED);

    let below = format!("{}%2Fs", folder.url());
    let error = Client::connect(&below, &patient()).await.unwrap_err();
    assert_eq!(error.code(), Code::TCP_FAILED);
}

#[tokio::test]
async fn a_socket_that_is_forbidden_says_so() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let _listener = UnixListener::bind(folder.path()).unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o000)).unwrap();
    let connected = Client::connect(&folder.url(), &patient()).await;
    // Nothing is forbidden to root.
    if UnixStream::connect(folder.path()).is_err() {
        let error = connected.unwrap_err();
        assert_eq!(error.code(), Code::TCP_FAILED);
        assert!(
            error
                .detail()
                .to_ascii_lowercase()
                .contains("permission denied"),
            "{}",
            error.detail()
        );
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_socket_whose_queue_is_full_is_waited_for_until_the_deadline() {
    let folder = Folder::new();
    let socket = tokio::net::UnixSocket::new_stream().unwrap();
    socket.bind(folder.path()).unwrap();
    let _listener = socket.listen(1).unwrap();
    let mut waiting = Vec::new();
    while let Ok(stream) = tokio::net::UnixStream::connect(folder.path()).await {
        waiting.push(stream);
        assert!(waiting.len() < 100);
    }
    let options = Options::default().timeout(Duration::from_millis(100));
    let error = Client::connect(&folder.url(), &options).await.unwrap_err();
    assert_eq!(error.code(), Code::TCP_TIMEOUT, "{error}");
    assert!(error.detail().contains(&folder.path()));
}

#[test]
fn the_connection_test_skips_the_look_up_of_a_socket() {
    let folder = Folder::new();
    let report = ConnectionTest::new(Plan::url(&folder.url()).unwrap()).run_blocking();
    let failure = report.failure().unwrap();
    assert_eq!(
        (failure.stage(), failure.code(), report.exit_code()),
        (Stage::Connect, Code::TCP_REFUSED, 11)
    );
}
