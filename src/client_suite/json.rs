//! A report as JSON, as JUnit XML and as a table; and outcomes that an application wrote down as JSON.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};
use serde_json::{Value, json};

use super::{
    outcome::{Found, Outcome},
    report::{Judged, Report, Verdict},
    suite::Suite,
};

impl Report {
    /// The report: `cases` with `id`, `clause`, `level`, `task`, `verdict`, `why`, `outcome`, and `record` where a case did not pass.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let case = |own: &Judged| {
            let mut object = json!({
                "id": own.case.id, "clause": own.case.clause, "level": own.case.level.name(),
                "task": own.case.task.to_string(), "verdict": own.verdict.name(), "why": own.verdict.why(),
                "outcome": own.outcome.as_ref().map(Outcome::to_string),
            });
            if own.verdict != Verdict::Passed {
                object["record"] = json!(own.record);
            }
            object
        };
        json!({ "cases": self.cases.iter().map(case).collect::<Vec<_>>() })
    }

    /// The report as JUnit XML: a suite for each area.
    ///
    /// # Errors
    /// A sentence, where it cannot be written.
    pub fn to_junit(&self) -> Result<String, String> {
        let mut report = quick_junit::Report::new("ldaplab conformance client");
        for cases in self
            .cases
            .chunk_by(|one, other| one.case.area() == other.case.area())
        {
            let mut suite = TestSuite::new(cases[0].case.area());
            for own in cases {
                let why = own.verdict.why().unwrap_or("not asked");
                let status = match &own.verdict {
                    Verdict::Passed => TestCaseStatus::success(),
                    Verdict::Failed(_) => {
                        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
                        status.set_message(why);
                        status.set_description(own.record.join("\n"));
                        status
                    }
                    Verdict::NotJudged(_) | Verdict::NotAsked => {
                        let mut status = TestCaseStatus::skipped();
                        status.set_message(why);
                        status
                    }
                };
                suite.add_test_case(TestCase::new(own.case.id, status));
            }
            report.add_test_suite(suite);
        }
        report.to_string().map_err(|error| error.to_string())
    }
}

/// Why what an application wrote down is not understood.
pub struct OutcomesError {
    line: usize,
    why: String,
}

impl fmt::Display for OutcomesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, why) = (self.line, &self.why);
        write!(
            f,
            "line {line} is no outcome: {why}; write {{\"case\": ID, \"outcome\": \"done\"}} with `entries`, or `refused` with `why`"
        )
    }
}

debug_is_display!(OutcomesError);

impl std::error::Error for OutcomesError {}

impl Suite {
    /// Takes outcomes that an application wrote down, an object of JSON a line: `case` is the id; `outcome` is `done`, `refused`, `unfinished`, `crashed` or `unable`;
    /// `why` a text; `entries` have `dn` and `attributes`, each a list of texts, or of objects with `base64` where a value is no text. Cases that are not part of this
    /// suite are passed over.
    ///
    /// ```
    /// use ldaplab::client_suite::{Selection, Suite};
    ///
    /// let suite = Suite::start(&Selection::all().area("values"))?;
    /// suite.report_lines(r#"{"case": "values/octets", "outcome": "done", "entries": [
    ///     {"dn": "uid=ada,ou=people,dc=example,dc=org", "attributes": {"jpegPhoto": [{"base64": "/9j/AP/+gA=="}]}}]}"#.replace('\n', " ").as_str())?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The line that is not understood, and why. What stands before it has been taken.
    pub fn report_lines(&self, text: &str) -> Result<(), OutcomesError> {
        for (number, line) in text.lines().enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            let wrong = |why: String| OutcomesError {
                line: number + 1,
                why,
            };
            let (id, outcome) = read(line).map_err(wrong)?;
            if let Some(trial) = self.trial(&id) {
                trial.report(outcome);
            } else if !super::cases().any(|case| case.id == id) {
                return Err(wrong(format!("there is no case {id:?}")));
            }
        }
        Ok(())
    }
}

fn read(line: &str) -> Result<(String, Outcome), String> {
    let object: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let text = |name: &str| object[name].as_str();
    let id = text("case").ok_or("it has no `case`")?;
    let why = text("why").unwrap_or_default().to_owned();
    let outcome = match text("outcome").ok_or("it has no `outcome`")? {
        "done" => Outcome::Done(match &object["entries"] {
            Value::Null => Vec::new(),
            Value::Array(entries) => entries.iter().map(found).collect::<Result<_, _>>()?,
            _ => return Err("`entries` is no list".to_owned()),
        }),
        "refused" => Outcome::Refused(why),
        "unfinished" => Outcome::Unfinished(why),
        "crashed" => Outcome::Crashed(why),
        "unable" => Outcome::Unable(why),
        other => return Err(format!("there is no outcome {other:?}")),
    };
    Ok((id.to_owned(), outcome))
}

fn found(entry: &Value) -> Result<Found, String> {
    let dn = entry["dn"].as_str().ok_or("an entry has no `dn`")?;
    let mut found = Found::new(dn);
    let none = serde_json::Map::new();
    let attributes = match &entry["attributes"] {
        Value::Null => &none,
        Value::Object(attributes) => attributes,
        _ => return Err("`attributes` is no object".to_owned()),
    };
    for (description, values) in attributes {
        let values = values.as_array();
        let values = values.ok_or_else(|| format!("the values of {description} are no list"))?;
        for value in values {
            found.push(description, octets(value)?);
        }
    }
    Ok(found)
}

fn octets(value: &Value) -> Result<Vec<u8>, String> {
    if let Some(text) = value.as_str() {
        return Ok(text.into());
    }
    let encoded = value["base64"]
        .as_str()
        .ok_or("a value is neither a text nor an object with `base64`")?;
    STANDARD.decode(encoded).map_err(|error| error.to_string())
}
