//! The pages for people and programs: what came in last.
//!
//! Speaks HTML without scripts, and JSON. Guarantee: nothing that a message carries is run by the
//! browser: texts are escaped, and parts are served without sniffing and in a sandbox.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};

use crate::endpoint::Hub;
use crate::submission::{Attempt, Object, Outcome, Part, Sms, Submission};
use crate::text::escape;

/// Submissions on the page.
const SHOWN: usize = 30;

const STYLE: &str = "body{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:0 auto;padding:1rem}\
    article{border:1px solid #8888;border-radius:.5rem;padding:0 1rem 1rem;margin:1rem 0;overflow-wrap:anywhere}\
    figure{margin:.5rem 0;padding:.5rem;background:#8882;border-radius:.5rem}\
    img,video{max-width:100%;height:auto}dt{font-weight:bold}dd{margin:0 0 .25rem}\
    h2{font-size:1.1rem}pre{white-space:pre-wrap;margin:0;font:inherit}:root{color-scheme:light dark}";

/// The page at `/`.
pub(crate) async fn home(State(hub): State<Arc<Hub>>) -> Response {
    let (count, shown) = (hub.log.count(), hub.log.last(SHOWN));
    let mut html = format!(
        concat!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">",
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
            "<title>Simulated MMSC</title><style>{}</style></head><body><main><h1>Simulated MMSC</h1>",
            "<p>{} submissions so far, the last {} below, newest first. No real phone gets any of them. ",
            "<a href=\"/\">Reload</a> · <a href=\"/submissions\">All as JSON</a></p>"
        ),
        STYLE,
        count,
        shown.len()
    );
    for submission in &shown {
        write_submission(&mut html, submission);
    }
    html.push_str("</main></body></html>");
    respond("text/html; charset=utf-8", html)
}

fn write_submission(html: &mut String, s: &Submission) {
    let or_dash = |text: Option<&str>| escape(text.filter(|t| !t.is_empty()).unwrap_or("–"));
    let _ = write!(
        html,
        concat!(
            "<article><h2>{n}. To {to} from {from}: {outcome}</h2>",
            "<p>{subject}</p>{slides}{violations}{reports}",
            "<details><summary>Details</summary><dl><dt>Arrived</dt><dd>{at:.3}</dd>",
            "<dt>TransactionID</dt><dd>{tid}</dd><dt>MessageID</dt><dd>{mid}</dd><dt>VASPID / VASID</dt><dd>{vasp} / {vas}</dd>",
            "<dt>Version</dt><dd>{version}</dd><dt>Size</dt><dd>{content} bytes of content, {wire} on the wire</dd></dl>",
            "{parts}<p><a href=\"/submissions/{n}\">Everything as JSON</a></p></details></article>"
        ),
        n = s.number,
        to = or_dash(Some(s.recipient())),
        from = or_dash(s.sender.as_deref()),
        outcome = outcome(s),
        subject = or_dash(s.subject.as_deref()),
        slides = slides(s) + &sms(s),
        violations = list("Broken rules", s.violations.iter().map(ToString::to_string)),
        reports = list("Reports", s.reports.iter().map(report)),
        at = s.arrived,
        tid = or_dash(Some(&s.transaction)),
        mid = or_dash(s.message_id.as_deref()),
        vasp = or_dash(s.vaspid.as_deref()),
        vas = or_dash(s.vasid.as_deref()),
        version = or_dash(Some(&s.version)),
        content = s.content_bytes,
        wire = s.wire_bytes,
        parts = parts(s),
    );
}

fn outcome(submission: &Submission) -> String {
    let status = submission.answered.as_ref().and_then(|a| a.status);
    match (submission.outcome, status) {
        (Outcome::Accepted, Some(_)) => "accepted".to_owned(),
        (Outcome::Accepted, None) => "accepted, but not told".to_owned(),
        (Outcome::Refused, Some(status)) => format!("refused with {status}"),
        (Outcome::Refused, None) => "refused".to_owned(),
        (Outcome::Failed, _) => "not taken".to_owned(),
    }
}

fn report(attempt: &Attempt) -> String {
    let end = match &attempt.complaint {
        None => "confirmed".to_owned(),
        Some(complaint) => format!("not confirmed: {complaint}"),
    };
    format!(
        "{} {} (attempt {}): {end}",
        attempt.request, attempt.word, attempt.attempt
    )
}

fn list(title: &str, items: impl Iterator<Item = String>) -> String {
    let items: String = items
        .map(|item| format!("<li>{}</li>", escape(&item)))
        .collect();
    if items.is_empty() {
        String::new()
    } else {
        format!("<h3>{title}</h3><ul>{items}</ul>")
    }
}

