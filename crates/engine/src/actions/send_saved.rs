//! `sendSavedMMS`: sends a template, with texts of this send.
//!
//! Source: docs/contract.md, sendSavedMMS, several receivers in one call, merge tags,
//! CustomSubject and CustomText.

use crate::Error;
use crate::accept::{self, Taken, sendings};
use crate::billing::Priced;
use crate::check::Call;
use crate::check::reach::{Addressing, Way};
use crate::check::receivers::Answered;
use crate::gather;
use domain::account::Class;
use domain::answer::Answer;
use domain::command::{SendSavedMms, Terms};
use domain::content::{Content, ContentKind, Fallback};
use domain::fault::{Fault, Kind};
use domain::id::MmsId;
use domain::merge::Data;
use domain::message::{Discovery, Mms};
use domain::order::Field;
use domain::scalar;
use domain::text;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::time::Duration;

/// Minutes that a discovery message may be waited for.
///
/// Source: docs/contract.md, sendSavedMMS.
const DISCOVERY_MINUTES: RangeInclusive<u64> = 1..=1_440;

/// Minutes that it is waited for unless the request says otherwise.
///
/// Source: docs/contract.md, sendSavedMMS.
const DISCOVERY_MINUTES_USUAL: u64 = 5;

/// Subject of a discovery message that brings none.
///
/// Source: docs/contract.md, device discovery message.
const DISCOVERY_SUBJECT: &str = "Device Discovery";

/// Serves a call of `sendSavedMMS`, steps 10 to 15.
pub(crate) async fn send_saved(call: &Call<'_>) -> Result<Answer, Fault> {
    let mms_id = call.mms_id()?;
    let receivers = call.receivers(call.manners.to_missing_on_saved)?;
    let sender = call.sender()?;
    let service_id = call.service_id(sender)?;
    let template = template(call, mms_id).await?;
    let command = judge(call, &template)?;
    let addressing = Addressing {
        sender,
        rewrites: call.manners.rewrites_sender,
        service_id,
        mask: call.mask()?,
        way: Way::of_mms(command.mms.force_sms),
        falls_back: call.falls_back(&command.mms.fallback),
        checks_campaign: true,
    };
    let receivers = receivers.then(|to| call.addressee(to, &addressing)).await?;
    gather::still_taken(call.account, &template.slides)?;
    let receivers = receivers
        .then(|addressee| call.paid(addressee, Priced::Mms))
        .await?;
    let shown = (None, command.mms);
    let answering = |mms_id, taken| match taken {
        Answered::Alone(Taken { to, from, tracking }) => Answer::SentSaved {
            mms_id,
            tracking,
            to,
            from,
        },
        Answered::Each(each) => Answer::SentToMany {
            mms_id,
            sendings: sendings(each),
        },
    };
    accept::slides(call, receivers, &command.terms, shown, answering).await
}

/// The template, if it is the account's and may be sent. Whether another account has it is told
/// to nobody.
async fn template(call: &Call<'_>, id: MmsId) -> Result<Content, Fault> {
    let content = call.ctx.store.content(id).await.map_err(Error::from);
    let content = content.map_err(Error::into_fault)?;
    let own = content.filter(|content| {
        content.account == call.account.id && content.kind == ContentKind::Template
    });
    let content = own.ok_or_else(|| Fault::from(Kind::ContentNotFound))?;
    content.state.check_send()?;
    Ok(content)
}

/// The rest of step 10, and step 11.
fn judge(call: &Call<'_>, template: &Content) -> Result<SendSavedMms, Fault> {
    // Data is judged in its place below; texts judged before it are merged with what it holds.
    let data = match call.order.data_malformed {
        true => Err(Kind::InvalidRequest.because("nested values in merge data")),
        false => Data::new(&call.order.data),
    };
    let lenient = data.as_ref().ok().cloned().unwrap_or_default();
    let subject = subject(call, template, &lenient)?;
    let flags = call.fallback_flags()?;
    let pass_as_link = call.switch(Field::ForcePassAsLink)?.unwrap_or(false);
    let force_sms = call.force_sms()?;
    let own = Fallback {
        text: call.fallback_text()?,
        ..flags
    };
    let mut fallback = own.or(&template.fallback, call.now);
    fallback.text = merged_fallback(call, fallback.text.as_deref(), &lenient)?;
    call.fallback_suffices(&fallback, subject.as_deref(), force_sms)?;
    fallback.link_expiry = call.link_expiry()?.or(fallback.link_expiry);
    let validity = call.validity()?;
    let client_reference = call.client_reference()?;
    call.mask()?;
    let display_only = call.display_only()?;
    let custom = custom_texts(call, template)?;
    let data = data?;
    let discovery = discovery(call)?.filter(|_| !force_sms);
    let texts = merged_texts(call, template, &custom, &data)?;
    let mms = Mms {
        mms_id: template.id,
        subject,
        texts,
        display_only,
        fallback,
        force_sms,
        pass_as_link,
        discovery,
    };
    let terms = Terms {
        campaign_ref: call.order.get(Field::CampaignRef).map(str::to_owned),
        client_reference,
        run: None,
        validity,
        tracking: call.manners.tracking_on_saved,
    };
    Ok(SendSavedMms { terms, mms })
}

