//! `ldaplab rbac`: the directory-service API of an RBAC service.

mod init;
mod serve;

use std::{env, path::Path, process::ExitCode};

use clap::Subcommand;
use ldaplab::{
    rbac::{Config, Rbac as Service},
    settings::SealingKey,
};

use crate::{failure::Failure, output};

/// The key for passwords at rest, where it is not to lie beside the data.
const KEY_VARIABLE: &str = "LDAPLAB_RBAC_KEY";

#[derive(Subcommand)]
pub(crate) enum Rbac {
    /// Makes the data folder and an administrator in it; of an existing one, gives the administrator a new password.
    Init(init::Init),
    /// Serves the API until it is stopped; prints one line `READY {json}` when it accepts connections.
    Serve(Box<serve::Serve>),
}

impl Rbac {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        match self {
            Self::Init(command) => command.run(),
            Self::Serve(command) => command.run(),
        }
    }
}

/// A service with its data in this folder.
fn config(data: &Path) -> Result<Config, Failure> {
    let mut config = Config::new(data);
    if let Ok(text) = env::var(KEY_VARIABLE) {
        let key = SealingKey::parse(&text).map_err(|error| {
            Failure::usage(
                format!("the environment variable {KEY_VARIABLE}: {error}"),
                "Unset it to keep the key beside the data",
            )
        })?;
        config.sealing_key = Some(key);
    }
    Ok(config)
}

/// Says how the data was found.
fn notice(rbac: &Service) {
    for notice in rbac.notices() {
        output::warn(notice);
    }
}

fn open(config: Config) -> Result<Service, Failure> {
    Service::open(config).map_err(|error| Failure::new(&error, error.cure()))
}
