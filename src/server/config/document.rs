//! The text of a file: its lines, columns and values.

use std::{
    io::Read as _,
    path::{Path, PathBuf},
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::error::ConfigError;
use crate::directory::encoding;

/// The largest file that is read.
const MAX_FILE: u64 = 1 << 20;

pub(super) type Value<'d> = Spanned<DeValue<'d>>;

/// A text with its name and the folder that its paths start from.
pub(super) struct Document<'d> {
    text: &'d str,
    name: &'d str,
    folder: &'d Path,
}

impl<'d> Document<'d> {
    pub(super) fn new(text: &'d str, name: &'d str, folder: &'d Path) -> Self {
        Self { text, name, folder }
    }

    /// The values, or each place where the text is no TOML.
    pub(super) fn table(&self) -> Result<DeTable<'d>, ConfigError> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        if errors.is_empty() {
            return Ok(table.into_inner());
        }
        let told = |error: &toml::de::Error| {
            let at = error.span().map_or(self.text.len(), |span| span.start);
            // The parser's words quote nothing of the text.
            self.tell(at, &format!("this is no TOML: {}", words(error.message())))
        };
        let mut problems: Vec<String> = errors.iter().map(told).collect();
        problems.dedup();
        Err(ConfigError { problems })
    }

    /// A path of the file.
    pub(super) fn path(&self, written: &str) -> PathBuf {
        self.folder.join(written)
    }

    /// A problem behind its place.
    pub(super) fn tell(&self, at: usize, problem: &str) -> String {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let column = before[start..].chars().count() + 1;
        format!("{}:{line}:{column}: {problem}", self.name)
    }
}

/// The parser's message on one line.
fn words(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of a file.
pub(super) fn text(path: &Path) -> Result<String, ConfigError> {
    let wrong = |why: String| ConfigError {
        problems: vec![format!("{}: {why}", path.display())],
    };
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(MAX_FILE + 1).read_to_end(&mut bytes))
        .map_err(|error| {
            wrong(format!(
                "it cannot be read: {error}; name a file of options"
            ))
        })?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(wrong(
            "it is larger than 1 MiB; entries belong into files of LDIF, which `ldif` names"
                .to_owned(),
        ));
    }
    let text = encoding::utf8(&bytes)
        .map_err(|error| wrong(format!("it is {error}; {}", error.cure())))?;
    Ok(text.to_owned())
}
