//! What carriers send: handed to the engine, its answer handed back.
//!
//! Speaks HTTP only; what the body says is the link's matter. Carriers repeat what was not
//! acknowledged, so a fault here loses nothing. Guarantee: what is acknowledged is durable, and
//! each answer has a `Content-Length`, which some carriers insist on.
//!
//! Source: 3GPP TS 23.140 §8.7.1, MM7 over HTTP POST.

use crate::answer::{self, Refusal};
use crate::body;
use crate::face::Face;
use crate::visit::Visit;
use axum::body::{Body, HttpBody as _};
use axum::extract::{Extension, Path, Request, State};
use axum::response::Response;
use carriers::trace::Seen;
use carriers::{Answer, Heard};
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode};
use std::sync::Arc;
use tokio::time::Instant;

/// Serves `POST /carrier/{link}`.
pub(crate) async fn hear(
    State(face): State<Arc<Face>>,
    Extension(visit): Extension<Visit>,
    Path(link): Path<String>,
    request: Request,
) -> Response {
    let (seen, began) = (Seen::heard(face.ctx.clock.now()), Instant::now());
    let (parts, body) = request.into_parts();
    let response = match serve(&face, &visit, &link, (&parts, body)).await {
        Ok(response) => response,
        Err(refusal) => answer::refused(face.reply_types(), parts.uri.path(), refusal),
    };
    write(&face, &link, &response, began);
    show(&face, (&visit, &link), &response, (seen, began));
    response
}

/// Shows the exchange to the link's tap when the answer is out, if a trace wants it.
fn show(
    face: &Face,
    (visit, link): (&Visit, &str),
    response: &Response,
    (seen, began): (Seen, Instant),
) {
    let Some(link) = face.ctx.links.named(link) else {
        return;
    };
    let length = response.body().size_hint().exact();
    let length = length.and_then(|length| usize::try_from(length).ok());
    if let Some(length) = length.filter(|_| link.tap().is_open()) {
        let (tap, status) = (Arc::clone(link.tap()), response.status().as_u16());
        let took = began.elapsed();
        visit.tape.hand_over(length, move |recording| {
            tap.show(Seen {
                took,
                outcome: format!("HTTP {status}"),
                recording,
                ..seen
            });
        });
    }
}

async fn serve(
    face: &Face,
    visit: &Visit,
    link: &str,
    (parts, body): (&Parts, Body),
) -> Result<Response, Refusal> {
    face.welcome(visit)?;
    face.ctx.links.named(link).ok_or(Refusal::Path)?;
    let limit = face.settings.max_callback_body_bytes;
    let body = body::read(&parts.headers, body, limit, &face.settings).await?;
    let heard = Heard {
        content_type: text(&parts.headers, CONTENT_TYPE),
        authorization: text(&parts.headers, AUTHORIZATION),
        headers: &parts.headers,
        body: &body,
        at: face.ctx.clock.now(),
    };
    let answer = Box::pin(engine::hearing::hear(&face.ctx, link, &heard)).await;
    answer.map(respond).ok_or(Refusal::Path)
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn respond(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = status;
    if let Ok(content_type) = HeaderValue::try_from(answer.content_type) {
        response.headers_mut().insert(CONTENT_TYPE, content_type);
    }
    response
}

fn write(face: &Face, link: &str, response: &Response, began: Instant) {
    // Only names that we gave are repeated.
    let link = face
        .ctx
        .links
        .named(link)
        .map_or("unknown", |link| &link.settings().name);
    let status = response.status().as_u16();
    let duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(
        link,
        status,
        duration_ms,
        "carrier {link} called back, answered {status} in {duration_ms} ms"
    );
}
