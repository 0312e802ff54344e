//! Tells a customer one event.
//!
//! Each event has its own tries; within a message they go out in order: an event waits until the
//! one before it is acknowledged or given up, or has failed once and is five minutes old.
//!
//! Source: docs/contract.md, postbacks: transport, schedules, order.

use super::Step;
use crate::context::Context;
use crate::postback::{self, Sent, Target};
use crate::queue::retry::{Postbacks, Verdict, judge};
use crate::{Error, jobs};
use async_trait::async_trait;
use domain::account::{Account, Schedule};
use domain::id::{AccountId, EventId};
use jiff::Timestamp;
use std::time::Duration;
use storage::event::{PATIENCE, PostbackTry, StoredEvent, Telling, Then};
use storage::job::Job;

/// Open requests to one account's endpoint, unless the account says otherwise.
///
/// Source: docs/contract.md, postbacks, `postback_concurrency`.
const CONCURRENCY: usize = 8;

/// After that long without one success an endpoint is switched off.
///
/// Source: docs/contract.md, retry schedules, endless failure.
const PATIENCE_WITH_ENDPOINT: Duration = Duration::from_secs(5 * 24 * 3_600);

pub(crate) struct Notify;

#[async_trait]
impl Step for Notify {
    fn name(&self) -> &'static str {
        jobs::NOTIFY
    }

    async fn run(&self, ctx: &Context, job: &Job) -> Result<(), Error> {
        let event = ctx.store.event(EventId(job.subject)).await?;
        let Some(event) = event.filter(|event| event.telling == Telling::Pending) else {
            ctx.store.finish(job.lease).await?;
            return Ok(());
        };
        let now = ctx.clock.now();
        if let Some(due) = must_wait(&event, now) {
            ctx.store
                .postpone(job.lease, due, "an earlier event is still to be told")
                .await?;
            return Ok(());
        }
        let Some(account) = ctx.store.account(event.fact.account).await? else {
            return Err(Error::Inconsistent(format!(
                "event {} has no account",
                event.id
            )));
        };
        match postback::prepare(ctx, &account, &event).await? {
            Ok(target) => tell(ctx, job, &account, &event, target).await,
            Err(why) => {
                ctx.store.set_aside(event.id, job.lease, why, now).await?;
                ctx.hint();
                Ok(())
            }
        }
    }

    /// Telling has its own count of tries; a failure of ours never ends it.
    async fn abandon(&self, ctx: &Context, job: &Job, why: &str) -> Result<(), Error> {
        let pause = self.backoff().longest;
        ctx.store
            .postpone(job.lease, ctx.clock.now() + pause, why)
            .await?;
        Ok(())
    }
}

/// Open requests that an account's endpoint may have; the account by its number, as in the name
/// of its queue.
pub(crate) async fn concurrency(ctx: &Context, account: &str) -> usize {
    let Ok(id) = account.parse() else {
        return CONCURRENCY;
    };
    // An account that cannot be read now is met again by the step itself, which says so.
    let account = ctx.store.account(AccountId(id)).await.ok().flatten();
    let wanted = account.and_then(|account| account.postbacks.concurrency);
    wanted.map_or(CONCURRENCY, |wanted| {
        usize::try_from(wanted).unwrap_or(usize::MAX).max(1)
    })
}

/// When to look again at an event that may not be told yet.
fn must_wait(event: &StoredEvent, now: Timestamp) -> Option<Timestamp> {
    let blocker = event.blocked_by.filter(|_| event.tries == 0)?;
    let patience = blocker.at + PATIENCE;
    match blocker.tries {
        0 => Some(patience.max(now + Duration::from_secs(5))),
        _ => (patience > now).then_some(patience),
    }
}

async fn tell(
    ctx: &Context,
    job: &Job,
    account: &Account,
    event: &StoredEvent,
    target: Target,
) -> Result<(), Error> {
    let schedule = account.postbacks.schedule;
    let number = event.tries + 1;
    let at = ctx.clock.now();
    let sent = postback::post(ctx, account, event, &target, number).await;
    let ended = ctx.clock.now();
    let (verdict, error) = verdict(schedule, &sent);
    let wish = match sent.status {
        Some(429 | 503) => sent.retry_after,
        _ => None,
    };
    let pause = Postbacks::of(schedule).pause(number, wish, rand::random());
    let then = match (verdict, pause) {
        (Verdict::Good, _) => Then::Delivered,
        (Verdict::Bad, Some(pause)) => Then::Again(ended + pause),
        (Verdict::Bad, None) | (Verdict::Gone, _) => Then::Dropped,
    };
    let url = target.url.clone();
    let tried = PostbackTry {
        event: event.id,
        lease: job.lease,
        number,
        url: target.url.clone(),
        at,
        took_ms: sent.took_ms,
        status: sent.status,
        error,
        body: (number == 1).then_some(target.body),
    };
    let recorded = ctx.store.record_try(tried, then).await?;
    let hopeless = recorded.failing_since.is_some_and(|since| {
        schedule == Schedule::Standard && ended > since + PATIENCE_WITH_ENDPOINT
    });
    if verdict == Verdict::Gone || hopeless {
        tracing::warn!(
            account.id = account.id.0,
            "an address of account {} is switched off: it is gone or fails for days",
            account.name
        );
        ctx.store.disable_endpoint(account.id, &url, true).await?;
    }
    ctx.hint();
    Ok(())
}

fn verdict(schedule: Schedule, sent: &Sent) -> (Verdict, Option<String>) {
    match (sent.status, &sent.error) {
        (Some(status), None) => match judge(schedule, status) {
            Verdict::Good => (Verdict::Good, None),
            other => (other, Some(format!("HTTP status {status}"))),
        },
        (_, error) => (Verdict::Bad, error.clone()),
    }
}
