//! Reads a body within its limits of length and time.
//!
//! What the headers tell is judged before the first byte is asked for: a peer that waits for
//! `100 Continue` (RFC 9110 §10.1.1) then never sends a body that would be refused. Guarantee: no
//! more than the limit and one piece is held, and the wait is bounded.
//!
//! Source: docs/contract.md, limits and HTTP status.

use crate::answer::Refusal;
use crate::settings::Settings;
use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use http_body_util::BodyExt as _;
use std::time::Duration;
use tokio::time::Instant;

/// Reads the body of a request.
///
/// # Errors
///
/// [`Refusal::Encoded`], [`Refusal::BodyLong`], [`Refusal::BodyLate`] or [`Refusal::BodyBroken`].
pub(crate) async fn read(
    headers: &HeaderMap,
    body: Body,
    limit_bytes: usize,
    settings: &Settings,
) -> Result<Bytes, Refusal> {
    if is_encoded(headers) {
        return Err(Refusal::Encoded);
    }
    if announced(headers).is_some_and(|length| length > limit_bytes as u64) {
        return Err(Refusal::BodyLong);
    }
    collect(body, limit_bytes, Pace::of(settings)).await
}

/// Whether the body is compressed, or in any other way not what it is.
fn is_encoded(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(CONTENT_ENCODING).iter();
    let mut codings = lines.flat_map(|value| value.as_bytes().split(|&byte| byte == b','));
    codings.any(|coding| {
        let coding = coding.trim_ascii();
        !coding.is_empty() && !coding.eq_ignore_ascii_case(b"identity")
    })
}

fn announced(headers: &HeaderMap) -> Option<u64> {
    headers
        .get(CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .trim()
        .parse()
        .ok()
}

async fn collect(mut body: Body, limit_bytes: usize, pace: Pace) -> Result<Bytes, Refusal> {
    let began = Instant::now();
    let mut all = BytesMut::new();
    loop {
        let deadline = began + pace.patience(all.len());
        let frame = tokio::time::timeout_at(deadline, body.frame());
        let Some(frame) = frame.await.map_err(|_| Refusal::BodyLate)? else {
            return Ok(all.freeze());
        };
        let frame = frame.map_err(|_| Refusal::BodyBroken)?;
        if let Ok(piece) = frame.into_data() {
            if piece.len() > limit_bytes - all.len() {
                return Err(Refusal::BodyLong);
            }
            all.extend_from_slice(&piece);
        }
    }
}

/// How fast a body has to come.
#[derive(Debug, Clone, Copy)]
struct Pace {
    total: Duration,
    grace: Duration,
    bytes_a_second: usize,
}

impl Pace {
    fn of(settings: &Settings) -> Self {
        Self {
            total: settings.body_timeout,
            grace: settings.body_grace,
            bytes_a_second: settings.body_pace_bytes,
        }
    }

    /// How long after its beginning the body has to go on, when so much of it is here.
    fn patience(&self, here_bytes: usize) -> Duration {
        let earned = here_bytes.saturating_mul(1000) / self.bytes_a_second.max(1);
        let earned = Duration::from_millis(u64::try_from(earned).unwrap_or(u64::MAX));
        self.grace.saturating_add(earned).min(self.total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_patience(here_bytes: usize, expected_ms: u64) {
        let patience = Pace::of(&Settings::default()).patience(here_bytes);
        assert_eq!(patience, Duration::from_millis(expected_ms), "{here_bytes}");
    }

    #[test]
    fn a_body_has_thirty_seconds_and_may_lag_five_behind_its_pace() {
        check_patience(0, 5_000);
        check_patience(512, 5_500);
        check_patience(10 * 1024, 15_000);
        check_patience(25 * 1024, 30_000);
        check_patience(1024 * 1024, 30_000);
    }

    #[track_caller]
    fn check_encoded(coding: Option<&str>, expected: bool) {
        let mut headers = HeaderMap::new();
        if let Some(coding) = coding {
            headers.insert(CONTENT_ENCODING, coding.parse().unwrap());
        }
        assert_eq!(is_encoded(&headers), expected, "{coding:?}");
    }

    #[test]
    fn only_identity_is_no_encoding() {
        check_encoded(None, false);
        check_encoded(Some(""), false);
        check_encoded(Some("Identity"), false);
        check_encoded(Some("gzip"), true);
        check_encoded(Some("identity, br"), true);
    }

    async fn check_length(length: usize, expected: Result<usize, Refusal>) {
        let body = Body::from(vec![b'x'; length]);
        let read = collect(body, 100, Pace::of(&Settings::default())).await;
        assert_eq!(read.map(|body| body.len()), expected);
    }

    #[tokio::test]
    async fn a_body_as_long_as_the_limit_passes() {
        check_length(0, Ok(0)).await;
        check_length(100, Ok(100)).await;
        check_length(101, Err(Refusal::BodyLong)).await;
    }
}
