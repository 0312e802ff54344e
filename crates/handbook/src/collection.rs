//! A collection of requests for API clients with a window: every action in every dialect.
//!
//! Speaks the Postman collection format 2.1, which most such clients import.

use crate::calls::CALLS;
use crate::requests::{KEY, Spelling, parameters, spelt};
use domain::action::Action;
use serde_json::{Value, json};

const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

/// The whole collection; address and key are variables.
pub(crate) fn document() -> Value {
    let folders: Vec<Value> = Spelling::ALL.into_iter().map(folder).collect();
    json!({
        "info": {
            "name": "Wirephoto",
            "description": "Every action in every dialect. Set the variables `host` and `key` first.",
            "schema": SCHEMA,
        },
        "item": folders,
        "variable": [
            {"key": "host", "value": "http://127.0.0.1:8080"},
            {"key": "key", "value": KEY},
        ],
    })
}

fn folder(spelling: Spelling) -> Value {
    let items: Vec<Value> = CALLS
        .iter()
        .map(|call| {
            json!({
                "name": call.action.name(),
                "request": request(call.action, spelling, call.does),
            })
        })
        .collect();
    json!({"name": spelling.name(), "item": items})
}

fn request(action: Action, spelling: Spelling, does: &str) -> Value {
    let path: Vec<&str> = spelling.path().trim_start_matches('/').split('/').collect();
    let raw = format!("{{{{host}}}}{}", spelling.path());
    if spelling == Spelling::Get {
        let query: Vec<Value> = parameters(action)
            .into_iter()
            .map(|(name, value)| json!({"key": name, "value": value.replace(KEY, "{{key}}")}))
            .collect();
        return json!({
            "method": "GET",
            "description": does,
            "header": [],
            "url": {"raw": raw, "host": ["{{host}}"], "path": path, "query": query},
        });
    }
    let (kind, key) = match spelling {
        Spelling::Json => (
            "json",
            Some(json!({"key": "x-api-key", "value": "{{key}}"})),
        ),
        Spelling::Legacy | Spelling::Wxml | Spelling::Get | Spelling::Kebab => ("xml", None),
    };
    let mut header = vec![json!({
        "key": "Content-Type",
        "value": if kind == "json" { "application/json" } else { "text/xml" },
    })];
    header.extend(key);
    json!({
        "method": "POST",
        "description": does,
        "header": header,
        "body": {
            "mode": "raw",
            "raw": spelt(action, spelling).replace(KEY, "{{key}}"),
            "options": {"raw": {"language": kind}},
        },
        "url": {"raw": raw, "host": ["{{host}}"], "path": path},
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_is_there_in_every_dialect_and_no_key_is() {
        let collection = document();
        let folders = collection["item"].as_array().unwrap();
        assert_eq!(folders.len(), Spelling::ALL.len());
        for folder in folders {
            assert_eq!(folder["item"].as_array().unwrap().len(), Action::ALL.len());
            assert!(!folder.to_string().contains(KEY));
        }
    }
}
