//! The body of a POST, in pieces behind a gate.
//!
//! Guarantee: once the gate is shut, no byte of the body gets out.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

const UNTOUCHED: u8 = 0;
const TAKEN: u8 = 1;
const SHUT: u8 = 2;

/// Lets a body out, or says that it will never get out; the first to come decides.
pub(crate) struct Gate(AtomicU8);

impl Gate {
    pub(crate) fn new() -> Self {
        Self(AtomicU8::new(UNTOUCHED))
    }

    /// Asks to let bytes out. From then on the outcome is in doubt until there is an answer.
    pub(crate) fn take(&self) -> bool {
        self.turn(TAKEN)
    }

    /// Closes the gate. True when nothing got out, and nothing will.
    pub(crate) fn shut(&self) -> bool {
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
pub(crate) struct Segments {
    left: VecDeque<Bytes>,
    bytes_left: u64,
    gate: Arc<Gate>,
}

/// The attempt was given up before the body was begun.
#[derive(Debug, thiserror::Error)]
#[error("the attempt was given up")]
pub(crate) struct GivenUp;

impl Segments {
    pub(crate) fn new(pieces: Vec<Bytes>, gate: Arc<Gate>) -> Self {
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
