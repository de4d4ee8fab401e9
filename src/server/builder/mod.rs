//! How a server is put together. Setters never fail; [`Builder::start`] says everything that is wrong at once.

mod certificates;
mod database;
mod error;
mod ldif;
mod links;
mod load;
mod person;
mod place;
mod root;
mod rules;
mod schema;
mod start;
mod unheard;
mod warnings;

use std::{net::SocketAddr, path::PathBuf};

pub use database::Database;
pub use error::StartError;
pub use person::{Group, User};

use super::backend::Log;
use crate::{
    clock::Clock,
    directory::Entry,
    harness::faults::Rule,
    tls::Scenario,
    vendor::{Key, Profile, Value},
};

/// Where entries come from: LDIF, or code.
#[derive(Clone, Debug)]
enum Content {
    File(PathBuf),
    Text(String),
    Entries(Vec<Entry>),
}

/// The CA of clients' certificates.
#[derive(Clone)]
enum ClientCa {
    Bytes(Vec<u8>),
    File(PathBuf),
}

/// A server that is not running yet.
///
/// ```
/// use ldaplab::server::{LdapServer, User};
///
/// let server = LdapServer::openldap("dc=example,dc=org")
///     .user(User::new("ada").password("s3cret").member_of("Ops"))
///     .start()?;
/// assert!(server.ldap_url().starts_with("ldap://127.0.0.1:"));
/// # Ok::<(), ldaplab::server::StartError>(())
/// ```
#[derive(Clone)]
#[must_use = "nothing listens until `.start()`"]
pub struct Builder {
    profile: Profile,
    domain: Option<String>,
    suffixes: Vec<String>,
    databases: Vec<Database>,
    schema: Vec<PathBuf>,
    host: Option<String>,
    content: Vec<Content>,
    users: Vec<User>,
    groups: Vec<Group>,
    root_dn: Option<String>,
    root_password: Option<String>,
    scenario: Option<Scenario>,
    certificate: Option<[PathBuf; 2]>,
    client_ca: Option<(ClientCa, bool)>,
    tls: bool,
    plain: bool,
    secure: bool,
    settings: Vec<(Key, Value)>,
    clock: Clock,
    seed: Option<u64>,
    ldap: Option<SocketAddr>,
    ldaps: Option<SocketAddr>,
    ldapi: Option<PathBuf>,
    threads: usize,
    faults: Vec<Rule>,
    log: Option<Log>,
}

impl Builder {
    /// A server of any profile; give it a domain (Active Directory) or a suffix.
    pub fn new(profile: Profile) -> Self {
        Self {
            profile,
            domain: None,
            suffixes: Vec::new(),
            databases: Vec::new(),
            schema: Vec::new(),
            host: None,
            content: Vec::new(),
            users: Vec::new(),
            groups: Vec::new(),
            root_dn: None,
            root_password: None,
            scenario: None,
            certificate: None,
            client_ca: None,
            tls: true,
            plain: true,
            secure: true,
            settings: Vec::new(),
            clock: Clock::real(),
            seed: None,
            ldap: None,
            ldaps: None,
            ldapi: None,
            threads: 1,
            faults: Vec::new(),
            log: None,
        }
    }

    /// The DNS name of an Active Directory domain; it gives the naming contexts too.
    pub fn domain(mut self, domain: impl Into<String>) -> Self {
        self.domain = Some(domain.into());
        self
    }

    /// A naming context; several are possible. People and groups without a DN go below the first.
    pub fn suffix(mut self, suffix: impl Into<String>) -> Self {
        self.suffixes.push(suffix.into());
        self
    }

    /// A suffix with an administrator, limits and content of its own, as slapd's databases have.
    ///
    /// ```
    /// use ldaplab::server::{Builder, Database, Profile};
    ///
    /// let server = Builder::new(Profile::OPENLDAP)
    ///     .database(Database::new("dc=example,dc=org").root_password("one"))
    ///     .database(Database::new("dc=limits,dc=org").root_password("two").size_limit(10))
    ///     .start()?;
    /// assert_eq!(server.admin().dn(), "cn=admin,dc=example,dc=org");
    /// # Ok::<(), ldaplab::server::StartError>(())
    /// ```
    pub fn database(mut self, database: Database) -> Self {
        self.databases.push(database);
        self
    }

