//! The table of keys as a JSON schema, for people and for the description of the API.

use serde_json::{Map, Value, json};

use super::{KEYS, Kind, document};

/// The settings object: JSON Schema, 2020-12.
pub fn json_schema() -> Value {
    let properties: Map<String, Value> = KEYS
        .iter()
        .map(|key| {
            let mut schema = match key.kind {
                Kind::Text => json!({"type": "string"}),
                Kind::Integer => json!({"type": "integer"}),
                Kind::Flag => json!({"type": "boolean"}),
                Kind::Texts => json!({"type": "array", "items": {"type": "string"}}),
                Kind::Id => json!({"type": "string", "format": "uuid"}),
            };
            if key.nullable {
                schema["type"] = json!([schema["type"], "null"]);
            }
            schema["description"] = key.meaning.into();
            if key.default_value() != Value::Null {
                schema["default"] = key.default_value();
            }
            (key.name.to_owned(), schema)
        })
        .collect();
    let required: Vec<&str> = document::required().map(|key| key.name).collect();
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties,
    })
}
