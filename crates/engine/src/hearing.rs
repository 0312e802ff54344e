//! What carriers tell us: understood by the link, made durable, then acknowledged.
//!
//! Source: 3GPP TS 23.140, MM7_delivery_report; docs/contract.md, message states.

use crate::context::Context;
use crate::error::chain;
use crate::receiving;
use crate::{Error, jobs, long_texts};
use async_trait::async_trait;
use carriers::ids::Ids;
use carriers::{Answer, Ear, Heard, Hearing, Link, Told};
use domain::report::Report;
use jiff::Timestamp;
use std::sync::Arc;
use storage::report::Recorded;

/// Hears a request of a carrier that came by the link of that name.
///
/// The answer says that the report is kept only when it is; otherwise it asks the carrier to try
/// again. `None`: there is no such link.
pub async fn hear(ctx: &Context, link: &str, heard: &Heard<'_>) -> Option<Answer> {
    let link = ctx.links.named(link)?;
    let understood = match link.hear(heard) {
        Ok(understood) => understood,
        Err(answer) => {
            tracing::warn!(
                link = %link.settings().name, status = answer.status,
                "a request of carrier {} was refused", link.settings().name
            );
            return Some(answer);
        }
    };
    Some(match keep(ctx, link, understood.told, heard.at).await {
        Hearing::Kept => understood.kept,
        Hearing::Nobody => understood.nobody,
        Hearing::Later => understood.later,
    })
}

/// The ear of a link that listens on a connection of its own.
pub(crate) struct Listener {
    pub(crate) ctx: Arc<Context>,
    pub(crate) link: Arc<dyn Link>,
}

#[async_trait]
impl Ear for Listener {
    fn now(&self) -> Timestamp {
        self.ctx.clock.now()
    }

    async fn hear(&self, told: Told) -> Hearing {
        keep(&self.ctx, &self.link, told, self.now()).await
    }
}

/// Makes durable what a carrier told.
async fn keep(ctx: &Context, link: &Arc<dyn Link>, told: Told, at: Timestamp) -> Hearing {
    let name = &link.settings().name;
    let kept = match told {
        Told::Nothing => Ok(Hearing::Kept),
        Told::Report(report) => record(ctx, link.ids(), &report).await,
        Told::Message(received) => receiving::receive(ctx, name, &received, at).await,
        Told::Part(part) => long_texts::keep_part(ctx, name, *part, at).await,
    };
    kept.unwrap_or_else(|error| {
        let why = chain(&error);
        tracing::error!(link = %name, error = %why, "what carrier {name} told could not be kept: {why}");
        if error.is_lasting() {
            ctx.give_up();
        }
        Hearing::Later
    })
}

/// Makes a report durable: with its message, or parked until a receipt bears its id.
async fn record(ctx: &Context, ids: Ids, report: &Report) -> Result<Hearing, Error> {
    let key = ids.of_report(&report.carrier_message_id);
    let recorded = ctx
        .store
        .record_report(&key, report, jobs::report())
        .await?;
    if recorded == Recorded::Parked {
        tracing::info!(
            link = %report.link, carrier_message_id = %report.carrier_message_id,
            "a report is parked: no message is known as {} yet", report.carrier_message_id
        );
    }
    ctx.hint();
    Ok(Hearing::Kept)
}
