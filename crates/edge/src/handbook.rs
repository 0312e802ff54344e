//! The documents of the API: codes, schemas, collections. Made by the handbook, served as they are.
//!
//! Guarantee: what is served is the same for everybody and holds nothing of any account.

use crate::answer::{self, Refusal};
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use axum::routing::get;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, StatusCode};

/// The pages bring a style of their own and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

/// Its routes.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let places = [
        "/docs",
        "/docs/{*rest}",
        "/codes",
        "/codes/{*rest}",
        "/codes.json",
        "/openapi.json",
        "/collection.json",
        "/schemas/{*rest}",
    ];
    let router = Router::new();
    places
        .into_iter()
        .fold(router, |router, place| router.route(place, get(page)))
}

async fn page(request: Request) -> Response {
    let Some(document) = handbook::document(request.uri().path()) else {
        let words = format!("{}\n", Refusal::Path.words());
        return answer::plain(StatusCode::NOT_FOUND, words);
    };
    let mut response = Response::new(Body::from(document.body.as_str()));
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static(document.content_type),
    );
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(
        CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=300"),
    );
    response
}
