//! What a person reads who has never seen LDAP: all that `ldaplab test` prints on the commonest failures, word for word.
//!
//! The texts are `fixtures/reports/*.txt`, each a command, its output and its exit code; the README there says which failure each is
//! and why it is among them. They are read by people, not only compared: whoever changes one reads it as somebody who has never seen
//! LDAP and asks whether cause and cure can be acted on. `LDAPLAB_REWRITE_REPORTS=1 cargo test -p ldaplab-cli reports` writes them
//! anew and fails, so that the change is read in the diff before anything passes.
//!
//! Ports, dates, times, sizes, fingerprints and paths are put as words before comparing.

mod cases;
mod steady;

use std::{collections::BTreeSet, env, fs, path::Path};

use cases::{CASES, Case};
use steady::steady;

use crate::process::{run, run_with};
use ldaplab::diagnosis::{Audience, Code};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/reports");

/// The command, what it printed, and its exit code.
fn told(case: &Case) -> String {
    let setting = (case.set)();
    let arguments: Vec<&str> = setting.arguments.iter().map(String::as_str).collect();
    let ran = run_with(
        &[&["test"][..], &arguments].concat(),
        &[("LDAP_BIND_PASSWORD", setting.password)],
    );
    assert_eq!(ran.err, "", "{}", case.name);
    let quoted = arguments
        .iter()
        .map(|word| match word.contains([' ', '(', '\\']) {
            true => format!("'{word}'"),
            false => (*word).to_owned(),
        });
    let command = format!("$ ldaplab test {}\n", quoted.collect::<Vec<_>>().join(" "));
    let code = format!("exit code {}\n", ran.code.unwrap_or(-1));
    steady(&[command, ran.out, code].concat())
}

#[test]
fn every_report_reads_as_it_was_reviewed() {
    let rewrite = env::var_os("LDAPLAB_REWRITE_REPORTS").is_some();
    let mut wrong = Vec::new();
    for case in CASES {
        let path = Path::new(FOLDER).join(format!("{}.txt", case.name));
        let told = told(case);
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if told != expected {
            wrong.push(format!("{}:\n{told}\nnot\n{expected}", path.display()));
        }
        if rewrite {
            fs::write(&path, &told).unwrap();
        }
        let missing = case.says.iter().filter(|word| !told.contains(*word));
        wrong.extend(missing.map(|word| format!("{}: `{word}` is missing:\n{told}", case.name)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(
        !rewrite,
        "all reports are written: read the diff, then run without LDAPLAB_REWRITE_REPORTS"
    );
}

/// What a program gives by a method, or settings by a key, is given here by a switch; and the other way round.
#[test]
fn a_report_has_the_words_of_its_reader_only() {
    for case in CASES {
        let text = fs::read_to_string(Path::new(FOLDER).join(format!("{}.txt", case.name)));
        let text = text.unwrap();
        let report = text.split_once('\n').unwrap().1;
        assert!(!report.contains("Plan::"), "{}", case.name);
        let settings = case.name.starts_with("settings-");
        let (own, foreign) = match settings {
            true => (KEYS, SWITCHES),
            false => (SWITCHES, KEYS),
        };
        assert!(
            !foreign.iter().any(|word| report.contains(word)),
            "{}",
            case.name
        );
        assert!(
            !settings || own.iter().any(|word| report.contains(word)),
            "{}",
            case.name
        );
    }
}

const KEYS: &[&str] = &[
    "cert_chain",
    "base_dn",
    "user_lookup_attr",
    "user_rdn",
    "group_rdn",
];
const SWITCHES: &[&str] = &["(--", " --", "`--"];

#[test]
fn every_switch_that_a_cure_names_exists() {
    let help = run(&["test", "--help"]).out;
    let mut named = BTreeSet::new();
    for code in Code::ALL {
        let words = code
            .cure_for(Audience::CommandLine)
            .split([' ', '(', ')', ':', ';']);
        named.extend(words.filter(|word| word.starts_with("--") && !word.starts_with("---")));
    }
    for switch in &named {
        assert!(
            help.contains(&format!("{switch} ")) || help.contains(&format!("{switch}\n")),
            "{switch}"
        );
    }
    assert!(
        named.contains("--ca") && named.contains("--start-tls"),
        "{named:?}"
    );
}

#[test]
fn every_report_has_a_case_and_a_line_in_the_readme() {
    let names: BTreeSet<String> = CASES
        .iter()
        .map(|case| format!("{}.txt", case.name))
        .collect();
    assert_eq!(names.len(), CASES.len(), "a name twice");
    let entries = fs::read_dir(FOLDER).unwrap();
    let files = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let files: BTreeSet<String> = files.filter(|name| name != "README.md").collect();
    assert_eq!(files, names);
    let readme = fs::read_to_string(Path::new(FOLDER).join("README.md")).unwrap();
    for name in names {
        assert!(readme.contains(&format!("`{name}`")), "{name}");
    }
}
