//! The OpenAPI document of the JSON dialect, made from the tables of calls and shapes.
//!
//! One path serves all actions, so a request is one of as many objects as there are actions, told
//! apart by `action`. Postbacks are its webhooks. Every schema is closed: a key that is not in it
//! is not sent.
//!
//! Speaks OpenAPI 3.1.0 and JSON Schema 2020-12.

use crate::calls::{CALLS, Call};
use crate::fields::{Form, row};
use crate::postbacks;
use crate::relax_ng::{form_of, form_pattern};
use crate::replies;
use crate::requests;
use crate::shapes::{Is, Occurs, Part, pattern};
use domain::action::Action;
use domain::event::{Event, FallbackCode};
use domain::fault::Wording;
use domain::order::{Element, Field};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The whole document.
pub(crate) fn document() -> Value {
    let mut schemas = Map::new();
    for call in CALLS {
        schemas.insert(request_name(call.action), request(call));
        schemas.insert(answer_name(call.action), answer(call.action));
    }
    schemas.insert("Refusal".into(), any(replies::REFUSALS));
    schemas.insert("Slide".into(), slide());
    let requests: Vec<Value> = CALLS
        .iter()
        .map(|call| reference(&request_name(call.action)))
        .collect();
    let answers: Vec<Value> = CALLS
        .iter()
        .map(|call| reference(&answer_name(call.action)))
        .collect();
    let mut outcomes = vec![reference("Refusal")];
    outcomes.extend(answers);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Wirephoto",
            "version": "1",
            "summary": "Picture messages (MMS) over HTTP, in JSON.",
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"key": []}],
        "paths": {"/ep/v2": {"post": post(&requests, &outcomes)}},
        "webhooks": webhooks(),
        "components": {
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": "x-api-key"},
            },
            "schemas": schemas,
        },
    })
}

const DESCRIPTION: &str = "\
One address serves every action; `action` says which. Every call that is understood is answered with \
status 200, and `status` in the body says Success or Failure with a code; /codes explains each. Other \
statuses are faults of transport. Keys of the request are read in any case, with or without `-` and \
`_`; this document has the usual spelling. Unknown keys are ignored.";

fn request_name(action: Action) -> String {
    format!("{}Request", action.name())
}

fn answer_name(action: Action) -> String {
    format!("{}Answer", action.name())
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn post(requests: &[Value], outcomes: &[Value]) -> Value {
    let examples: Map<String, Value> = CALLS
        .iter()
        .map(|call| {
            let example = json!({"summary": call.does, "value": requests::json_of(call)});
            (call.action.name().to_owned(), example)
        })
        .collect();
    let mut responses = Map::new();
    let fine = json!({
        "description": "The call was understood: Success or Failure.",
        "headers": headers(),
        "content": {"application/json": {"schema": {"anyOf": outcomes}}},
    });
    responses.insert("200".into(), fine);
    for (status, when) in STATUSES {
        let refusal = json!({
            "description": when,
            "content": {"application/json": {"schema": reference("Refusal")}},
        });
        responses.insert((*status).into(), refusal);
    }
    json!({
        "operationId": "call",
        "summary": "Every action.",
        "parameters": [
            {
                "name": "Idempotency-Key", "in": "header", "required": false,
                "description": "The same key and request get the same answer for 24 hours.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
            },
            {
                "name": "Dry-Run", "in": "header", "required": false,
                "description": "Everything is checked and nothing is done.",
                "schema": {"type": "string", "enum": ["true", "false"]},
            },
        ],
        "requestBody": {
            "required": true,
            "content": {"application/json": {"schema": {"oneOf": requests}, "examples": examples}},
        },
        "responses": responses,
    })
}

fn headers() -> Value {
    json!({
        "X-Request-Id": {"schema": {"type": "string", "minLength": 1}},
        "Idempotent-Replayed": {
            "description": "The answer is that of an earlier call with the same key.",
            "schema": {"const": "true"},
        },
    })
}

/// Faults of transport; in all of them nothing was accepted.
const STATUSES: &[(&str, &str)] = &[
    ("400", "The body broke off or is not framed as HTTP has it."),
    ("405", "Another method than POST."),
    ("408", "The body did not arrive in time."),
    ("413", "The body is longer than 1 MB."),
    ("414", "The request line is too long."),
    ("415", "The body is encoded."),
    (
        "429",
        "Too many wrong keys or connections from this address.",
    ),
    ("431", "The headers are too long."),
    ("500", "A mistake of the gateway."),
    ("503", "The gateway is starting, stopping or cannot store."),
    ("507", "There is no room to store anything."),
];

fn closed(properties: Map<String, Value>, required: Vec<Value>) -> Value {
    let mut schema = json!({"type": "object", "additionalProperties": false});
    schema["properties"] = Value::Object(properties);
    if !required.is_empty() {
        schema["required"] = Value::Array(required);
    }
    schema
}

fn request(call: &Call) -> Value {
    let mut properties = Map::new();
    let name = call.action.name();
    properties.insert(
        "action".into(),
        json!({"enum": [name, name.to_lowercase()]}),
    );
    let mut required = vec![json!("action")];
    for (fields, needed) in [(call.needed, true), (call.allowed, false)] {
        for field in fields {
            let row = row(*field);
            properties.insert(row.lower.into(), property(call.action, *field));
            // The name of a direct send is not needed in JSON.
            let unneeded = call.action == Action::SendMms && *field == Field::Name;
            if needed && !unneeded {
                required.push(json!(row.lower));
            }
        }
    }
    if call.slides {
        let slides = json!({"type": "array", "minItems": 1, "items": reference("Slide")});
        properties.insert("slide".into(), slides);
        required.push(json!("slide"));
    }
    if call.custom_texts {
        properties.insert("custom-text".into(), custom_texts());
    }
    if call.data {
        let data = json!({
            "type": "object",
            "description": "Merge data by name.",
            "maxProperties": 100,
            "propertyNames": {"pattern": "^[A-Za-z0-9_.-]{1,64}$"},
            "additionalProperties": {"type": ["string", "number", "boolean"], "maxLength": 1_000},
        });
        properties.insert("data".into(), data);
    }
    let mut schema = closed(properties, required);
    schema["description"] = json!(call.does);
    if call.action == Action::SendMessageBySubscriberRef {
        schema["oneOf"] = json!([{"required": ["mms-id"]}, {"required": ["message-text"]}]);
    }
    schema
}

fn custom_texts() -> Value {
    let item = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "slide": {"type": ["integer", "string"], "minimum": 1, "pattern": "^[0-9]{1,3}$"},
            "value": {"type": "string", "minLength": 1, "maxLength": 5_000},
        },
        "required": ["slide", "value"],
    });
    json!({"type": "array", "items": item})
}

