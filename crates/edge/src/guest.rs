//! Pages of others, behind the same protections as the API: sizes, times, connections, and the
//! flood of wrong credentials.
//!
//! Knows nothing of what is served. Guarantee: a body that reaches the pages is complete and
//! within its limit; an address whose requests are answered 401 too often has to wait.

use crate::answer::{self, Refusal};
use crate::body;
use crate::caller;
use crate::face::Face;
use crate::head;
use crate::visit::Visit;
use axum::Router;
use axum::body::Body;
use axum::extract::{Extension, Request, State};
use axum::response::Response;
use http::StatusCode;
use http::request::Parts;
use std::sync::Arc;
use tokio::time::Instant;
use tower::ServiceExt as _;

/// Hands a request on to the pages, or turns it away.
pub(crate) async fn call(
    State(face): State<Arc<Face>>,
    Extension(visit): Extension<Visit>,
    Extension(pages): Extension<Router>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    match serve(&face, &visit, pages, (parts, body)).await {
        Ok(response) => response,
        Err(refusal) => {
            let (status, words) = (refusal.status().as_u16(), refusal.words());
            tracing::info!(status, "a request was refused with {status}: {words}");
            answer::problem(refusal)
        }
    }
}

async fn serve(
    face: &Face,
    visit: &Visit,
    pages: Router,
    (parts, body): (Parts, Body),
) -> Result<Response, Refusal> {
    face.welcome(visit)?;
    head::check_sizes(&face.settings, &parts)?;
    let address = caller::address(&face.settings, visit.peer, &parts.headers);
    if let Some(wait) = face.bad_keys.wait(address, Instant::now()) {
        return Err(Refusal::BadKeys(wait));
    }
    let limit = face.settings.max_body_bytes;
    let body = body::read(&parts.headers, body, limit, &face.settings).await?;
    let request = Request::from_parts(parts, Body::from(body));
    let response = match pages.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    if response.status() == StatusCode::UNAUTHORIZED {
        face.bad_keys.failed(address, Instant::now());
    }
    Ok(response)
}
