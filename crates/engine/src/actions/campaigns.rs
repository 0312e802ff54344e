//! `createMMSCampaign` and `getMmsCampaigns`.
//!
//! Source: docs/contract.md, the two actions.

use crate::Error;
use crate::check::Call;
use domain::answer::Answer;
use domain::campaign::{Campaign, CampaignId};
use domain::fault::{Fault, Kind};
use domain::limits::text::{CAMPAIGN_REF, NAME};
use domain::order::Field;
use domain::text;

/// Serves a call of `createMMSCampaign`.
pub(crate) async fn create(call: &Call<'_>) -> Result<Answer, Fault> {
    let name = title(call, Field::CampaignName, Kind::CampaignNameRequired)?;
    let brand = title(call, Field::BrandName, Kind::BrandNameRequired)?;
    let reference = call.given(Field::CampaignRef)?.map(text::one_line);
    let reference = reference.unwrap_or_default();
    if text::is_longer(&reference, CAMPAIGN_REF) {
        return Err(Kind::CampaignRefInvalid.because("over 64 characters"));
    }
    let campaign = Campaign {
        id: CampaignId(0),
        account: call.account.id,
        reference,
        name,
        brand,
        sender: sender(call)?,
        welcome: None,
        farewell: None,
        question: None,
        created: call.now,
    };
    match call.ctx.store.create_campaign(&campaign).await {
        Ok(created) => Ok(Answer::CampaignCreated(created)),
        Err(storage::Error::Exists(_)) => Err(Kind::CampaignRefInvalid.because("taken")),
        Err(error) => Err(Error::from(error).told_as(Kind::CampaignNotCreated)),
    }
}

/// Serves a call of `getMmsCampaigns`.
pub(crate) async fn list(call: &Call<'_>) -> Result<Answer, Fault> {
    let campaigns = call.ctx.store.campaigns(call.account.id).await;
    let campaigns = campaigns.map_err(|error| Error::from(error).into_fault())?;
    if campaigns.is_empty() {
        return Err(Kind::NoCampaigns.into());
    }
    Ok(Answer::Campaigns(campaigns))
}

fn title(call: &Call<'_>, field: Field, missing: Kind) -> Result<String, Fault> {
    let given = call.given(field)?.map(text::one_line);
    match given {
        Some(long) if text::is_longer(&long, NAME) => Err(missing.because("over 255 characters")),
        Some(given) => Ok(given),
        None => Err(missing.into()),
    }
}

/// The sender that the campaign sends from: the one named, else the account's first.
fn sender(call: &Call<'_>) -> Result<String, Fault> {
    let sender = match call.given(Field::From)? {
        Some(_) => Some(call.sender()?),
        None => call.account.senders.iter().find(|sender| sender.active),
    };
    let none = || Kind::InvalidSender.because("the account has no sender");
    Ok(sender.ok_or_else(none)?.address.clone())
}
