//! How fast and how much an account may call.
//!
//! Every call that was let in comes through here, whatever becomes of it later. Guarantee: limits
//! hold for calls that come at once, across restarts and in every process of the store, because
//! the store decides and counts in one transaction.
//!
//! Source: docs/contract.md, order of checks, step 7 and rates.

use crate::Error;
use crate::context::Context;
use domain::account::Account;
use domain::action::{Action, Reading};
use domain::fault::{Fault, Kind};
use jiff::Timestamp;
use std::sync::Arc;
use storage::call::{Counted, NewCall};

/// Counts a call that began at `started`, or refuses it. A word that is none of our actions counts
/// for spacing and total, and has no throughput.
pub(crate) async fn count(
    ctx: &Context,
    account: &Account,
    word: &str,
    started: Timestamp,
) -> Result<(), Fault> {
    let rates = account.policy.rates;
    let action = match Action::read(word) {
        Reading::Served(action) => Some(action),
        Reading::OutOfScope(_) | Reading::Unknown => None,
    };
    let call = NewCall {
        account: account.id,
        action,
        started,
        rates,
    };
    let clock = Arc::clone(&ctx.clock);
    let counted = ctx.store.count_call(call, Arc::new(move || clock.now()));
    match counted
        .await
        .map_err(|error| Error::from(error).into_fault())?
    {
        Counted::Yes => Ok(()),
        Counted::TooSoon => {
            let interval = rates.min_call_interval.unwrap_or_default();
            let begun = u64::from(interval.subsec_nanos() > 0);
            Err(Kind::CallTooSoon.seconds(interval.as_secs() + begun))
        }
        Counted::TooMany => Err(Kind::ThroughputExceeded.into()),
        Counted::LimitReached => Err(Kind::RequestLimitReached.into()),
    }
}
