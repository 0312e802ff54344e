//! A request of each action, spelt in each dialect.
//!
//! Made from the tables of fields and calls. The tests hold that all five spellings are read as
//! the same order, so what the collection and the documents show does work.
//!
//! Source: docs/contract.md, names of requests.

use crate::calls::{Call, call};
use crate::fields::row;
use domain::action::Action;
use domain::order::Field;
use serde_json::{Map, Value, json};
use xml::Writer;

/// The key that examples show.
pub(crate) const KEY: &str = "0123456789abcdef0123456789abcdef";

/// The legacy user that examples show, and the MD5 of `password`.
const USER: (&str, &str) = ("acme", "5f4dcc3b5aa765d61d8327deb882cf99");

const IMAGE: &str = "https://cdn.example.com/menu.jpg";
const TEXT: &str = "Here it is.";
const DURATION: &str = "8";
const CUSTOM: (&str, &str) = ("1", "Only today");
const DATA: (&str, &str) = ("firstname", "Ana");

/// How a request is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelling {
    Legacy,
    Wxml,
    Get,
    Kebab,
    Json,
}

impl Spelling {
    pub(crate) const ALL: [Self; 5] =
        [Self::Legacy, Self::Wxml, Self::Get, Self::Kebab, Self::Json];

    /// For people.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Legacy => "LEGACY",
            Self::Wxml => "WXML",
            Self::Get => "GET",
            Self::Kebab => "KEBAB",
            Self::Json => "JSON",
        }
    }

    /// Where it is sent.
    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Legacy | Self::Wxml | Self::Get => "/API/wxml/1.3/index.php",
            Self::Kebab => "/ep/v1",
            Self::Json => "/ep/v2",
        }
    }
}

/// The fields that an example shows: all that are needed, and the allowed ones that change nothing.
pub(crate) fn shown(call: &Call) -> Vec<Field> {
    // Exactly one of saved content and text goes to subscribers; nobody checks a phone by the way.
    let quiet = |field: &&Field| {
        !matches!(
            **field,
            Field::SmsText
                | Field::DdmText
                | Field::DdmSubject
                | Field::DdmTimeout
                | Field::DdmForce
                | Field::ServiceId
                | Field::FromMask
                | Field::ToDisplayOnly
                | Field::MmsExpiry
                | Field::LinkExpiry
        )
    };
    let allowed = call.allowed.iter().filter(quiet);
    call.needed.iter().chain(allowed).copied().collect()
}

/// The value that an example has for a field.
pub(crate) fn value(action: Action, field: Field) -> &'static str {
    match (action, field) {
        (Action::GetSendingStatus, Field::StartDate) => "2026-05-01 00:00:00",
        (Action::GetSendingStatus, Field::EndDate) => "2026-05-02 00:00:00",
        _ => row(field).example,
    }
}

/// The request as text: a document, or for GET the query.
pub(crate) fn spelt(action: Action, spelling: Spelling) -> String {
    let call = call(action);
    match spelling {
        Spelling::Legacy => upper(call, spelling),
        Spelling::Wxml => upper(call, spelling),
        Spelling::Get => query(call),
        Spelling::Kebab => kebab(call),
        Spelling::Json => format!("{:#}", json_of(call)),
    }
}

fn upper(call: &Call, spelling: Spelling) -> String {
    let legacy = spelling == Spelling::Legacy;
    let mut xml = Writer::indented();
    xml.open("REQUEST").leaf("ACTION", call.action.name());
    match legacy {
        true => xml.leaf("USER", USER.0).leaf("PASS", USER.1),
        false => xml.leaf("API_KEY", KEY),
    };
    let wrapped = legacy && call.slides;
    for field in shown(call) {
        let row = row(field);
        let name = if legacy { row.legacy() } else { row.upper };
        if !(wrapped && field == Field::Name) {
            xml.leaf(name, value(call.action, field));
        }
    }
    if wrapped {
        xml.open("CONTENT");
        xml.leaf("NAME", row(Field::Name).example).open("SEQUENCE");
        xml.open_with("SLIDE", &[("duration", DURATION)]);
        xml.open("IMAGE").leaf("URL", IMAGE).close();
        xml.leaf("TEXT", TEXT).close().close().close();
    } else if call.slides {
        xml.open("SLIDE").open("IMAGE").leaf("URL", IMAGE).close();
        xml.leaf("TEXT", TEXT).leaf("DURATION", DURATION).close();
    }
    if call.custom_texts {
        xml.open("CUSTOMTEXT").leaf("VALUE", CUSTOM.1);
        xml.leaf("SLIDE", CUSTOM.0).close();
    }
    if call.data {
        xml.open("DATA").leaf(DATA.0, DATA.1).close();
    }
    xml.finish()
}

