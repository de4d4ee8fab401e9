//! Schema texts in the form of OpenLDAP's files: `attributetype ( … )`, `objectclass ( … )`, `#` comments.

use std::fmt;

use super::definition::DefinitionError;
use super::{AttributeType, ObjectClass};

/// Why a schema text cannot be read.
#[derive(Clone, PartialEq, Eq)]
pub struct SchemaError {
    file: Option<String>,
    line: usize,
    /// 0 where it is not known.
    column: usize,
    cause: String,
}

impl SchemaError {
    pub(super) fn new(line: usize, cause: impl Into<String>) -> Self {
        Self {
            file: None,
            line,
            column: 0,
            cause: cause.into(),
        }
    }

    pub(super) fn at(line: usize, column: usize, cause: impl Into<String>) -> Self {
        Self {
            column,
            ..Self::new(line, cause)
        }
    }

    pub(super) fn place(&self) -> (usize, usize) {
        (self.line, self.column)
    }

    /// The same error with the file's name in front.
    #[must_use]
    pub fn in_file(mut self, name: impl Into<String>) -> Self {
        self.file = Some(name.into());
        self
    }

    /// The line, counted from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }

    /// What is wrong.
    #[must_use]
    pub fn cause(&self) -> &str {
        &self.cause
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.file {
            Some(file) if self.column > 0 => {
                write!(f, "{file}:{}:{}: {}", self.line, self.column, self.cause)
            }
            Some(file) => write!(f, "{file}:{}: {}", self.line, self.cause),
            None => write!(f, "line {}: {}", self.line, self.cause),
        }
    }
}

debug_is_display!(SchemaError);

impl std::error::Error for SchemaError {}

/// One description and the line where it starts.
pub(super) enum Item {
    Attribute(usize, AttributeType),
    Class(usize, ObjectClass),
}

pub(super) fn read(text: &str) -> Result<Vec<Item>, SchemaError> {
    let mut items = Vec::new();
    let mut pending: Option<(usize, String)> = None;
    for (number, line) in text.lines().enumerate().map(|(at, line)| (at + 1, line)) {
        if line.starts_with('#') {
            continue;
        }
        if line.starts_with([' ', '\t']) {
            match &mut pending {
                Some((_, statement)) => {
                    statement.push('\n');
                    statement.push_str(line);
                }
                None if line.trim().is_empty() => {}
                None => {
                    return Err(SchemaError::new(
                        number,
                        "an indented line continues a statement, but there is none before it",
                    ));
                }
            }
            continue;
        }
        if let Some((start, statement)) = pending.take() {
            items.push(item(start, &statement)?);
        }
        if !line.trim().is_empty() {
            pending = Some((number, line.to_owned()));
        }
    }
    if let Some((start, statement)) = pending {
        items.push(item(start, &statement)?);
    }
    Ok(items)
}

fn item(line: usize, statement: &str) -> Result<Item, SchemaError> {
    let split = statement
        .find(|character: char| character.is_ascii_whitespace() || matches!(character, '(' | ':'));
    let (keyword, rest) = statement.split_at(split.unwrap_or(statement.len()));
    // LDIF's form of the same text, as in `attributeTypes: ( … )`.
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let offset = statement.len() - rest.len();
    let locate = |error: DefinitionError| {
        let before = &statement[..(offset + error.position()).min(statement.len())];
        SchemaError::new(line + before.matches('\n').count(), error.cause())
    };
    match keyword.to_ascii_lowercase().as_str() {
        "attributetype" | "attributetypes" | "olcattributetypes" => Ok(Item::Attribute(
            line,
            AttributeType::parse(rest).map_err(locate)?,
        )),
        "objectclass" | "objectclasses" | "olcobjectclasses" => {
            Ok(Item::Class(line, ObjectClass::parse(rest).map_err(locate)?))
        }
        other => Err(SchemaError::new(
            line,
            format!("expected `attributetype (` or `objectclass (`, not `{other}`"),
        )),
    }
}
