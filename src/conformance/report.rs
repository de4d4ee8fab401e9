//! What a run found.

use std::{collections::BTreeMap, fmt};

use super::{
    case::{Case, Level},
    deviations::{Deviation, Deviations},
    target::Target,
};

/// What was found of one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The server reacts as is legal.
    Passed,
    /// It does not, and why.
    Failed(String),
    /// The case was not run, and why: a capability is missing, or nothing could be said.
    Skipped(String),
    /// It does not, which is known: why it does not, and the deviation.
    Deviates(String, Deviation),
    /// It does, though a deviation says that it does not.
    DeviatesNoLonger(Deviation),
}

impl Verdict {
    /// All names, as they are counted.
    pub const NAMES: [&str; 5] = [
        "passed",
        "failed",
        "skipped",
        "deviates",
        "deviates-no-longer",
    ];

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Passed => Self::NAMES[0],
            Self::Failed(_) => Self::NAMES[1],
            Self::Skipped(_) => Self::NAMES[2],
            Self::Deviates(..) => Self::NAMES[3],
            Self::DeviatesNoLonger(_) => Self::NAMES[4],
        }
    }

    /// Why, where there is something to say.
    #[must_use]
    pub fn why(&self) -> Option<&str> {
        match self {
            Self::Passed => None,
            Self::Failed(why) | Self::Skipped(why) | Self::Deviates(why, _) => Some(why),
            Self::DeviatesNoLonger(deviation) => Some(&deviation.why),
        }
    }
}

/// One case and what was found.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The case.
    pub case: &'static Case,
    /// What was found.
    pub verdict: Verdict,
    /// What was said on the connection, decoded and in hex, without secrets.
    pub record: Vec<String>,
    /// What came, answer by answer, with placeholders for names and without what every server has for itself.
    pub reactions: Vec<Vec<String>>,
    troubled: bool,
}

impl Outcome {
    pub(super) fn new(case: &'static Case, verdict: Verdict, record: Vec<String>) -> Self {
        let troubled = false;
        Self {
            case,
            verdict,
            record,
            reactions: Vec::new(),
            troubled,
        }
    }

    pub(super) fn skipped(case: &'static Case, why: String) -> Self {
        Self::new(case, Verdict::Skipped(why), Vec::new())
    }

    /// Nothing can be said of the clause. It counts as failed: a case that was to be run and was not has shown nothing.
    pub(super) fn trouble(case: &'static Case, why: String, record: Vec<String>) -> Self {
        let mut outcome = Self::new(
            case,
            Verdict::Failed(format!("it could not be run: {why}")),
            record,
        );
        outcome.troubled = true;
        outcome
    }

    /// Whether the server may have ended.
    pub(super) fn server_is_gone(&self) -> bool {
        let ended = self
            .record
            .iter()
            .any(|line| line.ends_with("ended the connection"));
        self.troubled || ended
    }

    pub(super) fn judged_by(mut self, known: &Deviations) -> Self {
        let Some(deviation) = known.of(self.case.id) else {
            return self;
        };
        self.verdict = match self.verdict {
            Verdict::Failed(why) if !self.troubled => Verdict::Deviates(why, deviation.clone()),
            Verdict::Passed => Verdict::DeviatesNoLonger(deviation.clone()),
            other => other,
        };
        self
    }
}

/// What a run found. Prints as a table by section, with the failures below it.
#[derive(Clone, Debug)]
pub struct Report {
    /// The server's URL.
    pub url: String,
    /// What the server calls itself.
    pub server: String,
    /// Every case that was chosen, in the order of the documents.
    pub outcomes: Vec<Outcome>,
    /// Why nothing could be asked.
    pub trouble: Option<String>,
    /// The cases that were under way when the server went; empty where it is there.
    pub died: Vec<&'static str>,
}

impl Report {
    pub(super) fn new(
        target: &Target,
        server: String,
        outcomes: Vec<Outcome>,
        died: Vec<&'static str>,
    ) -> Self {
        let (url, trouble) = (target.url().to_string(), None);
        Self {
            url,
            server,
            outcomes,
            trouble,
            died,
        }
    }

    pub(super) fn without_server(target: &Target, why: String) -> Self {
        let mut report = Self::new(target, String::new(), Vec::new(), Vec::new());
        report.trouble = Some(why);
        report
    }

    /// How many cases have a verdict of this name.
    #[must_use]
    pub fn count(&self, verdict: &str) -> usize {
        let all = self.outcomes.iter();
        all.filter(|own| own.verdict.name() == verdict).count()
    }

    /// The must-cases that failed and are no known deviations.
    pub fn broken(&self) -> impl Iterator<Item = &Outcome> {
        let failed = |own: &&Outcome| matches!(own.verdict, Verdict::Failed(_));
        let all = self.outcomes.iter().filter(failed);
        all.filter(|own| own.case.level == Level::Must)
    }

    /// Whether the server was asked, and broke no must-clause.
    #[must_use]
    pub fn conforms(&self) -> bool {
        self.trouble.is_none() && self.died.is_empty() && self.broken().next().is_none()
    }

    /// For a server's own tests.
    ///
    /// # Panics
    ///
    /// With the report, where a must-case failed, the server could not be asked, or nothing at all passed.
    #[track_caller]
    pub fn assert_conforms(&self) {
        assert!(self.conforms() && self.count("passed") > 0, "{self}");
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(trouble) = &self.trouble {
            return writeln!(f, "{} could not be asked: {trouble}", self.url);
        }
        let mut sections: BTreeMap<&str, [usize; 5]> = BTreeMap::new();
        for outcome in &self.outcomes {
            let at = Verdict::NAMES
                .iter()
                .position(|name| *name == outcome.verdict.name());
            sections.entry(outcome.case.section()).or_default()[at.unwrap_or(0)] += 1;
        }
        let width = sections
            .keys()
            .map(|own| own.len())
            .max()
            .unwrap_or(0)
            .max(7);
        writeln!(f, "{} ({})\n", self.url, self.server)?;
        writeln!(
            f,
            "{:width$}  passed  failed  skipped  deviates  no longer",
            "section"
        )?;
        for (section, [passed, failed, skipped, deviates, no_longer]) in &sections {
            writeln!(
                f,
                "{section:width$}  {passed:6}  {failed:6}  {skipped:7}  {deviates:8}  {no_longer:9}"
            )?;
        }
        for outcome in &self.outcomes {
            let Verdict::Failed(why) = &outcome.verdict else {
                continue;
            };
            let case = outcome.case;
            writeln!(
                f,
                "\n{} ({})\n  {}\n  {why}",
                case.id,
                case.level.name(),
                case.clause
            )?;
            for line in &outcome.record {
                writeln!(f, "    {line}")?;
            }
        }
        for outcome in &self.outcomes {
            let left = outcome
                .record
                .iter()
                .filter(|line| line.contains("could not be removed"));
            for line in left {
                writeln!(
                    f,
                    "\n{}: {}",
                    outcome.case.id,
                    line.trim_start_matches("-- ")
                )?;
            }
        }
        if !self.died.is_empty() {
            let cases = self.died.join(", ");
            writeln!(
                f,
                "\nthe server was gone when these cases were under way: {cases}"
            )?;
        }
        let counts: Vec<String> = (Verdict::NAMES.iter())
            .map(|name| format!("{} {name}", self.count(name)))
            .collect();
        writeln!(f, "\n{} cases: {}", self.outcomes.len(), counts.join(", "))
    }
}
