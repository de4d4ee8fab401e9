//! What has been read of a file so far, and the values that it takes.

use std::path::PathBuf;

use toml::de::DeValue;

use super::{
    document::{Document, Value},
    error::ConfigError,
};
use crate::{directory::encoding, server::builder::Builder, vendor::Profile};

/// A file on its way to a server.
pub(super) struct Reading<'d> {
    document: &'d Document<'d>,
    pub(super) read: Read,
    problems: Vec<(usize, String)>,
}

/// What came of it.
pub(super) struct Read {
    pub(super) builder: Builder,
    pub(super) profile: Option<Profile>,
    pub(super) domain: Option<String>,
    pub(super) suffixes: Vec<String>,
    /// Whether there is one.
    pub(super) databases: bool,
    /// The files of the certificate and its key.
    pub(super) certificate: [Option<PathBuf>; 2],
}

impl<'d> Reading<'d> {
    pub(super) fn new(document: &'d Document<'d>) -> Self {
        Self {
            document,
            read: Read {
                builder: Builder::new(Profile::OPENLDAP),
                profile: None,
                domain: None,
                suffixes: Vec::new(),
                databases: false,
                certificate: [None, None],
            },
            problems: Vec::new(),
        }
    }

    /// What was read, or everything that is wrong, in the order of the file.
    pub(super) fn end(mut self) -> Result<Read, ConfigError> {
        if self.problems.is_empty() {
            return Ok(self.read);
        }
        self.problems.sort();
        let told = self.problems.iter();
        let problems = told.map(|(at, problem)| self.document.tell(*at, problem));
        Err(ConfigError {
            problems: problems.collect(),
        })
    }

    pub(super) fn problem(&mut self, at: usize, problem: String) {
        self.problems.push((at, problem));
    }

    /// Sets something on the server.
    pub(super) fn set(&mut self, set: impl FnOnce(Builder) -> Builder) {
        let nothing = Builder::new(Profile::OPENLDAP);
        self.read.builder = set(std::mem::replace(&mut self.read.builder, nothing));
    }

    /// Values are not repeated: a secret in the wrong place stays one.
    fn wrong<T>(&mut self, value: &Value<'_>, takes: &str) -> Option<T> {
        let kind = match value.get_ref() {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) => "a number",
            DeValue::Float(_) => "a number with a fraction",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a time",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.problem(
            value.span().start,
            format!("{takes} stands here, not {kind}"),
        );
        None
    }

    pub(super) fn text<'v>(&mut self, value: &'v Value<'d>) -> Option<&'v str> {
        match value.get_ref() {
            DeValue::String(text) => Some(text),
            _ => self.wrong(value, "a text in quotes"),
        }
    }

    /// A text that is not empty, read further.
    pub(super) fn parsed<T, E: std::fmt::Display>(
        &mut self,
        value: &Value<'d>,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        match read(self.text(value)?) {
            Ok(parsed) => Some(parsed),
            Err(error) => {
                self.problem(value.span().start, error.to_string());
                None
            }
        }
    }

    pub(super) fn flag(&mut self, value: &Value<'d>) -> Option<bool> {
        match value.get_ref() {
            DeValue::Boolean(flag) => Some(*flag),
            _ => self.wrong(value, "true or false, without quotes,"),
        }
    }

    pub(super) fn number<T: TryFrom<i128>>(&mut self, value: &Value<'d>) -> Option<T> {
        let DeValue::Integer(integer) = value.get_ref() else {
            return self.wrong(value, "a number");
        };
        let digits = integer.as_str();
        let number = i128::from_str_radix(digits, integer.radix()).ok();
        let number = number.and_then(|number| T::try_from(number).ok());
        if number.is_none() {
            let problem = format!("{integer} is too large, too small or negative here");
            self.problem(value.span().start, problem);
        }
        number
    }

    /// One, or a list of them.
    pub(super) fn each<'v>(&self, value: &'v Value<'d>) -> Vec<&'v Value<'d>> {
        match value.get_ref() {
            DeValue::Array(array) => array.iter().collect(),
            _ => vec![value],
        }
    }

    pub(super) fn texts<'v>(&mut self, value: &'v Value<'d>) -> Vec<&'v str> {
        let each = self.each(value).into_iter();
        each.filter_map(|one| match one.get_ref() {
            DeValue::String(text) => Some(&**text),
            _ => self.wrong(one, "a text in quotes, or a list of them,"),
        })
        .collect()
    }

    /// A path from the file's folder.
    pub(super) fn path(&mut self, value: &Value<'d>) -> Option<PathBuf> {
        let document = self.document;
        self.text(value).map(|written| document.path(written))
    }

    pub(super) fn paths(&mut self, value: &Value<'d>) -> Vec<PathBuf> {
        let document = self.document;
        let paths = self.texts(value).into_iter();
        paths.map(|written| document.path(written)).collect()
    }

    /// The first line of the file that is named.
    pub(super) fn password(&mut self, value: &Value<'d>) -> Option<String> {
        let path = self.path(value)?;
        match first_line(&path) {
            Ok(password) => Some(password),
            Err(why) => {
                let problem = format!("the password file {} {why}", path.display());
                self.problem(value.span().start, problem);
                None
            }
        }
    }
}

fn first_line(path: &std::path::Path) -> Result<String, String> {
    let octets = std::fs::read(path)
        .map_err(|error| format!("cannot be read: {error}; name a readable text file"))?;
    let text = encoding::utf8(&octets).map_err(|error| format!("is {error}; {}", error.cure()))?;
    match text.lines().next() {
        Some(password) if !password.is_empty() => Ok(password.to_owned()),
        _ => Err("has no password in its first line; write it there".to_owned()),
    }
}
