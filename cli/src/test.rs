//! `ldaplab test`: the staged connection test.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use ldaplab::{connection_test::ConnectionTest, identity::Strategy};

use crate::{
    client_options::{ClientOptions, read_password},
    failure::Failure,
    groups::strategy,
    output,
};

#[derive(Args)]
pub(crate) struct Test {
    /// ldap://HOST[:PORT][/BASE] or ldaps://HOST[:PORT][/BASE]
    url: String,
    /// Also look up this user and the user's groups.
    #[arg(long, value_name = "USER")]
    login: Option<String>,
    /// Also bind as that user; the file's first line is the password.
    #[arg(
        long,
        value_name = "FILE",
        requires = "login",
        conflicts_with = "login_password"
    )]
    login_password_file: Option<PathBuf>,
    /// Also bind as that user with this password, which other users of this machine can then see.
    #[arg(long, value_name = "PASSWORD", requires = "login")]
    login_password: Option<String>,
    /// The attribute that holds login names.
    #[arg(long, value_name = "NAME")]
    login_attribute: Option<String>,
    /// How nested groups are resolved: auto, in-chain, member-walk, member-of-walk.
    #[arg(long, default_value = "auto", value_parser = strategy)]
    strategy: Strategy,
    #[command(flatten)]
    client: ClientOptions,
}

impl Test {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let mut plan = self.client.plan(&self.url)?.group_strategy(self.strategy);
        if let Some(attribute) = self.login_attribute {
            plan = plan.login_attribute(attribute);
        }
        let mut test = ConnectionTest::new(plan);
        if let Some(login) = self.login {
            test = test.login(login);
        }
        if let Some(file) = &self.login_password_file {
            test = test.password(read_password(file)?);
        }
        if let Some(password) = self.login_password {
            test = test.password(password);
        }
        let report = test.run_blocking();
        output::print(&if self.client.json {
            report.to_json()
        } else {
            report.to_string()
        });
        Ok(ExitCode::from(report.exit_code()))
    }
}
