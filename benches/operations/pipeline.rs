//! A connection without a client: many requests in one write, then all their answers.

use bytes::BytesMut;
use ldaplab::{
    server::LdapServer,
    wire::{
        Envelope, Filter, Frame, Frames, Limits, Request, Response, ResultCode,
        request::{Authentication, BindRequest, Scope, SearchRequest},
    },
};
use rustls::pki_types::ServerName;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_util::codec::Decoder as _;

trait Stream: AsyncRead + AsyncWrite + Unpin {}
impl<T: AsyncRead + AsyncWrite + Unpin> Stream for T {}

pub(crate) struct Pipeline {
    stream: Box<dyn Stream>,
    frames: Frames,
    input: BytesMut,
}

impl Pipeline {
    /// Connects and binds as the administrator.
    pub(crate) async fn connect(server: &LdapServer, tls: bool) -> Self {
        let address = if tls {
            server.ldaps_address()
        } else {
            server.ldap_address()
        };
        let tcp = TcpStream::connect(address.expect("both ports are open")).await;
        let tcp = tcp.expect("the server accepts");
        tcp.set_nodelay(true).expect("a TCP socket");
        let stream: Box<dyn Stream> = if tls {
            let config = server.rustls_config().expect("the server has TLS");
            let name = ServerName::try_from("localhost").expect("a name");
            let connector = tokio_rustls::TlsConnector::from(config);
            Box::new(connector.connect(name, tcp).await.expect("trusted"))
        } else {
            Box::new(tcp)
        };
        let mut pipeline = Self {
            stream,
            frames: Frames::new(Limits::default()),
            input: BytesMut::new(),
        };
        let admin = server.admin();
        let bind = Request::Bind(BindRequest {
            version: 3,
            name: admin.dn().into(),
            authentication: Authentication::Simple(admin.password().into()),
        });
        pipeline.run(&bind.encode(1, &[]), 1).await;
        pipeline
    }

    /// Sends messages, and reads until so many of them are answered with success.
    pub(crate) async fn run(&mut self, messages: &[u8], count: usize) {
        self.stream.write_all(messages).await.expect("it is open");
        let limits = Limits::default();
        let mut done = 0;
        while done < count {
            while let Some(frame) = self.frames.decode(&mut self.input).expect("never fails") {
                let Frame::Message(bytes) = frame else {
                    panic!("the server sent {frame:?}");
                };
                let envelope = Envelope::decode(bytes, &limits).expect("a message");
                let response = Response::decode(&envelope, &limits).expect("a response");
                if let Some(result) = response.result() {
                    assert_eq!(result.code, ResultCode::SUCCESS, "{response:?}");
                    done += 1;
                }
            }
            if done < count {
                let read = self.stream.read_buf(&mut self.input).await;
                assert!(read.expect("it is open") > 0, "the server closed");
            }
        }
    }
}

/// Searches for one DN, `count` times.
pub(crate) fn searches(dn: &str, count: usize) -> Vec<u8> {
    let search = Request::Search(SearchRequest {
        base: dn.into(),
        scope: Scope::Base,
        deref_aliases: 0,
        size_limit: 0,
        time_limit: 0,
        types_only: false,
        filter: Filter::Present("objectClass".into()),
        attributes: Vec::new(),
    });
    (0..count)
        .flat_map(|number| search.encode(number as i32 + 2, &[]))
        .collect()
}
