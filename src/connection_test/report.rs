//! What a connection test found.

use std::{fmt, time::Duration};

use crate::diagnosis::{Code, Stage};

/// The outcome of a connection test: every stage, in order.
#[derive(Clone, Debug)]
pub struct Report {
    pub(super) url: String,
    pub(super) stages: Vec<StageReport>,
    pub(super) warnings: Vec<String>,
    pub(super) elapsed: Duration,
}

/// One stage of the test.
#[derive(Clone, Debug)]
pub struct StageReport {
    /// Which.
    pub stage: Stage,
    /// How it ended.
    pub outcome: Outcome,
    /// How long it took.
    pub elapsed: Duration,
    /// What was learnt: names in `snake_case` and values, in order; a name may come more than once.
    pub details: Vec<(&'static str, String)>,
}

/// How a stage ended.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It did what it is for.
    Passed,
    /// It failed; the later stages are skipped.
    Failed(Failure),
    /// It was not tried, for this reason.
    Skipped(String),
}

/// Why the test failed.
#[derive(Clone, Debug)]
pub struct Failure {
    pub(super) stage: Stage,
    pub(super) code: Code,
    pub(super) detail: String,
    pub(super) server_text: Option<String>,
}

impl Failure {
    /// The stage that failed.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// The code, as it stands in the table of [`crate::diagnosis`].
    pub fn code(&self) -> Code {
        self.code
    }

    /// Why, in one sentence for people.
    pub fn cause(&self) -> &str {
        todo!()
    }

    /// What to do, in one sentence for people.
    pub fn cure(&self) -> &str {
        todo!()
    }

    /// What was seen: the evidence.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The server's own words, if it said any.
    pub fn server_text(&self) -> Option<&str> {
        self.server_text.as_deref()
    }
}

impl Report {
    /// The server tested.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// All stages, in order, the skipped ones included.
    pub fn stages(&self) -> &[StageReport] {
        &self.stages
    }

    /// One stage.
    pub fn stage(&self, stage: Stage) -> Option<&StageReport> {
        self.stages.iter().find(|report| report.stage == stage)
    }

    /// Whether every stage that was asked for passed.
    pub fn passed(&self) -> bool {
        self.failure().is_none()
    }

    /// Why the test failed, or `None` when it passed.
    pub fn failure(&self) -> Option<&Failure> {
        self.stages.iter().find_map(|report| match &report.outcome {
            Outcome::Failed(failure) => Some(failure),
            _ => None,
        })
    }

    /// What works but should not stay as it is, in sentences.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The whole time.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// 0, or the exit code of the stage that failed: 10 resolve to 18 groups.
    pub fn exit_code(&self) -> u8 {
        todo!()
    }

    /// The report as one JSON object.
    pub fn to_json(&self) -> String {
        todo!()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!()
    }
}
