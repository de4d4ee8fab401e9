//! Settings that hold together.

use std::{collections::BTreeMap, fmt, time::Duration};

use serde_json::{Map, Value, json};

use super::{Id, KEEP_PASSWORD, KEYS, Key, Problem, Secret, constraint, key::PASSWORD_IS_FOR};
use crate::tls::{CipherSuite, Version};

/// The time to connect in where the settings have none.
const CONNECT_TIMEOUT: u64 = 10;

/// The keys that decide nothing about who somebody is: names and texts for people, waiting, and the look-up account, which only reads.
const DECIDES_NOBODY: &[&str] = &[
    "id",
    "display_name",
    "login",
    "password",
    "connect_timeout",
    "user_email_attr",
    "user_display_name_attr",
    "group_name_attr",
    "help_link",
    "type",
];

/// One directory: where it is, and how users and groups are found in it. Made by [`super::Document::settings`] only.
#[derive(Clone, PartialEq)]
pub struct Settings {
    pub(super) id: Id,
    /// Every key but `id` and `password`.
    pub(super) values: BTreeMap<&'static str, Value>,
    pub(super) password: Option<Secret>,
}

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// Not at all.
    Plain,
    /// LDAPS.
    Tls,
    /// StartTLS, RFC 4513 section 3.
    StartTls,
}

impl Settings {
    /// The identifier.
    pub fn id(&self) -> &Id {
        &self.id
    }

    /// The place for which the password is sealed: this directory, and everything that says to whom the password is sent and who could read it on the
    /// way. Whoever changes one of these without the key loses the password, and does not get it sent elsewhere.
    pub(super) fn place(&self) -> String {
        let server = PASSWORD_IS_FOR
            .iter()
            .map(|name| (name, self.values.get(*name)));
        let server: Vec<_> = server.collect();
        json!(["password of", self.id, server]).to_string()
    }

    /// Whether a login would be decided as by other settings: they ask the same server, with the same certainty of who it is, for the same entries. New
    /// keys count until they are named here as ones that do not.
    pub fn knows_people_as(&self, other: &Self) -> bool {
        let counts = |key: &&Key| !DECIDES_NOBODY.contains(&key.name);
        let same = |key: &Key| self.values.get(key.name) == other.values.get(key.name);
        KEYS.iter().filter(counts).all(same)
    }

    fn text(&self, key: &str) -> &str {
        self.optional(key).unwrap_or_default()
    }

    fn optional(&self, key: &str) -> Option<&str> {
        self.values.get(key)?.as_str()
    }

    fn flag(&self, key: &str) -> bool {
        self.values.get(key).and_then(Value::as_bool) == Some(true)
    }

    /// `display_name`.
    pub fn display_name(&self) -> &str {
        self.text("display_name")
    }

    /// `hostname`: a name or an address, without brackets.
    pub fn host(&self) -> &str {
        self.text("hostname").trim_matches(['[', ']'])
    }

    /// `port`.
    pub fn port(&self) -> u16 {
        let port = self.values.get("port").and_then(Value::as_u64);
        port.and_then(|port| port.try_into().ok()).unwrap_or(389)
    }

    /// `ssl` and `start_tls`.
    pub fn protection(&self) -> Protection {
        match (self.flag("ssl"), self.flag("start_tls")) {
            (true, _) => Protection::Tls,
            (false, true) => Protection::StartTls,
            (false, false) => Protection::Plain,
        }
    }

    /// The URL of the server: `ldaps://dc1.corp.example:636`.
    pub fn url(&self) -> String {
        let scheme = match self.protection() {
            Protection::Tls => "ldaps",
            Protection::Plain | Protection::StartTls => "ldap",
        };
        match self.host().contains(':') {
            true => format!("{scheme}://[{}]:{}", self.host(), self.port()),
            false => format!("{scheme}://{}:{}", self.host(), self.port()),
        }
    }

    /// `login` and `password`; `None` for an anonymous look-up.
    pub fn account(&self) -> Option<(&str, &Secret)> {
        Some((self.optional("login")?, self.password.as_ref()?))
    }

    /// `connect_timeout`.
    pub fn connect_timeout(&self) -> Duration {
        let seconds = self.values.get("connect_timeout").and_then(Value::as_u64);
        Duration::from_secs(seconds.unwrap_or(CONNECT_TIMEOUT))
    }

    /// `base_dn`.
    pub fn base_dn(&self) -> &str {
        self.text("base_dn")
    }

    fn below_base(&self, key: &str) -> String {
        match self.optional(key) {
            Some(rdn) => format!("{rdn},{}", self.base_dn()),
            None => self.base_dn().to_owned(),
        }
    }

    /// Where users are: `user_rdn` and `base_dn`.
    pub fn user_base(&self) -> String {
        self.below_base("user_rdn")
    }

    /// Where groups are: `group_rdn` and `base_dn`.
    pub fn group_base(&self) -> String {
        self.below_base("group_rdn")
    }

    /// `user_lookup_attr`.
    pub fn user_lookup_attribute(&self) -> &str {
        self.text("user_lookup_attr")
    }

