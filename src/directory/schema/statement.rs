//! A schema file taken apart: one description after the other, with its kind and its place.

use super::SchemaError;
use crate::{diagnosis::distance, directory::ldif};

/// What a description describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Attribute,
    Class,
    ObjectIdentifier,
    Syntax,
}

/// The words before descriptions: those of slapd.conf(5), of `cn=schema` and of subschema entries.
const KEYWORDS: &[(&str, Kind)] = &[
    ("attributetype", Kind::Attribute),
    ("attributetypes", Kind::Attribute),
    ("olcattributetypes", Kind::Attribute),
    ("objectclass", Kind::Class),
    ("objectclasses", Kind::Class),
    ("olcobjectclasses", Kind::Class),
    ("objectidentifier", Kind::ObjectIdentifier),
    ("olcobjectidentifier", Kind::ObjectIdentifier),
    ("ldapsyntax", Kind::Syntax),
    ("ldapsyntaxes", Kind::Syntax),
    ("olcldapsyntaxes", Kind::Syntax),
];

/// Words of the same files whose meaning is not built.
const NOT_BUILT: &[&str] = &[
    "ditcontentrule",
    "ditcontentrules",
    "olcditcontentrules",
    "ditstructurerules",
    "nameforms",
    "matchingruleuse",
];

/// One description.
pub(super) struct Statement<'t> {
    pub(super) kind: Kind,
    /// Behind the keyword.
    pub(super) text: String,
    /// The file from where the description begins, and that place.
    rest: &'t str,
    line: usize,
    column: usize,
    /// Whether lines are folded as in LDIF.
    folded: bool,
}

impl Statement<'_> {
    /// An error at a byte of the description.
    pub(super) fn error(&self, at: usize, cause: String) -> SchemaError {
        let (mut line, mut column, mut left) = (self.line, self.column, at);
        let mut characters = self.rest.chars().peekable();
        while let Some(character) = characters.next() {
            let fold = self.folded && character == '\n';
            if left == 0 && !fold {
                break;
            }
            match character {
                '\n' => {
                    (line, column) = (line + 1, 1);
                    if fold && characters.next_if_eq(&' ').is_some() {
                        column += 1;
                    }
                }
                _ => column += 1,
            }
            if !fold {
                left = left.saturating_sub(character.len_utf8());
            }
        }
        SchemaError::at(line, column, cause)
    }
}

/// The descriptions of a file, and what is wrong with its form.
pub(super) fn statements(text: &str) -> (Vec<Statement<'_>>, Vec<SchemaError>) {
    let first = text
        .lines()
        .find(|line| !line.starts_with('#') && !line.trim().is_empty());
    let is_ldif = first.is_some_and(|line| {
        let name = line.split(':').next().unwrap_or_default();
        line.contains(':') && ["dn", "version"].contains(&&*name.trim().to_ascii_lowercase())
    });
    match is_ldif {
        true => of_ldif(text),
        false => of_text(text),
    }
}

fn of_ldif(text: &str) -> (Vec<Statement<'_>>, Vec<SchemaError>) {
    let records = match ldif::read(text.as_bytes()) {
        Ok(records) => records,
        Err(error) => {
            let cause = format!("{}; {}", error.cause(), error.cure());
            let error = SchemaError::at(error.line(), error.column(), cause);
            return (Vec::new(), vec![error]);
        }
    };
    let starts: Vec<usize> = std::iter::once(0)
        .chain(text.match_indices('\n').map(|(at, _)| at + 1))
        .collect();
    let (mut statements, mut errors) = (Vec::new(), Vec::new());
    for record in &records {
        for ((name, value), (line, column)) in record.attributes.iter().zip(&record.places) {
            let name = name.to_ascii_lowercase();
            if NOT_BUILT.contains(&&*name) {
                errors.push(SchemaError::at(*line, 1, not_built(&name)));
            }
            // `objectClass` is the entry's own class.
            let Some((_, kind)) = KEYWORDS
                .iter()
                .find(|(keyword, _)| *keyword == name)
                .filter(|_| name != "objectclass")
            else {
                continue;
            };
            let value = String::from_utf8_lossy(value);
            let start = starts.get(line - 1).copied().unwrap_or(text.len());
            let rest = text.get(start..).unwrap_or_default();
            let skip = rest.char_indices().nth(column - 1).map_or(0, |(at, _)| at);
            // Values of `cn=config` are numbered, `{0}( … )`.
            let bare = match value.split_once('}') {
                Some((number, bare)) if number.starts_with('{') => bare,
                _ => &value,
            };
            let numbered = value.len() - bare.len();
            statements.push(Statement {
                kind: *kind,
                text: bare.to_owned(),
                rest: rest.get(skip + numbered..).unwrap_or_default(),
                line: *line,
                column: column + numbered,
                folded: true,
            });
        }
    }
    if statements.is_empty() && errors.is_empty() {
        errors.push(SchemaError::at(1, 1, "there is no `attributeTypes`, `olcAttributeTypes`, `objectClasses` or `olcObjectClasses` in this LDIF; name a file of a schema"));
    }
    (statements, errors)
}

