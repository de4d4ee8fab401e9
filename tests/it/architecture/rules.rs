//! The table of allowed edges, as the design draws it, and what else a file must not do.

use std::path::Path;

use super::source::{Named, module_path, named};

/// The rows of the house, from the ground up. A room imports only from rows below its own.
const ROWS: &[&[&str]] = &[
    &["wire", "diagnosis", "clock"],
    &["tls", "directory"],
    &["transcript", "vendor"],
    &["dsa", "harness"],
    &["client", "server", "settings", "generate"],
    &["identity", "real"],
    &["connection_test", "conformance", "proxy"],
    &["rbac", "bench", "client_suite"],
    &["http"],
];

/// Downward edges that are forbidden all the same: these rooms run against any server, or face a client that is not ours.
const FORBIDDEN: &[(&str, &str)] = &[("client_suite", "client")];

/// Rooms that know no server of ours, and what they must not know.
const ANY_SERVER: &[&str] = &[
    "client",
    "identity",
    "real",
    "connection_test",
    "conformance",
    "proxy",
];
const OURS: &[&str] = &["vendor", "dsa", "harness", "server"];

/// Crates that only one room may name.
const ONLY_IN: &[(&str, &str)] = &[
    ("ldap3_proto", "wire"),
    ("ldap3_lber", "wire"),
    ("ldap3", "client"),
    ("axum", "http"),
    ("redb", "rbac"),
    ("testcontainers", "real"),
];

/// What the directory and the agent on it, pure functions, must not touch: runtimes, sockets, a clock of their own.
const NO_RUNTIME: &[&str] = &[
    "tokio",
    "tokio_util",
    "tokio_rustls",
    "rustls",
    "std::net",
    "Instant::now",
    "SystemTime::now",
    "OffsetDateTime::now_utc",
];

/// Names under which anything would fit.
const DRAWERS: &[&str] = &[
    "util", "utils", "common", "helper", "helpers", "type", "types", "core", "misc", "shared",
    "stuff",
];

/// The longest a production file may be, in lines.
const LONGEST: usize = 500;

fn row(room: &str) -> Option<usize> {
    ROWS.iter().position(|row| row.contains(&room))
}

fn edge(from: &str, to: &str) -> Result<(), String> {
    if from == to {
        return Ok(());
    }
    let (Some(above), Some(below)) = (row(from), row(to)) else {
        return Err(format!(
            "{from} → {to}: a room that has no row in the design"
        ));
    };
    let strange = ANY_SERVER.contains(&from) && OURS.contains(&to);
    if strange || FORBIDDEN.contains(&(from, to)) {
        return Err(format!("{from} → {to}: forbidden by the design"));
    }
    if below >= above {
        return Err(format!("{from} → {to}: not downwards"));
    }
    Ok(())
}

/// What is wrong with the imports of one file of `src/`; `path` is relative to it.
pub(super) fn judge(path: &Path, text: &str) -> Vec<String> {
    // lib.rs is the map: it names every room.
    let Some(from) = module_path(path).first().cloned() else {
        return Vec::new();
    };
    let mut violations = Vec::new();
    if row(&from).is_none() {
        violations.push(format!(
            "{}: the room {from} has no row in the design",
            path.display()
        ));
    }
    for named in named(path, text) {
        let (line, verdict) = match &named {
            Named::Room(to, line) => (line, edge(&from, to)),
            Named::Outside(outside, line) => (line, outside_edge(&from, outside)),
        };
        if let Err(why) = verdict {
            violations.push(format!("{}:{line}: {why}", path.display()));
        }
    }
    violations
}

fn outside_edge(from: &str, outside: &str) -> Result<(), String> {
    let head = outside.split("::").next().unwrap_or(outside);
    if let Some((_, only)) = ONLY_IN
        .iter()
        .find(|(name, room)| *name == head && *room != from)
    {
        return Err(format!("{from} names {head}: only {only} may"));
    }
    if ["directory", "dsa", "vendor"].contains(&from)
        && NO_RUNTIME
            .iter()
            .any(|name| *name == head || *name == outside)
    {
        return Err(format!(
            "{from} names {outside}: it knows no runtime, no socket and no clock"
        ));
    }
    Ok(())
}

