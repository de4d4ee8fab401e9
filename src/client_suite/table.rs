//! What several clients do, side by side, as a page of Markdown.

use std::fmt::Write as _;

use serde_json::Value;

/// A table of cases and clients, made of saved reports under the clients' names, with a sentence for each case that a client fails or that says nothing of it.
#[must_use]
pub fn table(reports: &[(String, Value)]) -> String {
    let mut ids: Vec<&str> = Vec::new();
    for (_, report) in reports {
        for case in list(report) {
            let id = text(case, "id");
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    let names: Vec<&str> = reports.iter().map(|(name, _)| name.as_str()).collect();
    let mut page = format!("| case | {} |\n", names.join(" | "));
    let _ = writeln!(page, "| --- |{}", " --- |".repeat(names.len()));
    for id in &ids {
        let _ = write!(page, "| `{id}` |");
        for (_, report) in reports {
            let _ = write!(page, " {} |", find(report, id).map_or("", verdict));
        }
        page.push('\n');
    }
    page.push('|');
    page.push_str(" passed of all |");
    for (_, report) in reports {
        let all = list(report);
        let passed = all.iter().filter(|case| verdict(case) == "passed").count();
        let _ = write!(page, " {passed} of {} |", all.len());
    }
    page.push('\n');
    for (name, report) in reports {
        let told = list(report)
            .iter()
            .filter(|case| !text(case, "why").is_empty());
        let mut head = format!("\n### {name}\n\n");
        for case in told {
            page.push_str(&std::mem::take(&mut head));
            let (id, why) = (text(case, "id"), text(case, "why"));
            let _ = writeln!(page, "- `{id}` ({}): {}", verdict(case), plain(why));
        }
    }
    page
}

fn list(report: &Value) -> &[Value] {
    report["cases"].as_array().map_or(&[], Vec::as_slice)
}

fn find<'a>(report: &'a Value, id: &str) -> Option<&'a Value> {
    list(report).iter().find(|case| text(case, "id") == id)
}

fn verdict(case: &Value) -> &str {
    text(case, "verdict")
}

fn text<'a>(case: &'a Value, name: &str) -> &'a str {
    case[name].as_str().unwrap_or_default()
}

/// A text in one line of a list, in which nothing is markup.
fn plain(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '*' | '_' | '`' | '<' | '\\' | '[' => line.extend(['\\', character]),
            other if other.is_control() => line.push(' '),
            other => line.push(other),
        }
    }
    line
}
