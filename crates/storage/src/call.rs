//! Calls that accounts make, counted.

use domain::account::Rates;
use domain::action::Action;
use domain::id::AccountId;
use jiff::Timestamp;
use std::sync::Arc;

/// Tells the time. It is asked when a count is decided and not before: of calls that are counted
/// one after the other, the later one has the later time, however long each has waited.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// A call to be counted, if it may go on.
#[derive(Debug, Clone, Copy)]
pub struct NewCall {
    /// Who calls.
    pub account: AccountId,
    /// What is called for, if it is an action that we know.
    pub action: Option<Action>,
    /// When the call began.
    pub started: Timestamp,
    /// What the account may do.
    pub rates: Rates,
}

/// Whether a call may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// It may, and was counted.
    Yes,
    /// It came too soon after the latest one. It was not counted.
    TooSoon,
    /// Too many of its action came in a short time. It was not counted.
    TooMany,
    /// The period's calls are used up. It was counted.
    LimitReached,
}

/// How many calls an account has made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CallTotals {
    /// On the day in question, in UTC.
    pub day: u64,
    /// In its month.
    pub month: u64,
    /// Ever.
    pub ever: u64,
    /// When the latest one began.
    pub latest: Option<Timestamp>,
}
