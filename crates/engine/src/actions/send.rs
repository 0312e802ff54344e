//! `sendMMS`: sends the content of the request.
//!
//! Source: docs/contract.md, sendMMS, several receivers in one call.

use crate::accept::{self, Taken, sendings};
use crate::adapt;
use crate::check::Call;
use crate::check::reach::{Addressing, Way};
use crate::check::receivers::Answered;
use crate::check::slides;
use crate::gather::{Purpose, Reuse, gather};
use crate::personal::Personal;
use crate::price::Priced;
use domain::account::Sender;
use domain::answer::Answer;
use domain::command::{SendMms, Terms};
use domain::content::{Content, ContentKind, Fallback, Slide};
use domain::fault::{Fault, Kind};
use domain::id::{MmsId, TrackingForm};
use domain::message::Mms;
use domain::order::Field;
use domain::template_state::TemplateState;
use std::collections::BTreeMap;

/// Serves a call of `sendMMS`, steps 10 to 15.
pub(crate) async fn send(call: &Call<'_>) -> Result<Answer, Fault> {
    let receivers = call.receivers(call.manners.to_missing)?;
    let (command, addressing) = judge(call)?;
    call.names_fit(&receivers, &addressing).await?;
    let issuer = call.issuer();
    let receivers = receivers
        .then(|to| issuer.addressee(to, &addressing))
        .await?;
    slides::allowed(call)?;
    // The files are fetched once, whoever gets them, and fitted for the first receiver.
    let first = receivers.left().next();
    let operator = first.and_then(|addressee| addressee.operator.as_deref());
    let ceiling = adapt::ceiling(call.account, &addressing.sender.address, operator);
    let reuse = match command.cache_content {
        true => Reuse::Kept,
        false => Reuse::Never,
    };
    let slides = gather(call, &command.slides, ceiling, Purpose::Send(reuse)).await?;
    let receivers = receivers
        .then(|addressee| call.paid(addressee, Priced::Mms))
        .await?;
    let content = content(call, &command, slides);
    let shown = (Some(content), command.mms);
    let answering = |mms_id, taken| match taken {
        Answered::Alone(Taken { to, tracking, .. }) => Answer::Sent {
            to,
            mms_id,
            tracking,
        },
        Answered::Each(each) => Answer::SentToMany {
            mms_id,
            sendings: sendings(each),
        },
    };
    accept::slides(call, receivers, &command.terms, shown, answering).await
}

fn content(call: &Call<'_>, command: &SendMms, slides: Vec<Slide>) -> Content {
    Content {
        id: MmsId(0),
        account: call.account.id,
        kind: ContentKind::OneOff,
        state: TemplateState::Ready,
        name: command.name.clone(),
        subject: command.mms.subject.clone(),
        slides,
        fallback: command.mms.fallback.clone(),
        created: call.now,
        dialect: call.dialect.to_owned(),
        client_reference: command.terms.client_reference.clone(),
    }
}

/// The rest of step 10, and step 11.
fn judge<'a>(call: &Call<'a>) -> Result<(SendMms, Addressing<'a>), Fault> {
    let sender = dedicated(call)?;
    let service_id = call.service_id(sender)?;
    let name = call.name(call.manners.name_on_send)?;
    // Nothing is filled: a tag is plain text here.
    let as_written = Personal {
        account: call.account,
        data: None,
    };
    let subject = as_written.subject(call.given(Field::Subject)?)?;
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
    let mask = call.mask()?;
    let display_only = call.display_only()?;
    let slides = slides::slides(call, call.limits().slides_sent)?;
    let mms = Mms {
        mms_id: MmsId(0),
        subject,
        texts: BTreeMap::new(),
        display_only,
        fallback: Fallback {
            link_expiry,
            ..fallback
        },
        force_sms,
        pass_as_link: false,
        discovery: None,
    };
    let terms = Terms {
        campaign_ref: call.given(Field::CampaignRef)?.map(str::to_owned),
        client_reference,
        run: None,
        validity,
        tracking: TrackingForm::Plain,
    };
    let command = SendMms {
        terms,
        mms,
        name,
        slides,
        cache_content,
    };
    let addressing = Addressing {
        sender,
        // Whoever sends content of his own names the very sender.
        rewrites: false,
        service_id,
        mask,
        way: Way::of_mms(force_sms),
        falls_back: call.falls_back(&command.mms.fallback),
        campaign: Some(call.campaign_named()?),
        operator: call.operator_named()?,
    };
    Ok((command, addressing))
}

/// A sender that is used by nobody else.
fn dedicated<'a>(call: &Call<'a>) -> Result<&'a Sender, Fault> {
    match call.sender()? {
        sender if sender.shared => Err(Kind::InvalidSender.because("the sender is shared")),
        sender => Ok(sender),
    }
}
