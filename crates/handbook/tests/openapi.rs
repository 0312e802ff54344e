//! The OpenAPI document against what the JSON dialect reads and writes.

#![cfg(test)]

use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

fn document() -> Value {
    let document = handbook::document("/openapi.json").unwrap();
    serde_json::from_str(&document.body).unwrap()
}

/// A validator for a schema of the document; references lead back into it.
fn validator(schema: &Value) -> jsonschema::Validator {
    let mut whole = document();
    let object = whole.as_object_mut().unwrap();
    object.retain(|name, _| name == "components");
    for (name, value) in schema.as_object().unwrap() {
        object.insert(name.clone(), value.clone());
    }
    jsonschema::draft202012::new(&whole).unwrap()
}

fn answers() -> jsonschema::Validator {
    let document = document();
    let schema = &document["paths"]["/ep/v2"]["post"]["responses"]["200"];
    validator(&schema["content"]["application/json"]["schema"])
}

fn requests() -> jsonschema::Validator {
    let document = document();
    let schema = &document["paths"]["/ep/v2"]["post"]["requestBody"];
    validator(&schema["content"]["application/json"]["schema"])
}

/// All golden files of that name that the JSON dialect wrote.
fn golden(name: &str) -> Vec<(PathBuf, Value)> {
    fn walk(folder: &Path, name: &str, found: &mut Vec<(PathBuf, Value)>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, name, found);
            } else if path.file_name().is_some_and(|it| it == name) {
                let text = fs::read_to_string(&path).unwrap();
                let value = serde_json::from_str(&text).unwrap();
                found.push((path, value));
            }
        }
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dialects/golden/json");
    let mut found = Vec::new();
    walk(&folder, name, &mut found);
    found
}

#[track_caller]
fn check(validator: &jsonschema::Validator, value: &Value, context: &str) {
    let complaints: Vec<String> = validator
        .iter_errors(value)
        .map(|error| error.to_string())
        .collect();
    assert!(
        complaints.is_empty(),
        "{context}: {complaints:#?}\n{value:#}"
    );
}

#[test]
fn every_golden_answer_is_valid() {
    let validator = answers();
    let answers = golden("reply.json");
    assert!(answers.len() > 20);
    for (file, answer) in answers {
        check(&validator, &answer, &file.display().to_string());
    }
}

#[test]
fn every_golden_postback_is_valid() {
    let document = document();
    for (file, postback) in golden("postback.json") {
        let code = postback["code"].as_str().unwrap();
        let hook = &document["webhooks"][code]["post"]["requestBody"];
        let schema = hook["content"]["application/json"]["schema"].clone();
        assert!(schema.is_object(), "{code} has no webhook");
        check(&validator(&schema), &postback, &file.display().to_string());
    }
}

#[test]
fn every_example_of_a_request_is_valid() {
    let document = document();
    let body = &document["paths"]["/ep/v2"]["post"]["requestBody"];
    let examples = body["content"]["application/json"]["examples"]
        .as_object()
        .unwrap();
    assert_eq!(examples.len(), domain::action::Action::ALL.len());
    let validator = requests();
    for (name, example) in examples {
        check(&validator, &example["value"], name);
    }
}

#[test]
fn what_is_wrong_is_not_valid() {
    let requests = requests();
    for wrong in [
        json!({}),
        json!({"action": "makeCoffee"}),
        json!({"action": "sendMMS", "from": "60856", "slide": [{"message-text": "Hi"}]}),
        json!({"action": "getMmsIds", "to": "12025550100"}),
        json!({"action": "subscribe", "mobile": "abc", "campaign-ref": "x"}),
    ] {
        assert!(!requests.is_valid(&wrong), "{wrong}");
    }
    let answers = answers();
    for wrong in [
        json!({}),
        json!({"status": "Success"}),
        json!({"status": "Success", "mms-id": 35674}),
        json!({"status": "Failure", "error-code": "E100"}),
        json!({"status": "Success", "mms-id": "1", "error-code": "E100"}),
    ] {
        assert!(!answers.is_valid(&wrong), "{wrong}");
    }
}

/// A schema without any rule would take everything.
#[test]
fn no_schema_takes_everything() {
    fn walk(value: &Value, path: &str) {
        match value {
            Value::Object(object) => {
                if object.get("type") == Some(&json!("object")) {
                    assert!(
                        object.contains_key("additionalProperties"),
                        "{path} is open"
                    );
                }
                for (name, inner) in object {
                    if name == "schema" || name == "items" {
                        assert_ne!(inner, &json!({}), "{path}/{name}");
                        assert_ne!(inner, &json!(true), "{path}/{name}");
                    }
                    walk(inner, &format!("{path}/{name}"));
                }
            }
            Value::Array(all) => all.iter().for_each(|inner| walk(inner, path)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    walk(&document(), "");
}
