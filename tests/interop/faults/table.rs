//! The table in `docs/faults.md`.

use std::time::Duration;

use ldaplab::server::{LdapServer, Rule};

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/faults.md");

/// What a client that is expected to give up is given; what a test that fails waits for.
const SHORT: Duration = Duration::from_secs(2);
const LONG: Duration = Duration::from_secs(20);

/// A rule, and what each client sees.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) rule: String,
    pub(crate) cells: Vec<String>,
}

impl Row {
    pub(crate) fn start_tls(&self) -> bool {
        self.rule.starts_with("extended")
    }
}

/// The rows whose first cell is a rule.
pub(crate) fn rows() -> Vec<Row> {
    let text = std::fs::read_to_string(DOCUMENT).expect("the document is there");
    let cells = |line: &str| -> Vec<String> {
        let inner = line.trim_matches('|').split(" | ");
        inner.map(|cell| cell.trim().to_owned()).collect()
    };
    let lines = text.lines().filter(|line| line.starts_with("| `"));
    let rows = lines.map(|line| {
        let mut cells = cells(line);
        let rule = cells.remove(0).trim_matches('`').to_owned();
        Row { rule, cells }
    });
    rows.filter(|row| row.cells.len() == 4).collect()
}

/// Compares a column with what a client sees. Most rows only wait, so they do that at the same time, each with a server of its own.
pub(crate) fn compare(
    column: usize,
    server: fn() -> LdapServer,
    see: impl Fn(&LdapServer, &Row, Duration) -> Option<String> + Sync,
) {
    let rows = rows();
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let see = &see;
        let seen: Vec<_> = rows
            .iter()
            .map(|row| scope.spawn(move || wrong(row, &row.cells[column], &server(), see)))
            .collect();
        let joined = seen
            .into_iter()
            .map(|row| row.join().expect("a row does not panic"));
        joined.flatten().collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is not as expected.
fn wrong(
    row: &Row,
    expected: &str,
    server: &LdapServer,
    see: &impl Fn(&LdapServer, &Row, Duration) -> Option<String>,
) -> Option<String> {
    let gives_up = ["imeout", "TIMEOUT", "hangs", "no_answer"];
    let limit = match gives_up.iter().any(|word| expected.contains(word)) {
        true => SHORT,
        false => LONG,
    };
    let rule: Rule = row.rule.parse().unwrap_or_else(|error| panic!("{error}"));
    let guard = server.inject_rule(rule);
    let seen = see(server, row, limit)?
        .replace('|', "/")
        .replace('\n', " ");
    if guard.hits() == 0 {
        return Some(format!("{}\n  acted on nothing; seen {seen}", row.rule));
    }
    (seen != expected).then(|| format!("{}\n  expected {expected}\n  seen     {seen}", row.rule))
}
