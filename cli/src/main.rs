//! The command line of ldaplab: one file per command, each of which reads its options, calls the library and prints.
//!
//! `client_options` and `server_options` hold the options that commands share, `real` starts the server of `real:NAME`, `ready` the line by which a server says where it
//! listens, `stop` waits for the end, `output` writes and `failure` says what went wrong.

/// A directory is many small pieces, made and freed on every thread.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod beside;
mod client_limits;
mod client_options;
mod conformance;
mod demo;
mod environment;
mod exec;
mod explain;
mod failure;
mod groups;
mod ldif;
mod log;
mod output;
mod proxy;
mod rbac;
mod ready;
mod real;
mod serve;
mod server_options;
mod settings_file;
mod stop;
mod switches;
mod test;
mod tls;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

#[derive(Parser)]
#[command(
    name = "ldaplab",
    version,
    about = "A laboratory for LDAP: mock directories, connection tests that say why, nested groups, broken TLS."
)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// A tour: a directory with a self-signed certificate, why the connection fails, and nested groups. Ends by itself.
    Demo(demo::Demo),
    /// Serves a mock directory until it is stopped; prints one line `READY {json}` when it accepts connections.
    Serve(serve::Serve),
    /// Runs a command beside a mock directory, which it finds through environment variables.
    Exec(exec::Exec),
    /// Tests a connection stage by stage and says why it fails. Exit code: 0, or 10 resolve to 18 groups.
    Test(test::Test),
    /// The groups of a user, nested ones included, with the round trips, bytes and time that they cost.
    Groups(groups::Groups),
    /// Which part of a filter an entry does not match, what it has instead, and the likely reason. Exit code: 0 it matches, 1 it does not, and as
    /// `test` where it cannot be asked: 10 to 18.
    Explain(Box<explain::Explain>),
    /// What a server does otherwise than the RFCs say, clause by clause. Exit code: 0, or 1 when a must-case fails.
    Conformance(Box<conformance::Conformance>),
    /// A relay in front of a real server that records (`--record`), or the record in its place (`--replay`).
    Proxy(proxy::Proxy),
    /// Broken TLS: the scenarios, a server for one, its files.
    #[command(subcommand)]
    Tls(tls::Tls),
    /// Every switch of the mock directories (`--set KEY=VALUE`): what it takes, its default in each profile, its meaning.
    Switches(switches::Switches),
    /// LDIF files.
    #[command(subcommand)]
    Ldif(ldif::Ldif),
    /// The directory-service API of an RBAC service: settings, their test, logins, roles through groups.
    #[command(subcommand)]
    Rbac(rbac::Rbac),
}

/// Reads the arguments. No help offers what its command refuses.
fn command_line() -> CommandLine {
    let hide = |command: clap::Command, refused: &[&str]| {
        refused.iter().fold(command, |command, refused| {
            command.mut_arg(*refused, |option| option.hide(true))
        })
    };
    let mut command = CommandLine::command()
        .mut_subcommand("proxy", |proxy| {
            hide(
                proxy,
                &[
                    "bind",
                    "password_file",
                    "password",
                    "base",
                    "max_entries",
                    "max_bytes",
                ],
            )
        })
        .mut_subcommand("explain", |explain| hide(explain, &["base"]));
    let matches = command.get_matches_mut();
    CommandLine::from_arg_matches(&matches)
        .unwrap_or_else(|error| error.format(&mut command).exit())
}

fn main() -> ExitCode {
    // A list that was asked for in the place of a value is no error.
    let arguments: Vec<_> = std::env::args_os().collect();
    let asked = |pair: &[std::ffi::OsString]| pair[0] == "--set" && pair[1] == "help";
    let own = arguments
        .iter()
        .take_while(|argument| *argument != "--")
        .count();
    if arguments[..own].windows(2).any(asked)
        || arguments[..own].iter().any(|one| one == "--set=help")
    {
        output::print(&switches::text());
        return ExitCode::SUCCESS;
    }
    let result = match command_line().command {
        Command::Demo(command) => command.run(),
        Command::Serve(command) => command.run(),
        Command::Exec(command) => command.run(),
        Command::Test(command) => command.run(),
        Command::Groups(command) => command.run(),
        Command::Explain(command) => command.run(),
        Command::Conformance(command) => command.run(),
        Command::Proxy(command) => command.run(),
        Command::Tls(command) => command.run(),
        Command::Switches(command) => command.run(),
        Command::Ldif(command) => command.run(),
        Command::Rbac(command) => command.run(),
    };
    result.unwrap_or_else(|failure| {
        output::complain(&failure.to_string());
        failure.exit_code()
    })
}
