//! `ldaplab tls`: the laboratory for broken TLS.

mod list;
mod serve;
mod write;

use std::process::ExitCode;

use clap::Subcommand;

use crate::failure::Failure;

#[derive(Subcommand)]
pub(crate) enum Tls {
    /// The scenarios: name, the code that a connection test must reach, what is special.
    List(list::List),
    /// Serves a mock Active Directory (or another) with the TLS of a scenario: `ldaplab serve --tls SCENARIO`.
    Serve(Box<serve::ServeScenario>),
    /// Writes the files of a scenario: chain.pem, key.pem and trust.pem.
    Write(write::Write),
}

impl Tls {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        match self {
            Self::List(command) => command.run(),
            Self::Serve(command) => command.run(),
            Self::Write(command) => command.run(),
        }
    }
}
