//! The carrier's answer to an outcome.

use http::StatusCode;
use net::PostAnswer;
use serde::Deserialize;

use crate::common::exchange::pause;
use crate::{Because, Handover, Sms, Words};

/// An answer as it is read; what else is in it does not matter.
#[derive(Deserialize)]
struct Said {
    status: String,
    id: String,
    message_id: Option<String>,
    code: Option<u32>,
    text: Option<String>,
}

/// Says how the hand-over of a text ended, by the answer to its request: the body counts, and
/// where there is none that we know, the HTTP status as far as it says that nothing was taken.
pub(super) fn judge(answer: &PostAnswer, sms: &Sms) -> Handover {
    let said = match serde_json::from_slice::<Said>(&answer.body) {
        Ok(said) => said,
        Err(error) => return by_http(answer, sms, &error),
    };
    if said.id != sms.transaction {
        let (theirs, ours) = (&said.id, &sms.transaction);
        let why = format!("the answer is to {theirs:?} and not to ours, {ours:?}");
        // Nobody reads on before the credentials are right, so it may not know which it was.
        return match answer.status {
            401 | 403 => by_http(answer, sms, &why),
            _ => Handover::Unknown { why },
        };
    }
    let words = Words {
        code: said.code.map(|code| code.to_string()),
        text: said.text,
    };
    match (said.status.as_str(), said.message_id) {
        ("accepted", Some(carrier_message_id)) => Handover::Receipt {
            carrier_message_id,
            more: Vec::new(),
            words,
        },
        ("busy", _) => Handover::NotNow {
            words,
            pause: pause(&answer.headers, sms.at),
        },
        ("refused", _) if answer.status == StatusCode::UNAUTHORIZED => {
            Handover::NotNow { words, pause: None }
        }
        ("refused", _) => Handover::Never {
            words,
            because: Because::Other,
        },
        (status, _) => Handover::Unknown {
            why: format!("the answer {status:?} says nothing that could be relied on"),
        },
    }
}

fn by_http(answer: &PostAnswer, sms: &Sms, why: &dyn std::fmt::Display) -> Handover {
    let words = |text: &str| Words {
        code: Some(format!("HTTP {}", answer.status)),
        text: Some(text.to_owned()),
    };
    let wait = |text: &str| Handover::NotNow {
        words: words(text),
        pause: pause(&answer.headers, sms.at),
    };
    match answer.status {
        401 | 403 | 407 => wait("the carrier wants other credentials; correct user and password"),
        301 | 307 | 308 | 404 | 405 | 410 => wait("no carrier is here; correct the link's url"),
        408 | 425 | 429 | 503 => wait("the carrier is busy"),
        400 | 413 | 415 | 422 => Handover::Never {
            words: words("the carrier cannot read the request"),
            because: Because::Other,
        },
        status => Handover::Unknown {
            why: format!("HTTP {status} without a usable answer: {why}"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use http::HeaderMap;
    use std::time::Duration;

    #[track_caller]
    fn check(status: u16, body: &str, expected: &str) {
        let sms = Sms {
            transaction: "t-1".into(),
            from: "60856".into(),
            from_short_code: true,
            from_mask: None,
            to: "12025550100".into(),
            text: "Hi".into(),
            expiry: "2026-02-03T12:00:00Z".parse().unwrap(),
            at: "2026-01-31T12:00:00Z".parse().unwrap(),
        };
        let answer = PostAnswer {
            status,
            headers: HeaderMap::new(),
            body: Bytes::copy_from_slice(body.as_bytes()),
            cut: false,
            elapsed: Duration::ZERO,
        };
        let outcome = format!("{:?}", judge(&answer, &sms));
        assert!(outcome.starts_with(expected), "{status} {body}: {outcome}");
    }

    #[test]
    fn the_body_says_how_it_ended() {
        let mine = |rest: &str| format!("{{\"id\":\"t-1\",{rest}}}");
        check(
            200,
            &mine(r#""status":"accepted","message_id":"m""#),
            "Receipt",
        );
        check(200, &mine(r#""status":"accepted""#), "Unknown");
        check(
            200,
            &mine(r#""status":"refused","code":11,"text":"no""#),
            "Never",
        );
        check(
            400,
            &mine(r#""status":"refused","code":2,"text":"no""#),
            "Never",
        );
        check(
            401,
            &mine(r#""status":"refused","code":8,"text":"no""#),
            "NotNow",
        );
        check(503, &mine(r#""status":"busy","code":88"#), "NotNow");
        check(200, &mine(r#""status":"perhaps""#), "Unknown");
        let other = r#"{"id":"t-2","status":"accepted","message_id":"m"}"#;
        check(200, other, "Unknown");
        check(401, r#"{"id":"","status":"refused","code":8}"#, "NotNow");
    }

    #[test]
    fn without_a_body_the_status_counts_where_it_says_that_nothing_was_taken() {
        check(404, "not here", "NotNow");
        check(429, "", "NotNow");
        check(503, "", "NotNow");
        check(413, "", "Never");
        check(200, "<html>", "Unknown");
        check(500, "", "Unknown");
        check(502, "", "Unknown");
    }
}
