//! The verdict on a case: of what was seen and what was said, and never surer than that.

use super::{
    case::{Case, Subject},
    evidence::{Evidence, Sight},
    outcome::Outcome,
    report::Verdict,
};

/// `works` says whether the application asked anything in any case at all.
pub(super) fn verdict(case: &Case, evidence: &Evidence, works: bool) -> Verdict {
    if evidence.is_nothing() {
        return Verdict::NotAsked;
    }
    // What the wire shows is surer than what anybody says, and comes first.
    let shown = (case.shows.iter()).map(|look| look.judge(&case.task, evidence));
    let said = case.says.iter().map(|look| look.judge(evidence));
    let mut unseen = None;
    for sight in shown.chain(said) {
        match sight {
            Sight::Good => {}
            Sight::Bad(why) => return Verdict::Failed(why),
            Sight::Unseen(why) => unseen = unseen.or(Some(why)),
        }
    }
    if let Some(unable @ Outcome::Unable(_)) = &evidence.outcome {
        return Verdict::NotJudged(format!("the client says: {unable}"));
    }
    match unseen.or_else(|| untried(case.subject, evidence, works)) {
        Some(why) => Verdict::NotJudged(why),
        None => Verdict::Passed,
    }
}

/// What did not come, without which nothing was put to the test.
fn untried(subject: Subject, evidence: &Evidence, works: bool) -> Option<String> {
    let (came, what) = match subject {
        Subject::Bind => (evidence.binds().next().is_some(), "no bind came"),
        Subject::Search => (evidence.searches().next().is_some(), "no search came"),
        Subject::Modification => (
            evidence.modifications().next().is_some(),
            "no modification came",
        ),
        Subject::Anything => (
            !evidence.requests.is_empty() || !evidence.handshakes.is_empty(),
            "neither a request nor a TLS handshake came",
        ),
        // Whoever cannot run at all holds back, too.
        Subject::Nothing => (works, "no request came in any case"),
    };
    let said = match &evidence.outcome {
        Some(outcome) => format!("; the client says: {outcome}"),
        None => String::new(),
    };
    (!came).then(|| format!("{what}, so that nothing was put to the test{said}"))
}
