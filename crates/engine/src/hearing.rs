//! What carriers tell us: understood by the link, made durable, then acknowledged.
//!
//! Source: 3GPP TS 23.140, MM7_delivery_report; docs/contract.md, message states.

use crate::context::Context;
use crate::error::chain;
use crate::receiving::{self, Outcome};
use crate::{Error, jobs};
use carriers::{Answer, Heard, Told};
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
    let report = match understood.told {
        Told::Nothing => return Some(understood.kept),
        Told::Report(report) => report,
        Told::Message(received) => {
            let link = &link.settings().name;
            let outcome = receiving::receive(ctx, link, *received, heard.at).await;
            return Some(match outcome {
                Ok(Outcome::Kept) => understood.kept,
                Ok(Outcome::ForNobody) => understood.nobody,
                Err(error) => {
                    let why = chain(&error);
                    tracing::error!(link, error = %why, "a message from a phone could not be kept: {why}");
                    understood.later
                }
            });
        }
    };
    match ctx.store.record_report(&report, jobs::report()).await {
        Ok(recorded) => {
            if recorded == Recorded::Parked {
                tracing::info!(
                    link = %report.link, carrier_message_id = %report.carrier_message_id,
                    "a report is parked: no message is known as {} yet", report.carrier_message_id
                );
            }
            ctx.hint();
            Some(understood.kept)
        }
        Err(error) => {
            tracing::error!(error = %error, "a report could not be kept: {error}");
            if Error::from(error).is_lasting() {
                ctx.give_up();
            }
            Some(understood.later)
        }
    }
}