    /// `user_email_attr`.
    pub fn user_email_attribute(&self) -> &str {
        self.text("user_email_attr")
    }

    /// `user_display_name_attr`.
    pub fn user_display_name_attribute(&self) -> &str {
        self.text("user_display_name_attr")
    }

    /// `group_object_class`; `None` for any.
    pub fn group_object_class(&self) -> Option<&str> {
        self.optional("group_object_class")
            .filter(|class| *class != "*")
    }

    /// `group_member_attr`.
    pub fn group_member_attribute(&self) -> &str {
        self.text("group_member_attr")
    }

    /// `group_name_attr`.
    pub fn group_name_attribute(&self) -> &str {
        self.text("group_name_attr")
    }

    /// `group_lookup_attr`.
    pub fn group_lookup_attribute(&self) -> &str {
        self.text("group_lookup_attr")
    }

    /// `search_nested_groups`.
    pub fn nested_groups(&self) -> bool {
        self.flag("search_nested_groups")
    }

    /// Not `disable_ldap_matching_rule_in_chain`.
    pub fn in_chain_allowed(&self) -> bool {
        !self.flag("disable_ldap_matching_rule_in_chain")
    }

    /// `ssl_hostname_validation`.
    pub fn validates_host(&self) -> bool {
        self.flag("ssl_hostname_validation")
    }

    /// `ssl_wildcard_validation`.
    pub fn allows_wildcards(&self) -> bool {
        self.flag("ssl_wildcard_validation")
    }

    /// `cert_chain`: PEM.
    pub fn chain(&self) -> Option<&str> {
        self.optional("cert_chain")
    }

    /// `cipher-suites`; empty for all.
    pub fn cipher_suites(&self) -> Vec<CipherSuite> {
        suites(&self.values)
    }

    /// `ssl-protocols`: the least and the greatest; `None` for all.
    pub fn protocols(&self) -> Option<(Version, Version)> {
        let versions = versions(&self.values);
        Some((*versions.iter().min()?, *versions.iter().max()?))
    }

    /// The settings as answers show them, without the password, or with what stands for it.
    pub fn to_json(&self, password: Option<&str>) -> Map<String, Value> {
        let members = KEYS.iter().filter_map(|key| {
            let value = match key.name {
                "id" => self.id.as_str().into(),
                "password" => password?.into(),
                name => self.values.get(name)?.clone(),
            };
            Some((key.name.to_owned(), value))
        });
        members.collect()
    }

    /// [`Self::to_json`] with [`KEEP_PASSWORD`] where there is one, null where there is none.
    pub fn to_json_with_placeholder(&self) -> Map<String, Value> {
        self.with_password(self.password.as_ref().map(|_| KEEP_PASSWORD))
    }

    /// [`Self::to_json`] with the password itself, for those who asked for it.
    pub fn to_json_revealing(&self) -> Map<String, Value> {
        self.with_password(self.password.as_ref().map(Secret::reveal))
    }

    fn with_password(&self, password: Option<&str>) -> Map<String, Value> {
        let mut object = self.to_json(Some(""));
        object.insert(
            "password".to_owned(),
            password.map_or(Value::Null, Into::into),
        );
        object
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("id", &self.id)
            .field("url", &self.url())
            .field("password", &self.password)
            .finish_non_exhaustive()
    }
}

fn suites(values: &BTreeMap<&'static str, Value>) -> Vec<CipherSuite> {
    let names = values
        .get("cipher-suites")
        .into_iter()
        .flat_map(constraint::texts);
    names.filter_map(|name| name.parse().ok()).collect()
}

fn versions(values: &BTreeMap<&'static str, Value>) -> Vec<Version> {
    let names = values
        .get("ssl-protocols")
        .into_iter()
        .flat_map(constraint::texts);
    names.filter_map(|name| name.parse().ok()).collect()
}

/// Keys that are right each for itself and wrong together.
pub(super) fn contradictions(
    values: &BTreeMap<&'static str, Value>,
    password: bool,
) -> Vec<Problem> {
    let is = |key: &str| values.get(key).and_then(Value::as_bool) == Some(true);
    let login = values.get("login").is_some_and(|login| !login.is_null());
    let mut problems = Vec::new();
    if is("ssl") && is("start_tls") {
        problems.push(Problem::new(
            "start_tls",
            "ssl and start_tls exclude each other: a connection that begins with TLS cannot begin it again; set one to false",
        ));
    }
    match (login, password) {
        (true, false) => problems.push(Problem::new(
            "password",
            "there is a login without a password, which servers take for nobody; give the password, or leave both out for an anonymous look-up",
        )),
        (false, true) => problems.push(Problem::new(
            "login",
            "there is a password without a login; give the DN of the account, or leave both out for an anonymous look-up",
        )),
        _ => {}
    }
    let (suites, versions) = (suites(values), versions(values));
    let usable = |suite: &CipherSuite| versions.is_empty() || versions.contains(&suite.version());
    if !suites.is_empty() && !suites.iter().any(usable) {
        problems.push(Problem::new(
            "cipher-suites",
            "none of them belongs to a version in ssl-protocols, so nothing could be negotiated",
        ));
    }
    problems
}
