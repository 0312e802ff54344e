//! `getSendingStatus`: orders a report about what was sent in a period.
//!
//! Source: docs/contract.md, getSendingStatus.

use crate::check::Call;
use crate::{Error, page, token};
use domain::answer::Answer;
use domain::date;
use domain::fault::{Fault, Kind};
use domain::limits::reports::{A_DAY, LIFE, MAX_DAYS, MIN_INTERVAL};
use domain::order::Field;
use jiff::{SignedDuration, Timestamp};
use storage::sending::ReportOrder;

/// Serves a call of `getSendingStatus`.
pub(crate) async fn order(call: &Call<'_>) -> Result<Answer, Fault> {
    let (since, until) = period(call)?;
    let token = token::new();
    let order = ReportOrder {
        digest: token::digest(&token),
        account: call.account.id,
        since,
        until,
        ordered: call.now,
        ends: call.now + LIFE,
    };
    let pause = call.account.policy.lookups.min_interval;
    let store = &call.ctx.store;
    let ordered = store
        .order_report(order, pause.unwrap_or(MIN_INTERVAL))
        .await;
    if !ordered.map_err(|error| Error::from(error).into_fault())? {
        return Err(Kind::LookupTooFrequent.into());
    }
    let url = page::address(call.ctx, call.account, &format!("/reports/{token}"));
    Ok(Answer::ReportReady { url })
}

/// The period that the request names; its last second belongs to it.
fn period(call: &Call<'_>) -> Result<(Timestamp, Timestamp), Fault> {
    let given = (call.given(Field::StartDate)?, call.given(Field::EndDate)?);
    let (Some(start), Some(end)) = given else {
        return Err(Kind::PeriodRequired.into());
    };
    let (start, end) = date::period(start, end)?;
    let days = call.account.policy.lookups.max_days.unwrap_or(MAX_DAYS);
    if end.duration_since(start).unsigned_abs() > A_DAY * days {
        return Err(Kind::PeriodTooLong.into());
    }
    let until = end.saturating_add(SignedDuration::from_secs(1));
    Ok((start, until.unwrap_or(Timestamp::MAX)))
}
