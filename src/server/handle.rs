//! A running server, as a test holds it.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use super::{backend::Backend, builder::Builder, listener::Running, served::Served};
use crate::{
    clock::Clock,
    directory::dit::Snapshot as Version,
    harness::{
        expect::{Expectation, Matcher, ReadyMade, Unverified, is_returning},
        faults::{Fault, FaultGuard, Rule},
    },
    tls::{Material, trust::TrustFile},
    transcript::{Handshake, Requests},
    vendor::Profile,
};

/// An LDAP server in this process. Dropping it closes every socket and joins its thread.
///
/// ```
/// use ldaplab::server::{LdapServer, User};
///
/// let dc = LdapServer::active_directory("corp.example")
///     .user(User::new("ada").password("s3cret").member_of("Ops"))
///     .start()?;
/// assert!(dc.entry(dc.dn_of("ada")).has("mail", "ada@corp.example"));
/// # Ok::<(), ldaplab::server::StartError>(())
/// ```
pub struct LdapServer {
    // First, so that the sockets are closed before anything else goes.
    pub(super) running: Running,
    pub(super) backend: Arc<Backend>,
    ports: Ports,
    admin: Credentials,
    trust_file: OnceLock<TrustFile>,
    warnings: Vec<String>,
}

/// Where a server listens.
#[derive(Clone, Debug)]
pub(super) struct Ports {
    pub(super) ldap: Option<SocketAddr>,
    pub(super) ldaps: Option<SocketAddr>,
    pub(super) ldapi: Option<PathBuf>,
}

/// A name and the password that goes with it. `Debug` does not show the password.
#[derive(Clone)]
pub struct Credentials {
    dn: String,
    password: String,
}

impl Credentials {
    pub(super) fn new(dn: &str, password: String) -> Self {
        Self {
            dn: dn.to_owned(),
            password,
        }
    }

    /// The DN to bind with.
    pub fn dn(&self) -> &str {
        &self.dn
    }

    /// The password to bind with.
    pub fn password(&self) -> &str {
        &self.password
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials")
            .field("dn", &self.dn)
            .finish_non_exhaustive()
    }
}

/// The directory as it was; see [`LdapServer::snapshot`].
#[derive(Clone, Debug)]
pub struct Snapshot(Version);

impl LdapServer {
    /// A server that behaves like a domain controller of a DNS domain, such as `corp.example`.
    pub fn active_directory(domain: impl Into<String>) -> Builder {
        Builder::new(Profile::ACTIVE_DIRECTORY).domain(domain)
    }

    /// A server that behaves like slapd with one database, such as `dc=example,dc=org`.
    pub fn openldap(suffix: impl Into<String>) -> Builder {
        Builder::new(Profile::OPENLDAP).suffix(suffix)
    }

    /// A server of any profile.
    pub fn builder(profile: Profile) -> Builder {
        Builder::new(profile)
    }

    pub(super) fn new(
        backend: Arc<Backend>,
        ports: Ports,
        admin: Credentials,
        running: Running,
    ) -> Self {
        Self {
            running,
            backend,
            ports,
            admin,
            trust_file: OnceLock::new(),
            warnings: Vec::new(),
        }
    }

    pub(super) fn warning(mut self, warnings: Vec<String>) -> Self {
        self.warnings = warnings;
        self
    }

    /// What was noticed while the entries were loaded and kept nothing from starting: passwords in a scheme that cannot be checked,
    /// password policies that ask for more than is done, back links that were left out because they follow from forward links,
    /// attributes that the schema here lacks. `serve`, `exec` and `ldif check` print them on stderr.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// `ldap://127.0.0.1:PORT`.
    ///
    /// # Panics
    /// When the server has no plain port; [`ldap_address`](Self::ldap_address) says whether it has.
    #[track_caller]
    pub fn ldap_url(&self) -> String {
        match self.ports.ldap {
            Some(address) => url("ldap", address),
            None => panic!(
                "the server was started with `secure_only()`: it has no ldap:// URL; use `ldaps_url()`"
            ),
        }
    }

    /// `ldaps://127.0.0.1:PORT`.
    ///
    /// # Panics
    /// When the server has no ldaps port; [`ldaps_address`](Self::ldaps_address) says whether it has.
    #[track_caller]
    pub fn ldaps_url(&self) -> String {
        match self.ports.ldaps {
            Some(address) => url("ldaps", address),
            None => panic!(
                "the server was started without TLS or with `plain_only()`: it has no ldaps:// URL; use `ldap_url()`"
            ),
        }
    }

