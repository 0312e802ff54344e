//! The same order by every way in: each dialect, at each address that reads it, in each carrier.

use crate::call::{Answer, Call};
use domain::action::Action;
use serde_json::{Map, Value, json};
use url::form_urlencoded::Serializer;

/// How a request travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Carrier {
    /// XML or JSON as the body.
    Body,
    /// XML in a field of a form.
    Form,
    /// XML in a part of a multipart form.
    Part,
    /// All of it in the URL.
    Url,
    /// Fields of a form, without XML.
    Fields,
}

/// One way in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    /// The dialect in which it is asked.
    pub(super) dialect: &'static str,
    address: &'static str,
    carrier: Carrier,
}

/// What is shown at the door.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shown<'a> {
    Nothing,
    Key(&'a str),
    /// A user without a password.
    User(&'a str),
    /// A user with the MD5 of a password.
    Pass(&'a str, &'a str),
    /// A key where JSON does not look for one: in body and URL.
    Misplaced(&'a str),
    /// A key where only JSON looks for one: in a header.
    Header(&'a str),
}

/// An order with all that any action asks for.
#[derive(Debug, Clone)]
pub(super) struct Wish {
    pub(super) action: Action,
    pub(super) fields: Vec<(&'static str, String)>,
}

/// Every way in.
pub(super) fn ways() -> Vec<Way> {
    let mut ways = Vec::new();
    for dialect in dialects::REGISTRY {
        let carriers = carriers(dialect.name());
        let json = dialect.name() == "json";
        let homes = dialects::REGISTRY.iter();
        let homes = homes.filter(|home| (home.name() == "json") == json);
        for address in homes.flat_map(|home| home.mounts()) {
            ways.extend(carriers.iter().map(|carrier| Way {
                dialect: dialect.name(),
                address,
                carrier: *carrier,
            }));
        }
    }
    ways
}

/// One way in for each dialect.
pub(super) fn way_of_each_dialect() -> Vec<Way> {
    let mut ways = ways();
    ways.dedup_by_key(|way| way.dialect);
    ways
}

fn carriers(dialect: &str) -> &'static [Carrier] {
    match dialect {
        "legacy" | "wxml" | "kebab" => &[Carrier::Body, Carrier::Form, Carrier::Part, Carrier::Url],
        "get" => &[Carrier::Url, Carrier::Fields],
        "json" => &[Carrier::Body],
        other => panic!("say here how {other} travels"),
    }
}

impl Way {
    /// The dialect of the answer.
    pub(super) fn answered_in(&self) -> &'static str {
        match self.dialect {
            "get" if self.address.starts_with("/ep/v1") => "kebab",
            "get" => "wxml",
            other => other,
        }
    }

    /// What is tried this way: every action, if it is the usual way of the dialect; else a few,
    /// because all carriers end at the same reader.
    pub(super) fn actions(&self) -> &'static [Action] {
        let is_usual = match self.dialect {
            "get" => self.carrier == Carrier::Url,
            _ => self.carrier == Carrier::Body,
        };
        match is_usual {
            true => Action::ALL,
            false => &Action::ALL[..2],
        }
    }

    /// Whether a key stands in the URL.
    pub(super) fn shows_in_url(&self) -> bool {
        self.carrier == Carrier::Url
    }

    /// The order on the wire.
    pub(super) fn call(&self, wish: &Wish, shown: Shown<'_>) -> Call {
        let mut fields = vec![("ACTION", wish.action.name().to_owned())];
        let mut header = None;
        match shown {
            Shown::Nothing => {}
            Shown::Key(key) if self.dialect == "json" => header = Some(key),
            Shown::Header(key) => header = Some(key),
            Shown::Key(key) | Shown::Misplaced(key) => fields.push(("API_KEY", key.to_owned())),
            Shown::User(user) => fields.push(("USER", user.to_owned())),
            Shown::Pass(user, pass) => {
                fields.extend([("USER", user.to_owned()), ("PASS", pass.to_owned())]);
            }
        }
        fields.extend(wish.fields.iter().cloned());
        let call = self.written(&fields);
        let call = match shown {
            Shown::Misplaced(key) => call.query(&format!("x-api-key={key}&api_key={key}")),
            _ => call,
        };
        match header {
            Some(key) => call.header("x-api-key", key),
            None => call,
        }
    }

    fn written(&self, fields: &[(&'static str, String)]) -> Call {
        let post = |body: String| Call::post_to(self.address, body);
        let pairs = |pairs: &[(String, String)]| {
            let mut form = Serializer::new(String::new());
            form.extend_pairs(pairs).finish()
        };
        let (body, form) = match self.dialect {
            "json" => (in_json(fields), Vec::new()),
            "get" => (String::new(), in_parameters(fields)),
            dialect => {
                let xml = in_xml(dialect, fields);
                (xml.clone(), vec![("xml".to_owned(), xml)])
            }
        };
        match self.carrier {
            Carrier::Body => post(body),
            Carrier::Form | Carrier::Fields => {
                post(pairs(&form)).header("Content-Type", "application/x-www-form-urlencoded")
            }
            Carrier::Part => {
                let disposition = "Content-Disposition: form-data; name=\"XML\"";
                post(format!("--b\r\n{disposition}\r\n\r\n{body}\r\n--b--\r\n"))
                    .header("Content-Type", "multipart/form-data; boundary=b")
            }
            Carrier::Url => Call::to("GET", &format!("{}?{}", self.address, pairs(&form))),
        }
    }

    /// What a field of an answer says; empty when it is not there.
    pub(super) fn read(&self, answer: &Answer, field: &str) -> String {
        match self.answered_in() {
            "kebab" => answer.field(&hyphenated(field)).to_owned(),
            "json" => {
                let body: Value = serde_json::from_str(&answer.body).unwrap();
                let text = body.get(hyphenated(field)).and_then(Value::as_str);
                text.unwrap_or_default().to_owned()
            }
            _ => answer.field(field).to_owned(),
        }
    }

    /// Code and text of a failure; both empty for a success.
    pub(super) fn fault(&self, answer: &Answer) -> (String, String) {
        (
            self.read(answer, "ERRORCODE"),
            self.read(answer, "ERRORINFO"),
        )
    }
}

fn hyphenated(field: &str) -> String {
    let name = match field {
        "ERRORCODE" => "error-code",
        "ERRORINFO" => "error-info",
        "MMSID" => "mms-id",
        "TRACKINGID" => "tracking-id",
        other => return other.to_lowercase(),
    };
    name.to_owned()
}

/// The slide that an order brings: a text.
const SLIDE: &str = "Hello";

fn in_xml(dialect: &str, fields: &[(&'static str, String)]) -> String {
    let mut xml = String::from("<REQUEST>");
    for (name, value) in fields {
        let value = value.replace('&', "&amp;").replace('<', "&lt;");
        xml += &format!("<{name}>{value}</{name}>");
    }
    let slide = format!("<SLIDE><TEXT>{SLIDE}</TEXT></SLIDE>");
    xml += &match dialect {
        "legacy" => format!("<CONTENT><NAME>news</NAME><SEQUENCE>{slide}</SEQUENCE></CONTENT>"),
        _ => slide,
    };
    xml += "</REQUEST>";
    match dialect {
        "kebab" => lower_tags(&xml),
        _ => xml,
    }
}

/// Names of elements in lower case, as KEBAB reads them too; texts as they are.
fn lower_tags(xml: &str) -> String {
    let pieces = xml
        .split_inclusive('>')
        .map(|piece| match piece.split_once('<') {
            Some((text, tag)) => format!("{text}<{}", tag.to_lowercase()),
            None => piece.to_owned(),
        });
    pieces.collect()
}

fn in_parameters(fields: &[(&'static str, String)]) -> Vec<(String, String)> {
    let given = fields.iter();
    let given = given.map(|(name, value)| (name.to_lowercase(), value.clone()));
    let slide = ("slide_text_value_0".to_owned(), SLIDE.to_owned());
    given.chain([slide]).collect()
}

fn in_json(fields: &[(&'static str, String)]) -> String {
    let pairs = fields.iter();
    let pairs = pairs.map(|(name, value)| (name.to_lowercase(), Value::from(value.as_str())));
    let mut body: Map<String, Value> = pairs.collect();
    body.insert("slide".into(), json!([{ "message-text": SLIDE }]));
    Value::from(body).to_string()
}
