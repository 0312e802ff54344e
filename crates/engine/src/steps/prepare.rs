//! Makes a message ready: its pictures fit its carrier, its sound and film are checked.
//!
//! Source: docs/contract.md, adaptation and message states.

use super::{Step, anew, apply, conclude, subject};
use crate::context::Context;
use crate::fallback::Wishes;
use crate::{Error, compose, fallback, jobs, moves};
use async_trait::async_trait;
use domain::account::Account;
use domain::content::{ContentKind, Slide};
use domain::message::{Body, Message, Mms};
use domain::reason::Reason;
use domain::state::{Cause, State};
use storage::change::{Applied, Change};
use storage::job::Job;

pub(crate) struct Prepare;

#[async_trait]
impl Step for Prepare {
    fn name(&self) -> &'static str {
        jobs::PREPARE
    }

    async fn run(&self, ctx: &Context, job: &Job) -> Result<(), Error> {
        let Some((account, mut message)) = subject(ctx, job).await? else {
            return Ok(());
        };
        if !matches!(message.state, State::Accepted | State::Preparing) {
            ctx.store.finish(job.lease).await?;
            return Ok(());
        }
        let mms = match message.body.clone() {
            Body::Mms(mms) => mms,
            Body::Sms(_) => return queue_text(ctx, job, (&account, &message)).await,
        };
        let operator = ctx.operator(message.operator.as_deref());
        if let Some(why) = fallback::takes_no_mms(&account, operator, (&message, &mms)) {
            let reason = fallback::impossible(&account, Wishes::of(&account, &message), why);
            let note = "it cannot go as MMS";
            return fail(ctx, job, (&account, &message), reason, note).await;
        }
        let checked = has_audio_or_video(ctx, &mms).await?;
        if checked && message.state == State::Accepted {
            let note = "checking sound and film".to_owned();
            match preparing(ctx, (&account, &message), note).await? {
                Applied::Done => message.state = State::Preparing,
                Applied::Stale => return anew(ctx, job).await,
                Applied::LeaseLost => return Ok(()),
            }
        }
        let layout = match compose::lay_out(ctx, &account, (&message, &mms)).await? {
            Ok(layout) => layout,
            Err(misfit) => {
                let of = (&account, &message);
                let reason = fallback::misfit(&account, Wishes::of(&account, &message), &misfit);
                return fail(ctx, job, of, reason, &misfit.why()).await;
            }
        };
        let cause = if checked {
            Cause::MediaChecked
        } else {
            Cause::Prepared
        };
        let now = ctx.clock.now();
        let with = moves::Particulars {
            note: format!("adapted: {} bytes in all parts", layout.binary_bytes()),
            finishes: Some(job.lease),
            ..moves::Particulars::default()
        };
        match moves::change(ctx, (&account, &message), cause, now, with) {
            Some(mut change) => {
                change.jobs.push(jobs::submit(&message, now));
                apply(ctx, job, change).await
            }
            None => {
                ctx.store.finish(job.lease).await?;
                Ok(())
            }
        }
    }
}

/// A text has nothing to prepare: it goes into the queue of its link.
async fn queue_text(ctx: &Context, job: &Job, of: (&Account, &Message)) -> Result<(), Error> {
    let now = ctx.clock.now();
    let with = moves::Particulars {
        note: "ordered as SMS".into(),
        finishes: Some(job.lease),
        ..moves::Particulars::default()
    };
    let Some(mut change) = moves::change(ctx, of, Cause::GoesAsSms, now, with) else {
        ctx.store.finish(job.lease).await?;
        return Ok(());
    };
    let message = of.1;
    change.jobs.push(jobs::submit(message, now));
    apply(ctx, job, change).await
}

/// Sound and film of a direct send must be checked before it goes, and the customer is told.
///
/// The check itself is that of the call: their type was found from their bytes. A probe of the
/// streams inside needs the transcoder.
async fn has_audio_or_video(ctx: &Context, mms: &Mms) -> Result<bool, Error> {
    let content = ctx.store.content(mms.mms_id).await?;
    Ok(content.is_some_and(|content| {
        content.kind == ContentKind::OneOff && content.slides.iter().any(Slide::has_audio_or_video)
    }))
}

async fn preparing(
    ctx: &Context,
    of: (&Account, &Message),
    note: String,
) -> Result<Applied, Error> {
    let with = moves::Particulars {
        note,
        ..moves::Particulars::default()
    };
    let change = moves::change(ctx, of, Cause::MustPrepare, ctx.clock.now(), with);
    match change {
        Some(change) => Ok(ctx
            .store
            .change(Change {
                finishes: None,
                ..change
            })
            .await?),
        None => Ok(Applied::Stale),
    }
}

async fn fail(
    ctx: &Context,
    job: &Job,
    (account, message): (&Account, &Message),
    reason: Reason,
    note: &str,
) -> Result<(), Error> {
    let with = moves::Particulars {
        reason: Some(reason),
        note: note.to_owned(),
        ..moves::Particulars::default()
    };
    conclude(ctx, job, (account, message), Cause::CannotSend, with).await
}
