//! Links to carriers: what the operator has said of them, and how they are doing.

use crate::Error;
use crate::life::Attempt;
use async_trait::async_trait;
use jiff::Timestamp;

/// What the operator has said of a link that is not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switched {
    /// Nothing is handed over; messages wait.
    Paused,
    /// No new message goes there; what waits there is still handed over.
    Draining,
}

/// A link that is not open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Switch {
    /// Its name.
    pub link: String,
    /// What was said.
    pub switched: Switched,
    /// Since when.
    pub changed: Timestamp,
}

/// How a link is doing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkFigures {
    /// Messages that wait in its queue.
    pub waiting: u64,
    /// When the one of them was put there that waits longest.
    pub oldest: Option<Timestamp>,
    /// Messages that are being handed over, by all processes.
    pub under_way: u64,
    /// The last attempt that was refused for now or failed.
    pub last_failure: Option<Attempt>,
}

/// Links to carriers, by their names.
#[async_trait]
pub trait CarrierLinks: Send + Sync {
    /// The links that are not open, by name.
    async fn switches(&self) -> Result<Vec<Switch>, Error>;
    /// Pauses or drains a link, or opens it again. Saying it twice changes nothing, and `changed`
    /// stays.
    async fn switch_link(
        &self,
        link: &str,
        switched: Option<Switched>,
        now: Timestamp,
    ) -> Result<(), Error>;
    /// How a link is doing whose messages wait in that queue. Looks at all jobs of the queue.
    async fn link_figures(&self, link: &str, queue: &str) -> Result<LinkFigures, Error>;
}
