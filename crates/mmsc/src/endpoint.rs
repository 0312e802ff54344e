//! The two endpoints, for MM7 and for texts: one submission in, one answer out.
//!
//! Speaks HTTP and the answers of 3GPP TS 23.140; what is said of texts is in `sms.rs`. Guarantee: what becomes of a message is decided and
//! logged when the whole request is there; a gateway that hangs up while it waits changes nothing.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http::{HeaderMap, StatusCode, header};
use tokio::time::Instant;

use crate::behaviour::{Answer, Behaviour, Script};
use crate::check::{Change, Wish, check, has_length, read_change};
use crate::clock;
use crate::esme::Esmes;
use crate::life::Life;
use crate::log::Log;
use crate::reporter::{Reporter, mix};
use crate::rule::{Rule, Violation};
use crate::settings::Settings;
use crate::sms;
use crate::submission::{Answered, Outcome, Submission};
use crate::text::{self, Frame};

/// A response with this extension is not sent: the connection is closed instead.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HangUp;

/// What the endpoint works with.
pub(crate) struct Hub {
    pub(crate) settings: Arc<Settings>,
    pub(crate) log: Log,
    pub(crate) life: Arc<Life>,
    pub(crate) reporter: Arc<Reporter>,
    /// The script, and what some numbers get instead.
    pub(crate) script: RwLock<(Script, HashMap<String, Behaviour>)>,
    /// How often a TransactionID and recipient were told that we are busy.
    pub(crate) busy: Mutex<HashMap<(String, String), u32>>,
    /// Makes the MessageIDs of one run differ from those of another.
    pub(crate) run: u64,
    /// The ESMEs that are bound.
    pub(crate) esmes: Arc<Esmes>,
}

/// An answer that is about to go out.
struct Said {
    http: StatusCode,
    /// Status of the protocol; `None` when there is none in it.
    status: Option<u16>,
    content_type: &'static str,
    body: String,
}

/// Handles one request with MM7.
pub(crate) async fn submit(State(hub): State<Arc<Hub>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    if !has_length(&head.headers) {
        return hub.refuse_unread(
            StatusCode::LENGTH_REQUIRED,
            Rule::ContentLength,
            "no Content-Length, or chunked",
        );
    }
    let Ok(body) = to_bytes(body, hub.largest_request()).await else {
        return match content_length(&head.headers) > hub.largest_request() {
            true => hub.refuse_unread(
                StatusCode::PAYLOAD_TOO_LARGE,
                Rule::Size,
                "the request is far above the ceiling",
            ),
            // The gateway broke off: nothing was submitted.
            false => hang_up(),
        };
    };
    let authorized = hub.is_authorized(&head.headers);
    if let Some(change) = read_change(&head.headers, &body, &hub.settings) {
        return hub.change(&change, authorized);
    }
    let mut submission = check(&head.headers, &body, &hub.settings);
    if !authorized {
        submission.violations.insert(
            0,
            hub.violation(Rule::Credentials, "wrong or no user and password"),
        );
    }
    if let Some(first) = submission.violations.first().cloned() {
        let http = if authorized {
            hub.fault_status()
        } else {
            StatusCode::UNAUTHORIZED
        };
        return hub.refuse(submission, http, &first);
    }
    hub.treat(submission).await
}

/// Handles one request with a text.
pub(crate) async fn submit_sms(State(hub): State<Arc<Hub>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, sms::LARGEST).await else {
        return hang_up();
    };
    let mut submission = sms::check(&head.headers, &body);
    let mut first = |rule: Rule, detail: &str| {
        let violation = Violation {
            rule,
            status: sms::SYSTEM_ERROR,
            detail: detail.to_owned(),
        };
        submission.violations.insert(0, violation);
    };
    if !has_length(&head.headers) {
        first(Rule::ContentLength, "no Content-Length, or chunked");
    }
    let authorized = hub.is_authorized(&head.headers);
    if !authorized {
        first(Rule::Credentials, "wrong or no user and password");
    }
    let Some(violation) = submission.violations.first().cloned() else {
        return hub.treat(submission).await;
    };
    let submission = hub.log.enter(submission, |s| s.outcome = Outcome::Refused);
    let said = Said {
        http: match authorized {
            true => StatusCode::BAD_REQUEST,
            false => StatusCode::UNAUTHORIZED,
        },
        status: Some(violation.status),
        content_type: sms::JSON,
        body: sms::refused(&submission, violation.status, &violation.to_string()),
    };
    hub.say(&submission, said)
}

fn content_length(headers: &HeaderMap) -> usize {
    headers
        .get(header::CONTENT_LENGTH)
        .and_then(|v| v.to_str().ok()?.parse().ok())
        .unwrap_or(0)
}

impl Hub {
    /// Base64 and headers included, a request of a content at the ceiling stays below.
    fn largest_request(&self) -> usize {
        self.settings
            .checks
            .max_content_bytes
            .saturating_mul(2)
            .saturating_add(1 << 20)
    }

    fn fault_status(&self) -> StatusCode {
        StatusCode::from_u16(self.settings.fault_http_status).unwrap_or(StatusCode::OK)
    }

