//! The connection of the tests' own application: messages out and in, TLS.

use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use ldaplab::{
    client_suite::Trial,
    wire::{
        Control, Envelope, LdapResult, Limits, Request, Response, ResultCode, oid,
        request::ExtendedRequest,
    },
};

use super::mistakes::Mistake;

/// What ends a task early.
pub(super) enum Stop {
    Refused(String),
    Unfinished,
    Crashed,
}

pub(super) type Get<T> = Result<T, Stop>;

pub(super) fn refuse<T>(why: impl ToString) -> Get<T> {
    Err(Stop::Refused(why.to_string()))
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        Self::Refused(error.to_string())
    }
}

/// How long it waits for a server, unless it is a mistake.
const PATIENCE: Duration = Duration::from_secs(3);

enum Stream {
    Plain(TcpStream),
    Tls(Box<rustls::StreamOwned<rustls::ClientConnection, TcpStream>>),
}

impl Stream {
    fn io(&mut self) -> &mut dyn ReadWrite {
        match self {
            Self::Plain(stream) => stream,
            Self::Tls(stream) => stream,
        }
    }
}

trait ReadWrite: Read + Write {}
impl<T: Read + Write> ReadWrite for T {}

pub(super) struct Client {
    pub(super) mistake: Option<Mistake>,
    stream: Option<Stream>,
    /// What was read and not yet taken.
    buffer: Vec<u8>,
    id: i32,
    pub(super) bound: Option<(String, String)>,
}

impl Client {
    pub(super) fn new(mistake: Option<Mistake>) -> Self {
        Self {
            mistake,
            stream: None,
            buffer: Vec::new(),
            id: 0,
            bound: None,
        }
    }

    pub(super) fn makes(&self, mistake: Mistake) -> bool {
        self.mistake == Some(mistake)
    }

    pub(super) fn connect(&mut self, address: &str) -> Get<()> {
        let stream = TcpStream::connect(address)?;
        let patience = match self.makes(Mistake::GivesUpAtOnce) {
            true => Duration::from_millis(50),
            false => PATIENCE,
        };
        stream.set_read_timeout(Some(patience))?;
        self.stream = Some(Stream::Plain(stream));
        Ok(())
    }

    pub(super) fn secure(&mut self, trial: &Trial) -> Get<()> {
        let Some(Stream::Plain(socket)) = self.stream.take() else {
            return refuse("there is no connection");
        };
        let file = trial.trust_file().expect("there is TLS");
        let config = super::trust::config(file, self.mistake);
        let name = "127.0.0.1".try_into().expect("an address is a name");
        let mut connection =
            rustls::ClientConnection::new(Arc::new(config), name).or_else(refuse)?;
        let mut socket = socket;
        while connection.is_handshaking() {
            connection.complete_io(&mut socket)?;
        }
        self.stream = Some(Stream::Tls(Box::new(rustls::StreamOwned::new(
            connection, socket,
        ))));
        Ok(())
    }

    pub(super) fn start_tls(&mut self, trial: &Trial) -> Get<()> {
        let request = Request::Extended(ExtendedRequest {
            name: oid::START_TLS.to_owned(),
            value: None,
        });
        let id = self.send(&request, &[])?;
        let (answer, _) = self.answer(id)?;
        let result = answer.result().cloned();
        if result.is_none_or(|result| result.code != ResultCode::SUCCESS) {
            return match self.makes(Mistake::GoesOnInClear) {
                true => Ok(()),
                false => refuse("there is no StartTLS"),
            };
        }
        if !self.makes(Mistake::KeepsWhatCameInClear) {
            // The right client lets its answers come over TLS, whatever lay there before.
            self.buffer.clear();
        }
        match self.secure(trial) {
            Err(_) if self.makes(Mistake::GoesOnInClear) => {
                let url = trial.url();
                self.connect(url.trim_start_matches("ldap://"))
            }
            other => other,
        }
    }

    pub(super) fn send(&mut self, request: &Request, controls: &[Control]) -> Get<i32> {
        self.id += 1;
        let octets = request.encode(self.id, controls);
        let stream = self.stream.as_mut();
        let Some(stream) = stream else {
            return refuse("there is no connection");
        };
        stream.io().write_all(&octets)?;
        stream.io().flush()?;
        Ok(self.id)
    }

    /// The next message under an ID.
    pub(super) fn answer(&mut self, id: i32) -> Get<(Response, Vec<Control>)> {
        loop {
            let octets = self.message()?;
            let limits = Limits::default();
            let envelope = match Envelope::decode(Bytes::from(octets.clone()), &limits) {
                Ok(envelope) => envelope,
                Err(_) if octets.len() > 100_000 && self.makes(Mistake::Recurses) => {
                    return Err(Stop::Crashed);
                }
                Err(error) => return refuse(error),
            };
            let response = match Response::decode(&envelope, &limits) {
                Ok(response) => response,
                Err(_) if self.makes(Mistake::TakesAnyResponse) => {
                    Response::SearchDone(LdapResult::success())
                }
                Err(error) => return refuse(error),
            };
            if self.makes(Mistake::TakesOneForm)
                && response.encode(envelope.id, &envelope.controls) != octets
            {
                return refuse("not as it would be written");
            }
            if envelope.id == id || self.makes(Mistake::TakesAnyId) {
                return Ok((response, envelope.controls));
            }
            if envelope.id == 0 {
                self.notified(&response)?;
            }
        }
    }

    /// What came without being asked for.
    fn notified(&self, response: &Response) -> Get<()> {
        let Response::Extended(extended) = response else {
            return refuse("a response to nothing");
        };
        let disconnection = extended.name.as_deref() == Some(oid::NOTICE_OF_DISCONNECTION);
        match disconnection || self.makes(Mistake::DiesOfNotifications) {
            true => refuse("notified"),
            false => Ok(()),
        }
    }

    /// The octets of one message.
    fn message(&mut self) -> Get<Vec<u8>> {
        loop {
            if let Some(length) = length(&self.buffer) {
                if self.buffer.first() != Some(&0x30) {
                    return refuse("no LDAP");
                }
                if length > 1 << 20 {
                    return match self.makes(Mistake::Recurses) {
                        true => Err(Stop::Crashed),
                        false => refuse("too long"),
                    };
                }
                if self.buffer.len() >= length {
                    return Ok(self.buffer.drain(..length).collect());
                }
                if self.makes(Mistake::ReadsOnce) {
                    return refuse("half a message");
                }
            } else if self.buffer.len() > 6 {
                return refuse("no LDAP");
            }
            self.fill()?;
        }
    }

    fn fill(&mut self) -> Get<()> {
        let waits = self.makes(Mistake::WaitsForEver);
        let Some(stream) = self.stream.as_mut() else {
            return refuse("there is no connection");
        };
        let mut part = [0; 16384];
        match stream.io().read(&mut part) {
            Ok(0) => refuse("the connection ended"),
            Ok(read) => {
                self.buffer.extend_from_slice(&part[..read]);
                Ok(())
            }
            // A test is not to wait as long.
            Err(error)
                if waits && matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) =>
            {
                Err(Stop::Unfinished)
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// How long the message at the beginning is, header and all.
fn length(octets: &[u8]) -> Option<usize> {
    let first = usize::from(*octets.get(1)?);
    if first < 0x80 {
        return Some(2 + first);
    }
    let count = first - 0x80;
    let octets = octets.get(2..2 + count.min(4))?;
    let long = octets
        .iter()
        .fold(0, |all, octet| all << 8 | usize::from(*octet));
    Some(2 + count + long)
}
