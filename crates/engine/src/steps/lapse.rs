//! Ends a question that the person did not answer: the membership is what it was before.
//!
//! Source: docs/contract.md, subscribe, Cta.

use super::Step;
use crate::context::Context;
use crate::{Error, jobs};
use async_trait::async_trait;
use domain::campaign::{Membership, Subscriber, SubscriberId};
use storage::campaign::MemberChange;
use storage::job::Job;

pub(crate) struct Lapse;

#[async_trait]
impl Step for Lapse {
    fn name(&self) -> &'static str {
        jobs::LAPSE
    }

    async fn run(&self, ctx: &Context, job: &Job) -> Result<(), Error> {
        let member = ctx.store.member(SubscriberId(job.subject)).await?;
        let pending = member.filter(|member| member.membership == Membership::Pending);
        let Some(before) = pending else {
            ctx.store.finish(job.lease).await?;
            return Ok(());
        };
        let after = Subscriber {
            membership: before.lapses_to.unwrap_or(Membership::Unsubscribed),
            lapses_to: None,
            changed: ctx.clock.now(),
            ..before.clone()
        };
        let change = MemberChange {
            finishes: Some(job.lease),
            ..MemberChange::quiet(Some(before), after)
        };
        if ctx.store.change_member(change).await?.is_none() {
            super::anew(ctx, job).await?;
        }
        Ok(())
    }

    /// A person who is asked for ever is not in the campaign either.
    async fn abandon(&self, ctx: &Context, job: &Job, why: &str) -> Result<(), Error> {
        super::tomorrow(ctx, job, why).await
    }
}
