use super::*;

#[test]
fn every_shape_that_is_named_is_described() {
    let text = serde_json::to_value(describe()).unwrap();
    let schemas = text["components"]["schemas"].as_object().unwrap();
    let mut found = 0;
    let mut left = vec![&text];
    while let Some(value) = left.pop() {
        if let Some(name) = value["$ref"].as_str() {
            let name = name.strip_prefix("#/components/schemas/").unwrap();
            assert!(schemas.contains_key(name), "{name}");
            found += 1;
        }
        match value {
            serde_json::Value::Object(object) => left.extend(object.values()),
            serde_json::Value::Array(list) => left.extend(list),
            _ => {}
        }
    }
    assert!(found > 100, "{found}");
    assert_eq!(
        schemas["Settings"]["properties"].as_object().unwrap().len(),
        28
    );
}
