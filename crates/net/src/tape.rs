//! What goes over a connection, byte for byte, while somebody wants to know.
//!
//! Speaks HTTP/1 only as far as it must: where an exchange begins. Knows nothing of what the bytes
//! say, so it hides none: whoever keeps them does. Guarantee: while nothing is to be kept, a byte
//! that passes costs the look at one number.

use sha2::{Digest as _, Sha256};
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Bytes that are kept beyond the wanted ones, so that nobody has to judge the half of a word.
const BEYOND: usize = 1024;

/// How many bytes of each side of an exchange are kept; none: nothing is recorded.
pub type Keep = Arc<AtomicUsize>;

/// One side of an exchange.
#[derive(Clone, Default, Debug)]
pub struct Side {
    /// Its first bytes: those that were to be kept, and up to a thousand more.
    pub bytes: Vec<u8>,
    /// How many of `bytes` were to be kept.
    pub keep: usize,
    /// How many bytes there were.
    pub total: u64,
    rest: Option<Sha256>,
}

impl Side {
    /// A whole message.
    #[must_use]
    pub fn of(bytes: &[u8], keep: usize) -> Self {
        let mut side = Self {
            keep,
            ..Self::default()
        };
        side.push(bytes);
        side
    }

    /// SHA-256 of the bytes after those that were to be kept; none where all are kept.
    #[must_use]
    pub fn rest_sha256(&self) -> Option<[u8; 32]> {
        self.rest.clone().map(|rest| rest.finalize().into())
    }

    fn push(&mut self, bytes: &[u8]) {
        let room = (self.keep + BEYOND).saturating_sub(self.bytes.len());
        self.bytes
            .extend_from_slice(&bytes[..bytes.len().min(room)]);
        let at = usize::try_from(self.total).unwrap_or(usize::MAX);
        let behind = self.keep.saturating_sub(at);
        if let Some(rest) = bytes.get(behind..).filter(|rest| !rest.is_empty()) {
            self.rest.get_or_insert_default().update(rest);
        }
        self.total += bytes.len() as u64;
    }
}

/// One exchange as it went over the wire.
#[derive(Clone, Default, Debug)]
pub struct Recording {
    /// The request.
    pub asked: Side,
    /// What came back.
    pub answered: Side,
}

/// Records the exchanges of one connection, one at a time; cheap to clone.
#[derive(Clone)]
pub struct Tape {
    keep: Keep,
    state: Arc<Mutex<State>>,
}

impl std::fmt::Debug for Tape {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Tape")
            .field("keep", &self.keep)
            .finish_non_exhaustive()
    }
}

#[derive(Default)]
struct State {
    /// The exchange in progress, if it was recorded from its beginning.
    now: Option<Recording>,
    /// Who wants it once an answer with a body of so many bytes is out.
    wanted: Option<(usize, Wanted)>,
}

type Wanted = Box<dyn FnOnce(Recording) + Send>;

/// Which end of the connection we are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// We ask.
    Client,
    /// We answer.
    Server,
}

impl Tape {
    /// A tape that records as much as `keep` says at each time.
    #[must_use]
    pub fn new(keep: Keep) -> Self {
        Self {
            keep,
            state: Arc::default(),
        }
    }

    /// The exchange that was recorded last, if it was from its beginning.
    #[must_use]
    pub fn take(&self) -> Option<Recording> {
        self.lock().now.take()
    }

    /// Hands the exchange in progress over when its answer is out, or the connection ends.
    ///
    /// The answer says how long its body is, and that is `body` bytes.
    pub fn hand_over(&self, body: usize, to: impl FnOnce(Recording) + Send + 'static) {
        let mut state = self.lock();
        if state.now.is_some() {
            state.wanted = Some((body, Box::new(to)));
        }
    }

    fn ask(&self, bytes: &[u8]) {
        let keep = self.keep.load(Ordering::Relaxed);
        if keep == 0 || bytes.is_empty() {
            return;
        }
        let mut state = self.lock();
        let fresh = state.now.as_ref().is_none_or(|now| now.answered.total > 0);
        if fresh && begins(bytes) {
            let side = Side {
                keep,
                ..Side::default()
            };
            state.now = Some(Recording {
                asked: side.clone(),
                answered: side,
            });
            state.wanted = None;
        }
        if let Some(now) = &mut state.now {
            now.asked.push(bytes);
        }
    }

    fn answer(&self, bytes: &[u8]) {
        if self.keep.load(Ordering::Relaxed) == 0 || bytes.is_empty() {
            return;
        }
        let mut state = self.lock();
        if let Some(now) = &mut state.now {
            now.answered.push(bytes);
        }
        let out = match (&state.now, &state.wanted) {
            (Some(now), Some((body, _))) => is_out(&now.answered, *body),
            _ => false,
        };
        if out {
            hand(state);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic while holding it leaves a recording that lacks some bytes at worst.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Hands the exchange to who wants it.
fn hand(mut state: MutexGuard<'_, State>) {
    let parts = (state.now.take(), state.wanted.take());
    drop(state);
    if let (Some(now), Some((_, wanted))) = parts {
        wanted(now);
    }
}

/// Whether bytes begin a request: a method and a blank, as no body that follows an interim answer
/// does. HTTP/2 is left alone: in its compressed headers nobody could find a password to hide.
///
/// Source: RFC 9112 §3; RFC 9113 §3.4.
fn begins(bytes: &[u8]) -> bool {
    let method = bytes
        .iter()
        .take_while(|it| it.is_ascii_uppercase())
        .count();
    (3..=7).contains(&method) && bytes.get(method) == Some(&b' ') && !bytes.starts_with(b"PRI ")
}

/// Whether an answer with a body of so many bytes is there in full; interim answers are none.
fn is_out(answer: &Side, body: usize) -> bool {
    let mut head = 0;
    loop {
        let rest = answer.bytes.get(head..).unwrap_or_default();
        let Some(end) = rest.windows(4).position(|it| it == b"\r\n\r\n") else {
            return false;
        };
        let interim = rest.starts_with(b"HTTP/1.1 1");
        head += end + 4;
        if !interim {
            return answer.total >= (head + body) as u64;
        }
    }
}

/// A connection whose bytes pass a tape.
pub struct Taped<S> {
    stream: S,
    end: End,
    tape: Tape,
}

impl<S> Taped<S> {
    /// Lets what goes over a connection pass a tape.
    pub const fn new(stream: S, end: End, tape: Tape) -> Self {
        Self { stream, end, tape }
    }

    /// The tape.
    pub const fn tape(&self) -> &Tape {
        &self.tape
    }

    fn wrote(&self, bytes: &[u8]) {
        match self.end {
            End::Client => self.tape.ask(bytes),
            End::Server => self.tape.answer(bytes),
        }
    }

    fn read(&self, bytes: &[u8]) {
        match self.end {
            End::Client => self.tape.answer(bytes),
            End::Server => self.tape.ask(bytes),
        }
    }
}

impl<S> Drop for Taped<S> {
    fn drop(&mut self) {
        let state = self.tape.lock();
        if state.wanted.is_some() {
            hand(state);
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Taped<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if polled.is_ready() {
            self.read(&buffer.filled()[before..]);
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Taped<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(cx, bytes);
        if let Poll::Ready(Ok(count)) = polled {
            self.wrote(&bytes[..count.min(bytes.len())]);
        }
        polled
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        if let Poll::Ready(Ok(mut count)) = polled {
            for slice in slices {
                let here = count.min(slice.len());
                self.wrote(&slice[..here]);
                count -= here;
            }
        }
        polled
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
