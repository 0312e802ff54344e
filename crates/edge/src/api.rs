//! Calls of customers: transport checked here, meaning in the engine, spelling in the dialects.
//!
//! Speaks HTTP only. Order: what the request line and the headers tell, then the flood of wrong
//! keys, then the body, then the call. Guarantee: whatever goes wrong before the call is
//! understood is answered with a complete body in the caller's dialect, and nothing was accepted.
//! One log line for each call, without keys, numbers, bodies and queries.
//!
//! Source: docs/contract.md, transport.

use crate::answer::{self, Refusal};
use crate::body;
use crate::caller;
use crate::face::Face;
use crate::head;
use crate::pages;
use crate::visit::Visit;
use crate::wishes;
use axum::body::{Body, HttpBody as _};
use axum::extract::{Extension, Request, State};
use axum::response::Response;
use bytes::Bytes;
use dialects::Opened;
use domain::action::{Action, Reading};
use domain::answer::{Answer, Outcome};
use domain::fault::{Fault, Kind};
use domain::order::Credentials;
use engine::call::{Caller, Mode, Reply};
use engine::idempotency::Keyed;
use engine::pages::Wanted;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use std::net::IpAddr;
use std::sync::Arc;
use tokio::time::Instant;

/// Where JSON carries its key.
///
/// Source: docs/contract.md, authentication.
const KEY_HEADER: &str = "x-api-key";

/// Characters of a path in the log.
const LOGGED_PATH: usize = 100;

/// Serves everything that no route takes: pages behind tokens, calls of the API, and what is not
/// found.
pub(crate) async fn call(
    State(face): State<Arc<Face>>,
    Extension(visit): Extension<Visit>,
    request: Request,
) -> Response {
    let began = Instant::now();
    let (parts, body) = request.into_parts();
    let path = parts.uri.path();
    if let Some(wanted) = Wanted::of(path) {
        return pages::page(&face, &visit, &parts, wanted).await;
    }
    let mut entry = Entry::default();
    let response = match serve(&face, &visit, (&parts, body), &mut entry).await {
        Ok(response) => response,
        Err(refusal) => {
            entry.refused(path, refusal);
            answer::refused(face.reply_types(), path, refusal)
        }
    };
    entry.write(&parts, &response, began);
    response
}

/// The call, understood and answered; or why it is not even read.
async fn serve(
    face: &Face,
    visit: &Visit,
    (parts, body): (&Parts, Body),
    entry: &mut Entry,
) -> Result<Response, Refusal> {
    face.welcome(visit)?;
    let method = check_head(face, parts)?;
    let address = caller::address(&face.settings, visit.peer, &parts.headers);
    if let Some(wait) = face.bad_keys.wait(address, Instant::now()) {
        return Err(Refusal::BadKeys(wait));
    }
    let limit = face.settings.max_body_bytes;
    let body = match method {
        dialects::Method::Get => Bytes::new(),
        dialects::Method::Post => body::read(&parts.headers, body, limit, &face.settings).await?,
    };
    entry.size_bytes = body.len();
    let request = request(parts, method, &body);
    Ok(answer_call(face, address, &read(parts, &request), entry).await)
}

/// What the request line and the headers tell.
fn check_head(face: &Face, parts: &Parts) -> Result<dialects::Method, Refusal> {
    head::check_sizes(&face.settings, parts)?;
    if !dialects::is_mounted(parts.uri.path()) {
        return Err(Refusal::Path);
    }
    let methods = dialects::by_path(parts.uri.path()).methods();
    let word = parts.method.as_str();
    let method = methods.iter().find(|method| method.word() == word);
    method.copied().ok_or(Refusal::Method)
}

/// A request, read, with what its URL alone would show.
struct ReadCall<'a> {
    opened: Opened,
    key_in_url: bool,
    /// The request came with a key against its repetition.
    keyed: Option<Keyed<'a>>,
    /// Whether it is to be done, if that is clear.
    mode: Result<Mode, Fault>,
}

