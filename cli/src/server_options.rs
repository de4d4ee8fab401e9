//! The options of every command that starts a mock directory.

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;
use ldaplab::{
    server::{
        Builder, Config, LdapServer, Rule, RuleError, User,
        profile::{Key, Profile, Value, key},
    },
    tls::Scenario,
};

use crate::{client_options::read_password, failure::Failure, output};

#[derive(Args)]
pub(crate) struct ServerOptions {
    /// A file of options in TOML, by the names that they have here; `docs/config.md` has them. What is given here as well adds to the file where it may be
    /// repeated, and else wins over it.
    #[arg(long, value_name = "F.toml")]
    config: Option<PathBuf>,
    /// Whose behaviour: active-directory or openldap; openldap if there is a suffix, else active-directory.
    #[arg(long, value_name = "NAME", value_parser = Profile::named)]
    profile: Option<Profile>,
    /// The DNS domain: example.test without one; an OpenLDAP server's suffix is made of it.
    #[arg(long, value_name = "DOMAIN", conflicts_with = "suffix")]
    domain: Option<String>,
    /// A suffix of an OpenLDAP server, dc=example,dc=org without one; may be repeated.
    #[arg(long, value_name = "DN")]
    suffix: Vec<String>,
    /// An LDIF file to load; may be repeated.
    #[arg(long, value_name = "FILE")]
    ldif: Vec<PathBuf>,
    /// A file of attribute types and object classes beside the profile's: OpenLDAP's .schema, LDIF of cn=schema, or RFC 4512's text; may be repeated.
    #[arg(long, value_name = "FILE")]
    schema: Vec<PathBuf>,
    /// A person with a password, and the groups that they are in, made on demand; may be repeated. A colon within a part is written \\:, a
    /// backslash \\\\. Other users of this machine can see the password.
    #[arg(long, value_name = "NAME:PASSWORD[:GROUP…]")]
    user: Vec<String>,
    /// The administrator's DN.
    #[arg(long, value_name = "DN")]
    root_dn: Option<String>,
    /// The file whose first line is the administrator's password; random without one.
    #[arg(long, value_name = "FILE", conflicts_with = "root_password")]
    root_password_file: Option<PathBuf>,
    /// The administrator's password, which other users of this machine can then see.
    #[arg(long, value_name = "PASSWORD")]
    root_password: Option<String>,
    /// Where to listen for ldap://, such as 127.0.0.1:3389; a free port on both loopback addresses without it.
    #[arg(long, value_name = "ADDRESS", conflicts_with = "secure_only")]
    ldap: Option<SocketAddr>,
    /// Where to listen for ldaps://, such as 127.0.0.1:3636; a free port on both loopback addresses without it.
    #[arg(long, value_name = "ADDRESS")]
    ldaps: Option<SocketAddr>,
    /// A socket in the file system to listen on for ldapi://, too; its file goes with the server.
    #[arg(long, value_name = "PATH")]
    ldapi: Option<PathBuf>,
    /// The host name that the server has, and its certificate is for.
    #[arg(long, value_name = "NAME")]
    host: Option<String>,
    /// No ldap:// port at all.
    #[arg(long)]
    secure_only: bool,
    /// An ldap:// port that demands StartTLS.
    #[arg(long, conflicts_with = "secure_only")]
    require_tls: bool,
    /// What is wrong with the server's TLS: see `ldaplab tls list`.
    #[arg(long, value_name = "SCENARIO", value_parser = scenario)]
    pub(crate) tls: Option<Scenario>,
    /// The certificate to serve, with the chain behind it, in PEM or DER.
    #[arg(
        long,
        value_name = "FILE",
        requires = "tls_key",
        conflicts_with = "tls"
    )]
    tls_cert: Option<PathBuf>,
    /// The private key of the certificate, in PEM or DER; it may stand in the same file.
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Let in over TLS only clients that show a certificate of this CA.
    #[arg(long, value_name = "FILE")]
    tls_client_ca: Option<PathBuf>,
    /// Sets a switch; may be repeated. `--set help` lists them, as `ldaplab switches` does.
    #[arg(long, value_name = "KEY=VALUE", value_parser = switch)]
    set: Vec<(Key, Value)>,
    /// What goes wrong, such as 'search(uid=ada): delay=200ms times=2'; may be repeated.
    #[arg(long, value_name = "RULE", value_parser = fault)]
    fault: Vec<Rule>,
    /// Print each request with its result on stderr.
    #[arg(short, long)]
    verbose: bool,
    /// The number from which GUIDs, SIDs and the administrator's password follow.
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
}

