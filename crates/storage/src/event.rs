//! Events and the tries to tell them.

use crate::job::Lease;
use domain::campaign::{MembershipFact, SubscriberId};
use domain::event::Event;
use domain::id::{AccountId, EventId, MessageId, MmsId};
use domain::inbound::{InboundFact, InboundId};
use domain::notice::SentAs;
use domain::order::Element;
use jiff::Timestamp;
use std::collections::HashMap;
use std::time::Duration;

/// Within a lane events are numbered 1, 2, 3 … and told in that order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Events of a message.
    Message(MessageId),
    /// Events of a template.
    Content(MmsId),
    /// Events of one person in one campaign.
    Membership(SubscriberId),
    /// Events of a message from a phone.
    Inbound(InboundId),
}

/// A fact to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// What happened.
    pub event: Event,
    /// When.
    pub at: Timestamp,
    /// Whose event it is.
    pub account: AccountId,
    /// By which way the message went, where the event says so.
    pub sent_as: Option<SentAs>,
    /// Why: the stable word of a `domain::reason::Reason`.
    pub reason: Option<String>,
    /// What the report says of the phone.
    pub handset: Option<String>,
    /// The carrier's own id.
    pub carrier_message_id: Option<String>,
    /// File that failed and its address.
    pub failed_file: Option<(Element, String)>,
    /// What is said of things that change later, as it was when it happened.
    pub detail: Option<Detail>,
    /// Kind and queue of the job that tells it. The store makes the job due at once when the
    /// event before it in the lane is settled, else [`PATIENCE`] after that event's own time;
    /// it becomes due earlier when that event is settled.
    pub job: (&'static str, String),
}

/// Facts that are kept with their event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detail {
    /// Who joined or left what.
    Membership(Box<MembershipFact>),
    /// What a phone sent.
    Inbound(Box<InboundFact>),
}

/// How long an event waits for the one before it, once that one has failed.
///
/// Source: docs/contract.md, order of postbacks.
pub const PATIENCE: Duration = Duration::from_secs(5 * 60);

/// How long after a failure the next one no longer continues it: longer than the longest pause of
/// any schedule.
pub const FORGIVEN_AFTER: Duration = Duration::from_secs(48 * 3_600);

/// Where an event stands on its way to the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// To be told.
    Pending,
    /// Acknowledged.
    Delivered,
    /// Given up after the last try.
    Dropped,
    /// There is no address to tell it to.
    Undeliverable,
}

/// An event as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// Its number.
    pub id: EventId,
    /// `evt_` and 26 characters; the same on every try.
    pub event_id: String,
    /// Where it belongs.
    pub lane: Lane,
    /// 1-based place in its lane.
    pub seq: u32,
    /// The fact.
    pub fact: NewEvent,
    /// Where it stands.
    pub telling: Telling,
    /// Tries so far.
    pub tries: u32,
    /// The event before it that is still pending, if any.
    pub blocked_by: Option<Blocker>,
}

/// A pending event in front of another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blocker {
    /// Its number.
    pub id: EventId,
    /// Tries so far, all failed.
    pub tries: u32,
    /// When it happened.
    pub at: Timestamp,
}

/// One try to tell an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostbackTry {
    /// The event.
    pub event: EventId,
    /// The job that did it.
    pub lease: Lease,
    /// 1-based.
    pub number: u32,
    /// Where it was posted.
    pub url: String,
    /// When it began.
    pub at: Timestamp,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
    /// HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// What went wrong, in our words.
    pub error: Option<String>,
    /// The body that was posted; kept for the first try only, it does not change.
    pub body: Option<Vec<u8>>,
}

/// What follows from a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Acknowledged.
    Delivered,
    /// Not again; the event is kept for replay.
    Dropped,
    /// Once more, then.
    Again(Timestamp),
}

/// How long tries to tell events are kept.
#[derive(Debug, Clone)]
pub struct Retention {
    /// Now.
    pub now: Timestamp,
    /// How long after its event a try is kept.
    pub usual: Duration,
    /// The same of accounts that have a time of their own.
    pub own: HashMap<AccountId, Duration>,
    /// How many events are looked at, of those that are new to it and of those that waited.
    pub limit: u32,
}

/// What storing a try revealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TryRecorded {
    /// Since when every try at this address has failed; `None` after a success. A pause of more
    /// than [`FORGIVEN_AFTER`] between two failures begins the count anew.
    pub failing_since: Option<Timestamp>,
}
