//! A blocking client of a few lines: it says what it is told to and reads what comes, and never waits for ever.

use std::{
    io::{self, Read, Write},
    net::{Shutdown, SocketAddr, TcpStream},
    sync::Arc,
    time::Duration,
};

use bytes::BytesMut;
use ldaplab::{
    directory::filter,
    server::LdapServer,
    wire::{
        Control, Envelope, Frame, Frames, LdapResult, Limits, Request, Response,
        request::{
            AddRequest, Authentication, BindRequest, Change, ChangeOperation, CompareRequest,
            ExtendedRequest, ModifyDnRequest, ModifyRequest, PartialAttribute, Scope,
            SearchRequest,
        },
        response::SearchEntry,
    },
};
use rustls::{ClientConnection, StreamOwned, pki_types::ServerName};
use tokio_util::codec::Decoder;

/// Longer than any answer takes; a test that waits this long has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) const START_TLS: &str = "1.3.6.1.4.1.1466.20037";
pub(crate) const WHO_AM_I: &str = "1.3.6.1.4.1.4203.1.11.3";

enum Line {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
}

/// A connection to a server.
pub(crate) struct Peer {
    line: Option<Line>,
    inbox: BytesMut,
    frames: Frames,
    next: i32,
}

/// Everything that answered one request.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) entries: Vec<SearchEntry>,
    pub(crate) references: Vec<Vec<String>>,
    pub(crate) result: LdapResult,
    pub(crate) controls: Vec<Control>,
    pub(crate) response: Response,
}

pub(crate) fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    stream
}

impl Peer {
    pub(crate) fn plain(server: &LdapServer) -> Self {
        Self::over(Line::Plain(connect(server.ldap_address().unwrap())))
    }

    pub(crate) fn tls(server: &LdapServer) -> Self {
        let mut peer = Self::over(Line::Plain(connect(server.ldaps_address().unwrap())));
        peer.negotiate(server);
        peer
    }

    /// The administrator, in clear.
    pub(crate) fn admin(server: &LdapServer) -> Self {
        let mut peer = Self::plain(server);
        let admin = server.admin();
        assert_eq!(
            peer.bind(admin.dn(), admin.password()),
            (0, String::new()),
            "the administrator's bind"
        );
        peer
    }

    fn over(line: Line) -> Self {
        Self {
            line: Some(line),
            inbox: BytesMut::new(),
            frames: Frames::new(Limits::default()),
            next: 1,
        }
    }

    /// Puts TLS over the connection.
    pub(crate) fn negotiate(&mut self, server: &LdapServer) {
        let Some(Line::Plain(stream)) = self.line.take() else {
            panic!("TLS is on");
        };
        let name = ServerName::try_from("127.0.0.1").unwrap();
        let config = server.rustls_config().unwrap();
        let session = ClientConnection::new(Arc::clone(&config), name).unwrap();
        self.line = Some(Line::Tls(Box::new(StreamOwned::new(session, stream))));
    }

    fn socket(&mut self) -> &mut dyn ReadWrite {
        match self.line.as_mut().unwrap() {
            Line::Plain(stream) => stream,
            Line::Tls(stream) => stream.as_mut(),
        }
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) {
        self.socket().write_all(bytes).unwrap();
    }

    /// Writes what may be refused by a connection that is closing.
    pub(crate) fn try_write(&mut self, bytes: &[u8]) {
        let _ = self.socket().write_all(bytes);
    }

    /// Tells the server that nothing more comes.
    pub(crate) fn finish(&mut self) {
        if let Some(Line::Plain(stream)) = &self.line {
            let _ = stream.shutdown(Shutdown::Write);
        }
    }

    pub(crate) fn send(&mut self, request: &Request) -> i32 {
        self.send_with(request, &[])
    }

    pub(crate) fn send_with(&mut self, request: &Request, controls: &[Control]) -> i32 {
        let id = self.next;
        self.next += 1;
        self.write(&request.encode(id, controls));
        id
    }

