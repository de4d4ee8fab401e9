//! `ldaplab tls list`.

use std::process::ExitCode;

use clap::Args;
use ldaplab::tls::Scenario;
use serde_json::{Value, json};

use crate::{failure::Failure, output};

#[derive(Args)]
pub(crate) struct List {
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl List {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let expected = |scenario: &Scenario| scenario.expected().map(|code| code.as_str());
        output::print(&if self.json {
            let row = |scenario: &Scenario| json!({"name": scenario.name(), "code": expected(scenario), "title": scenario.title()});
            Scenario::ALL.iter().map(row).collect::<Value>().to_string()
        } else {
            let row = |scenario: &Scenario| {
                vec![
                    scenario.name().to_owned(),
                    expected(scenario).unwrap_or("-").to_owned(),
                    scenario.title().to_owned(),
                ]
            };
            output::table(&Scenario::ALL.iter().map(row).collect::<Vec<_>>())
        });
        Ok(ExitCode::SUCCESS)
    }
}