fn slides(submission: &Submission) -> String {
    let mut html = String::new();
    for (index, slide) in submission.slides.iter().enumerate() {
        let _ = write!(
            html,
            "<figure><figcaption>Slide {}, {:?}</figcaption>",
            index + 1,
            slide.duration
        );
        for object in &slide.objects {
            write_object(&mut html, submission, object);
        }
        html.push_str("</figure>");
    }
    html
}

fn sms(submission: &Submission) -> String {
    let Some(Sms {
        text,
        alphabet,
        parts,
        ..
    }) = &submission.sms
    else {
        return String::new();
    };
    let (text, alphabet) = (escape(text), escape(alphabet));
    format!(
        "<figure><figcaption>SMS, {parts} parts of {alphabet}</figcaption><pre>{text}</pre></figure>"
    )
}

fn write_object(html: &mut String, submission: &Submission, object: &Object) {
    let Some((index, part)) = object
        .part
        .and_then(|i| Some((i, submission.parts.get(i)?)))
    else {
        return;
    };
    let (url, name) = (
        format!("/submissions/{}/parts/{index}", submission.number),
        escape(&part.location),
    );
    let _ = match (object.element.as_str(), part.text()) {
        ("text", Some(text)) => write!(html, "<pre>{}</pre>", escape(text)),
        ("img", _) => write!(html, "<img src=\"{url}\" alt=\"{name}\">"),
        ("video", _) => write!(html, "<video controls src=\"{url}\">{name}</video>"),
        ("audio", _) => write!(html, "<audio controls src=\"{url}\">{name}</audio>"),
        _ => write!(html, "<p><a href=\"{url}\">{name}</a></p>"),
    };
}

fn parts(submission: &Submission) -> String {
    let item = |(index, part): (usize, &Part)| {
        format!(
            "<li><a href=\"/submissions/{}/parts/{index}\">{}</a> {}, {} bytes</li>",
            submission.number,
            escape(&part.location),
            escape(&part.content_type),
            part.bytes
        )
    };
    format!(
        "<ul>{}</ul>",
        submission
            .parts
            .iter()
            .enumerate()
            .map(item)
            .collect::<String>()
    )
}

/// `/submissions`: every submission in order, or the newest `?last=`.
pub(crate) async fn submissions(
    State(hub): State<Arc<Hub>>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let chosen = match query.get("last").and_then(|count| count.parse().ok()) {
        Some(count) => {
            let mut newest = hub.log.last(count);
            newest.reverse();
            newest
        }
        None => hub.log.all(),
    };
    json(&chosen)
}

/// `/submissions/{number}`: one submission; numbers count from 1.
pub(crate) async fn submission(State(hub): State<Arc<Hub>>, Path(number): Path<usize>) -> Response {
    hub.log
        .get(number)
        .map_or_else(not_found, |submission| json(&submission))
}

/// `/submissions/{number}/parts/{index}`: the decoded body of a part; indexes count from 0, as in JSON.
pub(crate) async fn part(
    State(hub): State<Arc<Hub>>,
    Path((number, index)): Path<(usize, usize)>,
) -> Response {
    let found = hub
        .log
        .get(number)
        .and_then(|s| s.parts.into_iter().nth(index));
    let Some(Part {
        content_type,
        body: Some(body),
        ..
    }) = found
    else {
        return not_found();
    };
    let is_media = ["image/", "video/", "audio/"]
        .iter()
        .any(|kind| content_type.starts_with(kind));
    let shown_as = match content_type.as_str() {
        kind if kind.starts_with("text/") || kind == "application/smil" => {
            "text/plain; charset=utf-8"
        }
        kind if is_media && kind != "image/svg+xml" => kind,
        _ => "application/octet-stream",
    };
    respond(shown_as, body)
}

fn json<T: serde::Serialize>(value: &T) -> Response {
    match serde_json::to_vec(value) {
        Ok(text) => respond("application/json", text),
        Err(error) => {
            tracing::error!(%error, "cannot write JSON");
            status(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

fn not_found() -> Response {
    status(StatusCode::NOT_FOUND)
}

fn status(status: StatusCode) -> Response {
    let mut response = respond("text/plain; charset=utf-8", status.to_string());
    *response.status_mut() = status;
    response
}

fn respond(content_type: &str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    let unknown = HeaderValue::from_static("application/octet-stream");
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_str(content_type).unwrap_or(unknown),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox allow-same-origin"),
    );
    response
}
