//! `subscribe` and `unsubscribe`: who is in a campaign.
//!
//! A change is decided on the membership as it is read, and stored only if it still is that; else
//! it is decided anew.
//!
//! Source: docs/contract.md, subscribe, unsubscribe, order of checks.

use crate::carrier_lookup::look_up;
use crate::check::Call;
use crate::{Error, jobs, unasked};
use domain::answer::{Answer, CampaignName};
use domain::campaign::{Campaign, Membership, MembershipFact, Source, Subscriber, SubscriberId};
use domain::event::Event;
use domain::fault::{Fault, Kind};
use domain::limits::text::SUBSCRIBER_REF;
use domain::limits::time::OPT_IN;
use domain::merge::Data;
use domain::number::Recipient;
use domain::order::Field;
use domain::text;
use domain::time_zone;
use storage::campaign::MemberChange;
use storage::event::{Detail, NewEvent};
use storage::message::NewMessage;

/// How often a change is decided anew before it counts as a fault of ours. Ours: each time
/// another call for the same person has come between.
const DECISIONS: usize = 20;

/// Serves a call of `subscribe`.
pub(crate) async fn subscribe(call: &Call<'_>) -> Result<Answer, Fault> {
    let place = Place::of(call, Kind::NotSubscribable).await?;
    let wish = Wish::of(call)?;
    if wish.asks && place.campaign.question.is_none() {
        return Err(Kind::NotSubscribable.because("the campaign has no question"));
    }
    let blocked = place.is_blocked(call).await?;
    if blocked && !call.account.policy.allow_resubscribe {
        return Err(Kind::NotSubscribable.because("the person said STOP"));
    }
    let wish = place.complete(call, wish, blocked).await;
    place
        .change(call, |before| place.joined(call, &wish, before).map(Some))
        .await?;
    Ok(place.answer(call))
}

/// Serves a call of `unsubscribe`.
pub(crate) async fn unsubscribe(call: &Call<'_>) -> Result<Answer, Fault> {
    let place = Place::of(call, Kind::NotUnsubscribed).await?;
    let notify = call.switch(Field::Notify)?.unwrap_or(false);
    place
        .change(call, |before| Ok(place.left(call, notify, before)))
        .await?;
    Ok(place.answer(call))
}

/// Whom and what a request is about.
struct Place {
    mobile: Recipient,
    campaign: Campaign,
    /// What the customer hears of a fault of the store.
    fault: Kind,
}

/// What a request to join says of the person.
struct Wish {
    data: Data,
    /// The person is welcomed.
    notify: bool,
    /// The person is asked first.
    asks: bool,
    operator: Option<String>,
    time_zone: Option<String>,
    reference: Option<String>,
}

impl Wish {
    fn of(call: &Call<'_>) -> Result<Self, Fault> {
        let data = call.data()?;
        let notify = call.switch(Field::Notify)?.unwrap_or(false);
        let asks = call.switch(Field::Cta)?.unwrap_or(false);
        let operators = &call.ctx.settings.operators;
        let operator = call.given(Field::OperatorId)?;
        let operator = operator.map(|id| operators.read(id));
        // Any id that is not in the table is unknown here, whatever it looks like.
        let unknown = |_| Fault::from(Kind::OperatorIdUnknown);
        let operator = operator.transpose().map_err(unknown)?.flatten();
        let time_zone = call.given(Field::TimeZone)?.map(|given| {
            let unknown = || Kind::InvalidRequest.because("no such time zone");
            time_zone::read(given).ok_or_else(unknown)
        });
        let time_zone = time_zone.transpose()?;
        let reference = call.given(Field::SubscriberRef)?.map(text::one_line);
        if reference
            .as_deref()
            .is_some_and(|given| text::is_longer(given, SUBSCRIBER_REF))
        {
            return Err(Kind::InvalidRequest.because("over-long subscriber reference"));
        }
        Ok(Self {
            data,
            notify,
            asks,
            operator: operator.map(|operator| operator.name.clone()),
            time_zone,
            reference,
        })
    }
}

impl Place {
    async fn of(call: &Call<'_>, fault: Kind) -> Result<Self, Fault> {
        let mobile = call.given(Field::Mobile)?.map(Recipient::parse);
        let Some(Ok(mobile)) = mobile else {
            return Err(Kind::MobileRequired.into());
        };
        let named = call.given(Field::CampaignRef)?;
        let named = named.ok_or_else(|| Fault::from(Kind::CampaignIdRequired))?;
        let found = call.ctx.store.campaign_named(call.account.id, named).await;
        let found = found.map_err(|error| Error::from(error).told_as(fault))?;
        let campaign = found.ok_or_else(|| Fault::from(Kind::CampaignUnknown))?;
        Ok(Self {
            mobile,
            campaign,
            fault,
        })
    }

    fn answer(self, call: &Call<'_>) -> Answer {
        Answer::Membership {
            campaign: CampaignName::of(call.order),
            subscriber_ref: call.order.get(Field::SubscriberRef).map(str::to_owned),
            mobile: self.mobile,
        }
    }

    /// Whether the campaign's sender may send nothing to the person.
    async fn is_blocked(&self, call: &Call<'_>) -> Result<bool, Fault> {
        let (account, sender) = (call.account, &self.campaign.sender);
        let scope = account.policy.stops.scope;
        let store = &call.ctx.store;
        let blocked = store.is_blocked(account.id, sender, &self.mobile, scope, call.now);
        let blocked = blocked.await;
        blocked.map_err(|error| Error::from(error).told_as(self.fault))
    }

