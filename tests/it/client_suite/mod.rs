//! The suite for clients: a right client passes each case, and each case is failed by a client that makes one plausible mistake.

mod client;
mod connection;
mod mistakes;
mod ours;
mod search;
mod trust;

use std::{collections::BTreeSet, thread};

use ldaplab::client_suite::{
    Found, Outcome, Report, Selection, Suite, Trial, Verdict, cases, table,
};

use client::attempt;
use mistakes::{MISTAKES, Mistake};

/// Does every task at the same time, for some of them wait.
fn judged_by(selection: &Selection, attempt: impl Fn(&Trial) -> Outcome + Sync) -> Report {
    let suite = Suite::start(selection).unwrap();
    thread::scope(|scope| {
        for trial in suite.trials() {
            scope.spawn(|| trial.report(attempt(trial)));
        }
    });
    suite.judge()
}

fn judged(selection: &Selection, mistake: Option<Mistake>) -> Report {
    judged_by(selection, |trial| attempt(trial, mistake))
}

fn only(ids: &[&str]) -> Selection {
    let all = Selection::all();
    ids.iter().fold(all, |all, id| all.case(*id))
}

#[test]
fn ids_are_unique_names_and_there_are_more_than_forty() {
    let ids: Vec<&str> = cases().map(|case| case.id).collect();
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(unique.len(), ids.len());
    assert!(ids.len() >= 80, "{}", ids.len());
    for case in cases() {
        let parts: Vec<&str> = case.id.split('/').collect();
        let kebab = |part: &&str| {
            part.chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        };
        assert!(parts.len() == 2 && parts.iter().all(kebab), "{}", case.id);
        assert!(case.clause.ends_with('.'), "{}", case.clause);
    }
}

#[test]
fn a_right_client_passes_every_case() {
    let report = judged(&Selection::all(), None);
    assert_eq!(report.count("passed"), cases().count(), "{report}");
    report.assert_passes();
}

#[test]
fn the_client_of_this_library_passes_every_case() {
    let report = judged_by(&Selection::all(), ours::attempt);
    assert_eq!(report.count("passed"), cases().count(), "{report}");
}

#[test]
fn every_case_is_failed_by_a_client_that_makes_a_mistake() {
    let mut failed: BTreeSet<&str> = BTreeSet::new();
    for (mistake, ids) in MISTAKES {
        let report = judged(&only(ids), Some(*mistake));
        assert_eq!(report.count("failed"), ids.len(), "{mistake:?}: {report}");
        failed.extend(*ids);
    }
    let all: BTreeSet<&str> = cases().map(|case| case.id).collect();
    assert_eq!(failed, all);
}

#[test]
fn what_is_not_seen_and_not_said_is_not_judged() {
    let ids = [
        "results/busy",
        "filters/asterisk",
        "filters/spaces",
        "binds/accepted",
    ];
    let suite = Suite::start(&only(&ids)).unwrap();
    for id in ["results/busy", "filters/asterisk", "filters/spaces"] {
        // The client does its task, and nobody says what it made of it.
        attempt(suite.trial(id).unwrap(), None);
    }
    let report = suite.judge();
    let name = |id: &str| report.verdict(id).unwrap().name();
    assert_eq!(
        ids.map(name),
        ["not judged", "not judged", "passed", "not asked"]
    );
    let why = report.verdict("results/busy").unwrap().why().unwrap();
    assert_eq!(
        why,
        "what the client made of the answer was not told, and it cannot be seen on the wire"
    );
    // A mistake on the wire needs no words.
    let suite = Suite::start(&only(&["filters/asterisk"])).unwrap();
    attempt(&suite.trials()[0], Some(Mistake::EscapesNoFilter));
    assert_eq!(
        suite.judge().verdict("filters/asterisk"),
        Some(&Verdict::Failed(
            "expected the filter (cn=a\\2a); asked for (cn=a*)".to_owned()
        ))
    );
}

#[test]
fn a_client_that_cannot_do_anything_passes_nothing() {
    let suite = Suite::start(&Selection::all()).unwrap();
    for trial in suite.trials() {
        trial.report(Outcome::Refused("command not found".to_owned()));
    }
    let report = suite.judge();
    assert_eq!(report.count("passed"), 0, "{report}");
    let suite = Suite::start(&Selection::all()).unwrap();
    for trial in suite.trials() {
        trial.report(Outcome::Unable("no such thing".to_owned()));
    }
    let report = suite.judge();
    assert_eq!(report.count("not judged"), cases().count(), "{report}");
    assert!(!report.says_something() && !report.passes());
}

