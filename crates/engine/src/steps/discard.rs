//! Gives up the files of a deleted template, once no message shows them any more.
//!
//! The job is due then. What becomes of the files is the sweep's matter: others may have the same.
//!
//! Source: docs/contract.md, deleteMMSID.

use super::Step;
use crate::context::Context;
use crate::{Error, jobs};
use async_trait::async_trait;
use domain::id::MmsId;
use storage::job::Job;

pub(crate) struct Discard;

#[async_trait]
impl Step for Discard {
    fn name(&self) -> &'static str {
        jobs::DISCARD
    }

    async fn run(&self, ctx: &Context, job: &Job) -> Result<(), Error> {
        let now = ctx.clock.now();
        let sweep = jobs::sweep(now + ctx.settings.keep_unused);
        let content = MmsId(job.subject);
        let given = ctx.store.give_up_files(content, job.lease, sweep, now);
        given.await?;
        ctx.hint();
        Ok(())
    }

    /// The files stay a while longer.
    async fn abandon(&self, ctx: &Context, job: &Job, why: &str) -> Result<(), Error> {
        super::tomorrow(ctx, job, why).await
    }
}
