//! One postback: what is posted, where, and how it is signed.
//!
//! Speaks Standard Webhooks 1.0.0 for the signature headers, beside bodies of the API's own
//! dialects. Addresses are the customer's, so the address guard applies; redirects are answers
//! like any other and are not followed.
//!
//! Source: docs/contract.md, postbacks: transport, signature, dialect and address.

mod about;

use crate::Error;
use crate::context::Context;
use about::About;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use domain::account::Account;
use domain::fault::Wording;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;
use net::{Post, PostError, Trust};
use sha2::Sha256;
use std::time::Duration;
use storage::event::StoredEvent;

use crate::queue::retry::Postbacks;

/// Bytes of an endpoint's answer that are read at all.
///
/// Source: docs/contract.md, postbacks, acknowledgement.
const MAX_ANSWER: usize = 64 * 1_024;

/// What goes where.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) url: String,
    content_type: &'static str,
    pub(crate) body: Vec<u8>,
}

/// What came of it.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) status: Option<u16>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) error: Option<String>,
    pub(crate) took_ms: u64,
}

/// Makes the postback of an event, or says why there is nowhere to send it.
pub(crate) async fn prepare(
    ctx: &Context,
    account: &Account,
    event: &StoredEvent,
) -> Result<Result<Target, &'static str>, Error> {
    let about = About::of(ctx, event).await?;
    let Some(url) = about.url(account) else {
        return Ok(Err("no postback address is set"));
    };
    if ctx.store.endpoint_disabled(account.id, url).await? {
        return Ok(Err("the postback address is switched off"));
    }
    let Some(dialect) = about.told_in(account) else {
        return Ok(Err(
            "this build does not speak the dialect that postbacks are wanted in",
        ));
    };
    let notice = about.notice(ctx, account, event, dialect).await?;
    let document = dialect.notice(&notice);
    let in_field = account.postbacks.form && dialect.manners().wording != Wording::Json;
    let (content_type, body) = match in_field {
        true => ("application/x-www-form-urlencoded", in_form(&document.body)),
        false => (document.content_type, document.body),
    };
    Ok(Ok(Target {
        url: url.to_owned(),
        content_type,
        body,
    }))
}

/// Posts once.
pub(crate) async fn post(
    ctx: &Context,
    account: &Account,
    event: &StoredEvent,
    target: &Target,
    number: u32,
) -> Sent {
    let post = Post {
        url: &target.url,
        trust: Trust::Guarded,
        headers: headers(ctx, account, event, target, number),
        body: vec![Bytes::from(target.body.clone())],
        total: Postbacks::of(account.postbacks.schedule).limit,
        max_answer: MAX_ANSWER,
        only_status: true,
    };
    let began = ctx.clock.now();
    match ctx.client.post(post).await {
        Ok(answer) => Sent {
            status: Some(answer.status),
            retry_after: retry_after(&answer.headers, ctx.clock.now()),
            error: None,
            took_ms: millis(answer.elapsed),
        },
        Err(error) => Sent {
            status: None,
            retry_after: None,
            error: Some(explain(&error)),
            took_ms: millis(ctx.clock.now().duration_since(began).unsigned_abs()),
        },
    }
}

fn millis(elapsed: Duration) -> u64 {
    u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
}

fn explain(error: &PostError) -> String {
    crate::error::chain(error)
}

fn headers(
    ctx: &Context,
    account: &Account,
    event: &StoredEvent,
    target: &Target,
    number: u32,
) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut set = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    };
    set("content-type", target.content_type);
    set("user-agent", "mms-gateway");
    set("x-event-seq", &event.seq.to_string());
    set("x-event-attempt", &number.to_string());
    if let Some(secret) = &account.postbacks.secret {
        let stamp = ctx.clock.now().as_second().to_string();
        set("webhook-id", &event.event_id);
        set("webhook-timestamp", &stamp);
        set(
            "webhook-signature",
            &signature(secret, &event.event_id, &stamp, &target.body),
        );
    }
    headers
}

/// `v1,` and Base64 of HMAC-SHA256 over `id.timestamp.body`.
///
/// Source: Standard Webhooks 1.0.0, signature scheme.
fn signature(secret: &[u8], id: &str, stamp: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(id.as_bytes());
    mac.update(b".");
    mac.update(stamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

/// Seconds, or the time until an HTTP date.
///
/// Source: RFC 9110 §10.2.3.
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get("retry-after")?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    Duration::try_from(date.duration_since(now)).ok()
}

fn in_form(body: &[u8]) -> Vec<u8> {
    let mut form = b"xml=".to_vec();
    form.extend(url::form_urlencoded::byte_serialize(body).flat_map(str::bytes));
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_the_one_of_the_standard() {
        // Source: Standard Webhooks, the example of its reference libraries.
        let secret = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let body = br#"{"test": 2432232314}"#;
        let signature = signature(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[track_caller]
    fn check(value: &'static str, expected_s: Option<u64>) {
        let headers = HeaderMap::from_iter([(
            HeaderName::from_static("retry-after"),
            HeaderValue::from_static(value),
        )]);
        let now = "1994-11-06T08:49:30Z".parse().unwrap();
        assert_eq!(
            retry_after(&headers, now).map(|wait| wait.as_secs()),
            expected_s,
            "{value}"
        );
    }

    #[test]
    fn a_wish_to_wait_is_seconds_or_a_date() {
        check("120", Some(120));
        check("Sun, 06 Nov 1994 08:49:37 GMT", Some(7));
        check("Sun, 06 Nov 1994 08:49:00 GMT", None);
        check("soon", None);
    }

    #[test]
    fn a_body_in_a_form_survives_decoding() {
        let form = in_form(b"<A>1 + 1 & more</A>");
        let decoded: Vec<_> = url::form_urlencoded::parse(&form).collect();
        assert_eq!(decoded, [("xml".into(), "<A>1 + 1 & more</A>".into())]);
    }
}