/// Reads the name of a TLS scenario.
pub(crate) fn scenario(name: &str) -> Result<Scenario, String> {
    Scenario::find(name).map_err(|error| error.to_string())
}

fn fault(text: &str) -> Result<Rule, RuleError> {
    text.parse()
}

fn switch(text: &str) -> Result<(Key, Value), String> {
    let (name, value) = text.split_once('=').ok_or("a switch is set as KEY=VALUE")?;
    let key = key::find(name)?;
    Ok((key, key.parse(value)?))
}

impl ServerOptions {
    /// Starts the directory; what it noticed stands on stderr.
    pub(crate) fn start(&self) -> Result<LdapServer, Failure> {
        self.started(self.builder()?)
    }

    /// The same as slapd starts: a database that was given nothing is empty, so that the usual `ldapadd -f base.ldif` can fill it.
    pub(crate) fn start_bare(&self) -> Result<LdapServer, Failure> {
        self.started(self.builder()?.bare())
    }

    fn started(&self, builder: Builder) -> Result<LdapServer, Failure> {
        let server = builder.start().map_err(|error| {
            Failure::usage(
                error,
                "Correct the options or the files named and start again",
            )
            .with_code(2)
        })?;
        for warning in server.warnings() {
            output::warn(warning);
        }
        let listens = [server.ldap_address(), server.ldaps_address()];
        output::warn_beyond_loopback(listens.into_iter().flatten(), "it is made for tests");
        Ok(server)
    }

    fn builder(&self) -> Result<Builder, Failure> {
        let mut builder = self.vendor()?;
        for file in &self.ldif {
            builder = builder.ldif_file(file);
        }
        for file in &self.schema {
            builder = builder.schema_file(file);
        }
        for user in &self.user {
            // Not by clap, which repeats what it does not like: there is a password in it.
            let user = User::parse(user).map_err(|why| {
                Failure::usage(
                    format!("a --user cannot be read: {why}"),
                    "Write --user NAME:PASSWORD, and groups behind further colons",
                )
            })?;
            builder = builder.user(user);
        }
        if self.verbose {
            builder = builder.log(output::complain);
        }
        if let Some(dn) = &self.root_dn {
            builder = builder.root_dn(dn);
        }
        if let Some(file) = &self.root_password_file {
            builder = builder.root_password(read_password(file)?);
        }
        if let Some(password) = &self.root_password {
            builder = builder.root_password(password);
        }
        if let Some(address) = self.ldap {
            builder = builder.listen_ldap(address);
        }
        if let Some(address) = self.ldaps {
            builder = builder.listen_ldaps(address);
        }
        if let Some(path) = &self.ldapi {
            builder = builder.ldapi(path);
        }
        if let Some(host) = &self.host {
            builder = builder.host(host);
        }
        if self.secure_only {
            builder = builder.secure_only();
        }
        if self.require_tls {
            builder = builder.require_tls();
        }
        if let Some(scenario) = self.tls {
            builder = builder.tls(scenario);
        }
        if let (Some(certificate), Some(key)) = (&self.tls_cert, &self.tls_key) {
            builder = builder.tls_files(certificate, key);
        }
        if let Some(ca) = &self.tls_client_ca {
            builder = builder.demand_client_certificate_file(ca);
        }
        for (key, value) in &self.set {
            builder = builder.set(*key, value.clone());
        }
        for rule in &self.fault {
            builder = builder.fault(rule.clone());
        }
        if let Some(seed) = self.seed {
            builder = builder.seed(seed);
        }
        Ok(builder)
    }

    /// The file of options, or none, and what the command line says of the kind of server.
    fn vendor(&self) -> Result<Builder, Failure> {
        let wrong = |error| Failure::usage(error, "Correct the file of options and start again");
        let mut config = match &self.config {
            Some(file) => Config::load(file).map_err(wrong)?,
            None => Config::default(),
        };
        let domain = |profile: Profile| profile.name() == Profile::ACTIVE_DIRECTORY.name();
        if self.config.is_none() && self.profile.is_some_and(domain) && !self.suffix.is_empty() {
            return Err(Failure::usage(
                "an Active Directory has no --suffix of its own",
                "Name its domain with --domain",
            ));
        }
        if let Some(profile) = self.profile {
            config = config.profile(profile);
        }
        if let Some(domain) = &self.domain {
            config = config.domain(domain);
        }
        Ok(self.suffix.iter().fold(config, Config::suffix).builder())
    }
}
