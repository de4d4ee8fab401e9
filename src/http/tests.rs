//! How long a client may take, by a clock that moves when nobody works: the connections are in memory.

use std::{sync::Arc, time::Duration};

use rustls::{ClientConfig, RootCertStore, pki_types::ServerName};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream, duplex},
    time::{Instant, sleep},
};
use tokio_rustls::{TlsAcceptor, TlsConnector};

use super::{Audit, ServiceConfig, certificate::Own, listen, rbac::router};
use crate::{
    rbac::{Config, Rbac},
    settings::Id,
};

const BELOW: Duration = Duration::from_millis(9_999);
const ABOVE: Duration = Duration::from_millis(10_001);
const GET: &[u8] = b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n";

struct Scratch(std::path::PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A service with the time for clients that it has by itself.
struct Served {
    rbac: Rbac,
    _data: Scratch,
}

impl Served {
    fn new() -> Self {
        let data = Scratch(std::env::temp_dir().join(format!("ldaplab-time-{}", Id::random())));
        let rbac = Rbac::open(Config::new(&data.0)).unwrap();
        Self { rbac, _data: data }
    }

    /// A connection; behind TLS if there is an acceptor.
    fn connect(&self, acceptor: Option<TlsAcceptor>) -> DuplexStream {
        let config = ServiceConfig::new(([127, 0, 0, 1], 0).into());
        let patience = config.patience;
        let router = router(self.rbac.clone(), false, patience, Audit::default());
        let (here, there) = duplex(1 << 16);
        tokio::spawn(async move {
            let terms = listen::Terms {
                tls: None,
                clients: None,
                connections: 1,
                patience,
            };
            let peer = ([192, 0, 2, 1], 4711).into();
            listen::converse((there, peer), router, acceptor, &terms).await;
        });
        here
    }
}

/// The status of the next answer, the body of which is read as well; `None` where the connection ended.
async fn status(stream: &mut (impl AsyncRead + Unpin)) -> Option<u16> {
    let mut text = Vec::new();
    while !text.ends_with(b"\r\n\r\n") {
        text.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(text).unwrap();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.parse::<usize>().unwrap())
    });
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).await.ok()?;
    head.split(' ').nth(1)?.parse().ok()
}

async fn say(stream: &mut (impl AsyncWrite + Unpin), octets: &[u8]) {
    // It may be closed already: then the answer says so.
    let _ = stream.write_all(octets).await;
    let _ = stream.flush().await;
}

#[tokio::test(start_paused = true)]
async fn a_head_has_ten_seconds() {
    let served = Served::new();
    for (wait, expected) in [(BELOW, Some(200)), (ABOVE, None)] {
        // Nothing of it, or all but the end.
        for sent in [0, 1, GET.len() - 1] {
            let mut stream = served.connect(None);
            say(&mut stream, &GET[..sent]).await;
            sleep(wait).await;
            say(&mut stream, &GET[sent..]).await;
            let heard = status(&mut stream).await;
            // hyper says that it took too long, or hangs up.
            assert_eq!(
                heard.filter(|status| *status != 408),
                expected,
                "{wait:?} {sent}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_next_head_has_ten_seconds_as_well() {
    let served = Served::new();
    for (wait, expected) in [(BELOW, Some(200)), (ABOVE, None)] {
        let mut stream = served.connect(None);
        say(&mut stream, GET).await;
        assert_eq!(status(&mut stream).await, Some(200));
        sleep(wait).await;
        say(&mut stream, GET).await;
        let heard = status(&mut stream).await;
        assert_eq!(heard.filter(|status| *status != 408), expected, "{wait:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_has_ten_seconds_however_it_comes() {
    let served = Served::new();
    let head = b"POST /rbac-api/v1/auth/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n";
    // What comes in time is an object, and none of the right shape.
    for (wait, expected) in [(BELOW, Some(400)), (ABOVE, Some(408))] {
        for sent in [0, 1] {
            let mut stream = served.connect(None);
            say(&mut stream, head).await;
            say(&mut stream, &b"{}"[..sent]).await;
            sleep(wait).await;
            say(&mut stream, &b"{}"[sent..]).await;
            assert_eq!(status(&mut stream).await, expected, "{wait:?} {sent}");
        }
        // In two steps, each of which is short.
        let mut stream = served.connect(None);
        say(&mut stream, head).await;
        sleep(wait / 2).await;
        say(&mut stream, b"{").await;
        sleep(wait - wait / 2).await;
        say(&mut stream, b"}").await;
        assert_eq!(status(&mut stream).await, expected, "{wait:?} in steps");
    }
}

#[tokio::test(start_paused = true)]
async fn a_handshake_has_ten_seconds() {
    let served = Served::new();
    let folder = served.rbac.folder();
    let own = Own::kept(folder, &[], std::time::SystemTime::now()).unwrap();
    let acceptor = TlsAcceptor::from(own.server_config(None).unwrap());
    let mut roots = RootCertStore::empty();
    let ca = std::fs::read(super::certificate::ca_file(folder)).unwrap();
    use rustls::pki_types::pem::PemObject;
    roots
        .add(rustls::pki_types::CertificateDer::from_pem_slice(&ca).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connector = TlsConnector::from(Arc::new(config));
    for (wait, expected) in [(BELOW, Some(200)), (ABOVE, None)] {
        let stream = served.connect(Some(acceptor.clone()));
        sleep(wait).await;
        let name = ServerName::try_from("localhost").unwrap();
        let heard = match connector.connect(name, stream).await {
            Ok(mut stream) => {
                say(&mut stream, GET).await;
                status(&mut stream).await
            }
            Err(_) => None,
        };
        assert_eq!(heard, expected, "{wait:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn who_does_not_read_has_ten_seconds() {
    let served = Served::new();
    for (wait, whole) in [(BELOW, true), (ABOVE, false)] {
        let mut stream = served.connect(None);
        // Answers of more than the connection holds, of which none is read.
        say(&mut stream, &GET.repeat(20)).await;
        let begun = Instant::now();
        sleep(wait).await;
        assert_eq!(begun.elapsed(), wait);
        let mut answers = 0;
        while status(&mut stream).await == Some(200) {
            answers += 1;
            if answers == 20 {
                break;
            }
        }
        assert_eq!(answers == 20, whole, "{wait:?}: {answers}");
    }
}
