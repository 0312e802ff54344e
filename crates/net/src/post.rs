//! POST that tells "nothing was sent" from "nobody knows".
//!
//! Speaks HTTP/1.1 with an exact `Content-Length`, never chunked. Knows nothing of what is posted.
//! Guarantee: the body is handed out at most once, so no layer below can send it twice; after
//! [`PostError::NotSent`] not one byte of it has left, and none will.
//!
//! How it knows: the body passes a [`Gate`]. The first byte that the HTTP library takes turns the
//! gate to `TAKEN`; an attempt that is given up turns it to `SHUT`, and only one of the two can
//! happen. A peer that got a head with a `Content-Length` and no byte of the body has no request
//! to act on. The library repeats a request by itself only if a kept connection turns out to be
//! closed before the request was begun, and then the gate is still untouched.

use std::error::Error as StdError;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{ACCEPT, USER_AGENT};
use http::{HeaderMap, HeaderValue};
use http_body::Body;
use http_body_util::BodyExt as _;
use http_body_util::combinators::UnsyncBoxBody;
use hyper_util::client::legacy::connect::{CaptureConnection, capture_connection};
use tokio::time::timeout;

use crate::client::Client;
use crate::fetch::cause;
use crate::guard::{Refusal, parse};
use crate::resolve::Unresolved;
use crate::segments::{Gate, Segments};
use crate::tape::{Recording, Tape};
use crate::wire::Wires;

/// Who chose the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// A customer: the guard judges URL and addresses.
    Guarded,
    /// The operator, in the configuration: any address, port and user information.
    Configured,
}

/// One POST.
#[derive(Clone, Debug)]
pub struct Post<'a> {
    /// Absolute http or https URL.
    pub url: &'a str,
    /// Who chose the URL.
    pub trust: Trust,
    /// Headers, `Content-Type` among them; `Content-Length` and `Host` are added.
    pub headers: HeaderMap,
    /// The body in pieces, sent one after the other without copying them together.
    pub body: Vec<Bytes>,
    /// Time for connecting, sending and answering together.
    pub total: Duration,
    /// How many bytes of the answer's body are kept; the rest is not read.
    pub max_answer: usize,
    /// Only the status matters: a body that breaks off, drips or never ends is no failure, and is
    /// waited for [`BODY_PATIENCE`] at most.
    pub only_status: bool,
}

/// How long the body of an answer is waited for of which only the status matters.
pub const BODY_PATIENCE: Duration = Duration::from_secs(1);

/// The peer's answer, whatever its status says.
#[derive(Clone, Debug)]
pub struct PostAnswer {
    /// HTTP status; redirects are answers like any other.
    pub status: u16,
    /// Headers of the answer.
    pub headers: HeaderMap,
    /// Body of the answer, cut at [`Post::max_answer`].
    pub body: Bytes,
    /// Whether there was more than `max_answer` bytes.
    pub cut: bool,
    /// From the call to the end of the answer.
    pub elapsed: Duration,
}

