//! A reader of JSON Schema that shares nothing with the code that writes the document.
//!
//! Knows the keywords that the document uses and stops at any other.

use crate::given::Answer;
use http::Method;
use regex_automata::nfa::thompson::pikevm::PikeVM;
use serde_json::Value;

/// The document of the API.
pub(crate) struct Document(Value);

impl Document {
    pub(crate) fn new(document: Value) -> Self {
        Self(document)
    }

    /// The document's own JSON.
    pub(crate) fn json(&self) -> &Value {
        &self.0
    }

    /// The path of the document that a request's path is one of.
    pub(crate) fn path_of(&self, path: &str) -> Option<&str> {
        let path = path.split('?').next().unwrap_or_default();
        let alike = |pattern: &str| {
            pattern.split('/').count() == path.split('/').count()
                && pattern
                    .split('/')
                    .zip(path.split('/'))
                    .all(|(one, other)| one.starts_with('{') || one == other)
        };
        let paths = self.0["paths"].as_object().unwrap().keys();
        paths.map(String::as_str).find(|pattern| alike(pattern))
    }

    /// That the answer to a request is one that the document describes.
    #[track_caller]
    pub(crate) fn check(&self, method: &Method, path: &str, answer: &Answer) {
        let status = answer.status;
        if matches!(status, 401 | 404 | 405) {
            self.valid(&self.0["components"]["schemas"]["Problem"], &answer.body);
            return;
        }
        let place = self
            .path_of(path)
            .unwrap_or_else(|| panic!("{path} is not in the document"));
        let method = method.as_str().to_lowercase();
        let operation = &self.0["paths"][place][&method];
        let response = self.resolved(&operation["responses"][status.to_string()]);
        assert!(
            response.is_object(),
            "{method} {place} has no {status}: {}",
            answer.body
        );
        let kind = answer.header("content-type");
        match response["content"].as_object() {
            None => assert_eq!((kind, &answer.body), ("", &Value::Null), "{method} {place}"),
            Some(content) => self.valid(&content[kind]["schema"], &answer.body),
        }
    }

    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value.get("$ref") {
            Some(place) => self.named(place),
            None => value,
        }
    }

    fn named(&self, place: &Value) -> &Value {
        let place = place.as_str().unwrap().trim_start_matches('#');
        self.0.pointer(place).unwrap()
    }

    #[track_caller]
    fn valid(&self, schema: &Value, value: &Value) {
        if let Err(why) = self.fits(schema, value) {
            panic!("{why} in {value}");
        }
    }

    /// Whether a value is one of a schema's.
    pub(crate) fn fits(&self, schema: &Value, value: &Value) -> Result<(), String> {
        let keywords = schema.as_object().ok_or(format!("{schema} is no schema"))?;
        for (keyword, rule) in keywords {
            self.keyword((keyword, rule), keywords, value)?;
        }
        Ok(())
    }

    fn keyword(
        &self,
        (keyword, rule): (&str, &Value),
        all: &serde_json::Map<String, Value>,
        value: &Value,
    ) -> Result<(), String> {
        let fits = match keyword {
            "$ref" => return self.fits(self.named(rule), value),
            "description" | "examples" | "format" => true,
            "type" => is_of(rule.as_str().unwrap(), value),
            "enum" => rule.as_array().unwrap().contains(value),
            "minimum" => value.as_i64().is_none_or(|it| it >= rule.as_i64().unwrap()),
            "maximum" => value.as_i64().is_none_or(|it| it <= rule.as_i64().unwrap()),
            "maxItems" => {
                let most = rule.as_u64().unwrap();
                value.as_array().is_none_or(|it| it.len() as u64 <= most)
            }
            "pattern" => value
                .as_str()
                .is_none_or(|text| matches(rule.as_str().unwrap(), text)),
            "required" => rule.as_array().unwrap().iter().all(|name| {
                value
                    .as_object()
                    .is_none_or(|it| it.contains_key(name.as_str().unwrap()))
            }),
            "additionalProperties" => {
                assert_eq!(rule, false);
                let known = all["properties"].as_object().unwrap();
                let fields = value.as_object().into_iter().flatten();
                fields.into_iter().all(|(name, _)| known.contains_key(name))
            }
            "properties" => {
                for (name, schema) in rule.as_object().unwrap() {
                    if let Some(value) = value.get(name) {
                        self.fits(schema, value)
                            .map_err(|why| format!("{name}: {why}"))?;
                    }
                }
                true
            }
            "items" => {
                for item in value.as_array().into_iter().flatten() {
                    self.fits(rule, item)?;
                }
                true
            }
            "oneOf" => {
                let fitting = rule
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter(|it| self.fits(it, value).is_ok());
                fitting.count() == 1
            }
            other => panic!("the test does not know the keyword {other}"),
        };
        match fits {
            true => Ok(()),
            false => Err(format!("{value} is against {keyword}: {rule}")),
        }
    }
}

/// Whether a value is of a type.
fn is_of(kind: &str, value: &Value) -> bool {
    match kind {
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        other => panic!("the test does not know the type {other}"),
    }
}

/// Whether a pattern matches a text.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let machine = PikeVM::new(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
    machine.is_match(&mut machine.create_cache(), text)
}
