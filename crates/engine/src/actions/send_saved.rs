//! `sendSavedMMS`: sends a template, with texts of this send.
//!
//! Source: docs/contract.md, sendSavedMMS, several receivers in one call, merge tags,
//! CustomSubject and CustomText.

use crate::Error;
use crate::accept::{self, Taken, sendings};
use crate::check::Call;
use crate::check::reach::{Addressing, Way};
use crate::check::receivers::Answered;
use crate::gather;
use crate::personal::Personal;
use crate::price::Priced;
use domain::account::Class;
use domain::answer::Answer;
use domain::command::{SendSavedMms, Terms};
use domain::content::{Content, ContentKind, Fallback};
use domain::fault::{Fault, Kind};
use domain::id::MmsId;
use domain::merge::Data;
use domain::message::{Discovery, Mms};
use domain::order::{Field, Part};
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
    let command = judge(call, &template, Filling::OfRequest)?;
    let addressing = Addressing {
        sender,
        rewrites: call.manners.rewrites_sender,
        service_id,
        mask: call.mask()?,
        way: Way::of_mms(command.mms.force_sms),
        falls_back: call.falls_back(&command.mms.fallback),
        campaign: Some(call.campaign_named()?),
        operator: call.operator_named()?,
    };
    call.names_fit(&receivers, &addressing).await?;
    let issuer = call.issuer();
    let receivers = receivers
        .then(|to| issuer.addressee(to, &addressing))
        .await?;
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
pub(super) async fn template(call: &Call<'_>, id: MmsId) -> Result<Content, Fault> {
    let content = call.ctx.store.content(id).await.map_err(Error::from);
    let content = content.map_err(Error::into_fault)?;
    let own = content.filter(|content| {
        content.account == call.account.id && content.kind == ContentKind::Template
    });
    let content = own.ok_or_else(|| Fault::from(Kind::ContentNotFound))?;
    content.state.check_send()?;
    Ok(content)
}

/// With whose data the texts are filled.
#[derive(Clone, Copy)]
pub(super) enum Filling<'a> {
    /// With those of the request.
    OfRequest,
    /// With those of a subscriber; those that the request brings go over them.
    OfSubscriber(&'a Data),
    /// With nobody's: they are judged as they are written.
    Nobody,
}

impl Filling<'_> {
    fn data(self, call: &Call<'_>) -> Result<Option<Data>, Fault> {
        let given = call.data()?;
        match self {
            Self::OfRequest => Ok(Some(given)),
            Self::OfSubscriber(stored) => stored.with(&given).map(Some),
            Self::Nobody => Ok(None),
        }
    }
}

/// The rest of step 10, and step 11.
pub(super) fn judge(
    call: &Call<'_>,
    template: &Content,
    filling: Filling<'_>,
) -> Result<SendSavedMms, Fault> {
    // Data is judged in its place below; texts judged before it are merged with what it holds.
    let data = filling.data(call);
    let personal = |data| Personal {
        account: call.account,
        data,
    };
    let nothing = Data::default();
    let lenient = personal(match &data {
        Ok(data) => data.as_ref(),
        Err(_) => Some(&nothing),
    });
    let subject = lenient.subject(subject(call, template)?)?;
    let flags = call.fallback_flags()?;
    let pass_as_link = call.switch(Field::ForcePassAsLink)?.unwrap_or(false);
    let force_sms = call.force_sms()?;
    let own = Fallback {
        text: call.fallback_text()?,
        ..flags
    };
    let mut fallback = own.or(&template.fallback, call.now);
    fallback.text = lenient.fallback_text(fallback.text.as_deref())?;
    call.fallback_suffices(&fallback, subject.as_deref(), force_sms)?;
    fallback.link_expiry = call.link_expiry()?.or(fallback.link_expiry);
    let validity = call.validity()?;
    let client_reference = call.client_reference()?;
    call.mask()?;
    let display_only = call.display_only()?;
    let custom = custom_texts(call, template)?;
    let data = data.as_ref().map_err(Fault::clone)?;
    let discovery = discovery(call)?.filter(|_| !force_sms);
    let texts = personal(data.as_ref()).slide_texts(template, &custom)?;
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
        campaign_ref: call.given(Field::CampaignRef)?.map(str::to_owned),
        client_reference,
        run: None,
        validity,
        tracking: call.manners.tracking_on_saved,
    };
    Ok(SendSavedMms { terms, mms })
}

/// CustomSubject, else the request's subject, else the template's; as written.
fn subject<'a>(call: &Call<'a>, template: &'a Content) -> Result<Option<&'a str>, Fault> {
    let given = call.given(Field::CustomSubject)?;
    let given = given.or(call.given(Field::Subject)?);
    Ok(given.or(template.subject.as_deref()))
}

/// Replacements of slide texts by 0-based slide; of two for one slide the first counts.
fn custom_texts(call: &Call<'_>, template: &Content) -> Result<BTreeMap<usize, String>, Fault> {
    call.formed(Part::CustomTexts)?;
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

/// The message that finds out the handset first, if one is wanted. Without a text its other values
/// are judged and count for nothing; accounts whose content is not adapted never want one.
fn discovery(call: &Call<'_>) -> Result<Option<Discovery>, Fault> {
    let most = call.limits().fallback_text;
    let text = call.lines(Field::DdmText)?;
    if text
        .as_deref()
        .is_some_and(|text| text::is_longer(text, most))
    {
        return Err(Kind::TextTooLong.limit(most));
    }
    let minutes = call.given(Field::DdmTimeout)?.map(scalar::integer);
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
    let given = call.given(Field::DdmSubject)?;
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
