//! Ends the files of a message from a phone when their time is over.
//!
//! Source: docs/contract.md, payload samples, life of files.

use super::Step;
use crate::context::Context;
use crate::{Error, jobs};
use async_trait::async_trait;
use domain::inbound::InboundId;
use storage::inbox::Clearing;
use storage::job::Job;

pub(crate) struct Clear;

#[async_trait]
impl Step for Clear {
    fn name(&self) -> &'static str {
        jobs::CLEAR
    }

    async fn run(&self, ctx: &Context, job: &Job) -> Result<(), Error> {
        let now = ctx.clock.now();
        let clearing = Clearing {
            cancels: Vec::new(),
            finishes: Some(job.lease),
            ..jobs::clearing(ctx, InboundId(job.subject), now)
        };
        ctx.store.clear_inbound(clearing).await?;
        ctx.hint();
        Ok(())
    }

    /// The files stay a while longer; nobody can open them any more.
    async fn abandon(&self, ctx: &Context, job: &Job, why: &str) -> Result<(), Error> {
        super::tomorrow(ctx, job, why).await
    }
}