fn kebab(call: &Call) -> String {
    let mut xml = Writer::indented();
    xml.open("request").leaf("action", call.action.name());
    xml.leaf("api-key", KEY);
    for field in shown(call) {
        xml.leaf(row(field).lower, value(call.action, field));
    }
    if call.slides {
        xml.open("slide").open("image").leaf("url", IMAGE).close();
        xml.leaf("message-text", TEXT);
        xml.leaf("duration", DURATION).close();
    }
    if call.custom_texts {
        xml.open("custom-text").leaf("value", CUSTOM.1);
        xml.leaf("slide", CUSTOM.0).close();
    }
    if call.data {
        xml.open("data").leaf(DATA.0, DATA.1).close();
    }
    xml.finish()
}

/// Names and values of the query, not encoded.
pub(crate) fn parameters(action: Action) -> Vec<(String, String)> {
    let call = call(action);
    let mut pairs = vec![
        ("action".to_owned(), call.action.name().to_lowercase()),
        ("api_key".to_owned(), KEY.to_owned()),
    ];
    for field in shown(call) {
        let value = value(call.action, field).to_owned();
        pairs.push((row(field).parameter(), value));
    }
    let mut add = |name: &str, value: &str| pairs.push((name.to_owned(), value.to_owned()));
    if call.slides {
        add("slide_image_url_0", IMAGE);
        add("slide_text_value_0", TEXT);
        add("slide_duration_0", DURATION);
    }
    if call.custom_texts {
        add(&format!("customtext_{}", CUSTOM.0), CUSTOM.1);
    }
    if call.data {
        add(&format!("data_{}", DATA.0), DATA.1);
    }
    pairs
}

fn query(call: &Call) -> String {
    let encoded = |(name, value): (String, String)| format!("{name}={}", encode(&value));
    let pairs: Vec<String> = parameters(call.action).into_iter().map(encoded).collect();
    pairs.join("&")
}

/// Percent-encodes all but what RFC 3986 calls unreserved.
fn encode(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            // Writing to a string cannot fail.
            _ => drop(write!(out, "%{byte:02X}")),
        }
    }
    out
}

/// The request as JSON.
pub(crate) fn json_of(call: &Call) -> Value {
    let mut object = Map::new();
    object.insert("action".into(), json!(call.action.name()));
    for field in shown(call) {
        let value = value(call.action, field);
        object.insert(row(field).lower.into(), json!(value));
    }
    if call.slides {
        let slide = json!({"image": {"url": IMAGE}, "message-text": TEXT, "duration": 8});
        object.insert("slide".into(), json!([slide]));
    }
    if call.custom_texts {
        object.insert(
            "custom-text".into(),
            json!([{"slide": 1, "value": CUSTOM.1}]),
        );
    }
    if call.data {
        object.insert("data".into(), json!({ DATA.0: DATA.1 }));
    }
    Value::Object(object)
}

#[cfg(test)]
mod tests {
    use super::*;
    use dialects::{Method, Request, open};
    use domain::order::{Credentials, Order};

    fn read(action: Action, spelling: Spelling) -> Order {
        let text = spelt(action, spelling);
        let get = spelling == Spelling::Get;
        let request = Request {
            method: if get { Method::Get } else { Method::Post },
            path: spelling.path(),
            query: if get { &text } else { "" },
            content_type: None,
            key_header: Some(KEY),
            body: if get { b"" } else { text.as_bytes() },
        };
        let opened = open(&request);
        assert_eq!(
            opened.dialect.name().to_uppercase(),
            spelling.name(),
            "{text}"
        );
        let mut order = opened
            .order
            .unwrap_or_else(|fault| panic!("{fault}\n{text}"));
        order.credentials = Credentials::None;
        order.action = order.action.map(|action| action.to_lowercase());
        order
    }

    #[test]
    fn all_spellings_of_a_request_are_the_same_order() {
        for action in Action::ALL {
            let one = read(*action, Spelling::Wxml);
            for spelling in Spelling::ALL {
                assert_eq!(read(*action, spelling), one, "{action:?} {spelling:?}");
            }
        }
    }

    #[test]
    fn every_field_has_its_value_in_the_order() {
        for action in Action::ALL {
            let order = read(*action, Spelling::Wxml);
            for field in shown(call(*action)) {
                assert_eq!(order.get(field), Some(value(*action, field)), "{action:?}");
            }
        }
    }
}
