//! Asking a server, blocking and with a deadline.

use std::{
    io::{self, Read, Write},
    net::{SocketAddr, TcpStream},
    os::unix::net::UnixStream,
    path::Path,
    time::{Duration, Instant},
};

use bytes::{Bytes, BytesMut};
use tokio_util::codec::Decoder;

use crate::wire::{
    Envelope, Filter, Frame, Frames, LdapResult, Limits, Request, Response, ResultCode,
    request::{Authentication, BindRequest, Scope, SearchRequest},
};

/// A stream whose reads and writes can be bounded in time.
trait Stream: Read + Write {
    fn bound(&self, time: Duration) -> io::Result<()>;
}

impl Stream for TcpStream {
    fn bound(&self, time: Duration) -> io::Result<()> {
        self.set_read_timeout(Some(time))?;
        self.set_write_timeout(Some(time))
    }
}

impl Stream for UnixStream {
    fn bound(&self, time: Duration) -> io::Result<()> {
        self.set_read_timeout(Some(time))?;
        self.set_write_timeout(Some(time))
    }
}

pub(super) struct Conversation {
    stream: Box<dyn Stream>,
    frames: Frames,
    received: BytesMut,
    last: i32,
    deadline: Instant,
}

impl Conversation {
    pub(super) fn tcp(address: SocketAddr, deadline: Instant) -> io::Result<Self> {
        let stream = TcpStream::connect_timeout(&address, left(deadline)?)?;
        Ok(Self::over(Box::new(stream), deadline))
    }

    pub(super) fn unix(socket: &Path, deadline: Instant) -> io::Result<Self> {
        Ok(Self::over(Box::new(UnixStream::connect(socket)?), deadline))
    }

    fn over(stream: Box<dyn Stream>, deadline: Instant) -> Self {
        Self {
            stream,
            frames: Frames::new(Limits::default()),
            received: BytesMut::new(),
            last: 0,
            deadline,
        }
    }

    /// Sends a request and returns the result that ends its answer.
    pub(super) fn ask(&mut self, request: &Request) -> io::Result<LdapResult> {
        self.last += 1;
        self.stream.bound(left(self.deadline)?)?;
        self.stream.write_all(&request.encode(self.last, &[]))?;
        loop {
            let envelope = self.envelope()?;
            let response = Response::decode(&envelope, &Limits::default());
            let response = response.map_err(|_| broken("an answer that is no LDAP"))?;
            match response.result() {
                Some(result) if envelope.id == self.last => return Ok(result.clone()),
                Some(result) if envelope.id == 0 => {
                    return Err(broken(&format!("it disconnects: {}", result.diagnostic)));
                }
                _ => {}
            }
        }
    }

    /// Asks for the root DSE (RFC 4512 section 5.1). Whatever the result, somebody answers.
    pub(super) fn root_dse(&mut self) -> io::Result<LdapResult> {
        self.ask(&Request::Search(SearchRequest {
            base: Vec::new(),
            scope: Scope::Base,
            deref_aliases: 0,
            size_limit: 0,
            time_limit: 0,
            types_only: false,
            filter: Filter::Present("objectClass".to_owned()),
            attributes: vec!["namingContexts".to_owned()],
        }))
    }

    pub(super) fn bind(&mut self, name: &str, password: &str) -> io::Result<LdapResult> {
        self.ask(&Request::Bind(BindRequest {
            version: 3,
            name: name.as_bytes().to_vec(),
            authentication: Authentication::Simple(password.as_bytes().to_vec()),
        }))
    }

    fn envelope(&mut self) -> io::Result<Envelope> {
        loop {
            match self.frames.decode(&mut self.received)? {
                Some(Frame::Message(message)) => {
                    let message: Bytes = message;
                    return Envelope::decode(message, &Limits::default())
                        .map_err(|_| broken("an answer that is no LDAP"));
                }
                Some(Frame::Broken(why)) => return Err(broken(&why.to_string())),
                None => {}
            }
            self.stream.bound(left(self.deadline)?)?;
            let mut octets = [0; 4096];
            match self.stream.read(&mut octets)? {
                0 => return Err(broken("it closes the connection")),
                count => self.received.extend_from_slice(&octets[..count]),
            }
        }
    }
}

/// A result in words: its code, and what the server says.
pub(super) fn words(result: &LdapResult) -> String {
    let ResultCode(code) = result.code;
    let diagnostic = result.diagnostic.trim_end_matches('\0').trim();
    match diagnostic.is_empty() {
        true => format!("result code {code}"),
        false => format!("result code {code}, \"{diagnostic}\""),
    }
}

fn left(deadline: Instant) -> io::Result<Duration> {
    let left = deadline.saturating_duration_since(Instant::now());
    match left.is_zero() {
        true => Err(io::ErrorKind::TimedOut.into()),
        false => Ok(left),
    }
}

fn broken(why: &str) -> io::Error {
    io::Error::other(why.to_owned())
}
