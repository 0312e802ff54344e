//! One move of a message with all that belongs to it.

use crate::credit::Settlement;
use crate::event::NewEvent;
use crate::job::{Lease, NewJob};
use crate::life::Attempt;
use crate::report::Wake;
use domain::id::MessageId;
use domain::state::State;
use jiff::Timestamp;

/// A move, applied whole or not at all.
#[derive(Debug, Clone)]
pub struct Change {
    /// The message.
    pub message: MessageId,
    /// State on which the decision was based.
    pub from: State,
    /// State it shall have. The same as `from`: nothing moves, but the rest is done.
    pub to: State,
    /// When.
    pub at: Timestamp,
    /// Why, for the history that people read. Empty, and nothing moves: no line is added.
    pub note: String,
    /// Fixes the name of the exchange with the carrier; kept if there is one already.
    pub transaction: Option<String>,
    /// The customer is told that it was sent with this very change.
    pub tells_sent: bool,
    /// Attempt that begins or ends with this change; found by its number and written over.
    pub attempt: Option<Attempt>,
    /// The carrier's name for the message, by which reports find it from now on. Parked reports
    /// that bear it are handed over in the same transaction.
    pub receipt: Option<Receipt>,
    /// What happened, in order; numbered in the message's lane. That it was sent is told once: a
    /// second such event is left out, whoever decided on it.
    pub events: Vec<NewEvent>,
    /// What shall be done next; `subject` is the message's number unless said otherwise.
    pub jobs: Vec<NewJob>,
    /// Kinds of jobs of this message that have become pointless.
    pub cancels: Vec<&'static str>,
    /// Reports that have been applied by it.
    pub reports: Vec<i64>,
    /// What becomes of what the message has reserved; nothing where it has reserved nothing, or
    /// that is settled already.
    pub settles: Option<Settlement>,
    /// The message goes by another link from now on.
    pub detour: Option<Detour>,
    /// The job that this change finishes. When its claim was lost, nothing is done.
    pub finishes: Option<Lease>,
}

impl Change {
    /// A move with a note, and nothing else to it.
    #[must_use]
    pub const fn new(
        message: MessageId,
        (from, to): (State, State),
        at: Timestamp,
        note: String,
    ) -> Self {
        Self {
            message,
            from,
            to,
            at,
            note,
            transaction: None,
            tells_sent: false,
            attempt: None,
            receipt: None,
            events: Vec::new(),
            jobs: Vec::new(),
            cancels: Vec::new(),
            reports: Vec::new(),
            settles: None,
            detour: None,
            finishes: None,
        }
    }
}

/// The carrier's names for a message: one, or one for each of its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Link that it came by.
    pub link: String,
    /// Their forms by which reports find it, in the order of the parts; the spelling of the first
    /// stands at the attempt.
    pub keys: Vec<String>,
    /// Which job parked reports wake.
    pub wake: Wake,
}

/// Another link for a message that waits, with the job that hands it over. Nothing is done
/// ([`Applied::LeaseLost`]) when there is no such job, or when somebody holds it by another claim:
/// the message may be on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detour {
    /// Name of the link.
    pub link: String,
    /// The job as it shall be: its queue, its lane and when it is due. Its tries begin anew.
    pub job: NewJob,
    /// The claim of the one who decides; `None`: nobody may hold the job.
    pub lease: Option<Lease>,
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// It is done and durable.
    Done,
    /// The message has moved meanwhile; nothing was done. Load it again and decide anew.
    Stale,
    /// Somebody else holds the job; nothing was done. Drop the work.
    LeaseLost,
}
