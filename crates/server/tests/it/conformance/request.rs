//! A request as each of the five dialects writes it.
//!
//! Fields bear the names of WXML here; what the other dialects call them is written down once more,
//! from their documents, so that a wrong name in the gateway's own table shows.

use crate::call::{Answer, Call};
use crate::gateway::KEY;
use serde_json::{Map, Value, json};
use url::form_urlencoded::Serializer;

/// The user of the stage and the MD5 of "password".
pub(super) const USER: &str = "customer";
pub(super) const PASS: &str = "5f4dcc3b5aa765d61d8327deb882cf99";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Legacy,
    Wxml,
    Get,
    Kebab,
    Json,
}

use Dialect::{Get, Json, Kebab, Legacy, Wxml};

impl Dialect {
    pub(super) const ALL: [Self; 5] = [Legacy, Wxml, Get, Kebab, Json];

    /// What the dialect calls a field of requests, answers and postbacks.
    pub(super) fn spell(self, wxml: &str) -> String {
        match self {
            Wxml => wxml.to_owned(),
            Legacy => wxml.replace("OPERATORID", "SPID"),
            Get => wxml.to_lowercase(),
            Kebab | Json => hyphenated(wxml),
        }
    }

    /// What the dialect calls a kind of file on a slide.
    fn spell_file(self, wxml: &str) -> String {
        match (self, wxml) {
            (Json, "VCARD") => "contact".to_owned(),
            (Json, "ICAL") => "calendar".to_owned(),
            (Legacy | Wxml, other) => other.to_owned(),
            (Get | Kebab | Json, other) => other.to_lowercase(),
        }
    }

    /// The name of a field in an answer: upper case also where requests are parameters.
    fn answer_name(self, wxml: &str) -> String {
        match self {
            Legacy | Wxml | Get => wxml.to_owned(),
            Kebab | Json => hyphenated(wxml),
        }
    }

    /// The text of a field of an answer; empty when it is not there.
    pub(super) fn read(self, answer: &Answer, wxml: &str) -> String {
        let name = self.answer_name(wxml);
        if self != Json {
            return answer.field(&name).to_owned();
        }
        let body: Value = serde_json::from_str(&answer.body).expect("an answer in JSON");
        let text = body.get(&name).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    }

    /// Code and text of a failure; both empty for a success.
    pub(super) fn fault(self, answer: &Answer) -> (String, String) {
        (
            self.read(answer, "ERRORCODE"),
            self.read(answer, "ERRORINFO"),
        )
    }
}

fn hyphenated(wxml: &str) -> String {
    let name = match wxml {
        "OPERATORID" => "operator-id",
        "SERVICEID" => "service-id",
        "CAMPAIGNREF" => "campaign-ref",
        "MMSID" => "mms-id",
        "SUBJECT" => "message-subject",
        "TEXT" => "message-text",
        "FALLBACKSMSTEXT" => "fallback-sms-text",
        "DISABLEFALLBACKSMS" => "disable-fallback-sms",
        "DISABLEFALLBACKSMSLINK" => "disable-fallback-sms-link",
        "MMSLINK_EXPIRATION_DATE" => "fallback-sms-link-expiration",
        "CUSTOMTEXT" => "custom-text",
        "CUSTOMSUBJECT" => "custom-subject",
        "DDMTITLE" => "ddm-message-subject",
        "DDMTEXT" => "ddm-message-text",
        "DDMTIMEOUT" => "ddm-message-timeout",
        "DDMFORCE" => "ddm-force",
        "TRACKINGID" => "tracking-id",
        "STATUSDETAILS" => "status-details",
        "ERRORCODE" => "error-code",
        "ERRORINFO" => "error-info",
        "MMSINBOXID" => "mms-inbox-id",
        "TOCAMPAIGN" => "to-campaign",
        "SUBSCRIBERREF" => "subscriber-ref",
        "CAMPAIGNNAME" => "campaign-name",
        "BRANDNAME" => "brand-name",
        other => return other.to_lowercase().replace('_', "-"),
    };
    name.to_owned()
}

/// What opens the account: user and password in LEGACY, the key elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Credential {
    Right,
    Wrong,
    Missing,
}

