//! Messages taken back: what a carrier is asked that has one already.
//!
//! A capability of members: a link whose protocol or carrier has no such request says so by
//! [`crate::Link::cancels`].

use crate::Words;
use async_trait::async_trait;
use jiff::Timestamp;

/// Asks the carrier to forget a message that it has taken.
#[async_trait]
pub trait Cancels: Send + Sync {
    /// Asks once, and says how that ended. Nothing is asked again.
    async fn cancel(&self, wish: &Cancellation) -> Cancelled;
}

/// The message that shall be forgotten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancellation {
    /// Names the exchange.
    pub transaction: String,
    /// The carrier's name for the message, as it spelt it in its answer.
    pub carrier_message_id: String,
    /// Product of the account under which the message went.
    pub service_id: Option<String>,
    /// Name of the receiver's operator, if it is known.
    pub operator: Option<String>,
    /// When the request is made.
    pub at: Timestamp,
}

/// How that ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cancelled {
    /// The carrier says that it has taken the message back. What became of the message is still
    /// its report's to say: the phone may have been faster.
    Done(Words),
    /// The carrier says that it does not: too late, not known, not allowed, not understood.
    Refused(Words),
    /// Surely nothing reached the carrier.
    NotSent {
        /// What went wrong.
        why: String,
    },
    /// The carrier may have done it: the answer was lost or makes no sense.
    Unknown {
        /// What went wrong.
        why: String,
    },
}
