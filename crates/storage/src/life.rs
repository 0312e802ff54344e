//! The life of one message, for people.

use crate::event::{PostbackTry, StoredEvent};
use domain::message::Message;
use domain::report::Report;
use domain::state::State;
use jiff::Timestamp;

/// How an attempt to hand a message over ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Not yet, or the process died meanwhile: the bytes may be out.
    Open,
    /// Taken.
    Accepted,
    /// Refused for now.
    NotNow,
    /// Refused for good.
    Never,
    /// Nothing reached the carrier.
    NotSent,
    /// The answer was lost.
    Unknown,
}

/// One attempt to hand a message over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// 1-based.
    pub number: u32,
    /// By which link it went; unknown of attempts of older builds.
    pub link: Option<String>,
    /// When the intent was stored.
    pub began: Timestamp,
    /// When its end was known.
    pub ended: Option<Timestamp>,
    /// Bytes of the request.
    pub size_bytes: u64,
    /// How it ended.
    pub ending: Ending,
    /// The carrier's own status code.
    pub code: Option<String>,
    /// The carrier's own words, or what went wrong.
    pub text: Option<String>,
    /// The carrier's name for the message.
    pub carrier_message_id: Option<String>,
}

/// One move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// When.
    pub at: Timestamp,
    /// Where it went.
    pub to: State,
    /// Why.
    pub note: String,
}

/// All that is known of a message, each list in the order of time.
#[derive(Debug, Clone)]
pub struct Life {
    /// The message as it stands.
    pub message: Message,
    /// Its moves, acceptance included.
    pub moves: Vec<Move>,
    /// Attempts to hand it over.
    pub attempts: Vec<Attempt>,
    /// What the carrier said later.
    pub reports: Vec<Report>,
    /// What the customer was or will be told, with all tries.
    pub events: Vec<(StoredEvent, Vec<PostbackTry>)>,
}
