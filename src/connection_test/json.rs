//! The report as JSON, RFC 8259: only what it needs of a writer.

use std::time::Duration;

use super::report::{Outcome, Report, StageReport};
use crate::transcript::json::{list, string};

impl Report {
    /// The report as one JSON object: `url`, `passed`, `exit_code`, `elapsed_ms`, `failure` (or null), `warnings` and `stages`.
    ///
    /// `stages` has every stage, in order, and each detail a list of texts, since a name may come more than once.
    pub fn to_json(&self) -> String {
        let failure = self.failure().map_or("null".to_owned(), |failure| {
            object(&[
                ("stage", string(failure.stage().name())),
                ("code", string(failure.code().as_str())),
                ("cause", string(failure.cause())),
                ("cure", string(failure.cure())),
                ("detail", string(failure.detail())),
                (
                    "server_text",
                    failure.server_text().map_or("null".to_owned(), string),
                ),
            ])
        });
        object(&[
            ("url", string(self.url())),
            ("passed", self.passed().to_string()),
            ("exit_code", self.exit_code().to_string()),
            ("elapsed_ms", milliseconds(self.elapsed())),
            ("failure", failure),
            ("warnings", list(self.warnings().iter().map(|w| string(w)))),
            ("stages", list(self.stages().iter().map(stage))),
        ])
    }
}

fn stage(stage: &StageReport) -> String {
    let (outcome, reason) = match &stage.outcome {
        Outcome::Passed => ("passed", None),
        Outcome::Failed(_) => ("failed", None),
        Outcome::Skipped(reason) => ("skipped", Some(reason)),
    };
    let mut members = vec![
        ("stage", string(stage.stage.name())),
        ("outcome", string(outcome)),
    ];
    if let Some(reason) = reason {
        members.push(("reason", string(reason)));
    }
    members.push(("elapsed_ms", milliseconds(stage.elapsed)));
    let mut details: Vec<(&str, Vec<String>)> = Vec::new();
    for (name, value) in &stage.details {
        match details.iter_mut().find(|(known, _)| known == name) {
            Some((_, values)) => values.push(string(value)),
            None => details.push((name, vec![string(value)])),
        }
    }
    let details: Vec<(&str, String)> = details
        .into_iter()
        .map(|(name, values)| (name, list(values)))
        .collect();
    members.push(("details", object(&details)));
    object(&members)
}

fn milliseconds(duration: Duration) -> String {
    format!("{:.1}", duration.as_secs_f64() * 1000.0)
}

fn object(members: &[(&str, String)]) -> String {
    let members: Vec<String> = members
        .iter()
        .map(|(name, value)| format!("{}:{value}", string(name)))
        .collect();
    format!("{{{}}}", members.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_escape_what_rfc_8259_demands_and_nothing_else() {
        assert_eq!(
            string("CORP\\ada \"x\"\n\u{1}ü\0"),
            "\"CORP\\\\ada \\\"x\\\"\\n\\u0001ü\\u0000\""
        );
    }

    #[test]
    fn details_of_one_name_become_one_list() {
        let stage_report = StageReport {
            stage: crate::diagnosis::Stage::Resolve,
            outcome: Outcome::Skipped("no name".into()),
            elapsed: Duration::from_micros(1500),
            details: vec![
                ("address", "::1".into()),
                ("host", "h".into()),
                ("address", "127.0.0.1".into()),
            ],
        };
        assert_eq!(
            stage(&stage_report),
            r#"{"stage":"resolve","outcome":"skipped","reason":"no name","elapsed_ms":1.5,"details":{"address":["::1","127.0.0.1"],"host":["h"]}}"#
        );
    }
}
