//! What is to be said of an application.

use std::fmt;

use super::{case::Case, evidence::Evidence, outcome::Outcome};
use crate::conformance::Level;

/// What was found of one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The application does as it should.
    Passed,
    /// It does not, and why.
    Failed(String),
    /// It was there, and what would show whether it does was not to be seen.
    NotJudged(String),
    /// It was never there.
    NotAsked,
}

impl Verdict {
    /// All names, as they are counted.
    pub const NAMES: [&str; 4] = ["passed", "failed", "not judged", "not asked"];

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Passed => Self::NAMES[0],
            Self::Failed(_) => Self::NAMES[1],
            Self::NotJudged(_) => Self::NAMES[2],
            Self::NotAsked => Self::NAMES[3],
        }
    }

    /// Why, where there is something to say.
    #[must_use]
    pub fn why(&self) -> Option<&str> {
        match self {
            Self::Failed(why) | Self::NotJudged(why) => Some(why),
            Self::Passed | Self::NotAsked => None,
        }
    }
}

/// One case and what was found.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The case.
    pub case: &'static Case,
    /// What was found.
    pub verdict: Verdict,
    /// What the application said that came of it.
    pub outcome: Option<Outcome>,
    /// What went over the wire, a line each, without passwords.
    pub record: Vec<String>,
}

impl Judged {
    pub(super) fn new(case: &'static Case, verdict: Verdict, evidence: &Evidence) -> Self {
        let lines = |text: String| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let mut record = lines(evidence.requests.timeline());
        for handshake in &evidence.handshakes {
            let number = handshake.connection;
            record.push(match &handshake.error {
                None => format!("#{number} TLS handshake"),
                Some(error) => format!("#{number} TLS handshake failed: {error}"),
            });
        }
        if !evidence.elsewhere.is_empty() {
            record.push("at the server that was referred to:".to_owned());
            record.extend(lines(evidence.elsewhere.timeline()));
        }
        Self {
            case,
            verdict,
            outcome: evidence.outcome.clone(),
            record,
        }
    }
}

/// What was found of every case. Prints as a table by area, with what failed below it.
#[derive(Clone, Debug)]
pub struct Report {
    /// Every case that was chosen, in the order of the tables.
    pub cases: Vec<Judged>,
}

impl Report {
    pub(super) fn new(cases: Vec<Judged>) -> Self {
        Self { cases }
    }

    /// The verdict on a case.
    #[must_use]
    pub fn verdict(&self, id: &str) -> Option<&Verdict> {
        let found = self.cases.iter().find(|own| own.case.id == id);
        found.map(|own| &own.verdict)
    }

    /// How many cases have a verdict of this name.
    #[must_use]
    pub fn count(&self, verdict: &str) -> usize {
        let all = self.cases.iter();
        all.filter(|own| own.verdict.name() == verdict).count()
    }

    /// The must-cases that failed.
    pub fn broken(&self) -> impl Iterator<Item = &Judged> {
        let failed = |own: &&Judged| matches!(own.verdict, Verdict::Failed(_));
        let all = self.cases.iter().filter(failed);
        all.filter(|own| own.case.level == Level::Must)
    }

    /// Whether anything was found at all, good or bad.
    #[must_use]
    pub fn says_something(&self) -> bool {
        self.count("passed") + self.count("failed") > 0
    }

    /// Whether something was found, and no must-case failed.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.says_something() && self.broken().next().is_none()
    }

    /// For an application's own tests.
    ///
    /// # Panics
    /// With the report, where a must-case failed, or nothing could be judged.
    #[track_caller]
    pub fn assert_passes(&self) {
        assert!(self.passes(), "{self}");
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "area        passed  failed  not judged  not asked")?;
        for cases in self
            .cases
            .chunk_by(|one, other| one.case.area() == other.case.area())
        {
            let count = |name: &str| {
                cases
                    .iter()
                    .filter(|own| own.verdict.name() == name)
                    .count()
            };
            let [passed, failed, judged, asked] = Verdict::NAMES.map(count);
            let area = cases[0].case.area();
            writeln!(
                f,
                "{area:10}  {passed:6}  {failed:6}  {judged:10}  {asked:9}"
            )?;
        }
        for own in &self.cases {
            let (case, name) = (own.case, own.verdict.name());
            let Some(why) = own.verdict.why() else {
                continue;
            };
            writeln!(f, "\n{} ({}) {name}", case.id, case.level.name())?;
            writeln!(f, "  {}\n  {why}", case.clause)?;
            if matches!(own.verdict, Verdict::Failed(_)) {
                for line in &own.record {
                    writeln!(f, "    {line}")?;
                }
            }
        }
        let counts: Vec<String> = (Verdict::NAMES.iter())
            .map(|name| format!("{} {name}", self.count(name)))
            .collect();
        writeln!(f, "\n{} cases: {}", self.cases.len(), counts.join(", "))
    }
}
