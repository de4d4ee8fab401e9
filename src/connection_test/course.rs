//! The report while it is being made.

use std::time::Instant;

use super::report::{Failure, Outcome, Report, StageReport};
use crate::{
    client::{Error, deadline::Deadline, shown},
    diagnosis::{Base, Code, Given, Stage},
};

/// Keeps the stages in order and their time.
pub(super) struct Course {
    report: Report,
    started: Instant,
    current: Option<(Stage, Instant)>,
    details: Vec<(&'static str, String)>,
    deadline: Deadline,
    given: Given,
}

impl Course {
    pub(super) fn new(url: String, deadline: Deadline, given: Given) -> Self {
        Self {
            report: Report {
                url,
                stages: Vec::new(),
                warnings: Vec::new(),
                elapsed: std::time::Duration::ZERO,
            },
            started: Instant::now(),
            current: None,
            details: Vec::new(),
            deadline,
            given,
        }
    }

    /// Begins a stage.
    ///
    /// # Errors
    /// The time is over.
    pub(super) fn begin(&mut self, stage: Stage) -> Result<(), Error> {
        self.current = Some((stage, Instant::now()));
        if self.deadline.left().is_zero() {
            let detail = format!("{} passed before this stage began", self.deadline.waited());
            return Err(Error::new(stage, Code::DEADLINE_PASSED, detail));
        }
        Ok(())
    }

    /// Something learnt in the current stage.
    pub(super) fn note(&mut self, name: &'static str, value: impl ToString) {
        let value = value.to_string();
        self.details.push((name, shown(&value).into_owned()));
    }

    pub(super) fn notes(&mut self, details: &[(&'static str, String)]) {
        for (name, value) in details {
            self.note(name, value);
        }
    }

    pub(super) fn warn(&mut self, warning: impl Into<String>) {
        self.report
            .warnings
            .push(shown(&warning.into()).into_owned());
    }

    /// Warns of what has a code too.
    pub(super) fn warn_of(&mut self, code: Code) {
        self.warn(format!("{} {}", code.cause(), code.cure_given(self.given)));
    }

    /// The name that is bound with now is the DN of an entry that was found.
    pub(super) fn about_found(&mut self) {
        self.given.found = true;
    }

    /// What the server says of groups in-chain.
    pub(super) fn about_in_chain(&mut self, resolved: bool) {
        self.given.in_chain = Some(resolved);
    }

    /// Which base is looked at now.
    pub(super) fn about(&mut self, base: Base) {
        self.given.base = base;
    }

    /// The current stage did what it is for.
    pub(super) fn pass(&mut self) {
        self.end(Outcome::Passed);
    }

    /// A stage that was not asked for, or has nothing to do.
    pub(super) fn skip(&mut self, stage: Stage, reason: &str) {
        self.current = Some((stage, Instant::now()));
        self.end(Outcome::Skipped(reason.to_owned()));
    }

    /// The current stage failed.
    pub(super) fn fail(&mut self, error: &Error) {
        let (stage, _) = *self
            .current
            .get_or_insert_with(|| (error.stage(), Instant::now()));
        self.notes(error.evidence());
        self.end(Outcome::Failed(Failure {
            stage,
            cure: error.code().cure_given(self.given),
            ..Failure::from(error)
        }));
    }

    fn end(&mut self, outcome: Outcome) {
        let Some((stage, began)) = self.current.take() else {
            return;
        };
        self.report.stages.push(StageReport {
            stage,
            outcome,
            elapsed: began.elapsed(),
            details: std::mem::take(&mut self.details),
        });
    }

    /// The report; stages that were not reached are skipped.
    pub(super) fn finish(mut self) -> Report {
        let reached = self.report.stages.len();
        let failed = self.report.failure().map(|failure| failure.stage().name());
        let reason = failed.map_or("not reached".to_owned(), |stage| format!("{stage} failed"));
        for stage in Stage::ALL.into_iter().skip(reached) {
            self.skip(stage, &reason);
        }
        self.report.elapsed = self.started.elapsed();
        self.report
    }
}
