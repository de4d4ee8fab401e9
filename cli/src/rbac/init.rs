//! `ldaplab rbac init`: the data folder and an administrator.

use std::{env, path::PathBuf, process::ExitCode};

use clap::Args;
use ldaplab::settings::{Folder, Secret};

use crate::{client_options::read_password, failure::Failure, output};

/// The password, where no file is given.
const VARIABLE: &str = "LDAPLAB_RBAC_PASSWORD";

#[derive(Args)]
pub(crate) struct Init {
    /// The folder for the data; made if it is not there.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The login name of the administrator.
    #[arg(long, value_name = "NAME", default_value = "admin")]
    login: String,
    /// The file whose first line is the password; else the environment variable LDAPLAB_RBAC_PASSWORD; else one is made up and printed.
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

impl Init {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let given = match &self.password_file {
            Some(file) => Some(read_password(file)?),
            None => env::var(VARIABLE).ok(),
        };
        let secret = match &given {
            Some(password) => Secret::new(password),
            None => Secret::random(),
        };
        let config = super::config(&self.data)?;
        Folder::prepare(&self.data).map_err(|error| Failure::new(&error, error.cure()))?;
        let rbac = super::open(config)?;
        super::notice(&rbac);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Failure::new(error, "Allow this process more threads and files"))?;
        runtime
            .block_on(rbac.make_administrator(&self.login, &secret))
            .map_err(|fault| Failure::new(&fault.msg, "Give another --login or --password-file"))?;
        output::print(&format!(
            "{} is an administrator of {}",
            self.login,
            self.data.display()
        ));
        if given.is_none() {
            output::print(&format!("password: {}", secret.reveal()));
        }
        Ok(ExitCode::SUCCESS)
    }
}
