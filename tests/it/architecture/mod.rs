//! The house keeps its arrows: which room may import which, read from the sources themselves.
//!
//! [`source`] reads a file into the paths it names, [`rules`] holds the table and judges them; this file walks `src/`.

mod circles;
mod rules;
mod source;

use std::fs;
use std::path::{Path, PathBuf};

/// Every Rust file below a folder of the repository, with its path relative to that folder.
fn rust_files(folder: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the repository is readable") {
            let path = entry.expect("a directory entry is readable").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("a source file is UTF-8");
                found.push((
                    path.strip_prefix(&root)
                        .expect("below its root")
                        .to_path_buf(),
                    text,
                ));
            }
        }
    }
    found.sort();
    found
}

fn assert_no_violations(violations: &[String]) {
    assert!(
        violations.is_empty(),
        "{} violations:\n{}",
        violations.len(),
        violations.join("\n")
    );
}

#[test]
fn imports_run_downwards() {
    let mut violations = Vec::new();
    for (path, text) in rust_files("src") {
        violations.extend(rules::judge(&path, &text));
    }
    assert_no_violations(&violations);
}

#[test]
fn no_file_is_long_and_no_name_is_a_drawer_for_anything() {
    let mut violations = Vec::new();
    for folder in ["src", "cli/src"] {
        for (path, text) in rust_files(folder) {
            violations.extend(rules::judge_shape(&path, &text));
        }
    }
    assert_no_violations(&violations);
}

#[test]
fn files_of_a_room_form_no_circle_but_those_with_a_reason() {
    let found = circles::find(&rust_files("src"));
    let known: Vec<Vec<String>> = circles::REASONS
        .iter()
        .map(|(files, _)| files.split(' ').map(str::to_owned).collect())
        .collect();
    for circle in &found {
        assert!(
            known.contains(circle),
            "a circle of files: {}",
            circle.join(" ")
        );
    }
    for circle in &known {
        assert!(
            found.contains(circle),
            "this circle is open now: {circle:?}"
        );
    }
}
