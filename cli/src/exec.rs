//! `ldaplab exec`: a command beside a mock directory, and only that directory.

use std::{
    env, io,
    process::{Command, ExitCode, ExitStatus},
};

use clap::Args;
use ldaplab::{server::LdapServer, tls::trust::remove_left_files};

use crate::{
    beside::Beside, environment::Environment, failure::Failure, output, ready::Ready,
    server_options::ServerOptions,
};

#[derive(Args)]
pub(crate) struct Exec {
    #[command(flatten)]
    server: ServerOptions,
    /// Passes a variable on to the command that would be removed or set anew, since it leads to another directory; may be repeated.
    #[arg(long, value_name = "NAME")]
    keep_env: Vec<String>,
    /// The command and its arguments, after `--`.
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<String>,
}

impl Exec {
    /// The exit code is the command's own; 125 the server did not start, 126 and 127 as the shell.
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let unstarted = |failure: Failure| failure.with_code(125);
        let beside = Beside::new().map_err(unstarted)?;
        let server = self.server.start().map_err(unstarted)?;
        let status = self.beside(beside, &server);
        drop(server);
        // A test that was ended by a signal leaves the trust files of its static servers.
        remove_left_files();
        Ok(ExitCode::from(exit_code(status?)))
    }

    fn beside(&self, beside: Beside, server: &LdapServer) -> Result<ExitStatus, Failure> {
        let [program, arguments @ ..] = self.command.as_slice() else {
            return Err(Failure::usage("there is no command", "Give one after --"));
        };
        let environment = Environment::new(&Ready::new(server), &self.keep_env, env::vars_os());
        for note in environment.notes() {
            output::complain(&format!("ldaplab exec: {note}"));
        }
        let mut command = Command::new(program);
        command.args(arguments);
        for name in environment.removed() {
            command.env_remove(name);
        }
        for (name, value) in environment.set() {
            command.env(name, value);
        }
        beside.run(command).map_err(|error| {
            let code = if error.kind() == io::ErrorKind::NotFound {
                127
            } else {
                126
            };
            Failure::new(
                format!("{program} cannot be run: {error}"),
                "Name a program on PATH",
            )
            .with_code(code)
        })
    }
}

/// As the shell has it: a command that a signal ended has 128 and the signal's number.
fn exit_code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return u8::try_from(128 + signal).unwrap_or(1);
    }
    status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .unwrap_or(1)
}
