//! Circles of files inside a room, found from what each file imports; what the code names with a path of its own outside of `use` is not seen.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use super::source::{Token, is_word, module_path, tokens};

/// The circles that stay, each with its reason.
pub(super) const REASONS: &[(&str, &str)] = &[
    (
        "directory/ldif/change directory/ldif/read_change directory/ldif/write",
        "a change record reads and writes itself",
    ),
    (
        "harness/faults harness/faults/act harness/faults/close harness/faults/delay harness/faults/disturb harness/faults/garbage harness/faults/messages harness/faults/notice harness/faults/oversized harness/faults/pace harness/faults/result harness/faults/rewrite harness/faults/rule harness/faults/stall harness/faults/start_tls harness/faults/table harness/faults/truncate",
        "the table of faults names the rows, each of which makes a fault",
    ),
    (
        "proxy/library proxy/listener proxy/player proxy/relay proxy/relay/start_tls",
        "a listener starts relays and players, which are given what it shares with them",
    ),
    (
        "server/builder/links server/builder/load",
        "the loading of back links is a half of the loading",
    ),
];

type Path = Vec<String>;

/// What a file imports, and what it exports under a name.
#[derive(Default)]
struct File {
    imports: Vec<Path>,
    exports: BTreeMap<String, Path>,
}

/// The files of each circle, sorted.
pub(super) fn find(sources: &[(PathBuf, String)]) -> Vec<Vec<String>> {
    let paths: BTreeSet<Path> = sources.iter().map(|(path, _)| module_path(path)).collect();
    let files: BTreeMap<Path, File> = sources
        .iter()
        .map(|(path, text)| (module_path(path), read(&module_path(path), text, &paths)))
        .collect();
    let mut edges: BTreeMap<&Path, BTreeSet<&Path>> = BTreeMap::new();
    for (path, file) in &files {
        for import in &file.imports {
            let target = target(&files, import, 0);
            if let Some(target) =
                target.filter(|target| *target != path && target.first() == path.first())
            {
                edges.entry(path).or_default().insert(target);
            }
        }
    }
    let reachable = |from: &Path| {
        let mut seen: BTreeSet<&Path> = BTreeSet::new();
        let mut open: Vec<&Path> = edges.get(from).into_iter().flatten().copied().collect();
        while let Some(next) = open.pop() {
            if seen.insert(next) {
                open.extend(edges.get(next).into_iter().flatten().copied());
            }
        }
        seen
    };
    let reach: BTreeMap<&Path, BTreeSet<&Path>> =
        files.keys().map(|path| (path, reachable(path))).collect();
    let mut circles: BTreeSet<Vec<String>> = BTreeSet::new();
    for path in files.keys().filter(|path| reach[path].contains(path)) {
        let circle = reach[path]
            .iter()
            .filter(|other| reach[*other].contains(path));
        circles.insert(circle.map(|file| file.join("/")).collect());
    }
    circles.into_iter().collect()
}

/// The file that a path leads to, through what files export.
fn target<'a>(files: &'a BTreeMap<Path, File>, path: &[String], depth: usize) -> Option<&'a Path> {
    let length = (1..=path.len())
        .rev()
        .find(|length| files.contains_key(&path[..*length]))?;
    let (own, file) = files.get_key_value(&path[..length])?;
    let exported = path.get(length).and_then(|name| file.exports.get(name));
    match exported {
        Some(to) if depth < 8 => {
            let onward: Path = to.iter().chain(&path[length + 1..]).cloned().collect();
            target(files, &onward, depth + 1).or(Some(own))
        }
        _ => Some(own),
    }
}

/// The `use` items of a file, without those of its unit tests.
fn read(own: &Path, text: &str, files: &BTreeSet<Path>) -> File {
    let text = text
        .split("#[cfg(test)]\nmod tests")
        .next()
        .unwrap_or_default();
    let tokens = tokens(text);
    let mut file = File::default();
    for at in 0..tokens.len() {
        if tokens[at].text != "use" {
            continue;
        }
        let end = tokens[at..].iter().position(|token| token.text == ";");
        let item = &tokens[at + 1..at + end.unwrap_or(1)];
        // `pub use` and `pub(crate) use`; a private item can be named by children, which is no export.
        let public = at > 0 && (tokens[at - 1].text == "pub" || tokens[at - 1].text == ")");
        let mut paths = Vec::new();
        leaves(&[], item, &mut paths);
        for (path, name) in paths {
            let Some(whole) = whole(own, &path, files) else {
                continue;
            };
            if public {
                file.exports.insert(name, whole);
            } else {
                file.imports.push(whole);
            }
        }
    }
    file
}

/// Each path of a tree of imports, with the name that it gets.
fn leaves(before: &[String], tokens: &[Token], found: &mut Vec<(Path, String)>) {
    let mut path = before.to_vec();
    let mut at = 0;
    while at < tokens.len() {
        match tokens[at].text.as_str() {
            "{" => {
                let (mut depth, mut start) = (0usize, at + 1);
                for (place, token) in tokens.iter().enumerate().skip(at) {
                    match token.text.as_str() {
                        "{" => depth += 1,
                        "}" => depth -= 1,
                        _ => {}
                    }
                    if depth == 0 || depth == 1 && token.text == "," {
                        leaves(&path, &tokens[start..place], found);
                        start = place + 1;
                    }
                    if depth == 0 {
                        return;
                    }
                }
                return;
            }
            "as" => {
                if let Some(name) = tokens.get(at + 1) {
                    found.push((path, name.text.clone()));
                }
                return;
            }
            "self" if !path.is_empty() => {}
            word if is_word(word) => path.push(word.to_owned()),
            _ => {}
        }
        at += 1;
    }
    if let Some(name) = path.last().filter(|_| !tokens.is_empty()) {
        found.push((path.clone(), name.clone()));
    }
}

/// A path from the root of the crate; `None` for another crate's.
fn whole(own: &Path, path: &[String], files: &BTreeSet<Path>) -> Option<Path> {
    let first = path.first()?;
    if first == "crate" {
        return Some(path[1..].to_vec());
    }
    let supers = path.iter().take_while(|part| *part == "super").count();
    let start = usize::from(first == "self");
    let base = own.len().checked_sub(supers)?;
    let whole: Path = own[..base]
        .iter()
        .chain(&path[supers + start..])
        .cloned()
        .collect();
    let relative = supers > 0 || start > 0;
    let child: Path = own.iter().chain(path.first()).cloned().collect();
    (relative || files.contains(&child)).then_some(whole)
}

#[test]
fn a_circle_is_found_through_what_a_folder_exports() {
    let source = |path: &str, text: &str| (PathBuf::from(path), text.to_owned());
    let circle = [
        source(
            "a/mod.rs",
            "mod b; mod c; mod d; pub(crate) use b::{B, E as F};",
        ),
        source("a/b.rs", "use super::c::{self, C}; use std::io;"),
        source("a/c.rs", "use crate::a::{d::D, F};"),
        source(
            "a/d.rs",
            "use tokio::net; #[cfg(test)]\nmod tests { use super::super::c::C; }",
        ),
    ];
    assert_eq!(find(&circle), [["a/b", "a/c"]]);
}
