//! The options that every client command takes.

use std::{env, fs, net::IpAddr, path::PathBuf, time::Duration};

use clap::Args;
use ldaplab::{
    client::{LdapUrl, Options, Resolver, Scheme},
    connection_test::Plan,
    diagnosis::Audience,
    directory::encoding,
    tls::{Trust, trust},
};

use crate::{
    client_limits::ClientLimits,
    failure::{Failure, capital, cure},
    output,
    real::{Running, Takes},
};

/// The time for everything, where `--timeout` is not given.
const TIMEOUT: Duration = Duration::from_secs(10);

#[derive(Args)]
pub(crate) struct ClientOptions {
    /// Bind with this name (a DN, or what else the server takes) instead of anonymously.
    #[arg(long, value_name = "DN")]
    bind: Option<String>,
    /// The file whose first line is the password; else the environment variable LDAP_BIND_PASSWORD.
    #[arg(
        long,
        value_name = "FILE",
        requires = "bind",
        conflicts_with = "password"
    )]
    password_file: Option<PathBuf>,
    /// The password itself, which other users of this machine can then see.
    #[arg(long, value_name = "PASSWORD", requires = "bind")]
    password: Option<String>,
    /// The file of certificates to trust: PEM or DER.
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Upgrade an ldap:// connection with StartTLS.
    #[arg(long)]
    start_tls: bool,
    /// Accept any certificate.
    #[arg(long, conflicts_with = "ca")]
    insecure: bool,
    /// The base below which users and groups are; else the one that the server proposes.
    #[arg(long, value_name = "DN")]
    pub(crate) base: Option<String>,
    /// Do not look HOST up, it has this address; may be repeated, also for several addresses of one name.
    #[arg(long, value_name = "HOST:ADDRESS", value_parser = fixed_host)]
    resolve: Vec<(String, IpAddr)>,
    /// Seconds after which to give up; 10 unless given.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<Duration>,
    #[command(flatten)]
    pub(crate) limits: ClientLimits,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Reads a time in seconds, fractions allowed.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    text.parse()
        .ok()
        .filter(|seconds: &f64| *seconds > 0.0)
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "not a number of seconds above 0".to_owned())
}

/// Reads `dc1.corp.example:192.0.2.1` or `dc1.corp.example:[2001:db8::1]`.
fn fixed_host(text: &str) -> Result<(String, IpAddr), String> {
    let (host, address) = text
        .split_once(':')
        .filter(|(host, _)| !host.is_empty())
        .ok_or("not a host name, a colon and an address")?;
    let bare = address.strip_prefix('[').and_then(|a| a.strip_suffix(']'));
    let address = bare.unwrap_or(address).parse();
    let address = address.map_err(|_| "what follows the colon is not an IP address")?;
    Ok((host.to_owned(), address))
}

/// The first line of a file that holds a password.
pub(crate) fn read_password(path: &PathBuf) -> Result<String, Failure> {
    let wrong = |why: &str, cure: &str| {
        Failure::usage(format!("the password file {} {why}", path.display()), cure)
    };
    let octets = fs::read(path).map_err(|error| {
        wrong(
            &format!("cannot be read: {error}"),
            "Name a readable text file",
        )
    })?;
    // The mark that some editors put before UTF-8 is no part of a password.
    let text = encoding::utf8(&octets)
        .map_err(|error| wrong(&format!("is {error}"), &capital(error.cure())))?;
    match text.lines().next() {
        Some(password) if !password.is_empty() => Ok(password.to_owned()),
        _ => Err(wrong(
            "has no password in its first line",
            "Write the password there, and nothing before it",
        )),
    }
}

/// What a command does with a server, and so with the parts of a URL behind the host.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    /// Look for a user and groups below the base.
    LookUps,
    /// Ask about one entry.
    Entry,
    /// Relay what others ask.
    Relay,
    /// Run cases.
    Cases,
}

