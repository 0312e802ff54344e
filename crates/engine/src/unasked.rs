//! Texts that the gateway sends by itself for a campaign: welcome, farewell and question.
//!
//! Nobody is told what becomes of them. Source: docs/contract.md, subscribe, unsubscribe.

use crate::check::delivery::usual_validity;
use crate::issuer::Issuer;
use domain::campaign::{Campaign, Subscriber};
use domain::command::{Addressee, Terms};
use domain::id::TrackingForm;
use storage::message::NewMessage;

/// A text of a campaign to a person; `None` when the campaign's sender cannot send texts there.
pub(crate) fn of_campaign(
    issuer: &Issuer<'_>,
    campaign: &Campaign,
    person: &Subscriber,
    text: &str,
) -> Option<NewMessage> {
    let country = person.mobile.country().iso?;
    let sender = issuer.account.sender(&campaign.sender);
    let sender = sender.filter(|it| it.sms_route && it.serves_country(country))?;
    let operators = &issuer.ctx.settings.operators;
    let operator = person.operator.as_deref();
    let addressee = Addressee {
        to: person.mobile.clone(),
        from: sender.address.clone(),
        from_mask: None,
        service_id: sender.service_ids.first().cloned(),
        operator: operator.and_then(|name| operators.by_name(name).cloned()),
    };
    let terms = Terms {
        campaign_ref: Some(campaign.reference.clone()),
        client_reference: None,
        run: None,
        validity: issuer.now + usual_validity(issuer.ctx, issuer.account),
        tracking: TrackingForm::Plain,
    };
    Some(issuer.unasked(addressee, &terms, text.to_owned()))
}
