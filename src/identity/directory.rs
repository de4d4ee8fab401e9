//! One directory as its settings describe it: how to connect, whom to look up, where groups are.

use std::time::Duration;

use tokio::time::Instant;

use super::{
    members::{Members, equals},
    user, walk,
};
use crate::{
    client::{Client, Entry, Error, LdapUrl, Options, Search, UrlError},
    diagnosis::{Code, Stage},
    settings::{Protection, Settings},
    tls::{RequireCert, RequireSan, Trust, trust},
    wire::{Filter, ResultCode},
};

/// Entries and octets that one search collects: many logins at once share the memory.
const MOST: (usize, usize) = (100_000, 32 << 20);

/// A directory of a service. Nothing is connected by making one.
///
/// ```
/// use ldaplab::{identity::Directory, settings::{Document, Merge}};
///
/// let object = serde_json::json!({
///     "display_name": "Corp", "hostname": "dc1.corp.example", "port": 636, "ssl": true, "connect_timeout": 5,
///     "base_dn": "dc=corp,dc=example", "user_lookup_attr": "sAMAccountName", "user_email_attr": "mail",
///     "user_display_name_attr": "displayName", "group_object_class": "group", "group_member_attr": "member",
///     "group_name_attr": "name", "group_lookup_attr": "cn",
/// });
/// let settings = Document::read(object.as_object().unwrap())?.settings(Merge::Put, None)?;
/// let directory = Directory::new(&settings, None);
/// // There is nothing to trust, so everything is: encrypted, and unverified.
/// assert!(directory.options().tls.weakness().is_some());
/// # Ok::<(), ldaplab::settings::SettingsError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Directory {
    pub(super) settings: Settings,
    options: Options,
    answer_timeout: Duration,
}

impl Directory {
    /// The directory of these settings. `cert_chain` is trusted, else what the service trusts; where there is neither, TLS encrypts and nobody's
    /// certificate is checked, as in the service that these settings come from. Of a certificate with a subjectAltName only that counts, of
    /// one without the CN does.
    pub fn new(settings: &Settings, service_trust: Option<&Trust>) -> Self {
        let mut options = Options::default().network_timeout(settings.connect_timeout());
        (options.max_entries, options.max_bytes) = MOST;
        // Settings hold no chain that cannot be read.
        let own = settings
            .chain()
            .and_then(|pem| trust::parse(pem.as_bytes()).ok());
        match own.or_else(|| service_trust.cloned()) {
            Some(trust) => options.tls.trust = trust,
            None => options.tls.require_cert = RequireCert::Allow,
        }
        options.tls.require_san = RequireSan::Try;
        options.tls.verify_host = settings.validates_host();
        options.tls.allow_wildcard = settings.allows_wildcards();
        options.tls.cipher_suites = settings.cipher_suites();
        if let Some((least, greatest)) = settings.protocols() {
            options.tls.set_min_version(least);
            options.tls.set_max_version(greatest);
        }
        options.start_tls = settings.protection() == Protection::StartTls;
        let answer_timeout = options.timeout;
        Self {
            settings: settings.clone(),
            options,
            answer_timeout,
        }
    }

    /// Sets how long each operation may take; 10 seconds unless set. The settings themselves limit connecting only.
    #[must_use]
    pub fn answer_timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = timeout;
        self.answer_timeout = timeout;
        self
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// How it is connected to.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Why a connection does not prove who the server is; `None` where it does.
    pub fn weakness(&self) -> Option<&'static str> {
        match self.settings.protection() {
            Protection::Plain => {
                Some("The connection is not encrypted: passwords can be read on the way.")
            }
            _ => self.options.tls.weakness(),
        }
    }

    /// The longest that a whole login may take: two connections, and four operations.
    pub fn patience(&self) -> Duration {
        self.settings.connect_timeout() * 2 + self.answer_timeout * 4
    }

    /// The server's URL.
    ///
    /// # Errors
    /// The host name cannot stand in one.
    pub fn url(&self) -> Result<LdapUrl, Error> {
        self.settings.url().parse().map_err(|error: UrlError| {
            Error::new(Stage::Resolve, Code::URL_INVALID, error.to_string()).because(error)
        })
    }

    /// Connects, and binds with the look-up account if there is one. Nothing waits longer than to `end`.
    ///
    /// # Errors
    /// Those of connecting and of the bind.
    pub async fn connect(&self, end: Instant) -> Result<Client, Error> {
        let mut client = self.reach(end).await?;
        if let Some((login, password)) = self.settings.account() {
            client.bind_and_hear(login, password.reveal()).await?;
        }
        Ok(client)
    }

    pub(super) async fn reach(&self, end: Instant) -> Result<Client, Error> {
        let options = self.options.clone().deadline(end);
        Client::connect_url(&self.url()?, &options).await
    }

    /// Where groups are and how they hold members.
    pub(super) fn members(&self) -> Members {
        Members {
            object_class: self.settings.group_object_class().map(str::to_owned),
            attribute: self.settings.group_member_attribute().to_owned(),
            name_attribute: self.settings.group_lookup_attribute().to_owned(),
        }
    }

    /// The entries below the users' base with this login name: at most two, for the second says all.
    ///
    /// # Errors
    /// What the search failed with.
    pub async fn users(&self, client: &mut Client, login: &str) -> Result<Vec<Entry>, Error> {
        let settings = &self.settings;
        let attributes = [
            settings.user_lookup_attribute(),
            settings.user_display_name_attribute(),
            settings.user_email_attribute(),
            // What membership by login name goes by, RFC 2307.
            "uid",
        ];
        let filter = equals(settings.user_lookup_attribute(), login);
        two(
            client,
            &settings.user_base(),
            filter,
            &attributes,
            Stage::FindUser,
        )
        .await
    }

    /// The groups below the groups' base with this name: at most two.
    ///
    /// # Errors
    /// What the search failed with.
    pub async fn groups_named(&self, client: &mut Client, name: &str) -> Result<Vec<Entry>, Error> {
        let settings = &self.settings;
        let attributes = [
            settings.group_lookup_attribute(),
            settings.group_name_attribute(),
        ];
        let filter = self
            .members()
            .of_class(equals(settings.group_lookup_attribute(), name));
        two(
            client,
            &settings.group_base(),
            filter,
            &attributes,
            Stage::Groups,
        )
        .await
    }
}

/// Up to two entries.
async fn two(
    client: &mut Client,
    base: &str,
    filter: Filter,
    attributes: &[&str],
    stage: Stage,
) -> Result<Vec<Entry>, Error> {
    let search = Search::new(base)
        .filter(filter)
        .attributes(attributes.iter().copied())
        .size_limit(2);
    let found = client
        .search_outcome(&search)
        .await
        .map_err(|error| error.at(stage))?;
    match found.result.code {
        ResultCode::SUCCESS => Ok(found.entries),
        ResultCode::SIZE_LIMIT_EXCEEDED if found.entries.len() > 1 => Ok(found.entries),
        _ => {
            let (code, what) = match stage {
                Stage::Groups => (walk::refused(&found.result), "the search for the group"),
                _ => (user::refused(&found.result), "the search for the user"),
            };
            Err(Error::refused(stage, code, what, found.result))
        }
    }
}