impl Purpose {
    /// Whether a URL's DN counts, and why its other parts do not.
    fn of_url_parts(self) -> (bool, &'static str) {
        match self {
            Self::LookUps => (true, "users and groups are looked for as the options say"),
            Self::Entry => (
                false,
                "--dn names the entry, and --filter says what it is to match",
            ),
            Self::Cases => (false, "the cases say what is asked"),
            Self::Relay => (false, "the proxy's clients say what they search for"),
        }
    }
}

impl ClientOptions {
    /// Name and password to bind with, if any.
    pub(crate) fn credentials(&self) -> Result<Option<(String, String)>, Failure> {
        let Some(name) = &self.bind else {
            return Ok(None);
        };
        let password = match (&self.password_file, &self.password) {
            (Some(file), _) => read_password(file)?,
            (None, Some(password)) => password.clone(),
            (None, None) => env::var("LDAP_BIND_PASSWORD").map_err(|_| {
                Failure::usage(
                    "--bind is given without a password",
                    "Set LDAP_BIND_PASSWORD, or use --password-file",
                )
            })?,
        };
        Ok(Some((name.clone(), password)))
    }

    /// Puts a server that was started for the command where the user gave nothing, and returns its URL: with TLS, unless `--start-tls` is given.
    pub(crate) fn stand_in(&mut self, server: &Running, takes: Takes) -> String {
        if self.bind.is_none() && takes != Takes::TrustAlone {
            self.bind = Some(server.bind_dn.clone());
            self.password = Some(server.bind_password.clone());
            self.password_file = None;
        }
        if self.base.is_none() && takes == Takes::Everything {
            self.base = Some(server.base.clone());
        }
        if self.ca.is_none() && !self.insecure {
            self.ca = Some(server.trust_file.clone());
        }
        match self.start_tls {
            true => server.ldap_url.clone(),
            false => server.ldaps_url.clone(),
        }
    }

    /// The certificates of `--ca`.
    pub(crate) fn trust(&self) -> Result<Option<Trust>, Failure> {
        let loaded = self.ca.as_ref().map(trust::load).transpose();
        loaded.map_err(|error| Failure::usage(&error, cure(error.code())))
    }

    pub(crate) fn given_timeout(&self) -> Option<Duration> {
        self.timeout
    }

    /// The base of `--base`, else the URL's.
    pub(crate) fn base_or_that_of(&self, url: &str) -> Option<String> {
        let of_url = LdapUrl::parse(url).ok().map(|url| url.dn().to_owned());
        let of_url = of_url.filter(|dn| !dn.is_empty());
        self.base.clone().or(of_url)
    }

    fn timeout(&self) -> Duration {
        self.timeout.unwrap_or(TIMEOUT)
    }

    pub(crate) fn resolver(&self) -> Resolver {
        let fixed = |resolver: Resolver, (host, address): &(String, IpAddr)| {
            resolver.fixed(host, [*address])
        };
        self.resolve.iter().fold(Resolver::system(), fixed)
    }

    /// StartTLS and ldaps:// exclude each other.
    fn one_kind_of_tls(&self, url: &str, purpose: Purpose) -> Result<(), Failure> {
        if self.start_tls && url.to_ascii_lowercase().starts_with("ldaps:") {
            return Err(Failure::usage(
                "--start-tls was given for an ldaps:// URL, which speaks TLS from the first byte",
                "Give --start-tls with ldap://, or ldaps:// without it",
            ));
        }
        for note in self.without_effect(url, purpose) {
            output::warn(&note);
        }
        Ok(())
    }

    /// What was given and changes nothing, a sentence each.
    fn without_effect(&self, url: &str, purpose: Purpose) -> Vec<String> {
        let mut notes = Vec::new();
        // What is no URL is an error of its own.
        let Ok(url) = LdapUrl::parse(url) else {
            return notes;
        };
        let tls = url.scheme() == Scheme::Ldaps || self.start_tls || url.wants_start_tls();
        for (given, option) in [(self.ca.is_some(), "--ca"), (self.insecure, "--insecure")] {
            if given && !tls {
                notes.push(format!(
                    "{option} has no effect: nothing is encrypted on ldap:// without --start-tls"
                ));
            }
        }
        notes.extend(self.other_hosts(url.host()));
        let (dn, why) = purpose.of_url_parts();
        if dn && !url.dn().is_empty() && self.base.as_deref().is_some_and(|base| base != url.dn()) {
            notes.push("the URL's part DN has no effect here: --base takes its place".to_owned());
        }
        for (given, part) in [
            (!dn && !url.dn().is_empty(), "DN"),
            (!url.attributes().is_empty(), "attributes"),
            (url.scope().is_some(), "scope"),
            (url.filter().is_some(), "filter"),
        ] {
            if given {
                notes.push(format!("the URL's part {part} has no effect here: {why}"));
            }
        }
        notes
    }

