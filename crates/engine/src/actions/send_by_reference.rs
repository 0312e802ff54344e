//! `sendMessageBySubscriberRef`: sends to the subscribers of a campaign who carry a reference of
//! the customer's.
//!
//! What is wrong with the request whoever gets it fails the call; what is wrong with one person
//! fails only the block of that person.
//!
//! Source: docs/contract.md, sendMessageBySubscriberRef.

use super::send_saved::{Filling, judge, template};
use super::send_sms;
use crate::Error;
use crate::accept::{self, Taken};
use crate::check::Call;
use crate::check::reach::{Addressing, OperatorNamed, Way};
use crate::check::receivers::{Answered, Receivers};
use crate::gather;
use crate::price::Priced;
use domain::account::Sender;
use domain::answer::{Answer, CampaignName, SubscriberResult};
use domain::campaign::{Campaign, Subscriber};
use domain::command::{Addressee, Terms};
use domain::content::Content;
use domain::fault::{Fault, Kind};
use domain::limits::request::BY_REFERENCE;
use domain::message::Body;
use domain::number::Recipient;
use domain::order::Field;

/// Serves a call of `sendMessageBySubscriberRef`, steps 10 to 15.
pub(crate) async fn send(call: &Call<'_>) -> Result<Answer, Fault> {
    let missing = || Kind::InvalidRequest.because("the subscriber-ref is missing");
    let reference = call.given(Field::SubscriberRef)?.ok_or_else(missing)?;
    let campaign = campaign(call).await?;
    let wanted = Wanted::of(call).await?;
    let people = people(call, &campaign, reference).await?;
    let gone = || Kind::InvalidSender.because("the sender of the campaign is none of the account");
    let sender = call.account.sender(&campaign.sender).ok_or_else(gone)?;
    let prepared = |person: Subscriber| {
        let number = person.mobile.digits().to_owned();
        (number, wanted.prepared(call, person))
    };
    let receivers = Receivers::listed(people.into_iter().map(prepared).collect());
    let reached = |(person, body)| reached(call, sender, person, body);
    let receivers = receivers.then(reached).await?;
    wanted.still_taken(call)?;
    let receivers = receivers.then(|receiver| paid(call, receiver)).await?;
    let subscriber_ref = reference.to_owned();
    let campaign = CampaignName::of(call.order);
    let mms = matches!(wanted, Wanted::Mms { .. });
    let answering = move |taken| Answer::SentToSubscribers {
        subscriber_ref: subscriber_ref.clone(),
        campaign: campaign.clone(),
        results: results(taken, mms),
    };
    accept::each(call, receivers, wanted.terms(), answering).await
}

/// The campaign, which is named in any case.
async fn campaign(call: &Call<'_>) -> Result<Campaign, Fault> {
    let named = call.given(Field::CampaignRef)?;
    let named = named.ok_or_else(|| Fault::from(Kind::CampaignRefRequired))?;
    let unknown = Kind::CampaignRefInvalid;
    call.issuer().campaign(named, unknown).await
}

/// Those who carry the reference now. Part of them is never chosen for the customer.
async fn people(
    call: &Call<'_>,
    campaign: &Campaign,
    reference: &str,
) -> Result<Vec<Subscriber>, Fault> {
    let found = call
        .ctx
        .store
        .members_by_reference(campaign.id, reference, BY_REFERENCE + 1);
    let found = found
        .await
        .map_err(|error| Error::from(error).into_fault())?;
    match found.len() {
        0 => Err(Kind::NotSubscribed.because("nobody in the campaign carries the reference")),
        1..=BY_REFERENCE => Ok(found),
        _ => Err(Kind::InvalidRequest.because("more than 100 subscribers carry the reference")),
    }
}

/// What everybody gets.
enum Wanted {
    /// A template, filled for each of them.
    Mms {
        template: Box<Content>,
        terms: Terms,
    },
    /// A text.
    Text { text: String, terms: Terms },
}

impl Wanted {
    async fn of(call: &Call<'_>) -> Result<Self, Fault> {
        let mms_id = call.given(Field::MmsId)?;
        match (mms_id, send_sms::text(call)?) {
            (Some(_), Some(_)) => {
                Err(Kind::InvalidRequest.because("both an mms-id and a text are given"))
            }
            (None, None) => Err(Kind::MmsIdRequired.into()),
            (None, Some(text)) => Ok(Self::Text {
                terms: send_sms::terms(call)?,
                text,
            }),
            (Some(_), None) => {
                let template = template(call, call.mms_id()?).await?;
                let as_written = judge(call, &template, Filling::Nobody)?;
                Ok(Self::Mms {
                    template: Box::new(template),
                    terms: as_written.terms,
                })
            }
        }
    }

    const fn terms(&self) -> &Terms {
        let (Self::Mms { terms, .. } | Self::Text { terms, .. }) = self;
        terms
    }

    /// What one of them gets.
    fn prepared(&self, call: &Call<'_>, person: Subscriber) -> Result<(Subscriber, Body), Fault> {
        call.real(Ok(person.mobile.clone()))?;
        let body = match self {
            Self::Text { text, .. } => Body::Sms(text.clone()),
            Self::Mms { template, .. } => {
                let filling = Filling::OfSubscriber(&person.data);
                Body::Mms(judge(call, template, filling)?.mms)
            }
        };
        Ok((person, body))
    }

    /// Whether the account may still send it.
    fn still_taken(&self, call: &Call<'_>) -> Result<(), Fault> {
        match self {
            Self::Mms { template, .. } => gather::still_taken(call.account, &template.slides),
            Self::Text { .. } => Ok(()),
        }
    }
}

/// Step 12 for one of them.
async fn reached<'a>(
    call: &Call<'a>,
    sender: &'a Sender,
    person: Subscriber,
    body: Body,
) -> Result<(Addressee, Body), Fault> {
    let (way, falls_back) = match &body {
        Body::Mms(mms) => (Way::of_mms(mms.force_sms), call.falls_back(&mms.fallback)),
        Body::Sms(_) => (Way::Text, false),
    };
    let addressing = Addressing {
        sender,
        rewrites: call.manners.rewrites_sender,
        service_id: sender.service_ids.first().cloned(),
        mask: call.mask()?,
        way,
        falls_back,
        campaign: None,
        operator: OperatorNamed::OfSubscriber(person.operator),
    };
    let addressee = call.issuer().addressee(person.mobile, &addressing).await?;
    Ok((addressee, body))
}

/// Step 14 for one of them.
async fn paid(
    call: &Call<'_>,
    (addressee, body): (Addressee, Body),
) -> Result<(Addressee, Body), Fault> {
    let addressee = call.paid(addressee, Priced::of(&body)).await?;
    Ok((addressee, body))
}

/// The blocks of the answer.
fn results(taken: Answered<Taken>, mms: bool) -> Vec<SubscriberResult> {
    let Answered::Each(each) = taken else {
        unreachable!("people are answered with a block each");
    };
    let result = |(number, taken): (String, Result<Taken, Fault>)| match taken {
        Ok(Taken { to, from, tracking }) => SubscriberResult::Accepted {
            tracking,
            to,
            from,
            mms,
        },
        Err(fault) => SubscriberResult::Refused {
            fault,
            to: Recipient::parse(&number).expect("it was a number before"),
        },
    };
    each.into_iter().map(result).collect()
}
