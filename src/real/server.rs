//! A running server.

use std::{
    io,
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use super::{
    attempt::Prepared,
    conversation::Conversation,
    error::{RealError, Stage},
    folder::Folder,
    guard::Guard,
    load,
    process::{Process, pause},
    wishes::Source,
};

/// How long a server may take until it answers.
const PATIENCE: Duration = Duration::from_secs(120);

/// How long one question may take meanwhile.
const QUESTION: Duration = Duration::from_secs(5);

/// A real server, which ends with its handle: the program is asked to end, or ended after ten seconds, and its folder is removed. Should this process be
/// killed before, a shell that waits for that ends the server and removes the folder.
///
/// ```no_run
/// use ldaplab::real::RealServer;
///
/// let slapd = RealServer::slapd().ldif_file("fixtures/ldif/company.ldif").start()?;
/// println!("{} {} answers at {}", slapd.name(), slapd.version(), slapd.ldap_url());
/// # Ok::<(), ldaplab::real::RealError>(())
/// ```
pub struct RealServer {
    // In this order: the program ends, its folder goes, the guard is told.
    process: Process,
    folder: Folder,
    _guard: Guard,
    pub(super) name: &'static str,
    program: PathBuf,
    version: String,
    prepared: Prepared,
    base: String,
    password: String,
    urls: [String; 3],
    trust_file: PathBuf,
}

/// What a server is made of, beside its process.
pub(super) struct Parts {
    pub(super) folder: Folder,
    pub(super) guard: Guard,
    pub(super) name: &'static str,
    pub(super) program: PathBuf,
    pub(super) version: String,
    pub(super) prepared: Prepared,
    pub(super) base: String,
    pub(super) password: String,
}

impl RealServer {
    /// Runs it, and waits until it answers.
    pub(super) fn run(parts: Parts) -> Result<Self, RealError> {
        let process = launch(&parts.program, &parts.prepared, &parts.folder);
        let process = process.map_err(|error| {
            RealError::new(
                parts.name,
                Stage::Start,
                format!("{} cannot be run: {error}", parts.program.display()),
                "see whether this user may run it",
            )
        })?;
        let [plain, tls] = parts.prepared.addresses;
        let socket = parts.prepared.socket.display().to_string();
        let socket = socket.replace('%', "%25").replace('/', "%2F");
        let mut server = Self {
            process,
            trust_file: parts.folder.join("ca.pem"),
            folder: parts.folder,
            _guard: parts.guard,
            name: parts.name,
            program: parts.program,
            version: parts.version,
            prepared: parts.prepared,
            base: parts.base,
            password: parts.password,
            urls: [
                format!("ldap://{plain}"),
                format!("ldaps://{tls}"),
                format!("ldapi://{socket}"),
            ],
        };
        server.answers()?;
        Ok(server)
    }

    /// Waits for an answer, or else tells what the program said.
    fn answers(&mut self) -> Result<(), RealError> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let cause = match self.process.ended() {
                Ok(Some(status)) => format!("{} ended while it started ({status})", self.name),
                Ok(None) if self.answer(deadline).is_ok() => return Ok(()),
                Ok(None) if Instant::now() < deadline => {
                    pause();
                    continue;
                }
                Ok(None) => format!("{} did not answer in {} s", self.name, PATIENCE.as_secs()),
                Err(error) => format!("{} cannot be waited for: {error}", self.name),
            };
            let said = self.process.words();
            let cure = match said.is_empty() {
                true => "it said nothing; run it by hand with the same configuration",
                false => "mend what it says",
            };
            let error = RealError::new(self.name, Stage::Start, cause, cure);
            return Err(error.saying(said, &self.password));
        }
    }

    /// Over its socket first: that is in our folder, so that nobody else answers there.
    fn answer(&self, deadline: Instant) -> io::Result<()> {
        let soon = deadline.min(Instant::now() + QUESTION);
        let [plain, tls] = self.prepared.addresses;
        Conversation::unix(&self.prepared.socket, soon)?.root_dse()?;
        Conversation::tcp(plain, soon)?.root_dse()?;
        TcpStream::connect_timeout(&tls, QUESTION).map(drop)
    }

    /// Kills it, and starts it again on the same ports with what it had stored.
    ///
    /// # Errors
    /// As [`Builder::start`](super::Builder::start).
    pub fn restart(&mut self) -> Result<(), RealError> {
        self.process.kill();
        self.process = launch(&self.program, &self.prepared, &self.folder).map_err(|error| {
            let cause = format!("{} cannot be run: {error}", self.program.display());
            RealError::new(
                self.name,
                Stage::Start,
                cause,
                "see whether it is still there",
            )
        })?;
        self.answers()
    }

    /// Adds the entries of an LDIF text.
    ///
    /// # Errors
    /// What is no LDIF, or an entry that the server does not take.
    pub fn load(&self, ldif: &str) -> Result<(), RealError> {
        let entries = load::read(self.name, &[Source::Text(ldif.to_owned())])?;
        self.add(&entries)
    }

    pub(super) fn add(&self, entries: &[crate::directory::Entry]) -> Result<(), RealError> {
        let who = (self.bind_dn(), self.bind_password());
        load::add(self.name, self.address(), who, entries)
    }

    /// `slapd`, `samba` or `389ds`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The version that the program says, such as `2.5.13`.
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

    /// The URL of its socket in the file system.
    pub fn ldapi_url(&self) -> &str {
        &self.urls[2]
    }

    /// Where [`ldap_url`](Self::ldap_url) leads.
    pub fn address(&self) -> SocketAddr {
        self.prepared.addresses[0]
    }

    /// The suffix.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Who may do everything.
    pub fn bind_dn(&self) -> &str {
        &self.prepared.bind_dn
    }

    /// The password of [`bind_dn`](Self::bind_dn).
    pub fn bind_password(&self) -> &str {
        &self.password
    }

    /// The certificates that a client is meant to trust, PEM.
    pub fn trust_file(&self) -> &Path {
        &self.trust_file
    }

    /// Its own folder, which goes with the handle.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The number of its process.
    pub fn process_id(&self) -> u32 {
        self.process.id()
    }
}

impl std::fmt::Debug for RealServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "RealServer({} {} at {})",
            self.name, self.version, self.urls[0]
        )
    }
}

impl Drop for RealServer {
    fn drop(&mut self) {
        self.process.stop();
    }
}

fn launch(program: &Path, prepared: &Prepared, folder: &Folder) -> io::Result<Process> {
    let mut command = Command::new(program);
    // What this machine is configured for is not what is asked for.
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .args(&prepared.arguments)
        .current_dir(folder.path());
    Process::start(&mut command, folder)
}
