//! Reports about what was sent in a period.

use crate::Error;
use crate::life::{Attempt, Move};
use crate::link::TokenDigest;
use async_trait::async_trait;
use domain::id::{AccountId, MessageId};
use domain::message::Message;
use domain::report::Report;
use jiff::Timestamp;
use std::time::Duration;

/// An order of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportOrder {
    /// Digest of the token in its address.
    pub digest: TokenDigest,
    /// Whose messages it is about.
    pub account: AccountId,
    /// Those accepted at or after it,
    pub since: Timestamp,
    /// and before it.
    pub until: Timestamp,
    /// When it was ordered.
    pub ordered: Timestamp,
    /// Until when it can be read.
    pub ends: Timestamp,
}

/// Which messages to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentPage {
    /// Whose.
    pub account: AccountId,
    /// Accepted at or after it.
    pub since: Timestamp,
    /// Accepted before it.
    pub until: Timestamp,
    /// Only those behind this one in their order; `None`: from the first on.
    pub after: Option<(Timestamp, MessageId)>,
    /// So many at most.
    pub limit: usize,
}

/// A message with what a report says of it.
#[derive(Debug, Clone)]
pub struct Sent {
    /// The message as it stands.
    pub message: Message,
    /// Internal label of its content.
    pub content_name: Option<String>,
    /// Its moves, in order.
    pub moves: Vec<Move>,
    /// Attempts to hand it over, in order.
    pub attempts: Vec<Attempt>,
    /// What the carrier said later, in order.
    pub reports: Vec<Report>,
    /// Reasons that the customer was told, in order: stable words of `domain::reason::Reason`.
    pub reasons: Vec<String>,
}

/// Reports about what was sent in a period.
#[async_trait]
pub trait SendingReports: Send + Sync {
    /// Orders a report. `false`: the account's last one was ordered within `pause` before.
    async fn order_report(&self, order: ReportOrder, pause: Duration) -> Result<bool, Error>;
    /// The order whose token has this digest, also when it has ended.
    async fn report_order(&self, digest: TokenDigest) -> Result<Option<ReportOrder>, Error>;
    /// Messages that were ordered in a period, by the time of their acceptance and their number.
    async fn sent(&self, page: SentPage) -> Result<Vec<Sent>, Error>;
}
