//! What a session and the two halves of its connection share: who waits for which answer, the
//! window, and the end.

use crate::frame;
use bytes::Bytes;
use rusmpp::{Command, CommandStatus, Pdu};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit, mpsc, oneshot, watch};
use tokio::time::{Instant, timeout_at};

/// How a session behaves.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Requests that may be unanswered at the same time; at least 1.
    pub window: usize,
    /// How long an answer may take.
    pub response: Duration,
    /// After how long a silence the peer is asked whether it is there.
    pub enquire: Duration,
}

/// The largest sequence number. Source: SMPP 3.4 §3.2.
const LAST_SEQUENCE: u32 = 0x7fff_ffff;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Lost {
    /// Surely nothing was written, and nothing will be.
    #[error("nothing was sent: {0}")]
    NotSent(String),
    /// The peer may have it.
    #[error("no answer came: {0}")]
    Unknown(String),
}

/// Why a session is over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Ended {
    /// The peer said goodbye.
    #[error("the peer unbound")]
    Unbound,
    /// The peer closed the connection without a goodbye.
    #[error("the peer closed the connection")]
    Closed,
    /// It did not answer an enquiry.
    #[error("the peer does not answer")]
    Silent,
    /// The connection failed, or what came is no SMPP.
    #[error("the connection failed: {0}")]
    Failed(String),
}

/// A request of the peer.
#[derive(Debug)]
pub struct Incoming {
    /// To answer it by.
    pub sequence: u32,
    /// What it asks.
    pub pdu: Pdu,
    /// Its bytes.
    pub bytes: Bytes,
}

/// What is to be written.
pub(crate) enum Out {
    /// A request, unless it is withdrawn meanwhile.
    Request { bytes: Bytes, ticket: Ticket },
    /// Something that nobody waits for an answer to.
    Say(Bytes),
}

/// What the session and the two halves of its connection share.
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    out: mpsc::UnboundedSender<Out>,
    waiting: Mutex<HashMap<u32, oneshot::Sender<Command>>>,
    window: Semaphore,
    sequence: AtomicU32,
    heard: Mutex<Instant>,
    ended: watch::Sender<Option<Ended>>,
}

/// Whether the bytes of a request are out.
const QUEUED: u8 = 0;
const BEGUN: u8 = 1;
const WITHDRAWN: u8 = 2;

/// A request's way to the writer: whoever comes first, the writer who begins or the asker who
/// withdraws.
#[derive(Debug, Default, Clone)]
pub(crate) struct Ticket(Arc<AtomicU8>);

impl Ticket {
    /// Whether it may be written now.
    pub(crate) fn begin(&self) -> bool {
        self.swap(BEGUN)
    }

    fn withdraw(&self) -> bool {
        self.swap(WITHDRAWN)
    }

    fn swap(&self, to: u8) -> bool {
        self.0
            .compare_exchange(QUEUED, to, Ordering::AcqRel, Ordering::Acquire)
            .is_ok()
    }
}

impl Shared {
    /// A session that begins now; what is to be written goes to `out`.
    pub(crate) fn new(settings: Settings, out: mpsc::UnboundedSender<Out>) -> Self {
        Self {
            settings,
            out,
            waiting: Mutex::default(),
            window: Semaphore::new(settings.window.max(1)),
            sequence: AtomicU32::new(1),
            heard: Mutex::new(Instant::now()),
            ended: watch::Sender::new(None),
        }
    }

