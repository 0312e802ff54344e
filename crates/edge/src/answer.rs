//! HTTP answers: those of the API, and refusals before a call is understood.
//!
//! Source: docs/contract.md, HTTP status and response content type.

use axum::body::Body;
use axum::response::Response;
use dialects::{Dialect, Document, ReplyTypes};
use domain::answer::Outcome;
use domain::fault::{Fault, Kind};
use domain::idempotency::KeptAnswer;
use http::header::{
    ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, RETRY_AFTER,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderValue, StatusCode};
use std::time::Duration;

/// How long a caller is asked to stay away when the number is not ours to know.
const COME_BACK: Duration = Duration::from_secs(5);

/// When a caller may ask again whose request is in progress.
///
/// Source: docs/contract.md, Idempotency-Key.
const IN_FLIGHT: Duration = Duration::from_secs(1);

/// Why a request is not even read. Nothing was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// No such path.
    Path,
    /// The path has other methods.
    Method,
    /// The body did not arrive in time.
    BodyLate,
    /// The body is too long.
    BodyLong,
    /// The body broke off or is not framed as HTTP has it.
    BodyBroken,
    /// The request line is too long.
    LineLong,
    /// The headers are too long.
    HeadersLong,
    /// The body is compressed.
    Encoded,
    /// The address failed to authenticate too often and waits so long.
    BadKeys(Duration),
    /// The address has too many connections.
    Crowd,
    /// A mistake in the program.
    Broken,
    /// The listener is about to end.
    Draining,
    /// The store does not take anything any more.
    Stopped,
    /// There is no room on the disk.
    Full,
}

impl Refusal {
    /// The HTTP status.
    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::Path => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::BodyLate => StatusCode::REQUEST_TIMEOUT,
            Self::BodyLong => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BodyBroken => StatusCode::BAD_REQUEST,
            Self::LineLong => StatusCode::URI_TOO_LONG,
            Self::HeadersLong => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::Encoded => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::BadKeys(_) | Self::Crowd => StatusCode::TOO_MANY_REQUESTS,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Draining | Self::Stopped => StatusCode::SERVICE_UNAVAILABLE,
            Self::Full => StatusCode::INSUFFICIENT_STORAGE,
        }
    }

    /// What a dialect says.
    pub(crate) const fn kind(self) -> Kind {
        match self {
            Self::Path
            | Self::Method
            | Self::BodyLate
            | Self::BodyLong
            | Self::BodyBroken
            | Self::LineLong
            | Self::HeadersLong
            | Self::Encoded => Kind::InvalidRequest,
            Self::BadKeys(_) | Self::Crowd => Kind::ThroughputExceeded,
            Self::Broken | Self::Draining | Self::Stopped | Self::Full => Kind::InternalError,
        }
    }

    /// What is said outside the API and in the log.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Path => "not found",
            Self::Method => "method not allowed",
            Self::BodyLate => "the body did not arrive in time",
            Self::BodyLong => "the body is too long",
            Self::BodyBroken => "the body broke off",
            Self::LineLong => "the request line is too long",
            Self::HeadersLong => "the headers are too long",
            Self::Encoded => "the body must not be encoded",
            Self::BadKeys(_) => "too many failed authentications",
            Self::Crowd => "too many connections",
            Self::Broken => "internal error",
            Self::Draining => "this server is about to stop",
            Self::Stopped => "the store has stopped",
            Self::Full => "no room to store anything",
        }
    }

    /// When the caller may come again.
    const fn retry_after(self) -> Option<Duration> {
        match self {
            Self::BadKeys(wait) => Some(wait),
            Self::Crowd | Self::Draining | Self::Stopped | Self::Full => Some(COME_BACK),
            Self::Path
            | Self::Method
            | Self::BodyLate
            | Self::BodyLong
            | Self::BodyBroken
            | Self::LineLong
            | Self::HeadersLong
            | Self::Encoded
            | Self::Broken => None,
        }
    }

    /// Whether the connection is of no more use.
    const fn closes(self) -> bool {
        match self {
            Self::BodyLate | Self::BodyLong | Self::BodyBroken | Self::Crowd | Self::Draining => {
                true
            }
            Self::Path
            | Self::Method
            | Self::LineLong
            | Self::HeadersLong
            | Self::Encoded
            | Self::BadKeys(_)
            | Self::Broken
            | Self::Stopped
            | Self::Full => false,
        }
    }
}

/// An answer of the API itself.
pub(crate) fn reply(types: &ReplyTypes, dialect: &dyn Dialect, outcome: &Outcome) -> Response {
    let Document { content_type, body } = dialect.reply(outcome);
    let wanted = types.of(dialect.manners().wording);
    // The program has looked at what the operator wants; see its configuration.
    let typed = HeaderValue::from_str(wanted);
    spelt(
        typed.unwrap_or(HeaderValue::from_static(content_type)),
        body,
    )
}

