//! `ldaplab exec`: a command beside a mock directory.

use std::process::{Command, ExitCode};

use clap::Args;

use crate::{failure::Failure, ready::Ready, server_options::ServerOptions};

#[derive(Args)]
pub(crate) struct Exec {
    #[command(flatten)]
    server: ServerOptions,
    /// The command and its arguments, after `--`.
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<String>,
}

impl Exec {
    /// The exit code is the command's own; 125 the server did not start, 126 and 127 as the shell.
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let server = self
            .server
            .start()
            .map_err(|failure| failure.with_code(125))?;
        let ready = Ready::new(&server);
        let [program, arguments @ ..] = self.command.as_slice() else {
            return Err(Failure::usage("there is no command", "Give one after --"));
        };
        let status = Command::new(program)
            .args(arguments)
            .envs(ready.environment())
            .status()
            .map_err(|error| {
                let code = if error.kind() == std::io::ErrorKind::NotFound {
                    127
                } else {
                    126
                };
                Failure::new(
                    format!("{program} cannot be run: {error}"),
                    "Name a program on PATH",
                )
                .with_code(code)
            })?;
        Ok(ExitCode::from(exit_code(status)))
    }
}

/// As the shell has it: a command that a signal ended has 128 and the signal's number.
fn exit_code(status: std::process::ExitStatus) -> u8 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return u8::try_from(128 + signal).unwrap_or(1);
    }
    status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .unwrap_or(1)
}