/// What is wrong with the length and the name of one file.
pub(super) fn judge_shape(path: &Path, text: &str) -> Vec<String> {
    let mut violations = Vec::new();
    let lines = text.lines().count();
    let is_test = path.file_name().is_some_and(|name| name == "tests.rs")
        || path
            .parent()
            .is_some_and(|folder| folder.ends_with("tests"));
    if lines > LONGEST && !is_test {
        violations.push(format!(
            "{}: {lines} lines, more than {LONGEST}",
            path.display()
        ));
    }
    for segment in module_path(path) {
        if DRAWERS.contains(&segment.as_str()) {
            violations.push(format!(
                "{}: anything fits into `{segment}`",
                path.display()
            ));
        }
    }
    violations
}

fn first_violation(path: &str, text: &str) -> String {
    judge(Path::new(path), text)
        .first()
        .cloned()
        .unwrap_or_default()
}

#[test]
fn server_and_client_never_import_each_other() {
    assert_eq!(
        first_violation("server/session.rs", "use crate::client::Client;"),
        "server/session.rs:1: server → client: not downwards"
    );
    assert_eq!(
        first_violation("client/mod.rs", "fn f() {\n crate::server::start() }"),
        "client/mod.rs:2: client → server: forbidden by the design"
    );
    assert_eq!(
        first_violation("client/mod.rs", "use super::{wire, server};"),
        "client/mod.rs:1: client → server: forbidden by the design"
    );
}

#[test]
fn what_runs_against_any_server_never_imports_ours() {
    for room in [
        "identity",
        "connection_test",
        "conformance",
        "proxy",
        "real",
    ] {
        let violation =
            first_violation(&format!("{room}/mod.rs"), "use crate::server::LdapServer;");
        assert_eq!(
            violation,
            format!("{room}/mod.rs:1: {room} → server: forbidden by the design")
        );
        assert_eq!(
            first_violation(&format!("{room}/mod.rs"), "use crate::directory::Dn;"),
            ""
        );
    }
}

#[test]
fn upward_and_sideways_imports_are_refused() {
    assert_eq!(
        first_violation("wire/frame.rs", "use crate::directory::Dn;"),
        "wire/frame.rs:1: wire → directory: not downwards"
    );
    assert_eq!(
        first_violation("tls/pki.rs", "use crate::directory::Dn;"),
        "tls/pki.rs:1: tls → directory: not downwards"
    );
    assert_eq!(
        first_violation("drawer/mod.rs", ""),
        "drawer/mod.rs: the room drawer has no row in the design"
    );
    assert_eq!(
        first_violation("wire/frame.rs", "use crate::drawer;"),
        "wire/frame.rs:1: wire → drawer: a room that has no row in the design"
    );
}

#[test]
fn the_directory_knows_no_runtime_and_only_wire_names_the_codec() {
    let why = "it knows no runtime, no socket and no clock";
    assert_eq!(
        first_violation("directory/dit.rs", "use tokio::sync::Mutex;"),
        format!("directory/dit.rs:1: directory names tokio::sync: {why}")
    );
    assert_eq!(
        first_violation("directory/dit.rs", "use std::{fmt, net};"),
        format!("directory/dit.rs:1: directory names std::net: {why}")
    );
    assert_eq!(
        first_violation("directory/dit.rs", "let t = Instant::now();"),
        format!("directory/dit.rs:1: directory names Instant::now: {why}")
    );
    assert_eq!(
        first_violation("server/reply.rs", "ldap3_proto::LdapMsg::new()"),
        "server/reply.rs:1: server names ldap3_proto: only wire may"
    );
    assert_eq!(
        first_violation("wire/reply.rs", "use ldap3_proto::LdapMsg;"),
        ""
    );
}

#[test]
fn long_files_and_drawers_are_refused() {
    assert_eq!(
        judge_shape(Path::new("wire/frame.rs"), &"\n".repeat(501)),
        ["wire/frame.rs: 501 lines, more than 500"]
    );
    assert_eq!(
        judge_shape(Path::new("wire/frame.rs"), &"\n".repeat(500)),
        Vec::<String>::new()
    );
    assert_eq!(
        judge_shape(Path::new("wire/utils/bits.rs"), ""),
        ["wire/utils/bits.rs: anything fits into `utils`"]
    );
    assert_eq!(
        judge_shape(Path::new("wire/types.rs"), ""),
        ["wire/types.rs: anything fits into `types`"]
    );
}