#[test]
fn a_failure_tells_the_clause_and_what_went_over_the_wire() {
    let report = judged(
        &only(&["login/two-with-the-name"]),
        Some(Mistake::TakesTheFirst),
    );
    let text = report.to_string();
    for expected in [
        "login            0       1           0          0\n",
        "login/two-with-the-name (must) failed\n  A name that two entries have",
        "expected that nothing is given away to this server: ",
        "password \"***\", version 3",
        "1 cases: 0 passed, 1 failed, 0 not judged, 0 not asked",
    ] {
        assert!(text.contains(expected), "{expected} is not in {text}");
    }
    assert!(!text.contains("s3cret"), "{text}");
    let junit = report.to_junit().unwrap();
    assert!(
        junit.contains("<failure message=\"expected that nothing is given away"),
        "{junit}"
    );
}

#[test]
fn outcomes_are_read_from_lines_of_json() {
    let suite = Suite::start(&only(&["values/octets", "results/busy"])).unwrap();
    for trial in suite.trials() {
        attempt(trial, None);
    }
    let lines = r#"{"case": "values/octets", "outcome": "done", "entries": [{"dn": "uid=ada,ou=people,dc=example,dc=org", "attributes": {"jpegPhoto": [{"base64": "/9j/AP/+gA=="}]}}]}

{"case": "results/busy", "outcome": "refused", "why": "busy"}
{"case": "tls/expired", "outcome": "refused"}
"#;
    suite.report_lines(lines).unwrap();
    assert_eq!(suite.judge().count("passed"), 2);
    for (line, expected) in [
        ("", None),
        (
            "no",
            Some("line 1 is no outcome: expected ident at line 1 column 2; "),
        ),
        ("{}", Some("line 1 is no outcome: it has no `case`; ")),
        (
            "{\"case\": \"no/such\", \"outcome\": \"done\"}",
            Some("line 1 is no outcome: there is no case \"no/such\"; "),
        ),
        (
            "\n{\"case\": \"results/busy\", \"outcome\": \"good\"}",
            Some("line 2 is no outcome: there is no outcome \"good\"; "),
        ),
        (
            "{\"case\": \"results/busy\", \"outcome\": \"done\", \"entries\": [{\"dn\": \"\", \"attributes\": {\"cn\": [1]}}]}",
            Some("line 1 is no outcome: a value is neither a text nor an object with `base64`; "),
        ),
    ] {
        let got = suite
            .report_lines(line)
            .err()
            .map(|error| error.to_string());
        match (got, expected) {
            (None, None) => {}
            (Some(got), Some(expected)) => assert!(got.starts_with(expected), "{got}"),
            (got, _) => panic!("{line}: {got:?}"),
        }
    }
}

#[test]
fn clients_stand_side_by_side() {
    let one = serde_json::json!({"cases": [
        {"id": "a/b", "verdict": "passed", "why": null}, {"id": "a/c", "verdict": "failed", "why": "expected *one*\nnot <two>"}]});
    let other = serde_json::json!({"cases": [{"id": "a/b", "verdict": "not judged", "why": "no search came"}]});
    let page = table(&[("one".to_owned(), one), ("other".to_owned(), other)]);
    assert_eq!(
        page,
        "| case | one | other |
| --- | --- | --- |
| `a/b` | passed | not judged |
| `a/c` | failed |  |
| passed of all | 1 of 2 | 0 of 1 |

### one

- `a/c` (failed): expected \\*one\\* not \\<two>

### other

- `a/b` (not judged): no search came
"
    );
}

#[test]
fn tasks_are_told_in_words_and_as_variables() {
    let suite = Suite::start(&only(&[
        "filters/null",
        "paging/every-page",
        "tls/start-tls-trusted",
    ]))
    .unwrap();
    let told = |id: &str| {
        let trial = suite.trial(id).unwrap();
        (trial.task().to_string(), trial.variables())
    };
    let (words, variables) = told("filters/null");
    assert_eq!(
        words,
        "find the entries below \"ou=people,dc=example,dc=org\" whose cn is \"a\\x00b\" and tell them"
    );
    let value = |name: &str| {
        let found = variables.iter().find(|(own, _)| *own == name);
        found.map(|(_, value)| value.as_str())
    };
    assert_eq!(value("LDAP_VALUE_BASE64"), Some("YQBi"));
    assert_eq!(value("LDAP_VALUE"), None);
    assert_eq!(value("LDAP_CA_FILE"), None);
    assert_eq!(
        told("paging/every-page").0,
        "search \"ou=people,dc=example,dc=org\" with scope sub for (objectClass=inetOrgPerson) in pages of 2 and tell uid"
    );
    let (_, variables) = told("tls/start-tls-trusted");
    assert!(variables.contains(&("LDAP_START_TLS", "yes".to_owned())));
    assert!(variables.iter().any(|(name, _)| *name == "LDAP_CA_FILE"));
}

#[test]
fn an_outcome_in_words_names_what_was_found() {
    let found = vec![Found::new("cn=a"), Found::new("cn=b")];
    assert_eq!(Outcome::Done(found).to_string(), "done, with cn=a; cn=b");
    assert_eq!(Outcome::Done(Vec::new()).to_string(), "done, with no entry");
    assert_eq!(Outcome::Refused(String::new()).to_string(), "an error");
}
