//! `ldaplab serve`: a mock directory until it is stopped.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;

use crate::{
    failure::Failure,
    ready::{self, Ready},
    server_options::ServerOptions,
    stop::Stop,
};

#[derive(Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) server: ServerOptions,
    /// Also write the JSON of the READY line to this file, at once and as a whole.
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
    /// Stop when stdin ends, too: a server that does not outlive the program that started it.
    #[arg(long)]
    until_stdin_closes: bool,
}

impl Serve {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let mut stop = Stop::new()?;
        let server = self.server;
        let Some(server) = stop.unless_before(move || server.start_bare())? else {
            return Ok(ExitCode::SUCCESS);
        };
        let ready = Ready::new(&server);
        let _file = ready::announce(&ready.json(), self.ready_file.as_deref())?;
        stop.wait(self.until_stdin_closes);
        drop(server);
        Ok(ExitCode::SUCCESS)
    }
}
