//! The parts of the user filter that leave the user out, in the report.

use super::course::Course;
use crate::{
    client::Error,
    diagnosis::Code,
    identity::{Clause, Explanation, Verdict},
};

/// Most parts that a report tells of.
const MOST: usize = 10;

/// Tells of the parts. The first likely reason makes the code where it is the filter that has to be changed; each other reason has its cure in a
/// warning.
pub(super) fn which(
    course: &mut Course,
    why: Result<Explanation, Error>,
    (mut code, more): (Code, String),
) -> (Code, String) {
    let mut said = vec![more];
    let why = match why {
        Ok(why) => why,
        Err(error) => Explanation {
            broke_off: Some(error),
            ..Explanation::default()
        },
    };
    let mut reasons = Vec::new();
    for clause in why.clauses.iter().take(MOST) {
        tell(course, clause);
        let words = match clause.verdict {
            Verdict::False => "is false for it",
            Verdict::Unreadable => {
                "is neither true nor false for it (not known, or not to be seen)"
            }
            _ => "was not answered",
        };
        said.push(format!("`{}` {words}", clause.filter));
        let reason = clause.reason.map(|reason| reason.code());
        reasons.extend(reason.filter(|reason| !reasons.contains(reason)));
    }
    if let Some(more) = why.clauses.len().checked_sub(MOST).filter(|more| *more > 0) {
        said.push(format!("so with {more} more parts of the filter"));
    }
    if let Some(error) = &why.broke_off {
        let detail = error.detail();
        said.push(format!("the questions about its parts broke off: {detail}"));
    } else if why.not_asked > 0 {
        said.push(format!("{} more parts were not asked about", why.not_asked));
    }
    let mut reasons = reasons.into_iter();
    if code == Code::USER_FILTERED_OUT {
        code = reasons.next().unwrap_or(code);
    }
    for other in reasons {
        course.warn_of(other);
    }
    (code, said.join("; "))
}

fn tell(course: &mut Course, clause: &Clause) {
    let name = match clause.verdict {
        Verdict::False => "clause_false",
        Verdict::Unreadable => "clause_unreadable",
        _ => "clause_unanswered",
    };
    course.note(name, &clause.filter);
    if let Some(words) = &clause.said {
        course.note("said", words);
    }
    for value in &clause.instead {
        course.note("has_instead", value);
    }
    if let Some(reason) = clause.reason {
        course.note("likely", reason.code());
    }
}
