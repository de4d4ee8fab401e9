//! `docs/directory-service.md` says what is built: its tables begin with what the code says, and the files that it names are there.

use std::{collections::BTreeSet, path::Path};

use ldaplab::{
    rbac::FaultKind,
    settings::{KEYS, Key, Kind, Presence},
};

use super::{Data, api};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
const PAGES: [&str; 2] = ["docs/directory-service.md", "docs/client.md"];

fn page(name: &str) -> String {
    std::fs::read_to_string(Path::new(ROOT).join(name)).unwrap()
}

/// The rows of the table below a heading.
fn rows(heading: &str) -> Vec<String> {
    let page = page(PAGES[0]);
    let section = page
        .split_once(&format!("\n## {heading}\n"))
        .expect(heading);
    let section = section.1.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter(|line| line.starts_with('|'));
    rows.skip(2).map(str::to_owned).collect()
}

/// Each row begins as the code has it; further columns are for people.
fn agree(heading: &str, expected: &[String]) {
    let rows = rows(heading);
    let same = |(row, expected): (&String, &String)| row.starts_with(expected.as_str());
    assert!(
        rows.len() == expected.len() && rows.iter().zip(expected).all(same),
        "the rows below \"{heading}\" in {} must begin with:\n{}",
        PAGES[0],
        expected.join("\n")
    );
}

fn key_row(key: &Key) -> String {
    let aliases = key.aliases.iter().map(|alias| format!(", `{alias}`"));
    let aliases: String = aliases.collect();
    let kind = match key.kind {
        Kind::Text => "text",
        Kind::Integer => "whole number",
        Kind::Flag => "flag",
        Kind::Texts => "list of texts",
        Kind::Id => "UUID",
        _ => "?",
    };
    let required = match key.presence {
        Presence::Required => "yes",
        Presence::OrNull => "no: null",
        Presence::Optional => "no: kept",
        _ => "?",
    };
    let null = if key.nullable { "yes" } else { "no" };
    let default = match format!("{:?}", key.default).as_str() {
        "Flag(true)" => "true",
        "Flag(false)" => "false",
        _ if key.presence == Presence::Required && !key.nullable => "–",
        _ => "null",
    };
    format!(
        "| `{}`{aliases} | {kind} | {required} | {null} | {default} | {} |",
        key.name, key.meaning
    )
}

#[test]
fn the_page_lists_every_key_as_it_is() {
    let expected: Vec<String> = KEYS.iter().map(key_row).collect();
    agree("Settings", &expected);
}

#[test]
fn the_page_lists_every_kind_of_refusal_with_its_status() {
    let kinds = FaultKind::ALL.iter();
    let expected: Vec<String> = kinds
        .map(|kind| format!("| `{}` | {} |", kind.name, kind.status))
        .collect();
    agree("Refusals", &expected);
}

#[test]
fn the_page_lists_every_address_with_its_statuses() {
    let data = Data::new("rbac-page");
    let described = api(&data.serve(&["--plain-http"])).get("/openapi.json");
    assert_eq!(described.status, 200);
    let mut expected = Vec::new();
    for (path, methods) in described.body["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let Some(answers) = operation["responses"].as_object() else {
                continue;
            };
            let mut statuses: Vec<&str> = answers.keys().map(String::as_str).collect();
            statuses.sort_unstable();
            let path = path.strip_prefix("/rbac-api/").unwrap_or(path);
            let (method, statuses) = (method.to_uppercase(), statuses.join(" "));
            let row = format!("| `{method} {path}` | {statuses} |");
            expected.push((path.to_owned(), row));
        }
    }
    expected.sort_unstable();
    let expected: Vec<String> = expected.into_iter().map(|(_, row)| row).collect();
    agree("Endpoints", &expected);
}

#[test]
fn the_files_that_the_pages_name_are_there() {
    for name in PAGES {
        for quoted in page(name).split('`').skip(1).step_by(2) {
            let roots = ["src/", "tests/", "cli/", "docs/", "examples/", "fixtures/"];
            let named = roots.iter().any(|root| quoted.starts_with(root));
            if named {
                let there = Path::new(ROOT).join(quoted).exists();
                assert!(there, "{name} names {quoted}, which is not there");
            }
        }
    }
}

/// The names of tests in the comments of a text.
fn tests_in(text: &str) -> Vec<&str> {
    let comments = text.split("<!-- tests:").skip(1);
    let named = comments.map(|rest| rest.split("-->").next().unwrap_or_default());
    named.flat_map(str::split_whitespace).collect()
}

/// Every function below a folder that is marked as a test.
fn tests_below(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            tests_below(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let mut marked = false;
            for line in text.lines().map(str::trim) {
                let name = line.trim_start_matches("async ").strip_prefix("fn ");
                if let Some(name) = name.filter(|_| marked) {
                    found.insert(name.split('(').next().unwrap_or_default().to_owned());
                }
                marked = line.starts_with("#[test]")
                    || line.starts_with("#[tokio::test")
                    || marked && line.starts_with('#');
            }
        }
    }
}

#[test]
fn every_promise_names_its_tests_and_they_are_there() {
    let mut there = BTreeSet::new();
    for folder in ["src", "tests", "cli"] {
        tests_below(&Path::new(ROOT).join(folder), &mut there);
    }
    assert!(there.len() > 500, "{}", there.len());
    assert!(there.contains("every_promise_names_its_tests_and_they_are_there"));
    let mut promises = 0;
    let service = page(PAGES[0]);
    let security = page("SECURITY.md");
    let service_sections = ["Who may rule over whom", "Security", "Under attack"];
    let sections = service_sections.map(|name| (&service, name, "* "));
    for (page, heading, begins) in
        sections
            .into_iter()
            .chain([(&security, "What is promised", "**")])
    {
        let (_, section) = page.split_once(&format!("\n## {heading}\n")).unwrap();
        let section = section.split("\n## ").next().unwrap_or_default();
        let begins = format!("\n{begins}");
        let mut parts = section.split(&begins);
        // What stands before the first.
        parts.next();
        for part in parts {
            let part = part.split("\n\n").next().unwrap_or_default();
            if part.starts_with("**Not promised:**") {
                continue;
            }
            promises += 1;
            assert!(!tests_in(part).is_empty(), "{heading}: no test: {part}");
        }
    }
    assert!(promises > 30, "{promises}");
    for page in [&service, &security] {
        let missing: Vec<&str> = tests_in(page)
            .into_iter()
            .filter(|name| !there.contains(*name))
            .collect();
        assert_eq!(missing, [""; 0]);
    }
}
