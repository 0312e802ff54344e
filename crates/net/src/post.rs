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

use std::collections::VecDeque;
use std::error::Error as StdError;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http_body::{Body, Frame, SizeHint};
use tokio::time::timeout;

use crate::client::Client;
use crate::fetch::cause;
use crate::guard::{Refusal, parse};
use crate::resolve::Unresolved;

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
        let started = tokio::time::Instant::now();
        let gate = Arc::new(Gate::new());
        let (total, max_answer, only_status) = (post.total, post.max_answer, post.only_status);
        let request = self.request(post, &gate).map_err(PostError::NotSent)?;
        let work = async {
            let answer = request.send().await?;
            let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
            let (body, cut) = match only_status {
                true => timeout(BODY_PATIENCE, keep(answer, max_answer))
                    .await
                    .map_or((Bytes::new(), true), |kept| {
                        kept.unwrap_or((Bytes::new(), true))
                    }),
                false => keep(answer, max_answer).await?,
            };
            Ok(PostAnswer {
                status,
                headers,
                body,
                cut,
                elapsed: started.elapsed(),
            })
        };
        match timeout(total, work).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(judge(error, &gate)),
            Err(_) if gate.shut() => Err(PostError::NotSent(NotSent::TimedOut)),
            Err(_) => Err(PostError::Unknown(Doubt::TimedOut)),
        }
    }

    fn request(
        &self,
        post: Post<'_>,
        gate: &Arc<Gate>,
    ) -> Result<reqwest::RequestBuilder, NotSent> {
        let (client, url) = match post.trust {
            Trust::Guarded => {
                let checked = self.guard.check_url(post.url).map_err(NotSent::Refused)?;
                (self.guarded(checked.reach), checked.url)
            }
            Trust::Configured => (
                self.configured(),
                parse(post.url).map_err(NotSent::Refused)?,
            ),
        };
        let body = Segments::new(post.body, Arc::clone(gate));
        Ok(client
            .post(url)
            .headers(post.headers)
            .body(reqwest::Body::wrap(body)))
    }
}

/// Reads at most `most` bytes; says whether there were more.
pub(crate) async fn keep(
    mut answer: reqwest::Response,
    most: usize,
) -> reqwest::Result<(Bytes, bool)> {
    let mut body = BytesMut::new();
    while let Some(chunk) = answer.chunk().await? {
        let room = most - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() > room {
            return Ok((body.freeze(), true));
        }
    }
    Ok((body.freeze(), false))
}

/// Decides whether a failed request left.
fn judge(error: reqwest::Error, gate: &Gate) -> PostError {
    let error = error.without_url();
    // The second half is for bodies without bytes, which no gate can watch.
    if !gate.shut() && !error.is_connect() && !error.is_builder() {
        return PostError::Unknown(Doubt::Broken(error.into()));
    }
    PostError::NotSent(if let Some(refusal) = cause::<Refusal>(&error) {
        NotSent::Refused(refusal.clone())
    } else if cause::<Unresolved>(&error).is_some() {
        NotSent::Unresolved
    } else if error.is_builder() {
        NotSent::Malformed(error.into())
    } else {
        NotSent::Connect(error.into())
    })
}

const UNTOUCHED: u8 = 0;
const TAKEN: u8 = 1;
const SHUT: u8 = 2;

/// Lets a body out, or says that it will never get out; the first to come decides.
struct Gate(AtomicU8);

impl Gate {
    fn new() -> Self {
        Self(AtomicU8::new(UNTOUCHED))
    }

    /// Asks to let bytes out. From then on the outcome is in doubt until there is an answer.
    fn take(&self) -> bool {
        self.turn(TAKEN)
    }

    /// Closes the gate. True when nothing got out, and nothing will.
    fn shut(&self) -> bool {
        self.turn(SHUT)
    }

    fn turn(&self, to: u8) -> bool {
        match self
            .0
            .compare_exchange(UNTOUCHED, to, Ordering::SeqCst, Ordering::SeqCst)
        {
            Ok(_) => true,
            Err(state) => state == to,
        }
    }
}

/// The body: pieces of known total length behind a gate.
struct Segments {
    left: VecDeque<Bytes>,
    bytes_left: u64,
    gate: Arc<Gate>,
}

/// The attempt was given up before the body was begun.
#[derive(Debug, thiserror::Error)]
#[error("the attempt was given up")]
struct GivenUp;

impl Segments {
    fn new(pieces: Vec<Bytes>, gate: Arc<Gate>) -> Self {
        let left: VecDeque<Bytes> = pieces
            .into_iter()
            .filter(|piece| !piece.is_empty())
            .collect();
        let bytes_left = left.iter().map(|piece| piece.len() as u64).sum();
        if bytes_left == 0 {
            // A request without a body is complete with its head, which no gate can watch.
            gate.take();
        }
        Self {
            left,
            bytes_left,
            gate,
        }
    }
}

impl Body for Segments {
    type Data = Bytes;
    type Error = GivenUp;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, GivenUp>>> {
        if !self.gate.take() {
            return Poll::Ready(Some(Err(GivenUp)));
        }
        let piece = self.left.pop_front();
        self.bytes_left -= piece.as_ref().map_or(0, |piece| piece.len() as u64);
        Poll::Ready(piece.map(|piece| Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.left.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes_left)
    }
}
