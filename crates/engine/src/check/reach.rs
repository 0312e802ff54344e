//! Whether a receiver can be reached: step 12 of the order of checks, for one receiver.
//!
//! Source: docs/contract.md, senders, campaign check, blacklist and STOP, operators and carrier
//! lookup, ForceSms, test accounts.

use crate::Error;
use crate::carrier_lookup::look_up;
use crate::check::Call;
use crate::check::receivers::Receivers;
use crate::issuer::Issuer;
use crate::routing::Wanted;
use domain::account::Sender;
use domain::campaign::{Campaign, Membership};
use domain::command::Addressee;
use domain::country::Country;
use domain::fault::{Fault, Kind};
use domain::magic::{self, Outcome};
use domain::notice::SentAs;
use domain::number::Recipient;
use domain::operator::{Operator, Role};
use domain::order::Field;
use std::sync::Arc;

/// What a request says of how its receivers are addressed.
pub(crate) struct Addressing<'a> {
    /// The sender that it names.
    pub(crate) sender: &'a Sender,
    /// Where that one does not serve the receiver's country, another one may.
    pub(crate) rewrites: bool,
    /// Product of the account.
    pub(crate) service_id: Option<String>,
    /// Alphanumeric sender as written.
    pub(crate) mask: Option<&'a str>,
    /// How it shall go.
    pub(crate) way: Way,
    /// It may go as SMS where it cannot go as MMS.
    pub(crate) falls_back: bool,
    /// Of what campaign receivers have to be subscribers, where the account demands that; `None`:
    /// they were found by their campaign.
    pub(crate) campaign: Option<CampaignNamed<'a>>,
    /// What is said of the receiver's operator.
    pub(crate) operator: OperatorNamed<'a>,
}

/// The campaign that a request names, with the codes of its dialect.
#[derive(Clone, Copy)]
pub(crate) struct CampaignNamed<'a> {
    given: Option<&'a str>,
    missing: Kind,
    unknown: Kind,
}

/// What is said of a receiver's operator.
pub(crate) enum OperatorNamed<'a> {
    /// The id in the request, as written.
    ByRequest(Option<&'a str>),
    /// The name in the operator table that is kept with a subscriber.
    OfSubscriber(Option<String>),
}

/// How messages of a request shall go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// As MMS where that is possible.
    Mms,
    /// Slides, as SMS whatever is possible.
    Forced,
    /// A text, ordered as SMS.
    Text,
}

impl Way {
    /// The way of slides.
    pub(crate) const fn of_mms(force_sms: bool) -> Self {
        match force_sms {
            true => Self::Forced,
            false => Self::Mms,
        }
    }
}

/// By which way a receiver is reached, and from whom.
struct Reached<'a> {
    /// The sender that is really used.
    sender: &'a Sender,
    /// The receiver's operator, if known.
    operator: Option<Arc<Operator>>,
}

impl<'a> Call<'a> {
    /// The campaign that the request names.
    pub(crate) fn campaign_named(&self) -> Result<CampaignNamed<'a>, Fault> {
        Ok(CampaignNamed {
            given: self.given(Field::CampaignRef)?,
            missing: self.manners.campaign_missing,
            unknown: self.manners.campaign_unknown,
        })
    }

    /// The operator that the request names.
    pub(crate) fn operator_named(&self) -> Result<OperatorNamed<'a>, Fault> {
        Ok(OperatorNamed::ByRequest(self.given(Field::OperatorId)?))
    }

    /// The checks of step 12 that are about the request and not about a receiver: of a list they
    /// fail the whole call. With one receiver they come in their place among the checks of that
    /// one.
    ///
    /// # Errors
    ///
    /// What is wrong with the campaign or the operator that the request names.
    pub(crate) async fn names_fit<T>(
        &self,
        receivers: &Receivers<T>,
        with: &Addressing<'a>,
    ) -> Result<(), Fault> {
        if receivers.is_alone() {
            return Ok(());
        }
        let issuer = self.issuer();
        if let Some(campaign) = with.campaign {
            issuer.demanded_campaign(campaign).await?;
        }
        issuer.operator_given(with).map(|_| ())
    }
}

