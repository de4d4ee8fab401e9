//! `ldaplab tls serve`.

use std::process::ExitCode;

use clap::Args;

use crate::{failure::Failure, serve, server_options::scenario};
use ldaplab::tls::Scenario;

#[derive(Args)]
pub(crate) struct ServeScenario {
    /// The scenario: see `ldaplab tls list`.
    #[arg(value_parser = scenario)]
    scenario: Scenario,
    #[command(flatten)]
    serve: serve::Serve,
}

impl ServeScenario {
    pub(crate) fn run(mut self) -> Result<ExitCode, Failure> {
        self.serve.server.tls = Some(self.scenario);
        self.serve.run()
    }
}
