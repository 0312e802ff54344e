//! Traces of links: whose exchanges are to be kept, and the last ones that were.

use crate::Error;
use async_trait::async_trait;
use domain::trace::Exchange;
use jiff::Timestamp;

/// What the operator has said of the trace of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// Name of the link.
    pub link: String,
    /// Since when exchanges are kept, or were.
    pub since: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// Exchanges since then that were too many at once to be kept.
    pub lost: u64,
}

/// An exchange that was kept; later ones have higher numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its number, among those of all links.
    pub id: i64,
    /// The exchange.
    pub exchange: Exchange,
}

/// Traces of links, by their names.
#[async_trait]
pub trait Traces: Send + Sync {
    /// What was said of traces, also of those that are over, by link.
    async fn traces(&self) -> Result<Vec<Trace>, Error>;
    /// Keeps the exchanges of a link until then. One that is kept already is kept for longer or
    /// shorter, with its `since`; an instant that is not after `now` ends it.
    async fn switch_trace(&self, link: &str, until: Timestamp, now: Timestamp)
    -> Result<(), Error>;
    /// Keeps exchanges of a link, in their order, and of all of them the last `most`; counts those
    /// that were lost.
    async fn keep_exchanges(
        &self,
        link: &str,
        exchanges: Vec<Exchange>,
        lost: u64,
        most: u32,
    ) -> Result<(), Error>;
    /// The last exchanges of a link, newest first, so many at most.
    async fn exchanges(&self, link: &str, limit: u32) -> Result<Vec<Kept>, Error>;
    /// One exchange of a link.
    async fn exchange(&self, link: &str, id: i64) -> Result<Option<Kept>, Error>;
    /// Removes up to `limit` exchanges that began before an instant; returns how many.
    async fn forget_exchanges(&self, before: Timestamp, limit: u32) -> Result<u64, Error>;
}
