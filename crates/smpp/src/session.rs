//! A session: requests and their answers, the window, and what happens when it ends.
//!
//! Guarantee: [`Session::request`] says `NotSent` only when no byte of the request was written and
//! none will be.

use crate::drive;
pub use crate::shared::{Ended, Incoming, Lost, Settings};

use crate::shared::Shared;
use rusmpp::{Command, CommandStatus, Pdu};
use std::future::Future;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc;
use tokio::time::Instant;

/// Requests of the peer that wait to be taken; then it is read no further.
const WAITING: usize = 64;

/// A session; cheap to clone.
#[derive(Clone)]
pub struct Session(Arc<Shared>);

impl std::fmt::Debug for Session {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Session")
            .field("unanswered", &self.0.unanswered())
            .finish_non_exhaustive()
    }
}

/// Begins a session over a connection: the session, the peer's requests, and the work itself, which
/// must be polled until it says why the session is over.
pub fn open<S>(
    stream: S,
    settings: Settings,
) -> (
    Session,
    mpsc::Receiver<Incoming>,
    impl Future<Output = Ended> + Send,
)
where
    S: AsyncRead + AsyncWrite + Send + Unpin,
{
    let (out, to_write) = mpsc::unbounded_channel();
    let (requests, incoming) = mpsc::channel(WAITING);
    let shared = Arc::new(Shared::new(settings, out));
    let work = drive::drive(stream, Arc::clone(&shared), to_write, requests);
    (Session(shared), incoming, work)
}

impl Session {
    /// Asks the peer and waits for the answer, whatever its status is, for as long as an answer may
    /// take. Room in the window is waited for in the same time.
    ///
    /// # Errors
    ///
    /// [`Lost`].
    pub async fn request(&self, pdu: impl Into<Pdu>) -> Result<Command, Lost> {
        self.request_by(pdu, self.0.answer_by()).await
    }

    /// As [`Session::request`], but until then: for requests that belong together.
    ///
    /// # Errors
    ///
    /// [`Lost`].
    pub async fn request_by(&self, pdu: impl Into<Pdu>, until: Instant) -> Result<Command, Lost> {
        let shared = &self.0;
        let _room = shared.room(until).await?;
        shared.ask(pdu.into(), until).await
    }

    /// Answers a request of the peer.
    pub fn answer(&self, sequence: u32, status: CommandStatus, pdu: impl Into<Pdu>) {
        self.0.say(&Command::new(status, sequence, pdu));
    }

    /// Says goodbye; the session is over when the peer has answered, or does not within the time of
    /// an answer.
    pub async fn unbind(&self) {
        self.0.close_window();
        let _ = self.0.ask(Pdu::Unbind, self.0.answer_by()).await;
        self.0.finish(Ended::Unbound);
    }

    /// Whether requests can still be made.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.0.is_open()
    }

    /// Requests that are unanswered.
    #[must_use]
    pub fn unanswered(&self) -> usize {
        self.0.unanswered()
    }
}

#[cfg(test)]
mod tests;
