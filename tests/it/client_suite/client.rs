//! An application of the tests' own: a plain client on a blocking socket, which does every task right, or makes one mistake.

use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use ldaplab::{
    client_suite::{Found, Outcome, Search, Task, Trial},
    directory::filter,
    wire::{
        Control, Envelope, Filter, LdapResult, Limits, Request, Response, ResultCode,
        control::PagedResults,
        oid,
        request::{Authentication, BindRequest, ExtendedRequest, Scope, SearchRequest},
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
const PATIENCE: Duration = Duration::from_secs(1);

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
    bound: Option<(String, String)>,
}

/// Does the task of a trial, with a mistake or without.
pub(super) fn attempt(trial: &Trial, mistake: Option<Mistake>) -> Outcome {
    let mut client = Client {
        mistake,
        stream: None,
        buffer: Vec::new(),
        id: 0,
        bound: None,
    };
    match client.perform(trial) {
        Ok(found) => Outcome::Done(found),
        Err(Stop::Refused(why)) => Outcome::Refused(why),
        Err(Stop::Unfinished) => Outcome::Unfinished("for ever".to_owned()),
        Err(Stop::Crashed) => Outcome::Crashed("overflow".to_owned()),
    }
}

impl Client {
    fn makes(&self, mistake: Mistake) -> bool {
        self.mistake == Some(mistake)
    }

    fn perform(&mut self, trial: &Trial) -> Get<Vec<Found>> {
        let url = trial.url();
        let (scheme, address) = url.split_once("://").expect("a URL has a scheme");
        self.connect(address)?;
        if scheme == "ldaps" {
            self.secure(trial)?;
        } else if trial.start_tls() {
            if self.makes(Mistake::BindsBeforeStartTls)
                && let Task::Bind { name, password } = *trial.task()
            {
                let _ = self.bind(name, password);
            }
            self.start_tls(trial)?;
        }
        match *trial.task() {
            Task::Bind { name, password } => {
                self.bind(name, password)?;
                Ok(Vec::new())
            }
            Task::Login {
                base,
                user,
                password,
            } => self.login(base, user, password),
            Task::Search(search) => {
                let SearchTask { filter, scope } = read_search(&search)?;
                if !search.name.is_empty() && !self.makes(Mistake::SearchesWithoutBind) {
                    self.bind(search.name, search.password)?;
                }
                let scope = match self.makes(Mistake::SearchesTheSubtree) {
                    true => Scope::Sub,
                    false => scope,
                };
                let filter = match (self.mistake, filter) {
                    (Some(Mistake::TakesTheFirstPart), Filter::And(parts)) => parts[0].clone(),
                    (Some(Mistake::SearchesPresence), Filter::Substrings(name, _)) => {
                        Filter::Present(name)
                    }
                    (Some(Mistake::ForgetsTheRule), Filter::Extensible(one)) => {
                        Filter::Equality(one.attribute.unwrap_or_default(), one.value)
                    }
                    (_, filter) => filter,
                };
                let found =
                    self.search(search.base, scope, filter, search.attributes, search.page_size)?;
                self.whole_ranges(found)
            }
            Task::Find {
                base,
                attribute,
                value,
            } => {
                let filter = self.equality(attribute, value)?;
                self.search(base, Scope::Sub, filter, &["uid"], 0)
            }
            Task::Read {
                base,
                attribute,
                value,
            } => {
                let value = match self.mistake {
                    Some(Mistake::EscapesNoName) => value.to_owned(),
                    Some(Mistake::EscapesNamesAsFilters) => filter::escape(value.as_bytes()),
                    Some(Mistake::KeepsAscii) => value.replace(|c: char| !c.is_ascii(), "?"),
                    Some(Mistake::Strips) => stripped(value),
                    _ => escaped(value),
                };
                let name = format!("{attribute}={value},{base}");
                let all = Filter::Present("objectClass".to_owned());
                self.search(&name, Scope::Base, all, &[attribute], 0)
            }
            ref other => unreachable!("{other:?}"),
        }
    }

    fn connect(&mut self, address: &str) -> Get<()> {
        let stream = TcpStream::connect(address)?;
        let patience = match self.makes(Mistake::GivesUpAtOnce) {
            true => Duration::from_millis(50),
            false => PATIENCE,
        };
        stream.set_read_timeout(Some(patience))?;
        self.stream = Some(Stream::Plain(stream));
        Ok(())
    }

    fn secure(&mut self, trial: &Trial) -> Get<()> {
        let Some(Stream::Plain(socket)) = self.stream.take() else {
            return refuse("there is no connection");
        };
        let file = trial.trust_file().expect("there is TLS");
        let config = super::trust::config(file, self.mistake);
        let name = "127.0.0.1".try_into().expect("an address is a name");
        let mut connection = rustls::ClientConnection::new(Arc::new(config), name)
            .or_else(|error| refuse(error))?;
        let mut socket = socket;
        while connection.is_handshaking() {
            connection.complete_io(&mut socket)?;
        }
        self.stream = Some(Stream::Tls(Box::new(rustls::StreamOwned::new(
            connection, socket,
        ))));
        Ok(())
    }

    fn start_tls(&mut self, trial: &Trial) -> Get<()> {
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

    fn bind(&mut self, name: &str, password: &str) -> Get<()> {
        let octets = match self.mistake {
            Some(Mistake::KeepsAscii) => password
                .replace(|c: char| !c.is_ascii(), "?")
                .into_bytes(),
            _ => password.as_bytes().to_vec(),
        };
        let name = match self.makes(Mistake::UnescapesNames) {
            true => name.replace('\\', ""),
            false => name.to_owned(),
        };
        let request = Request::Bind(BindRequest {
            version: match self.makes(Mistake::BindsAsVersionTwo) {
                true => 2,
                false => 3,
            },
            name: name.clone().into_bytes(),
            authentication: Authentication::Simple(octets),
        });
        let id = self.send(&request, &[])?;
        let (answer, controls) = match self.answer(id) {
            Err(_) if self.makes(Mistake::TakesAnEndForSuccess) => return Ok(()),
            answer => answer?,
        };
        self.look_at(&controls)?;
        let Some(result) = answer.result() else {
            return refuse("no result");
        };
        self.judge_bind(result)?;
        self.bound = Some((name, password.to_owned()));
        Ok(())
    }

    fn judge_bind(&self, result: &LdapResult) -> Get<()> {
        let success = result.code == ResultCode::SUCCESS
            || self.makes(Mistake::TakesEveryBind)
            || self.makes(Mistake::RefusesOnlyBadPasswords)
                && result.code != ResultCode::INVALID_CREDENTIALS;
        match success && !self.makes(Mistake::TakesNoBind) {
            true => Ok(()),
            false => refuse(result.code),
        }
    }

    fn login(&mut self, base: &str, user: &str, password: &str) -> Get<Vec<Found>> {
        if password.is_empty() && !self.makes(Mistake::SendsEmptyPasswords) {
            return refuse("no password");
        }
        let filter = self.equality("uid", user.as_bytes())?;
        let found = match self.search(base, Scope::Sub, filter, &["1.1"], 0) {
            Err(_) if self.makes(Mistake::TakesAnyResult) => Vec::new(),
            found => found?,
        };
        let name = match found.as_slice() {
            [one] => one.dn.clone(),
            [first, ..] if self.makes(Mistake::TakesTheFirst) => first.dn.clone(),
            [] if self.makes(Mistake::MakesUpNames) => format!("uid={user},{base}"),
            [] if self.makes(Mistake::TakesAnyResult) => {
                self.bind("", password)?;
                return Ok(Vec::new());
            }
            _ => return refuse("not one entry"),
        };
        self.bind(&name, password)?;
        Ok(Vec::new())
    }

    /// A filter of an attribute and a value.
    fn equality(&self, attribute: &str, value: &[u8]) -> Get<Filter> {
        let value = match self.mistake {
            Some(Mistake::EscapesNoFilter) => {
                let text = String::from_utf8_lossy(value);
                let text = format!("({attribute}={text})");
                return filter::parse(&text).or_else(|error| refuse(error));
            }
            Some(Mistake::KeepsAscii) => {
                let ascii = value.iter().map(|octet| match octet.is_ascii() {
                    true => *octet,
                    false => b'?',
                });
                ascii.collect()
            }
            Some(Mistake::EndsAtNull) => {
                let end = value.iter().position(|octet| *octet == 0);
                value[..end.unwrap_or(value.len())].to_vec()
            }
            Some(Mistake::Strips) => stripped(&String::from_utf8_lossy(value)).into_bytes(),
            Some(Mistake::Trims) => value.trim_ascii().to_vec(),
            Some(Mistake::ComparesLower) => value.to_ascii_uppercase(),
            _ => value.to_vec(),
        };
        Ok(Filter::Equality(attribute.to_owned(), value))
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
            Err(error) if waits && matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                Err(Stop::Unfinished)
            }
            Err(error) => Err(error.into()),
        }
    }

    pub(super) fn look_at(&self, controls: &[Control]) -> Get<()> {
        let known = |control: &Control| control.oid == oid::PAGED_RESULTS;
        let strange = controls.iter().find(|control| !known(control));
        match (self.mistake, strange) {
            (Some(Mistake::RefusesControls), Some(control)) => refuse(&control.oid),
            (Some(Mistake::HeedsCritical), Some(control)) if control.critical => {
                refuse(&control.oid)
            }
            _ => Ok(()),
        }
    }

    /// Goes where a reference leads, with what the user gave.
    pub(super) fn follow(&mut self, url: &str, filter: &Filter) -> Get<Vec<Found>> {
        let rest = url.trim_start_matches("ldap://");
        let (address, base) = rest.split_once('/').unwrap_or((rest, ""));
        let base = base.split('?').next().unwrap_or_default();
        let mut other = Self {
            // Who follows for ever does so here, one after the other.
            mistake: self.mistake.filter(|own| *own != Mistake::FollowsForEver),
            stream: None,
            buffer: Vec::new(),
            id: 0,
            bound: None,
        };
        other.connect(address)?;
        if let Some((name, password)) = self.bound.clone() {
            // Whoever is there does not know this name.
            let _ = other.bind(&name, &password);
        }
        other.search(base, Scope::Sub, filter.clone(), &["uid"], 0)
    }

    pub(super) fn page(size: u32, cookie: Vec<u8>) -> Control {
        let size = i64::from(size);
        PagedResults { size, cookie }.control(true)
    }

    pub(super) fn request(base: &str, scope: Scope, filter: Filter, names: &[&str]) -> Request {
        Request::Search(SearchRequest {
            base: base.as_bytes().to_vec(),
            scope,
            deref_aliases: 0,
            size_limit: 0,
            time_limit: 0,
            types_only: false,
            filter,
            attributes: names.iter().map(|name| (*name).to_owned()).collect(),
        })
    }
}

