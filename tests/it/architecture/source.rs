//! A source file as the paths it names: comments, strings and character literals do not count.

use std::path::Path;

/// One place where a file names a room of the crate or another crate.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// `crate::ROOM`, or as many `super::` as lead there. Holds the line, counted from 1.
    Room(String, usize),
    /// Two neighbouring segments of any other path: `tokio::net`, `Instant::now`. Holds the line.
    Outside(String, usize),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) text: String,
    line: usize,
}

/// The modules above the code of a file: `server/ops/add.rs` is `["server", "ops", "add"]`.
pub(super) fn module_path(path: &Path) -> Vec<String> {
    let mut segments: Vec<String> = path
        .with_extension("")
        .iter()
        .map(|segment| segment.to_string_lossy().into_owned())
        .collect();
    if segments
        .last()
        .is_some_and(|last| last == "mod" || last == "lib")
    {
        segments.pop();
    }
    segments
}

/// Every room and every outside path that the text of a file names.
pub(super) fn named(path: &Path, text: &str) -> Vec<Named> {
    let tokens = tokens(text);
    let depth = module_path(path).len();
    let mut found = Vec::new();
    let mut braces = 0usize;
    let mut inline_modules: Vec<usize> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let is = |offset: usize, text: &str| {
            tokens
                .get(at + offset)
                .is_some_and(|token| token.text == text)
        };
        match tokens[at].text.as_str() {
            "{" => braces += 1,
            "}" => {
                if inline_modules.last() == Some(&braces) {
                    inline_modules.pop();
                }
                braces = braces.saturating_sub(1);
            }
            "mod" if is(2, "{") => {
                braces += 1;
                inline_modules.push(braces);
                at += 3;
                continue;
            }
            "crate" if is(1, "::") => rooms(&tokens[at + 2..], &mut found),
            "super" if is(1, "::") && !(at > 1 && tokens[at - 1].text == "::") => {
                let supers = tokens[at..]
                    .iter()
                    .step_by(2)
                    .take_while(|token| token.text == "super")
                    .count();
                if supers >= depth + inline_modules.len() {
                    rooms(&tokens[at + 2 * supers..], &mut found);
                }
            }
            word if is(1, "::") && is_word(word) && !matches!(word, "self" | "Self") => {
                for second in heads(&tokens[at + 2..]) {
                    found.push(Named::Outside(
                        format!("{word}::{}", second.text),
                        second.line,
                    ));
                }
            }
            "use"
                if tokens.get(at + 1).is_some_and(|next| is_word(&next.text))
                    && (is(2, ";") || is(2, "as")) =>
            {
                found.push(Named::Outside(
                    tokens[at + 1].text.clone(),
                    tokens[at + 1].line,
                ));
            }
            _ => {}
        }
        at += 1;
    }
    found
}

fn rooms(rest: &[Token], found: &mut Vec<Named>) {
    found.extend(
        heads(rest)
            .into_iter()
            .map(|token| Named::Room(token.text, token.line)),
    );
}

/// The first segments of what follows a `::`: one word, or the head of each path of a group.
fn heads(rest: &[Token]) -> Vec<Token> {
    let Some(first) = rest.first() else {
        return Vec::new();
    };
    if first.text != "{" {
        return if is_word(&first.text) {
            vec![first.clone()]
        } else {
            Vec::new()
        };
    }
    let mut heads = Vec::new();
    let (mut depth, mut at_head) = (0usize, true);
    for token in rest {
        match token.text.as_str() {
            "{" => depth += 1,
            "}" if depth == 1 => break,
            "}" => depth -= 1,
            "," if depth == 1 => at_head = true,
            word if depth == 1 && at_head && is_word(word) => {
                heads.push(token.clone());
                at_head = false;
            }
            _ => {}
        }
    }
    heads
}