    /// The next message; `None` at the end of the stream, however it came.
    pub(crate) fn read(&mut self) -> Option<(i32, Response, Vec<Control>)> {
        loop {
            if let Some(frame) = self.frames.decode(&mut self.inbox).unwrap() {
                let Frame::Message(raw) = frame else {
                    panic!("the server sent {frame:?}");
                };
                let envelope = Envelope::decode(raw, &Limits::default()).unwrap();
                let response = Response::decode(&envelope, &Limits::default()).unwrap();
                return Some((envelope.id, response, envelope.controls));
            }
            let mut buffer = [0; 16 << 10];
            match self.socket().read(&mut buffer) {
                Ok(0) => return None,
                Ok(count) => self.inbox.extend_from_slice(&buffer[..count]),
                Err(error) if is_timeout(&error) => panic!("no answer, and no end: {error}"),
                Err(_) => return None,
            }
        }
    }

    /// Whatever comes until the end of the stream.
    pub(crate) fn read_to_end(&mut self) -> Vec<u8> {
        let mut all = self.inbox.to_vec();
        let mut buffer = [0; 16 << 10];
        loop {
            match self.socket().read(&mut buffer) {
                Ok(0) => return all,
                Ok(count) => all.extend_from_slice(&buffer[..count]),
                Err(error) if is_timeout(&error) => panic!("the connection stays open: {error}"),
                Err(_) => return all,
            }
        }
    }

    /// The answer to one request: everything up to its result.
    pub(crate) fn answer(&mut self, id: i32) -> Answer {
        let (mut entries, mut references) = (Vec::new(), Vec::new());
        loop {
            let (own, response, controls) = self.read().expect("the server closed the connection");
            assert_eq!(own, id, "{response:?}");
            match response {
                Response::SearchEntry(entry) => entries.push(entry),
                Response::SearchReference(urls) => references.push(urls),
                response => {
                    return Answer {
                        entries,
                        references,
                        result: response.result().unwrap().clone(),
                        controls,
                        response,
                    };
                }
            }
        }
    }

    pub(crate) fn ask(&mut self, request: &Request) -> Answer {
        self.ask_with(request, &[])
    }

    pub(crate) fn ask_with(&mut self, request: &Request, controls: &[Control]) -> Answer {
        let id = self.send_with(request, controls);
        self.answer(id)
    }

    /// Binds; the code and the words.
    pub(crate) fn bind(&mut self, name: &str, password: &str) -> (u32, String) {
        let answer = self.ask(&bind(name, password));
        (answer.result.code.0, answer.result.diagnostic)
    }

    /// Who am I?
    pub(crate) fn who(&mut self) -> String {
        match self.ask(&extended(WHO_AM_I, None)).response {
            Response::Extended(response) => {
                String::from_utf8(response.value.unwrap_or_default()).unwrap()
            }
            other => panic!("{other:?}"),
        }
    }

    /// The DNs that a subtree search finds.
    pub(crate) fn find(&mut self, base: &str, filter: &str) -> Vec<String> {
        let answer = self.ask(&search(base, Scope::Sub, filter, &["1.1"]));
        assert_eq!(answer.result.code.0, 0, "{filter}: {:?}", answer.result);
        answer.dns()
    }

    /// The connection still works.
    pub(crate) fn is_alive(&mut self) -> bool {
        let answer = self.ask(&search("", Scope::Base, "(objectClass=*)", &["1.1"]));
        answer.result.code.0 == 0 && answer.entries.len() == 1
    }
}

impl Answer {
    pub(crate) fn code(&self) -> u32 {
        self.result.code.0
    }

    pub(crate) fn words(&self) -> &str {
        &self.result.diagnostic
    }

    pub(crate) fn matched(&self) -> &str {
        std::str::from_utf8(&self.result.matched_dn).unwrap()
    }

    pub(crate) fn dns(&self) -> Vec<String> {
        let text = |entry: &SearchEntry| String::from_utf8(entry.dn.clone()).unwrap();
        self.entries.iter().map(text).collect()
    }

    /// The attribute descriptions of the only entry, in order.
    pub(crate) fn names(&self) -> Vec<&str> {
        let [entry] = self.entries.as_slice() else {
            panic!("{} entries: {:?}", self.entries.len(), self.result);
        };
        entry
            .attributes
            .iter()
            .map(|attribute| attribute.description.as_str())
            .collect()
    }