/// A scalar of a request.
fn property(action: Action, field: Field) -> Value {
    let row = row(field);
    let form = match form_of(action, field) {
        // JSON takes no lists of receivers.
        Form::Numbers => Form::Number,
        form => form,
    };
    let anchored = form_pattern(form).map(|pattern| format!("^({pattern})$"));
    let mut schema = match form {
        Form::Text(most) => json!({"type": "string", "maxLength": most}),
        Form::Free => json!({"type": "string"}),
        Form::Switch | Form::TrueFalse => {
            json!({"type": ["boolean", "string"], "pattern": anchored})
        }
        Form::Integer(least, most) => json!({
            "type": ["integer", "string"],
            "minimum": least,
            "maximum": most,
            "pattern": anchored,
        }),
        Form::Id => json!({"type": ["integer", "string"], "minimum": 1, "pattern": anchored}),
        Form::Number | Form::Numbers | Form::Digits(..) | Form::Date | Form::Moment => {
            json!({"type": "string", "pattern": anchored})
        }
    };
    schema["description"] = json!(row.meaning);
    schema
}

fn slide() -> Value {
    let url = json!({"type": "string", "maxLength": 2_048});
    let medium = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {"url": url},
        "required": ["url"],
    });
    let mut properties = Map::new();
    properties.insert(
        "message-text".into(),
        json!({"type": "string", "maxLength": 5_000}),
    );
    let duration = json!({"type": ["integer", "string"], "minimum": 1, "maximum": 60, "pattern": "^[0-9]{1,2}$"});
    properties.insert("duration".into(), duration);
    for element in Element::ALL {
        properties.insert(json_name(element).into(), json!({"oneOf": [medium, url]}));
    }
    let mut schema = closed(properties, Vec::new());
    schema["description"] =
        json!("One page: a picture, a sound, a film or an object, with a text.");
    schema["minProperties"] = json!(1);
    schema
}

/// What an element of a slide is called in JSON.
const fn json_name(element: Element) -> &'static str {
    match element {
        Element::VCard => "contact",
        Element::ICal => "calendar",
        Element::Image | Element::Audio | Element::Video | Element::Pdf | Element::Passbook => {
            element.word()
        }
    }
}

fn answer(action: Action) -> Value {
    any(replies::answers(action))
}

