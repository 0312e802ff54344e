//! Two pages for whoever supervises the process: is it alive, can it take calls.
//!
//! Guarantee: cheap, whoever asks and however often; the store is asked at most once a second.

use crate::answer;
use crate::face::Face;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// How long an answer of the store is good.
const FRESH: Duration = Duration::from_secs(1);

/// How long the store may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// The process runs: 200, always.
pub(crate) async fn alive() -> Response {
    answer::plain(StatusCode::OK, "ok\n")
}

/// Calls are taken: 200, else 503 with the reason.
pub(crate) async fn ready(State(face): State<Arc<Face>>, ready: Arc<Ready>) -> Response {
    let problem = if face.is_draining() {
        Some("stopping")
    } else {
        ready.problem(&face).await
    };
    match problem {
        None => answer::plain(StatusCode::OK, "ready\n"),
        Some(problem) => answer::plain(StatusCode::SERVICE_UNAVAILABLE, format!("{problem}\n")),
    }
}

/// What the store answered last.
#[derive(Default)]
pub(crate) struct Ready {
    last: Mutex<Option<(Instant, Option<&'static str>)>>,
}

impl Ready {
    /// What is wrong with the store. Many who ask at once share one question.
    async fn problem(&self, face: &Face) -> Option<&'static str> {
        let mut last = self.last.lock().await;
        match *last {
            Some((asked, problem)) if asked.elapsed() < FRESH => problem,
            Some(_) | None => {
                let problem = ask(face).await;
                *last = Some((Instant::now(), problem));
                problem
            }
        }
    }
}

async fn ask(face: &Face) -> Option<&'static str> {
    match tokio::time::timeout(PATIENCE, face.ctx.store.next_due(face.ctx.clock.now())).await {
        Ok(Ok(_)) => None,
        Ok(Err(error)) => {
            tracing::warn!(error = %error, "not ready: {error}");
            Some("the store fails")
        }
        Err(_) => {
            tracing::warn!("not ready: the store does not answer");
            Some("the store does not answer")
        }
    }
}
