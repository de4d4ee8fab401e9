//! A running container.

use std::{
    io,
    net::{SocketAddr, TcpStream},
    path::Path,
    path::PathBuf,
    thread,
    time::{Duration, Instant},
};

use crate::{
    directory::Entry,
    real::{
        conversation::Conversation,
        error::{RealError, Stage},
        folder::Folder,
        guard::Guard,
        load,
        start::version_in,
        wishes::Source,
    },
};

use super::{engine::Running, kind::Kind};

/// How long one question may take while it starts.
const QUESTION: Duration = Duration::from_secs(5);

/// Between two questions.
const PAUSE: Duration = Duration::from_millis(50);

/// How many last lines are told, and how much of each.
const LINES: usize = 20;
const LETTERS: usize = 400;

/// A server in a container, which is removed with its handle, also when that goes in a panic. Should this process be killed before, a shell that waits for
/// that removes it, if the program `docker` is installed.
pub struct Container {
    // In this order: the container is removed, its folder goes, the guard is told.
    running: Running,
    folder: Folder,
    _guard: Guard,
    kind: &'static Kind,
    version: String,
    addresses: [SocketAddr; 2],
    base: String,
    bind_dn: String,
    password: String,
    urls: [String; 2],
    trust_file: PathBuf,
}

/// What it is made of.
pub(super) struct Parts {
    pub(super) running: Running,
    pub(super) folder: Folder,
    pub(super) guard: Guard,
    pub(super) kind: &'static Kind,
    pub(super) addresses: [SocketAddr; 2],
    pub(super) base: String,
    pub(super) password: String,
}

impl Container {
    /// Waits until it answers.
    pub(super) fn answering(parts: Parts) -> Result<Self, RealError> {
        let [plain, tls] = parts.addresses;
        let mut container = Self {
            running: parts.running,
            trust_file: parts.folder.join("ca.pem"),
            folder: parts.folder,
            _guard: parts.guard,
            kind: parts.kind,
            version: String::new(),
            addresses: parts.addresses,
            bind_dn: (parts.kind.bind_dn)(&parts.base),
            base: parts.base,
            password: parts.password,
            urls: [format!("ldap://{plain}"), format!("ldaps://{tls}")],
        };
        container.answers()?;
        let (_, before) = parts.kind.server.version;
        container.version = version_in(&container.running.said(), before).unwrap_or_default();
        Ok(container)
    }

    /// Waits for an answer, or else tells what the container said.
    fn answers(&self) -> Result<(), RealError> {
        let patience = self.kind.patience;
        let deadline = Instant::now() + patience;
        while self.answer(deadline).is_err() {
            match self.running.ended() {
                Ok(None) if Instant::now() < deadline => thread::park_timeout(PAUSE),
                _ => {
                    let cause = format!("no answer in {} s", patience.as_secs());
                    return Err(broken(self.kind, &self.running, &self.password, &cause));
                }
            }
        }
        Ok(())
    }

    /// A mapped port accepts before the server does: only an answer counts.
    fn answer(&self, deadline: Instant) -> io::Result<()> {
        let soon = deadline.min(Instant::now() + QUESTION);
        let [plain, tls] = self.addresses;
        Conversation::tcp(plain, soon)?.root_dse()?;
        TcpStream::connect_timeout(&tls, QUESTION).map(drop)
    }

    /// Adds the entries of an LDIF text.
    ///
    /// # Errors
    /// What is no LDIF, or an entry that the server does not take.
    pub fn load(&self, ldif: &str) -> Result<(), RealError> {
        let entries = load::read(self.name(), &[Source::Text(ldif.to_owned())])?;
        self.add(&entries)
    }

    pub(super) fn add(&self, entries: &[Entry]) -> Result<(), RealError> {
        let who = (self.bind_dn(), self.bind_password());
        load::add(self.name(), self.address(), who, entries)
    }

    /// `slapd` or `samba`.
    pub fn name(&self) -> &'static str {
        self.kind.server.name
    }

    /// The version that the program in the container says, such as `2.5.13`; empty where it says none.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// `ldap://ADDRESS:PORT`
    pub fn ldap_url(&self) -> &str {
        &self.urls[0]
    }

    /// `ldaps://ADDRESS:PORT`; the certificate names the address and `localhost`.
    pub fn ldaps_url(&self) -> &str {
        &self.urls[1]
    }

    /// Where [`ldap_url`](Self::ldap_url) leads.
    pub fn address(&self) -> SocketAddr {
        self.addresses[0]
    }

    /// The suffix.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Who may do everything.
    pub fn bind_dn(&self) -> &str {
        &self.bind_dn
    }

    /// The password of [`bind_dn`](Self::bind_dn).
    pub fn bind_password(&self) -> &str {
        &self.password
    }

    /// The certificates that a client is meant to trust, PEM.
    pub fn trust_file(&self) -> &Path {
        &self.trust_file
    }

    /// Its own folder on this machine, which goes with the handle.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The container's number, as Docker has it.
    pub fn id(&self) -> &str {
        self.running.id()
    }
}

impl std::fmt::Debug for Container {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (name, version, url) = (self.name(), self.version(), self.ldap_url());
        write!(f, "Container({name} {version} at {url})")
    }
}

/// Why a container is of no use: its end, or else this cause, with what it said.
pub(super) fn broken(kind: &Kind, running: &Running, password: &str, cause: &str) -> RealError {
    let title = kind.server.title;
    let cause = match running.ended() {
        Ok(Some(code)) => format!("the container of {title} ended while it started, with {code}"),
        Ok(None) => format!("the container of {title}: {cause}"),
        Err(lost) => format!("the container of {title} is lost: {lost}"),
    };
    let said = last_lines(&running.said());
    let cure = match said.is_empty() {
        true => "it said nothing; see whether the image has the server's programs",
        false => "mend what it says",
    };
    RealError::new(kind.server.name, Stage::Start, cause, cure).saying(said, password)
}

/// The last lines of what a container said.
fn last_lines(said: &str) -> Vec<String> {
    let lines = said.lines().map(str::trim_end);
    let lines = lines.filter(|line| !line.is_empty());
    let mut last: Vec<String> = lines
        .rev()
        .take(LINES)
        .map(|line| line.chars().take(LETTERS).collect())
        .collect();
    last.reverse();
    last
}
