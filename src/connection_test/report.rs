//! What a connection test found.

use std::{fmt, time::Duration};

use crate::{
    client::{Error, shown},
    diagnosis::{Code, Stage},
};

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
#[derive(Clone)]
pub struct Failure {
    pub(super) stage: Stage,
    pub(super) code: Code,
    pub(super) cure: String,
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
    pub fn cause(&self) -> &'static str {
        self.code.cause()
    }

    /// What to do, in one sentence for people: in the words of the plan's [`Audience`](crate::diagnosis::Audience), and
    /// without asking for what the plan has.
    pub fn cure(&self) -> &str {
        &self.cure
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

impl fmt::Display for Failure {
    /// Stage, code, cause, what was seen, and the cure: `bind failed (bind.wrong_password): …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} failed ({}): {} Seen: {}. Cure: {}",
            self.stage,
            self.code,
            self.cause(),
            self.detail.trim_end_matches('.'),
            self.cure
        )
    }
}

debug_is_display!(Failure);

impl std::error::Error for Failure {}

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
        self.failure()
            .map_or(0, |failure| failure.stage.exit_code())
    }
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        Self {
            stage: error.stage(),
            code: error.code(),
            cure: error.cure().to_owned(),
            detail: error.detail().to_owned(),
            server_text: error.server_text().map(|text| shown(text).into_owned()),
        }
    }
}

impl fmt::Display for Report {
    /// One line a stage with its details below, then the failure with cause and cure, or the good news.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.url)?;
        for stage in &self.stages {
            let (mark, word) = match &stage.outcome {
                Outcome::Passed => ("ok  ", seconds(stage.elapsed)),
                Outcome::Failed(failure) => ("FAIL", failure.code.to_string()),
                Outcome::Skipped(reason) => ("-   ", format!("skipped: {reason}")),
            };
            writeln!(f, "  {mark} {:<12} {word}", stage.stage.name())?;
            for (name, value) in &stage.details {
                writeln!(f, "         {name}: {}", one_line(value))?;
            }
        }
        for warning in &self.warnings {
            writeln!(f, "warning: {warning}")?;
        }
        match self.failure() {
            None => write!(f, "passed in {}", seconds(self.elapsed)),
            Some(failure) => {
                writeln!(f, "failed at {}: {}", failure.stage, failure.code)?;
                writeln!(f, "  cause:  {}", failure.cause())?;
                writeln!(f, "  seen:   {}", one_line(&failure.detail))?;
                write!(f, "  cure:   {}", failure.cure())
            }
        }
    }
}

/// Servers choose these texts; none of them may move the cursor.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}

/// `0.004 s`
fn seconds(duration: Duration) -> String {
    format!("{:.3} s", duration.as_secs_f64())
}
