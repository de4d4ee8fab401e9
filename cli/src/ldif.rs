//! `ldaplab ldif`: what a file of entries is worth before a server meets it.

use std::{fs, path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use ldaplab::{directory::ldif, server::LdapServer};

use crate::{failure::Failure, output};

#[derive(Subcommand)]
pub(crate) enum Ldif {
    /// Reads an LDIF file and says what is wrong with it, with line and column.
    Check(Check),
}

#[derive(Args)]
pub(crate) struct Check {
    /// The file.
    file: PathBuf,
    /// Also load it into an Active Directory of this domain.
    #[arg(long, value_name = "DOMAIN")]
    domain: Option<String>,
    /// Also load it into an OpenLDAP server of this suffix.
    #[arg(long, value_name = "DN", conflicts_with = "domain")]
    suffix: Option<String>,
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
        let records = ldif::read(&bytes).map_err(|error| {
            Failure::new(
                format!(
                    "{name}:{}:{}: {}",
                    error.line(),
                    error.column(),
                    error.cause()
                ),
                error.cure(),
            )
        })?;
        let server = match (&self.domain, &self.suffix) {
            (Some(domain), _) => Some(LdapServer::active_directory(domain)),
            (None, Some(suffix)) => Some(LdapServer::openldap(suffix)),
            (None, None) => None,
        };
        if let Some(server) = server {
            server
                .ldif_file(&self.file)
                .start()
                .map_err(|error| Failure::new(error, "Correct these records and check again"))?;
        }
        output::print(&format!("{name}: {} records", records.len()));
        Ok(ExitCode::SUCCESS)
    }
}
