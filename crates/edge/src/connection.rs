//! One connection, from its first byte to its last.
//!
//! Speaks HTTP/1.0, 1.1 (RFC 9112) and 2 (RFC 9113), whichever the peer begins with. Guarantee:
//! a peer that sends nothing, too slowly, or does not take its answers loses the connection in
//! bounded time; a call that panics is answered 500 and harms no other.

use crate::answer::{self, Refusal};
use crate::crowd::Welcome;
use crate::face::Face;
use crate::settings::Settings;
use crate::visit::Visit;
use crate::wire;
use axum::Router;
use axum::body::Body;
use axum::response::Response;
use carriers::trace::{End, Tape, Taped};
use dialects::ReplyTypes;
use futures_util::FutureExt as _;
use http::{HeaderName, HeaderValue, Request};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use std::convert::Infallible;
use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::Instant;
use tower::ServiceExt as _;
use tracing::Instrument as _;

/// Room beyond the limits for line and headers, so that what is a little too long is read and
/// answered in the caller's dialect. What does not even fit in here is answered by the HTTP
/// library, without a body.
const SPARE_BYTES: usize = 32 * 1024;

/// Requests in progress at once on one HTTP/2 connection. Ours; the least that RFC 9113 §6.5.2
/// recommends.
const MAX_STREAMS: u32 = 100;

/// When the listener stops: how long a connection without a request in progress is kept, so that
/// the last answer gets out.
const PARTING: Duration = Duration::from_secs(1);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What all connections of a listener share.
#[derive(Clone)]
pub(crate) struct Line {
    /// What the requests are answered with.
    pub(crate) face: Arc<Face>,
    router: Router,
    http: Arc<auto::Builder<TokioExecutor>>,
}

impl Line {
    /// Sets up HTTP for a router.
    pub(crate) fn new(face: &Arc<Face>, router: Router) -> Self {
        let http = Arc::new(http(&face.settings));
        Self {
            face: Arc::clone(face),
            router,
            http,
        }
    }
}

fn http(settings: &Settings) -> auto::Builder<TokioExecutor> {
    let head = settings
        .max_request_line_bytes
        .saturating_add(settings.max_headers_bytes);
    let head = head.saturating_add(SPARE_BYTES);
    let mut http = auto::Builder::new(TokioExecutor::new());
    // Without a timer the header timeout is off, and nobody is told.
    http.http1()
        .timer(TokioTimer::new())
        .header_read_timeout(settings.header_timeout)
        .max_buf_size(head);
    http.http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(MAX_STREAMS)
        .max_header_list_size(u32::try_from(head).unwrap_or(u32::MAX))
        .keep_alive_interval(settings.idle_timeout)
        .keep_alive_timeout(settings.header_timeout);
    http
}

/// Serves a connection until one side ends it.
pub(crate) async fn serve(line: Line, stream: TcpStream, (peer, welcome): (IpAddr, Welcome)) {
    // Only a matter of speed.
    let _ = stream.set_nodelay(true);
    let (wire, home) = wire::lend(stream);
    converse(&line, wire, (peer, welcome)).await;
    home.linger().await;
}

async fn converse(line: &Line, wire: wire::Wire, (peer, welcome): (IpAddr, Welcome)) {
    let settings = &line.face.settings;
    let in_progress = watch::Sender::new(0_usize);
    let mut progress = in_progress.subscribe();
    let router = line.router.clone();
    let tape = Tape::new(Arc::clone(&line.face.ctx.callbacks));
    let wire = Taped::new(wire, End::Server, tape.clone());
    let service = service_fn(move |request: Request<hyper::body::Incoming>| {
        let busy = Busy::new(&in_progress);
        let visit = Visit {
            peer,
            welcome,
            tape: tape.clone(),
            id: uuid::Uuid::now_v7().to_string(),
        };
        let types = Arc::clone(line.face.reply_types());
        let answered = respond(types, router.clone(), visit, request.map(Body::new));
        async move {
            let response = answered.await;
            drop(busy);
            Ok::<_, Infallible>(response)
        }
    });
    let mut connection = pin!(line.http.serve_connection(TokioIo::new(wire), service));
    let mut stopping = false;
    let mut patience = Instant::now() + settings.header_timeout;
    loop {
        let idle = *progress.borrow_and_update() == 0;
        tokio::select! {
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(peer = %peer, error = %error, "a connection broke: {error}");
                }
                return;
            }
            Ok(()) = progress.changed() => {
                let wait = if stopping { PARTING } else { settings.idle_timeout };
                patience = Instant::now() + wait;
            }
            () = line.face.stopped(), if !stopping => {
                stopping = true;
                connection.as_mut().graceful_shutdown();
                patience = Instant::now() + PARTING;
            }
            () = tokio::time::sleep_until(patience), if idle => return,
        }
    }
}

/// Answers a request, whatever happens meanwhile.
async fn respond(
    types: Arc<ReplyTypes>,
    router: Router,
    visit: Visit,
    mut request: Request<Body>,
) -> Response {
    let path = request.uri().path().to_owned();
    let id = visit.id.clone();
    request.extensions_mut().insert(visit);
    let span = tracing::info_span!("request", id = %id);
    let mut unanswered = Unanswered(Some(span.clone()));
    let answered = AssertUnwindSafe(router.oneshot(request)).catch_unwind();
    let mut response = match answered.instrument(span.clone()).await {
        Ok(Ok(response)) => response,
        Ok(Err(never)) => match never {},
        Err(_) => {
            let _entered = span.enter();
            tracing::error!("a call broke off; this is a mistake in the program");
            answer::refused(&types, &path, Refusal::Broken)
        }
    };
    unanswered.0 = None;
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// Tells the log of a caller who went away: what was asked for may have been done all the same.
struct Unanswered(Option<tracing::Span>);

impl Drop for Unanswered {
    fn drop(&mut self) {
        if let Some(span) = self.0.take() {
            let _entered = span.enter();
            tracing::info!("the connection ended before the answer");
        }
    }
}

/// Counts a request while it is in progress.
struct Busy(watch::Sender<usize>);

impl Busy {
    fn new(in_progress: &watch::Sender<usize>) -> Self {
        in_progress.send_modify(|count| *count += 1);
        Self(in_progress.clone())
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use http::StatusCode;

    async fn broken() {
        panic!("on purpose");
    }

    async fn check(path: &str, expected: &str) {
        let router = Router::new()
            .route("/API/wxml/1.3", get(broken))
            .route("/x", get(broken));
        let peer = IpAddr::from([192, 0, 2, 1]);
        let visit = Visit {
            peer,
            welcome: Welcome::Served,
            tape: Tape::new(Arc::default()),
            id: "7".to_owned(),
        };
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = respond(Arc::default(), router, visit, request).await;
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(response.headers()["x-request-id"], "7");
        let body = axum::body::to_bytes(response.into_body(), 10_000)
            .await
            .unwrap();
        let body = String::from_utf8(body.to_vec()).unwrap();
        assert!(body.contains(expected), "{body}");
    }

    #[tokio::test]
    async fn a_call_that_panics_is_answered_in_the_dialect_of_its_path() {
        check("/API/wxml/1.3", "<ERRORCODE>E503</ERRORCODE>").await;
        check("/x", "internal error").await;
    }
}
