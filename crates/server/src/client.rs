//! The customer's side of the API: builds calls, posts them, reads answers.
//!
//! Speaks the upper-case XML dialect and the GET dialect. Knows nothing of how the gateway works
//! inside. Guarantee: a call is sent once.
//!
//! Source: docs/contract.md, actions.

use crate::error::Error;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use net::{FetchLimits, Guard, Post, Trust};
use std::time::Duration;
use url::Url;
use xml::{Limits, Writer};

/// A call may take as long as the gateway takes to fetch its files, and a little more.
const PATIENCE: Duration = Duration::from_secs(90);
/// Bytes of an answer that are read.
const MAX_ANSWER: usize = 1 << 20;

/// What a call says: its fields in order, without action and key, and its slides.
#[derive(Debug, Clone, Default)]
pub struct Call {
    /// Name of the action, such as `sendMMS`.
    pub action: &'static str,
    /// Names in capitals, and values; empty values are left out.
    pub fields: Vec<(&'static str, String)>,
    /// The slides.
    pub slides: Vec<Slide>,
}

/// One slide of a call.
#[derive(Debug, Clone, Default)]
pub struct Slide {
    /// Element (`IMAGE`, `AUDIO`, `VIDEO`, `VCARD`, `ICAL`, `PDF`, `PASSBOOK`) and address of its
    /// file.
    pub file: Option<(&'static str, String)>,
    /// Its text.
    pub text: Option<String>,
    /// Seconds shown.
    pub duration_s: Option<u32>,
}

/// An answer of the API.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Its fields by name, in its order.
    pub fields: Vec<(String, String)>,
    /// What each operator would get: the fields of each block of the answer to a dry run.
    pub previews: Vec<Vec<(String, String)>>,
    /// As it came.
    pub body: String,
}

impl Answer {
    /// A field; empty when it is not there.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        let found = self
            .fields
            .iter()
            .find(|(field, _)| field.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value.as_str())
    }

    /// Whether the call was accepted.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.get("STATUS").eq_ignore_ascii_case("success")
    }
}

/// A customer with a key.
#[derive(Debug)]
pub struct Client {
    http: net::Client,
    url: Url,
    key: String,
    is_dry: bool,
    repeat_key: Option<HeaderValue>,
}

impl Client {
    /// A client for the API at `url`; a URL without a path gets that of the contract.
    ///
    /// # Errors
    ///
    /// The URL is none.
    pub fn new(url: &str, key: &str) -> Result<Self, Error> {
        let wrong = || Error::said(format!("{url:?} is no URL such as http://127.0.0.1:8080"));
        let mut parsed = Url::parse(url).map_err(|_| wrong())?;
        if !matches!(parsed.scheme(), "http" | "https") || !parsed.has_host() {
            return Err(wrong());
        }
        if parsed.path() == "/" {
            parsed.set_path(crate::wiring::API_PATH);
        }
        // The person at the terminal chose the address, so nothing is refused.
        let everywhere = ["0.0.0.0/0", "::/0"].map(|text| text.parse());
        let everywhere = everywhere.into_iter().collect::<Result<Vec<_>, _>>();
        let allow_private = everywhere.map_err(Error::doing("build the HTTP client"))?;
        let guard = Guard {
            allow_private,
            private_any_port: true,
            ..Guard::default()
        };
        let settings = net::Settings {
            guard,
            ..net::Settings::default()
        };
        let http = net::Client::new(&settings).map_err(Error::doing("build the HTTP client"))?;
        Ok(Self {
            http,
            url: parsed,
            key: key.to_owned(),
            is_dry: false,
            repeat_key: None,
        })
    }

    /// Whether its calls are only tried.
    #[must_use]
    pub fn only_tries(self, is_dry: bool) -> Self {
        Self { is_dry, ..self }
    }

