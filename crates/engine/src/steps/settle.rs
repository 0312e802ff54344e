//! A hand-over whose answer stays lost is told to the customer as sent, unconfirmed.
//!
//! Source: docs/contract.md, message states, `ambiguous_wait`.

use super::{Step, conclude, subject};
use crate::context::Context;
use crate::{Error, jobs, moves};
use async_trait::async_trait;
use domain::reason::{Fixed, Reason};
use domain::state::Cause;
use storage::job::Job;

pub(crate) struct Settle;

#[async_trait]
impl Step for Settle {
    fn name(&self) -> &'static str {
        jobs::SETTLE
    }

    async fn run(&self, ctx: &Context, job: &Job) -> Result<(), Error> {
        let Some((account, message)) = subject(ctx, job).await? else {
            return Ok(());
        };
        let with = moves::Particulars {
            reason: Some(Reason::Fixed(Fixed::Unconfirmed)),
            note: "the carrier's answer stays lost".into(),
            ..moves::Particulars::default()
        };
        conclude(ctx, job, (&account, &message), Cause::AnswerStaysLost, with).await
    }
}
