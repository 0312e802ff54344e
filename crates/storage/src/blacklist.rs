//! Numbers that get nothing from an account.

use domain::campaign::Source;
use domain::id::AccountId;
use domain::number::Recipient;
use jiff::Timestamp;

/// A number that gets nothing from a sender, or from any sender of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Whose senders.
    pub account: AccountId,
    /// Which of them, digits; `None`: all.
    pub sender: Option<String>,
    /// Who gets nothing.
    pub number: Recipient,
    /// Who said so.
    pub source: Source,
    /// Since when.
    pub since: Timestamp,
    /// When it ends by itself; `None`: never.
    pub ends: Option<Timestamp>,
}

/// Which entries to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockPage {
    /// Only those of this number; `None`: all.
    pub number: Option<Recipient>,
    /// Only those behind the entry of this number and sender; `None`: from the first on.
    pub after: Option<(Recipient, Option<String>)>,
    /// So many at most.
    pub limit: usize,
}
