//! One list of operations, three servers: the mock as OpenLDAP, the mock as Active Directory, a real slapd. What is
//! expected of OpenLDAP is what slapd answered; Active Directory has a column where it differs.

mod answers;
mod connections;
mod list;
mod words;

use std::path::PathBuf;

use ldaplab::{
    client::{Client, Error, Kind, Options},
    server::{Group, LdapServer, User, key},
};

use crate::{
    program::or_skip,
    real_server::PEOPLE,
    slapd::{ADMIN, Slapd},
};
use answers::{ROWS, Row, SAME};

/// Where to ask and as whom.
struct Server {
    ldap: String,
    ldaps: String,
    trust: PathBuf,
    base: &'static str,
    admin: (String, String),
    ada: &'static str,
    person_class: &'static str,
    group_class: &'static str,
    /// An attribute of ada's that holds a number.
    number: &'static str,
}

impl Server {
    fn openldap(ldap: String, ldaps: String, trust: PathBuf) -> Self {
        Self {
            ldap,
            ldaps,
            trust,
            base: "dc=example,dc=org",
            admin: (ADMIN.0.to_owned(), ADMIN.1.to_owned()),
            ada: "uid=ada,ou=people,dc=example,dc=org",
            person_class: "person",
            group_class: "groupOfNames",
            number: "gidNumber",
        }
    }

    fn active_directory(mock: &LdapServer) -> Self {
        let admin = mock.admin();
        Self {
            ldap: mock.ldap_url(),
            ldaps: mock.ldaps_url(),
            trust: mock.trust_file().to_owned(),
            base: "DC=example,DC=test",
            admin: (admin.dn().to_owned(), admin.password().to_owned()),
            ada: "CN=ada,CN=Users,DC=example,DC=test",
            person_class: "user",
            group_class: "group",
            number: "primaryGroupID",
        }
    }

    fn options(&self) -> Options {
        Options::default().trust_file(&self.trust).unwrap()
    }

    async fn anonymous(&self) -> Client {
        Client::connect(&self.ldap, &self.options()).await.unwrap()
    }

    async fn as_admin(&self) -> Client {
        let mut client = self.anonymous().await;
        let (dn, password) = &self.admin;
        client.simple_bind(dn, password).await.unwrap();
        client
    }

    fn below(&self, rdns: &str) -> String {
        format!("{},{}", self.spelled(rdns), self.base)
    }

    /// A domain keeps types in capitals, whatever was sent.
    fn spelled(&self, rdns: &str) -> String {
        if self.base.starts_with("DC=") {
            rdns.replace("ou=", "OU=").replace("cn=", "CN=")
        } else {
            rdns.to_owned()
        }
    }
}

/// What came of each operation, in words that name no server's base.
struct Log<'a>(&'a Server, Vec<(&'static str, String)>);

impl Log<'_> {
    fn add(&mut self, name: &'static str, outcome: impl Into<String>) {
        let outcome = outcome.into().replace(self.0.ada, "ADA");
        let outcome = outcome.replace(self.0.base, "BASE");
        self.1.push((name, outcome));
    }

    fn result<T>(
        &mut self,
        name: &'static str,
        outcome: Result<T, Error>,
        say: impl Fn(T) -> String,
    ) {
        let words = match outcome {
            Ok(value) => say(value),
            Err(error) => said(&error),
        };
        self.add(name, words);
    }

    fn done(&mut self, name: &'static str, outcome: Result<(), Error>) {
        self.result(name, outcome, |()| "ok".to_owned());
    }
}

/// A refusal: code, words, matched DN, referral; what arose at our end: the code of the diagnosis.
fn said(error: &Error) -> String {
    if error.kind() != Kind::Server {
        return error.code().as_str().to_owned();
    }
    let mut text = error.result_code().unwrap().to_string();
    if let Some(words) = error.server_text() {
        text += &format!(": {words}");
    }
    if let Some(dn) = error.matched() {
        text += &format!(" [{dn}]");
    }
    if !error.referral().is_empty() {
        text += &format!(" -> {}", error.referral().join(" "));
    }
    text
}

fn run(server: &Server) -> Vec<(&'static str, String)> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(list::run(server))
}

/// Compares all at once, so that one run shows every difference.
fn agrees(found: &[(&str, String)], expected: impl Fn(&Row) -> &'static str) {
    let differing: Vec<String> = found
        .iter()
        .zip(ROWS)
        .filter(|((name, outcome), row)| (*name, outcome.as_str()) != (row.0, expected(row)))
        .map(|((name, outcome), row)| {
            let expected = expected(row);
            format!(
                "{name}\n  found    {outcome:?}\n  expected {expected:?} ({})",
                row.0
            )
        })
        .collect();
    assert!(differing.is_empty(), "{}", differing.join("\n"));
    assert_eq!(found.len(), ROWS.len());
}

#[test]
fn a_real_slapd_answers_every_operation_as_expected() {
    let slapd = or_skip!(Slapd::start(PEOPLE));
    let server = Server::openldap(slapd.ldap_url(), slapd.ldaps_url(), slapd.trust_file());
    agrees(&run(&server), |row| row.1);
}

#[test]
fn the_mock_answers_every_operation_as_slapd_does() {
    let mock = LdapServer::openldap("dc=example,dc=org")
        .ldif(PEOPLE)
        .root_dn(ADMIN.0)
        .root_password(ADMIN.1)
        .set(key::DEFAULT_REFERRAL, "ldap://root.example.org")
        .start()
        .unwrap();
    let trust = mock.trust_file().to_owned();
    let server = Server::openldap(mock.ldap_url(), mock.ldaps_url(), trust);
    agrees(&run(&server), |row| row.1);
}

#[test]
fn the_mock_of_a_domain_answers_every_operation_in_its_own_way() {
    let mock = LdapServer::active_directory("example.test")
        .user(User::new("ada").password("s3cret").member_of("Berlin"))
        .group(Group::new("Berlin").member_of("Everybody"))
        .set(key::MAX_VAL_RANGE, 3)
        .start()
        .unwrap();
    let server = Server::active_directory(&mock);
    let found: Vec<_> = run(&server)
        .into_iter()
        .map(|(name, outcome)| (name, outcome.replace("OU=", "ou=").replace("CN=", "cn=")))
        .collect();
    agrees(&found, |row| match row.2 {
        SAME => row.1,
        own => own,
    });
}
