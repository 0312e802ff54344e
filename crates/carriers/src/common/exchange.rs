//! What comes back from one exchange over HTTP.

use std::error::Error as _;
use std::fmt::Write as _;
use std::time::Duration;

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};
use jiff::{SignedDuration, Timestamp};

/// How long the carrier asks us to wait.
///
/// A date counts from the answer's own `Date`, so that the carrier's clock is compared with itself;
/// without one, from when the request was made. Source: RFC 9110 §10.2.3.
pub(crate) fn pause(headers: &HeaderMap, asked: Timestamp) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let wanted = text(RETRY_AFTER)?.trim();
    if let Ok(seconds) = wanted.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let from = text(DATE).and_then(http_date).unwrap_or(asked);
    let wait: SignedDuration = http_date(wanted)?.duration_since(from);
    Some(Duration::try_from(wait).unwrap_or_default())
}

fn http_date(text: &str) -> Option<Timestamp> {
    let zoned = jiff::fmt::rfc2822::parse(text.trim()).ok()?;
    Some(zoned.timestamp())
}

/// An error with its causes on one line, for the history of the message.
pub(crate) fn chain(error: &net::PostError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = write!(text, ": {error}");
        cause = error.source();
    }
    text
}
