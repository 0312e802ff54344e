//! A carrier that never reports: the message ends in a named state instead of waiting for ever.
//!
//! Source: docs/contract.md, message states, `no_report_after`.

use super::{Step, conclude, subject};
use crate::context::Context;
use crate::{Error, jobs, moves};
use async_trait::async_trait;
use domain::state::Cause;
use storage::job::Job;

pub(crate) struct Silence;

#[async_trait]
impl Step for Silence {
    fn name(&self) -> &'static str {
        jobs::SILENCE
    }

    async fn run(&self, ctx: &Context, job: &Job) -> Result<(), Error> {
        let Some((account, message)) = subject(ctx, job).await? else {
            return Ok(());
        };
        let with = moves::Particulars {
            note: "no report came in time".into(),
            ..moves::Particulars::default()
        };
        conclude(ctx, job, (&account, &message), Cause::Silence, with).await
    }
}
