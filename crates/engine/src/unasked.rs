//! Texts that the gateway sends by itself: welcome, farewell and question of a campaign, and
//! answers to what people send.
//!
//! Nobody is told what becomes of them. Source: docs/contract.md, subscribe, unsubscribe.

use crate::check::delivery::usual_validity;
use crate::issuer::Issuer;
use domain::campaign::{Campaign, Subscriber};
use domain::command::{Addressee, Terms};
use domain::id::TrackingForm;
use domain::number::Recipient;
use storage::message::NewMessage;

/// A text of a campaign to a person; `None` when the campaign's sender cannot send texts there,
/// which the log says.
pub(crate) fn of_campaign(
    issuer: &Issuer<'_>,
    campaign: &Campaign,
    person: &Subscriber,
    text: &str,
) -> Option<NewMessage> {
    let to = (&person.mobile, person.operator.as_deref());
    let reference = Some(campaign.reference.clone());
    made(issuer, (&campaign.sender, to), reference, text)
}

/// An answer to what a person, whose operator may be known by name, sent to a sender; `None` when
/// that one cannot send texts there, which the log says.
pub(crate) fn answer(
    issuer: &Issuer<'_>,
    sender: &str,
    person: (&Recipient, Option<&str>),
    text: &str,
) -> Option<NewMessage> {
    made(issuer, (sender, person), None, text)
}

fn made(
    issuer: &Issuer<'_>,
    (sender, (mobile, operator)): (&str, (&Recipient, Option<&str>)),
    campaign_ref: Option<String>,
    text: &str,
) -> Option<NewMessage> {
    let country = mobile.country().iso;
    let found = issuer.account.sender(sender);
    let found = found.filter(|it| it.sms_route && country.is_some_and(|to| it.serves_country(to)));
    let Some(sender) = found else {
        tracing::warn!(
            sender,
            "a text is not sent: sender {sender} sends no SMS there"
        );
        return None;
    };
    let operators = &issuer.ctx.settings.operators;
    let addressee = Addressee {
        to: mobile.clone(),
        from: sender.address.clone(),
        from_mask: None,
        service_id: sender.service_ids.first().cloned(),
        operator: operator.and_then(|name| operators.by_name(name).cloned()),
    };
    let terms = Terms {
        campaign_ref,
        client_reference: None,
        run: None,
        validity: issuer.now + usual_validity(issuer.ctx, issuer.account),
        tracking: TrackingForm::Plain,
    };
    Some(issuer.unasked(addressee, &terms, text.to_owned()))
}
