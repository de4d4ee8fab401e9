//! `ldaplab switches`.

use std::process::ExitCode;

use clap::Args;
use ldaplab::server::profile::{Key, Profile, key};
use serde_json::{Map, Value, json};

use crate::{failure::Failure, output};

#[derive(Args)]
pub(crate) struct Switches {
    /// Print JSON.
    #[arg(long, conflicts_with = "markdown")]
    json: bool,
    /// Print the table of docs/switches.md.
    #[arg(long)]
    markdown: bool,
}

impl Switches {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        output::print(&match (self.json, self.markdown) {
            (true, _) => json(),
            (_, true) => markdown(),
            _ => text(),
        });
        Ok(ExitCode::SUCCESS)
    }
}

/// The value that a new server has: `-` where its profile has no such switch, `(none)` for an empty text.
fn default(key: &Key, profile: &Profile) -> String {
    match key.default_of(profile).map(|value| value.to_string()) {
        None => "-".to_owned(),
        Some(text) if text.is_empty() => "(none)".to_owned(),
        Some(text) => text,
    }
}

/// For people and for programs that read columns; also what `--set help` prints.
pub(crate) fn text() -> String {
    let mut rows = vec![heading()];
    for key in key::ALL {
        let mut row = vec![key.name().to_owned(), key.takes()];
        row.extend(Profile::ALL.iter().map(|profile| default(key, profile)));
        row.push(key.about().to_owned());
        rows.push(row);
    }
    output::table(&rows)
}

fn heading() -> Vec<String> {
    let mut row = vec!["KEY".to_owned(), "takes".to_owned()];
    row.extend(Profile::ALL.iter().map(|profile| profile.name().to_owned()));
    row.push("meaning".to_owned());
    row
}

fn markdown() -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut out = line(heading());
    out += &line(heading().iter().map(|_| "---".to_owned()).collect());
    for key in key::ALL {
        let mut row = vec![format!("`{}`", key.name()), key.takes()];
        row.extend(Profile::ALL.iter().map(|profile| default(key, profile)));
        row.push(key.about().to_owned());
        out += &line(row);
    }
    out
}

fn json() -> String {
    let row = |key: &Key| {
        let defaults: Map<String, Value> = Profile::ALL
            .iter()
            .map(|profile| {
                let value = key.default_of(profile).map(|value| value.to_string());
                (profile.name().to_owned(), json!(value))
            })
            .collect();
        json!({"key": key.name(), "takes": key.takes(), "defaults": defaults, "about": key.about()})
    };
    key::ALL.iter().map(row).collect::<Value>().to_string()
}
