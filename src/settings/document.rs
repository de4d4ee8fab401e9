//! A JSON object whose keys are known and whose values have the right types.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Id, KEYS, Key, Kind, Problem, SettingsError, key::Presence};

/// What stands for a value that is not repeated.
const HIDDEN: &str = "***";

/// The keys of an object by their own names, each with a value of its type; an empty text where null is allowed is null.
#[derive(Clone, PartialEq)]
pub struct Document {
    pub(super) values: BTreeMap<&'static str, Value>,
}

impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

impl Document {
    /// Reads an object.
    ///
    /// # Errors
    /// [`SettingsError::Schema`] with every unknown key, wrong type and wrong value.
    pub fn read(object: &Map<String, Value>) -> Result<Self, SettingsError> {
        let mut values = BTreeMap::new();
        let mut problems = Vec::new();
        for (given, value) in object {
            let Some(key) = Key::find(given) else {
                let text = format!(
                    "there is no such key; did you mean {}?",
                    Key::nearest(given)
                );
                problems.push(Problem::new(given, text));
                continue;
            };
            match read_value(key, value) {
                Ok(value) => {
                    if values.insert(key.name, value).is_some() {
                        let text = format!(
                            "it is given twice, also as another spelling of {}",
                            key.name
                        );
                        problems.push(Problem::new(given, text));
                    }
                }
                Err(text) => problems.push(Problem::new(given, text)),
            }
        }
        if problems.is_empty() {
            return Ok(Self { values });
        }
        Err(SettingsError::Schema(problems))
    }

    /// Whether it says that there is to be no directory: no key at all, or null for every one.
    pub fn disconnects(&self) -> bool {
        self.values.values().all(Value::is_null)
    }

    /// [`Self::disconnects`] for an object that may be anything else besides.
    pub fn is_disconnect(object: &Map<String, Value>) -> bool {
        object.values().all(Value::is_null) && object.keys().all(|name| Key::find(name).is_some())
    }

    /// The directory that it names, if it does; `None` also for the 1 of old generations.
    pub fn id(&self) -> Option<Id> {
        self.values.get("id")?.as_str()?.parse().ok()
    }
}

fn read_value(key: &Key, value: &Value) -> Result<Value, String> {
    let allowed_null = key.nullable;
    match value {
        Value::Null if allowed_null => return Ok(Value::Null),
        Value::Null => return Err("it must not be null".to_owned()),
        Value::String(text) if text.is_empty() && allowed_null => return Ok(Value::Null),
        _ => {}
    }
    let right = match key.kind {
        Kind::Text => value.is_string(),
        Kind::Integer => value.is_i64() || value.is_u64(),
        Kind::Flag => value.is_boolean(),
        Kind::Texts => value
            .as_array()
            .is_some_and(|list| list.iter().all(Value::is_string)),
        Kind::Id => {
            return match value {
                Value::String(text) => text
                    .parse::<Id>()
                    .map(|id| Value::String(id.to_string()))
                    .map_err(|error| error.to_string()),
                Value::Number(number) if number.as_i64() == Some(1) => Ok(value.clone()),
                _ => Err("it is the UUID that the service gave".to_owned()),
            };
        }
    };
    if !right {
        let must = match key.kind {
            Kind::Text => "a text",
            Kind::Integer => "a whole number without quotes",
            Kind::Flag => "true or false without quotes",
            Kind::Texts => "a list of texts",
            Kind::Id => "a UUID",
        };
        return Err(format!(
            "it must be {must}{}",
            if allowed_null { ", or null" } else { "" }
        ));
    }
    if value.as_str().is_some_and(|text| text.contains('\0')) {
        return Err("it holds a NUL character".to_owned());
    }
    (key.check)(value)?;
    Ok(value.clone())
}

/// An object with the values taken away that may be secret: of `password`, and of unknown keys, one of which may be `password` misspelt.
///
/// ```
/// use ldaplab::settings::redacted;
/// let submitted = serde_json::json!({"port": 389, "password": "s3cret", "pasword": "s3cret"});
/// let shown = serde_json::json!({"port": 389, "password": "***", "pasword": "***"});
/// assert_eq!(redacted(&submitted), shown);
/// ```
pub fn redacted(submitted: &Value) -> Value {
    match submitted {
        Value::Object(object) => {
            let members = object.iter().map(|(name, value)| {
                let plain = Key::find(name).is_some_and(|key| key.name != "password");
                // Where a text or a number is due, a whole object may hold anything.
                let simple = !value.is_object() && !value.is_array();
                let listed = Key::find(name).is_some_and(|key| key.kind == Kind::Texts)
                    && value
                        .as_array()
                        .is_some_and(|list| list.iter().all(Value::is_string));
                let shown = match (plain && (simple || listed)) || value.is_null() {
                    true => value.clone(),
                    false => Value::String(HIDDEN.to_owned()),
                };
                (name.clone(), shown)
            });
            Value::Object(members.collect())
        }
        _ => Value::String(HIDDEN.to_owned()),
    }
}

/// The names of the keys that must be there.
pub(super) fn required() -> impl Iterator<Item = &'static Key> {
    KEYS.iter().filter(|key| key.presence == Presence::Required)
}
