//! What comes back from one exchange over HTTP.

use std::error::Error as _;
use std::fmt::Write as _;
use std::time::Duration;

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};
use jiff::{SignedDuration, Timestamp};
use net::{Client, Post, PostAnswer, PostError};
use tokio::time::Instant;

use crate::trace::{Direction, Seen, Tap};

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

/// What an exchange is about, for who wants to see it.
pub(crate) struct About {
    at: Timestamp,
    begun: Instant,
    numbers: Vec<String>,
}

impl About {
    /// An exchange that begins now, which is that time, and is about these numbers.
    pub(crate) fn now<'a>(at: Timestamp, numbers: impl IntoIterator<Item = &'a String>) -> Self {
        Self {
            at,
            begun: Instant::now(),
            numbers: numbers.into_iter().cloned().collect(),
        }
    }
}

/// Posts, once, and shows the exchange to a tap.
pub(crate) async fn post(
    client: &Client,
    tap: &Tap,
    post: Post<'_>,
    about: &About,
) -> Result<PostAnswer, PostError> {
    let before = about.begun.elapsed();
    let (result, recording) = client.post_recorded(post).await;
    if let Some(recording) = recording {
        tap.show(Seen {
            direction: Direction::Out,
            began: about.at + before,
            took: about.begun.elapsed() - before,
            outcome: match &result {
                Ok(answer) => format!("HTTP {}", answer.status),
                Err(error) => chain(error),
            },
            recording,
            numbers: about.numbers.clone(),
        });
    }
    result
}