    /// The key that its documents come with, so that the same one is done once.
    ///
    /// # Errors
    ///
    /// No header can hold it.
    pub fn repeats(self, key: Option<&str>) -> Result<Self, Error> {
        let value = key.map(HeaderValue::from_str).transpose();
        let repeat_key = value.map_err(Error::doing("send the Idempotency-Key"))?;
        Ok(Self { repeat_key, ..self })
    }

    /// The call as an XML document in the body of a POST.
    ///
    /// # Errors
    ///
    /// There is no answer, or none of the API.
    pub async fn post(&self, call: &Call) -> Result<Answer, Error> {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/xml; charset=UTF-8"),
        );
        if let Some(key) = &self.repeat_key {
            headers.insert("idempotency-key", key.clone());
        }
        if self.is_dry {
            headers.insert("dry-run", HeaderValue::from_static("true"));
        }
        let post = Post {
            url: self.url.as_str(),
            trust: Trust::Configured,
            headers,
            body: vec![Bytes::from(call.document(&self.key))],
            total: PATIENCE,
            max_answer: MAX_ANSWER,
            only_status: false,
        };
        let answer = self
            .http
            .post(post)
            .await
            .map_err(Error::doing(self.calling()))?;
        self.read(answer.status, &answer.body)
    }

    /// The call as parameters of a GET.
    ///
    /// # Errors
    ///
    /// As [`Client::post`].
    pub async fn get(&self, call: &Call) -> Result<Answer, Error> {
        let limits = FetchLimits {
            first_byte: PATIENCE,
            total: PATIENCE,
            redirects: 0,
            max_bytes: MAX_ANSWER as u64,
        };
        let url = self.get_url(call);
        let fetched = self
            .http
            .fetch(url.as_str(), &limits, |_| MAX_ANSWER as u64)
            .await;
        let fetched = fetched.map_err(Error::doing(self.calling()))?;
        self.read(200, &fetched.body)
    }

    /// The URL of the call as a GET; it holds the key.
    #[must_use]
    pub fn get_url(&self, call: &Call) -> Url {
        let mut url = self.url.clone();
        url.query_pairs_mut()
            .extend_pairs(call.parameters(&self.key));
        if self.is_dry {
            url.query_pairs_mut().append_pair("dry_run", "1");
        }
        url
    }

    fn calling(&self) -> String {
        format!("call {}; is the gateway running there?", self.url)
    }

    fn read(&self, status: u16, body: &[u8]) -> Result<Answer, Error> {
        let text = String::from_utf8_lossy(body).into_owned();
        match xml::parse(body, &Limits::API) {
            Ok(root) => {
                let is_preview = |field: &&xml::Element| field.name == "PREVIEW";
                let plain = root.elements().filter(|field| !is_preview(field));
                Ok(Answer {
                    fields: plain.map(named).collect(),
                    previews: root.elements().filter(is_preview).map(fields).collect(),
                    body: text,
                })
            }
            Err(_) => {
                let begin: String = text.chars().take(200).collect();
                let url = &self.url;
                Err(Error::said(format!(
                    "{url} answered HTTP {status} and no XML; is it the API? It said: {begin:?}"
                )))
            }
        }
    }
}

fn fields(of: &xml::Element) -> Vec<(String, String)> {
    of.elements().map(named).collect()
}

fn named(field: &xml::Element) -> (String, String) {
    (field.name.clone(), field.text())
}

impl Call {
    /// The document of the call; it holds the key.
    #[must_use]
    pub fn document(&self, key: &str) -> String {
        let mut writer = Writer::indented();
        writer
            .open("REQUEST")
            .leaf("ACTION", self.action)
            .leaf("API_KEY", key);
        for (name, value) in self.fields.iter().filter(|(_, value)| !value.is_empty()) {
            writer.leaf(name, value);
        }
        for slide in &self.slides {
            writer.open("SLIDE");
            if let Some((element, url)) = &slide.file {
                writer.open(element).leaf("URL", url).close();
            }
            if let Some(text) = &slide.text {
                writer.leaf("TEXT", text);
            }
            if let Some(seconds) = slide.duration_s {
                writer.leaf("DURATION", &seconds.to_string());
            }
            writer.close();
        }
        writer.close();
        writer.finish()
    }