/// What the dialects read.
fn request<'a>(
    parts: &'a Parts,
    method: dialects::Method,
    body: &'a [u8],
) -> dialects::Request<'a> {
    let header = |name: &str| {
        let value = parts.headers.get(name);
        value.and_then(|value| value.to_str().ok())
    };
    dialects::Request {
        method,
        path: parts.uri.path(),
        query: parts.uri.query().unwrap_or_default(),
        content_type: header(CONTENT_TYPE.as_str()),
        key_header: header(KEY_HEADER),
        body,
    }
}

fn read<'a>(parts: &'a Parts, request: &'a dialects::Request<'a>) -> ReadCall<'a> {
    let opened = dialects::open(request);
    let key_in_url = match request.method {
        dialects::Method::Get => shows_key(&opened),
        dialects::Method::Post if request.query.is_empty() => false,
        // A key that stands in the URL has been seen by every proxy on the way, whether or not
        // the body holds another one.
        dialects::Method::Post => {
            let url = dialects::Request {
                method: dialects::Method::Get,
                key_header: None,
                body: &[],
                ..*request
            };
            shows_key(&dialects::open(&url))
        }
    };
    ReadCall {
        opened,
        key_in_url,
        keyed: wishes::repeat_key(parts).map(|key| Keyed { key, request }),
        mode: wishes::mode(parts),
    }
}

fn shows_key(opened: &Opened) -> bool {
    opened
        .order
        .as_ref()
        .is_ok_and(|order| order.credentials != Credentials::None)
}

async fn answer_call(
    face: &Face,
    address: IpAddr,
    call: &ReadCall<'_>,
    entry: &mut Entry,
) -> Response {
    let opened = &call.opened;
    entry.dialect = opened.dialect.name();
    entry.action = action(opened);
    let reply = match &call.mode {
        Err(unclear) => Reply::Fresh(Outcome::refused(unclear.clone())),
        Ok(mode) => {
            let caller = Caller {
                address,
                key_in_url: call.key_in_url,
                keyed: call.keyed,
                mode: *mode,
            };
            // The future of a call is large; in a box, connections that only wait stay small.
            Box::pin(engine::call::answer(&face.ctx, opened, caller)).await
        }
    };
    match reply {
        Reply::Fresh(outcome) => fresh(face, address, (opened, &outcome), entry),
        Reply::Kept(kept) => {
            entry.code = "success";
            entry.detail = Some("answered before under this key".to_owned());
            answer::kept(kept)
        }
    }
}

/// What this call has come to.
fn fresh(
    face: &Face,
    address: IpAddr,
    (opened, outcome): (&Opened, &Outcome),
    entry: &mut Entry,
) -> Response {
    entry.code = match outcome {
        Outcome::Done(Answer::DryRun { .. }) => "dry run",
        Outcome::Done(_) => "success",
        Outcome::Refused { fault, .. } => fault.code(),
    };
    let response = answer::reply(face.reply_types(), opened.dialect, outcome);
    let Outcome::Refused { fault, .. } = outcome else {
        return response;
    };
    entry.detail.clone_from(&fault.detail);
    if fault.kind == Kind::AuthFailed {
        face.bad_keys.failed(address, Instant::now());
    }
    match refusal(fault) {
        Some(refusal) => answer::marked(response, refusal),
        None => answer::hinted(response, fault),
    }
}

/// Why nothing can be taken at all, whatever is asked.
fn refusal(fault: &Fault) -> Option<Refusal> {
    if fault.kind == Kind::StoreFull {
        return Some(Refusal::Full);
    }
    (fault.kind == Kind::StoreStopped).then_some(Refusal::Stopped)
}

/// The action in its usual spelling. What customers write is not repeated in the log.
fn action(opened: &Opened) -> &'static str {
    let word = opened
        .order
        .as_ref()
        .ok()
        .and_then(|order| order.action.as_deref());
    match word.map(Action::read) {
        None => "none",
        Some(Reading::Served(action)) => action.name(),
        Some(Reading::OutOfScope(name)) => name,
        Some(Reading::Unknown) => "unknown",
    }
}

