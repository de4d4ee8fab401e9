//! `ldaplab ldif`: what a file of entries is worth before a server meets it.

use std::{fs, path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use ldaplab::{
    directory::{
        Rdn,
        ldif::{self, Record},
    },
    server::{Builder, LdapServer, key},
};

use crate::{failure::Failure, output};

#[derive(Subcommand)]
pub(crate) enum Ldif {
    /// Reads an LDIF file, loads it into a server, and says what is wrong with it, with line and column.
    Check(Check),
}

#[derive(Args)]
pub(crate) struct Check {
    /// The file.
    file: PathBuf,
    /// Load it into an Active Directory of this domain; else the entries say which.
    #[arg(long, value_name = "DOMAIN")]
    domain: Option<String>,
    /// Load it into an OpenLDAP server of this suffix; else the entries say which.
    #[arg(long, value_name = "DN", conflicts_with = "domain")]
    suffix: Option<String>,
    /// A file of attribute types and object classes beside the profile's, as for `serve`; may be repeated.
    #[arg(long, value_name = "FILE")]
    schema: Vec<PathBuf>,
    /// Reads the files that values name (`attribute:< file:///…`).
    #[arg(long)]
    urls: bool,
    /// Do not hold the entries against the schema: the file comes from a server with a schema of its own.
    #[arg(long)]
    lenient: bool,
}

impl Ldif {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let Self::Check(check) = self;
        check.run()
    }
}

impl Check {
    fn run(self) -> Result<ExitCode, Failure> {
        let name = self.file.display();
        let bytes = fs::read(&self.file).map_err(|error| {
            Failure::usage(
                format!("{name} cannot be read: {error}"),
                "Name a readable file",
            )
        })?;
        let options = if self.urls {
            ldif::Options::fetching(&ldif::read_file_url)
        } else {
            ldif::Options::default()
        };
        let records = ldif::read_with(&bytes, &options).map_err(|error| {
            let place = format!("{name}:{}:{}", error.line(), error.column());
            Failure::new(format!("{place}: {}", error.cause()), error.cure())
        })?;
        let server = match (&self.domain, &self.suffix) {
            (Some(domain), _) => LdapServer::active_directory(domain),
            (None, Some(suffix)) => LdapServer::openldap(suffix),
            (None, None) => meant(&records),
        };
        // Loading is what a server does before it listens; it stops at once.
        let rules = if self.lenient { "lenient" } else { "strict" };
        let schema = self.schema.iter();
        let loaded = schema
            .fold(server, Builder::schema_file)
            .set(key::LDIF_URLS, self.urls)
            .set(key::LDIF_SCHEMA, rules)
            .ldif_file(&self.file)
            .start()
            .map_err(|error| Failure::new(error, "Correct these records and check again"))?;
        loaded
            .warnings()
            .iter()
            .for_each(|warning| output::warn(warning));
        output::print(&format!("{name}: {} records", records.len()));
        Ok(ExitCode::SUCCESS)
    }
}

/// The server that a file seems to be made for: accounts with `sAMAccountName` make it a domain, and the `dc` at the end of
/// the first DN (or its last RDN) say which.
fn meant(records: &[Record<'_>]) -> Builder {
    let first: Vec<Rdn> = records
        .first()
        .map(|record| record.dn.rdns().collect())
        .unwrap_or_default();
    let is_dc = |rdn: &&Rdn| rdn.attribute().eq_ignore_ascii_case("dc");
    let count = first.iter().rev().take_while(is_dc).count().max(1);
    let top = &first[first.len().saturating_sub(count)..];
    if records
        .iter()
        .any(|record| record.values("sAMAccountName").next().is_some())
    {
        let labels: Vec<_> = top
            .iter()
            .map(|rdn| String::from_utf8_lossy(rdn.value()))
            .collect();
        return LdapServer::active_directory(labels.join("."));
    }
    let suffix: Vec<&str> = top.iter().map(Rdn::as_str).collect();
    LdapServer::openldap(if suffix.is_empty() {
        "dc=example,dc=org".to_owned()
    } else {
        suffix.join(",")
    })
}
