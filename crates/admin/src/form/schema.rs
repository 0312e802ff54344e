//! Forms as JSON Schema (draft 2020-12), as OpenAPI 3.1 has it.

use super::{Field, Form, Shape};
use serde_json::{Map, Value, json};

impl Form {
    /// The schema. Objects are references into the document's components.
    #[must_use]
    pub fn schema(&self) -> Value {
        match self {
            Self::Flag => json!({ "type": "boolean" }),
            Self::Number { min, max } => {
                json!({ "type": "integer", "minimum": min, "maximum": max })
            }
            Self::Text(text) if text.pattern.is_empty() => json!({ "type": "string" }),
            Self::Text(text) => {
                json!({ "type": "string", "pattern": text.pattern, "examples": [text.example] })
            }
            Self::Word(words) => json!({ "type": "string", "enum": words() }),
            Self::List { of, max } => {
                json!({ "type": "array", "items": of.schema(), "maxItems": max })
            }
            Self::Object(shape) => shape.reference(),
        }
    }

    /// The objects that it names, itself included.
    pub(super) fn shapes(&self) -> Vec<&'static Shape> {
        match self {
            Self::Flag | Self::Number { .. } | Self::Text(_) | Self::Word(_) => Vec::new(),
            Self::List { of, .. } => of.shapes(),
            Self::Object(shape) => shape.shapes(),
        }
    }
}

impl Field {
    /// The schema, with what it means.
    #[must_use]
    pub fn schema(&self) -> Value {
        let schema = self.form.schema();
        let mut schema = match self.nullable {
            true => json!({ "oneOf": [schema, { "type": "null" }] }),
            false => schema,
        };
        if let Value::Object(keys) = &mut schema {
            keys.insert("description".to_owned(), Value::from(self.doc.as_str()));
        }
        schema
    }
}

impl Shape {
    /// A reference to its place in the document.
    #[must_use]
    pub fn reference(&self) -> Value {
        json!({ "$ref": format!("#/components/schemas/{}", self.name) })
    }

    /// The schema itself.
    #[must_use]
    pub fn schema(&self) -> Value {
        let fields = (self.fields)();
        let properties: Map<String, Value> = fields
            .iter()
            .map(|field| (field.name.to_owned(), field.schema()))
            .collect();
        let needed: Vec<&str> = fields
            .iter()
            .filter(|field| field.needed)
            .map(|field| field.name)
            .collect();
        let mut schema = json!({
            "type": "object",
            "description": self.doc,
            "properties": properties,
            "additionalProperties": false,
        });
        if !needed.is_empty() {
            schema["required"] = json!(needed);
        }
        schema
    }

    /// It, and the objects that its fields name.
    #[must_use]
    pub fn shapes(&'static self) -> Vec<&'static Self> {
        let mut shapes = vec![self];
        for field in (self.fields)() {
            shapes.extend(field.form.shapes());
        }
        shapes
    }
}
