//! A customer's postback address.
//!
//! Speaks HTTP/1.1, any method and path. Knows nothing of postbacks: it keeps bytes. Guarantee: a
//! request is in the list before its answer goes out.

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use bytes::Bytes;
use engine::clock::{Clock as _, SystemClock};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::AbortHandle;

use crate::error::Error;

/// Bytes of a request that are kept; a longer one is answered 413 and not kept.
const MAX_BODY: usize = 1 << 20;

/// A request that came.
#[derive(Debug, Clone)]
pub struct Received {
    /// When all of it was there.
    pub at: Timestamp,
    /// Method.
    pub method: Method,
    /// Path and query.
    pub path: String,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Bytes,
    /// Status that was answered; `None`: it was left without an answer.
    pub answered: Option<u16>,
}

impl Received {
    /// The body as text; broken characters are replaced.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header as text; empty when it is not there.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default()
    }
}

/// How a request is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reply {
    status: u16,
    retry_after_s: Option<u64>,
    delay: Duration,
    hangs: bool,
}

impl Reply {
    /// This status at once, with an empty body. A number that is no status becomes 500.
    #[must_use]
    pub const fn status(status: u16) -> Self {
        Self {
            status,
            retry_after_s: None,
            delay: Duration::ZERO,
            hangs: false,
        }
    }

    /// Never an answer; the connection stays open until the caller leaves.
    #[must_use]
    pub const fn hang() -> Self {
        Self {
            hangs: true,
            ..Self::status(200)
        }
    }

    /// With a `Retry-After` header of so many seconds.
    #[must_use]
    pub const fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    /// Only after this pause.
    #[must_use]
    pub const fn delayed(mut self, by: Duration) -> Self {
        self.delay = by;
        self
    }
}

/// A running postback address; it ends when this is dropped.
#[derive(Debug)]
pub struct Receiver {
    address: SocketAddr,
    inbox: Arc<Inbox>,
    server: AbortHandle,
}

#[derive(Debug)]
struct Inbox {
    received: Mutex<Vec<Received>>,
    script: Mutex<Script>,
    changes: watch::Sender<()>,
}

#[derive(Debug)]
struct Script {
    next: VecDeque<Reply>,
    always: Reply,
}

impl Receiver {
    /// Listens on loopback, on a free port, and answers 200.
    ///
    /// # Errors
    ///
    /// [`Error::Listen`].
    pub async fn start() -> Result<Self, Error> {
        Self::start_on(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await
    }

    /// Listens on an address and answers 200.
    ///
    /// # Errors
    ///
    /// [`Error::Listen`].
    #[expect(
        clippy::disallowed_methods,
        reason = "the customer's side has no queue, and what it forgets is not ours"
    )]
    pub async fn start_on(address: SocketAddr) -> Result<Self, Error> {
        let failed = |source| Error::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let always = Reply::status(200);
        let next = VecDeque::new();
        let inbox = Arc::new(Inbox {
            received: Mutex::default(),
            script: Mutex::new(Script { next, always }),
            changes: watch::Sender::new(()),
        });
        let app = Router::new()
            .fallback(receive)
            .with_state(Arc::clone(&inbox));
        let server = tokio::spawn(async move {
            // Accepting never fails for good; see axum::serve.
            let _ = axum::serve(listener, app).await;
        })
        .abort_handle();
        Ok(Self {
            address,
            inbox,
            server,
        })
    }

    /// Its address as a URL with a path.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/postback", self.address)
    }

    /// Answers the next requests like this, one by one, before all others.
    pub fn answer_next(&self, replies: impl IntoIterator<Item = Reply>) {
        lock(&self.inbox.script).next.extend(replies);
    }

    /// Answers every request like this for which `answer_next` has nothing.
    pub fn answer_always(&self, reply: Reply) {
        lock(&self.inbox.script).always = reply;
    }

    /// All that came, in order.
    #[must_use]
    pub fn all(&self) -> Vec<Received> {
        lock(&self.inbox.received).clone()
    }

    /// Waits until what came meets a condition, and returns all that came.
    ///
    /// The condition is asked at the start and after each request; no polling.
    ///
    /// # Errors
    ///
    /// [`Error::TimedOut`] after `limit`.
    pub async fn wait_for(
        &self,
        condition: impl Fn(&[Received]) -> bool,
        limit: Duration,
    ) -> Result<Vec<Received>, Error> {
        let mut changes = self.inbox.changes.subscribe();
        let met = async {
            loop {
                changes.mark_unchanged();
                let all = self.all();
                if condition(&all) {
                    return all;
                }
                // The sender lives in `self`, so this cannot fail while we wait.
                let _ = changes.changed().await;
            }
        };
        let met = tokio::time::timeout(limit, met).await;
        met.map_err(|_| Error::TimedOut {
            limit,
            count: self.all().len(),
        })
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// A test that panicked while it held the lock has changed nothing halfway.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn receive(State(inbox): State<Arc<Inbox>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return status(413);
    };
    let reply = {
        let mut script = lock(&inbox.script);
        let always = script.always;
        script.next.pop_front().unwrap_or(always)
    };
    lock(&inbox.received).push(Received {
        at: SystemClock.now(),
        method: head.method,
        path: head.uri.to_string(),
        headers: head.headers,
        body,
        answered: (!reply.hangs).then_some(reply.status),
    });
    inbox.changes.send_replace(());
    if reply.hangs {
        std::future::pending::<()>().await;
    }
    if !reply.delay.is_zero() {
        tokio::time::sleep(reply.delay).await;
    }
    let mut response = status(reply.status);
    if let Some(seconds) = reply.retry_after_s {
        let value = HeaderValue::from(seconds);
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}

fn status(status: u16) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response
}

#[cfg(test)]
mod tests;