    /// The wish with what has to be found out. Whoever gets nothing from the campaign's sender
    /// is not welcomed either.
    async fn complete(&self, call: &Call<'_>, wish: Wish, blocked: bool) -> Wish {
        let operator = match wish.operator {
            Some(given) => Some(given),
            // It is good to know, and nothing fails without it.
            None => {
                let found = look_up(call.ctx, &self.mobile).await.ok().flatten();
                found.map(|operator| operator.name.clone())
            }
        };
        Wish {
            operator,
            notify: wish.notify && !blocked,
            ..wish
        }
    }

    /// A text of the campaign to the person, if it has one and its sender can send it.
    fn text(
        &self,
        call: &Call<'_>,
        person: &Subscriber,
        text: Option<&String>,
    ) -> Option<NewMessage> {
        unasked::of_campaign(&call.issuer(), &self.campaign, person, text?)
    }

    /// Makes the change that follows from the membership as it is, if any.
    async fn change(
        &self,
        call: &Call<'_>,
        decide: impl Fn(Option<Subscriber>) -> Result<Option<MemberChange>, Fault>,
    ) -> Result<(), Fault> {
        let store = &call.ctx.store;
        let failed = |error: storage::Error| Error::from(error).told_as(self.fault);
        for _ in 0..DECISIONS {
            let before = store.subscriber(self.campaign.id, &self.mobile).await;
            let Some(change) = decide(before.map_err(failed)?)? else {
                return Ok(());
            };
            if store.change_member(change).await.map_err(failed)?.is_some() {
                call.ctx.hint();
                return Ok(());
            }
        }
        Err(self
            .fault
            .because("others change the membership all the time"))
    }

    /// What becomes of the person who shall be in the campaign.
    fn joined(
        &self,
        call: &Call<'_>,
        wish: &Wish,
        before: Option<Subscriber>,
    ) -> Result<MemberChange, Fault> {
        let was = before.as_ref().map(|member| member.membership);
        let lapsed = before.as_ref().and_then(|member| member.lapses_to);
        let stopped = [was, lapsed].contains(&Some(Membership::OptedOut));
        if stopped && !call.account.policy.allow_resubscribe {
            return Err(Kind::NotSubscribable.because("the person said STOP"));
        }
        // Whoever is in has been asked already, or need not be.
        let asked = wish.asks && was != Some(Membership::Subscribed);
        let old = before.clone().unwrap_or_else(|| self.nobody(call));
        let after = Subscriber {
            membership: match asked {
                true => Membership::Pending,
                false => Membership::Subscribed,
            },
            lapses_to: match asked {
                true => lapsed.or(was).or(Some(Membership::Unsubscribed)),
                false => None,
            },
            reference: wish.reference.clone().or(old.reference),
            operator: wish.operator.clone().or(old.operator),
            time_zone: wish.time_zone.clone().or(old.time_zone),
            data: old.data.with(&wish.data)?,
            changed: call.now,
            ..old
        };
        let wanted = match (asked, wish.notify) {
            (true, _) => self.campaign.question.as_ref(),
            (false, true) => self.campaign.welcome.as_ref(),
            (false, false) => None,
        };
        let text = self.text(call, &after, wanted);
        if asked && text.is_none() {
            return Err(Kind::NotSubscribable.because("nobody can be asked by this sender"));
        }
        let event = (!asked).then(|| self.event(call, Event::Subscribed, &after));
        let jobs = asked.then(|| jobs::lapse(call.now + OPT_IN));
        Ok(MemberChange {
            before,
            after,
            event,
            texts: text.into_iter().collect(),
            jobs: jobs.into_iter().collect(),
            // A question that is asked again has all its time again.
            cancels: vec![jobs::LAPSE],
            finishes: None,
        })
    }

    /// What becomes of the person who shall not be in the campaign; `None`: it is not in it.
    fn left(
        &self,
        call: &Call<'_>,
        notify: bool,
        before: Option<Subscriber>,
    ) -> Option<MemberChange> {
        let before = before?;
        let (membership, told) = match before.membership {
            Membership::Subscribed => (Membership::Unsubscribed, true),
            // It never was in it: the question is withdrawn.
            Membership::Pending => {
                let lapsed = before.lapses_to.unwrap_or(Membership::Unsubscribed);
                (lapsed, false)
            }
            Membership::Unsubscribed | Membership::OptedOut => return None,
        };
        let after = Subscriber {
            membership,
            lapses_to: None,
            changed: call.now,
            ..before.clone()
        };
        let event = told.then(|| self.event(call, Event::Unsubscribed, &after));
        let farewell = self.campaign.farewell.as_ref();
        let text = self.text(call, &after, farewell.filter(|_| told && notify));
        Some(MemberChange {
            before: Some(before),
            after,
            event,
            texts: text.into_iter().collect(),
            jobs: Vec::new(),
            cancels: vec![jobs::LAPSE],
            finishes: None,
        })
    }

    /// A person who never had to do with the campaign.
    fn nobody(&self, call: &Call<'_>) -> Subscriber {
        Subscriber {
            id: SubscriberId(0),
            campaign: self.campaign.id,
            mobile: self.mobile.clone(),
            membership: Membership::Unsubscribed,
            reference: None,
            operator: None,
            time_zone: None,
            data: Data::default(),
            lapses_to: None,
            changed: call.now,
        }
    }

    fn event(&self, call: &Call<'_>, event: Event, member: &Subscriber) -> NewEvent {
        let fact = MembershipFact::new(&self.campaign, member, Source::Api, call.dialect);
        NewEvent {
            event,
            at: call.now,
            account: call.account.id,
            sent_as: None,
            reason: None,
            handset: None,
            carrier_message_id: None,
            failed_file: None,
            detail: Some(Detail::Membership(Box::new(fact))),
            job: jobs::notify(call.account.id),
        }
    }
}
