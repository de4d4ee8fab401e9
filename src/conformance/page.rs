//! Several reports side by side: one page of HTML, which needs nothing from elsewhere.

use std::fmt::Write;

use serde_json::Value;

/// What a verdict is shown as, and what it means.
const SIGNS: [(&str, &str, &str); 5] = [
    ("passed", "✓", "reacts as is legal"),
    ("failed", "✗", "does not"),
    ("skipped", "·", "was not run"),
    ("deviates", "≈", "does not, as is known, and why is told"),
    ("deviates-no-longer", "!", "does, though it is known not to"),
];

const STYLE: &str = "
:root { color-scheme: light dark; --line: #8884; --bad: #c33; --good: #2a7; --known: #b80; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 75rem; padding: 1rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; min-width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .2rem .5rem; text-align: left; vertical-align: top; }
td.v, th.v { text-align: center; }
tr.section th { padding-top: 1rem; }
code, pre { font: 13px/1.4 ui-monospace, monospace; }
pre { overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; border-left: 3px solid var(--line); padding-left: .6rem; }
.failed { color: var(--bad); font-weight: bold; } .passed { color: var(--good); } .deviates, .deviates-no-longer { color: var(--known); font-weight: bold; }
a { color: inherit; } .clause { opacity: .75; }
@media (max-width: 50rem) {
  body { padding: .5rem; } .clause { display: none; } td code { overflow-wrap: anywhere; }
  th.v { writing-mode: vertical-rl; text-align: right; vertical-align: bottom; } tr.counts td.v { font-size: .7rem; overflow-wrap: anywhere; } th, td { padding: .2rem .25rem; }
}
";

/// The page of some reports, each as [`Report::to_json`](super::Report::to_json) has it, under the names that stand above their columns.
///
/// ```
/// use ldaplab::{LdapServer, conformance::{self, Selection, Target}};
///
/// let server = LdapServer::openldap("dc=example,dc=org").start()?;
/// let report = conformance::run(&Target::new(&server.ldap_url())?, &Selection::all().section("rfc4511/4.11"));
/// let page = conformance::page(&[("mock".to_owned(), report.to_json())]);
/// assert!(page.contains("<code>no-answer</code>"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn page(reports: &[(String, Value)]) -> String {
    let mut out = String::from(
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>LDAP conformance</title>\n",
    );
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "<style>{STYLE}</style>\n<h1>LDAP conformance</h1>\n<p>"
    );
    for (name, sign, meaning) in SIGNS {
        let _ = write!(out, "<span class=\"{name}\">{sign}</span> {meaning} &emsp;");
    }
    out.push_str("</p>\n<div class=\"wide\"><table>\n<tr><th>case</th>");
    for (name, report) in reports {
        let server = escape(report["server"].as_str().unwrap_or_default());
        let _ = write!(
            out,
            "<th class=\"v\" title=\"{server}\">{}</th>",
            escape(name)
        );
    }
    out.push_str("</tr>\n<tr class=\"counts\"><td>passed of those that were run</td>");
    for (_, report) in reports {
        let _ = write!(out, "<td class=\"v\">{}</td>", share(report));
    }
    out.push_str("</tr>\n");
    let died = |report: &Value| -> Vec<String> {
        let cases = report["died"].as_array().into_iter().flatten();
        cases.filter_map(Value::as_str).map(escape).collect()
    };
    if reports.iter().any(|(_, report)| !died(report).is_empty()) {
        out.push_str("<tr><td>gone in the middle</td>");
        for (_, report) in reports {
            let died = died(report);
            let sign = if died.is_empty() { "" } else { "✝" };
            let _ = write!(
                out,
                "<td class=\"v failed\" title=\"when these were under way: {}\">{sign}</td>",
                died.join(", ")
            );
        }
        out.push_str("</tr>\n");
    }
    let mut section = "";
    for id in ids(reports) {
        let own = id.rsplit_once('/').map_or(id, |(section, _)| section);
        if own != section {
            section = own;
            let _ = writeln!(
                out,
                "<tr class=\"section\"><th colspan=\"{}\">{}</th></tr>",
                reports.len() + 1,
                escape(own)
            );
        }
        row(&mut out, id, reports);
    }
    out.push_str("</table></div>\n");
    for id in ids(reports) {
        details(&mut out, id, reports);
    }
    out.push_str("</html>\n");
    out
}