    /// Where the plain port listens; on loopback the same port is open on `::1` too.
    pub fn ldap_address(&self) -> Option<SocketAddr> {
        self.ports.ldap
    }

    /// Where the ldaps port listens; on loopback the same port is open on `::1` too.
    pub fn ldaps_address(&self) -> Option<SocketAddr> {
        self.ports.ldaps
    }

    /// Where the socket in the file system is, if the server was given one: an absolute path.
    pub fn ldapi_path(&self) -> Option<&Path> {
        self.ports.ldapi.as_deref()
    }

    /// The URL of the socket in the file system, `ldapi://%2F…`, if the server was given one.
    pub fn ldapi_url(&self) -> Option<String> {
        let path = self.ldapi_path()?.to_string_lossy().into_owned();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let encoded = path.bytes().map(|byte| match plain(byte) {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        });
        Some(format!("ldapi://{}", encoded.collect::<String>()))
    }

    /// The server's host name, as in its certificate and root DSE.
    pub fn host(&self) -> &str {
        &self.backend.naming.host
    }

    /// The DN of the naming context that people and groups are in.
    pub fn base(&self) -> &str {
        self.backend.naming.base.as_str()
    }

    /// The profile's name.
    pub fn profile(&self) -> &'static str {
        self.backend.vendor.profile.name()
    }

    /// Who may do anything.
    pub fn admin(&self) -> &Credentials {
        &self.admin
    }

    pub(super) fn ports(&self) -> &Ports {
        &self.ports
    }

    fn material(&self) -> Option<Arc<Material>> {
        self.backend.tls.as_deref().map(Served::material)
    }

    /// The certificates that a client is meant to trust, as PEM; empty on a server without TLS. For scenarios such
    /// as self-signed and unknown CA that is not the server's own.
    pub fn trust_pem(&self) -> String {
        self.material()
            .map_or_else(String::new, |material| material.trust_pem())
    }

    /// The certificates that the server presents, its own first, as PEM; empty on a server without TLS.
    pub fn chain_pem(&self) -> String {
        self.material()
            .map_or_else(String::new, |material| material.chain_pem())
    }

    /// [`trust_pem`](Self::trust_pem) in a file that lives as long as the server.
    ///
    /// # Panics
    /// When the file cannot be written to the machine's folder for temporary files.
    #[track_caller]
    pub fn trust_file(&self) -> &Path {
        let file = self
            .trust_file
            .get_or_init(|| match TrustFile::write(&self.trust_pem()) {
                Ok(file) => file,
                Err(error) => panic!(
                    "the trust file cannot be written to {}: {error}",
                    std::env::temp_dir().display()
                ),
            });
        file.path()
    }

    /// A rustls configuration that trusts [`trust_pem`](Self::trust_pem) and checks everything; `None` without TLS.
    pub fn rustls_config(&self) -> Option<Arc<rustls::ClientConfig>> {
        self.material().map(|material| material.client_config())
    }

    /// The clock of the server.
    pub fn clock(&self) -> &Clock {
        &self.backend.clock
    }

    /// What the server was asked, oldest first.
    pub fn requests(&self) -> Requests {
        self.backend.recorder.requests()
    }

    /// The TLS handshakes that clients began, oldest first: how each ended at this end. As many are kept as requests.
    pub fn handshakes(&self) -> Vec<Handshake> {
        self.backend.recorder.handshakes()
    }

    /// Forgets what the server was asked.
    pub fn forget_requests(&self) {
        self.backend.recorder.clear();
    }

    /// Lets something go wrong with the requests that match, until the guard is dropped.
    ///
    /// ```
    /// use ldaplab::server::{Fault, LdapServer, bind};
    ///
    /// let server = LdapServer::openldap("dc=example,dc=org").start()?;
    /// let busy = server.inject(bind(), Fault::busy()).times(1);
    /// assert_eq!(busy.hits(), 0);
    /// # Ok::<(), ldaplab::server::StartError>(())
    /// ```
    pub fn inject(&self, matcher: Matcher, fault: Fault) -> FaultGuard {
        self.inject_rule(Rule::new(matcher, fault))
    }

    /// Lets a rule act until the guard is dropped.
    pub fn inject_rule(&self, rule: Rule) -> FaultGuard {
        self.backend.rules.inject(rule)
    }

    /// Expects requests: a [`Matcher`] alone at least once, with [`Matcher::times`] so often. Requests count from now on: what came
    /// before is not counted, but told of. What is expected is checked by [`Self::verify`], else when the server is dropped.
    pub fn expect(&self, expectation: impl Into<Expectation>) {
        let before = self.backend.watched.unjudged(&self.requests());
        self.backend.watched.expect(expectation.into(), &before);
    }

    /// Expects requests one behind the other, each as often as it is expected at least; others may come between.
    pub fn in_order<E: Into<Expectation>>(&self, expectations: impl IntoIterator<Item = E>) {
        let expectations = expectations.into_iter().map(Into::into).collect();
        let before = self.backend.watched.unjudged(&self.requests());
        self.backend.watched.in_order(expectations, &before);
    }

    /// Expects that there is no such request from now on.
    pub fn forbid(&self, matcher: Matcher) {
        let before = self.backend.watched.unjudged(&self.requests());
        self.backend.watched.forbid(matcher, &before);
    }

    /// Expects what fits most programs, from now on. A rule whose subject never comes is not met, for it was not tried:
    /// [`ReadyMade::if_tried`] lets that pass.
    pub fn keep(&self, rule: ReadyMade) {
        let before = self.backend.watched.unjudged(&self.requests());
        self.backend.watched.keep(rule, &before);
    }

    /// Expects no request but those that are expected otherwise.
    pub fn strict(&self) {
        self.backend.watched.strict();
    }

    /// Whether everything that is expected has come, and nothing that is not. The expectations are then gone, whatever the verdict.
    ///
    /// # Errors
    /// [`Unverified`] prints what was expected, what came, the request that came nearest and in what it differs, and what went over its connection.
    pub fn verify(&self) -> Result<(), Unverified> {
        let recorder = &self.backend.recorder;
        self.backend
            .watched
            .verify(|| recorder.count(), || self.requests())
    }

    /// The directory as it is now, to come back to; takes a microsecond whatever the size.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot(self.backend.version().snapshot())
    }

    /// Makes the directory what it was.
    pub fn restore(&self, snapshot: &Snapshot) {
        // What was there is freed once the lock is let go.
        let replaced = self.backend.write().restore(&snapshot.0);
        drop(replaced);
    }
}

