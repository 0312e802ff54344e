//! What happens after acceptance: one file for each step, one list of them all.
//!
//! A step is idempotent: run twice, it does its work once, because each result is a change that
//! names the state it was based on. A step ends its job in the same transaction as its result.

pub(crate) mod clear;
pub(crate) mod discard;
pub(crate) mod expire;
pub(crate) mod heed;
pub(crate) mod join;
pub(crate) mod lapse;
pub(crate) mod notify;
pub(crate) mod prepare;
pub(crate) mod render;
pub(crate) mod report;
pub(crate) mod run;
pub(crate) mod settle;
pub(crate) mod silence;
pub(crate) mod submit;
pub(crate) mod sweep;

use crate::context::Context;
use crate::queue::retry::Backoff;
use crate::{Error, jobs, moves};
use async_trait::async_trait;
use domain::account::Account;
use domain::id::MessageId;
use domain::message::Message;
use domain::reason::{Fixed, Reason};
use domain::state::Cause;
use std::time::Duration;
use storage::change::{Applied, Change};
use storage::job::Job;

/// Every step.
const STEPS: &[&dyn Step] = &[
    &prepare::Prepare,  // accepted → ready
    &render::Render,    // a template's pictures
    &submit::Submit,    // ready → submitted
    &report::Apply,     // a carrier's report → delivered …
    &settle::Settle,    // a lost answer is told
    &silence::Silence,  // no report ever
    &expire::Expire,    // validity over
    &notify::Notify,    // an event → the customer
    &discard::Discard,  // files of a deleted template
    &sweep::Sweep,      // files that nothing names
    &lapse::Lapse,      // a question without an answer
    &clear::Clear,      // files of a message from a phone
    &heed::Heed,        // STOP, START, HELP, YES
    &join::Join,        // the end of a text in parts
    &run::MakeMessages, // a campaign run → messages
];

/// One step of the pipeline. Its name is at once job kind, log field and metric label.
#[async_trait]
pub(crate) trait Step: Sync {
    /// The name.
    fn name(&self) -> &'static str;

    /// Does the job.
    async fn run(&self, ctx: &Context, job: &Job) -> Result<(), Error>;

    /// When it is tried again after an error.
    fn backoff(&self) -> Backoff {
        Backoff::OURS
    }

    /// Ends what cannot be done: the message fails and the customer is told (E999).
    async fn abandon(&self, ctx: &Context, job: &Job, why: &str) -> Result<(), Error> {
        abandon(ctx, job, why).await
    }
}

/// The step of that name.
pub(crate) fn named(name: &str) -> Option<&'static dyn Step> {
    STEPS.iter().copied().find(|step| step.name() == name)
}

/// How many jobs of a queue this process works on at once.
pub(crate) async fn bound(ctx: &Context, queue: &str) -> usize {
    match queue.split_once('/') {
        Some((jobs::SUBMIT, link)) if ctx.is_paused(link) => 0,
        Some((jobs::SUBMIT, link)) => {
            let window = ctx
                .links
                .named(link)
                .map_or(1, |link| link.settings().window);
            ctx.breakers.bound(link, window, ctx.clock.now())
        }
        Some((jobs::NOTIFY, account)) => notify::concurrency(ctx, account).await,
        Some(_) | None if queue == jobs::PREPARE => ctx.settings.picture_workers.max(1) * 8,
        Some(_) | None => 64,
    }
}

/// The message of a job with its account, or `None` when there is nothing left to do.
pub(crate) async fn subject(ctx: &Context, job: &Job) -> Result<Option<(Account, Message)>, Error> {
    let Some(message) = ctx.store.message(MessageId(job.subject)).await? else {
        ctx.store.finish(job.lease).await?;
        return Ok(None);
    };
    let account = ctx.store.account(message.account).await?;
    let account = account
        .ok_or_else(|| Error::Inconsistent(format!("message {} has no account", message.id)))?;
    Ok(Some((account, message)))
}

pub(crate) async fn abandon(ctx: &Context, job: &Job, why: &str) -> Result<(), Error> {
    let Some((account, message)) = subject(ctx, job).await? else {
        return Ok(());
    };
    let with = moves::Particulars {
        reason: Some(Reason::Fixed(Fixed::QueueError)),
        note: format!("given up after {} tries: {why}", job.tries),
        ..moves::Particulars::default()
    };
    conclude(ctx, job, (&account, &message), Cause::OurFault, with).await
}

/// Gives a job that nobody waits for back for a day.
pub(crate) async fn tomorrow(ctx: &Context, job: &Job, why: &str) -> Result<(), Error> {
    let due = ctx.clock.now() + Duration::from_secs(24 * 3_600);
    ctx.store.wait(job.lease, due, why).await?;
    Ok(())
}

/// Makes the move of a cause and ends the job with it; where the cause makes nothing of the
/// message any more, the job just ends.
pub(crate) async fn conclude(
    ctx: &Context,
    job: &Job,
    of: (&Account, &Message),
    cause: Cause,
    with: moves::Particulars,
) -> Result<(), Error> {
    let with = moves::Particulars {
        finishes: Some(job.lease),
        ..with
    };
    match moves::change(ctx, of, cause, ctx.clock.now(), with) {
        Some(change) => apply(ctx, job, change).await,
        None => {
            ctx.store.finish(job.lease).await?;
            Ok(())
        }
    }
}

/// Writes a change that ends the job. When the message has moved meanwhile, the job is given
/// back at once and decides anew.
pub(crate) async fn apply(ctx: &Context, job: &Job, change: Change) -> Result<(), Error> {
    match ctx.store.change(change).await? {
        Applied::Done => ctx.hint(),
        Applied::LeaseLost => {}
        Applied::Stale => anew(ctx, job).await?,
    }
    Ok(())
}

/// Gives a job back at once, because the message has moved: it decides anew.
pub(crate) async fn anew(ctx: &Context, job: &Job) -> Result<(), Error> {
    ctx.store
        .postpone(job.lease, ctx.clock.now(), "the message had moved")
        .await?;
    ctx.hint();
    Ok(())
}
