//! Removes files that nothing names any more, some at a time.
//!
//! A file is removed first and forgotten then, so a crash in between costs nothing. Whoever puts
//! the same bytes meanwhile makes the file young, and young files stay.

use super::Step;
use crate::context::Context;
use crate::{Error, jobs};
use async_trait::async_trait;
use storage::job::Job;

/// Files of one run; the next run follows at once.
const BATCH: usize = 100;

pub(crate) struct Sweep;

#[async_trait]
impl Step for Sweep {
    fn name(&self) -> &'static str {
        jobs::SWEEP
    }

    async fn run(&self, ctx: &Context, job: &Job) -> Result<(), Error> {
        let now = ctx.clock.now();
        let rest = ctx.settings.keep_unused;
        let leftovers = ctx.store.leftovers(now - rest, BATCH).await?;
        for &blob in &leftovers {
            if ctx.blobs.discard(blob, rest).await? {
                ctx.store.forget_leftover(blob, now).await?;
            } else {
                ctx.store.keep_leftover(blob, now).await?;
            }
        }
        match ctx.store.oldest_leftover().await? {
            Some(since) => {
                let due = (since + rest).max(now);
                ctx.store
                    .wait(job.lease, due, "more files are left")
                    .await?;
            }
            None => {
                ctx.store.finish(job.lease).await?;
            }
        }
        Ok(())
    }

    /// The files stay a while longer.
    async fn abandon(&self, ctx: &Context, job: &Job, why: &str) -> Result<(), Error> {
        super::tomorrow(ctx, job, why).await
    }
}