/// The line of a call in the log.
struct Entry {
    dialect: &'static str,
    action: &'static str,
    code: &'static str,
    detail: Option<String>,
    size_bytes: usize,
}

impl Default for Entry {
    fn default() -> Self {
        Self {
            dialect: "none",
            action: "none",
            code: "none",
            detail: None,
            size_bytes: 0,
        }
    }
}

impl Entry {
    fn refused(&mut self, path: &str, refusal: Refusal) {
        if let Some(dialect) = answer::nearest(path) {
            self.dialect = dialect.name();
            self.code = refusal.kind().code();
        }
        self.detail = Some(refusal.words().to_owned());
    }

    fn write(&self, parts: &Parts, response: &Response, began: Instant) {
        let Self {
            dialect,
            action,
            code,
            detail,
            size_bytes,
        } = self;
        let detail = detail.as_deref().unwrap_or_default();
        let (method, path) = (logged_method(&parts.method), logged_path(parts.uri.path()));
        let status = response.status().as_u16();
        let answer_bytes = response.body().size_hint().lower();
        let duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(
            method,
            path,
            dialect,
            action,
            code,
            status,
            duration_ms,
            size_bytes,
            answer_bytes,
            detail,
            "{method} {path}: action {action}, answered {status} {code} in {duration_ms} ms"
        );
    }
}

/// The method, or that it is none of the usual ones: the word is the caller's and of any length.
fn logged_method(method: &http::Method) -> &str {
    match method.as_str() {
        usual @ ("GET" | "POST" | "HEAD" | "OPTIONS" | "PUT" | "DELETE" | "PATCH" | "TRACE") => {
            usual
        }
        _ => "other",
    }
}

/// The path, as far as it is ours: other paths may hold tokens of who knows whom.
fn logged_path(path: &str) -> &str {
    match answer::nearest(path) {
        Some(_) => path.get(..LOGGED_PATH).unwrap_or(path),
        None => "elsewhere",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_key(method: http::Method, target: &str, body: &str, expected: bool) {
        let kind = match method {
            http::Method::GET => dialects::Method::Get,
            _ => dialects::Method::Post,
        };
        let head = http::Request::builder().method(method).uri(target);
        let (parts, ()) = head.body(()).unwrap().into_parts();
        let request = super::request(&parts, kind, body.as_bytes());
        let read = read(&parts, &request);
        assert_eq!(read.key_in_url, expected, "{target} {body}");
    }

    #[test]
    fn a_key_in_the_url_is_seen_wherever_the_request_is() {
        let (get, post) = (http::Method::GET, http::Method::POST);
        let path = "/API/wxml/1.3/index.php";
        let xml = "<REQUEST><ACTION>saveMMS</ACTION><API_KEY>k</API_KEY></REQUEST>";
        check_key(get.clone(), path, "", false);
        check_key(get.clone(), &format!("{path}?action=saveMMS"), "", false);
        check_key(
            get.clone(),
            &format!("{path}?action=saveMMS&API-Key=k"),
            "",
            true,
        );
        check_key(get, &format!("{path}?action=saveMMS&api%5Fkey=k"), "", true);
        check_key(post.clone(), path, xml, false);
        check_key(post.clone(), path, "action=saveMMS&api_key=k", false);
        check_key(post.clone(), &format!("{path}?dry_run=1"), xml, false);
        check_key(post, &format!("{path}?api_key=k"), xml, true);
    }

    #[track_caller]
    fn check_path(path: &str, expected: &str) {
        assert_eq!(logged_path(path), expected);
    }

    #[test]
    fn a_path_is_logged_only_as_far_as_it_is_ours() {
        check_path("/API/wxml/1.3/", "/API/wxml/1.3/");
        check_path("/l/AbCdEf0123456789", "elsewhere");
        check_path(
            &format!("/API/{}", "a".repeat(200)),
            &format!("/API/{}", "a".repeat(95)),
        );
    }
}
