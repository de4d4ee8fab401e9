//! A file of options as a whole.

use std::path::Path;

use super::{
    database,
    document::{self, Document},
    error::ConfigError,
    key::ConfigKey,
    keys,
    reading::Reading,
};
use crate::{
    server::{LdapServer, builder::Builder},
    vendor::Profile,
};

/// A file of options that was read, and what is said beside it.
///
/// What decides the kind of server is set here; everything else on the [`Builder`] that comes of it.
///
/// ```
/// use ldaplab::server::{Config, Profile};
///
/// let config = Config::parse("[set]\nmax-page-size = 2\n")?;
/// let server = config.profile(Profile::ACTIVE_DIRECTORY).domain("corp.example").builder().start()?;
/// assert_eq!(server.base(), "DC=corp,DC=example");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Config {
    builder: Builder,
    profile: Option<Profile>,
    domain: Option<String>,
    suffixes: Vec<String>,
    databases: bool,
}

impl Default for Config {
    /// No file: an Active Directory of the domain `example.test`, unless something else is said.
    fn default() -> Self {
        Self {
            builder: Builder::new(Profile::ACTIVE_DIRECTORY),
            profile: None,
            domain: None,
            suffixes: Vec::new(),
            databases: false,
        }
    }
}

impl Config {
    /// Every key of a file, in the order of the documentation.
    pub const KEYS: &'static [ConfigKey] = keys::KEYS;

    /// Every key of a `[[database]]`.
    pub const DATABASE_KEYS: &'static [ConfigKey] = database::KEYS;

    /// Reads a file. Paths in it are relative to its folder.
    ///
    /// # Errors
    /// [`ConfigError`] with everything that is wrong, each with file, line and column.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let folder = path.parent().unwrap_or(Path::new(""));
        Self::read(&Document::new(&document::text(path)?, &name, folder))
    }

    /// Reads a text. Paths in it are relative to where the program runs.
    ///
    /// # Errors
    /// As [`load`](Self::load); the problems begin with `config` in the place of a file's name.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        Self::read(&Document::new(text, "config", Path::new("")))
    }

    fn read(document: &Document<'_>) -> Result<Self, ConfigError> {
        let table = document.table()?;
        let mut reading = Reading::new(document);
        keys::read(&mut reading, &table);
        let read = reading.end()?;
        Ok(Self {
            builder: read.builder,
            profile: read.profile,
            domain: read.domain,
            suffixes: read.suffixes,
            databases: read.databases,
        })
    }

    /// The profile, whatever the file says.
    #[must_use]
    pub fn profile(mut self, profile: Profile) -> Self {
        self.profile = Some(profile);
        self
    }

    /// The domain, whatever the file says.
    #[must_use]
    pub fn domain(mut self, domain: impl Into<String>) -> Self {
        self.domain = Some(domain.into());
        self
    }

    /// A suffix beside those of the file.
    #[must_use]
    pub fn suffix(mut self, suffix: impl Into<String>) -> Self {
        self.suffixes.push(suffix.into());
        self
    }

    /// The server that this is. Without a profile it is an OpenLDAP if there is a suffix or a database, else an Active Directory; without a domain or suffix
    /// it has the domain `example.test`, or the suffix `dc=example,dc=org`. The domain of an OpenLDAP is its suffix.
    pub fn builder(self) -> Builder {
        let given = self.databases || !self.suffixes.is_empty();
        let usual = match given {
            true => Profile::OPENLDAP,
            false => Profile::ACTIVE_DIRECTORY,
        };
        let profile = self.profile.unwrap_or(usual);
        let builder = self
            .suffixes
            .into_iter()
            .fold(self.builder.of_profile(profile), Builder::suffix);
        match (self.domain, profile.conduct().domain) {
            (domain, true) => builder.domain(domain.unwrap_or_else(|| "example.test".to_owned())),
            (Some(domain), false) if given => builder.domain(domain),
            (Some(domain), false) => {
                let labels: Vec<String> =
                    domain.split('.').map(|one| format!("dc={one}")).collect();
                builder.suffix(labels.join(","))
            }
            (None, false) if given => builder,
            (None, false) => builder.suffix("dc=example,dc=org"),
        }
    }
}

impl LdapServer {
    /// A server as a file says, to go on with: the options of `ldaplab serve` in TOML, by the same names. `docs/config.md` has them all.
    ///
    /// ```
    /// # let folder = std::env::temp_dir().join(format!("ldaplab-doc-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder)?;
    /// # let path = folder.join("directory.toml");
    /// # std::fs::write(&path, "suffix = 'dc=example,dc=org'\nroot-password = 's3cret'\n[set]\nsize-limit = 10\n")?;
    /// use ldaplab::server::{LdapServer, User};
    ///
    /// let server = LdapServer::from_config(&path)?
    ///     .user(User::new("ada").password("s3cret"))
    ///     .start()?;
    /// assert_eq!(server.base(), "dc=example,dc=org");
    /// # std::fs::remove_dir_all(&folder)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`ConfigError`] with everything that is wrong with the file, each with line and column; what it names is looked at when the server starts.
    pub fn from_config(path: impl AsRef<Path>) -> Result<Builder, ConfigError> {
        Config::load(path).map(Config::builder)
    }

    /// The same of a text; paths in it are relative to where the program runs.
    ///
    /// ```
    /// use ldaplab::server::LdapServer;
    ///
    /// let server = LdapServer::from_config_text("
    ///     [[database]]
    ///     suffix = 'dc=example,dc=org'
    ///     root-password = 'one'
    ///
    ///     [[database]]
    ///     suffix = 'dc=limits,dc=org'
    ///     root-password = 'two'
    ///     size-limit = 10
    /// ")?.start()?;
    /// assert_eq!(server.admin().dn(), "cn=admin,dc=example,dc=org");
    ///
    /// let error = LdapServer::from_config_text("sufix = 'dc=example,dc=org'").unwrap_err();
    /// assert_eq!(error.to_string(), "config:1:1: there is no key `sufix`; the nearest is `suffix`");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`from_config`](Self::from_config).
    pub fn from_config_text(text: &str) -> Result<Builder, ConfigError> {
        Config::parse(text).map(Config::builder)
    }
}
