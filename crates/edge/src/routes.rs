//! Which path is served by what.
//!
//! The API's paths are the dialects' matter; whatever no other page takes goes there.

use crate::face::Face;
use crate::{api, callback, guest, handbook, health, status};
use axum::Router;
use axum::extract::Extension;
use axum::routing::{get, post};
use std::sync::Arc;

/// The API with its documents, the carriers' callbacks and the health pages.
pub(crate) fn everything(face: &Arc<Face>) -> Router {
    pages(face)
        .merge(handbook::routes())
        .merge(callbacks())
        .fallback(api::call)
        .with_state(Arc::clone(face))
}

/// The API with its documents, and the health pages.
pub(crate) fn api(face: &Arc<Face>) -> Router {
    pages(face)
        .merge(handbook::routes())
        .fallback(api::call)
        .with_state(Arc::clone(face))
}

/// Pages of others, and none of ours.
pub(crate) fn guests(face: &Arc<Face>, pages: Router) -> Router {
    Router::new()
        .fallback(guest::call)
        .layer(Extension(pages))
        .with_state(Arc::clone(face))
}

/// The carriers' callbacks and the health pages.
pub(crate) fn carriers(face: &Arc<Face>) -> Router {
    pages(face).merge(callbacks()).with_state(Arc::clone(face))
}

fn callbacks() -> Router<Arc<Face>> {
    Router::new().route("/carrier/{link}", post(callback::hear))
}

fn pages(face: &Arc<Face>) -> Router<Arc<Face>> {
    let ready = Arc::new(health::Ready::default());
    let status = Arc::new(status::Board::new(face));
    Router::new()
        .route("/health", get(health::alive))
        .route(
            "/ready",
            get(move |state| health::ready(state, Arc::clone(&ready))),
        )
        .route(
            "/status",
            get(move |state, visit, headers| {
                status::page(state, visit, headers, Arc::clone(&status))
            }),
        )
}
