//! One key of a file.

use toml::{
    Spanned,
    de::{DeString, DeTable},
};

use super::{document::Value, reading::Reading};
use crate::{diagnosis::distance, server::builder::Database};

/// A key of a file of options: what it takes, and what it is for.
#[derive(Clone, Copy)]
pub struct ConfigKey {
    pub(super) name: &'static str,
    pub(super) takes: &'static str,
    pub(super) about: &'static str,
    pub(super) read: Read,
}

/// Where a value goes.
#[derive(Clone, Copy)]
pub(super) enum Read {
    Server(for<'d> fn(&mut Reading<'d>, &Value<'d>)),
    Database(for<'d> fn(&mut Reading<'d>, Database, &Value<'d>) -> Database),
}

impl ConfigKey {
    pub(super) const fn server(
        name: &'static str,
        takes: &'static str,
        about: &'static str,
        read: for<'d> fn(&mut Reading<'d>, &Value<'d>),
    ) -> Self {
        Self {
            name,
            takes,
            about,
            read: Read::Server(read),
        }
    }

    pub(super) const fn database(
        name: &'static str,
        takes: &'static str,
        about: &'static str,
        read: for<'d> fn(&mut Reading<'d>, Database, &Value<'d>) -> Database,
    ) -> Self {
        Self {
            name,
            takes,
            about,
            read: Read::Database(read),
        }
    }

    /// The name, as on the command line.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What it takes, in words.
    pub fn takes(&self) -> &'static str {
        self.takes
    }

    /// A sentence or two on what it does.
    pub fn about(&self) -> &'static str {
        self.about
    }
}

impl std::fmt::Debug for ConfigKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ConfigKey")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Finds the row of a key, or says why there is none.
pub(super) fn find(
    rows: &'static [ConfigKey],
    others: &[(&str, &str)],
    key: &Spanned<DeString<'_>>,
    reading: &mut Reading<'_>,
) -> Option<&'static ConfigKey> {
    let name: &str = key.get_ref();
    if let Some(row) = rows.iter().find(|row| row.name == name) {
        return Some(row);
    }
    let problem = match others.iter().find(|(other, _)| *other == name) {
        Some((_, why)) => format!("`{name}` {why}"),
        None => {
            let nearest = rows
                .iter()
                .min_by_key(|row| distance(row.name, name))
                .map_or("", |row| row.name);
            format!("there is no key `{name}`; the nearest is `{nearest}`")
        }
    };
    reading.problem(key.span().start, problem);
    None
}

/// Says of keys that exclude each other which ones are there.
pub(super) fn exclude<'d>(reading: &mut Reading<'d>, table: &DeTable<'d>, pairs: &[(&str, &str)]) {
    let place = |name: &str| {
        let found = table.iter().find(|(key, _)| key.get_ref() == name);
        found.map(|(key, _)| key.span().start)
    };
    for (one, other) in pairs {
        if let (Some(first), Some(second)) = (place(one), place(other)) {
            let problem = format!("`{one}` and `{other}` exclude each other; leave one out");
            reading.problem(first.max(second), problem);
        }
    }
}