/// CustomSubject, else the request's subject, else the template's; merged, cleaned and cut.
fn subject(call: &Call<'_>, template: &Content, data: &Data) -> Result<Option<String>, Fault> {
    let given = call
        .order
        .get(Field::CustomSubject)
        .or(call.order.get(Field::Subject));
    let given = given.or(template.subject.as_deref());
    match given.and_then(|given| call.cleaned_subject(&data.fill(given))) {
        None if call.account.policy.require_subject => Err(Kind::SubjectRequired.into()),
        subject => Ok(subject),
    }
}

fn merged_fallback(
    call: &Call<'_>,
    given: Option<&str>,
    data: &Data,
) -> Result<Option<String>, Fault> {
    let most = call.limits().fallback_text;
    let merged = given.map(|given| data.fill(given));
    match merged {
        Some(long) if text::is_longer(&long, most) => Err(Kind::TextTooLong.limit(most)),
        merged => Ok(merged.filter(|text| !text.trim().is_empty())),
    }
}

/// Replacements of slide texts by 0-based slide; of two for one slide the first counts.
fn custom_texts(call: &Call<'_>, template: &Content) -> Result<BTreeMap<usize, String>, Fault> {
    let mut texts = BTreeMap::new();
    for custom in &call.order.custom_texts {
        let (Some(slide), Some(value)) = (&custom.slide, &custom.value) else {
            return Err(Kind::InvalidRequest.because("CustomText needs a value and a slide"));
        };
        let number = scalar::integer(slide).and_then(|number| usize::try_from(number).ok());
        let Some(number) = number.filter(|&number| number > 0) else {
            return Err(Kind::InvalidRequest.because("CustomText names no slide number"));
        };
        let value = text::lines(value, call.backslash());
        if text::is_longer(&value, call.limits().text) {
            return Err(Kind::TextTooLongInSlide.slide(number));
        }
        if number > template.slides.len() {
            if call.account.policy.strict_custom_text {
                return Err(Kind::SlideEmpty.slide(number));
            }
            tracing::info!(
                number,
                "CustomText for slide {number}, which is not there, is ignored"
            );
            continue;
        }
        texts.entry(number - 1).or_insert(value);
    }
    Ok(texts)
}

/// The texts that differ from the stored ones, after merging.
fn merged_texts(
    call: &Call<'_>,
    template: &Content,
    custom: &BTreeMap<usize, String>,
    data: &Data,
) -> Result<BTreeMap<usize, String>, Fault> {
    let mut texts = BTreeMap::new();
    for (index, slide) in template.slides.iter().enumerate() {
        let stored = slide.text.as_deref();
        let Some(text) = custom.get(&index).map(String::as_str).or(stored) else {
            continue;
        };
        let merged = data.fill(text);
        if text::is_longer(&merged, call.limits().text) {
            return Err(Kind::TextTooLongInSlide.slide(index + 1));
        }
        if Some(merged.as_str()) != stored {
            texts.insert(index, merged);
        }
    }
    Ok(texts)
}

/// The message that finds out the handset first, if one is wanted. Without a text its other values
/// are judged and count for nothing; accounts whose content is not adapted never want one.
fn discovery(call: &Call<'_>) -> Result<Option<Discovery>, Fault> {
    let most = call.limits().fallback_text;
    let text = call.lines(Field::DdmText);
    if text
        .as_deref()
        .is_some_and(|text| text::is_longer(text, most))
    {
        return Err(Kind::TextTooLong.limit(most));
    }
    let minutes = call.order.get(Field::DdmTimeout).map(scalar::integer);
    let minutes = match minutes {
        None => DISCOVERY_MINUTES_USUAL,
        Some(Some(minutes)) if DISCOVERY_MINUTES.contains(&minutes) => minutes,
        Some(_) => {
            return Err(
                Kind::InvalidRequest.because("the discovery timeout is not 1 to 1440 minutes")
            );
        }
    };
    let force = call.switch(Field::DdmForce)?.unwrap_or(false);
    if force && text.is_none() {
        return Err(Kind::InvalidRequest.because("a forced discovery needs a text"));
    }
    let policy = &call.account.policy;
    let given = call.order.get(Field::DdmSubject);
    let subject = given.and_then(|given| call.cleaned_subject(given));
    let wanted = |text| Discovery {
        subject: subject.unwrap_or_else(|| DISCOVERY_SUBJECT.to_owned()),
        text,
        wait: Duration::from_secs(60 * minutes),
        force,
    };
    Ok(text
        .filter(|_| policy.class == Class::Optimized)
        .map(wanted))
}
