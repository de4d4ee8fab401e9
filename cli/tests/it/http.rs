//! A client for the API: one connection for each request, HTTP/1.1 in clear or over TLS.

use std::{
    io::{Read, Write},
    net::TcpStream,
    sync::Arc,
    time::Duration,
};

use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject},
};
use serde_json::Value;

/// Longer than any answer takes on a busy machine; a test that hangs is to end.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where the API is, and what is sent with every request.
#[derive(Clone)]
pub(crate) struct Http {
    address: String,
    tls: Option<Arc<ClientConfig>>,
    pub(crate) token: Option<String>,
}

/// What came back.
#[derive(Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Http {
    /// For a URL as READY shows it; `ca` is a file, and needed for https.
    pub(crate) fn new(url: &str, ca: Option<&str>) -> Self {
        let tls = ca.map(|file| Arc::new(trusting(file).with_no_client_auth()));
        let address = url.strip_prefix("https://").or(url.strip_prefix("http://"));
        assert_eq!(url.starts_with("https://"), tls.is_some(), "{url}");
        Self {
            address: address.expect("a URL of HTTP").to_owned(),
            tls,
            token: None,
        }
    }

    /// The same with a certificate of its own, chain and key in PEM.
    pub(crate) fn showing(url: &str, ca: &str, chain: &str, key: &str) -> Self {
        let chain = CertificateDer::pem_slice_iter(chain.as_bytes()).map(Result::unwrap);
        let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
        let config = trusting(ca).with_client_auth_cert(chain.collect(), key);
        Self {
            tls: Some(Arc::new(config.unwrap())),
            ..Self::new(url, Some(ca))
        }
    }

    pub(crate) fn with_token(&self, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..self.clone()
        }
    }

    /// Logs somebody in: the token.
    pub(crate) fn log_in(&self, login: &str, password: &str, lifetime: &str) -> String {
        let body = serde_json::json!({"login": login, "password": password, "lifetime": lifetime});
        let answer = self.post("/v1/auth/token", &body);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body["token"].as_str().unwrap().to_owned()
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, None).expect("an answer")
    }

    pub(crate) fn put(&self, path: &str, body: &Value) -> Answer {
        self.ask("PUT", path, Some(body)).expect("an answer")
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.ask("POST", path, Some(body)).expect("an answer")
    }

    /// `None` where the connection ended without a whole answer.
    pub(crate) fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Option<Answer> {
        let tcp = TcpStream::connect(&self.address).ok()?;
        tcp.set_read_timeout(Some(PATIENCE)).unwrap();
        let request = self.request(method, path, body);
        match &self.tls {
            None => converse(tcp, &request),
            Some(config) => {
                let name = ServerName::try_from("localhost").unwrap();
                let tls = ClientConnection::new(Arc::clone(config), name).unwrap();
                converse(StreamOwned::new(tls, tcp), &request)
            }
        }
    }

    /// Sends a request in clear and leaves its answer to [`Answer::read`].
    pub(crate) fn send(&self, method: &str, path: &str, body: &Value) -> TcpStream {
        let mut tcp = TcpStream::connect(&self.address).unwrap();
        tcp.set_nodelay(true).unwrap();
        tcp.set_read_timeout(Some(PATIENCE)).unwrap();
        tcp.write_all(&self.request(method, path, Some(body)))
            .unwrap();
        tcp
    }

    fn request(&self, method: &str, path: &str, body: Option<&Value>) -> Vec<u8> {
        let below = if path.starts_with("/v") {
            "/rbac-api"
        } else {
            ""
        };
        let mut head =
            format!("{method} {below}{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        if let Some(token) = &self.token {
            head.push_str(&format!("X-Authentication: {token}\r\n"));
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        if !body.is_empty() {
            let length = body.len();
            head.push_str(&format!(
                "Content-Type: application/json\r\nContent-Length: {length}\r\n"
            ));
        }
        format!("{head}\r\n{body}").into_bytes()
    }
}

fn trusting(file: &str) -> rustls::ConfigBuilder<ClientConfig, rustls::client::WantsClientCert> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(file).expect("the CA's file is there") {
        roots.add(certificate.unwrap()).unwrap();
    }
    ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
}

fn converse(mut stream: impl Read + Write, request: &[u8]) -> Option<Answer> {
    stream.write_all(request).ok()?;
    Answer::read(stream)
}

impl Answer {
    /// Reads to the end; `None` where that came before the whole answer.
    pub(crate) fn read(mut stream: impl Read) -> Option<Self> {
        let mut octets = Vec::new();
        // How a stream ends does not matter, if the answer was whole by then.
        let _ = stream.read_to_end(&mut octets);
        let text = String::from_utf8(octets).ok()?;
        let (head, body) = text.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            let length: Option<usize> = value.trim().parse().ok();
            length.filter(|_| name.eq_ignore_ascii_case("content-length"))
        });
        if body.len() < length.unwrap_or(0) {
            return None;
        }
        let body = match body {
            "" => Value::Null,
            _ => serde_json::from_str(body).ok()?,
        };
        Some(Self { status, body })
    }
}