struct SearchTask {
    filter: Filter,
    scope: Scope,
}

fn read_search(search: &Search) -> Get<SearchTask> {
    let filter = filter::parse(search.filter).or_else(|error| refuse(error))?;
    let scope = match search.scope {
        "base" => Scope::Base,
        "one" => Scope::One,
        _ => Scope::Sub,
    };
    Ok(SearchTask { filter, scope })
}

/// A value as RFC 4514 section 2.4 has it in a DN.
fn escaped(value: &str) -> String {
    let special = |c: char| "\\\"+,;<>=".contains(c);
    let mut out = String::new();
    for (at, character) in value.char_indices() {
        let edge = at == 0 && "# ".contains(character)
            || at + 1 == value.len() && character == ' ';
        if special(character) || edge {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

fn stripped(value: &str) -> String {
    value.replace(['(', ')', '*', '\\'], "")
}

/// How long the message at the beginning is, header and all.
fn length(octets: &[u8]) -> Option<usize> {
    let first = usize::from(*octets.get(1)?);
    if first < 0x80 {
        return Some(2 + first);
    }
    let count = first - 0x80;
    let octets = octets.get(2..2 + count.min(4))?;
    let long = octets.iter().fold(0, |all, octet| all << 8 | usize::from(*octet));
    Some(2 + count + long)
}
