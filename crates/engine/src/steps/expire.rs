//! Ends a message that was not handed over while it was valid.
//!
//! A message whose bytes may be out is left alone: what becomes of it is the carrier's to say.
//!
//! Source: docs/contract.md, validity.

use super::{Step, conclude, subject};
use crate::context::Context;
use crate::{Error, jobs, moves};
use async_trait::async_trait;
use domain::reason::{Fixed, Reason};
use domain::state::{Cause, State};
use std::time::Duration;
use storage::job::Job;

/// How soon to look again at a message that is being handed over right now.
const SOON: Duration = Duration::from_secs(5);

pub(crate) struct Expire;

#[async_trait]
impl Step for Expire {
    fn name(&self) -> &'static str {
        jobs::EXPIRE
    }

    async fn run(&self, ctx: &Context, job: &Job) -> Result<(), Error> {
        let Some((account, message)) = subject(ctx, job).await? else {
            return Ok(());
        };
        if matches!(message.state, State::Submitting | State::SmsSubmitting) {
            let due = ctx.clock.now() + SOON;
            ctx.store
                .wait(job.lease, due, "it is being handed over")
                .await?;
            return Ok(());
        }
        let with = moves::Particulars {
            reason: Some(Reason::Fixed(Fixed::ExpiredUnsent)),
            note: "its validity is over".into(),
            ..moves::Particulars::default()
        };
        conclude(ctx, job, (&account, &message), Cause::ValidityOver, with).await
    }
}