/// What an earlier call with the same key was answered.
///
/// Source: docs/contract.md, Idempotency-Key.
pub(crate) fn kept(kept: KeptAnswer) -> Response {
    // It was a header before it was stored.
    let content_type = HeaderValue::try_from(kept.content_type)
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let mut response = spelt(content_type, kept.body);
    response
        .headers_mut()
        .insert("idempotent-replayed", HeaderValue::from_static("true"));
    response
}

/// A refusal with the headers that its code has.
pub(crate) fn hinted(mut response: Response, fault: &Fault) -> Response {
    if fault.kind == Kind::IdempotencyInFlight {
        let wait = HeaderValue::from(IN_FLIGHT.as_secs());
        response.headers_mut().insert(RETRY_AFTER, wait);
    }
    response
}

fn spelt(content_type: HeaderValue, body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, content_type);
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; sandbox"),
    );
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A page of plain words.
pub(crate) fn plain(status: StatusCode, text: impl Into<Body>) -> Response {
    let mut response = Response::new(text.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A refusal: in the dialect of the path where there is one, because clients parse whatever
/// comes, else in plain words.
pub(crate) fn refused(types: &ReplyTypes, path: &str, refusal: Refusal) -> Response {
    let Some(dialect) = nearest(path) else {
        let response = plain(refusal.status(), format!("{}\n", refusal.words()));
        return marked(response, refusal);
    };
    let mut response = reply(types, dialect, &Outcome::refused(refusal.kind()));
    if refusal == Refusal::Method {
        let headers = response.headers_mut();
        headers.extend(allowed(dialect).map(|words| (ALLOW, words)));
    }
    marked(response, refusal)
}

/// The methods that the paths of a dialect take.
///
/// Source: docs/contract.md, endpoints.
fn allowed(dialect: &dyn Dialect) -> Option<HeaderValue> {
    let words: Vec<_> = dialect
        .methods()
        .iter()
        .map(|method| method.word())
        .collect();
    HeaderValue::from_str(&words.join(", ")).ok()
}

/// A refusal to programs that speak no dialect (RFC 9457).
pub(crate) fn problem(refusal: Refusal) -> Response {
    let (status, words) = (refusal.status(), refusal.words());
    let title = status.canonical_reason().unwrap_or("Refused");
    let number = status.as_u16();
    // The words are ours and hold nothing that JSON would escape.
    let body = format!(
        "{{\"type\":\"about:blank\",\"title\":\"{title}\",\"status\":{number},\
         \"detail\":\"{words}\"}}"
    );
    let mut response = plain(status, body);
    let kind = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    marked(response, refusal)
}

/// An answer with the status and the headers of a refusal.
pub(crate) fn marked(mut response: Response, refusal: Refusal) -> Response {
    *response.status_mut() = refusal.status();
    let headers = response.headers_mut();
    if let Some(wait) = refusal.retry_after() {
        let seconds = wait.as_millis().div_ceil(1000).max(1);
        let seconds = u64::try_from(seconds).unwrap_or(u64::MAX);
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    if refusal.closes() {
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// The dialect whose paths are most like this one; `None` outside the API's prefixes.
pub(crate) fn nearest(path: &str) -> Option<&'static dyn Dialect> {
    if dialects::is_mounted(path) {
        return Some(dialects::by_path(path));
    }
    let likeness = |dialect: &&'static dyn Dialect| {
        dialect
            .mounts()
            .iter()
            .map(|mount| common_segments(mount, path))
            .max()
            .unwrap_or(0)
    };
    let mut best = None;
    let mut most = 0;
    for &dialect in dialects::REGISTRY {
        let alike = likeness(&dialect);
        if alike > most {
            (best, most) = (Some(dialect), alike);
        }
    }
    best
}

/// How many segments two paths begin with alike, in any case.
fn common_segments(one: &str, other: &str) -> usize {
    let pairs = one.split('/').skip(1).zip(other.split('/').skip(1));
    pairs
        .take_while(|(a, b)| !a.is_empty() && a.eq_ignore_ascii_case(b))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, expected: Option<&str>) {
        assert_eq!(nearest(path).map(Dialect::name), expected, "{path}");
    }

    #[test]
    fn a_path_inside_the_prefixes_of_the_api_has_a_dialect() {
        check("/API/wxml/1.3", Some("wxml"));
        check("/api/WXML/1.3/index.php", Some("wxml"));
        check("/API/wxml/1.4/index.php", Some("wxml"));
        check("/api/anything", Some("wxml"));
        check("/api", Some("wxml"));
        check("/ep/v1", Some("kebab"));
        check("/EP/v2/", Some("json"));
        check("/ep/v2/x", Some("json"));
        check("/ep/v3", Some("json"));
        check("/apis", None);
        check("/", None);
        check("", None);
        check("/carrier/x", None);
    }

    #[test]
    fn each_path_says_which_methods_it_takes() {
        let allow = |path| {
            let response = refused(&ReplyTypes::default(), path, Refusal::Method);
            let value = response.headers()[ALLOW].to_str().map(str::to_owned);
            value.unwrap()
        };
        assert_eq!(allow("/API/wxml/1.3"), "GET, POST");
        assert_eq!(allow("/ep/v1/"), "GET, POST");
        assert_eq!(allow("/ep/v2"), "POST");
    }
}
