//! Makes the renditions of a new template that most sends will need, so that the first send does
//! not wait for them.
//!
//! For the carrier and handset that nobody knows; other targets are rendered when they are asked
//! for. A template can be sent before this is done.
//!
//! Source: docs/contract.md, adaptation, saveMMS.

use super::Step;
use crate::context::Context;
use crate::shelf::Shelf;
use crate::{Error, adapt, jobs};
use async_trait::async_trait;
use domain::id::MmsId;
use domain::order::Element;
use storage::job::Job;

pub(crate) struct Render;

#[async_trait]
impl Step for Render {
    fn name(&self) -> &'static str {
        jobs::RENDER
    }

    async fn run(&self, ctx: &Context, job: &Job) -> Result<(), Error> {
        if let Some(content) = ctx.store.content(MmsId(job.subject)).await?
            && let Some(account) = ctx.store.account(content.account).await?
        {
            let ceiling = adapt::usual_ceiling(&account);
            if let Some(target) = adapt::target(&account, &content.slides, ceiling) {
                let files = content.slides.iter().flat_map(|slide| &slide.files);
                for file in files.filter(|file| file.element == Element::Image) {
                    adapt::rendition(Shelf::kept(ctx), file, &target).await?;
                }
            }
        }
        ctx.store.finish(job.lease).await?;
        Ok(())
    }

    /// Nothing depends on it: a send makes what it needs and says what is wrong.
    async fn abandon(&self, ctx: &Context, job: &Job, _: &str) -> Result<(), Error> {
        ctx.store.finish(job.lease).await?;
        Ok(())
    }
}
