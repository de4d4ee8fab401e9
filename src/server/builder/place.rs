//! Where what is loaded comes from, for messages.

use std::sync::Arc;

/// A place in a file, or who was given.
#[derive(Clone, Debug)]
pub(super) struct Place {
    what: Arc<str>,
    /// The file's number, the line and the column, counted from 1; the line is 0 where there is no file.
    file: usize,
    line: usize,
    column: usize,
    /// Whether this is a user's input, to be held against the rules.
    input: bool,
}

impl Place {
    fn new(what: Arc<str>, input: bool) -> Self {
        Self {
            what,
            file: usize::MAX,
            line: 0,
            column: 0,
            input,
        }
    }

    /// No place that would help.
    pub(super) fn none() -> Self {
        Self {
            file: 0,
            ..Self::new("".into(), false)
        }
    }

    /// What the server makes itself.
    pub(super) fn made(what: &str) -> Self {
        Self::new(what.into(), false)
    }

    /// A user or group of the builder.
    pub(super) fn given(what: String) -> Self {
        Self::new(what.into(), true)
    }

    /// A line of a file. Files have numbers from 1.
    pub(super) fn line(name: &Arc<str>, file: usize, line: usize, column: usize) -> Self {
        Self {
            what: Arc::clone(name),
            file,
            line,
            column,
            input: true,
        }
    }

    /// An entry made in code, by its number from 1 among those that came with it; they share the numbers of files.
    pub(super) fn entry(file: usize, number: usize) -> Self {
        Self {
            file,
            line: number,
            column: 0,
            ..Self::new("entry".into(), true)
        }
    }

    pub(super) fn is_input(&self) -> bool {
        self.input
    }

    /// Whether it is a user or group of the builder.
    pub(super) fn is_given(&self) -> bool {
        self.input && self.line == 0
    }

    /// Problems stand in the order of files and lines.
    pub(super) fn order(&self) -> (usize, usize, usize) {
        (self.file, self.line, self.column)
    }

    /// The problem behind its place.
    pub(super) fn tell(&self, problem: &str) -> String {
        match (self.line, &*self.what) {
            (0, "") => problem.to_owned(),
            (0, what) => format!("{what}: {problem}"),
            (number, what) if self.column == 0 => format!("{what} {number}: {problem}"),
            (line, what) => format!("{what}:{line}:{}: {problem}", self.column),
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => f.write_str(&self.what),
            number if self.column == 0 => write!(f, "{} {number}", self.what),
            line => write!(f, "{}:{line}", self.what),
        }
    }
}