    fn parameters(&self, key: &str) -> Vec<(String, String)> {
        let mut parameters = vec![
            ("action".to_owned(), self.action.to_ascii_lowercase()),
            ("api_key".to_owned(), key.to_owned()),
        ];
        let fields = self.fields.iter().filter(|(_, value)| !value.is_empty());
        parameters.extend(fields.map(|(name, value)| (name.to_ascii_lowercase(), value.clone())));
        for (index, slide) in self.slides.iter().enumerate() {
            let mut add = |name: &str, value: String| {
                parameters.push((format!("slide_{name}_{index}"), value));
            };
            if let Some((element, url)) = &slide.file {
                add(
                    &format!("{}_url", element.to_ascii_lowercase()),
                    url.clone(),
                );
            }
            if let Some(text) = &slide.text {
                add("text_value", text.clone());
            }
            if let Some(seconds) = slide.duration_s {
                add("duration", seconds.to_string());
            }
        }
        parameters
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call() -> Call {
        let slide = |file: Option<(&'static str, &str)>, text: &str| Slide {
            file: file.map(|(element, url)| (element, url.to_owned())),
            text: Some(text.to_owned()),
            duration_s: Some(5),
        };
        Call {
            action: "sendMMS",
            fields: vec![("TO", "12025550100".to_owned()), ("NAME", String::new())],
            slides: vec![
                slide(Some(("IMAGE", "http://a/b?c=d&e")), "1 < 2"),
                slide(None, "end"),
            ],
        }
    }

    #[test]
    fn a_call_is_a_document() {
        let expected = "<REQUEST>\n    <ACTION>sendMMS</ACTION>\n    <API_KEY>k</API_KEY>\n    <TO>12025550100</TO>\n    <SLIDE>\n        <IMAGE>\n            <URL>http://a/b?c=d&amp;e</URL>\n        </IMAGE>\n        <TEXT>1 &lt; 2</TEXT>\n        <DURATION>5</DURATION>\n    </SLIDE>\n    <SLIDE>\n        <TEXT>end</TEXT>\n        <DURATION>5</DURATION>\n    </SLIDE>\n</REQUEST>\n";
        assert_eq!(call().document("k"), expected);
    }

    #[test]
    fn a_call_is_a_url() {
        let client = Client::new("http://127.0.0.1:8080", "k").unwrap();
        let expected = "http://127.0.0.1:8080/API/wxml/1.3/index.php?action=sendmms&api_key=k&to=12025550100&slide_image_url_0=http%3A%2F%2Fa%2Fb%3Fc%3Dd%26e&slide_text_value_0=1+%3C+2&slide_duration_0=5&slide_text_value_1=end&slide_duration_1=5";
        assert_eq!(client.get_url(&call()).as_str(), expected);
    }

    #[test]
    fn an_answer_is_read_by_name() {
        let client = Client::new("http://127.0.0.1:8080/x", "k").unwrap();
        let body = b"<RESPONSE><STATUS>Failure</STATUS><ERRORCODE>E111</ERRORCODE></RESPONSE>";
        let answer = client.read(200, body).unwrap();
        assert!(!answer.is_success());
        assert_eq!((answer.get("errorcode"), answer.get("TO")), ("E111", ""));
        assert!(client.read(502, b"Bad gateway").is_err());
        let body =
            b"<RESPONSE><STATUS>Success</STATUS><PREVIEW><SIZE>7</SIZE></PREVIEW></RESPONSE>";
        let answer = client.read(200, body).unwrap();
        assert_eq!(answer.fields.len(), 1);
        assert_eq!(answer.previews, [[("SIZE".to_owned(), "7".to_owned())]]);
    }
}
