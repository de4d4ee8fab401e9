//! Two servers side by side, case by case: where a test against the one would mislead about the other.

use std::fmt;

use serde_json::{Value, json};

use super::{
    case::Case,
    reaction::TEXT,
    report::{Outcome, Report, Verdict},
    run::{Manner, run_in},
    selection::Selection,
    target::Target,
};

/// In what two servers differ, the weightiest first.
const KINDS: [&str; 4] = ["legality", "presence", "answer", "words"];

/// A case in which two servers do not do the same.
#[derive(Clone, Debug)]
pub struct Difference {
    /// The case; whoever depends on its clause is misled.
    pub case: &'static Case,
    /// `legality`: what the one does is legal and what the other does is not. `presence`: it could be run on one alone. `answer`: another result, other
    /// entries, attributes or controls. `words`: nothing but the text of a result.
    pub kind: &'static str,
    /// What the one did: its verdict, and the lines of the first answer that differs.
    pub one: Vec<String>,
    /// What the other did.
    pub other: Vec<String>,
}

/// Two servers, held against each other.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// What was found of each.
    pub reports: [Report; 2],
    /// Where they differ, in the order of the documents.
    pub differences: Vec<Difference>,
}

/// Runs every case against both servers, and says in which they differ. Where one has no identity or no place to write, the other is asked without, too.
///
/// ```
/// use ldaplab::{LdapServer, conformance::{self, Target}};
///
/// let one = LdapServer::openldap("dc=example,dc=org").start()?;
/// let other = LdapServer::active_directory("example.org").start()?;
/// let found = conformance::diff(&Target::new(&one.ldap_url())?, &Target::new(&other.ldap_url())?);
/// assert!(found.differences.iter().any(|own| own.case.id == "rfc4512/5.1/base-search"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn diff(one: &Target, other: &Target) -> Comparison {
    diff_in(one, other, &Selection::all(), &Manner::default(), &|_| {})
}

/// The same with chosen cases, several at a time, and with somebody told of each outcome as it comes.
#[must_use]
pub fn diff_in(
    one: &Target,
    other: &Target,
    selection: &Selection,
    manner: &Manner,
    told: &(dyn Fn(&Outcome) + Sync),
) -> Comparison {
    let pair = [one.as_poor_as(other), other.as_poor_as(one)];
    let reports = pair.map(|target| run_in(&target, selection, manner, told));
    let [first, second] = &reports;
    // Both have every case that was chosen, in the same order, unless a server could not be asked.
    let pairs = first.outcomes.iter().zip(&second.outcomes);
    let differences = pairs.filter_map(|(one, other)| difference(one, other));
    let differences = differences.collect();
    Comparison {
        reports,
        differences,
    }
}

fn difference(one: &Outcome, other: &Outcome) -> Option<Difference> {
    let skipped = |own: &Outcome| matches!(own.verdict, Verdict::Skipped(_));
    let at = (one.reactions.iter().zip(&other.reactions))
        .position(|(one, other)| one != other)
        .or_else(|| {
            let (one, other) = (one.reactions.len(), other.reactions.len());
            (one != other).then_some(one.min(other))
        });
    let answer = |own: &Outcome| at.and_then(|at| own.reactions.get(at).cloned());
    let silent = |lines: Option<Vec<String>>| {
        let lines = lines.unwrap_or_default().into_iter();
        lines
            .filter(|line| !line.starts_with(TEXT))
            .collect::<Vec<_>>()
    };
    let kind = match (skipped(one), skipped(other)) {
        (true, true) => return None,
        (false, false) => match at {
            _ if is_legal(one) != is_legal(other) => KINDS[0],
            Some(_) if silent(answer(one)) != silent(answer(other)) => KINDS[2],
            Some(_) => KINDS[3],
            None => return None,
        },
        _ => KINDS[1],
    };
    let lines = |own: &Outcome| {
        let verdict = match own.verdict.why() {
            Some(why) => format!("{}: {why}", own.verdict.name()),
            None => own.verdict.name().to_owned(),
        };
        let mut lines = vec![verdict];
        lines.extend(answer(own).unwrap_or_default());
        lines
    };
    let (case, one, other) = (one.case, lines(one), lines(other));
    Some(Difference {
        case,
        kind,
        one,
        other,
    })
}

