//! The document and the implementation are the same.

use crate::given::{Api, Call};
use crate::schema::{Document, matches};
use admin::form::Text;
use serde_json::{Value, json};

const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// A path with its gaps filled.
fn filled(path: &str) -> String {
    let path = path.strip_prefix("/admin/v1").unwrap();
    let fill = |segment: &str| match segment.starts_with('{') {
        true => "0000000000000000".to_owned(),
        false => segment.to_owned(),
    };
    path.split('/').map(fill).collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn every_method_of_every_path_is_served_if_and_only_if_it_is_in_the_document() {
    let api = Api::start().await;
    let document = admin::http::document();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in METHODS {
            let documented = methods.get(method.to_lowercase()).is_some()
                || (method == "HEAD" && methods.get("get").is_some());
            if method == "HEAD" {
                continue;
            }
            let answer = api
                .call(Call::new(method, &filled(path)).json(&json!({})))
                .await;
            assert_eq!(
                answer.status != 405,
                documented,
                "{method} {path}: {answer:?}"
            );
            if !documented {
                let allowed = answer.header("allow").to_owned();
                for known in methods.as_object().unwrap().keys() {
                    assert!(
                        allowed.contains(&known.to_uppercase()),
                        "{path}: {allowed:?}"
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn the_document_is_served() {
    let api = Api::start().await;
    assert_eq!(
        api.get("/openapi.json").await.expect(200),
        admin::http::document()
    );
    api.get("/nothing")
        .await
        .refused(404, &["/admin/v1/openapi.json"]);
}

/// Every schema below a value, with its place.
fn walk<'a>(value: &'a Value, place: &str, found: &mut Vec<(String, &'a Value)>) {
    match value {
        Value::Object(fields) => {
            if value["type"].is_string() || value["oneOf"].is_array() {
                found.push((place.to_owned(), value));
            }
            for (name, value) in fields {
                walk(value, &format!("{place}/{name}"), found);
            }
        }
        Value::Array(values) => {
            for value in values {
                walk(value, place, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn no_schema_allows_everything() {
    let document = admin::http::document();
    let mut found = Vec::new();
    walk(&document["components"]["schemas"], "", &mut found);
    assert!(found.len() > 200, "{} schemas", found.len());
    for (place, schema) in found {
        match schema["type"].as_str() {
            Some("object") => assert_eq!(schema["additionalProperties"], false, "{place}"),
            Some("array") => assert!(schema["items"].is_object(), "{place}"),
            Some("boolean" | "integer" | "string" | "null") => {}
            None => assert!(schema["oneOf"].is_array(), "{place}"),
            Some(other) => panic!("{place} is {other}"),
        }
    }
}

#[test]
fn every_operation_is_named_once_described_and_guarded() {
    let document = admin::http::document();
    assert_eq!(document["security"], json!([{ "token": [] }]));
    let mut names: Vec<&str> = Vec::new();
    let paths = document["paths"].as_object().unwrap().values();
    for operation in paths.flat_map(|it| it.as_object().unwrap().values()) {
        let name = operation["operationId"].as_str().unwrap();
        assert!(!names.contains(&name), "{name} is there twice");
        names.push(name);
        assert!(
            operation["summary"].as_str().unwrap().ends_with('.'),
            "{name}"
        );
        assert!(operation.get("security").is_none(), "{name}");
        for status in ["400", "401"] {
            assert!(
                operation["responses"].get(status).is_some(),
                "{name} {status}"
            );
        }
        let success = |status: &String| status.starts_with('2');
        assert!(
            operation["responses"]
                .as_object()
                .unwrap()
                .keys()
                .any(success),
            "{name}"
        );
    }
}

/// The patterns say what the checks say.
#[track_caller]
fn check(text: &Text, right: &[&str], wrong: &[&str]) {
    for written in right.iter().chain([&text.example]) {
        assert!(
            matches(text.pattern, written),
            "{written:?} {}",
            text.pattern
        );
    }
    for written in wrong {
        assert!(
            !matches(text.pattern, written),
            "{written:?} {}",
            text.pattern
        );
    }
}

#[test]
fn patterns_and_checks_of_settings_agree() {
    check(
        &Text::ACCOUNT,
        &["a", "Café 7", "名前", "a b"],
        &["", " a", "a ", ".", "a/b", "a\\b", "a\n"],
    );
    check(&Text::LINE, &["a", "a / b"], &["", "a\nb", "\u{85}"]);
    check(&Text::DIGITS, &["608"], &["12", "+123", "1234567890123456"]);
    check(&Text::COUNTRY, &["DE"], &["us", "USA"]);
    check(
        &Text::ADDRESS,
        &["http://a"],
        &["ftp://a", "http://", "http://a b"],
    );
    check(&Text::ZONE, &["UTC"], &["", "a b"]);
    check(
        &Text::HOST,
        &["a.example:8080"],
        &["", "A", "a/b", "a:b", ":1"],
    );
    check(
        &Text::NETWORK,
        &["::1", "10.0.0.0/8"],
        &["", "a.example", "10.0.0.0/8/8", "10.0.0.0/"],
    );
    check(
        &Text::TIME,
        &["0s", "9999999999d"],
        &["s", "1", "1 s", "-1s", "12345678901s"],
    );
    check(&Text::SOME_TIME, &["1s"], &["0s", "01s"]);
    check(&Text::SIZE, &["1B"], &["0B", "1", "1GB"]);
    check(
        &Text::REQUEST_LIMIT,
        &["1/day"],
        &["0/day", "1/week", "/day"],
    );
    check(
        &Text::KEY,
        &["0123456789abcdef"],
        &["short", "0123456789abcde é"],
    );
    check(&Text::LAST4, &["abcd"], &["abc", "ab d"]);
    check(&Text::DIGEST, &[], &["sha256:0", "0"]);
}

#[test]
fn patterns_and_checks_of_customers_things_agree() {
    check(
        &Text::NUMBER,
        &["12025550100"],
        &["1202", "02025550100", "+12025550100"],
    );
    check(&Text::BLOCK, &["12025550100"], &["12025550100/1", "/608"]);
    check(&Text::REFERENCE, &["Spring 26"], &["", "a/b", " a"]);
    check(&Text::LONG_LINE, &["a"], &["", "a\nb"]);
    check(&Text::TITLE, &["a"], &["", "a\nb"]);
    check(&Text::SMS, &["a\nb"], &["", "a\tb"]);
    check(&Text::DATA_NAME, &["a.b-c_1"], &["", "a b"]);
    check(&Text::DATA_VALUE, &["", "a\nb"], &["a\tb"]);
    check(&Text::MD5, &[], &["password"]);
    check(&Text::KEY_ID, &["0123456789abcdef"], &["0123456789ABCDEF"]);
    check(
        &Text::INSTANT,
        &["2027-01-31T12:00:00.5Z"],
        &["2027-01-31", "2027-01-31T12:00:00+01:00"],
    );
}

#[test]
fn the_reader_of_schemas_refuses_what_is_wrong() {
    let document = Document::new(admin::http::document());
    let problem = &document.json()["components"]["schemas"]["Problem"];
    let good = json!({ "type": "a", "title": "b", "status": 400, "detail": "c" });
    assert!(document.fits(problem, &good).is_ok());
    for (field, value) in [
        ("status", json!(200)),
        ("status", json!("400")),
        ("more", json!(1)),
    ] {
        let mut bad = good.clone();
        bad[field] = value;
        assert!(document.fits(problem, &bad).is_err(), "{bad}");
    }
    assert!(document.fits(problem, &json!({})).is_err());
    let key = &document.json()["components"]["schemas"]["Key"]["properties"]["ends"];
    assert!(document.fits(key, &Value::Null).is_ok());
    assert!(document.fits(key, &json!("tomorrow")).is_err());
}