/// A POST without a complete answer.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// Surely no byte of the body reached the peer; posting again cannot double anything.
    #[error("nothing was sent")]
    NotSent(#[source] NotSent),
    /// The peer may have the body, wholly or in part, and may have acted on it.
    #[error("it is not known whether the peer has it")]
    Unknown(#[source] Doubt),
}

/// Why nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum NotSent {
    /// The address may not be reached; trying again is pointless until it is changed.
    #[error("refused: {0}")]
    Refused(Refusal),
    /// The request cannot be written, for example a header with a line end.
    #[error("the request cannot be built")]
    Malformed(#[source] Box<dyn StdError + Send + Sync>),
    /// The host name has no address.
    #[error("the host name could not be resolved")]
    Unresolved,
    /// No connection, no TLS session, or the connection ended before the body was begun.
    #[error("no connection")]
    Connect(#[source] Box<dyn StdError + Send + Sync>),
    /// The time ran out before the body was begun.
    #[error("timed out before anything was sent")]
    TimedOut,
}

/// What happened after the body was begun.
#[derive(Debug, thiserror::Error)]
pub enum Doubt {
    /// No complete answer in time.
    #[error("timed out while sending or waiting for the answer")]
    TimedOut,
    /// The connection broke, or the answer was cut off or was not HTTP.
    #[error("the connection broke")]
    Broken(#[source] Box<dyn StdError + Send + Sync>),
}

impl Client {
    /// Posts, once, and reads the answer.
    ///
    /// Cancel-safe in the sense that matters: dropping the future may leave the peer with the
    /// whole body, so a caller that drops it must treat the attempt as [`PostError::Unknown`].
    ///
    /// # Errors
    ///
    /// [`PostError`] when there is no complete answer; a status of 400 or above is an answer.
    pub async fn post(&self, post: Post<'_>) -> Result<PostAnswer, PostError> {
        let (result, _) = self.post_recorded(post).await;
        result
    }

    /// As [`Client::post`], with what went over the wire, if this is a client of
    /// [`Client::taped`], the peer is a configured one and something is to be kept. Where nothing
    /// went over it, the recording is empty. User information in the URL is not shown.
    pub async fn post_recorded(
        &self,
        post: Post<'_>,
    ) -> (Result<PostAnswer, PostError>, Option<Recording>) {
        let gate = Arc::new(Gate::new());
        let limits = (post.total, post.max_answer, post.only_status);
        let (sending, used) = match self.prepare(post, &gate) {
            Ok(begun) => begun,
            Err(error) => return (Err(PostError::NotSent(error)), None),
        };
        let result = exchange(sending, limits, &gate).await;
        (result, used.map(recorded))
    }

    /// The request; and, if it is recorded, what will tell on which connection it went.
    fn prepare(
        &self,
        post: Post<'_>,
        gate: &Arc<Gate>,
    ) -> Result<(Sending, Option<CaptureConnection>), NotSent> {
        let body = Segments::new(post.body, Arc::clone(gate));
        let (client, url) = match (post.trust, &self.taped) {
            (Trust::Guarded, _) => {
                let checked = self.guard.check_url(post.url).map_err(NotSent::Refused)?;
                (self.guarded(checked.reach), checked.url)
            }
            (Trust::Configured, taped) => {
                let url = parse(post.url).map_err(NotSent::Refused)?;
                match taped {
                    None => (self.configured(), url),
                    Some((wires, keep)) => {
                        let mut request = self.written(&url, post.headers, body)?;
                        let recorded = keep.load(Ordering::Relaxed) > 0;
                        let used = recorded.then(|| capture_connection(&mut request));
                        return Ok((wired(wires.clone(), request), used));
                    }
                }
            }
        };
        let body = reqwest::Body::wrap(body);
        let request = client.post(url).headers(post.headers).body(body);
        Ok((plain(request), None))
    }

    /// A request with the headers that the other clients add.
    fn written(
        &self,
        url: &url::Url,
        headers: HeaderMap,
        body: Segments,
    ) -> Result<http::Request<Segments>, NotSent> {
        let agent = HeaderValue::from_str(self.user_agent());
        let agent = agent.map_err(|error| NotSent::Malformed(error.into()))?;
        let mut request = http::Request::post(url.as_str())
            .body(body)
            .map_err(|error| NotSent::Malformed(error.into()))?;
        *request.headers_mut() = headers;
        for (name, value) in [
            (ACCEPT, HeaderValue::from_static("*/*")),
            (USER_AGENT, agent),
        ] {
            request.headers_mut().entry(name).or_insert(value);
        }
        Ok(request)
    }
}

type Reply = http::Response<UnsyncBoxBody<Bytes, Failed>>;

/// A request that is ready to go, and goes once it is polled.
type Sending = Pin<Box<dyn Future<Output = Result<Reply, Failed>> + Send>>;

fn plain(request: reqwest::RequestBuilder) -> Sending {
    Box::pin(async {
        let answer: http::Response<reqwest::Body> = request.send().await?.into();
        Ok(answer.map(|body| body.map_err(Failed::from).boxed_unsync()))
    })
}

fn wired(wires: Wires, request: http::Request<Segments>) -> Sending {
    Box::pin(async move {
        let answer = wires.request(request).await?;
        Ok(answer.map(|body| body.map_err(Failed::from).boxed_unsync()))
    })
}

/// What the tape of the connection has that was used.
#[expect(clippy::needless_pass_by_value, reason = "it is of no use any more")]
fn recorded(used: CaptureConnection) -> Recording {
    let mut extensions = http::Extensions::new();
    if let Some(connected) = used.connection_metadata().as_ref() {
        connected.get_extras(&mut extensions);
    }
    let tape = extensions.get::<Tape>();
    tape.and_then(Tape::take).unwrap_or_default()
}

/// Sends and reads the answer within its limits.
async fn exchange(
    sending: Sending,
    (total, max_answer, only_status): (Duration, usize, bool),
    gate: &Gate,
) -> Result<PostAnswer, PostError> {
    let started = tokio::time::Instant::now();
    let work = async {
        let (head, body) = sending.await?.into_parts();
        let (body, cut) = match only_status {
            true => timeout(BODY_PATIENCE, keep(body, max_answer))
                .await
                .map_or((Bytes::new(), true), |kept| {
                    kept.unwrap_or((Bytes::new(), true))
                }),
            false => keep(body, max_answer).await?,
        };
        Ok(PostAnswer {
            status: head.status.as_u16(),
            headers: head.headers,
            body,
            cut,
            elapsed: started.elapsed(),
        })
    };
    match timeout(total, work).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(judge(error, gate)),
        Err(_) if gate.shut() => Err(PostError::NotSent(NotSent::TimedOut)),
        Err(_) => Err(PostError::Unknown(Doubt::TimedOut)),
    }
}

/// Reads at most `most` bytes; says whether there were more.
pub(crate) async fn keep<B>(mut body: B, most: usize) -> Result<(Bytes, bool), B::Error>
where
    B: Body<Data = Bytes> + Unpin,
{
    let mut kept = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let Ok(chunk) = frame?.into_data() else {
            continue;
        };
        let room = most - kept.len();
        kept.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() > room {
            return Ok((kept.freeze(), true));
        }
    }
    Ok((kept.freeze(), false))
}

/// A request that failed, by whichever library.
struct Failed {
    error: Box<dyn StdError + Send + Sync>,
    /// It was not well formed.
    malformed: bool,
    /// There was no connection.
    unconnected: bool,
}

impl From<reqwest::Error> for Failed {
    fn from(error: reqwest::Error) -> Self {
        let error = error.without_url();
        Self {
            malformed: error.is_builder(),
            unconnected: error.is_connect(),
            error: error.into(),
        }
    }
}

impl From<hyper_util::client::legacy::Error> for Failed {
    fn from(error: hyper_util::client::legacy::Error) -> Self {
        Self {
            malformed: false,
            unconnected: error.is_connect(),
            error: error.into(),
        }
    }
}

impl From<hyper::Error> for Failed {
    fn from(error: hyper::Error) -> Self {
        Self {
            malformed: false,
            unconnected: false,
            error: error.into(),
        }
    }
}

/// Decides whether a failed request left.
fn judge(failed: Failed, gate: &Gate) -> PostError {
    let Failed {
        error,
        malformed,
        unconnected,
    } = failed;
    // The second half is for bodies without bytes, which no gate can watch.
    if !gate.shut() && !unconnected && !malformed {
        return PostError::Unknown(Doubt::Broken(error));
    }
    PostError::NotSent(if let Some(refusal) = cause::<Refusal>(&*error) {
        NotSent::Refused(refusal.clone())
    } else if cause::<Unresolved>(&*error).is_some() {
        NotSent::Unresolved
    } else if malformed {
        NotSent::Malformed(error)
    } else {
        NotSent::Connect(error)
    })
}