impl std::fmt::Debug for LdapServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LdapServer")
            .field("profile", &self.profile())
            .field("ports", &self.ports)
            .field("base", &self.base())
            .finish_non_exhaustive()
    }
}

/// By address rather than `localhost`: libldap takes that name for the machine's own, which no certificate of ours has.
fn url(scheme: &str, address: SocketAddr) -> String {
    let address = match address {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => {
            SocketAddr::from(([127, 0, 0, 1], v4.port()))
        }
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => {
            SocketAddr::from((std::net::Ipv6Addr::LOCALHOST, v6.port()))
        }
        other => other,
    };
    format!("{scheme}://{address}")
}

/// Set to `1`, it makes a server print what it was asked when it is dropped. Test programs show that of tests that fail.
const TRACE: &str = "LDAPLAB_TRACE";

impl LdapServer {
    /// Tells whoever reads what a failing test printed: the macro is what test programs capture.
    #[expect(clippy::print_stderr, reason = "test programs capture it")]
    fn tell(text: impl std::fmt::Display) {
        eprintln!("{text}");
    }

    fn trace(&self) {
        if std::env::var(TRACE).is_ok_and(|value| value == "1") {
            let thread = std::thread::current();
            let test = thread.name().unwrap_or("a thread without a name");
            let ports = [self.ldap_address(), self.ldaps_address()];
            let ports: Vec<String> = ports
                .iter()
                .flatten()
                .map(|address| address.port().to_string())
                .collect();
            Self::tell(format_args!(
                "{TRACE}: what {test} asked the server on port {}:\n{}",
                ports.join(" and "),
                self.requests().timeline()
            ));
        }
    }
}

impl Drop for LdapServer {
    /// Checks what is expected. Where the test has failed already, or returns a [`TestError`](super::TestError), what is not met is
    /// printed beside that.
    ///
    /// # Panics
    /// An expectation is not met, and nothing else is known to have failed.
    fn drop(&mut self) {
        let verdict = self.verify();
        self.trace();
        let Err(unverified) = verdict else { return };
        if std::thread::panicking() || is_returning() {
            return Self::tell(unverified);
        }
        let hint = if unverified.misses() {
            "\n\n(An error that the test returns is not shown beside this panic, unless the test returns a ldaplab::server::TestResult.)"
        } else {
            ""
        };
        panic!("{}{hint}", unverified.to_string().trim_end());
    }
}