/// Parts of a slide, by their names in WXML.
pub(super) type Slide = Vec<(&'static str, String)>;

pub(super) fn text(text: &str) -> Slide {
    vec![("TEXT", text.to_owned())]
}

/// A request that no dialect has written down yet.
#[derive(Debug, Clone)]
pub(super) struct Request {
    action: Option<String>,
    credential: Credential,
    fields: Vec<(&'static str, String)>,
    slides: Vec<Slide>,
    /// Number of the slide and text, each maybe missing.
    custom: Vec<[Option<&'static str>; 2]>,
    data: Vec<(&'static str, &'static str)>,
}

impl Request {
    /// Nothing but an action and the right credential.
    pub(super) fn of(action: &str) -> Self {
        Self {
            action: Some(action.to_owned()),
            credential: Credential::Right,
            fields: Vec::new(),
            slides: Vec::new(),
            custom: Vec::new(),
            data: Vec::new(),
        }
    }

    /// A `sendMMS` with all that any dialect needs.
    pub(super) fn send() -> Self {
        Self::save()
            .act("sendMMS")
            .with("TO", "12025550100")
            .with("FROM", "60856")
    }

    /// A `saveMMS` with all that any dialect needs.
    pub(super) fn save() -> Self {
        Self::of("saveMMS")
            .with("NAME", "news")
            .with("SUBJECT", "Good news")
            .with("FALLBACKSMSTEXT", "Look:")
            .slides(&[text("Hello")])
    }

    /// A `sendSavedMMS` with all that any dialect needs.
    pub(super) fn send_saved(mms_id: &str) -> Self {
        Self::of("sendSavedMMS")
            .with("MMSID", mms_id)
            .with("TO", "12025550100")
            .with("FROM", "60856")
            .with("FALLBACKSMSTEXT", "Look:")
    }

    pub(super) fn act(mut self, action: &str) -> Self {
        self.action = Some(action.to_owned());
        self
    }

    pub(super) fn without_action(mut self) -> Self {
        self.action = None;
        self
    }

    pub(super) fn without_credential(mut self) -> Self {
        self.credential = Credential::Missing;
        self
    }

    pub(super) fn with_wrong_credential(mut self) -> Self {
        self.credential = Credential::Wrong;
        self
    }

    pub(super) fn with(self, name: &'static str, value: &str) -> Self {
        let mut changed = self.without(name);
        changed.fields.push((name, value.to_owned()));
        changed
    }

    pub(super) fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(field, _)| *field != name);
        self
    }

    pub(super) fn slides(mut self, slides: &[Slide]) -> Self {
        self.slides = slides.to_vec();
        self
    }

    /// With one more replacement of a slide's text.
    pub(super) fn custom(
        mut self,
        slide: Option<&'static str>,
        text: Option<&'static str>,
    ) -> Self {
        self.custom.push([slide, text]);
        self
    }

    /// With one more value for the tags.
    pub(super) fn data(mut self, name: &'static str, value: &'static str) -> Self {
        self.data.push((name, value));
        self
    }

    /// The request on the wire.
    pub(super) fn call(&self, dialect: Dialect) -> Call {
        self.call_with(dialect, |xml| xml)
    }

    /// The same, with XML or JSON that a test spoils or adorns.
    pub(super) fn call_with(
        &self,
        dialect: Dialect,
        change: impl FnOnce(String) -> String,
    ) -> Call {
        let xml = "text/xml";
        match dialect {
            Legacy | Wxml => Call::post(change(self.xml(dialect))).header("Content-Type", xml),
            Kebab => {
                let call = Call::post(change(self.xml(dialect))).at("/ep/v1/");
                call.header("Content-Type", xml)
            }
            Get => Call::get(&self.query()),
            Json => {
                let call = Call::post(change(self.json().to_string())).at("/ep/v2/");
                match self.credentials(Json).pop() {
                    Some((_, key)) => call.header("x-api-key", &key),
                    None => call,
                }
            }
        }
    }

    fn credentials(&self, dialect: Dialect) -> Vec<(&'static str, String)> {
        let right = self.credential == Credential::Right;
        if self.credential == Credential::Missing {
            return Vec::new();
        }
        if dialect == Legacy {
            let pass = if right {
                PASS
            } else {
                "0f4dcc3b5aa765d61d8327deb882cf99"
            };
            return vec![("USER", USER.to_owned()), ("PASS", pass.to_owned())];
        }
        let key = if right {
            KEY
        } else {
            "fedcba9876543210fedcba9876543210"
        };
        vec![("API_KEY", key.to_owned())]
    }

    /// Action, credentials and fields; the name aside where it has a place of its own.
    fn head(&self, dialect: Dialect) -> Vec<(&'static str, String)> {
        let action = self.action.iter().map(|it| ("ACTION", it.clone()));
        let in_content =
            |name: &str| dialect == Legacy && name == "NAME" && !self.slides.is_empty();
        let fields = self.fields.iter().filter(|(name, _)| !in_content(name));
        let credentials = self.credentials(dialect);
        action.chain(credentials).chain(fields.cloned()).collect()
    }

    /// The document of a dialect that has one.
    pub(super) fn xml(&self, dialect: Dialect) -> String {
        let mut body = String::new();
        for (name, value) in self.head(dialect) {
            body += &element(&dialect.spell(name), &escaped(&value));
        }
        for block in &self.custom {
            let parts = ["SLIDE", "VALUE"].iter().zip(block);
            let parts = parts.filter_map(|(name, part)| Some((name, part.as_ref()?)));
            let parts = parts.map(|(name, part)| element(&dialect.spell(name), &escaped(part)));
            body += &element(&dialect.spell("CUSTOMTEXT"), &parts.collect::<String>());
        }
        if !self.data.is_empty() {
            let data = self.data.iter();
            let data = data.map(|(name, value)| element(name, &escaped(value)));
            body += &element(&dialect.spell("DATA"), &data.collect::<String>());
        }
        let slides = self.slides.iter().map(|slide| slide_xml(dialect, slide));
        let slides: String = slides.collect();
        if dialect == Legacy && !slides.is_empty() {
            let name = self.fields.iter().find(|(name, _)| *name == "NAME");
            let name = name.map_or_else(String::new, |(_, it)| element("NAME", &escaped(it)));
            body += &element("CONTENT", &(name + &element("SEQUENCE", &slides)));
        } else {
            body += &slides;
        }
        element(
            if dialect == Kebab {
                "request"
            } else {
                "REQUEST"
            },
            &body,
        )
    }

    fn query(&self) -> String {
        let mut query = Serializer::new(String::new());
        for (name, value) in self.head(Get) {
            query.append_pair(&Get.spell(name), &value);
        }
        for (index, slide) in self.slides.iter().enumerate() {
            for (name, value) in slide {
                let name = match *name {
                    "TEXT" => format!("slide_text_value_{index}"),
                    "DURATION" => format!("slide_duration_{index}"),
                    file => format!("slide_{}_url_{index}", Get.spell_file(file)),
                };
                query.append_pair(&name, value);
            }
        }
        for [slide, text] in &self.custom {
            let name = format!("customtext_{}", slide.unwrap_or_default());
            query.append_pair(&name, text.unwrap_or_default());
        }
        for (name, value) in &self.data {
            query.append_pair(&format!("data_{name}"), value);
        }
        query.finish()
    }

    fn json(&self) -> Value {
        let mut body = Map::new();
        for (name, value) in self.head(Json) {
            if name != "API_KEY" {
                body.insert(Json.spell(name), value.into());
            }
        }
        if !self.slides.is_empty() {
            let slides = self.slides.iter().map(slide_json);
            body.insert("slide".into(), slides.collect());
        }
        if !self.custom.is_empty() {
            let named =
                |[slide, value]: &[Option<&str>; 2]| json!({"slide": slide, "value": value});
            let blocks = self.custom.iter().map(named);
            body.insert("custom-text".into(), blocks.collect());
        }
        if !self.data.is_empty() {
            let data = self.data.iter();
            let data = data.map(|(name, value)| ((*name).to_owned(), Value::from(*value)));
            body.insert("data".into(), data.collect());
        }
        body.into()
    }
}

fn slide_json(slide: &Slide) -> Value {
    let part = |(name, value): &(&str, String)| match *name {
        "TEXT" | "DURATION" => (Json.spell(name), Value::from(value.as_str())),
        file => (Json.spell_file(file), json!({"url": value})),
    };
    Value::Object(slide.iter().map(part).collect())
}

fn slide_xml(dialect: Dialect, slide: &Slide) -> String {
    let mut inside = String::new();
    let mut attribute = String::new();
    for (name, value) in slide {
        match *name {
            "DURATION" if dialect == Legacy => {
                attribute = format!(" duration=\"{}\"", escaped(value));
            }
            "TEXT" | "DURATION" => inside += &element(&dialect.spell(name), &escaped(value)),
            file => {
                let url = element(&dialect.spell_file("URL"), &escaped(value));
                inside += &element(&dialect.spell_file(file), &url);
            }
        }
    }
    let name = dialect.spell_file("SLIDE");
    format!("<{name}{attribute}>{inside}</{name}>\n")
}

fn element(name: &str, content: &str) -> String {
    format!("<{name}>{content}</{name}>\n")
}

fn escaped(value: &str) -> String {
    value.replace('&', "&amp;").replace('<', "&lt;")
}
