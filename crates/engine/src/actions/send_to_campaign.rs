//! `sendSavedMMSCampaign`: sends a template to everyone in a campaign.
//!
//! The call begins a run: who gets it is fixed and durable when it is answered, and the messages
//! are made after that, by the step `run` (`steps/run.rs`).
//!
//! Source: docs/contract.md, sendSavedMMSCampaign.

use super::send_saved::template;
use crate::check::Call;
use crate::personal::Personal;
use crate::price::{Priced, price};
use crate::{Error, gather, jobs};
use domain::account::Billing;
use domain::answer::Answer;
use domain::campaign::{Campaign, Run};
use domain::content::{Content, Fallback};
use domain::fault::{Fault, Kind};
use domain::id::RunId;
use domain::order::Field;
use storage::run::NewRun;

/// Serves a call of `sendSavedMMSCampaign`, steps 10 to 15.
pub(crate) async fn send(call: &Call<'_>) -> Result<Answer, Fault> {
    let mms_id = call.mms_id()?;
    let (named, campaign) = campaign(call).await?;
    let template = template(call, mms_id).await?;
    judge(call, &template)?;
    gather::still_taken(call.account, &template.slides)?;
    if call.account.policy.billing == Billing::Hold {
        return Err(Kind::BillingProblem.because("the account is on hold"));
    }
    let run = Run {
        id: RunId(0),
        account: call.account.id,
        campaign: campaign.id,
        campaign_ref: named.to_owned(),
        template: mms_id,
        dialect: call.dialect.to_owned(),
        began: call.now,
        validity: call.usual_validity(),
        receivers: 0,
        charge_micros: price(call.ctx, call.account, Priced::Mms),
    };
    let (keep, answering) = call.keeping(|run: &Run| Answer::SentToCampaign {
        mms_id: run.template,
        scheduled_id: run.id.0,
    });
    let job = jobs::run(call.now);
    let begun = call.ctx.store.begin_run(NewRun { run, job, keep }).await;
    let begun = begun.map_err(|error| Error::from(error).into_fault())?;
    call.ctx.hint();
    Ok(answering(&begun))
}

/// The campaign, with its name in the request. Clients that know no other word for it say
/// `CAMPAIGNREF`.
async fn campaign<'a>(call: &Call<'a>) -> Result<(&'a str, Campaign), Fault> {
    let named = call.given(Field::ToCampaign)?;
    let named = named.or(call.given(Field::CampaignRef)?);
    let named = named.ok_or_else(|| Fault::from(Kind::ToCampaignRequired))?;
    let unknown = Kind::CampaignIdInvalid;
    let campaign = call.issuer().campaign(named, unknown).await?;
    Ok((named, campaign))
}

/// The rest of step 10, for texts as they are written.
fn judge(call: &Call<'_>, template: &Content) -> Result<(), Fault> {
    let as_written = Personal {
        account: call.account,
        data: None,
    };
    let subject = as_written.subject(template.subject.as_deref())?;
    let fallback = Fallback::default().or(&template.fallback, call.now);
    call.fallback_suffices(&fallback, subject.as_deref(), false)
}
