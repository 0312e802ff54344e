//! The queue's words.
//!
//! A queue is the unit of concurrency: one per link, one per customer's endpoint, one for each
//! kind of work on this server. A lane is the unit of order and of fairness within it: one per
//! sender. Names are chosen by the engine; nothing here reads them.

use jiff::Timestamp;

/// A job to be made.
///
/// There is at most one job of a kind for a subject; making it again moves its due time to the
/// earlier of the two and keeps the rest. Made again while it is claimed, it stays with its holder
/// and is due again once that one finishes or postpones it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// Name of the step that does it.
    pub kind: &'static str,
    /// Where it waits.
    pub queue: String,
    /// With whom it waits in line there; empty where nobody minds.
    pub lane: String,
    /// Number of the message, event or content that it is about.
    pub subject: i64,
    /// Not before this instant.
    pub due: Timestamp,
}

/// Right to finish a job, until it lapses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// The job.
    pub job: i64,
    /// Changes with every claim.
    pub token: i64,
}

/// A job, claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The claim.
    pub lease: Lease,
    /// Name of the step that does it.
    pub kind: String,
    /// Where it waited.
    pub queue: String,
    /// With whom it waited in line there.
    pub lane: String,
    /// Number of the message, event or content that it is about.
    pub subject: i64,
    /// How often it has been claimed, this time included.
    pub tries: u32,
    /// When it was made.
    pub created: Timestamp,
}

/// What is wanted of the lanes of a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turns {
    /// The queue.
    pub queue: String,
    /// So many jobs at most.
    pub limit: usize,
    /// The lanes in the order of their turns, and how many each may have at most.
    pub lanes: Vec<(String, usize)>,
    /// Where the subjects of the queue come from.
    pub behind: Option<Behind>,
}

/// A queue through which subjects come into another one: what is still in the same lane there goes
/// first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// That queue.
    pub queue: String,
    /// The first of the lane there is waited for only if its job was made after this instant.
    pub since: Timestamp,
}

/// How full a queue is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueDepth {
    /// The queue.
    pub queue: String,
    /// Jobs in it, claimed ones included.
    pub jobs: u64,
    /// How long the oldest due job has been waiting, in milliseconds.
    pub waiting_ms: u64,
}