/// The ids of all cases, each once, in the order in which they first stand.
fn ids(reports: &[(String, Value)]) -> Vec<&str> {
    let mut seen = std::collections::HashSet::new();
    let all = reports.iter().flat_map(|(_, report)| cases(report));
    let ids = all.filter_map(|case| case["id"].as_str());
    ids.filter(|id| seen.insert(*id)).collect()
}

fn cases(report: &Value) -> impl Iterator<Item = &Value> {
    report["cases"].as_array().into_iter().flatten()
}

fn find<'r>(report: &'r Value, id: &str) -> Option<&'r Value> {
    cases(report).find(|case| case["id"] == id)
}

fn share(report: &Value) -> String {
    let count = |verdict: &str| {
        cases(report)
            .filter(|case| case["verdict"] == verdict)
            .count()
    };
    let good = count("passed") + count("deviates-no-longer");
    format!("{good} of {}", good + count("failed") + count("deviates"))
}

fn row(out: &mut String, id: &str, reports: &[(String, Value)]) {
    let clause = reports
        .iter()
        .find_map(|(_, report)| find(report, id)?["clause"].as_str());
    let _ = write!(
        out,
        "<tr><td title=\"{1}\"><code>{0}</code> <span class=\"clause\">{1}</span></td>",
        escape(id.rsplit('/').next().unwrap_or(id)),
        escape(clause.unwrap_or_default())
    );
    for (_, report) in reports {
        let case = find(report, id);
        let verdict = case.and_then(|case| case["verdict"].as_str()).unwrap_or("");
        let sign = SIGNS
            .iter()
            .find(|(name, ..)| *name == verdict)
            .map_or(" ", |own| own.1);
        let why = escape(
            case.and_then(|case| case["why"].as_str())
                .unwrap_or_default(),
        );
        let sign = match verdict {
            "failed" | "deviates" => format!("<a href=\"#{}\">{sign}</a>", escape(id)),
            _ => sign.to_owned(),
        };
        let _ = write!(out, "<td class=\"v {verdict}\" title=\"{why}\">{sign}</td>");
    }
    out.push_str("</tr>\n");
}

/// What was said, where any server did not react as is legal.
fn details(out: &mut String, id: &str, reports: &[(String, Value)]) {
    let differs = |case: &Value| case["verdict"] == "failed" || case["verdict"] == "deviates";
    let failing: Vec<(&str, &Value)> = (reports.iter())
        .filter_map(|(name, report)| {
            Some((
                name.as_str(),
                find(report, id).filter(|case| differs(case))?,
            ))
        })
        .collect();
    let Some((_, first)) = failing.first() else {
        return;
    };
    let text = |value: &Value| escape(value.as_str().unwrap_or_default());
    let _ = writeln!(
        out,
        "<h2 id=\"{0}\"><code>{0}</code></h2>\n<p>{1} ({2})</p>",
        escape(id),
        text(&first["clause"]),
        text(&first["level"])
    );
    for (name, case) in &failing {
        let others: Vec<&str> = failing
            .iter()
            .map(|(other, _)| *other)
            .filter(|other| other != name)
            .collect();
        let also = match others.is_empty() {
            true => String::new(),
            false => format!(" (so do {})", escape(&others.join(", "))),
        };
        let _ = writeln!(
            out,
            "<h3>{}</h3>\n<p>{}{also}</p>",
            escape(name),
            text(&case["why"])
        );
        if let Some(known) = case.get("deviation") {
            let _ = writeln!(
                out,
                "<p>Known: {} ({})</p>",
                text(&known["why"]),
                text(&known["reference"])
            );
        }
        let lines = case["record"].as_array().into_iter().flatten();
        let lines: Vec<String> = lines.map(text).collect();
        let _ = writeln!(out, "<pre>{}</pre>", lines.join("\n"));
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