    /// The values of an attribute of the only entry, as texts.
    pub(crate) fn values(&self, description: &str) -> Vec<String> {
        let values = self.octets(description);
        values
            .into_iter()
            .map(|value| String::from_utf8(value).unwrap())
            .collect()
    }

    pub(crate) fn octets(&self, description: &str) -> Vec<Vec<u8>> {
        let [entry] = self.entries.as_slice() else {
            panic!("{} entries: {:?}", self.entries.len(), self.result);
        };
        entry
            .attributes
            .iter()
            .filter(|attribute| attribute.description == description)
            .flat_map(|attribute| attribute.values.clone())
            .collect()
    }
}

pub(crate) trait ReadWrite: Read + Write {}
impl<T: Read + Write> ReadWrite for T {}

fn is_timeout(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
    )
}

pub(crate) fn bind(name: &str, password: &str) -> Request {
    bind_as(3, name, Authentication::Simple(password.into()))
}

pub(crate) fn bind_as(version: i64, name: &str, authentication: Authentication) -> Request {
    Request::Bind(BindRequest {
        version,
        name: name.into(),
        authentication,
    })
}

pub(crate) fn search(base: &str, scope: Scope, text: &str, attributes: &[&str]) -> Request {
    Request::Search(plain_search(base, scope, text, attributes))
}

pub(crate) fn plain_search(
    base: &str,
    scope: Scope,
    text: &str,
    attributes: &[&str],
) -> SearchRequest {
    SearchRequest {
        base: base.into(),
        scope,
        deref_aliases: 0,
        size_limit: 0,
        time_limit: 0,
        types_only: false,
        filter: filter::parse(text).unwrap(),
        attributes: attributes.iter().map(|name| (*name).to_owned()).collect(),
    }
}

pub(crate) fn compare(dn: &str, attribute: &str, value: &str) -> Request {
    Request::Compare(CompareRequest {
        dn: dn.into(),
        attribute: attribute.into(),
        value: value.into(),
    })
}

pub(crate) fn attribute(description: &str, values: &[&str]) -> PartialAttribute {
    PartialAttribute {
        description: description.into(),
        values: values.iter().map(|value| (*value).into()).collect(),
    }
}

pub(crate) fn add(dn: &str, attributes: &[(&str, &[&str])]) -> Request {
    Request::Add(AddRequest {
        dn: dn.into(),
        attributes: attributes
            .iter()
            .map(|(name, values)| attribute(name, values))
            .collect(),
    })
}

/// `(operation, attribute, values)`; the operation is `add`, `delete`, `replace` or `increment`.
pub(crate) fn modify(dn: &str, changes: &[(&str, &str, &[&str])]) -> Request {
    let change = |(operation, name, values): &(&str, &str, &[&str])| Change {
        operation: match *operation {
            "add" => ChangeOperation::Add,
            "delete" => ChangeOperation::Delete,
            "replace" => ChangeOperation::Replace,
            "increment" => ChangeOperation::Increment,
            other => panic!("{other}"),
        },
        modification: attribute(name, values),
    };
    Request::Modify(ModifyRequest {
        dn: dn.into(),
        changes: changes.iter().map(change).collect(),
    })
}

pub(crate) fn rename(dn: &str, new_rdn: &str, delete_old: bool, superior: Option<&str>) -> Request {
    Request::ModifyDn(ModifyDnRequest {
        dn: dn.into(),
        new_rdn: new_rdn.into(),
        delete_old_rdn: delete_old,
        new_superior: superior.map(Into::into),
    })
}

pub(crate) fn delete(dn: &str) -> Request {
    Request::Delete(dn.into())
}

pub(crate) fn extended(name: &str, value: Option<&[u8]>) -> Request {
    Request::Extended(ExtendedRequest {
        name: name.into(),
        value: value.map(<[u8]>::to_vec),
    })
}

pub(crate) fn critical(oid: &str) -> Control {
    Control::new(oid, true)
}
