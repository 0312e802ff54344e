//! The OpenAPI 3.1 document, written from the table of routes.
//!
//! Speaks OpenAPI 3.1.1 and JSON Schema 2020-12. Guarantee: every object in it refuses fields
//! that it does not name, except the document itself as an answer.

use super::ask::PREFIX;
use super::problem::PROBLEM;
use super::route::Route;
use super::routes::routes;
use super::token::Rights;
use crate::form::{Field, Form, Shape, Text};
use crate::view::NUMBER;
use http::{Method, StatusCode};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Refusals of every route: misshapen, no token, too fast, too many headers, no store.
const ALL_REFUSE: [u16; 7] = [400, 401, 408, 429, 431, 503, 507];

/// The document.
#[must_use]
pub fn document() -> Value {
    let routes = routes();
    let mut paths: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for route in &routes {
        let operations = paths.entry(format!("{PREFIX}{}", route.path)).or_default();
        operations.insert(route.method.as_str().to_lowercase(), operation(route));
    }
    json!({
        "openapi": "3.1.1",
        "info": {
            "title": "Wirephoto administration",
            "version": "1",
            "description": "Accounts of a Wirephoto gateway, and all that belongs to them. The \
                command `wirephoto admin` does the same.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "token": {
                "type": "http",
                "scheme": "bearer",
                "description": "A token of the configuration (admin.tokens).",
            } },
            "schemas": schemas(&routes),
            "responses": { "Refused": {
                "description": "The request was refused, and nothing of it has happened.",
                "content": { "application/problem+json": { "schema": PROBLEM.reference() } },
            } },
        },
    })
}

/// All objects that the routes name.
fn schemas(routes: &[Route]) -> Value {
    let answers = routes.iter().flat_map(|route| route.answers);
    let bodies = routes.iter().filter_map(|route| route.body);
    let named = answers.filter_map(|(_, shape)| *shape).chain(bodies);
    let all = named.flat_map(Shape::shapes).chain([&PROBLEM]);
    let pairs = all.map(|shape| (shape.name.to_owned(), shape.schema()));
    Value::Object(pairs.collect())
}

fn operation(route: &Route) -> Value {
    let mut operation = json!({
        "operationId": route.id,
        "summary": route.doc,
        "tags": [tag(route)],
        "parameters": parameters(route),
        "responses": responses(route),
    });
    if let Some(shape) = route.body {
        operation["requestBody"] = json!({
            "required": true,
            "content": { "application/json": { "schema": shape.reference() } },
        });
    }
    operation
}

/// Segments of paths that are no nouns.
const VERBS: [&str; 2] = ["rotate", "cancel"];

/// What a route is about: the last noun of its path.
fn tag(route: &Route) -> &'static str {
    let nouns = route
        .path
        .split('/')
        .filter(|it| !it.is_empty() && !it.starts_with('{'));
    let mut last = "documents";
    for noun in nouns.filter(|it| !it.contains(['.', '-']) && !VERBS.contains(it)) {
        last = noun;
    }
    last
}

fn parameters(route: &Route) -> Value {
    let mut all = gaps(route);
    for field in (route.query)() {
        all.push(json!({
            "name": field.name,
            "in": "query",
            "description": field.doc,
            "required": field.needed,
            "schema": field.form.schema(),
        }));
    }
    if route.conditional {
        for (name, doc) in [
            (
                "If-Match",
                "Only if the account is as an ETag showed it; * is any that is there.",
            ),
            ("If-None-Match", "*: only if the account is not there."),
        ] {
            all.push(json!({
                "name": name, "in": "header", "required": false, "description": doc,
                "schema": { "type": "string" },
            }));
        }
    }
    Value::Array(all)
}

/// Parameters of the path.
fn gaps(route: &Route) -> Vec<Value> {
    let gap = |segment: &str| -> Option<String> {
        Some(segment.strip_prefix('{')?.strip_suffix('}')?.to_owned())
    };
    let names = route.path.split('/').filter_map(gap);
    names
        .map(|name| {
            let field = gap_field(&name);
            json!({
                "name": name,
                "in": "path",
                "description": field.doc,
                "required": true,
                "schema": field.form.schema(),
            })
        })
        .collect()
}

fn gap_field(name: &str) -> Field {
    let (form, doc) = match name {
        "account" => (Form::Text(&Text::ACCOUNT), "Name of the account."),
        "address" => (Form::Text(&Text::DIGITS), "Digits of the sender."),
        "key" => (
            Form::Text(&Text::KEY_ID),
            "The key's id, as the list of keys shows it.",
        ),
        "service" => (Form::Text(&Text::REFERENCE), "Id of the service."),
        "campaign" => (
            Form::Text(&Text::REFERENCE),
            "Reference or number of the campaign.",
        ),
        "link" => (Form::Text(&Text::LINE), "Name of the link."),
        "exchange" => (NUMBER, "Number of the exchange."),
        "run" => (NUMBER, "Number of the run."),
        "message" => (
            Form::Text(&Text::LINE),
            "Tracking-id or number of the message.",
        ),
        "number" => (Form::Text(&Text::NUMBER), "A telephone number."),
        other => panic!("no form for {{{other}}} in a path: add one here"),
    };
    Field::needed("", form, doc)
}

fn responses(route: &Route) -> Value {
    let mut responses = Map::new();
    for (status, shape) in route.answers {
        let mut response = json!({ "description": title(*status) });
        let schema = match shape {
            Some(shape) => Some(shape.reference()),
            None if *status == 200 => Some(json!({ "type": "object", "required": ["openapi"] })),
            None => None,
        };
        if let Some(schema) = schema {
            response["content"] = json!({ "application/json": { "schema": schema } });
        }
        responses.insert(status.to_string(), response);
    }
    for status in refusals(route) {
        let refused = json!({ "$ref": "#/components/responses/Refused" });
        responses.insert(status.to_string(), refused);
    }
    Value::Object(responses)
}

/// With what a route can be refused.
fn refusals(route: &Route) -> Vec<u16> {
    let mut all = ALL_REFUSE.to_vec();
    all.extend(route.refusals);
    if route.rights == Rights::Full {
        all.push(403);
    }
    if route.body.is_some() {
        all.extend([413, 415, 422]);
    }
    if route.conditional {
        all.push(412);
    }
    if !(route.query)().is_empty() || route.method == Method::GET {
        all.push(414);
    }
    all.sort_unstable();
    all
}

fn title(status: u16) -> &'static str {
    let known = StatusCode::from_u16(status).ok();
    known.and_then(|it| it.canonical_reason()).unwrap_or("Done")
}