impl<'a> Issuer<'a> {
    /// Judges one receiver: step 12 of the order of checks.
    ///
    /// # Errors
    ///
    /// Why nothing is sent to this receiver.
    pub(crate) async fn addressee(
        &self,
        to: Recipient,
        with: &Addressing<'a>,
    ) -> Result<Addressee, Fault> {
        let Reached { sender, operator } = self.reach(&to, with).await?;
        // The id was judged for the sender of the request; one that replaces it may not have it.
        let service_id = match with.service_id.clone() {
            Some(id) if !sender.service_ids.contains(&id) => sender.service_ids.first().cloned(),
            service_id => service_id,
        };
        Ok(Addressee {
            from: sender.address.clone(),
            from_mask: with.mask.and_then(|mask| to.country().shown_mask(mask)),
            service_id,
            operator,
            to,
        })
    }

    /// Judges sender for the country, campaign, blacklist and operator, in this order.
    async fn reach(&self, to: &Recipient, with: &Addressing<'a>) -> Result<Reached<'a>, Fault> {
        let sender = self.sender_for(to, with)?;
        if let Some(campaign) = with.campaign {
            self.subscribed(to, campaign).await?;
        }
        self.not_blacklisted(sender, to).await?;
        let known = self.operator(to, with).await?;
        self.carried(to, sender, (&known, with))?;
        Ok(Reached {
            sender,
            operator: known.operator,
        })
    }

    /// The sender that may send to the receiver's country: the one given, or the account's
    /// default for that country where the request allows it.
    fn sender_for(&self, to: &Recipient, with: &Addressing<'a>) -> Result<&'a Sender, Fault> {
        let country = to.country();
        // A global code (satellite, free phone): served by nobody.
        let Some(iso) = country.iso else {
            return Err(wrong_country(country));
        };
        let has_route = |sender: &&Sender| match with.way {
            Way::Mms => sender.mms_route,
            Way::Forced | Way::Text => sender.sms_route,
        };
        if with.sender.serves_country(iso) {
            return match has_route(&with.sender) {
                true => Ok(with.sender),
                false => Err(without_route(with.way, country)),
            };
        }
        let default = self.account.senders_for(iso).find(has_route);
        default
            .filter(|_| with.rewrites)
            .ok_or_else(|| wrong_country(country))
    }

    /// Where the account demands it: the receiver is in the campaign that the request names.
    async fn subscribed(&self, to: &Recipient, named: CampaignNamed<'_>) -> Result<(), Fault> {
        let Some(campaign) = self.demanded_campaign(named).await? else {
            return Ok(());
        };
        let store = &self.ctx.store;
        let subscriber = store.subscriber(campaign.id, to).await.map_err(failed)?;
        match subscriber.map(|subscriber| subscriber.membership) {
            Some(Membership::Subscribed) => Ok(()),
            Some(Membership::Pending | Membership::Unsubscribed | Membership::OptedOut) | None => {
                Err(Kind::NotSubscribed.into())
            }
        }
    }

    /// The campaign of the account that a reference or number names; `unknown` is the code when
    /// there is none.
    pub(crate) async fn campaign(&self, named: &str, unknown: Kind) -> Result<Campaign, Fault> {
        let found = self.ctx.store.campaign_named(self.account.id, named).await;
        found.map_err(failed)?.ok_or_else(|| unknown.into())
    }

    /// Whether a number may be anybody's: nobody has those of fiction, which are for test accounts.
    pub(crate) fn is_real(&self, number: &Recipient) -> bool {
        self.account.policy.test || !magic::is_fiction(number)
    }

    /// The campaign that the request names, where the account demands one.
    async fn demanded_campaign(&self, named: CampaignNamed<'_>) -> Result<Option<Campaign>, Fault> {
        if !self.account.policy.enforce_campaign_check {
            return Ok(None);
        }
        let given = named.given.ok_or_else(|| Fault::from(named.missing))?;
        self.campaign(given, named.unknown).await.map(Some)
    }

    /// Whether the receiver wants nothing from the sender.
    async fn not_blacklisted(&self, sender: &Sender, to: &Recipient) -> Result<(), Fault> {
        if self.magic(to) == Some(Kind::ReceiverBlacklisted) {
            return Err(Kind::ReceiverBlacklisted.into());
        }
        let (id, scope) = (self.account.id, self.account.policy.stops.scope);
        let store = &self.ctx.store;
        let blocked = store.is_blocked(id, &sender.address, to, scope, self.now);
        match blocked.await.map_err(failed)? {
            true => Err(Kind::ReceiverBlacklisted.into()),
            false => Ok(()),
        }
    }

    /// What a number of a test account chooses to be refused with.
    pub(crate) fn magic(&self, to: &Recipient) -> Option<Kind> {
        let test = self.account.policy.test;
        test.then(|| Outcome::of(to)).and_then(Outcome::refusal)
    }

    /// The receiver's operator: the one that is named, else the one that is found out.
    async fn operator(&self, to: &Recipient, with: &Addressing<'_>) -> Result<Known, Fault> {
        let (given, named) = self.operator_given(with)?;
        let operator = match given {
            Some(operator) => Some(operator),
            // Slides that go as SMS in any case need to know no operator.
            None if with.way == Way::Forced => None,
            None if self.magic(to) == Some(Kind::CarrierLookupFailed) => {
                return Err(Kind::CarrierLookupFailed.into());
            }
            None => look_up(self.ctx, to).await?,
        };
        let operator = operator.filter(|operator| operator.role == Role::Network);
        Ok(Known { named, operator })
    }

    /// What is said of the operator, and whether the request says it.
    fn operator_given(
        &self,
        with: &Addressing<'_>,
    ) -> Result<(Option<Arc<Operator>>, bool), Fault> {
        let operators = &self.ctx.settings.operators;
        match &with.operator {
            OperatorNamed::OfSubscriber(name) => {
                let kept = name.as_deref().and_then(|name| operators.by_name(name));
                Ok((kept.cloned(), false))
            }
            OperatorNamed::ByRequest(id) => {
                let given = id.map(|id| operators.read(id));
                // An id that names all operators at once counts as not given.
                let given = given.transpose()?.flatten().cloned();
                if given.is_none() && self.account.policy.require_operator {
                    return Err(Kind::OperatorIdRequired.into());
                }
                let named = given.is_some();
                Ok((given, named))
            }
        }
    }

    /// Whether a link takes messages for the operator, and the operator takes messages.
    fn carried(
        &self,
        to: &Recipient,
        from: &Sender,
        (known, with): (&Known, &Addressing<'a>),
    ) -> Result<(), Fault> {
        let operator = known.operator.as_deref();
        let sms_only = operator.is_some_and(|operator| !operator.mms);
        let refusal = self.magic(to);
        // By which way a link has to take it now; a forced SMS is judged when it goes.
        let needed = match with.way {
            Way::Mms if sms_only => None,
            Way::Mms => Some(SentAs::Mms),
            Way::Text => Some(SentAs::Sms),
            Way::Forced => None,
        };
        if let Some(way) = needed {
            let wanted = Wanted {
                account: self.account,
                way,
                from: &from.address,
                operator,
            };
            if !self.ctx.has_route(&wanted) || refusal == Some(Kind::CarrierNotProvisioned) {
                return Err(Kind::CarrierNotProvisioned.because("no link serves this message"));
            }
        }
        let forced = with.way == Way::Forced;
        let unsupported = operator.is_some_and(|operator| !operator.supported)
            || refusal == Some(Kind::OperatorNotSupported) && (!forced || known.named);
        let stuck = sms_only && with.way == Way::Mms && !with.falls_back;
        match unsupported || stuck {
            true => Err(Kind::OperatorNotSupported.into()),
            false => Ok(()),
        }
    }
}

/// What is known of a receiver's operator.
struct Known {
    /// The request names it.
    named: bool,
    operator: Option<Arc<Operator>>,
}

fn failed(error: storage::Error) -> Fault {
    Error::from(error).into_fault()
}

/// A sender of the right country that cannot send in this way.
fn without_route(way: Way, country: &Country) -> Fault {
    match way {
        Way::Mms => Kind::InvalidSender.because("the sender has no MMS route"),
        Way::Text => Kind::InvalidSender.because("the sender has no SMS route"),
        Way::Forced => wrong_country(country).because("ForceSms without an SMS route"),
    }
}

fn wrong_country(country: &Country) -> Fault {
    Kind::InvalidSenderForCountry.country(country.name)
}
