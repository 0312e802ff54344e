//! What a route is asked, and what it answers.

use super::problem::Problem;
use crate::desk::{Desk, Seen};
use crate::error::Error;
use crate::form::{Field, Wrong};
use crate::version::Version;
use axum::body::Body;
use axum::response::Response;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH, LOCATION};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where everything lies.
pub const PREFIX: &str = "/admin/v1";

/// A request, read.
pub(super) struct Ask {
    pub(super) desk: Desk,
    /// What stands in the gaps of the path.
    pub(super) path: BTreeMap<String, String>,
    /// Parameters, checked.
    pub(super) query: Map<String, Value>,
    /// The body; `null` where there is none.
    pub(super) body: Value,
    /// What the caller has seen of the account.
    pub(super) seen: Seen,
    /// The document of all this.
    pub(super) document: Arc<Value>,
}

impl Ask {
    /// What stands in a gap of the path.
    pub(super) fn named(&self, name: &str) -> &str {
        self.path.get(name).map_or("", String::as_str)
    }

    /// A parameter that is a text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.query.get(name).and_then(Value::as_str)
    }

    /// A parameter that is a number.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        let number = self.query.get(name).and_then(Value::as_u64)?;
        usize::try_from(number).ok()
    }
}

/// An answer.
pub(super) struct Reply {
    status: StatusCode,
    body: Option<Value>,
    headers: Vec<(HeaderName, String)>,
}

/// What a route gives.
pub(super) type Answered = Result<Reply, Error>;

impl Reply {
    pub(super) fn ok(body: Value) -> Self {
        Self {
            status: StatusCode::OK,
            body: Some(body),
            headers: Vec::new(),
        }
    }

    /// Something is there now that can be looked at.
    pub(super) fn created(body: Value, location: &[&str]) -> Self {
        let place: String = location
            .iter()
            .map(|it| format!("/{}", escape(it)))
            .collect();
        Self {
            status: StatusCode::CREATED,
            headers: vec![(LOCATION, format!("{PREFIX}{place}"))],
            ..Self::ok(body)
        }
    }

    /// It is done, and there is nothing to show.
    pub(super) fn done() -> Self {
        Self {
            status: StatusCode::NO_CONTENT,
            body: None,
            headers: Vec::new(),
        }
    }

    /// With the version of what is shown.
    pub(super) fn of(mut self, version: &Version) -> Self {
        self.headers.push((ETAG, format!("\"{}\"", version.0)));
        self
    }

    pub(super) fn into_response(self) -> Response {
        let body = self
            .body
            .map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let has_body = self.status != StatusCode::NO_CONTENT;
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if has_body {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        for (name, value) in self.headers {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(name, value);
            }
        }
        response
    }
}

/// A segment of a path.
fn escape(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let mut escaped = String::new();
    for byte in text.bytes() {
        match keep(byte) {
            true => escaped.push(char::from(byte)),
            false => escaped.push_str(&format!("%{byte:02X}")),
        }
    }
    escaped
}

/// Reads the parameters of a query by their forms.
pub(super) fn query(written: &str, fields: &[Field]) -> Result<Map<String, Value>, Wrong> {
    let mut values = Map::new();
    for (name, text) in url::form_urlencoded::parse(written.as_bytes()) {
        let known = fields.iter().find(|field| field.name == name);
        let field = known.ok_or_else(|| Wrong::misshapen(&name, "there is no such parameter"))?;
        let value = field.form.read(&name, &text)?;
        if values.insert(name.clone().into_owned(), value).is_some() {
            return Err(Wrong::misshapen(&name, "the parameter is there twice"));
        }
    }
    Ok(values)
}

/// Reads a body.
pub(super) fn body(headers: &HeaderMap, bytes: &[u8]) -> Result<Value, Problem> {
    let kind = headers.get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
    let kind = kind
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default()
        .trim();
    let is_json = ["application/json", "application/merge-patch+json"]
        .iter()
        .any(|json| json.eq_ignore_ascii_case(kind));
    if !is_json {
        let detail = "the body must have the Content-Type application/json";
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail));
    }
    serde_json::from_slice(bytes).map_err(|error| {
        let detail = format!("the body is no JSON: {error}");
        Problem::new(StatusCode::BAD_REQUEST, detail)
    })
}

/// Reads the preconditions of a request.
pub(super) fn seen(headers: &HeaderMap) -> Result<Seen, Problem> {
    let malformed = |name| {
        let detail = format!("{name} must hold versions as ETag shows them, or *");
        Problem::new(StatusCode::BAD_REQUEST, detail)
    };
    match (tags(headers, &IF_MATCH), tags(headers, &IF_NONE_MATCH)) {
        (None, None) => Ok(Seen::Whatever),
        (Some(tags), None) if tags == "*" => Ok(Seen::Something),
        (Some(tags), None) => {
            let versions = tags.split(',').map(|tag| version(tag.trim()));
            let versions: Option<Vec<Version>> = versions.collect();
            versions
                .map(Seen::Versions)
                .ok_or_else(|| malformed("If-Match"))
        }
        (None, Some(tags)) if tags == "*" => Ok(Seen::Nothing),
        (_, Some(_)) => {
            let detail = "If-None-Match can be * only, without If-Match";
            Err(Problem::new(StatusCode::BAD_REQUEST, detail))
        }
    }
}

/// All lines of a header as one list.
fn tags(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let lines: Vec<String> = headers
        .get_all(name)
        .iter()
        .map(|line| String::from_utf8_lossy(line.as_bytes()).trim().to_owned())
        .collect();
    (!lines.is_empty()).then(|| lines.join(","))
}

/// A strong version. A weak one never matches (RFC 9110 §13.1.1), so it is some version of nothing.
fn version(tag: &str) -> Option<Version> {
    let weak = tag.strip_prefix("W/");
    let quoted = weak.unwrap_or(tag).strip_prefix('"')?.strip_suffix('"')?;
    match weak {
        Some(_) => Some(Version(String::new())),
        None => Some(Version(quoted.to_owned())),
    }
}