fn any(shapes: &[&[Part]]) -> Value {
    let all: Vec<Value> = shapes.iter().map(|shape| object(shape.iter())).collect();
    match <[Value; 1]>::try_from(all) {
        Ok([only]) => only,
        Err(all) => json!({"anyOf": all}),
    }
}

fn object<'a>(parts: impl Iterator<Item = &'a Part>) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for part in parts {
        let name = part.name().1;
        properties.insert(name.into(), value_of(part));
        if part.occurs() == Occurs::Once {
            required.push(json!(name));
        }
    }
    closed(properties, required)
}

fn value_of(part: &Part) -> Value {
    match part {
        Part::Leaf(_, is, Occurs::Often) => json!({"type": "array", "items": leaf(*is)}),
        Part::Leaf(_, is, _) => leaf(*is),
        Part::Block(_, inner, Occurs::Often) | Part::List(_, _, inner) => {
            json!({"type": "array", "items": object(inner.iter())})
        }
        Part::Block(_, inner, _) => object(inner.iter()),
        Part::Values(_, item, is) => {
            let mut properties = Map::new();
            properties.insert(item.1.into(), leaf(*is));
            json!({"type": "array", "items": closed(properties, vec![json!(item.1)])})
        }
        Part::Ids(_) => json!({
            "type": "array",
            "minItems": 1,
            "items": {"type": "string", "pattern": "^[0-9]{1,19}$"},
        }),
    }
}

fn leaf(is: Is) -> Value {
    match is {
        Is::Word(word) => json!({"const": word}),
        Is::OneOf(words) => json!({"enum": words}),
        Is::Number => json!({"type": "integer", "minimum": 0}),
        Is::Text => json!({"type": "string", "minLength": 1}),
        Is::Maybe => json!({"type": "string"}),
        other => match pattern(other) {
            Some(pattern) => json!({"type": "string", "pattern": format!("^({pattern})$")}),
            None => json!({"type": "string"}),
        },
    }
}

/// A webhook for each code: what is posted to the customer.
fn webhooks() -> Value {
    let mut hooks = Map::new();
    let codes: BTreeSet<&str> = Event::all().flat_map(codes).collect();
    for code in codes {
        let events: Vec<Event> = Event::all()
            .filter(|event| codes_of(*event, code))
            .collect();
        let schemas: Vec<Value> = events.iter().flat_map(|event| postback(*event)).collect();
        let hook = json!({
            "post": {
                "operationId": format!("postback{code}"),
                "requestBody": {
                    "required": true,
                    "content": {"application/json": {"schema": {"anyOf": schemas}}},
                },
                "responses": {
                    "2XX": {"description": "Taken; the body is ignored."},
                },
            },
        });
        hooks.insert(code.into(), hook);
    }
    Value::Object(hooks)
}

const FALLBACKS: [FallbackCode; 2] = [FallbackCode::OfSms, FallbackCode::OfMms];

fn codes(event: Event) -> impl Iterator<Item = &'static str> {
    FALLBACKS
        .into_iter()
        .map(move |fallback| event.words(Wording::Json, fallback).code)
}

fn codes_of(event: Event, code: &str) -> bool {
    codes(event).any(|own| own == code)
}

/// The bodies of an event.
pub(crate) fn postback(event: Event) -> Vec<Value> {
    let mut bodies = Vec::new();
    for fallback in FALLBACKS {
        let words = event.words(Wording::Json, fallback);
        let origins: Vec<&str> = event.origins().iter().map(|origin| origin.word()).collect();
        let fields = postbacks::fields(event)
            .iter()
            .filter(|part| part.name().0 != "AGGREGATORID");
        let mut body = object(fields.chain(&postbacks::EXTRAS));
        let properties = &mut body["properties"];
        properties["origin"] = json!({"enum": origins});
        properties["code"] = json!({"const": words.code});
        properties["timestamp"] = leaf(Is::Time);
        properties["operator-name"] = json!({"type": "string", "minLength": 1});
        let mut required = vec![json!("origin"), json!("code"), json!("timestamp")];
        if let Some(status) = words.status {
            properties["status"] = json!({"const": status});
            required.push(json!("status"));
        }
        if words.details.is_some() {
            properties["status-details"] = json!({"type": "string", "minLength": 1});
            required.push(json!("status-details"));
        }
        if let Some(all) = body["required"].as_array_mut() {
            required.retain(|name| !all.contains(name));
            all.extend(required);
        }
        if !bodies.contains(&body) {
            bodies.push(body);
        }
    }
    bodies
}