    fn is_authorized(&self, headers: &HeaderMap) -> bool {
        let Some((user, password)) = &self.settings.basic_auth else {
            return true;
        };
        let expected = STANDARD.encode(format!("{user}:{password}"));
        let given = headers
            .get(header::AUTHORIZATION)
            .and_then(|v| v.to_str().ok());
        given
            .and_then(|v| v.split_once(' '))
            .is_some_and(|(scheme, token)| {
                scheme.eq_ignore_ascii_case("basic") && token.trim() == expected
            })
    }

    /// Changes messages that nothing final was said about. Requests for that are not in the log,
    /// which is one of messages.
    fn change(&self, change: &Change, authorized: bool) -> Response {
        let frame = Frame::of(&change.request);
        if !authorized {
            let violation = self.violation(Rule::Credentials, "wrong or no user and password");
            let body = text::fault(&frame, violation.status, &violation.to_string());
            return respond(StatusCode::UNAUTHORIZED, text::XML, body);
        }
        if let Some(first) = change.request.violations.first() {
            let body = text::fault(&frame, first.status, &first.to_string());
            return respond(self.fault_status(), text::XML, body);
        }
        let of_caller = |it: &Submission| it.is_accepted() && it.vaspid == change.request.vaspid;
        let status = match change.wish {
            Wish::CancelAll => {
                let linked = |it: &Submission| it.elements.get("LinkedID") == Some(&change.id);
                let all = self.log.matching(|it| of_caller(it) && linked(it));
                let refused = all.iter().map(|it| self.reporter.cancel(it).err());
                let (done, refused): (Vec<_>, Vec<_>) = refused.partition(Option::is_none);
                match (done.len(), refused.into_iter().flatten().max()) {
                    (0, why) => why.unwrap_or(2005),
                    (_, None) => 1000,
                    (_, Some(_)) => 1100,
                }
            }
            Wish::Cancel | Wish::Replace => {
                let found = self.log.with_message_id(&change.id).filter(of_caller);
                let done = found.ok_or(2005).and_then(|it| match change.wish {
                    Wish::Replace => self.reporter.replace(&it, change),
                    Wish::Cancel | Wish::CancelAll => self.reporter.cancel(&it),
                });
                done.map_or_else(|why| why, |()| 1000)
            }
        };
        let body = text::change_response(&frame, change.wish.answer(), status);
        respond(StatusCode::OK, text::XML, body)
    }

    fn violation(&self, rule: Rule, detail: &str) -> Violation {
        let status = if rule == Rule::Size {
            self.settings.checks.too_large_status
        } else {
            rule.status()
        };
        Violation {
            rule,
            status,
            detail: detail.to_owned(),
        }
    }

    /// Refuses a request whose body was not read.
    fn refuse_unread(&self, http: StatusCode, rule: Rule, detail: &str) -> Response {
        let violation = self.violation(rule, detail);
        let violations = vec![violation.clone()];
        let submission = Submission {
            arrived: clock::now(),
            violations,
            ..Submission::default()
        };
        let mut response = self.refuse(submission, http, &violation);
        response.headers_mut().insert(
            header::CONNECTION,
            header::HeaderValue::from_static("close"),
        );
        response
    }

    fn refuse(&self, submission: Submission, http: StatusCode, violation: &Violation) -> Response {
        let submission = self.log.enter(submission, |s| s.outcome = Outcome::Refused);
        let body = text::fault(
            &Frame::of(&submission),
            violation.status,
            &violation.to_string(),
        );
        self.say_mm7(&submission, http, Some(violation.status), body)
    }

    /// Treats a valid submission as the script wants.
    async fn treat(self: &Arc<Self>, submission: Submission) -> Response {
        let name = |it: &mut Submission| it.message_id = Some(self.message_id(it.number));
        let (submission, answer) = self.decide(submission, name).await;
        self.answer(&submission, &answer)
    }

    /// Decides what becomes of a valid submission, by the script; `name` names one that is taken.
    /// Returns when the answer is due.
    pub(crate) async fn decide(
        self: &Arc<Self>,
        submission: Submission,
        name: impl FnOnce(&mut Submission),
    ) -> (Submission, Answer) {
        let Behaviour {
            latency,
            answer,
            notices,
        } = self.behaviour(&submission);
        let answer = self.resolve_busy(answer, &submission);
        let outcome = outcome(&answer);
        let submission = self.log.enter(submission, |s| {
            s.outcome = outcome;
            if outcome == Outcome::Accepted {
                name(s);
            }
        });
        let pause = self.settings.scaled(latency);
        let due = Instant::now() + pause;
        let has_notices = outcome == Outcome::Accepted && !notices.is_empty();
        let told = has_notices.then(|| self.reporter.tell_all(submission.clone(), notices, due));
        if !pause.is_zero() {
            tokio::time::sleep_until(due).await;
        }
        if let Some(told) = told {
            // A gateway that does not answer the notice in time gets its answer all the same.
            let _ = tokio::time::timeout(self.settings.report_timeout, told).await;
        }
        (submission, answer)
    }