fn is_legal(outcome: &Outcome) -> bool {
    matches!(
        outcome.verdict,
        Verdict::Passed | Verdict::DeviatesNoLonger(_)
    )
}

impl Comparison {
    /// Whether both servers could be asked to the end.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let whole = |report: &Report| report.trouble.is_none() && report.died.is_empty();
        self.reports.iter().all(whole)
    }

    /// As JSON: `servers` with `url` and `server`, `differences` with `case`, `clause`, `level`, `kind`, `one` and `other`. Anonymised it has no URL, of the words
    /// of results only those without a name in them, and of the verdicts no more than their names.
    #[must_use]
    pub fn to_json(&self, anonymised: bool) -> Value {
        let server = |report: &Report| match anonymised {
            true => json!({ "server": report.server }),
            false => json!({ "url": report.url, "server": report.server }),
        };
        let lines = |lines: &[String]| -> Vec<String> {
            match anonymised {
                true => lines.iter().enumerate().map(without_names).collect(),
                false => lines.to_vec(),
            }
        };
        let difference = |own: &Difference| {
            json!({
                "case": own.case.id, "clause": own.case.clause, "level": own.case.level.name(), "kind": own.kind,
                "one": lines(&own.one), "other": lines(&own.other),
            })
        };
        json!({
            "servers": self.reports.each_ref().map(server),
            "differences": self.differences.iter().map(difference).collect::<Vec<_>>(),
        })
    }
}

/// A line without what might be a name: the first is a verdict, whose reason may hold anything; entries and words that are not of the suite go.
fn without_names((number, line): (usize, &String)) -> String {
    if number == 0 {
        return line.split(':').next().unwrap_or_default().to_owned();
    }
    if let Some(words) = line.strip_prefix(TEXT) {
        let words: Vec<&str> = words
            .split(' ')
            .map(|word| if is_a_name(word) { "…" } else { word })
            .collect();
        return format!("{TEXT}{}", words.join(" "));
    }
    for before in ["entry ", "matchedDN "] {
        if let Some(dn) = line.strip_prefix(before).filter(|dn| !dn.starts_with('`')) {
            let known = dn.ends_with("{here}") || dn.starts_with('{');
            return format!("{before}{}", if known { dn } else { "…" });
        }
    }
    line.clone()
}

/// Whether a word may be a DN, an address, a host or an account: what has a mark of these in it and is no placeholder.
fn is_a_name(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| c.is_ascii_punctuation());
    bare.contains(['=', '@', '\\', '.', '/', ':']) && !word.contains('{')
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for report in &self.reports {
            match &report.trouble {
                Some(trouble) => writeln!(f, "{} could not be asked: {trouble}", report.url)?,
                None => writeln!(f, "{} ({})", report.url, report.server)?,
            }
            if !report.died.is_empty() {
                let cases = report.died.join(", ");
                writeln!(f, "  it was gone when these cases were under way: {cases}")?;
            }
        }
        for kind in KINDS {
            for own in self.differences.iter().filter(|own| own.kind == kind) {
                writeln!(
                    f,
                    "\n{} ({}; {kind})\n  {}",
                    own.case.id,
                    own.case.level.name(),
                    own.case.clause
                )?;
                for (sign, lines) in [('1', &own.one), ('2', &own.other)] {
                    writeln!(f, "  {sign}: {}", lines.join("\n     "))?;
                }
            }
        }
        let counts: Vec<String> = KINDS
            .into_iter()
            .map(|kind| {
                let all = self.differences.iter();
                format!("{} {kind}", all.filter(|own| own.kind == kind).count())
            })
            .collect();
        let both = self
            .reports
            .iter()
            .map(|report| report.outcomes.len())
            .min();
        writeln!(
            f,
            "\n{} cases, {} differences: {}",
            both.unwrap_or(0),
            self.differences.len(),
            counts.join(", ")
        )
    }
}