    /// Reads attribute types and object classes beside the profile's from a file: OpenLDAP's `.schema`, LDIF of a `cn=schema` entry, or descriptions as RFC
    /// 4512 writes them. Files are read in the order in which they are given.
    pub fn schema_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.schema.push(path.into());
        self
    }

    /// An OpenLDAP server that is given no content is empty, as slapd is, unless the switch `suffix-entry` says otherwise.
    pub fn bare(self) -> Self {
        let says = self
            .settings
            .iter()
            .any(|(key, _)| *key == super::key::SUFFIX_ENTRY);
        let filled = self
            .databases
            .iter()
            .any(|database| !database.ldif.is_empty());
        let nothing = self.content.is_empty() && self.users.is_empty() && self.groups.is_empty();
        match !self.profile.conduct().domain && nothing && !filled && !says {
            true => self.set(super::key::SUFFIX_ENTRY, false),
            false => self,
        }
    }

    /// The same of another profile.
    pub(super) fn of_profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// The server's host name: in the root DSE and in its certificate.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.host = Some(host.into());
        self
    }

    /// Loads a file of LDIF content records (RFC 2849).
    pub fn ldif_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.content.push(Content::File(path.into()));
        self
    }

    /// Loads a text of LDIF content records (RFC 2849).
    pub fn ldif(mut self, text: impl Into<String>) -> Self {
        self.content.push(Content::Text(text.into()));
        self
    }

    /// Loads entries that are made in code, by the rules for files of LDIF: the schema is heeded, superiors come in any order, and what the
    /// server adds itself (`memberOf`, times, identities) is not asked for. They are kept until [`start`](Self::start).
    ///
    /// With [`generate`](crate::generate) and the resolver of [`identity`](crate::identity), which count alike but for Active Directory's
    /// primary group ([`Lookup`](crate::identity::Lookup) tells of it beside the groups, with those above it, and [`Graph::groups_of`](crate::generate::Graph::groups_of)
    /// knows none: [`without_primary_group`](crate::identity::Lookup::without_primary_group)), and for a `groupOfNames` that nobody is in, which holds itself:
    ///
    /// ```
    /// use std::collections::BTreeSet;
    /// use ldaplab::{
    ///     client::{Client, Options},
    ///     directory::Dn,
    ///     generate::{Graph, Shape, Style, World},
    ///     identity::{Capabilities, Lookup, find_user},
    ///     server::LdapServer,
    /// };
    ///
    /// let base = "DC=corp,DC=example";
    /// let world = World::new(Style::ActiveDirectory, Dn::parse(base)?, 7);
    /// let graph = Graph::new(Shape::Tree, 40, 25, 7);
    /// let dc = LdapServer::active_directory("corp.example")
    ///     .entries(world.units())
    ///     .entries(world.people(25))
    ///     .entries(world.groups(&graph))
    ///     .start()?;
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// let mut client = Client::connect(&dc.ldap_url(), &Options::default()).await?;
    /// client.simple_bind(dc.admin().dn(), dc.admin().password()).await?;
    /// let capabilities = Capabilities::read(&mut client).await?;
    /// for person in [0, 24] {
    ///     let user = &find_user(&mut client, &capabilities, base, &world.login(person), None).await?[0];
    ///     let found = Lookup::new(base).without_primary_group().run(&mut client, &capabilities, user).await?;
    ///     let found: BTreeSet<String> = found.groups.into_iter().map(|group| group.dn).collect();
    ///     let groups = graph.groups_of(person);
    ///     assert_eq!(found, groups.into_iter().map(|group| world.group_dn(group).to_string()).collect());
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn entries(mut self, entries: impl IntoIterator<Item = Entry>) -> Self {
        self.content
            .push(Content::Entries(entries.into_iter().collect()));
        self
    }

    /// Adds a user.
    pub fn user(mut self, user: User) -> Self {
        self.users.push(user);
        self
    }

    /// Adds a group.
    pub fn group(mut self, group: Group) -> Self {
        self.groups.push(group);
        self
    }

    /// The administrator's DN; `CN=Administrator,CN=Users,…` or `cn=admin,…` if it is not given.
    pub fn root_dn(mut self, dn: impl Into<String>) -> Self {
        self.root_dn = Some(dn.into());
        self
    }

    /// The administrator's password; a random one if it is not given.
    pub fn root_password(mut self, password: impl Into<String>) -> Self {
        self.root_password = Some(password.into());
        self
    }

    /// What is wrong, or right, with the server's certificate; [`Scenario::TRUSTED`] if it is not given.
    pub fn tls(mut self, scenario: Scenario) -> Self {
        self.scenario = Some(scenario);
        self.tls = true;
        self
    }

    /// Serves the certificate of a file, with the chain behind it, and the key of another or of the same: PEM or DER. Clients are meant to trust the last
    /// certificate of the chain if it is signed by itself; without its root there is no [`trust_pem`](super::LdapServer::trust_pem). Its dates stay when the
    /// clock is advanced.
    ///
    /// ```
    /// use ldaplab::{server::LdapServer, tls::{Material, Scenario}};
    /// # let folder = std::env::temp_dir().join(format!("ldaplab-doc-tls-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder)?;
    /// # let (chain, key) = (folder.join("chain.pem"), folder.join("key.pem"));
    /// # let made = Material::new(Scenario::SELF_SIGNED, &["localhost"], std::time::SystemTime::now())?;
    /// # std::fs::write(&chain, made.chain_pem())?;
    /// # std::fs::write(&key, made.key_pem())?;
    /// let server = LdapServer::openldap("dc=example,dc=org").tls_files(&chain, &key).start()?;
    /// // A certificate that is signed by itself is what its clients trust.
    /// assert_eq!(server.trust_pem(), server.chain_pem());
    /// # std::fs::remove_dir_all(&folder)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn tls_files(mut self, certificate: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Self {
        self.certificate = Some([certificate.into(), key.into()]);
        self.tls = true;
        self
    }

    /// Asks clients for a certificate of this CA (PEM or DER). Those that show none are let in, those of another CA are not.
    pub fn client_ca(mut self, ca: impl Into<Vec<u8>>) -> Self {
        self.client_ca = Some((ClientCa::Bytes(ca.into()), false));
        self
    }

    /// Lets in only clients that show a certificate of this CA (PEM or DER), as slapd does with `TLSVerifyClient demand`.
    pub fn demand_client_certificate(mut self, ca: impl Into<Vec<u8>>) -> Self {
        self.client_ca = Some((ClientCa::Bytes(ca.into()), true));
        self
    }

    /// The same of a CA in a file, PEM or DER.
    pub fn demand_client_certificate_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.client_ca = Some((ClientCa::File(path.into()), true));
        self
    }

    /// No certificate: no ldaps port, and StartTLS fails as it does on a server that has none.
    pub fn without_tls(mut self) -> Self {
        self.tls = false;
        self
    }

    /// No plain port: only ldaps.
    pub fn secure_only(mut self) -> Self {
        self.plain = false;
        self
    }

    /// No ldaps port: only the plain one, with StartTLS.
    pub fn plain_only(mut self) -> Self {
        self.secure = false;
        self
    }

    /// The plain port refuses simple binds before StartTLS, in the profile's code and words.
    pub fn require_tls(self) -> Self {
        self.set(super::key::REQUIRE_TLS, true)
    }

    /// Sets a switch.
    pub fn set(mut self, key: Key, value: impl Into<Value>) -> Self {
        self.settings.push((key, value.into()));
        self
    }

    /// Where the time comes from.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Makes GUIDs, SIDs and the administrator's password follow from a number.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Where the plain port listens, instead of a free port of the loopback addresses.
    pub fn listen_ldap(mut self, address: SocketAddr) -> Self {
        self.ldap = Some(address);
        self
    }

    /// Where the ldaps port listens, instead of a free port of the loopback addresses.
    pub fn listen_ldaps(mut self, address: SocketAddr) -> Self {
        self.ldaps = Some(address);
        self
    }

    /// Listens on a socket in the file system, too: `ldapi://%2Fpath`. Only its owner may connect (mode 0600). A socket that is there and on which nobody
    /// listens any more is replaced, anything else stays and keeps the server from starting; the file goes with the server. What the plain port does is done
    /// here, StartTLS included, and [`require_tls`](Self::require_tls) holds as it does with slapd's `security tls=1`; [`secure_only`](Self::secure_only)
    /// leaves it open, for nobody can listen in.
    ///
    /// ```
    /// # #[cfg(unix)] {
    /// use ldaplab::server::LdapServer;
    ///
    /// let path = std::env::temp_dir().join(format!("ldaplab-doc-{}.sock", std::process::id()));
    /// let server = LdapServer::openldap("dc=example,dc=org").ldapi(&path).start()?;
    /// assert!(server.ldapi_url().unwrap().starts_with("ldapi://%2F"));
    /// drop(server);
    /// assert!(!path.exists());
    /// # }
    /// # Ok::<(), ldaplab::server::StartError>(())
    /// ```
    pub fn ldapi(mut self, path: impl Into<PathBuf>) -> Self {
        self.ldapi = Some(path.into());
        self
    }

    /// How many threads serve; one has the best latency, more the better throughput.
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }

    /// Is given a line for every request when it has been answered: who asked what, over what, and what came of it. Passwords are not in it.
    /// It is called on the server's thread.
    ///
    /// ```
    /// use ldaplab::server::LdapServer;
    ///
    /// let (lines, seen) = std::sync::mpsc::channel();
    /// let server = LdapServer::openldap("dc=example,dc=org")
    ///     .log(move |line| drop(lines.send(line.to_owned())))
    ///     .start()?;
    /// // … the program under test …
    /// assert!(seen.try_recv().is_err());
    /// # Ok::<(), ldaplab::server::StartError>(())
    /// ```
    pub fn log(mut self, log: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.log = Some(Log(std::sync::Arc::new(log)));
        self
    }

    /// Lets something go wrong from the first request on, as long as the server lives.
    ///
    /// ```
    /// use ldaplab::server::{Fault, LdapServer, Rule, search};
    ///
    /// let server = LdapServer::openldap("dc=example,dc=org")
    ///     .fault(Rule::new(search(), Fault::busy()).times(2))
    ///     .fault("bind: delay=200ms".parse()?)
    ///     .start()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fault(mut self, rule: Rule) -> Self {
        self.faults.push(rule);
        self
    }
}

impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder")
            .field("profile", &self.profile.name())
            .field("domain", &self.domain)
            .field("suffixes", &self.suffixes)
            .finish_non_exhaustive()
    }
}
