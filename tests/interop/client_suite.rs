//! What clients that are not ours do in the suite for clients: `docs/client-suite.md` has it as a table, and this compares each of its cells with what comes.

use std::{collections::BTreeMap, io::Write, process::Command};

use ldaplab::client_suite::{Driver, Report, Selection, Suite, cases};

use crate::program::{absent, program, run};

const PAGE: &str = include_str!("../../docs/client-suite.md");

/// The column of a client: case and verdict.
fn column(client: &str) -> BTreeMap<&'static str, &'static str> {
    let cells = |line: &'static str| -> Vec<&'static str> {
        let line = line.trim_matches('|');
        line.split('|').map(str::trim).collect()
    };
    let mut lines = PAGE
        .lines()
        .skip_while(|line| !line.starts_with("| case |"));
    let head = cells(lines.next().expect("the page has the table"));
    let at = head.iter().position(|name| *name == client);
    let at = at.expect("the table has the client");
    let rows = lines.skip(1).take_while(|line| line.starts_with("| `"));
    rows.map(|line| {
        let cells = cells(line);
        (cells[0].trim_matches('`'), cells[at])
    })
    .collect()
}

fn compare(client: &str, report: &Report) {
    let expected = column(client);
    assert_eq!(expected.len(), cases().count(), "cases in the page");
    let differs = report
        .cases
        .iter()
        .filter(|own| expected.get(own.case.id) != Some(&own.verdict.name()));
    let differs: Vec<String> = differs
        .map(|own| format!("{} is {:?}", own.case.id, own.verdict))
        .collect();
    assert!(
        differs.is_empty(),
        "{client}:\n{}\n{report}",
        differs.join("\n")
    );
}

#[test]
fn the_ldap3_crate_does_what_the_page_says() {
    // `cargo test` builds examples beside the tests; `cargo test --test interop` alone does not.
    let own = std::env::current_exe().expect("a test knows itself");
    let built = own
        .ancestors()
        .nth(2)
        .expect("tests are built in a folder of the target");
    let example = built.join("examples/tasks_with_ldap3");
    if !example.is_file() {
        let skipped = "skipped: the example tasks_with_ldap3 is not built (cargo build --example tasks_with_ldap3)";
        let _ = writeln!(std::io::stderr(), "{skipped}");
        return;
    }
    let suite = Suite::start(&Selection::all()).unwrap();
    Driver::new(example).jobs(4).run(&suite);
    compare("ldap3 crate", &suite.judge());
}

/// A driver without the machine's configuration.
fn driver(program: &str, script: &str) -> Driver {
    let script = format!("{}/tests/clients/{script}", env!("CARGO_MANIFEST_DIR"));
    Driver::new(program)
        .argument(script)
        .jobs(4)
        .variable("LDAPCONF", "/dev/null")
        .variable("PYTHONDONTWRITEBYTECODE", "1")
}

#[test]
fn python_ldap_does_what_the_page_says() {
    let has_ldap = |python: &&str| {
        let probe = Command::new(python).args(["-c", "import ldap"]).output();
        probe.is_ok_and(|ran| ran.status.success())
    };
    // A python3 that comes first on the path need not be the system's.
    let Some(python) = ["python3", "/usr/bin/python3"].into_iter().find(has_ldap) else {
        return absent("python3-ldap");
    };
    let suite = Suite::start(&Selection::all()).unwrap();
    driver(python, "python_ldap.py").run(&suite);
    compare("python-ldap", &suite.judge());
}

#[test]
fn ldapsearch_does_what_the_page_says() {
    let Some(mut probe) = program("ldapsearch") else {
        return;
    };
    probe.arg("-VV");
    let ran = run(probe);
    assert!(ran.err.contains("OpenLDAP"), "{}", ran.err);
    let suite = Suite::start(&Selection::all()).unwrap();
    driver("sh", "ldapsearch.sh").run(&suite);
    compare("ldapsearch", &suite.judge());
}
