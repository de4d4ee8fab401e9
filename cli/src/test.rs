//! `ldaplab test`: the staged connection test.

use std::{path::PathBuf, process::ExitCode};

use clap::{ArgGroup, Args};
use ldaplab::{
    connection_test::{ConnectionTest, Plan},
    identity::Strategy,
    wire::request::Scope,
};

use crate::{
    client_options::{ClientOptions, read_password},
    failure::Failure,
    groups::strategy,
    output,
    real::{self, Takes},
    settings_file,
};

#[derive(Args)]
#[command(group(ArgGroup::new("what").args(["url", "settings"]).required(true)))]
pub(crate) struct Test {
    /// ldap://HOST[:PORT][/BASE] or ldaps://HOST[:PORT][/BASE]; or a server that is installed here and started for it: real:slapd, real:samba, real:389ds; or in a
    /// container (feature `containers`): container:openldap, container:samba
    url: Option<String>,
    /// Instead of a URL: the JSON of directory-service settings, as PUT /rbac-api/v1/ds takes it. --ca then holds for settings without cert_chain.
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = [
            "bind", "start_tls", "insecure", "base", "login_attribute", "user_filter", "user_base", "user_scope", "group_base", "strategy",
        ]
    )]
    settings: Option<PathBuf>,
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
    /// What a user is beside having the login name, such as (objectClass=person); or the whole filter, with {login} for the name.
    #[arg(long, value_name = "FILTER")]
    user_filter: Option<String>,
    /// The base below which users are, where it is another than --base.
    #[arg(long, value_name = "DN")]
    user_base: Option<String>,
    /// How deep below the base users are: one (directly below) or sub (anywhere below).
    #[arg(long, value_name = "SCOPE", default_value = "sub", value_parser = scope)]
    user_scope: Scope,
    /// The base below which groups are, where it is another than --base.
    #[arg(long, value_name = "DN")]
    group_base: Option<String>,
    /// How nested groups are resolved: auto, in-chain, member-walk, member-of-walk.
    #[arg(long, default_value = "auto", value_parser = strategy)]
    strategy: Strategy,
    #[command(flatten)]
    client: ClientOptions,
}

/// Reads a scope by the names that LDAP URLs use (RFC 4516).
fn scope(name: &str) -> Result<Scope, String> {
    match name {
        "one" => Ok(Scope::One),
        "sub" => Ok(Scope::Sub),
        _ => Err("there are one and sub".to_owned()),
    }
}

impl Test {
    /// What was given and changes nothing, a sentence each.
    fn without_effect(&self) -> Vec<String> {
        let whole = self
            .user_filter
            .as_deref()
            .is_some_and(|filter| filter.contains("{login}"));
        let nobody = self.login.is_none();
        let mut notes = Vec::new();
        for (given, option) in [
            (self.user_filter.is_some(), "--user-filter"),
            (self.login_attribute.is_some(), "--login-attribute"),
            (self.user_scope != Scope::Sub, "--user-scope"),
            (self.strategy != Strategy::Auto, "--strategy"),
        ] {
            if given && nobody {
                notes.push(format!(
                    "{option} has no effect without --login: nobody is looked for"
                ));
            }
        }
        if whole && self.login_attribute.is_some() {
            notes.push("--login-attribute has no effect: with {login} in it, --user-filter is the whole filter".to_owned());
        }
        notes
    }

    pub(crate) fn run(mut self) -> Result<ExitCode, Failure> {
        let _running = match &mut self.url {
            Some(url) => real::begin(url, &mut self.client, Takes::Everything)?,
            None => None,
        };
        let mut test = ConnectionTest::new(self.plan()?);
        for note in self.without_effect() {
            output::warn(&note);
        }
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

    fn plan(&self) -> Result<Plan, Failure> {
        if let Some(file) = &self.settings {
            return settings_file::plan(file, &self.client);
        }
        // clap wants one of the two.
        let url = self.url.as_deref().unwrap_or_default();
        let mut plan = self
            .client
            .plan(url)?
            .group_strategy(self.strategy)
            .user_scope(self.user_scope);
        if let Some(attribute) = &self.login_attribute {
            plan = plan.login_attribute(attribute);
        }
        if let Some(filter) = &self.user_filter {
            plan = plan
                .user_filter(filter)
                .map_err(|error| Failure::usage(error.cause(), error.cure()))?;
        }
        if let Some(base) = &self.user_base {
            plan = plan.user_base(base);
        }
        if let Some(base) = &self.group_base {
            plan = plan.group_base(base);
        }
        Ok(plan)
    }
}
