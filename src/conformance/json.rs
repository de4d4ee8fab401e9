//! A report as JSON, and as JUnit XML for what shows test results.

use std::time::Duration;

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};
use serde_json::{Value, json};

use super::report::{Outcome, Report, Verdict};

impl Report {
    /// The report: `url`, `server`, `cases` with `id`, `clause`, `level`, `verdict`, `why`, and `record` where the case did not pass.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let case = |own: &Outcome| {
            let mut object = json!({
                "id": own.case.id, "clause": own.case.clause, "level": own.case.level.name(),
                "verdict": own.verdict.name(), "why": own.verdict.why(),
            });
            if matches!(own.verdict, Verdict::Failed(_) | Verdict::Deviates(..)) {
                object["record"] = json!(own.record);
            }
            if let Verdict::Deviates(_, known) | Verdict::DeviatesNoLonger(known) = &own.verdict {
                object["deviation"] = json!({ "why": known.why, "reference": known.reference });
            }
            object
        };
        json!({
            "url": self.url, "server": self.server, "trouble": self.trouble, "died": self.died,
            "cases": self.outcomes.iter().map(case).collect::<Vec<_>>(),
        })
    }

    /// The report as JUnit XML: a suite for each section.
    ///
    /// # Errors
    ///
    /// A sentence, where it cannot be written.
    pub fn to_junit(&self) -> Result<String, String> {
        let mut report = quick_junit::Report::new("ldaplab conformance");
        for outcomes in self
            .outcomes
            .chunk_by(|one, other| one.case.section() == other.case.section())
        {
            let mut suite = TestSuite::new(outcomes[0].case.section());
            for outcome in outcomes {
                let why = outcome.verdict.why().unwrap_or_default();
                let status = match &outcome.verdict {
                    Verdict::Passed | Verdict::DeviatesNoLonger(_) => TestCaseStatus::success(),
                    Verdict::Failed(_) => {
                        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
                        status
                            .set_message(why)
                            .set_description(outcome.record.join("\n"));
                        status
                    }
                    Verdict::Skipped(_) | Verdict::Deviates(..) => {
                        let mut status = TestCaseStatus::skipped();
                        status.set_message(why);
                        status
                    }
                };
                let mut case = TestCase::new(outcome.case.id, status);
                case.set_time(Duration::ZERO);
                suite.add_test_case(case);
            }
            report.add_test_suite(suite);
        }
        report.to_string().map_err(|error| error.to_string())
    }
}
