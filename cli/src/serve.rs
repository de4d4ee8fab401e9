//! `ldaplab serve`: a mock directory until it is stopped.

use std::{fs, path::PathBuf, process::ExitCode};

use clap::Args;

use crate::{failure::Failure, output, ready::Ready, server_options::ServerOptions, stop::Stop};

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
        let stop = Stop::new()?;
        let server = self.server.start()?;
        let ready = Ready::new(&server);
        if let Some(path) = &self.ready_file {
            // Under a name of its own first, so that whoever waits for the file never reads half of it.
            let half = path.with_extension(format!("{}.part", std::process::id()));
            let _ = fs::remove_file(&half);
            output::secret_file(&half, &ready.json())
                .and_then(|()| fs::rename(&half, path))
                .map_err(|error| {
                    Failure::new(
                        format!("{} cannot be written: {error}", path.display()),
                        "Name a file in a folder that you may write to",
                    )
                })?;
        }
        output::print(&format!("READY {}", ready.json()));
        stop.wait(self.until_stdin_closes);
        drop(server);
        if let Some(path) = &self.ready_file {
            let _ = fs::remove_file(path);
        }
        Ok(ExitCode::SUCCESS)
    }
}