pub(super) fn is_word(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// Words, `::` and single punctuation marks, without comments, strings and character literals.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let (mut tokens, mut line, mut at) = (Vec::new(), 1usize, 0usize);
    let next = |at: usize| chars.get(at).copied().unwrap_or('\0');
    while at < chars.len() {
        let start = at;
        match chars[at] {
            '/' if next(at + 1) == '/' => {
                while at < chars.len() && chars[at] != '\n' {
                    at += 1;
                }
            }
            '/' if next(at + 1) == '*' => {
                let mut depth = 0usize;
                while at < chars.len() {
                    match (chars[at], next(at + 1)) {
                        ('/', '*') => (depth, at) = (depth + 1, at + 2),
                        ('*', '/') => (depth, at) = (depth - 1, at + 2),
                        _ => at += 1,
                    }
                    if depth == 0 {
                        break;
                    }
                }
            }
            '"' => at = after_string(&chars, at),
            'r' if raw_string_hashes(&chars, at).is_some() => {
                let hashes = raw_string_hashes(&chars, at).unwrap_or(0);
                at += 2 + hashes;
                while at < chars.len()
                    && !(chars[at] == '"' && (1..=hashes).all(|offset| next(at + offset) == '#'))
                {
                    at += 1;
                }
                at += 1 + hashes;
            }
            // 'x' and '\n' are characters, 'a alone is a lifetime.
            '\'' if next(at + 1) == '\\' => {
                at += 3;
                while at < chars.len() && chars[at] != '\'' {
                    at += 1;
                }
                at += 1;
            }
            '\'' if next(at + 2) == '\'' => at += 3,
            ':' if next(at + 1) == ':' => {
                tokens.push(Token {
                    text: "::".into(),
                    line,
                });
                at += 2;
            }
            first if first.is_alphanumeric() || first == '_' => {
                while at < chars.len() && (chars[at].is_alphanumeric() || chars[at] == '_') {
                    at += 1;
                }
                tokens.push(Token {
                    text: chars[start..at].iter().collect(),
                    line,
                });
            }
            other => {
                if !other.is_whitespace() {
                    tokens.push(Token {
                        text: other.into(),
                        line,
                    });
                }
                at += 1;
            }
        }
        line += chars[start..at.min(chars.len())]
            .iter()
            .filter(|char| **char == '\n')
            .count();
    }
    tokens
}

fn after_string(chars: &[char], quote: usize) -> usize {
    let mut at = quote + 1;
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// How many `#` open the raw string that starts here, if one does.
fn raw_string_hashes(chars: &[char], at: usize) -> Option<usize> {
    if at > 0 && (chars[at - 1].is_alphanumeric() && chars[at - 1] != 'b' || chars[at - 1] == '_') {
        return None;
    }
    let hashes = chars[at + 1..]
        .iter()
        .take_while(|char| **char == '#')
        .count();
    (chars.get(at + 1 + hashes) == Some(&'"')).then_some(hashes)
}

#[test]
fn every_way_of_naming_a_room_is_found() {
    let text = r####"
//! [`crate::bench`] in a comment does not count.
use crate::wire::Filter;
use crate::{directory::{Dn, Entry}, tls};
/* crate::http /* nested */ crate::rbac */
fn f<'a>(x: &'a str) -> crate::clock::Clock { let _ = ("crate::proxy", r#"crate::"real""#, 'x', '\''); super::super::client::go(x) }
mod tests { use super::super::super::server::Start; use super::*; use super::super::sibling; }
"####;
    let found = named(Path::new("identity/in_chain.rs"), text);
    let rooms: Vec<&str> = found
        .iter()
        .filter_map(|named| {
            if let Named::Room(room, _) = named {
                Some(room.as_str())
            } else {
                None
            }
        })
        .collect();
    assert_eq!(
        rooms,
        ["wire", "directory", "tls", "clock", "client", "server"]
    );
    assert!(found.contains(&Named::Room("client".into(), 6)));
}

#[test]
fn other_paths_are_found_two_segments_at_a_time() {
    let found = named(
        Path::new("clock.rs"),
        "use tokio;\nuse std::{time, net};\nldap3_proto::a::decode();",
    );
    assert_eq!(
        found,
        [
            Named::Outside("tokio".into(), 1),
            Named::Outside("std::time".into(), 2),
            Named::Outside("std::net".into(), 2),
            Named::Outside("ldap3_proto::a".into(), 3),
            Named::Outside("a::decode".into(), 3),
        ]
    );
}
