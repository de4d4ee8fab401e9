//! From a document and what is stored to settings.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    Document, Id, KEYS, Problem, Secret, Settings, SettingsError,
    key::{PASSWORD_IS_FOR, Presence},
    settings,
};

/// What answers show instead of a password, and what in a request means: keep the stored one.
pub const KEEP_PASSWORD: &str = "(the stored password)";

/// What an absent key means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Merge {
    /// `PUT /ds`: every required key is there; an optional one that is not stays as it is stored.
    Put,
    /// `command/ldap/create` and `update`: a key that is not there takes its default.
    Replace,
}

impl Document {
    /// Makes settings of it.
    ///
    /// # Errors
    /// [`SettingsError`]: required keys missing, keys that exclude each other, a stored password that is not to be used so.
    pub fn settings(
        &self,
        merge: Merge,
        stored: Option<&Settings>,
    ) -> Result<Settings, SettingsError> {
        let mut problems = Vec::new();
        let mut values = BTreeMap::new();
        for key in KEYS
            .iter()
            .filter(|key| !["id", "password"].contains(&key.name))
        {
            let given = self.values.get(key.name);
            let value = match (given, key.presence) {
                (Some(Value::Null), _) => key.default_value(),
                (Some(value), _) => value.clone(),
                (None, Presence::Required) if key.nullable && merge == Merge::Replace => {
                    key.default_value()
                }
                (None, Presence::Required) => {
                    let spelt = match key.aliases.first() {
                        Some(alias) => format!(" (or {alias})"),
                        None => String::new(),
                    };
                    let text = format!("it is required{spelt} and not there: {}", key.meaning);
                    problems.push(Problem::new(key.name, text));
                    continue;
                }
                (None, Presence::Optional) if merge == Merge::Put => stored
                    .and_then(|stored| stored.values.get(key.name).cloned())
                    .unwrap_or_else(|| key.default_value()),
                (None, _) => key.default_value(),
            };
            values.insert(key.name, value);
        }
        let given = self.values.get("password").and_then(Value::as_str);
        let keep = given == Some(KEEP_PASSWORD);
        let password = match keep {
            true => stored.and_then(|stored| stored.password.clone()),
            false => given.map(Secret::new),
        };
        problems.extend(settings::contradictions(&values, given.is_some()));
        if !problems.is_empty() {
            return Err(SettingsError::Schema(problems));
        }
        if keep {
            let differs = |name: &&&str| {
                stored.is_none_or(|stored| stored.values.get(**name) != values.get(**name))
            };
            let changed: Vec<&str> = match password {
                Some(_) => PASSWORD_IS_FOR.iter().filter(differs).copied().collect(),
                None => {
                    return Err(SettingsError::PasswordNeeded {
                        changed: Vec::new(),
                    });
                }
            };
            if !changed.is_empty() {
                return Err(SettingsError::PasswordNeeded { changed });
            }
        }
        let id = match (self.id(), stored) {
            (Some(given), Some(stored)) if given != stored.id => {
                return Err(SettingsError::OtherId {
                    stored: stored.id.to_string(),
                    given: given.to_string(),
                });
            }
            (_, Some(stored)) => stored.id.clone(),
            (_, None) => Id::random(),
        };
        Ok(Settings {
            id,
            values,
            password,
        })
    }
}
