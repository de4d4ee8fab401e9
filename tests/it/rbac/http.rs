//! A blocking HTTP/1.1 client over rustls: one connection a request, and raw octets for what no client should say.

use std::{
    io::{self, Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    sync::Arc,
    time::Duration,
};

use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject},
};
use serde_json::Value;

/// No test waits longer for one answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where requests go.
#[derive(Clone)]
pub(crate) struct Http {
    address: SocketAddr,
    tls: Option<Arc<ClientConfig>>,
}

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The `kind` of a refusal, once its shape is right.
    #[track_caller]
    pub(crate) fn kind(&self) -> String {
        let body = self.json();
        let names: Vec<&String> = body.as_object().unwrap().keys().collect();
        assert_eq!(names, ["kind", "msg", "details"], "{self:?}");
        assert!(body["msg"].as_str().is_some_and(|msg| !msg.is_empty()));
        body["kind"].as_str().unwrap().to_owned()
    }

    /// Status and `kind`.
    #[track_caller]
    pub(crate) fn refusal(&self) -> (u16, String) {
        (self.status, self.kind())
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Itself, if the status is this one.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }
}

pub(crate) trait Duplex: Read + Write + Send {}
impl<T: Read + Write + Send> Duplex for T {}

/// A certificate of a client and its key, PEM.
pub(crate) type Identity<'a> = (&'a str, &'a str);

impl Http {
    /// HTTPS that trusts the CA in this file.
    pub(crate) fn secure(address: SocketAddr, ca: &Path, shows: Option<Identity<'_>>) -> Self {
        let mut roots = RootCertStore::empty();
        roots
            .add(CertificateDer::from_pem_file(ca).unwrap())
            .unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots);
        let config = match shows {
            None => builder.with_no_client_auth(),
            Some((certificate, key)) => builder
                .with_client_auth_cert(
                    vec![CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap()],
                    PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap(),
                )
                .unwrap(),
        };
        Self {
            address,
            tls: Some(Arc::new(config)),
        }
    }

    pub(crate) fn plain(address: SocketAddr) -> Self {
        Self { address, tls: None }
    }

    pub(crate) fn tcp(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        stream
    }

    /// A connection to say anything on.
    pub(crate) fn open(&self) -> Box<dyn Duplex> {
        let stream = self.tcp();
        let Some(config) = &self.tls else {
            return Box::new(stream);
        };
        let name = ServerName::try_from("localhost").unwrap();
        let connection = ClientConnection::new(Arc::clone(config), name).unwrap();
        Box::new(StreamOwned::new(connection, stream))
    }

    /// Sends these octets and reads one answer, if one comes.
    pub(crate) fn raw(&self, octets: &[u8]) -> io::Result<Answer> {
        let mut stream = self.open();
        // A server that refuses early need not read to the end.
        let _ = stream.write_all(octets).and_then(|()| stream.flush());
        read_answer(&mut *stream)
    }

    #[track_caller]
    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> Answer {
        let mut text =
            format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        if let Some(body) = body {
            text.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        text.push_str("\r\n");
        text.push_str(body.unwrap_or_default());
        match self.raw(text.as_bytes()) {
            Ok(answer) => answer,
            Err(error) => panic!("{method} {path}: {error}"),
        }
    }
}

/// Reads one answer: a head, and as many octets as it says, or all there are.
pub(crate) fn read_answer(stream: &mut dyn Duplex) -> io::Result<Answer> {
    let mut read = Vec::new();
    let end = loop {
        if let Some(at) = read.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        let mut more = [0; 4096];
        match stream.read(&mut more)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => read.extend_from_slice(&more[..count]),
        }
    };
    let head = String::from_utf8_lossy(&read[..end]).into_owned();
    let mut lines = head.lines();
    let status = lines.next().unwrap_or_default().split(' ').nth(1);
    let status = status.and_then(|status| status.parse().ok());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let mut answer = Answer {
        status: status.ok_or(io::ErrorKind::InvalidData)?,
        headers,
        body: String::new(),
    };
    let mut body = read.split_off(end);
    let length = answer.header("content-length").map(|length| length.parse());
    match length {
        Some(Ok(length)) => {
            while body.len() < length {
                let mut more = [0; 4096];
                match stream.read(&mut more)? {
                    0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                    count => body.extend_from_slice(&more[..count]),
                }
            }
        }
        _ => {
            let _ = stream.read_to_end(&mut body);
        }
    }
    answer.body = String::from_utf8_lossy(&body).into_owned();
    Ok(answer)
}
