//! `sendMMS`: sends the content of the request to one receiver.
//!
//! Source: docs/contract.md, sendMMS.

use crate::accept::{Shows, accept};
use crate::adapt;
use crate::check::Call;
use crate::check::slides;
use crate::gather::gather;
use domain::account::Sender;
use domain::answer::Answer;
use domain::command::{Delivery, SendMms};
use domain::content::{Content, ContentKind, Fallback};
use domain::fault::{Fault, Kind};
use domain::id::{MmsId, TrackingForm};
use domain::limits::content::SLIDES_SENT;
use domain::number::Recipient;
use domain::order::Field;
use domain::template_state::TemplateState;
use domain::text;

/// Serves a call of `sendMMS`, steps 10 to 15.
pub(crate) async fn send(call: &Call<'_>) -> Result<Answer, Fault> {
    let SendMms {
        delivery,
        name,
        slides: drafts,
        ..
    } = judge(call)?;
    slides::allowed(call)?;
    let ceiling = adapt::ceiling(call.account, &delivery.from, delivery.operator);
    let slides = gather(call, &drafts, ceiling).await?;
    call.billing(&delivery.to)?;
    let to = delivery.to.clone();
    let content = Content {
        id: MmsId(0),
        account: call.account.id,
        kind: ContentKind::OneOff,
        state: TemplateState::Ready,
        name,
        subject: delivery.subject.clone(),
        slides,
        fallback: delivery.fallback.clone(),
        created: call.now,
        dialect: call.dialect.to_owned(),
        client_reference: delivery.client_reference.clone(),
    };
    let accepted = accept(call, delivery, Shows::OneOff(Box::new(content))).await?;
    Ok(Answer::Sent {
        to,
        mms_id: accepted.mms_id,
        tracking: accepted.tracking,
    })
}

/// Steps 10 to 12.
fn judge(call: &Call<'_>) -> Result<SendMms, Fault> {
    let to = call.receiver(call.manners.to_missing)?;
    let sender = dedicated(call)?;
    let service_id = call.service_id(sender)?;
    let name = call.name(call.manners.name_on_send)?;
    let subject = subject(call)?;
    let flags = call.fallback_flags()?;
    let cache_content = call.switch(Field::CacheContent)?.unwrap_or(false);
    let force_sms = call.force_sms()?;
    let fallback = Fallback {
        text: call.fallback_text()?,
        ..flags
    };
    call.fallback_suffices(&fallback, subject.as_deref(), force_sms)?;
    let link_expiry = call.link_expiry()?;
    let validity = call.validity()?;
    let client_reference = call.client_reference()?;
    let from_mask = call.mask(&to)?;
    let display_only = call.display_only()?;
    let slides = slides::slides(call, SLIDES_SENT)?;
    let operator = receiver(call, sender, &to, force_sms)?;
    let delivery = Delivery {
        to,
        from: sender.address.clone(),
        from_mask,
        service_id,
        operator,
        campaign_ref: call.order.get(Field::CampaignRef).map(str::to_owned),
        display_only,
        subject,
        fallback: Fallback {
            link_expiry,
            ..fallback
        },
        force_sms,
        validity,
        client_reference,
        tracking: TrackingForm::Plain,
    };
    Ok(SendMms {
        delivery,
        name,
        slides,
        cache_content,
    })
}

/// A sender that is used by nobody else.
fn dedicated<'a>(call: &Call<'a>) -> Result<&'a Sender, Fault> {
    match call.sender()? {
        sender if sender.shared => Err(Kind::InvalidSender.because("the sender is shared")),
        sender => Ok(sender),
    }
}

fn subject(call: &Call<'_>) -> Result<Option<String>, Fault> {
    let given = call.order.get(Field::Subject);
    let subject = given.and_then(|given| text::subject(given, call.account.policy.subject_unicode));
    match subject {
        None if call.account.policy.require_subject => Err(Kind::SubjectRequired.into()),
        subject => Ok(subject),
    }
}

/// Step 12 for a sender that is not replaced.
fn receiver(
    call: &Call<'_>,
    sender: &Sender,
    to: &Recipient,
    force_sms: bool,
) -> Result<Option<&'static str>, Fault> {
    call.serves(sender, to)?;
    if force_sms {
        call.sms_route(sender, to)?;
    }
    call.operator(to, force_sms)
}