    /// Fixed addresses of hosts that are not asked for, a sentence each.
    pub(crate) fn other_hosts(&self, asked: &str) -> Vec<String> {
        let others = self.resolve.iter().map(|(host, _)| host);
        others
            .filter(|host| !host.eq_ignore_ascii_case(asked))
            .map(|host| format!("--resolve {host} has no effect: the host is {asked}"))
            .collect()
    }

    /// The options that were given, of those that not every command has a use for.
    fn given(&self) -> Vec<&'static str> {
        let all = [
            (self.bind.is_some(), "--bind"),
            (self.ca.is_some(), "--ca"),
            (self.start_tls, "--start-tls"),
            (self.insecure, "--insecure"),
            (self.base.is_some(), "--base"),
            (!self.resolve.is_empty(), "--resolve"),
            (self.limits.max_entries().is_some(), "--max-entries"),
            (self.limits.max_bytes().is_some(), "--max-bytes"),
        ];
        all.into_iter()
            .filter(|(given, _)| *given)
            .map(|(_, name)| name)
            .collect()
    }

    /// An error that names those of these options that were given.
    pub(crate) fn refuse(&self, options: &[&str], why: &str, cure: &str) -> Result<(), Failure> {
        let given = self.given();
        match given.iter().find(|given| options.contains(given)) {
            Some(given) => Err(Failure::usage(
                format!("{given} is of no use here: {why}"),
                cure,
            )),
            None => Ok(()),
        }
    }

    /// The plan of a connection test.
    pub(crate) fn plan(&self, url: &str) -> Result<Plan, Failure> {
        self.one_kind_of_tls(url, Purpose::LookUps)?;
        let wrong = |error: ldaplab::connection_test::PlanError| {
            Failure::usage(error.cause(), error.cure())
        };
        let mut plan = Plan::url(url)
            .map_err(wrong)?
            .timeout(self.timeout())
            .resolver(self.resolver())
            .audience(Audience::CommandLine);
        if let Some(file) = &self.ca {
            plan = plan.trust_file(file).map_err(wrong)?;
        }
        if self.insecure {
            plan = plan.insecure();
        }
        if self.start_tls {
            plan = plan.start_tls();
        }
        if let Some(base) = &self.base {
            plan = plan.base(base);
        }
        if let Some((name, password)) = self.credentials()? {
            plan = plan.bind(name, password);
        }
        Ok(self.limits.of_plan(plan))
    }

    /// The options of a connection that has to do its work within the time given.
    pub(crate) fn connection(&self, url: &str, purpose: Purpose) -> Result<Options, Failure> {
        let options = self.lasting_connection(url, purpose)?;
        Ok(options.deadline(tokio::time::Instant::now() + self.timeout()))
    }

    /// The options of connections that each step of a longer work makes.
    pub(crate) fn lasting_connection(
        &self,
        url: &str,
        purpose: Purpose,
    ) -> Result<Options, Failure> {
        self.one_kind_of_tls(url, purpose)?;
        let mut options = Options::default()
            .timeout(self.timeout())
            .resolver(self.resolver());
        if let Some(file) = &self.ca {
            options = options
                .trust_file(file)
                .map_err(|error| Failure::usage(&error, cure(error.code())))?;
        }
        if self.insecure {
            options = options.insecure();
        }
        if self.start_tls {
            options = options.start_tls();
        }
        Ok(self.limits.of_options(options))
    }
}