    /// Room for one more request, waited for until then.
    ///
    /// # Errors
    ///
    /// There is none in time, or the session takes no more.
    pub(crate) async fn room(&self, until: Instant) -> Result<SemaphorePermit<'_>, Lost> {
        match timeout_at(until, self.window.acquire()).await {
            Ok(Ok(room)) => Ok(room),
            Ok(Err(_)) => Err(Lost::NotSent(self.end())),
            Err(_) => Err(Lost::NotSent("the window stays full".into())),
        }
    }

    /// Whether requests can still be made.
    pub(crate) fn is_open(&self) -> bool {
        !self.window.is_closed()
    }

    /// When an answer must have come that is asked for now.
    pub(crate) fn answer_by(&self) -> Instant {
        Instant::now() + self.settings.response
    }

    /// Asks without looking at the window, and waits for the answer until then.
    pub(crate) async fn ask(&self, pdu: Pdu, until: Instant) -> Result<Command, Lost> {
        let sequence = self.next_sequence();
        let (answer, answered) = oneshot::channel();
        self.lock().insert(sequence, answer);
        // Whoever drops this future withdraws its place, so that a late answer finds nobody.
        let place = Place {
            shared: self,
            sequence,
            ticket: Ticket::default(),
        };
        let bytes = frame::write(&Command::new(CommandStatus::EsmeRok, sequence, pdu));
        let ticket = place.ticket.clone();
        if self.ended.borrow().is_some() || self.out.send(Out::Request { bytes, ticket }).is_err() {
            return Err(Lost::NotSent(self.end()));
        }
        let why = match timeout_at(until, answered).await {
            Ok(Ok(answer)) => return Ok(answer),
            Ok(Err(_)) => self.end(),
            Err(_) => "its time is over".to_owned(),
        };
        match place.ticket.withdraw() {
            true => Err(Lost::NotSent(why)),
            false => Err(Lost::Unknown(why)),
        }
    }

    /// Writes what nobody waits for an answer to.
    pub(crate) fn say(&self, command: &Command) {
        // Nobody reads it when the session is over.
        let _ = self.out.send(Out::Say(frame::write(command)));
    }

    /// An answer came. `false`: nobody waits for it.
    pub(crate) fn answered(&self, answer: Command) -> bool {
        let waiting = self.lock().remove(&answer.sequence_number);
        waiting.is_some_and(|waiting| waiting.send(answer).is_ok())
    }

    /// The answer to that request cannot be read: whoever waits for it need not go on.
    pub(crate) fn spoilt(&self, sequence: u32) {
        self.lock().remove(&sequence);
    }

    /// No new requests: the peer is about to leave.
    pub(crate) fn close_window(&self) {
        self.window.close();
    }

    pub(crate) fn unanswered(&self) -> usize {
        self.lock().len()
    }

    pub(crate) fn heard_now(&self) {
        *self.heard.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    pub(crate) fn heard_at(&self) -> Instant {
        *self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the session; the first reason stays.
    pub(crate) fn finish(&self, why: Ended) {
        self.window.close();
        self.ended.send_if_modified(|ended| {
            let first = ended.is_none();
            ended.get_or_insert(why);
            first
        });
        self.lock().clear();
    }

    /// Returns when the session was ended from this side.
    pub(crate) async fn finished(&self) -> Ended {
        let mut ended = self.ended.subscribe();
        let why = ended.wait_for(Option::is_some).await;
        why.ok()
            .and_then(|why| why.clone())
            .unwrap_or(Ended::Closed)
    }

    fn end(&self) -> String {
        let ended = self.ended.borrow();
        let why = ended.as_ref().map(ToString::to_string);
        why.unwrap_or_else(|| "the peer is about to unbind".into())
    }

    /// Source: SMPP 3.4 §3.2: from 1, and again from 1 after the largest.
    fn next_sequence(&self) -> u32 {
        let next = |last: u32| Some(if last >= LAST_SEQUENCE { 1 } else { last + 1 });
        let order = Ordering::Relaxed;
        self.sequence.fetch_update(order, order, next).unwrap_or(1)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u32, oneshot::Sender<Command>>> {
        // A panic while holding it can leave no half-made map.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place of a request among those that wait for their answers.
struct Place<'a> {
    shared: &'a Shared,
    sequence: u32,
    ticket: Ticket,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.ticket.withdraw();
        self.shared.lock().remove(&self.sequence);
    }
}