fn not_built(word: &str) -> String {
    format!("`{word}` is not built yet; leave it out")
}

/// Lines of one statement: from the one that begins it to the last that continues it.
fn of_text(text: &str) -> (Vec<Statement<'_>>, Vec<SchemaError>) {
    let (mut statements, mut errors) = (Vec::new(), Vec::new());
    let mut open: Option<(usize, usize)> = None;
    let mut at = 0;
    let mut begun: Vec<(usize, usize, usize)> = Vec::new();
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        let start = at;
        at += line.len();
        let bare = line.trim();
        if line.starts_with('#') || bare.is_empty() {
            continue;
        }
        // Within parentheses a new statement begins with a word at the margin; outside, with anything that is not indented, or a description of its own.
        let margin = line.starts_with(|first: char| first.is_ascii_alphabetic());
        let closed = open.is_none_or(|(from, _)| depth(&text[from..start]) <= 0);
        if margin || closed && (bare.starts_with('(') || !line.starts_with([' ', '\t'])) {
            begun.extend(open.map(|(from, line)| (from, start, line)));
            open = Some((start, number));
        } else if open.is_none() {
            errors.push(SchemaError::at(
                number,
                1,
                "this is no description; write `attributetype ( … )` or `objectclass ( … )`",
            ));
        }
    }
    begun.extend(open.map(|(from, line)| (from, text.len(), line)));
    for (from, to, line) in begun {
        match statement(text, from, to, line) {
            Ok(statement) => statements.push(statement),
            Err(error) => errors.push(error),
        }
    }
    if statements.is_empty() && errors.is_empty() {
        errors.push(SchemaError::at(
            1,
            1,
            "the file defines nothing; name a file of a schema",
        ));
    }
    (statements, errors)
}

/// How many parentheses are open, outside of quotes and comments.
fn depth(text: &str) -> i32 {
    let (mut depth, mut quoted) = (0, false);
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    for character in lines.flat_map(str::chars) {
        match character {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            _ => {}
        }
    }
    depth
}

fn statement(
    text: &str,
    from: usize,
    to: usize,
    line: usize,
) -> Result<Statement<'_>, SchemaError> {
    let whole = &text[from..to];
    let indent = whole.len() - whole.trim_start().len();
    let split = whole[indent..]
        .find(|character: char| character.is_whitespace() || matches!(character, '(' | ':'))
        .map_or(whole.len(), |at| at + indent);
    let keyword = whole[indent..split].to_ascii_lowercase();
    let offset = split + usize::from(whole[split..].starts_with(':'));
    // Comments within stay as blanks, so that places hold.
    let body: String = whole[offset..]
        .split_inclusive('\n')
        .enumerate()
        .map(|(at, line)| match at > 0 && line.starts_with('#') {
            true => line
                .chars()
                .map(|c| {
                    if c == '\n' {
                        "\n".to_owned()
                    } else {
                        " ".repeat(c.len_utf8())
                    }
                })
                .collect(),
            false => line.to_owned(),
        })
        .collect();
    let problem = |cause: String| SchemaError::at(line, indent + 1, cause);
    let kind = match KEYWORDS.iter().find(|(known, _)| *known == keyword) {
        Some((_, kind)) => *kind,
        None if keyword.is_empty() => meant(&body).ok_or_else(|| {
            problem("this may be an attribute type or an object class; write `attributetype` or `objectclass` before it".to_owned())
        })?,
        None if NOT_BUILT.contains(&&*keyword) => return Err(problem(not_built(&keyword))),
        None => {
            let nearest = KEYWORDS.iter().min_by_key(|(known, _)| distance(known, &keyword));
            let nearest = nearest.map_or("", |(known, _)| known);
            let shown: String = keyword.chars().take(40).collect();
            return Err(problem(format!("there is no statement `{shown}`; the nearest is `{nearest}`")));
        }
    };
    Ok(Statement {
        kind,
        text: body.trim_end().to_owned(),
        rest: &whole[offset..],
        line,
        column: whole[..offset].chars().count() + 1,
        folded: false,
    })
}

/// What a description without a keyword is, by the words that only one kind has.
fn meant(body: &str) -> Option<Kind> {
    let has = |words: &[&str]| {
        body.split_whitespace()
            .any(|word| words.contains(&word.to_ascii_uppercase().as_str()))
    };
    if has(&[
        "SYNTAX",
        "EQUALITY",
        "ORDERING",
        "SUBSTR",
        "USAGE",
        "SINGLE-VALUE",
    ]) {
        return Some(Kind::Attribute);
    }
    has(&["ABSTRACT", "STRUCTURAL", "AUXILIARY", "MUST", "MAY"]).then_some(Kind::Class)
}