    fn behaviour(&self, submission: &Submission) -> Behaviour {
        let (script, overrides) = &*self.script.read().unwrap_or_else(PoisonError::into_inner);
        overrides
            .get(submission.recipient())
            .cloned()
            .unwrap_or_else(|| script(submission))
    }

    /// Counts down the refusals of a busy network.
    fn resolve_busy(&self, answer: Answer, submission: &Submission) -> Answer {
        let Answer::Busy(times) = answer else {
            return answer;
        };
        let key = (
            submission.transaction.clone(),
            submission.recipient().to_owned(),
        );
        let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        let told = busy.entry(key).or_default();
        *told += 1;
        if *told > times {
            Answer::Accept
        } else {
            Answer::Refuse(4006)
        }
    }

    /// Unique, and with characters that no reader may take for structure.
    fn message_id(&self, number: usize) -> String {
        format!("{:016X}.{number}/sim", mix(self.run ^ number as u64))
    }

    fn answer(&self, submission: &Submission, answer: &Answer) -> Response {
        match submission.sms {
            Some(_) => self.answer_sms(submission, answer),
            None => self.answer_mm7(submission, answer),
        }
    }

    fn answer_sms(&self, submission: &Submission, answer: &Answer) -> Response {
        let say = |http, status, body| {
            let said = Said {
                http,
                status,
                content_type: sms::JSON,
                body,
            };
            self.say(submission, said)
        };
        match sms::answer(submission, answer) {
            sms::Reply::Whole(http, status, body) => say(http, status, body),
            sms::Reply::Half(body) => truncated(say(StatusCode::OK, None, String::new()), &body),
            sms::Reply::HangUp => hang_up(),
        }
    }

    fn answer_mm7(&self, submission: &Submission, answer: &Answer) -> Response {
        let frame = Frame::of(submission);
        let accepted = || text::submit_response(&frame, 1000, submission.message_id.as_deref());
        match answer {
            Answer::Accept => self.say_mm7(submission, StatusCode::OK, Some(1000), accepted()),
            Answer::Refuse(status) => {
                let body = text::submit_response(&frame, *status, None);
                self.say_mm7(submission, StatusCode::OK, Some(*status), body)
            }
            Answer::Busy(_) => {
                let body = text::submit_response(&frame, 4006, None);
                self.say_mm7(submission, StatusCode::OK, Some(4006), body)
            }
            Answer::Fault(status) => {
                let body = text::fault(&frame, *status, "as the script wants");
                self.say_mm7(submission, self.fault_status(), Some(*status), body)
            }
            Answer::Lost | Answer::HangUp => hang_up(),
            Answer::Truncated => truncated(
                self.say_mm7(submission, StatusCode::OK, None, String::new()),
                &accepted(),
            ),
            Answer::Garbage => {
                let body = "<html><body>Proxy: your request was received.</body></html>".to_owned();
                self.say_mm7(submission, StatusCode::OK, None, body)
            }
            Answer::ServerError => self.say_mm7(
                submission,
                StatusCode::INTERNAL_SERVER_ERROR,
                None,
                text::server_error(),
            ),
        }
    }

    fn say_mm7(
        &self,
        submission: &Submission,
        http: StatusCode,
        status: Option<u16>,
        body: String,
    ) -> Response {
        let said = Said {
            http,
            status,
            content_type: text::XML,
            body,
        };
        self.say(submission, said)
    }

    /// Logs the answer and then makes it.
    fn say(&self, submission: &Submission, said: Said) -> Response {
        let Said {
            http,
            status,
            content_type,
            body,
        } = said;
        let answered = Answered {
            at: clock::now(),
            http: http.as_u16(),
            status,
        };
        self.log.answer(submission.number, answered);
        respond(http, content_type, body)
    }
}

fn respond(http: StatusCode, content_type: &'static str, body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = http;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static(content_type),
    );
    if http == StatusCode::UNAUTHORIZED {
        let realm = header::HeaderValue::from_static("Basic realm=\"carrier\"");
        headers.insert(header::WWW_AUTHENTICATE, realm);
    }
    response
}

fn outcome(answer: &Answer) -> Outcome {
    match answer {
        Answer::Accept | Answer::Lost | Answer::Truncated | Answer::Garbage => Outcome::Accepted,
        Answer::Refuse(_) | Answer::Fault(_) | Answer::Busy(_) => Outcome::Refused,
        Answer::HangUp | Answer::ServerError => Outcome::Failed,
    }
}

fn hang_up() -> Response {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(HangUp);
    response
}

/// Promises the whole text and breaks off in its middle.
fn truncated(mut response: Response, text: &str) -> Response {
    /// Long enough for the first half to leave the connection's buffer.
    const FLUSH: Duration = Duration::from_millis(50);
    let half = Bytes::copy_from_slice(&text.as_bytes()[..text.len() / 2]);
    let breaking = stream::once(async {
        tokio::time::sleep(FLUSH).await;
        Err(std::io::Error::other("broken off on purpose"))
    });
    *response.body_mut() = Body::from_stream(stream::iter([Ok(half)]).chain(breaking));
    response
        .headers_mut()
        .insert(header::CONTENT_LENGTH, text.len().into());
    response
}
