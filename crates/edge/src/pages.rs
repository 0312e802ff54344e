//! Pages that whoever knows their address may open: posters, files of messages from
//! phones, reports.
//!
//! Speaks HTTP only; what a token opens is the engine's matter. Guarantee: what a customer or a
//! phone gave us runs nowhere: types that a browser would act on are offered as downloads, and
//! every answer is sandboxed. Tokens are in no log.
//!
//! Source: docs/contract.md, endpoints, hosted page and link expiry.

use crate::answer::{self, Refusal};
use crate::face::Face;
use crate::visit::Visit;
use axum::body::Body;
use axum::response::Response;
use engine::pages::{self, Page, PageFile, PageStream, Wanted};
use http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use http::request::Parts;
use http::{HeaderValue, Method, StatusCode};
use tokio::time::Instant;

/// Methods of the pages.
///
/// Source: docs/contract.md, endpoints.
const METHODS: &str = "GET, HEAD";

const X_ROBOTS_TAG: HeaderName = HeaderName::from_static("x-robots-tag");

/// The name of a page in the log.
const fn name(wanted: Wanted<'_>) -> &'static str {
    match wanted {
        Wanted::Hosted { .. } => "hosted page",
        Wanted::Inbound { .. } => "inbound file",
        Wanted::Report { .. } => "report",
    }
}

/// Serves a page.
pub(crate) async fn page(
    face: &Face,
    visit: &Visit,
    parts: &Parts,
    wanted: Wanted<'_>,
) -> Response {
    let began = Instant::now();
    let response = match serve(face, visit, parts, wanted).await {
        Ok(response) => private(response),
        Err(Refusal::Method) => {
            let mut response =
                answer::refused(face.reply_types(), parts.uri.path(), Refusal::Method);
            response
                .headers_mut()
                .insert(ALLOW, HeaderValue::from_static(METHODS));
            response
        }
        Err(refusal) => answer::refused(face.reply_types(), parts.uri.path(), refusal),
    };
    let (name, status) = (name(wanted), response.status().as_u16());
    let duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(
        page = name,
        status,
        duration_ms,
        "a {name} was asked for, answered {status} in {duration_ms} ms"
    );
    response
}

async fn serve(
    face: &Face,
    visit: &Visit,
    parts: &Parts,
    wanted: Wanted<'_>,
) -> Result<Response, Refusal> {
    face.welcome(visit)?;
    if !matches!(parts.method, Method::GET | Method::HEAD) {
        return Err(Refusal::Method);
    }
    let page = pages::open(&face.ctx, wanted).await.map_err(|error| {
        // Said and logged as what customers hear of it.
        let _ = error.into_fault();
        Refusal::Broken
    })?;
    Ok(match page {
        Page::File(found) => file(found, &parts.method),
        Page::Stream(told) => stream(told, &parts.method),
        Page::Gone => answer::plain(StatusCode::GONE, "this is no longer here\n"),
        Page::Unknown => answer::plain(StatusCode::NOT_FOUND, "not found\n"),
    })
}

fn file(file: PageFile, method: &Method) -> Response {
    let length = file.bytes.len();
    let body = match *method {
        Method::HEAD => Body::empty(),
        _ => Body::from(file.bytes),
    };
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    if is_shown(&file.mime)
        && let Ok(mime) = HeaderValue::from_str(&file.mime)
    {
        headers.insert(CONTENT_TYPE, mime);
    } else {
        let unknown = HeaderValue::from_static("application/octet-stream");
        headers.insert(CONTENT_TYPE, unknown);
        headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    }
    response
}

fn stream(told: PageStream, method: &Method) -> Response {
    let body = match *method {
        Method::HEAD => Body::empty(),
        _ => Body::from_stream(told.pieces),
    };
    let mut response = Response::new(body);
    let mime = HeaderValue::from_static(told.mime);
    response.headers_mut().insert(CONTENT_TYPE, mime);
    response
}

/// Whether a browser may show it itself: pictures without scripts, sound, film, plain text.
fn is_shown(mime: &str) -> bool {
    let mime = mime.to_ascii_lowercase();
    let essence = mime.split(';').next().unwrap_or_default().trim();
    match essence.split_once('/') {
        Some(("image", kind)) => kind != "svg+xml",
        Some(("audio" | "video", _)) => true,
        _ => essence == "text/plain",
    }
}

/// Headers of whatever is shown to the one who knows the address.
fn private(mut response: Response) -> Response {
    let headers = response.headers_mut();
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox");
    set(CACHE_CONTROL, "private, no-store");
    set(REFERRER_POLICY, "no-referrer");
    set(X_ROBOTS_TAG, "noindex, nofollow");
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_would_act_on_is_offered_as_a_download() {
        for (mime, shown) in [
            ("image/jpeg", true),
            ("IMAGE/SVG+XML", false),
            ("image/svg+xml; charset=utf-8", false),
            ("video/mp4", true),
            ("audio/amr", true),
            ("text/plain; charset=utf-8", true),
            ("text/html", false),
            ("application/pdf", false),
            ("", false),
        ] {
            assert_eq!(is_shown(mime), shown, "{mime}");
        }
    }
}
