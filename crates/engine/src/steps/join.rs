//! The end of the wait for the parts of a text from a phone: what came is told, and forgotten.
//!
//! Source: docs/contract.md, payload samples of N211.

use super::Step;
use crate::context::Context;
use crate::{Error, jobs, long_texts};
use async_trait::async_trait;
use carriers::Hearing;
use domain::long_text::LongTextId;
use storage::job::Job;

pub(crate) struct Join;

#[async_trait]
impl Step for Join {
    fn name(&self) -> &'static str {
        jobs::JOIN
    }

    async fn run(&self, ctx: &Context, job: &Job) -> Result<(), Error> {
        let id = LongTextId(job.subject);
        if let Some(text) = ctx.store.long_text(id).await?
            && !text.told
        {
            tracing::warn!(
                link = %text.link, parts = text.parts.len(),
                "a text from a phone is told with gaps: the rest of its parts did not come"
            );
            let heard = long_texts::tell(ctx, &text, ctx.clock.now()).await?;
            let left = ctx.store.long_text(id).await?;
            // A part has come meanwhile, and belongs into the message.
            if heard == Hearing::Kept && left.is_some_and(|text| !text.told) {
                return super::anew(ctx, job).await;
            }
        }
        ctx.store.forget_text(id, job.lease).await?;
        Ok(())
    }

    /// What came is told, however late.
    async fn abandon(&self, ctx: &Context, job: &Job, why: &str) -> Result<(), Error> {
        super::tomorrow(ctx, job, why).await
    }
}
